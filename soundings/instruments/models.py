"""Instruments and their versions. What people answered is kept where it was asked, with the version that asked it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.instruments.rules import Use, VersionState


class Instrument(WithPublicId, AgencyOwned):
    """A questionnaire of the agency. names, purposes: by language. shipped: it began as a tool of ours."""

    code = models.SlugField(max_length=40)  # stable; what a spreadsheet calls form_id
    use = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Use])
    names = models.JSONField(default=dict)
    purposes = models.JSONField(default=dict)
    shipped = models.BooleanField(default=False)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "code"), name="instrument_code_once")]


class Version(WithPublicId, AgencyOwned):
    """One wording of an instrument. `stamp` grows with every save of a draft, so that a stale save is seen."""

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in VersionState], default=VersionState.DRAFT.value
    )
    definition = models.JSONField(default=dict)  # `rules.Definition`
    stamp = models.PositiveIntegerField(default=0)
    note = models.CharField(max_length=300, blank=True)  # what is different, in a sentence
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: shipped
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("instrument", "number"), name="version_number_once"),
            models.UniqueConstraint(fields=("instrument",), condition=Q(state="draft"), name="one_draft_at_a_time"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False, published_at__gte=F("made_at")),
                name="published_when",
            ),
        ]
