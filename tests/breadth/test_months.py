"""Month ends: as happened by then, kept true when the past changes, and the same as a board said on the day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django_tasks_db.models import DBTaskResult
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soundings.accounts.actions.structure import move_unit
from soundings.breadth import actions, tasks
from soundings.breadth.actions.bulk import NewRecord, store_records, take_back
from soundings.breadth.actions.months import count_months
from soundings.breadth.models import MonthEnd, MonthsDue
from soundings.breadth.queries import months_at, months_in_groups
from soundings.breadth.queries.overview import coverage_by_unit
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Answer, Coverage, Draft, History, Span, last_month_end, month_ends
from soundings.cases import followers
from soundings.cases.models import Case, TeamSpan
from soundings.core.rules import SYSTEM, Denied
from tests.factories.accounts import ServiceFactory, TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.breadth import AT, done, family_for, office, recorded

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)  # AT is 16 March 2026


@pytest.fixture
def here(db):
    return office()


def month(unit, code, on):
    row = MonthEnd.objects.filter(unit=unit, element__code=code, on=on).first()
    return row and (row.expected, row.recorded, row.exempt, row.unknown, row.later)


def begin(here, code, on, team=None):
    elements = [here.element(code)]
    by = viewer_for(UserFactory(supervisor=True, unit=team or here.team))
    actions.begin_recording(by=by, at=AT, team=team or here.team, elements=elements, on=on)


def change(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)
    with transaction.atomic():
        followers.tell([case.pk], at=AT)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_a_month_is_over_on_the_first_day_of_the_next():
    assert last_month_end(date(2026, 3, 1)) == date(2026, 2, 28)
    assert last_month_end(date(2024, 3, 31)) == date(2024, 2, 29)
    assert month_ends(date(2026, 1, 31), date(2026, 3, 31)) == [JANUARY, FEBRUARY]
    assert month_ends(date(2026, 2, 1), date(2026, 3, 1)) == [FEBRUARY]
    assert len(month_ends(date(1990, 1, 1), date(2026, 3, 1))) == 36


def test_a_case_is_open_until_the_day_before_it_closed_and_stands_where_its_span_says():
    spans = [Span(date(2026, 1, 5), date(2026, 2, 1), 1), Span(date(2026, 2, 1), None, 2)]
    case = History(
        case_id=1,
        opened_on=date(2026, 1, 5),
        closed_on=FEBRUARY,
        family_id=None,
        stage=None,
        teams=spans,
        stages=[],
        events=[],
    )
    assert [case.is_open(on) for on in (date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 27), FEBRUARY)] == [
        False,
        True,
        True,
        False,
    ]
    assert [case.team_on(on).id for on in (JANUARY, date(2026, 2, 1))] == [1, 2]


# --- counting ------------------------------------------------------------------------------------------------------


def test_each_month_says_what_had_happened_by_its_end(here):
    first, second = here.case(opened_on=date(2026, 1, 5)), here.case("Mary Telis", opened_on=date(2026, 2, 20))
    begin(here, "three-houses", date(2026, 1, 1))
    recorded(here, first, "three-houses", done(date(2026, 2, 10)))
    recorded(here, second, "three-houses", done(date(2026, 3, 2)))
    assert count_months(here.agency.pk, at=AT) == 1
    for unit in (here.team, here.service):
        assert month(unit, "three-houses", JANUARY) == (1, 0, 0, 0, 0)
        assert month(unit, "three-houses", FEBRUARY) == (2, 1, 0, 0, 0)
    assert not MonthEnd.objects.filter(on__gt=FEBRUARY).exists()
    assert list(differences(here.agency.pk)) == []


def test_a_late_record_a_correction_and_a_withdrawal_are_noted_and_counted(here):
    case = here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    record = recorded(here, case, "three-houses", done(date(2026, 1, 15)))
    assert MonthsDue.objects.get().from_on == date(2026, 1, 15)
    count_months(here.agency.pk, at=AT)
    assert month(here.service, "three-houses", JANUARY) == (1, 1, 0, 0, 0)
    later = actions.correct(
        by=here.as_supervisor, at=AT, record=record, draft=done(date(2026, 2, 15)), reason="Wrong month"
    )
    count_months(here.agency.pk, at=AT)
    assert month(here.service, "three-houses", JANUARY) == (1, 0, 0, 0, 0)
    assert month(here.service, "three-houses", FEBRUARY) == (1, 1, 0, 0, 0)
    actions.withdraw(by=here.as_supervisor, at=AT, record=later, reason="Another child")
    count_months(here.agency.pk, at=AT)
    assert month(here.service, "three-houses", FEBRUARY) == (1, 0, 0, 0, 0)
    assert list(differences(here.agency.pk)) == []


def test_what_happens_today_notes_nothing(here):
    case = here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    recorded(here, case, "three-houses", done(date(2026, 3, 10)))
    recorded(here, case, "three-houses", Draft(answer=Answer.NOT_KNOWN))
    here.case("Mary Telis", opened_on=date(2026, 3, 12))
    change(case, closed_on=date(2026, 3, 14))
    assert not MonthsDue.objects.exists()
    assert count_months(here.agency.pk, at=AT) == 0
    assert list(differences(here.agency.pk)) == []


def test_closing_and_moving_in_the_past_and_a_load_taken_back(here):
    south = TeamFactory(parent=here.service, name="South")
    case, other = here.case(opened_on=date(2026, 1, 5)), here.case("Mary Telis", opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    begin(here, "three-houses", date(2026, 2, 1), south)
    count_months(here.agency.pk, at=AT)
    TeamSpan.objects.filter(case=other).update(to_on=date(2026, 2, 10))
    TeamSpan.objects.create(agency=here.agency, case=other, team=south, from_on=date(2026, 2, 10))
    change(other, team=south)
    change(case, closed_on=date(2026, 2, 20))
    rows = [NewRecord((other.pk,), "three-houses", happened_on=date(2026, 1, 20))]
    store_records(rows, agency_id=here.agency.pk, batch="b1", by=SYSTEM, at=AT, source="practice")
    count_months(here.agency.pk, at=AT)
    assert month(here.team, "three-houses", JANUARY) == (2, 1, 0, 0, 0)
    assert month(here.team, "three-houses", FEBRUARY) in (None, (0, 0, 0, 0, 0))
    assert month(south, "three-houses", FEBRUARY) == (1, 1, 0, 0, 0)
    assert month(here.service, "three-houses", FEBRUARY) == (1, 1, 0, 0, 0)
    take_back(agency_id=here.agency.pk, batch="b1", by=SYSTEM, at=AT)
    count_months(here.agency.pk, at=AT)
    assert month(here.service, "three-houses", FEBRUARY) == (1, 0, 0, 0, 0)
    assert list(differences(here.agency.pk)) == []


def test_a_time_counts_from_the_day_on_which_it_was_agreed(here):
    here.case(opened_on=date(2026, 1, 30))
    begin(here, "three-houses", date(2026, 1, 1))
    at = datetime(2026, 2, 3, 12, tzinfo=UTC)
    by = viewer_for(UserFactory(agency=here.agency, qa_lead=True), at=at)
    time = actions.propose_time(by=by, at=at, unit=here.team, element=here.element("three-houses"), days=30)
    actions.agree_time(by=by, at=at, time=time)
    count_months(here.agency.pk, at=AT)
    assert month(here.team, "three-houses", JANUARY) == (1, 0, 0, 0, 0)
    assert month(here.team, "three-houses", FEBRUARY) == (1, 0, 0, 0, 1)  # expected by 13 March


def test_a_family_counts_once_in_each_month(here):
    family = family_for(here)
    first = here.case("Melli Majid", family=family, opened_on=date(2026, 1, 5))
    second = here.case("Sam Majid", family=family, opened_on=date(2026, 2, 5))
    begin(here, "mapping-family", date(2026, 1, 1))
    recorded(here, second, "mapping-family", done(date(2026, 2, 9)))
    count_months(here.agency.pk, at=AT)
    assert month(here.team, "mapping-family", JANUARY) == (1, 0, 0, 0, 0)
    assert month(here.team, "mapping-family", FEBRUARY) == (1, 1, 0, 0, 0)
    change(first, restricted=True)
    count_months(here.agency.pk, at=AT)
    assert month(here.team, "mapping-family", JANUARY) in (None, (0, 0, 0, 0, 0))
    assert month(here.team, "mapping-family", FEBRUARY) == (1, 1, 0, 0, 0)
    assert list(differences(here.agency.pk)) == []


def test_when_a_team_moves_its_months_move_with_it(here):
    elsewhere = ServiceFactory(agency=here.agency, name="Other services")
    here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    by = viewer_for(UserFactory(administrator=True, agency=here.agency))
    move_unit(unit=here.team, parent=elsewhere, on=AT.date(), by=by, at=AT)
    assert month(here.service, "three-houses", JANUARY) is None
    assert month(elsewhere, "three-houses", JANUARY) == (1, 0, 0, 0, 0)
    assert list(differences(here.agency.pk)) == []


def test_verify_finds_a_month_that_is_not_as_it_must_be_and_rebuild_mends_it(here, capsys, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT)
    here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    MonthEnd.objects.filter(unit=here.service, on=JANUARY).update(recorded=7)
    MonthEnd.objects.filter(unit=here.team, on=FEBRUARY).delete()
    with pytest.raises(CommandError):
        call_command("state", "verify")
    said = capsys.readouterr().err
    assert f"month of place {here.service.pk}: 2026-01-31" in said
    assert f"month of place {here.team.pk}: 2026-02-28" in said
    MonthEnd.objects.all().delete()
    call_command("state", "rebuild")
    assert month(here.team, "three-houses", FEBRUARY) == (1, 0, 0, 0, 0)
    call_command("state", "verify")


def test_a_month_that_ends_is_counted_without_anybody_writing(here):
    here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    count_months(here.agency.pk, at=AT)
    assert count_months(here.agency.pk, at=AT + timedelta(days=1)) == 0
    assert count_months(here.agency.pk, at=AT + timedelta(days=16)) == 1
    assert month(here.team, "three-houses", date(2026, 3, 31)) == (1, 0, 0, 0, 0)


def test_the_worker_counts_and_asks_for_the_next_time_once(here):
    here.case(opened_on=date(2026, 1, 5))
    begin(here, "three-houses", date(2026, 1, 1))
    tasks.keep_counting_months()
    tasks.keep_counting_months()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.all().delete()
    assert tasks.count_due_months.func() == 1
    assert month(here.team, "three-houses", JANUARY) == (1, 0, 0, 0, 0)
    waiting = DBTaskResult.objects.get()
    assert waiting.task_path == tasks.count_due_months.module_path


# --- the same as a board said on the day ---------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(["record", "record", "close", "agree"]),
        st.integers(0, 3),
        st.sampled_from(["mapping-family", "three-houses", "goal"]),
        st.integers(1, 27),
        st.sampled_from(list(Answer)),
    ),
    max_size=10,
)
CODES = ("mapping-family", "three-houses", "goal")


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
@pytest.mark.django_db
def test_a_month_end_is_the_coverage_that_was_shown_on_its_day(history):
    sid = transaction.savepoint()
    try:
        here = office()
        south = TeamFactory(parent=here.service, name="South")
        family = family_for(here)
        cases = [
            here.case(
                f"Child {n}",
                family=family if n < 3 else None,
                team=(here.team, south)[n % 2],
                opened_on=date(2026, 1, 5 + n),
                at=datetime(2026, 2, 1, 12, tzinfo=UTC),
            )
            for n in range(4)
        ]
        for code in CODES:
            begin(here, code, date(2026, 1, 1))
        end = datetime(2026, 2, 28, 12, tzinfo=UTC)
        by = viewer_for(UserFactory(supervisor=True, unit=here.service), at=end)
        lead = viewer_for(UserFactory(qa_lead=True, agency=here.agency), at=end)
        for what, which, code, day, answer in history:
            case = cases[which]
            on = date(2026, 2, day)
            if what == "close":
                change(case, closed_on=on)
            elif what == "agree":
                time = actions.propose_time(by=lead, at=end, unit=here.team, element=here.element(code), days=day * 2)
                actions.agree_time(by=lead, at=end, time=time)
            elif not Case.objects.get(pk=case.pk).closed_on:
                draft = Draft(
                    answer=answer,
                    happened_on=on if answer is Answer.YES else None,
                    reason="Too young" if answer is Answer.NOT_APPLICABLE else "",
                    new_issue_name="Drinking" if code == "goal" else "",
                    again=True,
                )
                actions.record(by=by, at=end, cases=[case.pk], element=code, draft=draft)
        units = [here.team, south, here.service]
        shown = coverage_by_unit([unit.pk for unit in units], FEBRUARY)
        count_months(here.agency.pk, at=AT)
        for unit in units:
            for code in CODES:
                row = month(unit, code, FEBRUARY)
                assert Coverage(*(row or ())) == shown.get(unit.pk, {}).get(code, Coverage())
        assert list(differences(here.agency.pk)) == []
    finally:
        transaction.savepoint_rollback(sid)


# --- who sees what -------------------------------------------------------------------------------------------------


def test_the_trend_of_a_team_and_of_an_analyst(here):
    cases = [here.case(f"Child {n}", opened_on=date(2026, 1, 5)) for n in range(20)]
    begin(here, "three-houses", date(2026, 1, 1))
    for n, case in enumerate(cases[:13]):
        recorded(here, case, "three-houses", done(date(2026, 1, 15) if n < 3 else date(2026, 2, 15)))
    count_months(here.agency.pk, at=AT)
    element, root = here.element("three-houses"), root_for(here.agency)
    found = months_at(here.as_supervisor, here.team, element)
    assert [(one.on, one.coverage.recorded, one.coverage.of) for one in found] == [(JANUARY, 3, 20), (FEBRUARY, 13, 20)]
    analyst = viewer_for(UserFactory(analyst=True, agency=here.agency))
    shares = [one.share for one in months_in_groups(analyst, root, element)]
    assert [(one.per_cent, one.of) for one in shares] == [(None, 20), (65, 20)]  # 3 of 20 is small
    with pytest.raises(Denied):
        months_at(analyst, root, element)
    with pytest.raises(Denied):
        months_at(here.as_supervisor, here.service, element)
