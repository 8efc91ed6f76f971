"""Addresses of what can be changed of one case."""

from django.urls import path

from soundings.cases.views import change

urlpatterns = [
    path("case/<str:public_id>/change/", change.case_change, name="case-change"),
    path("case/<str:public_id>/change/<slug:slug>/", change.change_one, name="case-change-one"),
]
