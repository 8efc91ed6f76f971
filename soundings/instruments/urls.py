"""The addresses of instruments."""

from django.urls import path

from soundings.instruments.views import looking

urlpatterns = [
    path("<str:public_id>/", looking.instrument, name="instrument"),
    path("<str:public_id>/paper/", looking.paper, name="instrument-paper"),
]
