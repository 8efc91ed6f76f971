"""Concern now and the routes of complaint, allegation and whistleblowing, apart from the learning record (ADR 15).

Nobody sees what was raised but those whose turn has come (`ConcernTurn`); it stands in no count, list or sample.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from soundings.accounts.models import Unit, User
from soundings.cases.models.cases import Case
from soundings.cases.rules.concerns import About, ConcernState, Matter, Part, Screened, Source
from soundings.core.models import AgencyOwned, WithPublicId


def _choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    return [(kind.value, kind.value) for kind in kinds]


def _both_or_neither(one: str, other: str, name: str) -> models.CheckConstraint:
    unset = {f"{one}__isnull": True, f"{other}__isnull": True}
    isset = {f"{one}__isnull": False, f"{other}__isnull": False}
    return models.CheckConstraint(condition=Q(**unset) | Q(**isset), name=name)


class ConcernRoute(WithPublicId, AgencyOwned):
    """Who receives what is raised at a place and below it, by when, and who is next.

    minutes: the clock of a concern now, round the clock; days: that of the other matters, in working days.
    """

    matter = models.CharField(max_length=16, choices=_choices(Matter))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(User, models.PROTECT, related_name="+")
    deputy = models.ForeignKey(User, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    out_of_hours = models.CharField(max_length=200, blank=True)  # a number, and who answers it
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: came with the data
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "matter", "unit"), name="route_once_a_place"),
            models.CheckConstraint(condition=~Q(receiver=F("deputy")), name="a_deputy_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(matter=Matter.CONCERN_NOW.value, minutes__gt=0, days=None)
                | (~Q(matter=Matter.CONCERN_NOW.value) & Q(minutes=None, days__gt=0)),
                name="a_route_has_its_clock",
            ),
        ]


class RouteStep(AgencyOwned):
    """Who is told next, and how many minutes after the one before them."""

    route = models.ForeignKey(ConcernRoute, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("route", "position"), name="step_once")]


class Concern(WithPublicId, AgencyOwned):
    """What somebody raised.

    raised_by: None where it came without a sign-in, or without a name (whistleblowing). stands_at: the opaque id of
    what it was said in, in the room that keeps it. due_at: by when somebody acknowledges it.
    """

    matter = models.CharField(max_length=16, choices=_choices(Matter))
    about = models.CharField(max_length=8, choices=_choices(About))
    concerning = models.CharField(max_length=200, blank=True)  # who, in the words of whoever raised it
    source = models.CharField(max_length=8, choices=_choices(Source))
    stands_at = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    words = models.TextField()
    contact = models.CharField(max_length=300, blank=True)  # how they can be reached, and when it is safe
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=_choices(ConcernState), default=ConcernState.RAISED.value)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_as = models.CharField(max_length=200, blank=True)  # where it stands in the case system
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            _both_or_neither("acknowledged_by", "acknowledged_at", "acknowledged_by_and_at"),
            _both_or_neither("confirmed_by", "confirmed_at", "confirmed_by_and_at"),
            _both_or_neither("closed_by", "closed_at", "closed_by_and_at"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("agency", "state", "due_at"), name="concerns_by_state"),
            models.Index(fields=("raised_by", "raised_at"), name="concerns_raised_by"),
        ]


class ConcernTurn(AgencyOwned):
    """Somebody sees a concern from this moment on, unless it had been acknowledged before.

    All turns are set when it is raised, so that the next person sees it in time even if nothing runs in the
    background. told_at: when the message to them went out.
    """

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="turns")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    part = models.CharField(max_length=8, choices=_choices(Part))
    from_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("from_at", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=("concern", "user"), name="turn_once")]
        indexes: ClassVar = [
            models.Index(fields=("user", "from_at"), name="turns_of_user"),
            models.Index(fields=("agency", "from_at"), condition=Q(told_at=None), name="turns_to_tell"),
        ]


class ConcernDecision(AgencyOwned):
    """What a receiver decided: what happens, who does it, by when. Added to, never edited."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="decisions")
    what = models.TextField()
    who = models.CharField(max_length=200)
    by_when = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("decided_at", "pk")


class Screening(WithPublicId, AgencyOwned):
    """Free text of a family, a child or a member of staff that somebody reads by the next working day.

    The words stay in the room that keeps them (`stands_at`, its opaque id). Who screens follows from the route of a
    concern now at the place: its receiver and deputy.
    """

    source = models.CharField(max_length=8, choices=_choices(Source))
    stands_at = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    came_at = models.DateTimeField()
    due_on = models.DateField()
    screened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    screened_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=_choices(Screened), blank=True)
    concern = models.ForeignKey(Concern, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency", "source", "stands_at"), condition=Q(screened_at=None), name="waits_once"
            ),
            _both_or_neither("screened_by", "screened_at", "screened_by_and_at"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("agency", "due_on"), condition=Q(screened_at=None), name="screenings_waiting")
        ]
