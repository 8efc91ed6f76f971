"""Programmes of review, and how their cases were drawn, so that the same draw can be made again."""

from typing import ClassVar

from django.db import models

from soundings.accounts.models import Unit, User
from soundings.cases.models import Case
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.rules import DrawKind, Sign
from soundings.instruments.models import Instrument


class Programme(WithPublicId, AgencyOwned):
    """Reviews with one instrument, of the cases of one place, for one reason.

    exclude_months: a case reviewed within so many months is not drawn again. second_share: of 100 reviews, how many
    are rated a second time, blind, to check the reviewer. graded: a four-point grade is asked for beside the scales.
    """

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=[(one.value, one.value) for one in DrawKind])
    sign = models.CharField(max_length=9, choices=[(one.value, one.value) for one in Sign], blank=True)
    question = models.TextField(blank=True)  # what it wants to learn
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    days_to_do = models.PositiveSmallIntegerField(default=20)  # working days from the draw to the sign-off
    exclude_months = models.PositiveSmallIntegerField(default=12)
    second_share = models.PositiveSmallIntegerField(default=0)
    graded = models.BooleanField(default=False)
    run_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)


class Draw(WithPublicId, AgencyOwned):
    """One drawing of cases: from which frame, with which seed, when, by whom. Never edited.

    frame: the criteria as they were chosen (`rules.Frame`), and under "reviewed" how many were left out because they
    had been reviewed. members: the public id of each case of the frame with its stratum, in order, so that seed and
    members give the same picks again on any day. named_for: the draw is of restricted cases, by and for this person
    of their named lists.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="draws")
    frame = models.JSONField()
    members = models.JSONField()
    seed = models.CharField(max_length=32)
    wanted = models.PositiveSmallIntegerField()
    method = models.PositiveSmallIntegerField(default=1)  # of the rule that picks, so that it can be made again
    named_for = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()


class Pick(AgencyOwned):
    """A case that a draw gave, in the order in which it gave them; those beyond the wanted ones stand in reserve."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="picks")
    position = models.PositiveIntegerField()
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    stratum = models.CharField(max_length=40, blank=True)
    reserve = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("draw", "position"), name="pick_position_once")]


class Substitution(AgencyOwned):
    """A pick was left out for another, and why. Both stay on record."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="substitutions")
    out = models.ForeignKey(Pick, models.CASCADE, related_name="+")
    instead = models.ForeignKey(Pick, models.CASCADE, null=True, blank=True, related_name="+")  # None: none was left
    reason = models.CharField(max_length=20)  # knows-family, closed, restricted, worker-away, other
    words = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
