import sqlite3
from datetime import date
from functools import lru_cache

from django.apps import AppConfig
from django.db.backends.sqlite3 import base as _  # noqa: F401  (it names its own converters when it is read: before ours)
from django.db.models.signals import post_migrate
from django.utils.dateparse import parse_date


class CoreConfig(AppConfig):
    name = "soundings.core"

    def ready(self) -> None:
        post_migrate.connect(_prepare, sender=self)
        sqlite3.register_converter("date", stored_date)


@lru_cache(maxsize=16_384)
def stored_date(stored: bytes) -> date | None:
    """The day that SQLite has stored as text. A board reads hundreds of days, most of them again and again."""
    return parse_date(stored.decode())


def _prepare(using: str, **kwargs: object) -> None:
    from soundings.core.marking import mark_changes  # needs the models
    from soundings.core.tenancy import prepare_database

    prepare_database(using)
    mark_changes(using)
