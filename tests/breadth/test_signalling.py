"""Signals follow records, cases, thresholds and boards in the transaction of each; and what each place has agreed."""

from datetime import date

import pytest
from django.db import transaction

from soundings.accounts.actions.stages import rename_stage
from soundings.accounts.actions.structure import move_unit
from soundings.accounts.models import Stage
from soundings.breadth import actions
from soundings.breadth.actions import Term, bulk, signalling
from soundings.breadth.actions.rebuilding import rebuild
from soundings.breadth.models import CaseSignal, CaseState, SignalRework, SignalTerm
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Answer, Draft
from soundings.breadth.rules.signals import Rule, Tier
from soundings.cases import followers
from soundings.cases.models import Case, WorkerSpan
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM, Denied
from tests.factories.accounts import ServiceFactory, UserFactory, root_for, viewer_for
from tests.factories.breadth import AT, done, office, recorded

pytestmark = pytest.mark.django_db

FEBRUARY, MARCH = date(2026, 2, 6), date(2026, 3, 6)
FLOOR, MAPPING = Rule.RATING_AT_FLOOR, Rule.NO_FAMILY_MAPPING


@pytest.fixture
def here():
    return office()


@pytest.fixture
def lead(here):
    return viewer_for(UserFactory(agency=here.agency, qa_lead=True))


def rated(where, case, number, on=MARCH, name="Drinking", rater="worker", **kwargs):
    issue = {"new_issue_name": name}
    return recorded(where, case, "scale", done(on, number=number, rater=rater, **issue), **kwargs)


def change(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)
    with transaction.atomic():
        followers.tell([case.pk], at=AT)


def seen(case):
    return {one.rule: one for one in CaseSignal.objects.filter(case=case)}


def agree(where, rule, *, by=None, unit=None, **kwargs):
    terms = {rule: Term(**kwargs)}
    return actions.agree_rules(by=by or where.as_supervisor, at=AT, unit=unit or where.team, terms=terms)


def assert_proved(where):
    assert list(differences(where.agency.pk)) == []


# --- following -----------------------------------------------------------------------------------------------------


def test_a_rating_at_the_floor_is_seen_at_once_and_ends_with_a_better_one(here):
    case = here.case()
    rated(here, case, 2)
    one = seen(case)[FLOOR]
    assert (one.tier, one.fires_on, one.since) == (Tier.DECISION, AT.date(), MARCH)  # recording began with it
    assert one.params["number"] == 2
    rated(here, case, 5, date(2026, 3, 10))
    assert FLOOR not in seen(case)
    assert_proved(here)


def test_a_correction_takes_the_signal_away(here):
    case = here.case()
    record = rated(here, case, 1)
    actions.correct(
        by=here.as_supervisor,
        at=AT,
        record=record,
        draft=done(MARCH, number=7, rater="worker", issue=record.issue.public_id),
        reason="Typed wrongly",
    )
    assert FLOOR not in seen(case)
    assert_proved(here)


def test_a_case_that_nobody_leads_is_seen_since_the_last_lead_left(here):
    case = here.case(worker=None)
    assert seen(case)[Rule.NOT_ALLOCATED].fires_on == case.opened_on
    led = here.case()
    WorkerSpan.objects.filter(case=led).update(to_on=MARCH)
    change(led, worker=None)
    assert seen(led)[Rule.NOT_ALLOCATED].since == MARCH
    change(led, worker=here.jane)
    assert seen(led) == {}
    assert_proved(here)


def test_a_closed_case_has_none_and_a_forgotten_one_leaves_none(here):
    case = here.case(worker=None)
    change(case, closed_on=AT.date())
    assert seen(case) == {}
    other = here.case(worker=None)
    with transaction.atomic():
        followers.forget([other.pk])
    assert not CaseSignal.objects.filter(case=other.pk).exists()


def test_when_recording_begins_every_open_case_of_the_team_is_asked(here):
    agree(here, MAPPING, is_on=True)
    case, other = here.case(), here.case()
    assert MAPPING not in seen(case)
    recorded(here, other, "mapping-family", done(FEBRUARY))
    assert seen(case)[MAPPING].fires_on == date(2026, 4, 13)  # 28 days after 16 March, when recording began
    assert MAPPING not in seen(other)
    assert_proved(here)


def test_an_import_and_its_taking_back(here):
    case = here.case()
    rows = [bulk.NewRecord((case.pk,), "scale", number=1, happened_on=MARCH, issue="Drinking", rater="worker")]
    with transaction.atomic():
        bulk.store_records(rows, agency_id=here.agency.pk, batch="b1", by=SYSTEM, at=AT, source="practice")
    assert FLOOR in seen(case)
    assert_proved(here)
    bulk.take_back(agency_id=here.agency.pk, batch="b1", by=SYSTEM, at=AT)
    assert seen(case) == {}
    assert_proved(here)


def test_what_was_spoilt_is_found_and_rebuilt(here):
    case = here.case()
    rated(here, case, 2)
    CaseSignal.objects.filter(case=case).update(cause="another")
    assert [one.what for one in differences(here.agency.pk)] == ["signal"]
    rebuild(here.agency.pk, at=AT)
    assert_proved(here)


# --- what a place has agreed ---------------------------------------------------------------------------------------


def test_a_team_agrees_a_question_and_its_cases_follow(here):
    case = here.case()
    recorded(here, case, "mapping-family", Draft(answer=Answer.NO))
    assert MAPPING not in seen(case)
    assert agree(here, MAPPING, is_on=True, n=10) is True
    assert seen(case)[MAPPING].fires_on == date(2026, 3, 26)
    assert ChangeEntry.objects.get(verb="signals.agreed").said["after"] == {
        "no-family-mapping": {"on": True, "n": 10, "questions": {}}
    }
    assert_proved(here)
    agree(here, MAPPING)
    assert MAPPING not in seen(case)
    assert not SignalTerm.objects.exists()


def test_the_agency_agrees_for_all_and_a_team_differs(here, lead):
    case = here.case()
    recorded(here, case, "mapping-family", Draft(answer=Answer.NO))
    agree(here, MAPPING, by=lead, unit=root_for(here.agency), is_on=True, n=10)
    agree(here, MAPPING, n=20)
    assert seen(case)[MAPPING].fires_on == date(2026, 4, 5)
    assert_proved(here)


def test_a_threshold_out_of_bounds_changes_nothing(here):
    with pytest.raises(Denied, match="from 0 to 9"):
        agree(here, FLOOR, n=10)
    assert not SignalTerm.objects.exists()
    assert not ChangeEntry.objects.filter(verb="signals.agreed").exists()


def test_only_those_who_tailor_a_place_agree_its_questions(here):
    with pytest.raises(Denied, match="Only a supervisor"):
        agree(here, FLOOR, by=here.as_worker, n=1)
    with pytest.raises(Denied, match="Only a supervisor"):
        agree(here, FLOOR, unit=here.service, n=1)
    with pytest.raises(Denied, match="no such place"):
        agree(here, FLOOR, unit=office().team, n=1)


def test_agreeing_what_is_agreed_already_leaves_no_trace(here):
    agree(here, FLOOR, n=1)
    agree(here, FLOOR, n=1)
    assert ChangeEntry.objects.filter(verb="signals.agreed").count() == 1


def test_a_large_place_follows_in_the_background(here, monkeypatch):
    case = here.case()
    rated(here, case, 3)
    monkeypatch.setattr(signalling, "AT_ONCE", 0)
    assert agree(here, FLOOR, n=3) is False
    assert FLOOR not in seen(case)
    assert actions.rework_marked(here.agency.pk) == 1
    assert FLOOR in seen(case)
    assert not SignalRework.objects.exists()
    assert_proved(here)


# --- where the case stands -----------------------------------------------------------------------------------------


def test_a_team_that_moves_takes_what_is_agreed_above_it(here, lead):
    case = here.case()
    rated(here, case, 3)
    other = ServiceFactory(agency=here.agency, name="Care")
    agree(here, FLOOR, by=lead, unit=other, n=3)
    move_unit(unit=here.team, parent=other, on=AT.date(), by=SYSTEM, at=AT)
    assert FLOOR in seen(case)
    assert_proved(here)


def test_a_voluntary_service_has_worries_not_dangers(here):
    stage = Stage.objects.get(agency=here.agency, code="front-end")
    case = here.case()
    change(case, stage=stage)
    recorded(here, case, "statement", done(MARCH, new_issue_name="Drinking"))
    recorded(here, case, "child-plan", Draft(answer=Answer.NO))
    assert Rule.DANGER_WITHOUT_PLAN in seen(case)
    rename_stage(stage=stage, name=stage.name, voluntary=True, by=SYSTEM, at=AT)
    assert Rule.DANGER_WITHOUT_PLAN not in seen(case)
    assert_proved(here)


def test_a_board_without_the_element_asks_nothing_of_it(here, lead):
    case = here.case()
    recorded(here, case, "statement", done(MARCH, new_issue_name="Drinking"))
    recorded(here, case, "interim-adult-plan", Draft(answer=Answer.NO))
    assert Rule.DANGER_WITHOUT_PLAN not in seen(case)  # the whole-practice board does not carry the interim plan
    stage = Stage.objects.get(agency=here.agency, code="front-end")
    change(case, stage=stage)
    assert seen(case)[Rule.DANGER_WITHOUT_PLAN].params == {"plans": ["interim-adult-plan"]}
    actions.place_board(by=lead, at=AT, board=here.board("family-support"), stages=[stage])
    assert Rule.DANGER_WITHOUT_PLAN not in seen(case)
    assert CaseState.objects.get(pk=case.pk).values["interim-adult-plan"]["a"] == "no"
    assert_proved(here)
