"""Opening, closing and reopening cases; stage and abuse types."""

from datetime import date

import pytest

from soundings.cases import actions
from soundings.cases.actions import Beside, Opening
from soundings.cases.models import Activity, Case, Child, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.queries import find
from soundings.cases.rules import ActivityKind, ChildDetails, Sex
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, StaffFactory, StageFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, ChildFactory, FamilyFactory, named

TODAY = NOON.date()
MELLI = ChildDetails(given_name="Melli", family_name="Majid", reference="4471-02", born_on=date(2013, 1, 4))


def opening(place, **changes) -> Opening:
    fields = {
        "on": date(2026, 2, 3),
        "team": place.team,
        "lead": place.worker.staff,
        "abuse_types": ("N", "PA"),
    }
    return Opening(**fields | changes)


def days(model, case):
    return list(model.objects.filter(case=case).order_by("from_on").values_list("from_on", "to_on"))


def test_a_case_opens_for_a_new_child_with_its_spans_and_trail(place, sam, told):
    case = actions.open_case(child=MELLI, opening=opening(place, stage=place.stage), by=sam, at=NOON)

    assert (case.team, case.worker, case.stage) == (place.team, place.worker.staff, place.stage)
    assert case.abuse_types == ["N", "PA"]
    assert case.previous is None
    assert days(TeamSpan, case) == days(WorkerSpan, case) == days(StageSpan, case) == [(date(2026, 2, 3), None)]
    assert list(find(sam, "melli 4471")) == [case.child]
    assert told == [case.pk]
    entry = ChangeEntry.objects.get()
    assert (entry.verb, entry.target, entry.actor) == ("case.opened", case.public_id, sam.public_id)


def test_an_unborn_child_gets_a_number_of_ours_and_can_be_born(place, sam):
    details = ChildDetails(family_name="Telis", given_name="Baby", expected_on=date(2026, 6, 1))
    case = actions.open_case(child=details, opening=opening(place), by=sam, at=NOON)
    assert case.child.reference == f"S-{case.child.pk}"

    child = actions.birth(
        child=case.child, born_on=date(2026, 3, 10), sex=Sex.FEMALE, given_name="Mary", by=sam, at=NOON
    )

    assert (child.born_on, child.expected_on, child.name) == (date(2026, 3, 10), date(2026, 6, 1), "Mary Telis")
    assert list(find(sam, "mary")) == [child]
    with pytest.raises(Denied, match="was born on"):
        actions.birth(child=child, born_on=TODAY, sex=Sex.FEMALE, given_name="", by=sam, at=NOON)


def test_a_worker_cannot_open_a_case_and_nothing_is_stored(place, jane):
    with pytest.raises(Denied, match="propose"):
        actions.open_case(child=MELLI, opening=opening(place), by=jane, at=NOON)
    assert not Child.objects.exists()
    assert not ChangeEntry.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"on": date(2026, 3, 17)}, "has not come yet"),
        ({"abuse_types": ("XX",)}, "not in your agency"),
    ],
)
def test_what_cannot_be_is_refused(place, sam, changes, words):
    with pytest.raises(Denied, match=words):
        actions.open_case(child=MELLI, opening=opening(place, **changes), by=sam, at=NOON)
    assert not Case.objects.exists()


def test_a_team_of_another_agency_or_closed_or_beyond_ones_place_is_refused(place, sam):
    closed = TeamFactory(parent=place.team.parent, closed_on=date(2026, 1, 1))
    for team in (closed, place.other_team, TeamFactory()):
        with pytest.raises(Denied):
            actions.open_case(child=MELLI, opening=opening(place, team=team), by=sam, at=NOON)


def test_somebody_who_left_gets_no_case(place, sam):
    left = StaffFactory(team=place.team, ended_on=date(2026, 1, 31))
    with pytest.raises(Denied, match="does not work here"):
        actions.open_case(child=MELLI, opening=opening(place, lead=left), by=sam, at=NOON)


def test_a_number_belongs_to_one_child(place, sam):
    ChildFactory(agency=place.agency, reference="4471-02")
    with pytest.raises(Denied, match="4471-02"):
        actions.open_case(child=MELLI, opening=opening(place), by=sam, at=NOON)


def test_a_child_has_one_open_case(place, sam):
    case = CaseFactory(team=place.team)
    with pytest.raises(Denied, match="already has an open case"):
        actions.open_case(child=case.child, opening=opening(place), by=sam, at=NOON)


def test_a_room_above_that_cannot_follow_undoes_everything(place, sam, refusing):
    with pytest.raises(RuntimeError):
        actions.open_case(child=MELLI, opening=opening(place), by=sam, at=NOON)
    assert not Child.objects.exists()
    assert not Case.objects.exists()
    assert not ChangeEntry.objects.exists()


def test_closing_ends_the_spans_and_keeps_where_the_case_stood(place, sam, told):
    case = CaseFactory(team=place.team, worker=place.worker.staff, stage=place.stage)
    actions.allocate_beside(case=case, beside=Beside(place.colleague), on=date(2026, 2, 10), by=sam, at=NOON)

    case = actions.close_case(case=case, on=date(2026, 3, 2), reason="Plan worked", by=sam, at=NOON)

    assert (case.closed_on, case.close_reason) == (date(2026, 3, 2), "Plan worked")
    assert (case.team, case.worker, case.stage) == (place.team, place.worker.staff, place.stage)
    assert days(TeamSpan, case) == days(StageSpan, case) == [(date(2026, 2, 3), date(2026, 3, 2))]
    assert days(WorkerSpan, case) == [(date(2026, 2, 3), date(2026, 3, 2)), (date(2026, 2, 10), date(2026, 3, 2))]
    said = Activity.objects.get(case=case)
    assert (said.kind, said.started_on, said.outcome) == (ActivityKind.CLOSED, date(2026, 3, 2), "Plan worked")
    assert verbs()[-1] == "case.closed"
    assert told[-1] == case.pk


def test_closing_is_refused_before_opening_after_today_and_twice(place, sam, jane):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    for on, words in ((date(2026, 2, 2), "before the case was opened"), (date(2026, 3, 17), "has not come yet")):
        with pytest.raises(Denied, match=words):
            actions.close_case(case=case, on=on, reason="", by=sam, at=NOON)
    with pytest.raises(Denied, match="Only a supervisor"):
        actions.close_case(case=case, on=TODAY, reason="", by=jane, at=NOON)
    actions.close_case(case=case, on=TODAY, reason="", by=sam, at=NOON)
    with pytest.raises(Denied, match="was closed on"):
        actions.close_case(case=case, on=TODAY, reason="", by=sam, at=NOON)


def test_an_undone_closure_leaves_everything_as_it_was(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff, stage=place.stage)
    actions.allocate_beside(case=case, beside=Beside(place.colleague), on=date(2026, 2, 10), by=sam, at=NOON)
    before = {model: days(model, case) for model in (StageSpan, TeamSpan, WorkerSpan)}
    actions.close_case(case=case, on=date(2026, 3, 2), reason="By mistake", by=sam, at=NOON)

    case = actions.undo_closure(case=case, reason="Wrong sibling", by=sam, at=NOON)

    assert (case.closed_on, case.close_reason) == (None, "")
    assert {model: days(model, case) for model in (StageSpan, TeamSpan, WorkerSpan)} == before
    assert not Activity.objects.filter(case=case).exists()


def test_a_closure_on_the_day_of_opening_can_be_undone(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    actions.close_case(case=case, on=case.opened_on, reason="", by=sam, at=NOON)
    assert days(WorkerSpan, case) == []
    case = actions.undo_closure(case=case, reason="", by=sam, at=NOON)
    assert case.worker == place.worker.staff
    assert days(WorkerSpan, case) == days(TeamSpan, case) == [(case.opened_on, None)]


def test_a_lead_who_left_since_is_not_allocated_again(place, sam):
    case = CaseFactory(team=place.team, worker=place.colleague)
    actions.close_case(case=case, on=date(2026, 3, 2), reason="", by=sam, at=NOON)
    place.colleague.ended_on = date(2026, 3, 5)
    place.colleague.save()
    case = actions.undo_closure(case=case, reason="", by=sam, at=NOON)
    assert case.worker is None
    assert days(WorkerSpan, case) == [(date(2026, 2, 3), date(2026, 3, 2))]


def test_a_reopened_case_is_a_new_one_linked_to_the_earlier(place, sam):
    earlier = CaseFactory(team=place.team, closed_on=date(2026, 2, 20))
    with pytest.raises(Denied, match="after that day"):
        actions.reopen(case=earlier, opening=opening(place, on=date(2026, 2, 10)), by=sam, at=NOON)

    case = actions.reopen(case=earlier, opening=opening(place, on=date(2026, 3, 1)), by=sam, at=NOON)

    assert (case.child, case.previous) == (earlier.child, earlier)
    with pytest.raises(Denied, match="newer case"):
        actions.undo_closure(case=earlier, reason="", by=sam, at=NOON)


def test_a_reopened_case_of_a_restricted_child_is_restricted(place, sam):
    earlier = CaseFactory(team=place.team, closed_on=date(2026, 2, 20), restricted=True)
    named(earlier, place.supervisor)
    case = actions.reopen(case=earlier, opening=opening(place, on=date(2026, 3, 1)), by=sam, at=NOON)
    assert case.restricted


def test_the_stage_changes_from_a_day_and_back_to_the_teams_own(place, sam):
    second = StageFactory(agency=place.agency)
    case = CaseFactory(team=place.team, stage=place.stage)
    case = actions.change_stage(case=case, stage=second, on=date(2026, 3, 1), by=sam, at=NOON)
    assert case.stage == second
    assert days(StageSpan, case) == [(date(2026, 2, 3), date(2026, 3, 1)), (date(2026, 3, 1), None)]
    case = actions.change_stage(case=case, stage=None, on=date(2026, 3, 10), by=sam, at=NOON)
    assert case.stage_id is None


def test_the_worker_keeps_the_abuse_types_and_a_colleague_does_not(place, jane, told):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    case = actions.set_abuse_types(case=case, codes=["FDV", "EA", "FDV"], by=jane, at=NOON)
    assert case.abuse_types == ["FDV", "EA"]
    assert told == [case.pk]
    colleague = viewer_for(UserFactory(worker=True, unit=place.team))
    with pytest.raises(Denied, match="who work on this case"):
        actions.set_abuse_types(case=case, codes=["N"], by=colleague, at=NOON)


def test_a_code_retired_since_stays_where_it_stands(place, jane):
    case = CaseFactory(team=place.team, worker=place.worker.staff, abuse_types=["CSE"])
    assert actions.set_abuse_types(case=case, codes=["CSE", "N"], by=jane, at=NOON).abuse_types == ["CSE", "N"]
    with pytest.raises(Denied):
        actions.set_abuse_types(case=case, codes=["CCE"], by=jane, at=NOON)


def test_a_case_of_another_agency_is_refused_as_if_it_did_not_exist(sam):
    foreign = CaseFactory()
    with pytest.raises(Denied, match="There is no such case"):
        actions.close_case(case=foreign, on=TODAY, reason="", by=sam, at=NOON)


def test_details_are_edited_by_who_works_with_the_child(place, jane, told):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    details = ChildDetails(given_name="Ana", family_name="Nowak", born_on=date(2014, 2, 2), ethnicity="White Polish")
    child = actions.edit_child(child=case.child, details=details, by=jane, at=NOON)
    assert (child.name, child.reference, child.name_key) == ("Ana Nowak", case.child.reference, "nowak ana")
    assert list(find(jane, "nowak")) == [child]
    assert list(find(jane, "exampleton")) == []
    assert told == [case.pk]
    said = ChangeEntry.objects.get().said
    assert said["after"]["family_name"] == "Nowak"
    assert "sex" in said["after"]  # F became not known
    with pytest.raises(Denied, match="has not come yet"):
        actions.edit_child(child=child, details=ChildDetails(born_on=date(2027, 1, 1)), by=jane, at=NOON)


def test_a_number_is_added_found_and_removed(place, jane):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    number = actions.add_id(child=case.child, system="Mosaic", value=" 7712 ", by=jane, at=NOON)
    assert list(find(jane, "7712")) == [case.child]
    other = CaseFactory(team=place.team, worker=place.worker.staff)
    with pytest.raises(Denied, match="7712"):
        actions.add_id(child=other.child, system="Mosaic", value="7712", by=jane, at=NOON)
    actions.remove_id(number=number, by=jane, at=NOON)
    assert list(find(jane, "7712")) == []


def test_siblings_are_set_and_taken_apart(place, sam):
    one, two = CaseFactory(team=place.team).child, CaseFactory(team=place.team).child
    family = actions.set_siblings(child=one, other=two, by=sam, at=NOON)
    assert set(family.children.all()) == {one, two}
    one.refresh_from_db()
    assert actions.name_family(child=one, name="The Nowaks", by=sam, at=NOON).name == "The Nowaks"
    actions.leave_family(child=one, by=sam, at=NOON)
    assert set(family.children.all()) == {two}
    actions.leave_family(child=two, by=sam, at=NOON)
    assert not type(family).objects.filter(pk=family.pk).exists()


def test_a_family_that_a_file_knows_stays_when_it_is_empty(place, sam):
    family = FamilyFactory(agency=place.agency, household="H-1")
    case = CaseFactory(team=place.team, child=ChildFactory(agency=place.agency, family=family))
    actions.leave_family(child=case.child, by=sam, at=NOON)
    assert type(family).objects.filter(pk=family.pk).exists()
