"""Every address of the product, by room."""

from django.urls import include, path

from soundings.config import views

handler500 = "soundings.config.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("", include("soundings.accounts.urls")),
    path("", include("soundings.measures.urls")),
    path("", include("soundings.cases.urls")),
    path("", include("soundings.breadth.urls")),
    path("instruments/", include("soundings.instruments.urls")),
    path("reviews/", include("soundings.depth.urls")),
    path("say/", include("soundings.depth.link_urls")),
    path("files/", include("soundings.exchange.urls")),
    path("look/", include("soundings.design.urls")),
]
