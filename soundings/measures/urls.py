"""Addresses of figures."""

from django.urls import path

from soundings.measures import views

urlpatterns = [
    path("measures/", views.measures, name="measures"),
    path("measures/<slug:code>/", views.measure, name="measure"),
]
