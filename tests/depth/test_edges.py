"""What comes in the middle of a review: people leave, the case closes or is sealed, somebody knows the family."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from soundings.accounts.actions.staff import end_staff
from soundings.cases import actions as cases
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth import actions
from soundings.depth.actions.writing import save_part
from soundings.depth.models import Review
from soundings.depth.queries.lists import to_do
from soundings.depth.queries.pictures import heat_map_of
from soundings.depth.rules import Move, Next, Seen, Side, State
from soundings.depth.rules.merging import Sent
from tests.depth.questionnaires import value
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import knows
from tests.factories.depth import ReviewFactory, part_of
from tests.factories.figures import analyst, finished, programme_for

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LEFT = {"left": "no-evidence"}


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def review(house):
    made = {"case": house.case, "version": house.version, "programme": house.programme}
    return ReviewFactory(**made, reviewer=house.reviewer, state=State.PREPARING.value)


def page(user, route, *args):
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(route, args=args))
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def post(user, route, *args, **data):
    client = Client()
    client.force_login(user)
    return client.post(reverse(route, args=args), data, follow=True)


# --- a worker leaves ---


def leaves(house):
    by = viewer_for(UserFactory(administrator=True, agency=house.agency))
    end_staff(staff=house.worker.staff, on=TODAY, by=by, at=NOON)
    cases.release_leaver(staff=house.worker.staff, by=viewer_for(house.supervisor), at=NOON)


def test_a_worker_who_leaves_before_writing_holds_nothing_up(house, review):
    leaves(house)
    review.refresh_from_db()
    assert review.worker is None

    part_of(review, Side.REVIEWER, house.reviewer)
    post(house.reviewer, "review-step", review.public_id, "meet")
    post(house.reviewer, "write-review", review.public_id, side="agreed", stamp=0, **{"q-understand": "4"})
    post(house.reviewer, "review-step", review.public_id, "agree")
    post(house.manager, "review-step", review.public_id, "sign-off")

    review.refresh_from_db()
    assert (review.state, review.signed_off_by) == (State.SIGNED_OFF, house.manager)


def test_what_a_worker_wrote_before_they_left_is_read_when_the_others_meet(house, review):
    said = {"understand": {"value": 7, "why": "Nan understood it first"}}
    part_of(review, Side.WORKER, house.worker, answers=said, given=False)
    part_of(review, Side.REVIEWER, house.reviewer)
    leaves(house)
    review.refresh_from_db()
    assert review.worker == house.worker.staff
    assert page(house.worker, "write-review", review.public_id)[0] != 200  # their sign-in opens nothing any more

    post(house.supervisor, "review-step", review.public_id, "meet")

    status, shown = page(house.reviewer, "write-review", review.public_id)
    assert (status, "Nan understood it first" in shown) == (200, True)


# --- a case closes, or is sealed ---


def test_the_review_of_a_case_that_closed_goes_to_its_end(house, review):
    part_of(review, Side.WORKER, house.worker)
    part_of(review, Side.REVIEWER, house.reviewer)
    cases.close_case(case=house.case, on=TODAY, reason="Needs met", by=viewer_for(house.supervisor), at=NOON)

    for user, move in ((house.reviewer, "meet"), (house.reviewer, "agree"), (house.manager, "sign-off")):
        if move == "agree":
            part_of(review, Side.AGREED, house.reviewer)
        post(user, "review-step", review.public_id, move)

    review.refresh_from_db()
    assert review.state == State.SIGNED_OFF
    assert page(house.worker, "review", review.public_id)[0] == 200  # it stays with whoever led the case last


def test_a_case_that_is_sealed_in_mid_review_takes_it_from_every_page_of_who_is_not_named(house, review):
    part_of(review, Side.REVIEWER, house.reviewer)
    by = viewer_for(house.supervisor)
    cases.restrict(case=house.case, users=[], reason="Staff family", by=by, at=NOON)

    for user in (house.reviewer, house.worker, house.lead, house.manager):
        for route in ("review", "write-review", "findings-of-review", "review-report"):
            assert page(user, route, review.public_id)[0] == 404, (user.name, route)
        assert review.public_id not in page(user, "reviews")[1] + page(user, "all-reviews")[1]
    with pytest.raises(Denied):
        sent = {"understand": Sent({"value": 3}, 1)}
        save_part(by=viewer_for(house.reviewer), at=NOON, review=review, side=Side.REVIEWER, sent=sent)


# --- somebody knows the family ---


def test_a_reviewer_who_says_so_on_the_case_is_withdrawn_and_another_is_chosen(house, review):
    part_of(review, Side.REVIEWER, house.reviewer)
    Review.objects.filter(pk=review.pk).update(second=house.lead)

    cases.declare_known(children=[house.case.child], by=viewer_for(house.reviewer), at=NOON)

    review.refresh_from_db()
    assert (review.reviewer, review.second) == (None, house.lead)
    assert [(part.side, part.who) for part in review.parts.all()] == [("reviewer", "before-1")]
    assert page(house.reviewer, "review", review.public_id)[0] == 404
    assert page(house.reviewer, "write-review", review.public_id)[0] == 404
    assert [one.next for one in to_do(viewer_for(house.supervisor))] == [Next.CHOOSE_REVIEWER]
    assert ChangeEntry.objects.get(verb="review.withdrawn").said["after"] == {"knows-family": ["reviewer"]}


def test_a_second_rater_who_says_so_is_withdrawn_and_the_reviewer_stays(house, review):
    Review.objects.filter(pk=review.pk).update(second=house.lead)

    cases.declare_known(children=[house.case.child], by=viewer_for(house.lead), at=NOON)

    review.refresh_from_db()
    assert (review.reviewer, review.second) == (house.reviewer, None)


@pytest.mark.parametrize("state", [State.AGREED, State.SIGNED_OFF])
def test_what_is_agreed_keeps_who_reviewed_it(house, review, state):
    Review.objects.update(state=state.value)

    cases.declare_known(children=[house.case.child], by=viewer_for(house.reviewer), at=NOON)

    review.refresh_from_db()
    assert review.reviewer == house.reviewer


def test_a_declaration_that_cannot_withdraw_is_undone(house, review, monkeypatch):
    def refuse(**change):
        raise RuntimeError("The trail cannot be written.")

    monkeypatch.setattr("soundings.depth.actions.following.review_changed", refuse)
    with pytest.raises(RuntimeError):
        cases.declare_known(children=[house.case.child], by=viewer_for(house.reviewer), at=NOON)
    review.refresh_from_db()
    assert review.reviewer == house.reviewer
    assert not house.reviewer.known_children.exists()


def test_who_knew_them_before_is_withdrawn_by_the_next_thing_that_happens(house, review):
    knows(house.reviewer, house.case.child)
    cases.close_case(case=house.case, on=TODAY, reason="Needs met", by=viewer_for(house.supervisor), at=NOON)
    review.refresh_from_db()
    assert review.reviewer is None


# --- abandoned ---


def test_an_abandoned_review_keeps_what_was_written_and_takes_nothing_more(house, review):
    part_of(review, Side.WORKER, house.worker)
    post(house.supervisor, "review-step", review.public_id, "abandon", reason="The family moved away")

    review.refresh_from_db()
    assert review.state == State.ABANDONED
    assert review.parts.get().answers["understand"]["value"] == 6
    status, shown = page(house.supervisor, "review", review.public_id)
    assert (status, "The family moved away" in shown) == (200, True)
    with pytest.raises(Denied):
        actions.move(review=review, move=Move.MEET, by=viewer_for(house.supervisor), at=NOON)
    with pytest.raises(Denied):
        sent = {"understand": Sent({"value": 3}, 1)}
        save_part(by=viewer_for(house.worker), at=NOON + timedelta(hours=1), review=review, side=Side.WORKER, sent=sent)


# --- "not enough evidence" ---


def told(house, *answers, team=None, **more):
    house.programme = getattr(house, "figures", None) or programme_for(house.agency, run_by=house.lead)
    house.figures = house.programme
    for answer in answers:
        finished(house.programme, team or house.team, **{"agreed": {"mapping": answer}} | more)


def row_of(house, user, **more):
    found = heat_map_of(viewer_for(user), house.programme, **more)
    return next(row for row in found.rows if row.question.code == "mapping")


def test_it_is_counted_apart_and_neither_a_rating_nor_a_zero(house):
    told(house, value(2), value(4), value(4), LEFT, LEFT)
    row = row_of(house, house.lead)

    assert (row.whole.n, row.whole.spread.median, row.no_evidence) == (3, 4, 2)
    shown = page(house.lead, "programme-heat", house.programme.public_id)[1]
    assert "2 found not enough evidence" in shown
    assert "2 found not enough evidence" in page(house.lead, "programme-report", house.programme.public_id)[1]


def test_a_question_for_which_nobody_found_enough_still_stands_there(house):
    told(house, LEFT, LEFT, LEFT)
    shown = page(house.lead, "programme-heat", house.programme.public_id)[1]
    assert "3 found not enough evidence" in shown and "Mapping?" in shown


def test_it_is_told_through_the_same_eyes(house):
    told(house, value(5), value(5), value(5), worker={"mapping": LEFT})
    assert (row_of(house, house.lead).no_evidence, row_of(house, house.lead, seen=Seen.WORKER).no_evidence) == (0, 3)


def test_of_too_few_nothing_is_told_and_those_who_see_groups_see_no_small_count(house):
    told(house, LEFT, value(3))
    assert row_of(house, house.lead).no_evidence is None
    told(house, *[value(5)] * 12)
    assert row_of(house, house.lead).no_evidence == 1
    seer = analyst(house.agency)
    assert row_of(house, seer).no_evidence is None
    told(house, *[LEFT] * 6)
    assert row_of(house, seer).no_evidence == 7
    assert "about 5 found not enough evidence" in page(seer, "programme-heat", house.programme.public_id)[1]
