"""Every address of the product, by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("soundings.accounts.urls")),
    path("", include("soundings.cases.urls")),
    path("", include("soundings.breadth.urls")),
    path("files/", include("soundings.exchange.urls")),
    path("look/", include("soundings.design.urls")),
]
