"""Boards and overviews: who sees what, in which order and groups, with which figures; the trail comes first."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from soundings.accounts.models import Grant
from soundings.breadth import actions, queries
from soundings.breadth.queries import NOBODY, Filters, GroupKind, Scope, Sort
from soundings.breadth.rules import Answer, Coverage, Draft, Rater
from soundings.cases.models import Activity, KnownPerson, NamedAccess
from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from tests.factories.accounts import StaffFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, case_for, done, family_for, office, recorded, staff_for

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 6), date(2026, 2, 6)


@pytest.fixture
def here():
    return office()


def board(where, viewer=None, *, of=None, code="whole-practice", **kwargs):
    return queries.board_of(
        viewer or where.as_supervisor, of=of or where.team, board=where.board(code), at=AT, **kwargs
    )


def names(shown):
    return [(group.kind.value, group.name, [row.head["name"] for row in group.rows]) for group in shown.groups]


def column(shown, code):
    return next(one for one in shown.columns if one.code == code)


# --- rows and groups -----------------------------------------------------------------------------------------------


def test_cases_stand_under_each_worker_with_those_of_nobody_and_duty_first(here):
    here.case("Mary Telis")
    here.case("Melli Majid")
    here.case("Zoe Orr", worker=staff_for(here, "Alison Camp"))
    here.case("Una Low", worker=staff_for(here, "North duty desk", is_duty=True))
    here.case("Noah Free", worker=None)
    here.case("Closed Early", closed_on=AT.date())
    assert names(board(here)) == [
        ("nobody", "", ["Noah Free"]),
        ("duty", "North duty desk", ["Una Low"]),
        ("worker", "Alison Camp", ["Zoe Orr"]),
        ("worker", "Jane Smith", ["Melli Majid", "Mary Telis"]),
    ]


def test_brothers_and_sisters_stand_together_oldest_first(here):
    family = family_for(here)
    here.case("Young Alder", family=family, born_on=date(2020, 1, 1))
    here.case("Mary Berg")
    here.case("Old Zeder", family=family, born_on=date(2010, 1, 1))
    shown = board(here)
    assert names(shown)[0][2] == ["Old Zeder", "Young Alder", "Mary Berg"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.OPENED, ["Long Open", "Mid Open", "New Open"]),
        (Sort.NEWEST, ["New Open", "Mid Open", "Long Open"]),
        (Sort.CHANGED, ["Mid Open", "Long Open", "New Open"]),
    ],
)
def test_other_orders(here, sort, order):
    here.case("Long Open", opened_on=date(2024, 1, 1))
    here.case("New Open", opened_on=date(2026, 3, 1))
    mid = here.case("Mid Open", opened_on=date(2025, 1, 1))
    recorded(here, mid, "three-houses", done(JANUARY))
    assert names(board(here, sort=sort))[0][2] == order


def test_a_row_has_the_head_the_values_and_what_its_team_records(here):
    case = here.case()
    recorded(here, case, "mapping-internal", done(JANUARY))
    row = board(here).groups[0].rows[0]
    assert (row.case_id, row.opened_on, row.head["ref"]) == (case.pk, case.opened_on, case.child.reference)
    assert row.values["mapping-internal"]["on"] == "2026-01-06"
    assert row.begun == {"mapping-internal"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(worker=NOBODY), {"Noah Free"}),
        (Filters(worker="no such staff"), set()),
        (Filters(element="three-houses"), {"Melli Majid"}),
        (Filters(element="three-houses", recorded=False), {"Mary Telis", "Noah Free"}),
        (Filters(abuse="FDV"), {"Mary Telis"}),
        (Filters(opened_from=date(2026, 1, 1)), {"Melli Majid", "Noah Free"}),
        (Filters(opened_to=date(2025, 12, 31)), {"Mary Telis"}),
        (Filters(text=" MAJ"), {"Melli Majid"}),
        (Filters(text="telis", abuse="PA"), set()),
    ],
)
def test_filters_narrow_the_rows_and_say_of_how_many(here, filters, found):
    recorded(here, here.case("Melli Majid"), "three-houses", done(JANUARY))
    here.case("Mary Telis", abuse=("FDV", "EA"), opened_on=date(2015, 6, 12))
    here.case("Noah Free", worker=None)
    shown = board(here, filters=filters)
    assert {name for _kind, _worker, rows in names(shown) for name in rows} == found
    assert (shown.total, shown.shown) == (3, len(found))


def test_a_worker_is_chosen_by_public_id(here):
    alison = staff_for(here, "Alison Camp")
    here.case("Melli Majid")
    here.case("Mary Telis", worker=alison)
    shown = board(here, filters=Filters(worker=alison.public_id))
    assert names(shown) == [("worker", "Alison Camp", ["Mary Telis"])]
    assert [name for _id, name in shown.workers] == ["Alison Camp", "Jane Smith"]


# --- columns and coverage ------------------------------------------------------------------------------------------


def test_columns_are_in_the_boards_own_words(here):
    assert [one.label for one in board(here, code="family-support").columns][6:9] == [
        "Critical Worry",
        "Success Goal",
        "Success Scale",
    ]
    manager = viewer_for(UserFactory(agency=here.agency, qa_lead=True))
    support = here.board("family-support")
    draft = actions.begin_draft(by=manager, at=AT, board=support)
    wording = {draft.columns.get(position=6).pk: actions.Wording("What worries us", "yes-no")}
    actions.word_columns(by=manager, at=AT, board=support, said=wording)
    actions.publish(by=manager, at=AT, board=support, on=AT.date(), why="Our own word")
    actions.retire_element(by=manager, at=AT, element=here.element("goal"), on=AT.date())
    assert [one.label for one in board(here, code="family-support").columns][6:8] == [
        "What worries us",
        "Success Scale",
    ]


def test_coverage_is_counted_from_the_rows_shown(here):
    cases = [here.case(f"Child {n}") for n in range(5)]
    recorded(here, cases[0], "goal", done(new_issue_name="Drinking"))
    recorded(here, cases[1], "goal", Draft(answer=Answer.NO))
    recorded(here, cases[2], "goal", Draft(answer=Answer.NOT_APPLICABLE, reason="Closing"))
    recorded(here, cases[3], "goal", Draft(answer=Answer.NOT_KNOWN))
    here.case("Mary Telis", worker=None)
    assert column(board(here), "goal").coverage == Coverage(expected=6, recorded=1, exempt=1, unknown=1)
    assert column(board(here), "scale").coverage is None  # nobody has recorded it yet: not known
    narrowed = board(here, filters=Filters(element="goal"))
    assert column(narrowed, "goal").coverage == Coverage(expected=1, recorded=1)


def test_figures_of_one_worker_are_for_that_worker_and_the_supervisor(here):
    alison = staff_for(here, "Alison Camp")
    recorded(here, here.case("Melli Majid"), "goal", done(new_issue_name="Drinking"))
    here.case("Mary Telis", worker=alison)
    of_alison, of_jane = Filters(worker=alison.public_id), Filters(worker=here.jane.public_id)

    assert board(here, here.as_supervisor, filters=of_alison).covers
    assert board(here, here.as_worker, filters=of_jane).covers
    hidden = board(here, here.as_worker, filters=of_alison)
    assert not hidden.covers
    assert column(hidden, "goal").coverage is None
    assert not board(here, here.as_worker, filters=Filters(text="telis")).covers  # narrowed by another way


# --- who sees what -------------------------------------------------------------------------------------------------


def test_the_trail_says_who_was_read_before_the_board_is_there(here):
    melli, mary = here.case("Melli Majid"), here.case("Mary Telis")
    board(here, filters=Filters(text="majid"))
    entry = ReadEntry.objects.get()
    assert (entry.verb, entry.target, entry.actor) == ("board.viewed", here.team.public_id, here.supervisor.public_id)
    assert [member.child for member in entry.child_set.members.all()] == [melli.child.public_id]
    assert mary.child.public_id not in str(entry.child_set.members.values())


def test_a_worker_sees_the_team_and_records_on_their_own(here):
    mine, hers = here.case("Melli Majid"), here.case("Mary Telis", worker=staff_for(here, "Alison Camp"))
    editable = {row.head["name"]: row.editable for group in board(here, here.as_worker).groups for row in group.rows}
    assert editable == {"Melli Majid": True, "Mary Telis": False}
    assert all(row.editable for group in board(here).groups for row in group.rows)
    assert mine.pk != hers.pk


@pytest.mark.parametrize("role", ["worker", "supervisor"])
def test_another_teams_board_is_not_there(here, role):
    there = TeamFactory(parent=here.service)
    stranger = viewer_for(UserFactory(**{role: True}, unit=there))
    with pytest.raises(Denied):
        board(here, stranger)
    assert not ReadEntry.objects.exists()


@pytest.mark.parametrize("role", ["qa_lead", "administrator", "analyst", "business_unit"])
def test_who_has_no_row_for_it_sees_no_board(here, role):
    with pytest.raises(Denied):
        board(here, viewer_for(UserFactory(agency=here.agency, **{role: True})))


def test_a_senior_manager_gives_a_reason_first(here):
    user = UserFactory(agency=here.agency, senior_manager=True)
    here.case()
    with pytest.raises(Denied):
        board(here, viewer_for(user))
    assert board(here, viewer_for(user, reason="Complaint 7")).shown == 1
    assert ReadEntry.objects.get().reason == "Complaint 7"


def test_restricted_cases_stand_apart_for_those_on_the_list(here):
    case = here.case("Hidden Child", restricted=True)
    here.case("Melli Majid")
    assert names(board(here)) == [("worker", "Jane Smith", ["Melli Majid"])]
    assert board(here, of=Scope.RESTRICTED).shown == 0
    NamedAccess.objects.create(
        agency=here.agency, case=case, user=here.supervisor, reason="Named", given_by=here.supervisor, given_at=AT
    )
    assert names(board(here, of=Scope.RESTRICTED)) == [("worker", "Jane Smith", ["Hidden Child"])]
    assert names(board(here)) == [("worker", "Jane Smith", ["Melli Majid"])]


def test_a_child_whom_the_viewer_knows_is_not_on_their_board(here):
    case = here.case("Melli Majid")
    KnownPerson.objects.create(agency=here.agency, user=here.supervisor, child=case.child, declared_at=AT)
    assert board(here).total == 0
    assert board(here, here.as_worker).total == 1


def test_my_cases_are_mine_in_any_team(here):
    south = TeamFactory(parent=here.service, name="South")
    here.case("Melli Majid")
    here.case("Mary Telis", worker=staff_for(here, "Alison Camp"))
    case_for(here, "Ada South", team=south)
    assert names(board(here, here.as_worker, of=Scope.MINE)) == [("worker", "Jane Smith", ["Melli Majid", "Ada South"])]


def test_what_is_shared_by_name(here):
    lead = UserFactory(agency=here.agency, qa_lead=True)
    case = here.case("Melli Majid")
    here.case("Mary Telis")
    assert board(here, viewer_for(lead), of=Scope.SHARED).shown == 0
    NamedAccess.objects.create(
        agency=here.agency, case=case, user=lead, reason="Review", given_by=here.supervisor, given_at=AT
    )
    shown = board(here, viewer_for(lead), of=Scope.SHARED)
    assert names(shown) == [("worker", "Jane Smith", ["Melli Majid"])]
    assert not shown.groups[0].rows[0].editable


def test_a_service_shows_the_cases_of_its_teams(here):
    south = TeamFactory(parent=here.service, name="South")
    here.case("Melli Majid")
    case_for(here, "Ada South", team=south, worker=None)
    Grant.objects.filter(user=here.supervisor).update(unit=here.service)
    assert board(here, here.as_supervisor, of=here.service).total == 2


def test_a_board_costs_the_same_however_many_cases_it_has(here):
    def cost():
        with CaptureQueriesContext(connection) as spent:
            board(here, here.as_supervisor)
        return len([one for one in spent if "core_read" not in one["sql"]])  # the trail stores a set once

    here.case("Melli Majid")
    board(here)
    few = cost()
    for n in range(12):
        here.case(f"Child {n}", worker=StaffFactory(team=here.team))
    assert cost() == few


# --- overview ------------------------------------------------------------------------------------------------------


def test_an_overview_has_each_places_figures_and_names_no_child(here):
    south = TeamFactory(parent=here.service, name="South")
    case = here.case("Melli Majid")
    here.case("Mary Telis")
    case_for(here, "Ada South", team=south, worker=None)
    recorded(here, case, "goal", done(new_issue_name="Drinking"))
    recorded(here, case, "scale", Draft(answer=Answer.NOT_APPLICABLE, reason="Closing"))
    manager = viewer_for(UserFactory(agency=here.agency, senior_manager=True))

    found = queries.overview_of(manager, unit=here.service, board=here.board("front-end"))

    assert found.place.open_cases == 3
    assert [(place.unit.name, place.open_cases) for place in found.below] == [("North", 2), ("South", 1)]
    assert found.place.coverage["goal"] == Coverage(expected=2, recorded=1)
    assert found.below[0].coverage["scale"].of == 1
    assert found.below[1].coverage == {}
    assert {one.code: one.coverage for one in found.columns}["goal"] == Coverage(expected=2, recorded=1)
    assert [one.label for one in found.columns][3] == "Danger Statement"
    assert "Majid" not in repr(found)


def test_a_closed_team_is_left_out_once_it_is_empty(here):
    south = TeamFactory(parent=here.service, name="South")
    south.closed_on = AT.date()
    south.save()
    manager = viewer_for(UserFactory(agency=here.agency, senior_manager=True))
    found = queries.overview_of(manager, unit=here.service, board=here.board())
    assert [place.unit.name for place in found.below] == ["North"]


@pytest.mark.parametrize("role", ["worker", "supervisor"])
def test_totals_above_ones_own_team_are_not_theirs(here, role):
    viewer = here.as_worker if role == "worker" else here.as_supervisor
    queries.overview_of(viewer, unit=here.team, board=here.board())
    with pytest.raises(Denied):
        queries.overview_of(viewer, unit=here.service, board=here.board())


# --- over time -----------------------------------------------------------------------------------------------------


def test_ratings_are_compared_within_one_set_and_one_rater(here):
    case = here.case()
    for number, on, rater, issue in (
        (3, FEBRUARY, Rater.WORKER, "Drinking"),
        (2, JANUARY, Rater.WORKER, "Drinking"),
        (8, JANUARY, Rater.PARENT, "Drinking"),
        (5, JANUARY, Rater.WORKER, "Violence"),
    ):
        recorded(here, case, "scale", done(on, number=number, rater=rater, new_issue_name=issue))
    found = [
        (one.issue.name, one.rater, [rating.number for rating in one.ratings])
        for one in queries.scale_series(here.as_supervisor, case)
    ]
    assert sorted(found) == [
        ("Drinking", "parent", [8]),
        ("Drinking", "worker", [2, 3]),
        ("Violence", "worker", [5]),
    ]


def test_the_timeline_sets_practice_beside_activity(here):
    case = here.case()
    recorded(here, case, "mapping-internal", done(JANUARY))
    recorded(here, case, "goal", done(new_issue_name="Drinking"))  # undated: no place on a timeline
    Activity.objects.create(agency=here.agency, case=case, kind="referral", started_on=date(2026, 1, 3))
    Activity.objects.create(agency=here.agency, case=case, kind="conference", started_on=FEBRUARY)
    found = queries.timeline_of(here.as_supervisor, case)
    assert [(one.on, one.record.element.code if one.record else one.activity.kind) for one in found] == [
        (date(2026, 1, 3), "referral"),
        (JANUARY, "mapping-internal"),
        (FEBRUARY, "conference"),
    ]


def test_practice_rows_are_of_what_may_leave(here):
    case, hidden = here.case(), here.case("Hidden Child")
    recorded(here, case, "mapping-internal", done(JANUARY, words="Kitchen"))
    wrong = recorded(here, case, "three-houses", done(JANUARY))
    actions.withdraw(by=here.as_worker, at=AT, record=wrong, reason="Wrong child")
    recorded(here, hidden, "three-houses", done(JANUARY))
    lead = UserFactory(agency=here.agency, qa_lead=True)
    NamedAccess.objects.create(
        agency=here.agency, case=case, user=lead, reason="Review", given_by=here.supervisor, given_at=AT
    )
    rows = list(queries.practice_rows(viewer_for(lead, reason="Review 3")))
    assert [(one.reference, one.element, one.happened_on, one.words) for one in rows] == [
        (case.child.reference, "mapping-internal", JANUARY, "Kitchen")
    ]
    assert list(queries.practice_rows(here.as_worker)) == []


def test_an_open_board_asks_what_changed_since(here):
    case = here.case()
    here.case("Mary Telis")
    recorded(here, case, "three-houses", done(JANUARY), at=AT + timedelta(minutes=5))
    assert queries.changes_since(here.as_supervisor, unit=here.team, at=AT) == 1
    assert GroupKind.NOBODY == NOBODY
