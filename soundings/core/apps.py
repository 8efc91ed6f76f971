from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "soundings.core"

    def ready(self) -> None:
        post_migrate.connect(_prepare, sender=self)


def _prepare(using: str, **kwargs: object) -> None:
    from soundings.core.tenancy import prepare_database  # needs the models

    prepare_database(using)
