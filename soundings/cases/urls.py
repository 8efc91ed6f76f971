"""Addresses of children, families and cases."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
