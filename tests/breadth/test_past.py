"""A board as it was: as happened by that day, as then known, and today the same as today's board."""

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from soundings.breadth import actions
from soundings.breadth.models import Expectation, RecordingStart
from soundings.breadth.queries import Times, board_of, with_times
from soundings.breadth.queries.events import events_of, fold_of
from soundings.breadth.queries.past import past_rows, values_on
from soundings.breadth.queries.rows import child_rows
from soundings.breadth.rules import (
    Answer,
    Draft,
    Event,
    Issue,
    Past,
    Refused,
    end_of,
    fold_all,
    happened_by,
    last_friday,
)
from soundings.cases import followers
from soundings.cases.models import Case, Child, KnownPerson, TeamSpan, WorkerSpan
from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from tests.factories.accounts import NOON, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, OPENED, done, family_for, office, recorded, staff_for

TODAY = AT.date()  # Monday 16 March 2026
FRIDAY, MARCH_1 = date(2026, 3, 13), date(2026, 3, 1)


@pytest.fixture
def here(db):
    return office()


def begin(here, code, on=OPENED, team=None):
    by = viewer_for(UserFactory(supervisor=True, unit=team or here.team))
    actions.begin_recording(by=by, at=AT, team=team or here.team, elements=[here.element(code)], on=on)


def change(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)
    with transaction.atomic():
        followers.tell([case.pk], at=AT)


def names(rows):
    return sorted(row.head["name"] for row in rows)


def on(here, day, *, known=False, viewer=None):
    return past_rows(viewer or here.as_supervisor, here.team, Past(day, known))


def value(rows, case, code):
    return next(row for row in rows if row.case_id == case.pk).values.get(code)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_last_friday_is_before_today():
    assert last_friday(TODAY) == FRIDAY
    assert last_friday(FRIDAY) == date(2026, 3, 6)
    assert last_friday(date(2026, 3, 14)) == FRIDAY


def test_a_day_ends_at_local_midnight():
    assert end_of(date(2026, 3, 28), "Europe/London") == datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    assert end_of(date(2026, 3, 29), "Europe/London") == datetime(2026, 3, 29, 23, 0, tzinfo=UTC)


def test_what_counts_on_a_day():
    issue = Issue("a", "Hitting", "2026-03-10")
    plain = Event("yes", "2026-03-05", None, issue, "", "", "", None, "2026-03-12", AT)
    undated = plain._replace(on="", day="2026-03-09")
    assert happened_by([(1, plain)], date(2026, 3, 4)) == []
    [(_, on_the_day)] = happened_by([(1, plain)], date(2026, 3, 5))
    assert on_the_day.issue.ended is None and on_the_day.day == ""
    assert happened_by([(1, plain)], date(2026, 3, 12)) == [(1, plain)]
    assert happened_by([(1, undated)], date(2026, 3, 8)) == []
    assert len(happened_by([(1, undated)], date(2026, 3, 9))) == 1


# --- the children of a day ------------------------------------------------------------------------------------------


def test_the_children_are_those_who_stood_there_that_day(here):
    south = TeamFactory(parent=here.service, name="South")
    here.case("Melli Majid")
    here.case("Newly Come", opened_on=TODAY)
    gone = here.case("Gone Away")
    change(gone, closed_on=date(2026, 3, 10))
    moved = here.case("Moved Off")
    TeamSpan.objects.filter(case=moved).update(to_on=date(2026, 3, 14))
    TeamSpan.objects.create(agency=here.agency, case=moved, team=south, from_on=date(2026, 3, 14))
    change(moved, team=south)
    assert names(on(here, MARCH_1)) == ["Gone Away", "Melli Majid"]
    both = UserFactory(supervisor=True, unit=here.service)
    assert names(on(here, MARCH_1, viewer=viewer_for(both))) == ["Gone Away", "Melli Majid", "Moved Off"]
    assert names(on(here, FRIDAY)) == ["Melli Majid"]
    assert names(on(here, TODAY)) == ["Melli Majid", "Newly Come"]


def test_access_is_todays(here):
    restricted = here.case("Now Restricted")
    change(restricted, restricted=True)
    before = here.case("Once Restricted", restricted=True)
    change(before, restricted=False)
    known = here.case("Known Privately")
    KnownPerson.objects.create(agency=here.agency, user=here.supervisor, child=known.child, declared_at=AT)
    assert names(on(here, MARCH_1)) == ["Once Restricted"]
    with pytest.raises(Denied):
        past_rows(here.as_supervisor, TeamFactory(parent=here.service, name="South"), Past(MARCH_1))
    with pytest.raises(Denied):
        on(here, TODAY + timedelta(days=1))


def test_workers_and_what_is_recorded_are_those_of_the_day(here):
    sam = staff_for(here, "Alison Camp")
    case = here.case()
    WorkerSpan.objects.filter(case=case).update(to_on=date(2026, 3, 10))
    WorkerSpan.objects.create(agency=here.agency, case=case, staff=sam, from_on=date(2026, 3, 10))
    change(case, worker=sam)
    RecordingStart.objects.filter(team=here.team).delete()
    begin(here, "three-houses", date(2026, 3, 5))
    [first], [second] = on(here, MARCH_1), on(here, date(2026, 3, 10))
    assert (first.worker_id, second.worker_id) == (here.jane.pk, sam.pk)
    assert (first.begun, second.begun) == (frozenset(), frozenset({"three-houses"}))
    assert not first.editable


def test_a_merged_child_stands_under_the_name_that_was_kept(here):
    case, kept = here.case("Meli Majid"), here.case("Melli Majid", opened_on=TODAY)
    change(kept, closed_on=TODAY)
    Child.objects.filter(pk=case.child_id).update(merged_into=kept.child)
    change(case, child=kept.child)
    assert names(on(here, MARCH_1)) == ["Melli Majid"]


# --- as happened, and as then known --------------------------------------------------------------------------------


def test_a_correction_moves_the_board_as_happened_and_not_as_known(here):
    case = here.case()
    early = AT - timedelta(days=10)
    record = recorded(here, case, "three-houses", done(date(2026, 3, 3)), at=early)
    actions.correct(by=here.as_supervisor, at=AT, record=record, draft=done(date(2026, 2, 20)), reason="Wrong day")
    assert value(on(here, FRIDAY), case, "three-houses")["on"] == "2026-02-20"
    assert value(on(here, FRIDAY, known=True), case, "three-houses")["on"] == "2026-03-03"
    assert value(on(here, MARCH_1), case, "three-houses")["on"] == "2026-02-20"
    assert value(on(here, MARCH_1, known=True), case, "three-houses") is None
    assert value(on(here, TODAY, known=True), case, "three-houses")["on"] == "2026-02-20"


def test_a_withdrawn_record_vanishes_as_happened_and_stays_as_known_before(here):
    case = here.case()
    record = recorded(here, case, "three-houses", done(date(2026, 3, 3)), at=AT - timedelta(days=10))
    actions.withdraw(by=here.as_supervisor, at=AT, record=record, reason="Another child")
    assert value(on(here, FRIDAY), case, "three-houses") is None
    assert value(on(here, FRIDAY, known=True), case, "three-houses")["a"] == "yes"
    assert value(on(here, TODAY, known=True), case, "three-houses") is None


def test_a_late_record_is_on_the_board_as_happened_without_being_news(here):
    case = here.case()
    recorded(here, case, "three-houses", done(date(2026, 3, 3)))
    found = value(on(here, FRIDAY), case, "three-houses")
    assert found["on"] == "2026-03-03" and not found["new"]
    assert value(on(here, FRIDAY, known=True), case, "three-houses") is None


def test_a_time_agreed_later_does_not_hold_on_the_day(here):
    here.case()
    begin(here, "three-houses")
    Expectation.objects.create(
        agency=here.agency,
        unit=here.team,
        element=here.element("three-houses"),
        days=5,
        proposed_by="x",
        proposed_at=AT,
        agreed_by="y",
        from_on=date(2026, 3, 10),
    )
    shown = [
        board_of(here.as_supervisor, of=here.team, board=here.board(), at=AT, past=Past(d)) for d in (MARCH_1, FRIDAY)
    ]
    assert [bool(one.groups[0].rows[0].due) for one in shown] == [False, True]


# --- properties ----------------------------------------------------------------------------------------------------

CODES = ("three-houses", "scale", "mapping-family", "network")
drafts = st.tuples(
    st.sampled_from(CODES),
    st.integers(0, 2),  # whose
    st.integers(0, 72),  # days from opening to when it happened: up to today
    st.integers(0, 10),
    st.sampled_from(["record", "withdraw", "correct"]),
)


def _draft(code, day, number):
    if code == "network":
        return Draft(answer=Answer.YES, happened_on=day, number=number)
    if code == "scale":
        return Draft(
            answer=Answer.YES, happened_on=day, number=number, rater="worker", new_issue_name=f"Worry {number}"
        )
    return done(day)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(drafts, max_size=5))
def test_as_it_was_today_is_todays_board(db, said):
    with transaction.atomic():
        here = office()
        family = family_for(here)
        cases = [here.case("Melli Majid", family=family), here.case("Mary Majid", family=family), here.case("Zoe Orr")]
        begin(here, "mapping-family")
        for code, whose, after, number, then in said:
            day = OPENED + timedelta(days=after)
            try:
                record = recorded(here, cases[whose], code, _draft(code, day, number), at=AT - timedelta(hours=1))
                if then == "withdraw":
                    actions.withdraw(by=here.as_supervisor, at=AT, record=record, reason="No")
                if then == "correct":
                    draft = _draft(code, OPENED, number)
                    actions.correct(by=here.as_supervisor, at=AT, record=record, draft=draft, reason="No")
            except Refused:  # the same twice
                continue
        today = _by_case(child_rows(here.as_supervisor, here.team))
        assert _by_case(on(here, TODAY)) == today
        assert _by_case(on(here, TODAY, known=True)) == today
        transaction.set_rollback(True)


told = st.tuples(
    st.sampled_from(CODES),
    st.integers(0, 2),  # whose
    st.one_of(st.none(), st.integers(0, 20)),  # days from opening to when it happened, if that is known
    st.integers(0, 20),  # and from then, or from opening, to when it was recorded
    st.integers(0, 10),
    st.one_of(st.none(), st.integers(21, 40)),  # day on which the worry ended, from opening
)


@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=st.lists(told, min_size=2, max_size=7), days=st.lists(st.integers(0, 42), min_size=2, max_size=4))
def test_what_a_day_says_is_what_its_records_say(db, said, days):
    with transaction.atomic():
        here = office()
        cases = [here.case("Melli Majid"), here.case("Mary Majid"), here.case("Zoe Orr")]
        for code, whose, after, later, number, ended in said:
            day = None if after is None else OPENED + timedelta(days=after)
            at = datetime(OPENED.year, OPENED.month, OPENED.day, 12, tzinfo=UTC) + timedelta(days=(after or 0) + later)
            try:
                record = recorded(here, cases[whose], code, _draft(code, day, number), at=at)
            except Refused:  # the same twice
                continue
            if record.issue and ended:
                actions.end_issue(by=here.as_supervisor, at=AT, issue=record.issue, on=OPENED + timedelta(days=ended))
        ids = [case.pk for case in cases]
        fold = fold_of(here.agency.pk)
        events = events_of(ids, time_zone=fold.time_zone)
        for after in days:
            on = OPENED + timedelta(days=after)
            found = values_on(ids, fold, Past(on))
            for pk in ids:
                assert found.get(pk, {}) == fold_all(fold.elements, happened_by(events.get(pk, []), on))
        transaction.set_rollback(True)


def _by_case(rows):
    times = Times(rows[0].team_id and Case.objects.get(pk=rows[0].case_id).agency_id, TODAY)
    return {row.case_id: row._replace(editable=False, kept=None) for row in with_times(rows, times)}


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sam(here, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    client = Client()
    client.force_login(here.supervisor)
    return client


def words(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())))


def test_a_board_of_last_friday(here, sam):
    case = here.case()
    here.case("Newly Come", opened_on=TODAY)
    recorded(here, case, "three-houses", done(date(2026, 3, 3)))
    address = reverse("board", args=[here.team.public_id])
    page = words(sam.get(address))
    assert "Last Friday, 13 March" in page and "Newly Come" in page
    reads = ReadEntry.objects.count()
    page = words(sam.get(f"{address}?on=2026-03-13"))
    assert "The board as it was on Friday 13 March 2026" in page
    assert "Melli Majid" in page and "Newly Come" not in page and "3 Mar" in page
    assert ReadEntry.objects.count() == reads + 1
    page = words(sam.get(f"{address}?on=2026-03-13&known=1"))
    assert "3 Mar " not in page and "Only what had been recorded by the end of that day" in page
    assert "as it was" not in words(sam.get(f"{address}?on=2026-03-16"))
    for wrong in ("2026-03-17", "soon"):
        assert sam.get(f"{address}?on={wrong}").status_code == 404


def test_another_day_is_chosen_and_a_day_to_come_is_refused_kindly(here, sam):
    address = reverse("another-day", args=[here.team.public_id])
    said = {"on_day": "12", "on_month": "3", "on_year": "2026", "known": "on"}
    reply = sam.get(address, said)
    assert reply.status_code == 302 and reply["Location"].endswith("?on=2026-03-12&known=1")
    assert "has not come yet" in words(sam.get(address, said | {"on_year": "2027"}))
    assert "12" not in words(sam.get(address)).split("Which day?")[0]
    client = Client()
    client.force_login(UserFactory(worker=True, unit=TeamFactory(parent=here.service, name="South")))
    assert client.get(address, said).status_code == 404
