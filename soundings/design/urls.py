"""The gallery of components."""

from django.urls import path

from soundings.design import views

app_name = "design"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("place/", views.place, name="place"),
]
