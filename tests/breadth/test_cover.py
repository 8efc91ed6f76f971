"""Leave and cover from end to end, and what a supervisor reads on the board when somebody leaves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.actions import staff as people
from soundings.accounts.models import Membership
from soundings.breadth import actions
from soundings.breadth.actions import Term
from soundings.breadth.models import CaseState, Expectation, Record
from soundings.breadth.queries.proving import differences
from soundings.breadth.queries.today import day_of
from soundings.breadth.rules import Answer, Draft
from soundings.breadth.rules.signals import Rule
from soundings.cases.queries import cases_visible_to
from tests.factories.accounts import UserFactory, viewer_for
from tests.factories.breadth import AT, office, recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


@pytest.fixture
def ada(here):
    """The system administrator."""
    return UserFactory(administrator=True, agency=here.agency)


@pytest.fixture
def now():
    """Pages know no other clock than the real one."""
    return timezone.now()


@pytest.fixture
def tom(here):
    """A worker of the same team."""
    return UserFactory(worker=True, unit=here.team, name="Tom Ng")


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, name, *args):
    return browser(user).get(reverse(name, args=args))


def words(user, name, *args):
    return " ".join(page(user, name, *args).content.decode().split())


@pytest.fixture
def child(here):
    """Somebody whom Jane Smith leads, with a question and something expected by a day that has passed."""
    actions.agree_rules(by=here.as_supervisor, at=AT, unit=here.team, terms={Rule.NETWORK_SMALL: Term(is_on=True, n=1)})
    actions.begin_recording(by=here.as_supervisor, at=AT, team=here.team, elements=[here.element("goal")], on=AT.date())
    case = here.case("Melli Majid")
    recorded(here, case, "network", Draft(answer=Answer.NO))
    return case


def away(here, ada, tom, now, *, days=7):
    today = viewer_for(here.worker, at=now).on
    by = viewer_for(ada, at=now)
    return people.take_leave(
        staff=here.jane, from_on=today, to_on=today + timedelta(days=days), cover=tom.staff, by=by, at=now
    )


def test_whoever_covers_has_the_cases_with_their_questions_and_what_is_expected(here, ada, tom, now, child):
    assert "Melli Majid" not in words(tom, "my-cases")
    assert "Melli Majid" not in words(tom, "my-signals")
    leave = away(here, ada, tom, now)
    mine = words(tom, "my-cases")
    assert "Melli Majid" in mine and "is-question" in mine
    assert "Melli Majid" in words(tom, "my-signals")
    assert "Melli Majid" in words(here.worker, "my-cases")  # it stays theirs
    assert page(tom, "talk", child.public_id).status_code == 200
    people.cancel_leave(leave=leave, by=viewer_for(ada, at=now), at=now)
    assert "Melli Majid" not in words(tom, "my-cases")
    assert page(tom, "talk", child.public_id).status_code != 200


def test_whoever_covers_records_for_the_case_and_says_what_was_said(here, ada, tom, now, child):
    away(here, ada, tom, now)
    answer = browser(tom).post(reverse("element", args=[child.public_id, "goal"]), {"answer": "no"})
    assert answer.status_code == 302
    assert Record.objects.filter(case_links__case=child, element__code="goal").exists()
    viewer = viewer_for(tom, at=now)
    actions.talk(
        by=viewer,
        at=now,
        case=child,
        rules=["network-small"],
        said="Her aunt may help",
        until=viewer.on + timedelta(days=7),
        reason="",
    )
    assert "is-question" not in words(here.worker, "my-cases")  # asked and answered, for both


def test_what_is_expected_soon_stands_in_the_day_of_whoever_covers(here, ada, tom, now):
    today, goal = viewer_for(tom, at=now).on, here.element("goal")
    here.case("Mary Moss", opened_on=today)
    actions.begin_recording(by=here.as_supervisor, at=AT, team=here.team, elements=[goal], on=AT.date())
    agreed = {"agreed_by": "somebody", "from_on": AT.date()}
    Expectation.objects.create(
        agency=here.agency, unit=here.team, element=goal, days=5, proposed_by="somebody", proposed_at=AT, **agreed
    )
    away(here, ada, tom, now)
    assert [(one.row.head["name"], one.code) for one in day_of(viewer_for(tom, at=now)).soon] == [("Mary Moss", "goal")]
    later = now + timedelta(days=8)  # the leave is over
    assert day_of(viewer_for(tom, at=later)).rows == []


def test_a_restricted_case_is_not_covered_without_a_place_on_its_list(here, ada, tom, now):
    case = here.case("Sami Quiet", restricted=True)
    away(here, ada, tom, now)
    assert not cases_visible_to(viewer_for(tom, at=now)).filter(pk=case.pk).exists()
    assert "Sami Quiet" not in words(tom, "my-cases")


def test_the_board_of_the_team_tells_its_supervisor_who_leaves_and_what_waits(here, ada, tom, now, child):
    by, today = viewer_for(ada, at=now), viewer_for(ada, at=now).on
    board, last = here.team.public_id, today + timedelta(days=3)
    people.end_staff(staff=here.jane, on=last + timedelta(days=1), by=by, at=now)
    said = f"case is with {here.jane.name}, whose last day is {last.day} {last:%B}: who takes it over?"
    assert said in words(here.supervisor, "board", board)
    assert said not in words(tom, "board", board)
    people.bring_back_staff(staff=here.jane, by=by, at=now)

    Membership.objects.filter(staff=here.jane).update(to_on=None)
    people.end_staff(staff=here.jane, on=today, by=by, at=now)
    yesterday = today - timedelta(days=1)
    shown = words(here.supervisor, "board", board)
    assert f"case is not allocated: {here.jane.name}’s last day was {yesterday.day} {yesterday:%B}" in shown
    assert f"{reverse('board', args=[board])}?worker=nobody" in shown
    assert CaseState.objects.get(pk=child.pk).worker_id is None
    assert list(differences(here.agency.pk)) == []
    assert "Not allocated" in shown


def test_cases_that_a_file_left_with_somebody_who_has_gone_are_released_by_the_supervisor(here, now, child):
    today = viewer_for(here.supervisor, at=now).on
    Membership.objects.filter(staff=here.jane).update(to_on=today)
    here.jane.ended_on = today
    here.jane.save()
    assert f"case is still with {here.jane.name}" in words(here.supervisor, "board", here.team.public_id)
    address = reverse("release", args=[here.jane.public_id])
    assert "1 open case is with them" in words(here.supervisor, "release", here.jane.public_id)
    browser(here.supervisor).post(address)
    child.refresh_from_db()
    assert child.worker is None
