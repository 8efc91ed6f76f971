"""The addresses of the link that somebody of the family is given. They say nothing of what they are for."""

from django.urls import path

from soundings.depth.views import link

urlpatterns = [
    path("leave/", link.leave, name="family-leave"),
    path("<str:token>/", link.link, name="family-link"),
]
