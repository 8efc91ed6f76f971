"""The invented agency has reviews in each state, through the actions that people use."""

from collections import Counter

import pytest
from django.db import transaction

from soundings.accounts.models import User
from soundings.cases.models import Case
from soundings.core.models import ChangeEntry
from soundings.demo.build import DEFAULT_AS_OF, build
from soundings.demo.reviewing import review_cases
from soundings.depth.models import Calibration, Draw, FamilyInvite, Part, Review


@pytest.mark.django_db
def test_it_has_a_month_a_theme_and_a_review_in_each_state():
    with transaction.atomic():
        people = build(cases=200, seed=3, as_of=DEFAULT_AS_OF)
        review_cases(people.agency, seed=3, as_of=DEFAULT_AS_OF, months=1)
        states = Counter(Review.objects.values_list("state", flat=True))
        assert Draw.objects.count() == 3
        assert states["signed-off"] >= 8
        assert {"drawn", "preparing"} <= set(states)  # five are drawn; how many may be handed out differs
        sides = Counter(Part.objects.values_list("side", flat=True))
        assert sides["reviewer"] >= sides["agreed"] > 0
        assert sides["second"] and sides["family"] == FamilyInvite.objects.filter(side="family").count() > 0
        assert not Review.objects.filter(case__in=Case.objects.filter(restricted=True)).exists()
        sessions = {one.state: one for one in Calibration.objects.all()}
        assert set(sessions) == {"closed", "rating"}
        assert sessions["closed"].case and sessions["closed"].notes.count() == 2
        assert sessions["rating"].seats.exclude(given_at=None).count() == 2 and not sessions["rating"].case
        reviewers = User.objects.filter(pk__in=Review.objects.values("reviewer")).values_list("email", flat=True)
        assert not {one for one in reviewers if one.startswith("jane.smith")}
        assert ChangeEntry.objects.filter(verb="review.sign-off").count() == states["signed-off"]
        transaction.set_rollback(True)
