"""Walls, and the screens that may show them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from soundings.accounts.models import Staff, Unit, User
from soundings.breadth.models.practice import Board
from soundings.breadth.rules import NamedBy
from soundings.core.models import AgencyOwned, WithPublicId


class Wall(WithPublicId, AgencyOwned):
    """A board that hangs in a team's room: which teams, in what words, and who stands behind it.

    kept_by made it or changed it last: it shows a team only while they may put up a wall for that team.
    """

    name = models.CharField(max_length=80)
    teams = models.ManyToManyField(Unit, related_name="+")
    leads = models.ManyToManyField(Staff, related_name="+", blank=True)  # only their cases; everybody's without
    board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="+")  # None: each team's own
    named_by = models.CharField(
        max_length=8, choices=[(n.value, n.value) for n in NamedBy], default=NamedBy.NUMBER.value
    )
    shows_abuse = models.BooleanField(default=False)
    seconds = models.PositiveSmallIntegerField(default=30)  # how long each part stays
    lines = models.PositiveSmallIntegerField(default=12)  # children and headings at once
    kept_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        indexes: ClassVar = [models.Index(fields=("agency", "ended_at"), name="wall_by_agency")]


class WallScreen(WithPublicId, AgencyOwned):
    """A device that may show one wall and nothing else. Neither its code nor its token is kept, only their digests."""

    wall = models.ForeignKey(Wall, models.CASCADE, related_name="screens")
    name = models.CharField(max_length=80)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True, blank=True)
    token_digest = models.CharField(max_length=64, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("code_digest",), condition=~Q(code_digest=""), name="wall_code_once"),
        ]
