"""What was loaded from which file, what it changed, and the column maps that people made for their reports."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.exchange.rules import ImportState


class Batch(WithPublicId, AgencyOwned):
    """One import. Rows that it added carry its public id; what it changed stands in `BatchChange`."""

    is_set_up = True

    kind = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in ImportState])
    file_names = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # SHA-256 of the files, to say "this file was loaded on ..."
    options = models.JSONField(default=dict)  # column map, mapping of forms, good_rows, as_of
    summary = models.JSONField(
        default=dict
    )  # {"counts": [[noun, verb, n]], "rows", "refused", "problems", "matched", ...}
    report = models.JSONField(default=dict)  # problems, notes, offers and lines of the preview; see `actions.report`
    refused_file = models.CharField(max_length=40, blank=True)  # its name beside the upload, if rows were refused
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    stored_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "batches"
        indexes: ClassVar = [models.Index(fields=("agency", "-at"), name="batches_of_agency")]


class BatchChange(AgencyOwned):
    """What a row held before an import changed it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="changes")
    model = models.CharField(max_length=40)
    row = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField()


class ColumnMap(AgencyOwned):
    """How one kind of report maps to ours: remembered from one load to the next."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    columns = models.JSONField(default=dict)  # {"child id": "Person ID", ...}
    values = models.JSONField(
        default=dict
    )  # {"forms": {"SoS Mapping": {"element": "mapping-family", "date": "completed"}}}
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "kind", "name"), condition=~Q(name=""), name="column_map_once")
        ]
