"""By when an element is expected, as a team has agreed it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from soundings.accounts.models import Stage, Unit
from soundings.breadth.models.practice import Element
from soundings.core.models import AgencyOwned, WithPublicId


class Expectation(WithPublicId, AgencyOwned):
    """By when an element is expected at a place in the tree: so many working days after a case opened.

    It is proposed first, and holds from the day on which it is agreed up to but not including another. The nearest
    place upward wins; there, a time for the stage before one for every stage. days: None says that no time is set
    here, whatever holds above.
    """

    is_set_up = True

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="expectations", db_index=False)
    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True, related_name="+")
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)  # where it was talked over
    proposed_by = models.CharField(max_length=16)  # public id of a user
    proposed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=16, blank=True)
    from_on = models.DateField(null=True, blank=True)  # the day on which it was agreed
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "unit",
                "element",
                Coalesce("stage", Value(0)),
                condition=Q(from_on__isnull=False, to_on=None),
                name="one_time_at_a_place",
            ),
            models.UniqueConstraint(
                "unit",
                "element",
                Coalesce("stage", Value(0)),
                condition=Q(from_on=None),
                name="one_proposal_at_a_place",
            ),
            models.CheckConstraint(
                condition=(Q(from_on=None) & Q(agreed_by="")) | (Q(from_on__isnull=False) & ~Q(agreed_by="")),
                name="agreed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="time_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=("agency", "to_on"), name="times_of_agency")]
