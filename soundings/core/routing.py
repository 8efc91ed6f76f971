"""Which database holds what: the trail of reads has a file of its own where there is one (SQLite)."""

from typing import Any

from django.conf import settings
from django.db import models

from soundings.core.models import READS

TRAIL = "trail"
_READS = frozenset(model._meta.label_lower for model in (READS.entry, READS.chain, READS.child_set, READS.member))


class TrailRouter:
    """Sends the trail of reads, and nothing else, to the alias `trail` where the settings have one."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        label = f"{model._meta.app_label}.{model._meta.model_name}"  # the cache's table says no more of itself
        return TRAIL if TRAIL in settings.DATABASES and label in _READS else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        of_reads = f"{app_label}.{model_name}" in _READS
        if db == TRAIL:
            return of_reads or (app_label == "core" and model_name is None)
        return False if of_reads and TRAIL in settings.DATABASES else None
