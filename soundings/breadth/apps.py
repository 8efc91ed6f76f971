from django.apps import AppConfig


class BreadthConfig(AppConfig):
    name = "soundings.breadth"
