"""By when things are expected: the rules, the actions, the pages, and what a board says."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from soundings.accounts.models import Stage
from soundings.breadth import actions
from soundings.breadth.models import Expectation
from soundings.breadth.queries import Filters, Times, board_of, preview_of
from soundings.breadth.rules import (
    Answer,
    Coverage,
    Draft,
    Refused,
    Standing,
    Term,
    by_place,
    days_in_force,
    standing,
)
from soundings.cases.models import TeamSpan
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from tests.factories.accounts import NOON, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, office, recorded

TODAY = NOON.date()  # Monday 16 March 2026


# --- rules -------------------------------------------------------------------------------------------------------

ROOT, SERVICE, TEAM = 1, 2, 3
FRONT, VOLUNTARY = 7, 8


def test_the_nearest_place_upward_wins_and_there_the_stage():
    terms = by_place(
        [
            Term(ROOT, 0, "mapping-family", 20),
            Term(SERVICE, FRONT, "mapping-family", 10),
            Term(SERVICE, 0, "goal", 30),
            Term(TEAM, 0, "goal", None),
            Term(99, 0, "scale", 5),  # another team's
        ]
    )
    line = [ROOT, SERVICE, TEAM]
    assert days_in_force(line, FRONT, terms) == {"mapping-family": 10}
    assert days_in_force(line, VOLUNTARY, terms) == {"mapping-family": 20}
    assert days_in_force(line[:2], None, terms) == {"mapping-family": 20, "goal": 30}


terms = st.lists(
    st.builds(
        Term, st.sampled_from((ROOT, SERVICE, TEAM)), st.sampled_from((0, FRONT)), st.just("a"), st.integers(0, 9)
    ),
    max_size=6,
    unique_by=lambda one: one[:3],
)


@given(terms)
def test_what_is_agreed_further_up_changes_nothing_where_something_is_agreed_nearer(found):
    line = [ROOT, SERVICE, TEAM]
    near = [one for one in found if one.unit == TEAM and one.stage == FRONT]
    if near:
        assert days_in_force(line, FRONT, by_place(found)) == {"a": near[0].days}


answers = st.one_of(st.none(), st.sampled_from([{"a": str(one)} for one in Answer]))
days = st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(date.isoformat)


@given(answers, days, days)
def test_a_time_changes_only_what_is_still_to_be_done(entry, due, on):
    found, plain = standing(entry, due, on), standing(entry, None, on)
    if plain in (Standing.NOTHING, Standing.NOT_DONE):
        assert found is (Standing.LATER if on <= due else Standing.PAST)
    else:
        assert found is plain


# --- actions -----------------------------------------------------------------------------------------------------


@pytest.fixture
def here(db):
    return office()


def agreed(here, code, days, *, unit=None, stage=None, at=AT):
    by = viewer_for(UserFactory(agency=here.agency, qa_lead=True), at=at)
    time = actions.propose_time(
        by=by, at=at, unit=unit or here.team, element=here.element(code), days=days, stage=stage
    )
    return actions.agree_time(by=by, at=at, time=time)


def cell_of(here, case, code, *, at=AT):
    shown = board_of(viewer_for(here.supervisor, at=at), of=here.team, board=here.board(), at=at)
    row = next(row for group in shown.groups for row in group.rows if row.case_id == case.pk)
    return row.due.get(code)


def coverage(here, code, *, at=AT, **filters):
    shown = board_of(
        viewer_for(here.supervisor, at=at), of=here.team, board=here.board(), at=at, filters=Filters(**filters)
    )
    return next(one.coverage for one in shown.columns if one.code == code)


def test_nothing_is_expected_before_it_is_agreed(here):
    case = here.case(opened_on=date(2026, 3, 13))
    by = here.as_supervisor
    time = actions.propose_time(by=by, at=AT, unit=here.team, element=here.element("three-houses"), days=10)
    assert cell_of(here, case, "three-houses") is None
    actions.agree_time(by=by, at=AT, time=time)
    assert cell_of(here, case, "three-houses") == "2026-03-27"  # ten working days after Friday 13 March
    verbs = list(ChangeEntry.objects.order_by("id").values_list("verb", flat=True))
    assert [verb for verb in verbs if verb.startswith("expectation")] == ["expectation.proposed", "expectation.agreed"]


def test_a_new_time_ends_the_one_before_and_an_ended_one_gives_way_to_the_place_above(here):
    case = here.case(opened_on=date(2026, 3, 13))
    agreed(here, "three-houses", 20, unit=here.service, at=AT - timedelta(days=30))
    first = agreed(here, "three-houses", 5, at=AT - timedelta(days=7))
    second = agreed(here, "three-houses", 10)
    first.refresh_from_db()
    assert (first.from_on, first.to_on) == (TODAY - timedelta(days=7), TODAY)
    assert cell_of(here, case, "three-houses") == "2026-03-27"
    assert Times(here.agency.pk, TODAY - timedelta(days=1)).days_for(here.team.pk, None) == {"three-houses": 5}
    second.from_on -= timedelta(days=1)
    second.save()
    actions.end_time(by=here.as_supervisor, at=AT, time=second)
    assert cell_of(here, case, "three-houses") == "2026-04-14"  # twenty, with Good Friday and Easter Monday


def test_agreed_twice_on_one_day_the_second_holds(here):
    case = here.case(opened_on=date(2026, 3, 13))
    agreed(here, "three-houses", 5)
    agreed(here, "three-houses", 10)
    assert Expectation.objects.count() == 1
    assert cell_of(here, case, "three-houses") == "2026-03-27"


def test_a_time_may_be_for_one_stage(here):
    front = Stage.objects.get(agency=here.agency, code="front-end")
    front_end, other = here.case(opened_on=date(2026, 3, 13)), here.case("Mary Telis", opened_on=date(2026, 3, 13))
    front_end.stage = front
    front_end.save()
    actions.refresh([front_end.pk], at=AT)
    agreed(here, "three-houses", 10, stage=front)
    assert cell_of(here, front_end, "three-houses") == "2026-03-27"
    assert cell_of(here, other, "three-houses") is None
    here.service.stage = front
    here.service.save()  # the stage of a team counts for a case that has none of its own
    assert cell_of(here, other, "three-houses") == "2026-03-27"


def test_who_may_say_it(here):
    element = here.element("goal")
    for by in (here.as_worker, viewer_for(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service)))):
        with pytest.raises(Denied, match="supervisor of this team"):
            actions.propose_time(by=by, at=AT, unit=here.team, element=element, days=5)
    with pytest.raises(Denied, match="supervisor of this team"):
        actions.propose_time(by=here.as_supervisor, at=AT, unit=here.service, element=element, days=5)
    supervisor = here.as_supervisor
    with pytest.raises(Refused):
        actions.propose_time(by=supervisor, at=AT, unit=here.team, element=element, days=251)
    elsewhere = office()
    with pytest.raises(Denied, match="no such place"):
        actions.propose_time(by=supervisor, at=AT, unit=elsewhere.team, element=element, days=5)
    with pytest.raises(Denied, match="no such element"):
        actions.propose_time(by=supervisor, at=AT, unit=here.team, element=elsewhere.element("goal"), days=5)
    assert not Expectation.objects.exists()


def test_only_what_waits_can_be_agreed_or_withdrawn_and_only_what_holds_can_end(here):
    time = agreed(here, "goal", 5)
    for action in (actions.agree_time, actions.withdraw_time):
        with pytest.raises(Denied, match="agreed"):
            action(by=here.as_supervisor, at=AT, time=time)
    waiting = actions.propose_time(by=here.as_supervisor, at=AT, unit=here.team, element=here.element("goal"), days=9)
    with pytest.raises(Denied, match="any more"):
        actions.end_time(by=here.as_supervisor, at=AT, time=waiting)
    actions.withdraw_time(by=here.as_supervisor, at=AT, time=waiting)
    with pytest.raises(Denied, match="withdrawn"):
        actions.agree_time(by=here.as_supervisor, at=AT, time=waiting)
    assert list(Expectation.objects.values_list("days", flat=True)) == [5]


# --- boards ------------------------------------------------------------------------------------------------------


def test_what_is_not_expected_yet_does_not_lower_coverage(here):
    old, new = here.case(opened_on=date(2026, 1, 5)), here.case("Mary Telis", opened_on=date(2026, 3, 13))
    third = here.case("Theo Telis", opened_on=date(2026, 1, 5))
    recorded(here, third, "three-houses", done(date(2026, 2, 3)))
    assert coverage(here, "three-houses") == Coverage(expected=3, recorded=1)
    agreed(here, "three-houses", 10)
    found = coverage(here, "three-houses")
    assert found == Coverage(expected=3, recorded=1, later=1)
    assert found.of == 2
    assert cell_of(here, old, "three-houses") == "2026-01-19"
    assert cell_of(here, new, "three-houses") == "2026-03-27"
    assert cell_of(here, third, "three-houses") is None
    assert coverage(here, "three-houses", at=AT + timedelta(days=11)).of == 2  # on the 27th it is still in time
    assert coverage(here, "three-houses", at=AT + timedelta(days=12)).of == 3


def test_after_a_transfer_the_childs_clock_runs_on_and_the_team_has_grace(here):
    case = here.case(opened_on=date(2026, 1, 5))
    other = here.case("Mary Telis", opened_on=date(2026, 1, 5))
    recorded(here, other, "three-houses", done(date(2026, 2, 3)))
    agreed(here, "three-houses", 10)
    TeamSpan.objects.filter(case=case).update(from_on=date(2026, 3, 12))  # came from another team on Thursday
    actions.refresh([case.pk], at=AT)
    assert cell_of(here, case, "three-houses") == "2026-01-19"
    assert coverage(here, "three-houses") == Coverage(expected=2, recorded=1, later=1)
    after = AT + timedelta(days=11)  # ten working days after the 12th: the 26th
    assert coverage(here, "three-houses", at=after) == Coverage(expected=2, recorded=1)


def test_a_preview_says_what_would_change_and_changes_nothing(here):
    here.case(opened_on=date(2026, 1, 5))
    here.case("Mary Telis", opened_on=date(2026, 3, 13))
    third = here.case("Theo Telis", opened_on=date(2026, 1, 5))
    recorded(here, third, "three-houses", Draft(answer=Answer.NOT_APPLICABLE, reason="Not born yet"))
    found = preview_of(here.team, "three-houses", stage=None, days=10, on=TODAY)
    assert found.cases == 3
    assert found.today == Coverage(expected=3, exempt=1)
    assert found.then == Coverage(expected=3, exempt=1, later=1)
    assert not Expectation.objects.exists()


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sam(here, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    client = Client()
    client.force_login(here.supervisor)
    return client


def words(response):
    assert response.status_code == 200
    return response.content.decode()


def test_a_supervisor_proposes_looks_agrees_and_ends(here, sam):
    case = here.case(opened_on=date(2026, 3, 13))
    recorded(here, case, "mapping-family", done(date(2026, 3, 14)))
    board = words(sam.get(reverse("board", args=[here.team.public_id])))
    overview = reverse("expected", args=[here.team.public_id])
    assert overview in board
    page = reverse("expected-element", args=[here.team.public_id, "three-houses"])
    assert page in words(sam.get(overview))
    said = {"choice": "time", "days": "10", "stage": "", "note": "Team meeting of 3 March"}
    looked = words(sam.post(page, said | {"look": "1"}))
    assert "What it would change" in looked and "within 10 working days" in looked
    assert not Expectation.objects.exists()
    sam.post(page, said)
    waiting = Expectation.objects.get()
    assert "Waits to be agreed" in words(sam.get(page))
    assert "within 10 working days" in words(sam.get(overview))
    sam.post(page, {"time": waiting.public_id, "what": "agree"})
    shown = words(sam.get(page))
    assert "agreed by Sam Reed on 16 March 2026" in shown and "Team meeting of 3 March" in shown
    recorded(here, here.case("Theo Telis"), "three-houses", done(date(2026, 3, 14)))
    board = words(sam.get(reverse("board", args=[here.team.public_id])))
    assert "by 27 Mar" in board and "not expected yet" in board
    sam.post(page, {"time": waiting.public_id, "what": "end"})
    assert not Expectation.objects.exists()


def test_the_number_is_asked_for_and_no_time_needs_none(here, sam):
    page = reverse("expected-element", args=[here.team.public_id, "goal"])
    assert "Write the number of working days" in words(sam.post(page, {"choice": "time", "days": ""}))
    sam.post(page, {"choice": "none", "days": ""})
    waiting = Expectation.objects.get()
    assert waiting.days is None
    sam.post(page, {"time": waiting.public_id, "what": "withdraw"})
    assert not Expectation.objects.exists()


def test_a_worker_reads_the_times_and_sets_none(here, sam):
    client = Client()
    client.force_login(here.worker)
    overview = words(client.get(reverse("expected", args=[here.team.public_id])))
    page = reverse("expected-element", args=[here.team.public_id, "goal"])
    assert page not in overview
    assert client.get(page).status_code == 404
    elsewhere = TeamFactory(parent=here.service)
    assert sam.get(reverse("expected", args=[elsewhere.public_id])).status_code == 404
    assert sam.post(reverse("expected-element", args=[here.team.public_id, "goal"]), {"time": "x"}).status_code == 404


def test_a_time_from_above_is_shown_and_is_not_the_teams_to_end(here, sam):
    time = agreed(here, "goal", 15, unit=here.service)
    front = Stage.objects.get(agency=here.agency, code="front-end")
    agreed(here, "goal", 5, stage=front)
    assert "within 15 working days" in words(sam.get(reverse("expected", args=[here.team.public_id])))
    assert "Front-end statutory: within 5 working days" in words(
        sam.get(reverse("expected", args=[here.team.public_id]))
    )
    page = reverse("expected-element", args=[here.team.public_id, "goal"])
    assert "Family services: within 15 working days" in words(sam.get(page))
    assert sam.post(page, {"time": time.public_id, "what": "end"}).status_code == 404
