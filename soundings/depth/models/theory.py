"""The agency's own theory of change: from what is done to what changes for children."""

from django.db import models

from soundings.core.models import AgencyOwned, WithPublicId


class TheoryStep(WithPublicId, AgencyOwned):
    """One step of it. level: understood, done, how-well or changed; questions: the stable codes that ask about it."""

    level = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    words = models.JSONField(default=dict)  # by language
    questions = models.JSONField(default=list)
    retired_on = models.DateField(null=True, blank=True)
