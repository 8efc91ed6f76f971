"""The facts of a case come from breadth, are kept with its review, and say what changed when taken anew."""

from datetime import date

import pytest

from soundings.breadth import actions as breadth
from soundings.core.models import ChangeEntry
from soundings.depth.actions.facts import keep_facts
from soundings.depth.queries.facts import facts_of
from soundings.depth.rules import State
from soundings.depth.rules.facts import FactKind
from tests.factories.breadth import AT, done, recorded
from tests.factories.together import review_for

pytestmark = pytest.mark.django_db


def element(facts, code):
    return next(one for one in facts["elements"] if one["code"] == code)


def test_facts_are_what_breadth_holds_under_the_agencys_labels():
    made = review_for()
    where, case = made.where, made.case
    breadth.begin_recording(
        by=where.as_supervisor, team=where.team, elements=[where.element("goal")], on=AT.date(), at=AT
    )
    people = {"people": [{"name": "Nan", "relation": "grandmother", "lay": True, "knows": True}]}
    recorded(where, case, "network", done(date(2026, 2, 2), detail=people))
    first = done(date(2026, 2, 3), number=0, rater="child", new_issue_name="Drinking")
    drinking = recorded(where, case, "scale", first).issue
    recorded(where, case, "scale", done(date(2026, 3, 3), number=4, rater="worker", issue=drinking.public_id))

    facts = facts_of(made.as_reviewer, case, language="en-gb")

    assert facts["on"] == "2026-03-16"
    assert facts["case"]["worker"] == "Jane Smith" and facts["case"]["abuse"] == ["N", "PA"]
    assert element(facts, "network")["num"] == 1 and element(facts, "network")["on"] == "2026-02-02"
    assert facts["people"] == [{"relation": "grandmother", "lay": True, "knows": True}]
    # Not recorded where recording has begun says No; elsewhere nothing is known.
    assert element(facts, "goal")["begun"] is True and "a" not in element(facts, "goal")
    assert element(facts, "timeline")["begun"] is False
    [worry] = facts["worries"]
    assert worry["name"] == "Drinking"
    assert [(one["rater"], one["number"]) for one in worry["ratings"]] == [("child", 0), ("worker", 4)]
    assert facts["spans"]["worker"] == [{"name": "Jane Smith", "from": "2026-01-03", "to": None}]


def test_facts_are_kept_once_and_a_second_taking_says_what_changed():
    made = review_for()
    assert keep_facts(by=made.as_reviewer, at=AT, review=made.review) == []
    recorded(made.where, made.case, "timeline", done(date(2026, 3, 1)))

    [change] = keep_facts(by=made.as_reviewer, at=AT, review=made.review)

    assert (change.kind, change.key) == (FactKind.ELEMENT, "timeline")
    assert "a" not in change.before and change.after["on"] == "2026-03-01"
    made.review.refresh_from_db()
    assert element(made.review.facts, "timeline")["on"] == "2026-03-01"
    assert ChangeEntry.objects.filter(verb="review.facts-taken").count() == 2


def test_facts_stand_once_they_were_agreed_on():
    made = review_for()
    keep_facts(by=made.as_reviewer, at=AT, review=made.review)
    recorded(made.where, made.case, "timeline", done(date(2026, 3, 1)))
    made.now(State.AGREED)

    assert keep_facts(by=made.as_reviewer, at=AT, review=made.review) == []
    made.review.refresh_from_db()
    assert "a" not in element(made.review.facts, "timeline")
