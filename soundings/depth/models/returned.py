"""Answers that were given in KoboToolbox or ODK and taken over from there."""

from typing import ClassVar

from django.db import models

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned
from soundings.depth.models.reviews import Part


class Returned(AgencyOwned):
    """One submission was taken over into a part, so that the same file changes nothing a second time.

    instance: the number that KoboToolbox or ODK gave the submission.
    """

    part = models.ForeignKey(Part, models.CASCADE, related_name="+")
    instance = models.CharField(max_length=100)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "instance"), name="submission_taken_once"),
        ]
