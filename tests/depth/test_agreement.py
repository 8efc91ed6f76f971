"""Agreement of second ratings: who sees it, and what is counted."""

import pytest
from django.urls import reverse

from soundings.core.rules import Denied
from soundings.depth.models import Part, Review
from soundings.depth.queries.doubles import agreement_of
from tests.depth.questionnaires import json_of, question, value
from tests.factories.accounts import UserFactory, viewer_for
from tests.factories.depth import VersionFactory
from tests.factories.figures import finished, programme_for, rated_twice

PAIRS = [(4, 4)] * 6 + [(6, 6)] * 2 + [(4, 5), (6, 4)]


@pytest.fixture
def twice(house):
    """Ten reviews that Amira Khan and Rhona Bell rated: kappa 1 - 3/8 by hand (test_doubles)."""
    house.programme = programme_for(house.agency, run_by=house.manager)
    house.runs = UserFactory(qa_lead=True, agency=house.agency, name="Nia Price")
    for one, other in PAIRS:
        sides = {"mapping": value(one)}, {"mapping": value(other)}
        rated_twice(house.programme, house.team, house.reviewer, house.lead, *sides)
    return house


def test_each_question_and_each_reviewer(twice):
    found = agreement_of(viewer_for(twice.runs), twice.programme)
    assert found.doubles == 10
    mapping = next(one for item, one in found.questions if item.code == "mapping")
    assert (mapping.n, mapping.exact, mapping.within_one) == (10, pytest.approx(0.8), pytest.approx(0.9))
    assert mapping.kappa == pytest.approx(1 - 3 / 8)
    plan = next(one for item, one in found.questions if item.code == "plan")
    assert plan.too_few and plan.n == 0
    assert [(name, one.higher, one.lower) for name, one in found.people] == [("Amira Khan", 1, 1), ("Rhona Bell", 1, 1)]


def test_a_reviewer_sees_themselves_alone(twice):
    found = agreement_of(viewer_for(twice.reviewer), twice.programme)
    assert found.questions == []
    assert [name for name, _one in found.people] == ["Amira Khan"]


@pytest.mark.parametrize("who", ["worker", "supervisor", "manager"])
def test_nobody_else_sees_it(twice, who):
    with pytest.raises(Denied):
        agreement_of(viewer_for(getattr(twice, who)), twice.programme)


def test_what_is_not_given_not_ordinary_or_abandoned_is_not_counted(twice):
    one, other, third = Review.objects.filter(programme=twice.programme)[:3]
    Part.objects.filter(review=one, side="second").update(given_at=None)
    Review.objects.filter(pk=other.pk).update(state="abandoned")
    third.case.restricted = True
    third.case.save(update_fields=["restricted"])
    finished(twice.programme, twice.team, reviewer={"mapping": value(3)})
    found = agreement_of(viewer_for(twice.runs), twice.programme)
    assert found.doubles == 7
    assert all(one.too_few for _item, one in found.questions)


def test_what_an_earlier_version_asked_otherwise_is_not_counted(twice):
    new = json_of(question("mapping", "agree"), question("other"))
    version = VersionFactory(instrument=twice.programme.instrument, agency=twice.agency, number=2, definition=new)
    sides = {"mapping": value(3)}, {"mapping": value(3)}
    rated_twice(twice.programme, twice.team, twice.reviewer, twice.lead, *sides, version=version)
    found = agreement_of(viewer_for(twice.runs), twice.programme)
    mapping = next(one for item, one in found.questions if item.code == "mapping")
    assert (found.doubles, mapping.n) == (11, 1)


def test_the_page_says_the_figures_and_their_table(twice, client):
    client.force_login(twice.runs)
    page = client.get(reverse("programme-agreement", args=[twice.programme.public_id])).content.decode()
    assert "80 per cent" in page and "90 per cent" in page and "0.62" in page
    assert "Reviewers down, second ratings across" in page
    assert "1 higher, 8 the same, 1 lower" in page
    assert "Do they agree" not in page and page.count("The table") == 1  # what nobody rated twice is left out
    client.force_login(twice.reviewer)
    page = client.get(reverse("programme-agreement", args=[twice.programme.public_id])).content.decode()
    assert "You beside the others" in page and "Rhona Bell" not in page
    client.force_login(twice.supervisor)
    assert client.get(reverse("programme-agreement", args=[twice.programme.public_id])).status_code == 404
