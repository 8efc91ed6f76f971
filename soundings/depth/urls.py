"""The addresses of depth."""

from django.urls import include, path

urlpatterns = [
    path("", include("soundings.depth.figure_urls")),
]
