"""How a member of the family, or the child, adds their part: by a link, by telephone, on paper."""

from django.db import models

from soundings.accounts.models import User
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.models.reviews import Review
from soundings.depth.rules import Mode, Side


class FamilyInvite(WithPublicId, AgencyOwned):
    """One person was asked to take part, in one way. Never an address: what is given to them is given by hand or voice.

    digest: of the link's token, which is shown once. pin: digest of the word with which they may come back.
    heard_at: they were told afterwards what changed.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="invites")
    side = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Side])
    who = models.CharField(max_length=60)
    mode = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Mode])
    language = models.CharField(max_length=12, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    pin = models.CharField(max_length=128, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    heard = models.TextField(blank=True)  # what they were told had changed
