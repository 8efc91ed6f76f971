"""The invented agency has reviews in each state, through the actions that people use."""

from collections import Counter

import pytest
from django.db import transaction

from soundings.accounts.models import User
from soundings.cases.models import Case, Screening
from soundings.core.models import ChangeEntry
from soundings.demo.build import DEFAULT_AS_OF, build
from soundings.demo.reviewing import review_cases
from soundings.depth.models import (
    AgreedAction,
    Calibration,
    Comment,
    Draw,
    Example,
    FamilyInvite,
    Finding,
    Part,
    Review,
    TheoryStep,
)
from soundings.depth.queries.learning import state_of


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
        assert set(Counter(Review.objects.values_list("case__child", flat=True)).values()) == {
            1
        }  # none twice in a year
        assert not Review.objects.filter(case__in=Case.objects.filter(restricted=True)).exists()
        sessions = {one.state: one for one in Calibration.objects.all()}
        assert set(sessions) == {"closed", "rating"}
        assert sessions["closed"].case and sessions["closed"].notes.count() == 2
        assert sessions["rating"].seats.exclude(given_at=None).count() == 2 and not sessions["rating"].case
        reviewers = User.objects.filter(pk__in=Review.objects.values("reviewer")).values_list("email", flat=True)
        assert not {one for one in reviewers if one.startswith("jane.smith")}
        assert ChangeEntry.objects.filter(verb="review.sign-off").count() == states["signed-off"]
        _has_learned()
        transaction.set_rollback(True)


def _has_learned() -> None:
    """What reviews lead to stands too: findings with their tags, actions that went differently, words that disagree."""
    of_reviews = Finding.objects.exclude(review=None)
    assert set(of_reviews.values_list("column", flat=True)) == {"well", "worried", "next"}
    for finding in of_reviews.select_related("review__version"):
        asked = {q["code"] for s in finding.review.version.definition["sections"] for q in s["questions"]}
        assert finding.questions and set(finding.questions) <= asked
        assert finding.elements and finding.themes
    over_all = Finding.objects.filter(review=None).values_list("alignment", flat=True)
    assert sorted(over_all) == ["leadership", "learning", "organisation"]
    states = Counter(state_of(one, DEFAULT_AS_OF) for one in AgreedAction.objects.all())
    assert states["confirmed"] and states["overdue"] and states["open"]
    assert not AgreedAction.objects.exclude(confirmed_at=None).filter(evidence="").exists()
    assert not Example.objects.filter(review__case__restricted=True).exists()
    assert Example.objects.count() >= 2 and TheoryStep.objects.count() == 8
    waits = Screening.objects.filter(screened_at=None)
    assert Screening.objects.exclude(screened_at=None).exists() and not waits.filter(due_on__lt=DEFAULT_AS_OF).exists()
    said = Counter(Comment.objects.values_list("side", "disagrees"))
    assert said["worker", True] and said["worker", False]
    assert any(_moved(review) for review in Review.objects.filter(state="signed-off"))


def _moved(review: Review) -> bool:
    """Whether something else was agreed than the reviewer had written."""
    sides = {part.side: part.answers for part in review.parts.all()}
    reviewer = sides.get("reviewer", {})
    return any(reviewer[code].get("value") != one.get("value") for code, one in sides["agreed"].items())
