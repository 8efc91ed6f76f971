"""Drafts, published versions that never change, and who may write them."""

import pytest
from django.db import DatabaseError, transaction

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.instruments import actions, queries
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import FaultCode, Refused, Stale, VersionState
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
        by=lead, at=AT, code="mapping", use="review", names=en("Mapping"), definition=asks(question("clear"))
    )
    return made.versions.get()


def verbs() -> list[str]:
    return list(ChangeEntry.objects.order_by("number").values_list("verb", flat=True))


def save(by, version, *questions, stamp=None) -> Version:
    stamp = version.stamp if stamp is None else stamp
    return actions.save_draft(by=by, at=AT, version=version, definition=asks(*questions), stamp=stamp)


def test_an_instrument_begins_as_a_draft(lead, draft):
    assert (draft.number, draft.state, draft.stamp, draft.made_by) == (1, "draft", 0, lead.user)
    assert queries.definition_of(draft).question("clear")
    assert verbs() == ["instrument.created"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "mapping"}, FaultCode.CODE_TWICE),
        ({"code": "Our own!"}, FaultCode.CODE_FORM),
        ({"names": {"en": " "}}, FaultCode.TEXT_MISSING),
        ({"definition": {"languages": "en"}}, FaultCode.SHAPE),
    ],
)
def test_an_instrument_is_refused(lead, draft, given, code):
    asked = {"code": "second", "names": en("Second")} | given
    with pytest.raises(Refused) as refused:
        actions.create_instrument(by=lead, at=AT, use="review", **asked)
    assert [one.code for one in refused.value.faults] == [code]
    assert Instrument.objects.count() == 1


def test_a_worker_reads_what_is_published_and_writes_nothing(lead, worker, draft):
    assert queries.instrument_for(worker, draft.instrument.public_id) is None
    assert queries.version_for(worker, draft.public_id) is None
    actions.publish(by=lead, at=AT, version=draft)
    assert queries.instrument_for(worker, draft.instrument.public_id) == draft.instrument
    assert list(queries.published_versions(worker, "review")) == [draft]
    for act in (
        lambda: actions.create_instrument(by=worker, at=AT, code="x", use="review", names=en("X")),
        lambda: save(worker, draft, question("x")),
        lambda: actions.publish(by=worker, at=AT, version=draft),
        lambda: actions.new_draft_of(by=worker, at=AT, version=draft),
        lambda: actions.drop_draft(by=worker, at=AT, version=draft),
        lambda: actions.retire(by=worker, at=AT, instrument=draft.instrument),
        lambda: actions.rename_instrument(by=worker, at=AT, instrument=draft.instrument, names=en("X"), purposes={}),
    ):
        with pytest.raises(Denied):
            act()
    assert verbs() == ["instrument.created", "instrument.published"]


def test_a_draft_saved_by_two_is_refused_with_both_texts(lead, draft):
    read_by_both = draft.stamp
    first = save(lead, draft, question("clear"), question("mine"), stamp=read_by_both)
    assert first.stamp == read_by_both + 1
    with pytest.raises(Stale) as stale:
        save(lead, draft, question("clear"), question("yours"), stamp=read_by_both)
    kept, typed = (
        [one["code"] for one in side["sections"][0]["questions"]] for side in (stale.value.kept, stale.value.typed)
    )
    assert (kept, typed, stale.value.stamp) == (["clear", "mine"], ["clear", "yours"], first.stamp)
    draft.refresh_from_db()
    assert draft.definition == first.definition


def test_saving_the_same_changes_nothing(lead, draft):
    assert save(lead, draft, question("clear")).stamp == 0
    assert verbs() == ["instrument.created"]


def test_a_draft_may_be_saved_with_faults_and_not_published(lead, draft):
    saved = save(lead, draft, question("clear", "one", choices=[]))
    with pytest.raises(Refused) as refused:
        actions.publish(by=lead, at=AT, version=saved)
    assert [one.code for one in refused.value.faults] == [FaultCode.CHOICES_FEW]
    saved.refresh_from_db()
    assert (saved.state, saved.published_at) == ("draft", None)


def test_what_is_no_definition_is_not_saved(lead, draft):
    with pytest.raises(Refused):
        actions.save_draft(by=lead, at=AT, version=draft, definition={"languages": ["en"], "sections": 3}, stamp=0)
    draft.refresh_from_db()
    assert draft.stamp == 0


def test_a_published_version_never_changes(lead, draft):
    version = actions.publish(by=lead, at=AT, version=draft, note=" To begin with ")
    assert (version.state, version.published_by, version.note) == ("published", lead.user, "To begin with")
    for act in (
        lambda: save(lead, version, question("other")),
        lambda: actions.publish(by=lead, at=AT, version=version),
        lambda: actions.drop_draft(by=lead, at=AT, version=version),
    ):
        with pytest.raises(Denied, match="never changes"):
            act()


@pytest.mark.parametrize(
    "change", [{"definition": {}}, {"note": "x"}, {"stamp": 9}, {"number": 9}, {"state": VersionState.DRAFT}]
)
def test_the_database_itself_keeps_a_published_version(lead, draft, change):
    version = actions.publish(by=lead, at=AT, version=draft)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**change)
    assert Version.objects.filter(pk=version.pk).update(state=VersionState.RETIRED) == 1


def test_a_new_version_retires_the_one_before_it(lead, draft):
    first = actions.publish(by=lead, at=AT, version=draft)
    second = actions.new_draft_of(by=lead, at=AT, version=first)
    assert (second.number, second.definition) == (2, first.definition)
    assert actions.new_draft_of(by=lead, at=AT, version=first) == second
    assert list(queries.published_versions(lead, "review")) == [first]
    actions.publish(by=lead, at=AT, version=second, note="Clearer")
    first.refresh_from_db()
    assert first.state == "retired"
    assert list(queries.published_versions(lead, "review")) == [second]
    assert queries.latest_published(lead, draft.instrument) == second


def test_a_draft_is_dropped_and_the_instrument_with_its_last_version(lead, draft):
    first = actions.publish(by=lead, at=AT, version=draft)
    actions.drop_draft(by=lead, at=AT, version=actions.new_draft_of(by=lead, at=AT, version=first))
    assert queries.draft_of(lead, draft.instrument) is None
    assert Instrument.objects.count() == 1
    other = actions.create_instrument(by=lead, at=AT, code="other", use="survey", names=en("Other"))
    actions.drop_draft(by=lead, at=AT, version=other.versions.get())
    assert list(Instrument.objects.values_list("code", flat=True)) == ["mapping"]
    with pytest.raises(Denied, match="no longer there"):
        actions.drop_draft(by=lead, at=AT, version=Version(pk=0, instrument=draft.instrument))


def test_a_retired_instrument_is_not_chosen_for_new_work(lead, draft):
    version = actions.publish(by=lead, at=AT, version=draft)
    actions.retire(by=lead, at=AT, instrument=draft.instrument)
    assert list(queries.published_versions(lead, "review")) == []
    assert queries.version_for(lead, version.public_id) == version
    actions.restore(by=lead, at=AT, instrument=draft.instrument)
    assert list(queries.published_versions(lead, "review")) == [version]
    assert verbs()[-2:] == ["instrument.retired", "instrument.restored"]


def test_an_instrument_is_called_otherwise(lead, draft):
    named = actions.rename_instrument(
        by=lead, at=AT, instrument=draft.instrument, names={"en": "Map", "cy": "Mapio"}, purposes=en("To see")
    )
    assert (named.names["cy"], named.purposes["en"]) == ("Mapio", "To see")
    with pytest.raises(Refused):
        actions.rename_instrument(by=lead, at=AT, instrument=named, names={}, purposes={})


def test_other_agencies_see_and_change_nothing(lead, draft):
    published(lead, asks(question("x")))
    stranger = viewer_for(UserFactory(qa_lead=True, unit=root_for(AgencyFactory())))
    assert not queries.instruments_visible_to(stranger)
    assert queries.version_for(stranger, draft.public_id) is None
    with pytest.raises(Denied):
        save(stranger, draft, question("x"))
