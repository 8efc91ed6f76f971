"""Who is handed a review, or writes one that is due, hears of it: once, and without a word of what it is."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from soundings.cases.models import Case
from soundings.depth import actions, tasks
from soundings.depth.actions.reminding import remind_raters, remind_writers
from soundings.depth.mail import send_due
from soundings.depth.models import Calibration, CalibrationSeat, Review
from soundings.depth.queries.framing import frame_of
from soundings.depth.rules import Frame, Hat, Side, State, awaited
from soundings.depth.rules.calibration import CalibrationState
from soundings.depth.rules.learning import time_to_remind
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, knows, named
from tests.factories.depth import CalibrationFactory, ReviewFactory, part_of

DUE = date(2026, 3, 20)
SECRET = ("child", "Soundings", "review", "Jane", "Melli")


def told(kind=tasks.tell_handed) -> list[list[str]]:
    """To whom messages went, once a worker has done what waits."""
    for waiting in DBTaskResult.objects.filter(task_path=kind.module_path).order_by("enqueued_at"):
        kind.call(*waiting.args_kwargs["args"])
    return [one.to for one in mail.outbox]


@pytest.fixture
def drawn(house):
    """Twelve cases of Harbour Street that wait to be handed out."""
    for _n in range(11):
        CaseFactory(team=house.team, worker=house.worker.staff, stage=house.stage)
    wanted = actions.Wanted(frame=Frame(), number=12)
    return actions.draw_cases(programme=house.programme, wanted=wanted, by=viewer_for(house.lead), at=NOON)


def test_twelve_cases_for_four_people_are_four_messages(client, house, drawn):
    assert frame_of(drawn) == Frame()
    people = [house.reviewer, house.manager, *(UserFactory(qa_lead=True, agency=house.agency) for _n in range(2))]
    people[1] = UserFactory(supervisor=True, unit=house.other, name="Mo Hart")
    client.force_login(house.lead)

    client.post(reverse("hand-out", args=[drawn.public_id]), {"reviewers": [one.public_id for one in people]})

    assert Review.objects.filter(draw=drawn, reviewer__in=people).count() == 12
    assert sorted(told()) == sorted([one.email] for one in people)
    sent = mail.outbox[0].subject + mail.outbox[0].body
    assert f"http://testserver{reverse('reviews')}" in sent
    assert not [word for word in SECRET if word in sent.replace(reverse("reviews"), "")]


def test_who_hands_a_review_to_themselves_hears_nothing_and_another_reviewer_is_told_once(client, house):
    review = ReviewFactory(case=house.case, version=house.version, programme=house.programme, reviewer=house.lead)
    client.force_login(house.supervisor)
    there = reverse("review-people", args=[review.public_id])
    said = {"second": "", "supervisor": "", "worker": house.worker.staff.public_id}

    client.post(there, said | {"reviewer": house.reviewer.public_id})
    client.post(there, said | {"reviewer": house.reviewer.public_id})

    review.refresh_from_db()
    assert review.reviewer == house.reviewer
    assert told() == [[house.reviewer.email]]


@pytest.mark.django_db
def test_a_message_that_fails_is_tried_again_and_not_for_ever(house, monkeypatch):
    def fail(user, *, link):
        raise OSError

    monkeypatch.setattr(tasks, "send_handed", fail)
    assert not tasks.tell_handed.call(house.reviewer.public_id, house.agency.pk, "https://here")
    again = DBTaskResult.objects.get()
    assert (again.args_kwargs["args"][-1], again.run_after is not None) == (2, True)
    assert not tasks.tell_handed.call(house.reviewer.public_id, house.agency.pk, "https://here", tasks.TIMES)
    assert DBTaskResult.objects.count() == 1


def test_who_left_hears_nothing(house):
    house.reviewer.is_active = False
    house.reviewer.save()
    assert not tasks.tell_handed.call(house.reviewer.public_id, house.agency.pk, "https://here")
    assert mail.outbox == []


# --- what is due ---


@pytest.fixture
def due(house):
    """Two reviews of Jane Smith's that Amira Khan writes, both due on DUE."""
    cases = [house.case, CaseFactory(team=house.team, worker=house.worker.staff, stage=house.stage)]
    made = {"version": house.version, "reviewer": house.reviewer, "state": State.PREPARING.value, "due_on": DUE}
    return [ReviewFactory(case=case, **made) for case in cases]


def remind(house, on: date, send=send_due) -> int:
    return remind_writers(agency_id=house.agency.pk, on=on, at=NOON, send=send)


def test_each_writer_has_one_message_from_three_days_before_and_then_each_week(house, due):
    days = [DUE + timedelta(days=n) for n in (-4, -3, -2, 3, 4)]

    assert [remind(house, on) for on in days] == [0, 2, 0, 0, 2]

    assert {one.to[0] for one in mail.outbox[:2]} == {house.worker.email, house.reviewer.email}
    sent = mail.outbox[0].subject + mail.outbox[0].body
    assert "20 March" in sent and not [word for word in SECRET if word in sent]


def test_who_has_given_their_part_is_left_alone(house, due):
    for review in due:
        part_of(review, Side.WORKER, house.worker)

    assert remind(house, DUE) == 1
    assert mail.outbox[0].to == [house.reviewer.email]


@pytest.mark.parametrize("state", [State.AGREED, State.SIGNED_OFF, State.ABANDONED, State.HELD])
def test_nobody_is_reminded_of_what_is_written_or_held(house, due, state):
    Review.objects.update(state=state.value)
    assert remind(house, DUE) == 0


def test_a_reminder_that_fails_is_tried_again(house, due):
    def fail(user, *, by_on):
        raise OSError

    assert remind(house, DUE, fail) == 0
    assert remind(house, DUE) == 2


def test_who_left_is_not_reminded(house, due):
    for user in (house.worker, house.reviewer):
        user.staff.ended_on = DUE - timedelta(days=1)
        user.staff.save()

    assert remind(house, DUE) == 0


def test_a_worker_who_is_not_on_the_list_of_a_restricted_case_is_not_reminded(house, due):
    for review in due:
        named(review.case, house.reviewer)
        Case.objects.filter(pk=review.case_id).update(restricted=True)

    assert remind(house, DUE) == 1
    assert mail.outbox[0].to == [house.reviewer.email]


def test_who_knows_one_family_is_reminded_of_the_other_review_alone(house, due):
    Review.objects.filter(pk=due[0].pk).update(due_on=DUE - timedelta(days=5))
    knows(house.reviewer, due[0].case.child)
    told = []

    remind(house, DUE, lambda user, *, by_on: told.append((user, by_on)))

    assert sorted(told, key=lambda one: one[1]) == [(house.worker, DUE - timedelta(days=5)), (house.reviewer, DUE)]


def test_another_agency_hears_nothing(house, due):
    assert remind_writers(agency_id=UserFactory(qa_lead=True).agency_id, on=DUE, at=NOON, send=send_due) == 0


# --- ratings of a calibration session ---


@pytest.fixture
def seats(house):
    """Two reviewers who are to rate in one session by DUE."""
    session = CalibrationFactory(agency=house.agency, version=house.version, rate_by=DUE)
    people = (house.reviewer, house.supervisor)
    return [CalibrationSeat.objects.create(agency=house.agency, calibration=session, user=one, invited_at=NOON)
            for one in people]  # fmt: skip


def remind_to_rate(house, on: date, send=send_due) -> int:
    return remind_raters(agency_id=house.agency.pk, on=on, at=NOON, send=send)


def test_who_has_still_to_rate_has_one_message_from_three_days_before_and_then_each_week(house, seats):
    CalibrationSeat.objects.filter(user=house.supervisor).update(given_at=NOON)
    days = [DUE + timedelta(days=n) for n in (-4, -3, -2, 4)]

    assert [remind_to_rate(house, on) for on in days] == [0, 1, 0, 1]

    assert {one.to[0] for one in mail.outbox} == {house.reviewer.email}
    sent = mail.outbox[0].subject + mail.outbox[0].body
    assert "20 March" in sent and not [word for word in SECRET if word in sent]


@pytest.mark.parametrize("state", [CalibrationState.TOGETHER, CalibrationState.CLOSED, CalibrationState.CALLED_OFF])
def test_nobody_is_reminded_once_ratings_are_open_or_the_session_is_off(house, seats, state):
    seats[0].calibration.state = state.value
    seats[0].calibration.save()
    assert remind_to_rate(house, DUE) == 0


def test_who_left_a_session_or_the_agency_is_not_reminded_to_rate(house, seats):
    CalibrationSeat.objects.filter(user=house.supervisor).update(left_at=NOON)
    house.reviewer.is_active = False
    house.reviewer.save()
    assert remind_to_rate(house, DUE) == 0


def test_a_message_to_rate_that_fails_is_tried_again(house, seats):
    def fail(user, *, by_on):
        raise OSError

    assert remind_to_rate(house, DUE, fail) == 0
    assert remind_to_rate(house, DUE) == 2


def test_nobody_is_reminded_to_rate_a_case_that_was_restricted_but_who_is_on_its_list(house, seats):
    Calibration.objects.update(case=CaseFactory(team=house.other, stage=house.stage, restricted=True))
    assert remind_to_rate(house, DUE) == 0
    assert not CalibrationSeat.objects.exclude(reminded_on=None).exists()

    named(Calibration.objects.get().case, house.supervisor)
    assert remind_to_rate(house, DUE) == 1
    assert mail.outbox[0].to == [house.supervisor.email]


def test_nobody_is_reminded_to_rate_a_case_that_has_come_to_them(house, seats):
    Calibration.objects.update(case=CaseFactory(team=house.other, worker=house.reviewer.staff, stage=house.stage))
    assert remind_to_rate(house, DUE) == 1
    assert mail.outbox[0].to == [house.supervisor.email]


def test_who_knows_the_family_is_not_reminded_to_rate(house, seats):
    case = CaseFactory(team=house.team, worker=house.worker.staff, stage=house.stage)
    Calibration.objects.update(case=case)
    for user in (house.reviewer, house.supervisor):
        knows(user, case.child)
    assert remind_to_rate(house, DUE) == 0


@given(st.sampled_from(State), st.frozensets(st.sampled_from(Side)))
def test_a_review_waits_for_its_reviewer_or_its_worker_and_only_until_it_is_agreed(state, sides):
    hats = awaited(state, sides)
    assert hats <= {Hat.WORKER, Hat.REVIEWER}
    assert bool(hats) == (state in (State.DRAWN, State.PREPARING, State.MEETING))
    if Side.WORKER in sides:
        assert Hat.WORKER not in hats


@given(st.integers(-40, 40), st.none() | st.integers(-40, 40))
def test_nobody_hears_twice_within_a_week(days, since):
    on = DUE + timedelta(days=days)
    reminded = None if since is None else DUE + timedelta(days=since)
    if time_to_remind(DUE, reminded, on):
        assert on >= DUE - timedelta(days=3)
        assert reminded is None or (on - reminded).days >= 7
