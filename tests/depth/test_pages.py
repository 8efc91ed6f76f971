"""The pages of reviews, through the client: lists, programmes, draws, one review and its steps."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from soundings.accounts.rules import Role
from soundings.cases.models import KnownPerson
from soundings.core.queries import reads_of_child
from soundings.depth import actions
from soundings.depth.models import Draw, Programme, Review
from soundings.depth.queries.lists import finished_lately, to_do
from soundings.depth.rules import Frame, Side, State
from soundings.instruments.rules import VersionState
from tests.factories.accounts import NOON, GrantFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, named
from tests.factories.depth import ReviewFactory, part_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def review(house):
    return ReviewFactory(case=house.case, version=house.version, programme=house.programme, reviewer=house.reviewer)


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def page(user, route, *args, **query):
    answer = client_of(user).get(reverse(route, args=args), query)
    return answer.status_code, re.sub(r"\s+", " ", answer.content.decode())


def post(user, route, *args, **data):
    return client_of(user).post(reverse(route, args=args), data, follow=True)


def made_draw(house, number=2, **criteria):
    wanted = actions.Wanted(frame=Frame(**criteria), number=number, seed="seed")
    return actions.draw_cases(programme=house.programme, wanted=wanted, by=viewer_for(house.lead), at=NOON)


# --- lists ---


def test_each_person_finds_their_next_step(house, review):
    assert "Write your own view of the work" in page(house.worker, "reviews")[1]
    assert "Write your part, before you meet" in page(house.reviewer, "reviews")[1]
    status, text = page(house.supervisor, "reviews")
    assert (status, house.case.child.name in text) == (200, False)  # nothing waits for them
    part_of(review, Side.WORKER, house.worker)
    part_of(review, Side.REVIEWER, house.reviewer)
    review.state = State.PREPARING.value
    review.save()
    assert "open the meeting" in page(house.reviewer, "reviews")[1]
    review.state = State.AGREED.value
    review.save()
    assert "Read it, and sign it off" in page(house.supervisor, "reviews")[1]
    assert "sign it off" not in page(house.reviewer, "reviews")[1]


def test_what_is_to_be_done_stands_by_its_day_after_what_brings_people_together(house, review):
    late = ReviewFactory(case=CaseFactory(team=house.team), version=house.version, reviewer=house.reviewer)
    meets = ReviewFactory(case=CaseFactory(team=house.team), version=house.version, reviewer=house.supervisor)
    signs = ReviewFactory(case=CaseFactory(team=house.team), version=house.version, reviewer=house.reviewer)
    for one, days, state, reviewer in (
        (late, 9, State.DRAWN, house.supervisor),
        (signs, 3, State.AGREED, house.reviewer),
        (meets, 20, State.MEETING, house.supervisor),
    ):
        due_on = NOON.date() + timedelta(days=days)
        Review.objects.filter(pk=one.pk).update(state=state.value, due_on=due_on, reviewer=reviewer)
    assert [one.review for one in to_do(viewer_for(house.supervisor))] == [meets, signs, late]


def test_only_what_was_signed_off_within_three_months_was_finished_lately(house, review):
    Review.objects.update(state=State.SIGNED_OFF.value, signed_off_at=NOON - timedelta(days=92))
    assert [one.review for one in finished_lately(viewer_for(house.reviewer))] == [review]
    Review.objects.update(signed_off_at=NOON - timedelta(days=93))
    assert finished_lately(viewer_for(house.reviewer)) == []


def test_answers_of_a_tablet_are_offered_where_a_review_is_under_way(house, review):
    link = reverse("returned-answers")
    assert link in page(house.reviewer, "reviews")[1]
    review.state = State.ABANDONED.value
    review.save()
    assert link not in page(house.reviewer, "reviews")[1]


def test_a_manager_signs_off_under_a_code(house, review):
    review.state = State.AGREED.value
    review.save()
    text = page(house.manager, "reviews")[1]
    assert f"Review {review.public_id[:6]}" in text
    assert house.case.child.name not in text
    assert house.case.child.name not in page(house.manager, "review", review.public_id)[1]


def test_reading_a_list_is_in_the_trail(house, review):
    page(house.worker, "reviews")
    entry = reads_of_child(child=house.case.child.public_id, agency_id=house.agency.pk).get()
    assert (entry.verb, entry.actor) == ("reviews.viewed", house.worker.public_id)


def test_all_reviews_by_step_and_programme_without_restricted_ones(house, review):
    secret = ReviewFactory(case=CaseFactory(team=house.team, restricted=True), version=house.version)
    named(secret.case, house.supervisor)
    held = ReviewFactory(case=CaseFactory(team=house.team), version=house.version, state=State.HELD.value)
    text = page(house.supervisor, "all-reviews")[1]
    assert review.public_id in text
    assert held.public_id in text
    assert secret.public_id not in text
    only = page(house.supervisor, "all-reviews", state="held")[1]
    assert (held.public_id in only, review.public_id in only) == (True, False)
    of_programme = page(house.supervisor, "all-reviews", programme=house.programme.public_id)[1]
    assert (held.public_id in of_programme, review.public_id in of_programme) == (False, True)
    assert secret.public_id in page(house.supervisor, "reviews")[1]


# --- one review ---


def test_the_page_of_a_review_offers_the_steps_of_whoever_looks(house, review):
    supervisor = page(house.supervisor, "review", review.public_id)[1]
    assert "Begin to prepare" in supervisor
    assert "Give this review up" in supervisor
    assert "Change people and days" in supervisor
    worker = page(house.worker, "review", review.public_id)[1]
    assert "Begin to prepare" in worker
    assert "Give this review up" not in worker
    assert "Change people and days" not in worker


def test_whoever_speaks_with_the_family_finds_the_way_on_the_page_of_the_review(house, review):
    way = reverse("review-family", args=[review.public_id])
    assert way in page(house.reviewer, "review", review.public_id)[1]
    assert way not in page(house.worker, "review", review.public_id)[1]


def test_a_part_that_never_came_is_no_longer_awaited(house, review):
    said = r"Family</dt><dd>([^<]*)"
    assert re.search(said, page(house.reviewer, "review", review.public_id)[1]).group(1).strip() == "Not yet"
    review.state = State.SIGNED_OFF.value
    review.save()
    assert re.search(said, page(house.reviewer, "review", review.public_id)[1]).group(1).strip() == "No part"


def test_a_review_out_of_scope_is_not_there(house, review):
    stranger = UserFactory(worker=True, unit=house.other)
    for name in ("review", "review-people", "step-back"):
        assert page(stranger, name, review.public_id)[0] == 404
    assert page(stranger, "review-step", review.public_id, "hold")[0] == 404
    assert post(stranger, "review-step", review.public_id, "begin").status_code == 404


def test_steps_by_button_and_with_a_reason(house, review):
    answer = post(house.worker, "review-step", review.public_id, "begin")
    assert b"Both can write their own part now." in answer.content
    refused = post(house.supervisor, "review-step", review.public_id, "abandon", reason=" ")
    assert b"Please fill this in" in refused.content
    post(house.supervisor, "review-step", review.public_id, "abandon", reason="The family moved")
    review.refresh_from_db()
    assert review.state == State.ABANDONED
    assert "The family moved" in page(house.supervisor, "review", review.public_id)[1]


def test_signing_off_through_the_page(house, review):
    review.state = State.AGREED.value
    review.save()
    answer = post(house.reviewer, "review-step", review.public_id, "sign-off")
    assert b"somebody else" in answer.content
    post(house.supervisor, "review-step", review.public_id, "sign-off")
    review.refresh_from_db()
    assert (review.state, review.signed_off_by) == (State.SIGNED_OFF, house.supervisor)


def test_a_step_that_is_not_open_has_no_page(house, review):
    assert page(house.worker, "review-step", review.public_id, "hold")[0] == 404
    assert page(house.supervisor, "review-step", review.public_id, "dance")[0] == 404


def test_who_writes_it_is_chosen_on_a_page(house, review):
    other = UserFactory(qa_lead=True, agency=house.agency)
    data = {"reviewer": other.public_id, "second": "", "supervisor": house.supervisor.public_id, "worker": ""}
    post(
        house.supervisor,
        "review-people",
        review.public_id,
        **data,
        meets_on_day="2",
        meets_on_month="4",
        meets_on_year="2026",
    )
    review.refresh_from_db()
    assert (review.reviewer, review.supervisor, review.worker) == (other, house.supervisor, None)
    assert review.meets_on.isoformat() == "2026-04-02"
    wrong = data | {"second": other.public_id}
    assert (
        b"somebody else than the reviewer" in post(house.supervisor, "review-people", review.public_id, **wrong).content
    )
    assert page(house.worker, "review-people", review.public_id)[0] == 404


def test_a_reviewer_who_knows_the_family_steps_back(house, review):
    part_of(review, Side.REVIEWER, house.reviewer)
    answer = post(house.reviewer, "step-back", review.public_id)
    assert b"somebody else is chosen" in answer.content
    review.refresh_from_db()
    assert review.reviewer is None
    assert KnownPerson.objects.filter(user=house.reviewer, child=house.case.child).exists()
    assert page(house.reviewer, "review", review.public_id)[0] == 404
    assert review.parts.get().who == "before-1"  # what they wrote stays, beside what the next one writes
    assert page(house.worker, "step-back", review.public_id)[0] == 404


def test_a_restricted_case_that_was_held_says_why(house, review):
    review.state = State.HELD.value
    review.save()
    review.steps.create(agency=house.agency, before="meeting", after="held", reason="restricted", at=NOON)
    text = page(house.supervisor, "review", review.public_id)[1]
    assert "The case was restricted" in text
    assert "Soundings" in text


# --- of one case ---


def test_the_case_page_leads_to_its_reviews(house, review):
    leading = reverse("case-reviews", args=[house.case.public_id])
    assert leading in page(house.supervisor, "case", house.case.public_id)[1]
    text = page(house.supervisor, "case-reviews", house.case.public_id)[1]
    assert review.public_id in text
    assert "Review this case" in text
    assert "Review this case" not in page(house.worker, "case-reviews", house.case.public_id)[1]
    assert page(UserFactory(worker=True, unit=house.other), "case-reviews", house.case.public_id)[0] == 404


def test_a_supervisor_begins_a_review_from_the_case(house):
    post(
        house.supervisor,
        "case-reviews",
        house.case.public_id,
        version=house.version.pk,
        reviewer=house.reviewer.public_id,
    )
    review = Review.objects.get()
    assert (review.case, review.reviewer, review.opened_by) == (house.case, house.reviewer, house.supervisor)
    assert post(house.worker, "case-reviews", house.case.public_id, version=house.version.pk).status_code == 404


def test_while_one_is_under_way_no_other_begins(house):
    alone = ReviewFactory(case=house.case, version=house.version, programme=None)
    text = page(house.supervisor, "case-reviews", house.case.public_id)[1]
    assert "A review of this case is under way already." in text
    assert "Begin a review" not in text

    # Whoever draws cases here too may begin one in a programme, not a second one beside the first.
    GrantFactory(user=house.supervisor, role=Role.QA_LEAD)
    text = page(house.supervisor, "case-reviews", house.case.public_id)[1]
    assert "Begin a review" in text
    assert "It stands alone" not in text
    said = {"version": house.version.pk, "programme": house.programme.pk}
    post(house.supervisor, "case-reviews", house.case.public_id, **said)
    post(house.supervisor, "case-reviews", house.case.public_id, **said)
    begun = Review.objects.exclude(pk=alone.pk)
    assert [one.programme for one in begun] == [house.programme]
    assert "Begin a review" not in page(house.supervisor, "case-reviews", house.case.public_id)[1]

    alone.state = State.ABANDONED.value
    alone.save()
    assert "Begin a review" in page(house.supervisor, "case-reviews", house.case.public_id)[1]


def test_without_a_questionnaire_none_begins(house):
    house.version.state = VersionState.RETIRED.value
    house.version.save()
    text = page(house.supervisor, "case-reviews", house.case.public_id)[1]
    assert "No questionnaire for reviews has been published" in text


# --- programmes ---


PROGRAMME = {
    "name": "Safety planning",
    "question": "Does the family know the plan?",
    "kind": "themed",
    "sign": "",
    "starts_on_day": "16",
    "starts_on_month": "3",
    "starts_on_year": "2026",
    "days_to_do": "20",
    "exclude_months": "12",
    "second_share": "0",
}


def programme_data(house, **other):
    places = {"instrument": house.version.instrument.pk, "unit": house.service.pk, "run_by": house.lead.pk}
    return PROGRAMME | places | other


def test_a_programme_is_made_changed_closed_and_taken_up_again(house):
    post(house.lead, "new-programme", **programme_data(house))
    made = Programme.objects.get(name="Safety planning")
    assert "Safety planning" in page(house.lead, "programmes")[1]
    post(house.lead, "change-programme", made.public_id, **programme_data(house, name="Safety plans"))
    assert "Safety plans" in page(house.lead, "programme", made.public_id)[1]
    post(house.lead, "close-programme", made.public_id)
    assert "Take it up again" in page(house.lead, "programme", made.public_id)[1]
    post(house.lead, "close-programme", made.public_id)
    made.refresh_from_db()
    assert made.closed_at is None


def test_a_programme_is_changed_by_whoever_draws_alone(house):
    for name in ("change-programme", "draw"):
        assert page(house.supervisor, name, house.programme.public_id)[0] == 404
    assert page(house.supervisor, "new-programme")[0] == 404
    assert post(house.supervisor, "close-programme", house.programme.public_id).status_code == 404
    assert "Draw cases" not in page(house.supervisor, "programme", house.programme.public_id)[1]
    assert page(house.worker, "programmes")[0] == 404
    assert page(house.worker, "programme", house.programme.public_id)[0] == 404


def test_a_transition_is_asked_for(house):
    answer = post(house.lead, "new-programme", **programme_data(house, kind="transition"))
    assert b"Say at which transition" in answer.content


# --- drawing ---


def test_the_frame_is_shown_without_names_and_then_drawn(house):
    CaseFactory(team=house.team, stage=house.stage)
    CaseFactory(team=house.other)
    data = {"number": "2", "strata": "team", "away_from": "on"}
    shown = post(house.lead, "draw", house.programme.public_id, **data, show="1").content.decode()
    assert "3 cases fulfil these criteria." in shown
    assert house.case.child.name not in shown
    assert not Draw.objects.exists()
    answer = post(house.lead, "draw", house.programme.public_id, **data, draw="1")
    draw = Draw.objects.get()
    assert draw.frame["strata"] == "team"
    assert b"2 cases have no reviewer yet." in answer.content
    assert draw.seed in answer.content.decode()


def test_a_frame_with_nobody_in_it_offers_no_draw(house):
    data = {"number": "2", "strata": "", "age_from": "1", "age_to": "2"}
    shown = post(house.lead, "draw", house.programme.public_id, **data, show="1").content.decode()
    assert "Choose fewer criteria, or wait" in shown
    wrong = post(house.lead, "draw", house.programme.public_id, **data | {"age_to": "0"}, show="1")
    assert b"The oldest is younger" in wrong.content


def test_the_page_of_a_draw_names_its_cases_and_draws_again(house):
    draw = made_draw(house)
    text = page(house.lead, "drawn", draw.public_id)[1]
    assert house.case.child.name in text
    assert "it came out the same" not in text
    assert "it came out the same" in page(house.lead, "drawn", draw.public_id, again="1")[1]
    draw.picks.update(stratum="x")
    assert "it came out differently" in page(house.lead, "drawn", draw.public_id, again="1")[1]
    manager = page(house.manager, "drawn", draw.public_id)[1]
    assert house.case.child.name not in manager
    assert "Not for you to see" in manager


def test_a_case_is_left_out_on_a_page(house):
    CaseFactory(team=house.team)
    draw = made_draw(house, 1)
    post(house.lead, "leave-out", draw.public_id, 1, why="worker-away", words="To May")
    text = page(house.lead, "drawn", draw.public_id)[1]
    assert "Number 1, for number 2: The worker is away for long" in text
    assert page(house.lead, "leave-out", draw.public_id, 1)[0] == 404
    assert page(house.supervisor, "leave-out", draw.public_id, 2)[0] == 404


def test_cases_are_handed_out_on_a_page(house):
    CaseFactory(team=house.other)
    draw = made_draw(house, 2, away_from=True)
    people = [house.reviewer.public_id]
    answer = post(house.lead, "hand-out", draw.public_id, reviewers=people)
    assert b"1 case is handed out." in answer.content
    assert b"1 case still waits: none of these people may review it." in answer.content
    assert Review.objects.get(reviewer=house.reviewer).case == house.case
    post(house.lead, "hand-out", draw.public_id, reviewers=[house.supervisor.public_id])
    assert page(house.lead, "hand-out", draw.public_id)[0] == 404  # none is left
    assert page(house.supervisor, "hand-out", draw.public_id)[0] == 404


def test_what_came_to_a_transition_is_said(house):
    house.programme.kind, house.programme.sign = "transition", "closure"
    house.programme.starts_on = NOON.date() - timedelta(days=10)
    house.programme.save()
    CaseFactory(team=house.team, closed_on=NOON.date())
    text = page(house.lead, "programme", house.programme.public_id)[1]
    assert "1 case has come to this transition" in text


def test_the_menu_has_reviews_for_whoever_takes_part(house):
    menu = f'href="{reverse("reviews")}"'
    assert menu in page(house.worker, "reviews")[1]
    administrator = UserFactory(administrator=True, agency=house.agency)
    assert menu not in page(administrator, "account")[1]


def test_what_was_written_together_is_finished_once_the_review_is_agreed(house, review):
    part_of(review, Side.AGREED, house.reviewer, given=False)
    said = r"Agreed together</dt><dd>([^<]*)"
    review.state = State.MEETING.value
    review.save()
    assert re.search(said, page(house.reviewer, "review", review.public_id)[1]).group(1).strip() == "Begun"
    review.state = State.AGREED.value
    review.save()
    assert re.search(said, page(house.reviewer, "review", review.public_id)[1]).group(1).strip() == "Finished"
