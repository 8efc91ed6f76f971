"""Writers at the same time: nobody waits in a circle, nothing is lost, the figures stay true."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial

import pytest
from django.db import connections, transaction

from soundings.breadth import actions
from soundings.breadth.actions import bulk
from soundings.breadth.actions.bulk import NewRecord
from soundings.breadth.models import Record
from soundings.breadth.queries.proving import differences
from soundings.cases.actions import allocate, close_case
from soundings.cases.actions.bulk import store, take_back
from soundings.cases.models import Case
from soundings.cases.rules import Kept, NewCase, NewChild, NewRows, Span
from soundings.core.rules import SYSTEM
from soundings.core.tenancy import acting_for
from tests.factories.accounts import TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, entry_of, office
from tests.waiting import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(where, *jobs):
    """Every job in a thread, each of its steps in a transaction of its own; what one raises is raised here."""

    def alone(steps):
        try:
            for step in steps:
                with acting_for(where.agency.pk):
                    step()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for finished in [pool.submit(alone, job) for job in jobs]:
            finished.result(timeout=60)


@pytest.mark.postgres
def test_writers_at_once_lose_nothing_and_never_wait_in_a_circle():
    where = office()
    south = TeamFactory(parent=where.service, name="South")
    manager = viewer_for(UserFactory(supervisor=True, unit=where.service))
    cases = [where.case(f"Child {n}", team=(where.team, south)[n % 2]) for n in range(8)]
    ids = [case.pk for case in cases]
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(6)]
    saying = {"by": manager, "at": AT}

    def by_hand(offset):
        for day in days:
            pair = {ids[(day.day + offset) % 8], ids[(3 * day.day + offset) % 8]}
            yield partial(actions.record, cases=pair, element="mapping-family", draft=done(day, again=True), **saying)

    def by_file(batch):
        for day in days:
            rows = [NewRecord((case_id,), "goal", happened_on=day, issue=batch) for case_id in reversed(ids)]
            to = {"agency_id": where.agency.pk, "batch": batch, "by": SYSTEM, "at": AT, "source": batch}
            yield partial(bulk.store_records, rows, **to)

    def let_go():
        for case in cases:
            yield partial(allocate, case=case, staff=None, on=AT.date(), **saying)
            yield partial(close_case, case=case, on=AT.date(), reason="Done", **saying)

    def begun():
        for code in ("timeline", "network", "goal"):
            elements = [where.element(code)]
            yield partial(actions.begin_recording, team=south, elements=elements, on=AT.date(), **saying)

    jobs = [*map(by_hand, range(3)), by_file("a"), by_file("b"), let_go(), list(begun())]
    at_once(where, *jobs)

    assert list(differences(where.agency.pk)) == []
    assert Record.objects.filter(element__code="mapping-family").count() == 18
    assert Record.objects.filter(element__code="goal").count() == 6 * 8 * 2  # each file has an issue of its own


@pytest.mark.postgres
def test_two_first_records_of_an_element_at_once_count_every_case_once():
    where = office()
    one, two = where.case("Ada Majid"), where.case("Mary Telis")
    of = {"by": where.as_supervisor, "at": AT, "element": "three-houses", "draft": done(AT.date())}
    at_once(where, *[[partial(actions.record, cases=[case.pk], **of)] for case in (one, two)])
    assert entry_of(one, "three-houses") and entry_of(two, "three-houses")
    assert list(differences(where.agency.pk)) == []


@pytest.mark.postgres
def test_a_case_on_which_somebody_is_recording_stays_when_its_import_is_taken_back():
    # The database looks up no link's case (ADR 16): taking back must wait for whoever holds the case, then ask.
    where = office()
    child = NewChild("a", "A-1", given_name="Ada", family_name="Majid")
    new = NewCase("c", "a", AT.date(), teams=(Span(where.team.pk, AT.date()),))
    to = {"agency_id": where.agency.pk, "by": SYSTEM, "at": AT}
    with acting_for(where.agency.pk):
        case_id = store(NewRows(children=(child,), cases=(new,)), batch="batch-1", **to).cases["c"]
    recording = {"by": where.as_supervisor, "at": AT, "element": "three-houses", "draft": done(AT.date())}

    def taken_back():
        try:
            with acting_for(where.agency.pk):
                return take_back("batch-1", [], **to).kept
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with acting_for(where.agency.pk), transaction.atomic():
            actions.record(cases=[case_id], **recording)
            taking = pool.submit(taken_back)
            wait_until_somebody_waits()
        kept = taking.result(timeout=60)

    assert [one.why for one in kept if one.model == "case"] == [Kept.RECORDED_SINCE]
    assert Case.objects.filter(pk=case_id).exists()
    assert list(differences(where.agency.pk)) == []
