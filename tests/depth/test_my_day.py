"""What reviews put on somebody's day: those that wait for them, and what they agreed to do."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from soundings.core.queries import reads_of_child
from soundings.depth.models import AgreedAction, Finding
from soundings.depth.rules import Side, State
from tests.factories.accounts import NOON
from tests.factories.cases import CaseFactory
from tests.factories.depth import ReviewFactory, part_of

pytestmark = pytest.mark.django_db

THERE = 'id="waiting"'


@pytest.fixture
def review(house):
    return ReviewFactory(case=house.case, state=State.PREPARING.value, reviewer=house.reviewer, version=house.version)


def agreed(house, review, what, *, days: int, **other) -> AgreedAction:
    """An action that Jane Smith agreed to do so many days from today."""
    finding = Finding.objects.create(
        agency=house.agency, review=review, unit=house.team, column="next", words="-", by=house.reviewer, at=NOON
    )
    return AgreedAction.objects.create(
        agency=house.agency,
        finding=finding,
        what=what,
        owner=house.worker.staff,
        by_on=timezone.localdate() + timedelta(days=days),
        made_by=house.reviewer,
        made_at=NOON,
        **other,
    )


def day_of(client, user) -> str:
    client.force_login(user)
    response = client.get(reverse("today"))
    assert response.status_code == 200
    return response.content.decode()


def test_an_agreed_action_stands_on_its_owners_day_and_opens_its_page(client, house, review):
    soon = agreed(house, review, "Three houses with Melli", days=4)
    late = agreed(house, review, "Ask the grandfather", days=-2)

    shown = day_of(client, house.worker)

    assert shown.index("Ask the grandfather") < shown.index("Three houses with Melli")  # the soonest first
    for action in (soon, late):
        assert f'href="{reverse("agreed-action", args=[action.public_id])}"' in shown
    assert "What got in the way?" in shown and ">late<" in shown
    assert "Agreed, by " in shown
    assert reads_of_child(child=house.case.child.public_id, agency_id=house.agency.pk).exists()


def test_what_is_done_or_put_aside_or_anothers_waits_no_more(client, house, review):
    part_of(review, Side.WORKER, house.worker)
    agreed(house, review, "Done already", days=2, done_at=NOON, done_by=house.worker)
    agreed(house, review, "Put aside", days=2, dropped_at=NOON, dropped_because="-")
    agreed(house, review, "Jane’s own", days=2)
    AgreedAction.objects.filter(what="Jane’s own").update(owner=house.supervisor.staff)

    assert THERE not in day_of(client, house.worker)
    assert "Jane’s own" in day_of(client, house.supervisor)


def test_reviews_that_wait_are_counted_and_lead_to_their_list(client, house, review):
    other = CaseFactory(team=house.team, worker=house.worker.staff, stage=house.stage)
    ReviewFactory(case=other, state=State.PREPARING.value, reviewer=house.reviewer, version=house.version)

    assert "2 reviews wait for you" in day_of(client, house.worker)
    part_of(review, Side.WORKER, house.worker)
    shown = day_of(client, house.worker)
    assert f'<a href="{reverse("reviews")}" dir="auto">1 review waits for you</a>' in shown


def test_what_comes_from_a_sealed_case_is_gone_from_the_day_of_who_is_not_named(client, house, review):
    agreed(house, review, "Three houses with Melli", days=4)
    type(house.case).objects.filter(pk=house.case.pk).update(restricted=True)

    assert THERE not in day_of(client, house.worker)
