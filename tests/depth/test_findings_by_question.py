"""A finding says which questions it is about; the findings of a programme are listed by question and by theme."""

import pytest
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.depth.models import Finding, Review
from soundings.depth.queries.learning import in_sections, questions_of, versions_of
from soundings.depth.queries.pictures import findings_behind, themes_of
from soundings.depth.rules import State
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.depth import DEFINITION, ReviewFactory, VersionFactory
from tests.factories.figures import analyst, finished, programme_for, version_of

pytestmark = pytest.mark.django_db

ASKED = DEFINITION["sections"][0]["questions"][0]["text"]["en"]


@pytest.fixture
def told(house):
    """Two finished reviews of Harbour Street, one of Mill Lane, one restricted and one still written, with findings."""
    house.programme = programme_for(house.agency, run_by=house.lead)
    reviews = [finished(house.programme, team) for team in (house.team, house.team, house.other)]
    sealed = finished(house.programme, house.team, restricted=True)
    draft = ReviewFactory(case=house.case, programme=house.programme, state=State.MEETING.value)
    for n, review in enumerate([*reviews, sealed, draft]):
        found(house, f"Found {n}", review=review, questions=["mapping"], themes=["network"])
    found(house, "About the plan", review=reviews[0], questions=["plan"], themes=["plan"])
    found(house, "Over all", programme=house.programme, questions=["mapping", "plan"], themes=["network"])
    return house


def found(house, words, **more) -> Finding:
    return Finding.objects.create(agency=house.agency, column="well", words=words, by=house.lead, at=NOON, **more)


def said(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_the_form_offers_what_its_review_asks_and_the_finding_says_it(client, house):
    review = ReviewFactory(case=house.case, version=house.version, state=State.MEETING.value, reviewer=house.reviewer)
    there = reverse("findings-of-review", args=[review.public_id])
    client.force_login(house.reviewer)
    assert ASKED in said(client.get(there))

    client.post(there, {"column": "well", "words": "Each was asked.", "questions": ["understand"]})
    client.post(there, {"column": "well", "words": "Nowhere asked.", "questions": ["no-such-code"]})

    assert [one.questions for one in Finding.objects.all()] == [["understand"]]
    assert said(client.get(there)).count(ASKED) == 2  # beside the finding, and in the form


def test_headings_are_not_offered_and_the_newest_wording_is(house):
    changed = {**DEFINITION, "sections": [{**DEFINITION["sections"][0]}]}
    question = {**DEFINITION["sections"][0]["questions"][0], "text": {"en": "Does each of them understand?"}}
    heading = {
        **question,
        "code": "a-heading",
        "kind": "heading",
        "required": False,
        "why": False,
        "no_evidence": False,
    }
    heading |= {"ends": None}
    changed["sections"][0]["questions"] = [question, heading]
    VersionFactory(instrument=house.version.instrument, agency=house.agency, number=2, definition=changed)

    asked = questions_of(versions_of(house.version.instrument))

    assert asked == {"understand": "Does each of them understand?"}


def test_the_list_holds_what_the_themes_count(told):
    viewer = viewer_for(told.lead)
    counted = {one.name: one.all for one in themes_of(viewer, told.programme)}
    assert counted == {"network": 4, "plan": 1}  # neither the restricted review nor the one still written
    for theme, n in counted.items():
        behind = findings_behind(viewer, told.programme, theme=theme)
        assert (behind.all, behind.findings.count()) == (n, n)


def test_findings_are_chosen_by_question_and_their_reading_is_in_the_trail(client, told):
    there = reverse("programme-findings", args=[told.programme.public_id])
    client.force_login(told.lead)

    everything, about_plan = said(client.get(there)), said(client.get(there, {"question": "plan"}))

    assert "Found 0" in everything and "Found 3" not in everything and "Found 4" not in everything
    assert "About the plan" in about_plan and "Over all" in about_plan and "Found 0" not in about_plan
    assert ReadEntry.objects.filter(verb="findings.viewed").count() == 2
    for review in Review.objects.select_related("case__child"):
        assert review.case.child.name not in everything


def test_a_supervisor_is_told_how_many_are_not_theirs_to_read(client, told):
    moved = Finding.objects.get(words="Found 0").review.case
    type(moved).objects.filter(pk=moved.pk).update(team=told.other)
    client.force_login(told.supervisor)

    shown = said(client.get(reverse("programme-findings", args=[told.programme.public_id])))

    assert "Found 1" in shown and "Over all" in shown
    assert "Found 0" not in shown and "Found 2" not in shown  # the one has moved, the other is of Mill Lane
    assert "2 more are counted that are not yours to read today" in shown  # of the case that moved


def test_who_sees_groups_or_another_agency_has_no_list(client, told):
    there = reverse("programme-findings", args=[told.programme.public_id])
    for user in (analyst(told.agency), UserFactory(qa_lead=True)):
        assert findings_behind(viewer_for(user), told.programme) is None
        client.force_login(user)
        assert client.get(there).status_code == 404


def test_the_pictures_lead_to_the_list(client, told):
    there = reverse("programme-findings", args=[told.programme.public_id])
    version = version_of(told.programme)
    client.force_login(told.lead)
    assert f"{there}?theme=network" in said(client.get(reverse("programme-themes", args=[told.programme.public_id])))
    code = next(iter(questions_of([version])))
    for _n in range(3):
        finished(told.programme, told.team, agreed={code: {"value": 5}})
    cell = client.get(reverse("heat-list", args=[told.programme.public_id, code, "all"]))
    assert f"{there}?question={code}" in said(cell)
    assert there in said(client.get(reverse("findings-of-programme", args=[told.programme.public_id])))


def test_questions_are_offered_under_the_sections_in_which_they_are_asked(house):
    asked = questions_of([house.version])
    sections = in_sections([house.version], asked)

    titles = [one["title"]["en"] for one in house.version.definition["sections"]]
    assert [title for title, _choices in sections] == [one for one in titles if one in dict(sections)]
    assert {code: text for _title, choices in sections for code, text in choices} == asked
