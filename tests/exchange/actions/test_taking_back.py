"""Taking a whole import back."""

from datetime import date

import pytest

from soundings.accounts.models import Staff, Unit
from soundings.accounts.rules import Role
from soundings.breadth.models import CaseState, Record
from soundings.breadth.rules import Draft
from soundings.cases.models import Activity, Case, Child, Family, TeamSpan, WorkerSpan
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.exchange import actions
from soundings.exchange.models import ImportState
from soundings.exchange.rules import Kind
from tests.exchange.conftest import CASE_HEADS, MARY, MELLI
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.breadth import recorded
from tests.factories.whiteboards import FRONT_END

pytestmark = pytest.mark.django_db
KEPT = (Child, Family, Case, TeamSpan, WorkerSpan, Activity, CaseState)


def everything() -> list:
    return [list(model.objects.order_by("pk").values()) for model in KEPT]


def test_what_an_import_added_is_gone(stored, steward):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    undone = actions.take_back(batch=batch, by=steward, at=NOON, reason="The wrong month.")

    assert everything() == [[] for _ in KEPT]
    assert (undone.removed["case"], undone.removed["child"], undone.kept) == (2, 2, [])
    batch.refresh_from_db()
    assert (batch.state, batch.taken_back_reason, batch.report) == (ImportState.TAKEN_BACK, "The wrong month.", {})
    assert ChangeEntry.objects.get(verb="import.taken-back").reason == "The wrong month."


def test_what_an_import_changed_is_as_it_was(stored, steward):
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    before = everything()
    later = [
        ["4471", "Melissa", "", "", "H2", "03/01/2026", "01/02/2026", "EA", "South", "Ah Hin Xeng"],
        ["4471", "", "", "", "", "01/03/2026", "", "", "South", ""],
    ]
    batch = stored(Kind.CASES, [CASE_HEADS, *later])
    assert everything() != before

    undone = actions.take_back(batch=batch, by=steward, at=NOON, reason="Not ours.")

    after = everything()
    assert undone.kept == []
    assert after[:-1] == before[:-1]
    assert [state["head"] for state in after[-1]] == [state["head"] for state in before[-1]]


def test_practice_taken_back_no_longer_counts_and_can_be_loaded_again(stored, steward):
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    rows = [["Child IDs", "Element", "Date"], ["4471", "three-houses", "06/01/2026"]]
    batch = stored(Kind.PRACTICE, rows)

    undone = actions.take_back(batch=batch, by=steward, at=NOON, reason="The wrong month.")

    assert undone.records == 1
    assert "three-houses" not in CaseState.objects.get().values
    assert Record.objects.filter(ended_at=None).count() == 0
    stored(Kind.PRACTICE, rows)
    assert CaseState.objects.get().values["three-houses"]["on"] == "2026-01-06"


def test_a_case_with_practice_recorded_since_stays(stored, steward, place):
    batch = stored(Kind.BOARD, FRONT_END, team=place.team.public_id)
    case = Case.objects.get()
    recorded(place, case, "three-houses", Draft(happened_on=date(2026, 3, 1)))

    undone = actions.take_back(batch=batch, by=steward, at=NOON, reason="The wrong board.")

    assert [kept.model for kept in undone.kept] == ["case", "child"]
    assert Case.objects.filter(pk=case.pk).exists()
    assert CaseState.objects.get(case=case).values["three-houses"]["on"] == "2026-03-01"
    assert undone.records == 11


def test_people_whom_an_import_made_go_with_it(checked, steward):
    rows = [CASE_HEADS, [*MELLI[:-1], "Robin New"]]
    batch = checked(Kind.CASES, rows, settled={"worker": {"robin new": "create"}})
    actions.store(batch=batch, by=steward, at=NOON)
    assert Staff.objects.filter(name="Robin New").exists()

    actions.take_back(batch=batch, by=steward, at=NOON, reason="A trial.")

    assert not Staff.objects.filter(name="Robin New").exists()


def test_places_are_taken_back_unless_they_are_in_use(stored, steward):
    batch = stored(Kind.STRUCTURE, [["Name", "Kind"], ["West", "team"]])
    stored(Kind.CASES, [CASE_HEADS, [*MELLI[:-2], "West", ""]])

    with pytest.raises(Denied, match="in use"):
        actions.take_back(batch=batch, by=steward, at=NOON, reason="A trial.")

    assert Unit.objects.filter(name="West").exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.STORED


def test_it_takes_a_reason_a_steward_and_happens_once(stored, steward, place):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI])
    somebody = viewer_for(UserFactory(agency=place.agency, role=Role.QA_LEAD))

    for by, reason in ((steward, " "), (somebody, "Because.")):
        with pytest.raises(Denied):
            actions.take_back(batch=batch, by=by, at=NOON, reason=reason)
    assert Case.objects.exists()

    actions.take_back(batch=batch, by=steward, at=NOON, reason="A trial.")
    with pytest.raises(Denied):
        actions.take_back(batch=batch, by=steward, at=NOON, reason="Again.")
