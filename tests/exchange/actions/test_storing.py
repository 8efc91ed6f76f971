"""Storing an import: all of it or nothing, decided on what stands at that moment."""

from datetime import date

import pytest

from soundings.accounts.models import Membership, Staff, StaffAlias, Unit
from soundings.breadth.models import CaseState, Record
from soundings.cases.actions.bulk import store as store_rows
from soundings.cases.models import Activity, Case, Child, TeamSpan, WorkerSpan
from soundings.cases.rules import NewCase, NewChild, NewRows
from soundings.core.models import ChangeChildSetMember, ChangeEntry
from soundings.core.rules import SYSTEM, Denied
from soundings.exchange import actions
from soundings.exchange.actions import storing
from soundings.exchange.models import Batch, BatchChange, ColumnMap, ImportState
from soundings.exchange.rules import Kind, Options
from tests.exchange.conftest import AS_OF, CASE_HEADS, MARY, MELLI
from tests.factories.accounts import NOON
from tests.factories.whiteboards import FRONT_END, WHOLE_PRACTICE

pytestmark = pytest.mark.django_db
TODAY = date.fromisoformat(AS_OF)
PRACTICE_HEADS = ["Child IDs", "Element", "Answer", "Date", "Number", "Rater", "Words"]
BAD = ["4473", "", "", "31/02/2013", "", "03/01/2026", "", "", "", ""]


def test_children_cases_and_states_stand(stored, place):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    melli = Child.objects.get(reference="4471")
    case = Case.objects.get(child=melli)
    assert (melli.name, melli.born_on, melli.family.household) == ("Melli Majid", date(2013, 1, 4), "H1")
    assert (case.opened_on, case.abuse_types, case.team, case.worker) == (
        date(2026, 1, 3),
        ["N", "PA"],
        place.team,
        place.jane,
    )
    assert (case.batch, melli.batch, case.source) == (batch.public_id, batch.public_id, "cases")
    assert CaseState.objects.get(case=case).head["name"] == "Melli Majid"
    assert (batch.state, batch.stored_at) == (ImportState.STORED, NOON)


def test_the_trail_names_every_child_of_the_import(stored):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    entry = ChangeEntry.objects.get(verb="cases.stored", target=batch.public_id)
    named = ChangeChildSetMember.objects.filter(child_set=entry.child_set_id).values_list("child", flat=True)
    assert set(named) == set(Child.objects.values_list("public_id", flat=True))
    assert ChangeEntry.objects.filter(verb="import.stored", target=batch.public_id).exists()


def test_repeating_changes_nothing(stored):
    stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])
    before = [list(model.objects.order_by("pk").values()) for model in (Child, Case, TeamSpan, WorkerSpan, CaseState)]

    again = stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    after = [list(model.objects.order_by("pk").values()) for model in (Child, Case, TeamSpan, WorkerSpan, CaseState)]
    assert after == before
    assert dict(actions.report_of(again).counts) == {("child", "same"): 2, ("case", "same"): 2}
    assert not BatchChange.objects.exists()


def test_nothing_is_stored_while_a_problem_stands(checked, steward):
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI, BAD])

    result = actions.store(batch=batch, by=steward, at=NOON)

    assert (result.stored, result.report.refused) == (False, 1)
    assert not Child.objects.exists()
    assert Batch.objects.get(pk=batch.pk).state == ImportState.CHECKED


def test_the_good_rows_are_stored_if_the_person_chooses(checked, steward):
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI, BAD])

    result = actions.store(batch=batch, by=steward, at=NOON, good_rows=True)

    assert result.stored
    assert [child.reference for child in Child.objects.all()] == ["4471"]
    refused = actions.refused_rows(result.batch)
    assert refused is not None
    assert b"4473" in refused[1]
    assert b"4471" not in refused[1]


def test_an_import_is_decided_again_on_what_stands_when_it_is_stored(checked, steward, place):
    """Between preview and storing somebody opened a case for the same child."""
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI])
    rows = NewRows(children=(NewChild("a", "4471", "Melli"),), cases=(NewCase("b", "a", date(2026, 1, 3)),))
    store_rows(rows, agency_id=place.agency.pk, by=SYSTEM, at=NOON)

    result = actions.store(batch=batch, by=steward, at=NOON)

    assert result.stored
    assert Child.objects.count() == Case.objects.count() == 1
    assert Child.objects.get().family_name == "Majid"


def test_an_import_is_stored_once(stored, steward):
    batch = stored(Kind.CASES, [CASE_HEADS, MELLI])
    with pytest.raises(Denied):
        actions.store(batch=batch, by=steward, at=NOON)


def test_a_failure_on_the_way_leaves_nothing(checked, steward, monkeypatch):
    """The last step breaks: not a row of the others may stay."""
    batch = checked(Kind.CASES, [CASE_HEADS, MELLI])

    def breaks(*args, **kwargs):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(storing, "_record", breaks)
    with pytest.raises(RuntimeError):
        actions.store(batch=batch, by=steward, at=NOON)

    assert not Child.objects.exists()
    assert not Case.objects.exists()
    assert Batch.objects.get(pk=batch.pk).state == ImportState.CHECKED


def test_a_case_moves_closes_and_reopens_and_what_it_held_is_kept(stored):
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    later = [
        [*MELLI[:5], "03/01/2026", "01/02/2026", "", "North", "Jane Smith"],
        [*MELLI[:5], "01/03/2026", "", "", "South", "Ah Hin Xeng"],
    ]

    batch = stored(Kind.CASES, [CASE_HEADS, *later])

    first, second = Case.objects.order_by("opened_on")
    assert (first.closed_on, second.previous, second.team.name) == (date(2026, 2, 1), first, "South")
    assert Activity.objects.get(kind="closed").case == first
    assert {change.model for change in BatchChange.objects.filter(batch=batch)} >= {"case", "team-span", "worker-span"}


def test_practice_is_stored_on_the_cases_and_shows_in_their_state(stored):
    stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])

    stored(
        Kind.PRACTICE,
        [
            PRACTICE_HEADS,
            ["4471; 4472", "mapping-family", "", "06/01/2026", "", "", ""],
            ["4471", "scale", "", "06/01/2026", "6", "worker", "=2 + 2 is what she said"],
        ],
    )

    state = CaseState.objects.get(case__child__reference="4471").values
    assert (state["mapping-family"]["on"], state["scale"]["num"]) == ("2026-01-06", 6)
    assert Record.objects.get(element__code="scale").words == "=2 + 2 is what she said"
    assert Record.objects.get(element__code="mapping-family").case_links.count() == 2


def test_what_another_source_recorded_is_a_match_and_not_doubled(stored, place):
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    row = ["4471", "three-houses", "", "06/01/2026", "", "", ""]
    stored(Kind.PRACTICE, [PRACTICE_HEADS, row])
    said = {"Three Houses": {"element": "three-houses", "date": "completed"}}
    forms = [["Person ID", "Form", "Completed"], ["4471", "Three Houses", "06/01/2026"]]

    batch = stored(Kind.FORMS_COMPLETED, forms, forms=said)

    assert dict(actions.report_of(batch).counts) == {("record", "match"): 1}
    assert Record.objects.count() == 1


def test_a_whiteboard_brings_children_cases_and_practice(stored, place):
    batch = stored(Kind.BOARD, FRONT_END, team=place.team.public_id)

    case = Case.objects.get()
    assert (case.child.name, case.team, case.worker, case.opened_on) == (
        "Melli Majid",
        place.team,
        place.jane,
        date(2016, 2, 3),
    )
    assert case.child.reference.startswith("S-")
    values = CaseState.objects.get(case=case).values
    assert (values["scale"]["num"], values["network"]["num"], values["goal"]["a"]) == (2, 3, "no")
    assert Record.objects.filter(batch=batch.public_id).count() == 11


def test_a_whiteboard_loaded_again_changes_nothing(stored, place):
    stored(Kind.BOARD, FRONT_END, team=place.team.public_id)

    again = stored(Kind.BOARD, FRONT_END, team=place.team.public_id)

    assert dict(actions.report_of(again).counts) == {("child", "same"): 1, ("case", "same"): 1, ("record", "same"): 11}
    assert Record.objects.count() == 11


def test_shifted_columns_wait_until_they_are_settled(checked, steward, place):
    batch = checked(Kind.BOARD, WHOLE_PRACTICE, team=place.team.public_id)
    assert not actions.store(batch=batch, by=steward, at=NOON).stored

    options = Options(AS_OF, team=place.team.public_id, shift="swap")
    actions.check_again(batch=batch, options=options, by=steward, at=NOON)

    assert actions.store(batch=batch, by=steward, at=NOON).stored
    assert CaseState.objects.get(case__child__given_name="Mary").values["network"]["num"] == 7


def test_unknown_names_are_created_matched_or_left_as_the_person_said(checked, steward, place):
    rows = [
        CASE_HEADS,
        [*MELLI[:-2], "North", "Robin New"],
        [*MARY[:-2], "South", "A. H. Xeng"],
        ["4473", "Sam", "Lee", "", "", "03/01/2026", "", "", "Harbour", "Nobody Known"],
    ]
    xeng = Staff.objects.get(name="Ah Hin Xeng")
    settled = {
        "worker": {"robin new": "create", "a. h. xeng": f"match:{xeng.public_id}"},
        "team": {"harbour": "create"},
    }
    batch = checked(Kind.CASES, rows, settled=settled)

    result = actions.store(batch=batch, by=steward, at=NOON)

    assert result.stored
    assert Case.objects.get(child__reference="4471").worker.name == "Robin New"
    assert Membership.objects.get(staff__name="Robin New").team == place.team
    assert Case.objects.get(child__reference="4472").worker == xeng
    assert StaffAlias.objects.get(staff=xeng).alias == "A. H. Xeng"
    assert Case.objects.get(child__reference="4473").team == Unit.objects.get(name="Harbour")
    assert Case.objects.get(child__reference="4473").worker is None
    assert [offer.name for offer in result.report.unsettled] == ["Nobody Known"]


def test_a_matched_team_is_remembered(checked, stored, steward, place):
    row = [*MELLI[:-2], "N. Team", "Jane Smith"]
    batch = checked(Kind.CASES, [CASE_HEADS, row], settled={"team": {"n. team": f"match:{place.team.public_id}"}})
    actions.store(batch=batch, by=steward, at=NOON)

    other = stored(Kind.CASES, [CASE_HEADS, [*MARY[:-2], "N. Team", ""]])

    assert actions.report_of(other).offers == []
    assert Case.objects.get(child__reference="4472").team == place.team


def test_a_column_map_is_remembered_by_name(stored, steward, place):
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    actions.save_map(
        kind=Kind.FORMS_COMPLETED,
        name="Monthly forms",
        columns={"id": "Kid", "form": "Doc", "completed": "Done"},
        forms={"Houses": {"element": "three-houses", "date": "completed"}},
        agency=place.agency,
        by=steward,
        at=NOON,
    )

    stored(Kind.FORMS_COMPLETED, [["Kid", "Doc", "Done"], ["4471", "Houses", "06/01/2026"]], map="Monthly forms")

    assert Record.objects.get().element.code == "three-houses"
    assert ColumnMap.objects.get().name == "Monthly forms"


def test_places_and_staff_come_from_tables(stored, place):
    stored(Kind.STRUCTURE, [["Name", "Kind", "Parent", "Stage"], ["West", "team", "Family services", "front-end"]])
    stored(Kind.STAFF, [["Name", "Staff ID", "Team", "Post"], ["LEE, Sam", "sl1", "West", "Social worker"]])

    west = Unit.objects.get(name="West")
    assert (west.parent, west.stage.code) == (place.service, "front-end")
    assert Staff.objects.get(aliases__alias="sl1").name == "Sam Lee"
    assert Membership.objects.get(staff__name="Sam Lee").team == west


# --- ages without a date of birth ---


def ages() -> list[tuple[int | None, date | None, date | None]]:
    return list(Child.objects.values_list("stated_age", "stated_age_on", "born_on"))


def test_the_age_on_a_whiteboard_stands_until_a_date_of_birth_comes(stored, place, steward):
    stored(Kind.BOARD, FRONT_END, team=place.team.public_id)
    assert ages() == [(156, TODAY, None)]
    head = CaseState.objects.get().head
    assert (head["born"], head["aged"]) == (None, {"months": 156, "on": AS_OF})

    again = stored(Kind.BOARD, FRONT_END, team=place.team.public_id, as_of="2026-06-16")
    assert ages() == [(156, TODAY, None)]  # it says the same still
    assert not BatchChange.objects.filter(batch=again, model="child").exists()

    ref = Child.objects.get().reference
    born = stored(Kind.CASES, [["Child ID", "Date of birth", "Age"], [ref, "04/01/2013", "9"]])
    assert ages() == [(None, None, date(2013, 1, 4))]
    assert "aged" not in CaseState.objects.get().head

    actions.take_back(batch=born, by=steward, at=NOON, reason="Wrong child")
    assert ages() == [(156, TODAY, None)]


def test_an_age_in_a_file_of_cases_comes_with_its_day(stored):
    rows = [
        ["Child ID", "Given name", "Age", "Age stated on"],
        ["7", "Ana", "7 months", "01/03/2026"],
        ["8", "Jo", "9", ""],
    ]
    stored(Kind.CASES, rows)
    assert ages() == [(7, date(2026, 3, 1), None), (108, TODAY, None)]
