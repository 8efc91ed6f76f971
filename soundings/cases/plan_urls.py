"""Addresses of reorganisations."""

from django.urls import path

from soundings.cases.views import reorganising

urlpatterns = [
    path("", reorganising.reorganisations, name="reorganisations"),
    path("new/", reorganising.new_plan, name="new-reorganisation"),
    path("<str:public_id>/", reorganising.plan, name="reorganisation"),
    path("<str:public_id>/details/", reorganising.describe, name="reorganisation-details"),
    path("<str:public_id>/add/<slug:kind>/", reorganising.add_step, name="reorganisation-step"),
    path("<str:public_id>/remove/<str:step_id>/", reorganising.remove_step, name="reorganisation-remove-step"),
    path("<str:public_id>/<slug:what>/", reorganising.decide, name="reorganisation-decide"),
]
