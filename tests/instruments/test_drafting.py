"""A draft changed bit by bit by several people, copied, and taken up from a spreadsheet."""

import pytest

from soundings.core.rules import Denied
from soundings.instruments import actions, queries
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Definition, Refused, Stale, VersionState
from soundings.instruments.rules import editing as change
from tests.factories.accounts import AgencyFactory, UserFactory, root_for, viewer_for
from tests.factories.instruments import AT, asks, en, published, question

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def lead(agency):
    return viewer_for(UserFactory(qa_lead=True, unit=root_for(agency)))


@pytest.fixture
def worker(agency):
    return viewer_for(UserFactory(worker=True, unit=root_for(agency)))


@pytest.fixture
def draft(lead):
    made = actions.create_instrument(
        by=lead, at=AT, code="mapping", use="review", names=en("Mapping"),
        definition=asks(question("clear"), question("plan")),
    )  # fmt: skip
    return made.versions.get()


def reworded(code: str, words: str):
    def put(definition: Definition) -> Definition:
        return change.said_in(definition, "en", {f"question.{code}.text": words})

    return put


def seen_of(version: Version, code: str) -> actions.Seen:
    def part(definition: Definition):
        found = definition.question(code)
        return found and dict(found.text)

    return actions.Seen(part, actions.mark_of(part(queries.definition_of(version))))


def texts(version: Version) -> list[str]:
    version.refresh_from_db()
    return [one.text["en"] for one in queries.definition_of(version).questions]


def test_two_people_change_two_questions_of_one_draft(lead, draft):
    one, other = seen_of(draft, "clear"), seen_of(draft, "plan")
    actions.change_draft(by=lead, at=AT, version=draft, change=reworded("clear", "First"), seen=one)
    actions.change_draft(by=lead, at=AT, version=draft, change=reworded("plan", "Second"), seen=other)
    assert texts(draft) == ["First", "Second"]
    assert draft.stamp == 2


def test_what_somebody_did_not_see_is_not_saved_over(lead, draft):
    seen = seen_of(draft, "clear")
    actions.change_draft(by=lead, at=AT, version=draft, change=reworded("clear", "Theirs"))
    with pytest.raises(Stale) as stale:
        actions.change_draft(by=lead, at=AT, version=draft, change=reworded("clear", "Mine"), seen=seen)
    assert (stale.value.kept, stale.value.typed) == ({"part": {"en": "Theirs"}}, {"part": {"en": "Mine"}})
    assert texts(draft)[0] == "Theirs"


def test_a_draft_is_changed_by_those_who_write_and_only_while_it_is_one(lead, worker, draft):
    with pytest.raises(Denied, match="QA lead"):
        actions.change_draft(by=worker, at=AT, version=draft, change=reworded("clear", "Mine"))
    actions.publish(by=lead, at=AT, version=draft)
    with pytest.raises(Denied, match="published"):
        actions.change_draft(by=lead, at=AT, version=draft, change=reworded("clear", "Mine"))


def test_a_copy_has_a_code_and_a_draft_of_its_own(lead, worker, draft):
    copied = actions.copy_instrument(by=lead, at=AT, version=draft, names=en("Copy"))
    again = actions.copy_instrument(by=lead, at=AT, version=draft, names=en("Copy"))
    assert [copied.code, again.code] == ["mapping-2", "mapping-3"]
    assert copied.versions.get().definition == draft.definition
    with pytest.raises(Denied):
        actions.copy_instrument(by=worker, at=AT, version=draft, names=en("Copy"))


def form(code: str, *questions: dict) -> actions.FormToTake:
    return actions.FormToTake(code, "survey", en("Taken up"), {}, asks(*questions))


def test_a_spreadsheet_becomes_a_questionnaire_or_the_next_version_of_one(lead, worker):
    made = actions.take_up_form(by=lead, at=AT, form=form("asked", question("one")))
    assert (made.instrument.use, made.number, made.state) == ("survey", 1, VersionState.DRAFT)
    actions.publish(by=lead, at=AT, version=made)
    after = actions.take_up_form(by=lead, at=AT, form=form("asked", question("two")))
    assert (after.number, [one.code for one in queries.definition_of(after).questions]) == (2, ["two"])
    replaced = actions.take_up_form(by=lead, at=AT, form=form("asked", question("three")))
    assert (replaced.pk, [one.code for one in queries.definition_of(replaced).questions]) == (after.pk, ["three"])
    with pytest.raises(Denied):
        actions.take_up_form(by=worker, at=AT, form=form("asked", question("four")))


def test_nothing_is_stored_of_a_form_that_cannot_be_taken(lead):
    broken = actions.FormToTake("asked", "survey", en("Taken up"), {}, {"languages": "en"})
    with pytest.raises(Refused):
        actions.take_up_form(by=lead, at=AT, form=broken)
    assert not Instrument.objects.filter(code="asked").exists()


def test_another_agencys_questionnaire_is_not_there(lead):
    theirs = published(lead, asks(question("x")))
    stranger = viewer_for(UserFactory(qa_lead=True, unit=root_for(AgencyFactory())))
    with pytest.raises(Denied, match="no such"):
        actions.copy_instrument(by=stranger, at=AT, version=theirs, names=en("Mine"))
