"""`soundings migrate`: Django's own, signed in as the tables' owner where one is configured."""

from typing import Any

from django.core.management.commands import migrate

from soundings.core.tenancy import as_owner


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner():
            super().handle(*args, **options)
