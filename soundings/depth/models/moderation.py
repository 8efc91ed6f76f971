"""Moderation checks the reviewer, never the worker: a second rating, blind to the first, and what was then settled."""

from typing import ClassVar

from django.db import models

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned
from soundings.depth.models.reviews import Review


class Settled(AgencyOwned):
    """The value of one question on which two reviewers differed, and why. Both ratings stay with their parts."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="settled")
    question = models.CharField(max_length=60)
    answer = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("review", "question"), name="settled_once")]
