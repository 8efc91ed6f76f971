"""Addresses of calibration sessions."""

from django.urls import path

from soundings.depth.views import calibrating, comparing, rating_apart
from soundings.depth.views.figures import calibrated

urlpatterns = [
    path("calibration/", calibrating.calibrations, name="calibrations"),
    path("calibration/new/", calibrating.new_calibration, name="new-calibration"),
    path("calibration/agreement/", calibrated.calibration_agreement, name="calibration-agreement"),
    path("calibration/<str:public_id>/", comparing.calibration, name="calibration"),
    path("calibration/<str:public_id>/people/", calibrating.people, name="calibration-people"),
    path("calibration/<str:public_id>/rate/", rating_apart.rate, name="rate-calibration"),
    path("calibration/<str:public_id>/know-them/", rating_apart.step_back, name="leave-calibration"),
    path("calibration/<str:public_id>/note/", comparing.note, name="note-calibration"),
    path("calibration/<str:public_id>/step/<slug:step>/", calibrating.step, name="calibration-step"),
]
