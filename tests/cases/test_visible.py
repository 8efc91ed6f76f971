"""Who sees which case: by allocation, place, name, leave; restricted and known ones stay unseen."""

from datetime import date, timedelta

import pytest

from soundings.accounts.rules import Row
from soundings.cases import permissions, queries
from soundings.cases.models import NamedAccess, WorkerSpan
from soundings.cases.rules import AllocationRole
from soundings.core.models import ReadEntry
from soundings.core.queries import reads_of_child
from soundings.core.rules import TrailUnavailable
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    LeaveFactory,
    ServiceFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    viewer_for,
)
from tests.factories.cases import CaseFactory, ChildFactory, ChildIdFactory, FamilyFactory, knows, named

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def service(agency):
    return ServiceFactory(agency=agency)


@pytest.fixture
def team(service):
    return TeamFactory(parent=service)


@pytest.fixture
def worker(team):
    return UserFactory(worker=True, unit=team)


@pytest.fixture
def supervisor(team):
    return UserFactory(supervisor=True, unit=team)


def seen(user, row=Row.TEAM_BOARD, **kwargs):
    return set(queries.cases_visible_to(viewer_for(user, **kwargs), row))


def test_a_worker_sees_the_teams_board_and_only_their_own_details(team, worker):
    mine, colleagues = CaseFactory(team=team, worker=worker.staff), CaseFactory(team=team)
    elsewhere = CaseFactory(team=TeamFactory(agency=team.agency))

    assert seen(worker) == {mine, colleagues}
    assert seen(worker, Row.CHILD_IDENTITY) == {mine}
    assert elsewhere not in seen(worker)


def test_a_case_in_another_team_is_ones_own_while_one_works_on_it(team, worker):
    case = CaseFactory(team=TeamFactory(agency=team.agency))
    span = WorkerSpan.objects.create(
        agency=case.agency,
        case=case,
        staff=worker.staff,
        role=AllocationRole.CO_WORKER.value,
        from_on=case.opened_on,
        to_on=TODAY + timedelta(days=1),
    )
    assert seen(worker, Row.CHILD_IDENTITY) == {case}

    span.to_on = TODAY
    span.save()
    assert seen(worker, Row.CHILD_IDENTITY) == set()


def test_a_span_that_begins_tomorrow_gives_nothing_today(team, worker):
    case = CaseFactory(team=TeamFactory(agency=team.agency))
    WorkerSpan.objects.create(
        agency=case.agency, case=case, staff=worker.staff, role="lead", from_on=TODAY + timedelta(days=1)
    )
    assert seen(worker) == set()


def test_whoever_covers_leave_sees_those_cases_until_it_ends(team, worker):
    away = StaffFactory(team=TeamFactory(agency=team.agency))
    case = CaseFactory(team=TeamFactory(agency=team.agency), worker=away)
    LeaveFactory(staff=away, cover=worker.staff, to_on=date(2026, 3, 20))

    assert case in seen(worker)
    assert case not in seen(worker, at=NOON + timedelta(days=5))


def test_a_closed_case_stays_with_its_last_lead(team, worker):
    case = CaseFactory(team=TeamFactory(agency=team.agency), worker=worker.staff, closed_on=TODAY)
    assert seen(worker) == {case}


def test_a_supervisor_of_a_service_sees_all_teams_below(service, team):
    lead = UserFactory(supervisor=True, unit=service)
    here, elsewhere = CaseFactory(team=team), CaseFactory(team=TeamFactory(agency=team.agency))
    assert seen(lead) == {here}
    assert elsewhere not in seen(lead)


def test_a_manager_sees_all_once_they_gave_a_reason(team):
    manager = UserFactory(senior_manager=True, agency=team.agency)
    cases = {CaseFactory(team=team), CaseFactory(team=TeamFactory(agency=team.agency))}
    assert seen(manager) == set()
    assert seen(manager, reason="Weekly review") == cases


def test_a_qa_lead_sees_only_what_is_shared_by_name(team):
    lead = UserFactory(qa_lead=True, agency=team.agency)
    shared, other = CaseFactory(team=team), CaseFactory(team=team)
    named(shared, lead)
    assert seen(lead) == {shared}
    assert other not in seen(lead)


def test_an_administrator_sees_no_case(team):
    administrator = UserFactory(administrator=True, agency=team.agency)
    CaseFactory(team=team)
    assert seen(administrator, reason="Looking") == set()


def test_another_agencys_cases_do_not_exist(team, supervisor):
    foreign = CaseFactory(team=TeamFactory(agency=AgencyFactory()))
    assert seen(supervisor) == set()
    assert queries.case_visible_to(viewer_for(supervisor), foreign.public_id) is None
    assert not permissions.can_see(viewer_for(supervisor), foreign)


def test_whom_somebody_knows_is_out_of_their_reach_even_as_worker_or_by_name(team, worker, supervisor):
    case = CaseFactory(team=team, worker=worker.staff)
    named(case, worker)
    knows(worker, case.child)

    assert seen(worker) == set()
    assert seen(supervisor) == {case}
    assert not permissions.can_see(viewer_for(worker), case)


class TestRestricted:
    """Invisible in every way but to the named list."""

    @pytest.fixture
    def case(self, team, worker):
        family = FamilyFactory(agency=team.agency)
        child = ChildFactory(agency=team.agency, family=family, given_name="Zofia", family_name="Hidden")
        ChildIdFactory(child=child, value="990011")
        return CaseFactory(team=team, worker=worker.staff, child=child, restricted=True)

    @pytest.fixture
    def sibling(self, case):
        child = ChildFactory(agency=case.agency, family=case.child.family, given_name="Ala", family_name="Hidden")
        return CaseFactory(team=case.team, child=child)

    def test_neither_its_worker_nor_supervisor_nor_manager_sees_it(self, case, worker, supervisor):
        manager = UserFactory(senior_manager=True, agency=case.agency)
        for user in (worker, supervisor, manager):
            viewer = viewer_for(user, reason="Looking")
            assert case not in queries.cases_visible_to(viewer)
            assert case.child not in queries.children_visible_to(viewer)
            assert queries.case_visible_to(viewer, case.public_id) is None
            assert queries.child_visible_to(viewer, case.child.public_id) is None
            assert not permissions.can_see(viewer, case)
            assert not permissions.can_change(viewer, case)

    def test_search_does_not_find_it_by_name_or_number(self, case, supervisor):
        viewer = viewer_for(supervisor)
        for text in ("Zofia", "hid", case.child.reference, "990011"):
            assert list(queries.find(viewer, text)) == []
        assert queries.likely_same(viewer, name="Zofia Hidden", born_on=case.child.born_on, ids=("990011",)) == []

    def test_siblings_lists_and_counts_do_not_hint_at_it(self, case, sibling, supervisor):
        viewer = viewer_for(supervisor)
        assert queries.siblings_of(viewer, sibling) == []
        assert queries.open_sibling_cases_of(viewer, sibling) == []
        assert case not in queries.held_by(viewer, case.worker, on=TODAY)
        case.worker = None
        case.save()
        assert case not in queries.unallocated(viewer)
        assert queries.waiting_counts(viewer) == {"unallocated": 1, "duty": 0}  # the sibling's own case

    def test_the_named_list_sees_it_in_a_section_of_its_own(self, case, sibling, supervisor):
        named(case, supervisor)
        viewer = viewer_for(supervisor)
        assert list(queries.restricted_cases_named_for(viewer)) == [case]
        assert queries.siblings_of(viewer, sibling) == [case.child]
        assert case in queries.cases_visible_to(viewer)
        assert case not in queries.shared_cases_visible_to(viewer)
        assert permissions.can_change(viewer, case)

    def test_a_name_on_the_list_gives_no_more_than_the_role(self, case):
        # A supervisor of another team who is named may look and change nothing.
        other = UserFactory(supervisor=True, unit=TeamFactory(agency=case.agency))
        named(case, other)
        viewer = viewer_for(other)
        assert permissions.can_see(viewer, case)
        assert not permissions.can_change(viewer, case)
        assert not permissions.can_describe(viewer, case)

    def test_a_place_on_the_list_ends(self, case, supervisor):
        named(case, supervisor)
        NamedAccess.objects.update(until=NOON)
        assert case not in seen(supervisor)

    def test_an_earlier_case_of_the_same_child_is_as_restricted(self, case, supervisor):
        earlier = CaseFactory(team=case.team, child=case.child, closed_on=date(2026, 2, 20), restricted=True)
        named(case, supervisor)
        assert earlier in seen(supervisor)


@pytest.mark.parametrize("row", [Row.TEAM_BOARD, Row.CHILD_IDENTITY, Row.RECORD_PRACTICE, Row.ACCESS_LOG])
def test_one_case_and_the_list_agree(team, worker, supervisor, row):
    cases = [
        CaseFactory(team=team, worker=worker.staff),
        CaseFactory(team=team),
        CaseFactory(team=team, restricted=True),
        CaseFactory(team=TeamFactory(agency=team.agency)),
        CaseFactory(team=team, closed_on=TODAY),
    ]
    named(cases[2], worker)
    for viewer in (viewer_for(worker), viewer_for(supervisor)):
        listed = set(queries.cases_visible_to(viewer, row))
        assert {case for case in cases if permissions.allows(viewer, case, row)} == listed


def test_search_finds_the_start_of_any_word_in_any_order(team, supervisor):
    child = ChildFactory(agency=team.agency, given_name="Łucja", family_name="O’Brien-Åsa", reference="4471-02")
    ChildIdFactory(child=child, value="880123")
    CaseFactory(team=team, child=child)
    CaseFactory(team=team, child=ChildFactory(agency=team.agency, reference="9000"))
    viewer = viewer_for(supervisor)
    for text in ("lucja", "OBR", "asa luc", "4471-02", "8801"):
        assert list(queries.find(viewer, text)) == [child], text
    for text in ("", "  ", "ucja", "lucja smith", "%", "_"):
        assert list(queries.find(viewer, text)) == [], text


def test_search_goes_no_further_than_the_viewer_sees(team, worker):
    elsewhere = CaseFactory(team=TeamFactory(agency=team.agency))
    assert list(queries.find(viewer_for(worker), elsewhere.child.given_name)) == []


def test_siblings_come_oldest_first(team, supervisor):
    family = FamilyFactory(agency=team.agency)
    children = [
        ChildFactory(agency=team.agency, family=family, born_on=born)
        for born in (date(2019, 1, 1), None, date(2010, 1, 1))
    ]
    cases = [CaseFactory(team=team, child=child) for child in children]
    assert queries.siblings_of(viewer_for(supervisor), cases[0]) == [children[2], children[1]]


def test_duty_and_not_allocated_are_counted_where_the_viewer_sees(team, supervisor):
    duty = StaffFactory(team=team, name="Duty", is_duty=True)
    CaseFactory(team=team, worker=duty)
    CaseFactory.create_batch(2, team=team)
    CaseFactory(team=team, closed_on=TODAY)
    CaseFactory(team=TeamFactory(agency=team.agency))
    viewer = viewer_for(supervisor)
    assert queries.waiting_counts(viewer) == {"unallocated": 2, "duty": 1}
    assert queries.waiting_counts(viewer, team) == {"unallocated": 2, "duty": 1}
    assert len(queries.unallocated(viewer)) == 2
    assert len(queries.on_duty(viewer)) == 1


def test_a_list_leaves_only_after_the_trail_names_every_child(team, supervisor):
    cases = CaseFactory.create_batch(3, team=team)
    viewer = viewer_for(supervisor)

    shown = queries.leaving(
        viewer, queries.cases_visible_to(viewer), verb="board.viewed", at=NOON, target=team.public_id
    )

    assert set(shown) == set(cases)
    entry = ReadEntry.objects.get()
    assert (entry.actor, entry.verb, entry.target) == (supervisor.public_id, "board.viewed", team.public_id)
    for case in cases:
        assert reads_of_child(child=case.child.public_id, agency_id=team.agency_id).count() == 1


def test_nothing_leaves_when_the_trail_cannot_be_written(team, supervisor, settings, tmp_path):
    CaseFactory(team=team)
    viewer = viewer_for(supervisor)
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    settings.TRAIL_ANCHOR_DIR = blocked
    with pytest.raises(TrailUnavailable):
        queries.leaving(viewer, queries.cases_visible_to(viewer), verb="board.viewed", at=NOON)


def test_an_empty_list_leaves_no_trace(supervisor):
    assert queries.leaving(viewer_for(supervisor), [], verb="board.viewed", at=NOON) == []
    assert not ReadEntry.objects.exists()
