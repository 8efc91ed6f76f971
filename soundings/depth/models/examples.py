"""Worked examples of good practice, shared with consent and without names."""

from django.db import models

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.models.reviews import Review


class Example(WithPublicId, AgencyOwned):
    """A piece of practice worth showing. withdrawn_at: the consent was taken back, and nobody sees it any more."""

    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120)
    words = models.TextField()
    elements = models.JSONField(default=list)
    consent_from = models.CharField(max_length=120)  # in what relation, never a name
    consent_on = models.DateField()
    shared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    shared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
