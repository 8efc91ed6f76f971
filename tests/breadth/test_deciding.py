"""Deciding today, duty managers, conversations; who sees what, and what the pages show."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from soundings.breadth import actions, queries
from soundings.breadth.actions import Settling, Term
from soundings.breadth.models import Conversation, Decision, DutyManager
from soundings.breadth.rules import Answer, Draft
from soundings.breadth.rules.signals import Rule
from soundings.cases.models import Case
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.rules import Denied
from tests.factories.accounts import StaffFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, office, recorded

pytestmark = pytest.mark.django_db

TODAY, MARCH = AT.date(), date(2026, 3, 6)
SAID = Settling("Melli stays with her grandmother", "Ruth Adeyemi", "asks the grandmother tonight", TODAY)


@pytest.fixture
def here():
    return office()


def rated(where, case, number, on=MARCH):
    return recorded(where, case, "scale", done(on, number=number, rater="worker", new_issue_name="Drinking"))


def rated_again(where, case, number, record, on):
    return recorded(where, case, "scale", done(on, number=number, rater="worker", issue=record.issue.public_id))


def duty_of(where, unit, **dates):
    """A QA lead of the agency, who has no team, is on duty at this place."""
    user = UserFactory(agency=where.agency, qa_lead=True, staff=StaffFactory(agency=where.agency, name="Ada Onwu"))
    dates = {"from_on": TODAY, "to_on": None} | dates
    actions.set_duty_manager(by=where.as_supervisor, at=AT, unit=unit, staff=user.staff, **dates)
    return user


def waiting(viewer):
    return [one.case for one in queries.waiting_for(viewer) if one.waiting]


# --- deciding ------------------------------------------------------------------------------------------------------


def test_a_supervisor_decides_and_the_trail_says_so(here):
    case = here.case()
    rated(here, case, 1)
    assert waiting(here.as_supervisor) == [case]
    decision = actions.decide(by=here.as_supervisor, at=AT, case=case, said=SAID)
    assert list(decision.causes) == ["rating-at-floor"]
    assert waiting(here.as_supervisor) == []
    entry = ChangeEntry.objects.get(verb="decision.made")
    assert entry.said["after"]["decided"] == SAID.decided
    [kept] = queries.waiting_for(here.as_supervisor)  # decided, and visible until its cause ends
    assert kept.seen[0].decided.public_id == decision.public_id


def test_another_cause_asks_again_and_an_ended_cause_asks_no_more(here):
    case = here.case()
    record = rated(here, case, 2)
    actions.decide(by=here.as_supervisor, at=AT, case=case, said=SAID)
    rated_again(here, case, 1, record, date(2026, 3, 10))
    assert waiting(here.as_supervisor) == [case]
    rated_again(here, case, 7, record, date(2026, 3, 12))
    assert queries.waiting_for(here.as_supervisor) == []


def test_neither_a_worker_nor_whoever_leads_the_case_decides(here):
    case = here.case(worker=here.supervisor.staff)
    rated(here, case, 1)
    with pytest.raises(Denied, match="Only a supervisor"):
        actions.decide(by=here.as_worker, at=AT, case=case, said=SAID)
    with pytest.raises(Denied, match="somebody else decides"):
        actions.decide(by=here.as_supervisor, at=AT, case=case, said=SAID)
    assert not Decision.objects.exists()
    assert not ChangeEntry.objects.filter(verb="decision.made").exists()


def test_nothing_is_decided_where_nothing_waits_or_by_a_day_that_has_passed(here):
    case = here.case()
    with pytest.raises(Denied, match="Nothing waits"):
        actions.decide(by=here.as_supervisor, at=AT, case=case, said=SAID)
    rated(here, case, 1)
    late = Settling("x", "y", "z", TODAY - timedelta(days=1))
    with pytest.raises(Denied, match="today or a later day"):
        actions.decide(by=here.as_supervisor, at=AT, case=case, said=late)


def test_a_decision_is_confirmed_once_by_those_who_decide(here):
    case = here.case()
    rated(here, case, 1)
    decision = actions.decide(by=here.as_supervisor, at=AT, case=case, said=SAID)
    with pytest.raises(Denied, match="not one of yours"):
        actions.confirm_decision(by=here.as_worker, at=AT, public_id=decision.public_id)
    for _again in range(2):
        actions.confirm_decision(by=here.as_supervisor, at=AT, public_id=decision.public_id)
    decision.refresh_from_db()
    assert decision.confirmed_by == here.supervisor
    assert ChangeEntry.objects.filter(verb="decision.confirmed").count() == 1


# --- on duty -------------------------------------------------------------------------------------------------------


def test_whoever_is_on_duty_sees_who_needs_a_decision_and_nobody_else(here):
    case, _calm = here.case(), here.case(name="Theo Telis")
    rated(here, case, 1)
    user = duty_of(here, here.team)
    viewer = viewer_for(user)
    assert waiting(viewer) == [case]
    assert ReadEntry.objects.filter(verb="decisions.viewed").count() == 1
    [found] = queries.waiting_for(viewer)
    assert found.owners == ["Ada Onwu"]
    actions.decide(by=viewer, at=AT, case=case, said=SAID)


def test_a_duty_holds_on_its_days_and_at_its_place_only(here):
    case = here.case()
    rated(here, case, 1)
    assert waiting(viewer_for(duty_of(here, here.team, from_on=TODAY + timedelta(days=1)))) == []
    elsewhere = TeamFactory(parent=here.service, name="South")
    DutyManager.objects.update(unit=elsewhere, from_on=TODAY)
    assert waiting(viewer_for(DutyManager.objects.get().staff.user)) == []


def test_a_restricted_child_stands_on_no_duty_list(here):
    case = here.case()
    rated(here, case, 1)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    assert waiting(viewer_for(duty_of(here, here.team))) == []
    assert waiting(here.as_supervisor) == []


def test_without_anybody_on_duty_the_supervisor_owns_it(here):
    case = here.case()
    rated(here, case, 1)
    [found] = queries.waiting_for(here.as_supervisor)
    assert found.owners == [here.supervisor.name]


# --- conversations -------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(here):
    """A case about which the team is asked why there is no mapping with the family."""
    terms = {Rule.NO_FAMILY_MAPPING: Term(is_on=True, n=10), Rule.NETWORK_SMALL: Term(is_on=True, n=1)}
    actions.agree_rules(by=here.as_supervisor, at=AT, unit=here.team, terms=terms)
    case = here.case()
    recorded(here, case, "network", Draft(answer=Answer.NO))
    return case


def talk(where, case, **kwargs):
    said = {"rules": ["network-small"], "said": "Her aunt may help", "until": TODAY + timedelta(days=7), "reason": ""}
    return actions.talk(by=where.as_worker, at=AT, case=case, **said | kwargs)


def question(case, on=TODAY):
    return next(one for one in queries.seen_of([case.pk], on)[case.pk] if one.rule == "network-small")


def test_a_question_rests_until_its_day_and_is_asked_again(here, asked):
    assert question(asked).is_waiting
    talk(here, asked)
    assert not question(asked).is_waiting
    assert question(asked).talked.said == "Her aunt may help"
    assert question(asked, TODAY + timedelta(days=7)).is_waiting
    assert ChangeEntry.objects.filter(verb="question.asked").count() == 1


def test_a_changed_cause_is_asked_at_once(here, asked):
    talk(here, asked)
    recorded(here, asked, "network", done(date(2026, 3, 12), number=1))
    assert question(asked).is_waiting


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"said": " "}, "what was said"),
        ({"until": TODAY}, "between tomorrow"),
        ({"until": TODAY + timedelta(days=400)}, "between tomorrow"),
        ({"rules": ["nothing-new"]}, "no longer asked"),
    ],
)
def test_what_does_not_make_a_conversation(here, asked, wrong, words):
    with pytest.raises(Denied, match=words):
        talk(here, asked, **wrong)
    assert not Conversation.objects.exists()


def test_somebody_else_in_the_team_does_not_answer_for_the_worker(here, asked):
    colleague = UserFactory(unit=here.team, worker=True)
    with pytest.raises(Denied, match="Only this child’s worker"):
        actions.talk(
            by=viewer_for(colleague),
            at=AT,
            case=asked,
            rules=["network-small"],
            said="x",
            until=TODAY + timedelta(days=2),
            reason="",
        )


def test_decisions_are_switched_off_by_the_agency_only(here):
    with pytest.raises(Denied, match="Only the whole agency"):
        terms = {Rule.RATING_AT_FLOOR: Term(is_on=False)}
        actions.agree_rules(by=here.as_supervisor, at=AT, unit=here.team, terms=terms)


def test_the_preview_counts_the_teams_own_children(here):
    for number in (1, 3, 8):
        rated(here, here.case(name=f"Child {number}"), number)
    found = queries.asked_preview(here.team, Rule.RATING_AT_FLOOR, is_on=None, n=3, on=TODAY)
    assert found == (3, 1, 2)


# --- pages ---------------------------------------------------------------------------------------------------------


def page(client, user, name, *args, **data):
    client.force_login(user)
    address = reverse(name, args=args)
    return client.post(address, data) if data else client.get(address)


def test_the_board_shows_the_rows_beneath_the_child_and_a_plain_one_does_not(client, here, asked):
    rated(here, asked, 1)
    shown = page(client, here.supervisor, "board", here.team.public_id).content.decode()
    assert "is-decision" in shown
    assert "1 decision, 1 question" in shown
    assert reverse("decide", args=[asked.public_id]) in shown
    client.force_login(here.supervisor)
    plain = client.get(reverse("board", args=[here.team.public_id]), {"rows": "plain"}).content.decode()
    assert "is-decision" not in plain
    mine = page(client, here.worker, "my-cases").content.decode()
    assert "is-question" in mine
    assert reverse("decide", args=[asked.public_id]) not in mine


def test_decide_and_confirm_on_the_pages(client, here):
    case = here.case()
    rated(here, case, 1)
    shown = page(client, here.supervisor, "decisions").content.decode()
    assert "Melli Majid" in shown
    sent = {"decided": "Stays", "who": "Ruth", "does": "asks", "by_on_0": "1", "by_on_1": "12", "by_on_2": "2030"}
    names = {"by_on_0": "by_on_day", "by_on_1": "by_on_month", "by_on_2": "by_on_year"}
    sent = {names.get(key, key): value for key, value in sent.items()}
    assert page(client, here.supervisor, "decide", case.public_id, **sent).status_code == 302
    decision = Decision.objects.get()
    assert page(client, here.worker, "decide", case.public_id).status_code == 404
    client.force_login(here.supervisor)
    client.post(reverse("confirm-decision", args=[decision.public_id]))
    decision.refresh_from_db()
    assert decision.confirmed_at


def test_a_worker_says_what_was_said(client, here, asked):
    day = TODAY + timedelta(days=5)
    sent = {"rules": ["network-small"], "said": "Her aunt", "until_day": day.day, "until_month": day.month}
    shown = page(client, here.worker, "talk", asked.public_id).content.decode()
    assert "Who already cares about Melli" in shown
    page(client, here.worker, "talk", asked.public_id, **sent, until_year=2026)
    assert client.get(reverse("talk", args=[asked.public_id])).status_code == 200


def test_a_team_agrees_a_question_in_its_own_words(client, here, asked):
    address = ("question", here.team.public_id, "network-small")
    sent = {"asked": "on", "n": "2", "question": "Whom does [name] phone first?"}
    look = page(client, here.supervisor, *address, **sent, look="1").content.decode()
    assert "would be about 1 of 1 open child" in look
    page(client, here.supervisor, *address, **sent)
    assert (
        "Whom does the child phone first?"
        in page(client, here.supervisor, "questions", here.team.public_id).content.decode()
    )
    shown = page(client, here.worker, "my-cases").content.decode()
    assert "Whom does Melli phone first?" in shown
    assert page(client, here.worker, *address).status_code == 404


def test_who_is_on_duty_is_set_and_ended_on_a_page(client, here):
    sent = {
        "staff": here.supervisor.staff.public_id,
        "from_on_day": TODAY.day,
        "from_on_month": TODAY.month,
        "from_on_year": TODAY.year,
    }
    address = ("duty", here.team.public_id)
    page(client, here.supervisor, *address, **sent)
    duty = DutyManager.objects.get()
    assert duty.staff == here.supervisor.staff
    page(client, here.supervisor, *address, end=duty.pk)
    assert page(client, here.worker, *address).status_code == 404


def test_the_list_shows_what_goes_well_first(client, here):
    case = here.case()
    first = rated(here, case, 3, date(2026, 2, 1))
    rated_again(here, case, 6, first, date(2026, 3, 1))
    shown = page(client, here.supervisor, "team-signals", here.team.public_id).content.decode()
    assert "scale is rising" in shown
    assert shown.index('id="well"') < shown.index('id="decisions"')
