"""What was found, in a review or over a programme, and what was agreed to be done about it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from soundings.accounts.models import Staff, Unit, User
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.models.programmes import Programme
from soundings.depth.models.reviews import Review
from soundings.depth.rules import Alignment, Column


class Finding(WithPublicId, AgencyOwned):
    """One thing found. elements: codes of practice elements; themes: the agency's words; questions: stable codes."""

    review = models.ForeignKey(Review, models.CASCADE, null=True, blank=True, related_name="findings")
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, blank=True, related_name="findings")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # where it belongs
    column = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Column])
    alignment = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Alignment], blank=True)
    words = models.TextField()
    elements = models.JSONField(default=list)
    themes = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review__isnull=False) | Q(programme__isnull=False), name="finding_of_something"
            ),
        ]


class AgreedAction(WithPublicId, AgencyOwned):
    """Who does what by when, how it went, and what shows that it is done. Confirmed by somebody else than the owner."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="actions")
    what = models.TextField()
    owner = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    by_on = models.DateField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    reminded_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("agency", "owner", "by_on"), name="action_by_owner")]
