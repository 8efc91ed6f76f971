"""Calibration sessions: several reviewers rate one case, or one description, apart from each other, then compare."""

from typing import ClassVar

from django.db import models

from soundings.accounts.models import Unit, User
from soundings.cases.models import Case
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.rules.calibration import CalibrationState
from soundings.instruments.models import Version


class Calibration(WithPublicId, AgencyOwned):
    """One session. It checks how reviewers read the questions, never a worker.

    case: whose practice is rated; None for an invented or anonymised description, which is then all in `material`.
    material: what reviewers look at. unit: the place whose QA leads run it. facts: what breadth knew of the case when
    the session was made. opened_at: from when on everybody in it reads all ratings.
    """

    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    material = models.TextField(blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(one.value, one.value) for one in CalibrationState],
        default=CalibrationState.RATING.value,
    )
    facts = models.JSONField(default=dict)
    rate_by = models.DateField(null=True, blank=True)
    led_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # closed, or called off


class CalibrationSeat(AgencyOwned):
    """Somebody rates in a session: their answers, by the stable codes of the questions. `stamp` grows with each save.

    given_at: handed over, and not changed any more. left_at: no longer in the session; nobody reads their rating.
    reminded_on: when they last heard that it is due.
    """

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="seats")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    answers = models.JSONField(default=dict)
    stamp = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("calibration", "user"), name="one_seat_of_each"),
        ]


class CalibrationSave(AgencyOwned):
    """What a rating said before a save changed it, and what was typed and not taken; as `PartSave` does for a part."""

    seat = models.ForeignKey(CalibrationSeat, models.CASCADE, related_name="saves")
    stamp = models.PositiveIntegerField()
    before = models.JSONField()
    refused = models.JSONField(default=dict)
    at = models.DateTimeField()


class CalibrationNote(AgencyOwned):
    """What was agreed about how to read one question ("": about all of them). Added to, and changed by nobody."""

    calibration = models.ForeignKey(Calibration, models.CASCADE, related_name="notes")
    question = models.CharField(max_length=60, blank=True)
    words = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
