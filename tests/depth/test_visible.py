"""Which reviews exist for whom: by allocation, place, name and state; restricted and known ones stay unseen."""

import pytest

from soundings.core.models import ReadEntry
from soundings.core.queries import reads_of_child
from soundings.depth import queries
from soundings.depth.models import Draw
from soundings.depth.rules import Side, State
from tests.factories.accounts import NOON, StaffFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, knows, named
from tests.factories.depth import ProgrammeFactory, ReviewFactory, part_of

pytestmark = pytest.mark.django_db
DRAFTS = [State.DRAWN, State.PREPARING, State.MEETING, State.AGREED]


def seen(user, **kwargs):
    return set(queries.reviews_visible_to(viewer_for(user, **kwargs)))


@pytest.fixture
def review(house):
    return ReviewFactory(case=house.case, programme=house.programme, reviewer=house.reviewer)


# What each of these sees of a review of Jane Smith's case in Harbour Street, by state.
SEES = {
    "worker": {*State},
    "supervisor": {*State},
    "reviewer": {*State},  # a supervisor of another team
    "lead": {*State},  # runs the programme
    "other_lead": {State.AGREED, State.SIGNED_OFF},
    "manager": {State.AGREED, State.SIGNED_OFF},
    "colleague": set(),
    "stranger": set(),  # a supervisor of another team
    "administrator": set(),
    "analyst": set(),
}


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("state", State)
def test_who_sees_a_review_in_which_state(house, review, who, state):
    people = {
        "other_lead": lambda: UserFactory(qa_lead=True, agency=house.agency),
        "colleague": lambda: UserFactory(worker=True, unit=house.team),
        "stranger": lambda: UserFactory(supervisor=True, unit=house.other),
        "administrator": lambda: UserFactory(administrator=True, agency=house.agency),
        "analyst": lambda: UserFactory(analyst=True, agency=house.agency),
    }
    user = people[who]() if who in people else getattr(house, who)
    review.state = state.value
    review.save()
    assert seen(user) == ({review} if state in SEES[who] else set())


def test_the_next_worker_of_the_case_sees_it_too(house, review):
    next_worker = UserFactory(worker=True, unit=house.team)
    assert seen(next_worker) == set()
    review.case.worker_spans.update(staff=next_worker.staff)
    assert seen(next_worker) == {review}


def test_nothing_of_another_agency(house, review):
    elsewhere = UserFactory(qa_lead=True)
    assert seen(elsewhere) == set()
    assert queries.review_for(viewer_for(elsewhere), review.public_id) is None


def test_a_restricted_case_has_reviews_for_its_list_alone(house, review):
    house.case.restricted = True
    house.case.save()
    for who in (house.worker, house.supervisor, house.reviewer, house.lead, house.manager):
        assert seen(who) == set()
    named(house.case, house.supervisor)
    assert seen(house.supervisor) == {review}
    assert set(queries.shared_reviews_visible_to(viewer_for(house.supervisor))) == set()


def test_whoever_knows_the_family_sees_no_review_of_it(house, review):
    knows(house.reviewer, house.case.child)
    assert seen(house.reviewer) == set()


def test_who_was_invited_by_name_sees_it_when_it_is_finished(house, review):
    inspector = UserFactory(inspector=True, agency=house.agency)
    named(house.case, inspector)
    assert seen(inspector, reason="Visit") == set()
    review.state = State.SIGNED_OFF.value
    review.save()
    assert seen(inspector) == set()
    assert seen(inspector, reason="Visit") == {review}


def test_one_review_comes_with_what_stands_beside_it(house, review, django_assert_num_queries):
    viewer = viewer_for(house.supervisor)
    found = queries.review_for(viewer, review.public_id)
    with django_assert_num_queries(0):
        assert (found.case.child, found.reviewer, found.version.instrument) == (
            house.case.child,
            house.reviewer,
            review.version.instrument,
        )
    assert queries.review_for(viewer_for(UserFactory(worker=True, unit=house.other)), review.public_id) is None


def test_reading_a_review_is_in_the_trail_as_of_its_child(house, review):
    viewer = viewer_for(house.supervisor)
    queries.leaving(viewer, [review], verb="review.viewed", at=NOON, target=review.public_id)
    entry = reads_of_child(child=house.case.child.public_id, agency_id=house.agency.pk).get()
    assert (entry.verb, entry.target_kind, entry.target) == ("review.viewed", "review", review.public_id)
    assert queries.leaving(viewer, [], verb="review.viewed", at=NOON) == []
    assert ReadEntry.objects.count() == 1


def test_the_parts_that_leave_are_those_of_the_rules(house, review):
    mine, theirs = part_of(review, Side.WORKER, house.worker), part_of(review, Side.REVIEWER, house.reviewer)
    worker, reviewer = viewer_for(house.worker), viewer_for(house.reviewer)
    assert queries.parts_seen(worker, review) == [mine]
    assert queries.parts_seen(reviewer, review) == [theirs]
    review.state = State.MEETING.value
    assert queries.parts_seen(worker, review) == queries.parts_seen(reviewer, review) == [mine, theirs]


def test_a_second_rater_reads_neither_the_first_nor_another_second(house, review):
    second = UserFactory(qa_lead=True, agency=house.agency)
    review.second, review.state = second, State.MEETING.value
    review.save()
    part_of(review, Side.REVIEWER, house.reviewer)
    part_of(review, Side.SECOND, house.lead, given=False, who="Rhona Bell")
    mine = part_of(review, Side.SECOND, second, given=False)
    assert queries.parts_seen(viewer_for(second), review) == [mine]


def test_programmes_exist_for_who_draws_runs_or_reviews_in_them(house, review):
    of_the_other_team = ProgrammeFactory(agency=house.agency, unit=house.other)

    def programmes(user):
        return set(queries.programmes_visible_to(viewer_for(user)))

    assert programmes(house.lead) == programmes(house.manager) == {house.programme, of_the_other_team}
    assert programmes(house.supervisor) == {house.programme}  # of the whole agency, so of their team too
    assert programmes(house.worker) == set()
    assert programmes(UserFactory(qa_lead=True)) == set()
    assert queries.programme_for(viewer_for(house.worker), house.programme.public_id) is None


def test_running_programmes_come_before_closed_ones(house):
    closed = ProgrammeFactory(agency=house.agency, run_by=house.lead, closed_at=NOON)
    assert list(queries.programmes_visible_to(viewer_for(house.lead))) == [house.programme, closed]


def test_a_draw_of_restricted_cases_is_there_for_whom_it_was_made(house):
    draw = Draw.objects.create(
        agency=house.agency,
        programme=house.programme,
        frame={},
        members=[],
        seed="x",
        wanted=1,
        named_for=house.lead,
        by=house.lead,
        on=NOON.date(),
        at=NOON,
    )
    assert list(queries.draws_visible_to(viewer_for(house.lead))) == [draw]
    assert list(queries.draws_visible_to(viewer_for(house.manager))) == []


def test_a_worker_without_a_login_holds_no_review_open(house):
    review = ReviewFactory(case=CaseFactory(team=house.team, worker=StaffFactory(team=house.team)))
    assert seen(house.worker) == set()
    assert seen(house.supervisor) == {review}
