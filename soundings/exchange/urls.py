"""Addresses of files in and out."""

from django.urls import path

from soundings.exchange.views import dashboard, export, files, mapping, preview, reviews, upload

urlpatterns = [
    path("", files.files, name="files"),
    path("example/<slug:kind>/<slug:form>/", files.template, name="file-template"),
    path("new/<slug:kind>/", upload.new, name="import-new"),
    path("export/", export.export, name="export"),
    path("export/dashboard/<str:public_id>/", dashboard.dashboard, name="export-dashboard"),
    path("export/reviews/<str:public_id>/", reviews.reviews, name="export-reviews"),
    path("<str:public_id>/", preview.preview, name="import-preview"),
    path("<str:public_id>/columns/", mapping.columns, name="import-map"),
    path("<str:public_id>/forms/", mapping.forms, name="import-forms"),
    path("<str:public_id>/names/", preview.settle, name="import-settle"),
    path("<str:public_id>/names/again/", preview.ask_again, name="import-ask-again"),
    path("<str:public_id>/store/", preview.store, name="import-store"),
    path("<str:public_id>/drop/", preview.drop, name="import-drop"),
    path("<str:public_id>/refused/", preview.refused_rows, name="import-refused"),
    path("<str:public_id>/take-back/", preview.take_back, name="import-take-back"),
]
