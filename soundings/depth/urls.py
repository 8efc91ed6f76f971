"""The addresses of depth."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
