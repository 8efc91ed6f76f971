"""The addresses of instruments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
