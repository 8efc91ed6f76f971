"""Case actions, the reviews that follow them and review actions at the same time: nobody waits in a circle."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connections, transaction

from soundings.breadth.actions.bulk import NewRecord, store_records
from soundings.breadth.queries.proving import differences
from soundings.cases.actions import declare_known, release_leaver, restrict
from soundings.cases.models import KnownPerson, WorkerSpan
from soundings.core.actions import record_change
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from soundings.depth.actions import Wanted, draw_cases, hand_out
from soundings.depth.actions.assigning import assign, writers_of
from soundings.depth.actions.moderating import ask_seconds
from soundings.depth.actions.trace import locked
from soundings.depth.actions.writing import save_part
from soundings.depth.models import Part, Review
from soundings.depth.rules import Frame, Side, State
from soundings.depth.rules.merging import Sent
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory
from tests.factories.together import review_for
from tests.waiting import wait_until_somebody_waits

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
SAID = {"plan": Sent({"value": 3}, 0)}


def while_held(agency, hold, other, finish):
    """`hold` and later `finish` run in one transaction; `other`, begun between them, has to wait for it.

    Whoever waits in a circle is thrown out by the database, and that is raised here.
    """

    def alone():
        try:
            with acting_for(agency.pk):
                return other()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with acting_for(agency.pk), transaction.atomic():
            hold()
            waiting = pool.submit(alone)
            wait_until_somebody_waits()
            finish()
        return waiting.result(timeout=60)


def test_what_follows_a_restriction_does_not_hold_the_figures_while_it_waits_for_the_trail():
    made = review_for(state=State.PREPARING)
    where, beside = made.where, made.where.case("Mary Telis")

    def load():
        rows = [NewRecord((beside.pk,), "mapping-family", happened_on=NOON.date())]
        store_records(rows, agency_id=where.agency.pk, batch="a", by=SYSTEM, at=NOON, source="a")

    while_held(
        where.agency,
        lambda: record_change(by=SYSTEM, at=NOON, verb="a.load", target="a", target_kind="batch", agency=where.agency),
        lambda: restrict(case=made.review.case, users=[], reason="Staff family", by=where.as_supervisor, at=NOON),
        load,
    )

    made.review.refresh_from_db()
    assert made.review.state == State.HELD
    assert list(differences(where.agency.pk)) == []


def test_who_says_that_they_know_the_family_while_they_still_save_loses_nothing():
    made = review_for(state=State.PREPARING)
    save = {"by": made.as_reviewer, "at": NOON, "review": made.review, "side": Side.REVIEWER, "sent": SAID}

    while_held(
        made.where.agency,
        lambda: locked(made.review),
        lambda: declare_known(children=[made.review.case.child], by=made.as_reviewer, at=NOON),
        lambda: save_part(**save),
    )

    made.review.refresh_from_db()
    assert made.review.reviewer is None and KnownPerson.objects.count() == 1
    assert Part.objects.get().answers == {"plan": {"value": 3}}


def test_a_leavers_cases_are_released_while_somebody_writes_about_one_that_they_shared():
    made = review_for(state=State.PREPARING)
    where, case = made.where, made.review.case
    leaver = UserFactory(worker=True, unit=where.team).staff
    WorkerSpan.objects.create(agency=where.agency, case=case, staff=leaver, role="co-worker", from_on=case.opened_on)
    Review.objects.update(worker=leaver)
    leaver.ended_on = NOON.date() - timedelta(days=1)
    leaver.save()
    save = {"by": made.as_supervisor, "at": NOON, "review": made.review, "side": Side.SUPERVISOR, "sent": SAID}

    while_held(
        where.agency,
        lambda: locked(made.review),
        lambda: release_leaver(staff=leaver, by=made.as_supervisor, at=NOON),
        lambda: save_part(**save),
    )

    made.review.refresh_from_db()
    assert made.review.worker == where.jane and Part.objects.count() == 1


def test_cases_are_handed_out_and_rated_twice_while_the_same_lead_changes_one_of_them(house):
    wanted = Wanted(frame=Frame(), number=2)
    CaseFactory(team=house.team, worker=house.worker.staff, stage=house.stage)
    lead = viewer_for(house.lead)
    draw = draw_cases(programme=house.programme, wanted=wanted, by=lead, at=NOON)
    first, last = Review.objects.filter(draw=draw).select_related("case").order_by("pk")
    seconds = dict.fromkeys((first, last), house.lead)
    say_when = replace(writers_of(last), due_on=NOON.date() + timedelta(days=9))

    for other in (
        lambda: hand_out(draw=draw, reviewers=[house.reviewer], by=lead, at=NOON),
        lambda: ask_seconds(programme=house.programme, seconds=seconds, by=lead, at=NOON),
    ):
        last.refresh_from_db()
        while_held(
            house.agency,
            partial(locked, last),
            other,
            partial(assign, review=last, writers=replace(say_when, reviewer=last.reviewer), by=lead, at=NOON),
        )

    given = Review.objects.filter(draw=draw).values_list("reviewer", "second", "due_on").order_by("pk")
    both = (house.reviewer.pk, house.lead.pk)
    assert list(given) == [(*both, first.due_on), (*both, say_when.due_on)]  # what one of them said, the other keeps
