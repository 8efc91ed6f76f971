from django.apps import AppConfig

from soundings.config import logs


class ConfigConfig(AppConfig):
    name = "soundings.config"

    def ready(self) -> None:
        logs.configure()
