"""Addresses of what is raised and who receives it."""

from django.urls import path

from soundings.cases.views.concerns import raising, receiving, routes, screening

urlpatterns = [
    path("concerns/", receiving.concerns, name="concerns"),
    path("concerns/raise/", raising.raise_now, name="raise-concern"),
    path("concerns/raise/complaint/", raising.raise_complaint, name="raise-complaint"),
    path("concerns/raise/allegation/", raising.raise_allegation, name="raise-allegation"),
    path("concerns/raise/whistleblowing/", raising.blow_whistle, name="blow-whistle"),
    path("concerns/routes/", routes.routes, name="concern-routes"),
    path("concerns/routes/<slug:matter>/<str:unit>/", routes.route, name="concern-route"),
    path("concerns/routes/<slug:matter>/<str:unit>/end/", routes.end, name="end-concern-route"),
    path("concerns/screening/<str:public_id>/", screening.screening, name="screening"),
    path("concerns/<str:public_id>/", receiving.concern, name="concern"),
    path("case/<str:public_id>/concern/", raising.raise_about_case, name="raise-concern-about"),
]
