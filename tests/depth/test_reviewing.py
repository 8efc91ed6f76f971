"""A review begins, is assigned and moves: each action done, refused, and undone with what it depends on."""

from dataclasses import replace

import pytest

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from soundings.depth import actions
from soundings.depth.models import Review, Step
from soundings.depth.permissions import can_do, can_move, can_open
from soundings.depth.rules import Act, Move, Side, State
from soundings.instruments.rules import VersionState
from tests.factories.accounts import NOON, StaffFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, knows, named
from tests.factories.depth import ReviewFactory, VersionFactory, part_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_supervisor(house):
    return viewer_for(house.supervisor)


@pytest.fixture
def as_lead(house):
    return viewer_for(house.lead)


@pytest.fixture
def review(house):
    return ReviewFactory(case=house.case, version=house.version, programme=house.programme, reviewer=house.reviewer)


def written(house, review):
    """Both parts are given and something is agreed."""
    part_of(review, Side.WORKER, house.worker)
    part_of(review, Side.REVIEWER, house.reviewer)
    part_of(review, Side.AGREED, house.reviewer)


def at_state(review, state):
    review.state = state.value
    review.save()
    return review


# --- it begins ---


def test_a_supervisor_begins_a_review_of_a_case_of_the_team(house, as_supervisor):
    review = actions.open_review(
        case=house.case, version=house.version, begun=actions.Begun(reviewer=house.reviewer), by=as_supervisor, at=NOON
    )
    review.refresh_from_db()
    assert (review.state, review.worker, review.team) == (State.DRAWN, house.worker.staff, house.team)
    assert (review.stage_code, review.reviewer, review.programme) == ("front-end", house.reviewer, None)
    assert [(step.before, step.after) for step in review.steps.all()] == [("", "drawn")]
    entry = ChangeEntry.objects.get(verb="review.opened")
    assert (entry.target, entry.actor) == (review.public_id, house.supervisor.public_id)


@pytest.mark.parametrize("who", ["worker", "reviewer", "manager"])
def test_nobody_else_begins_one(house, who):
    by = viewer_for(getattr(house, who), reason="Weekly")
    assert not can_open(by, house.case)
    with pytest.raises(Denied):
        actions.open_review(case=house.case, version=house.version, by=by, at=NOON)
    assert not Review.objects.exists()


def test_one_review_of_a_case_at_a_time_in_a_programme(house, as_lead, review):
    begun = actions.Begun(programme=house.programme)
    with pytest.raises(Denied, match="under way"):
        actions.open_review(case=house.case, version=house.version, begun=begun, by=as_lead, at=NOON)
    at_state(review, State.ABANDONED)
    assert actions.open_review(case=house.case, version=house.version, begun=begun, by=as_lead, at=NOON)


def test_a_draft_of_a_questionnaire_is_not_used(house, as_supervisor):
    draft = VersionFactory(agency=house.agency, state=VersionState.DRAFT.value, published_at=None)
    with pytest.raises(Denied, match="published"):
        actions.open_review(case=house.case, version=draft, by=as_supervisor, at=NOON)


def test_a_restricted_case_is_reviewed_from_its_list_alone(house, as_supervisor, as_lead):
    house.case.restricted = True
    house.case.save()
    for by in (as_supervisor, as_lead):
        with pytest.raises(Denied, match="no such case"):
            actions.open_review(case=house.case, version=house.version, by=by, at=NOON)
    named(house.case, house.supervisor)
    assert actions.open_review(case=house.case, version=house.version, by=as_supervisor, at=NOON)


def test_a_duty_desk_writes_no_part(house, as_supervisor):
    case = CaseFactory(team=house.team, worker=StaffFactory(team=house.team, is_duty=True))
    assert actions.open_review(case=case, version=house.version, by=as_supervisor, at=NOON).worker is None


# --- who writes it ---


def test_who_writes_a_review_is_named_and_traced(house, as_lead, review):
    second = UserFactory(qa_lead=True, agency=house.agency)
    writers = replace(actions.writers_of(review), second=second, due_on=NOON.date())
    actions.assign(review=review, writers=writers, by=as_lead, at=NOON)
    review.refresh_from_db()
    assert (review.reviewer, review.second, review.due_on) == (house.reviewer, second, NOON.date())
    assert ChangeEntry.objects.filter(verb="review.assigned").count() == 1


def refused(house, review, person, match):
    writers = replace(actions.writers_of(review), reviewer=person)
    with acting_for(house.agency):
        with pytest.raises(Denied, match=match):
            actions.assign(review=review, writers=writers, by=viewer_for(house.lead), at=NOON)
        review.refresh_from_db()
        assert review.reviewer == house.reviewer


def test_whoever_knows_the_family_does_not_review_it(house, review):
    other = UserFactory(qa_lead=True, agency=house.agency, name="Tom Reid")
    knows(other, house.case.child)
    refused(house, review, other, "Tom Reid said that they know")


def test_whoever_holds_the_case_does_not_review_it(house, review):
    holder = UserFactory(supervisor=True, unit=house.team, name="Eve Marsh")
    house.case.worker_spans.update(staff=holder.staff)
    refused(house, review, holder, "Eve Marsh works on this case")


def test_a_worker_or_somebody_from_elsewhere_does_not_review(house, review):
    refused(house, review, UserFactory(worker=True, unit=house.other), "does not review cases here")
    refused(house, review, UserFactory(qa_lead=True), "does not review cases here")


def test_the_reviewer_does_not_rate_a_second_time(house, as_lead, review):
    writers = replace(actions.writers_of(review), second=house.reviewer)
    with pytest.raises(Denied, match="somebody else than the reviewer"):
        actions.assign(review=review, writers=writers, by=as_lead, at=NOON)


def test_only_whoever_is_in_charge_assigns(house, review):
    with pytest.raises(Denied, match="somebody else to take"):
        actions.assign(review=review, writers=actions.writers_of(review), by=viewer_for(house.reviewer), at=NOON)


def test_the_part_of_a_worker_who_left_goes_to_the_next_or_to_nobody(house, as_supervisor, review):
    following = UserFactory(worker=True, unit=house.team)
    with pytest.raises(Denied, match="does not work on this case"):
        actions.name_worker(review=review, worker=following.staff, by=as_supervisor, at=NOON)
    house.case.worker_spans.update(staff=following.staff)
    review = actions.name_worker(review=review, worker=following.staff, by=as_supervisor, at=NOON)
    assert can_do(viewer_for(following), review, Act.WRITE_WORKER)
    assert not can_do(viewer_for(house.worker), review, Act.WRITE_WORKER)
    review = actions.name_worker(review=review, worker=None, by=as_supervisor, at=NOON)
    assert review.worker is None


# --- it moves ---


def test_a_review_goes_all_the_way(house, as_supervisor, review):
    reviewer = viewer_for(house.reviewer)
    actions.move(review=review, move=Move.BEGIN, by=viewer_for(house.worker), at=NOON)
    written(house, review)
    actions.move(review=review, move=Move.MEET, by=reviewer, at=NOON)
    actions.move(review=review, move=Move.AGREE, by=reviewer, at=NOON)
    actions.move(review=review, move=Move.SEND_BACK, reason="The plan is not in it", by=as_supervisor, at=NOON)
    actions.move(review=review, move=Move.AGREE, by=reviewer, at=NOON)
    done = actions.sign_off(review=review, by=as_supervisor, at=NOON)

    assert (done.state, done.signed_off_by, done.signed_off_at) == (State.SIGNED_OFF, house.supervisor, NOON)
    assert [step.after for step in done.steps.order_by("pk")] == [
        "preparing", "meeting", "agreed", "meeting", "agreed", "signed-off"
    ]  # fmt: skip
    assert done.steps.get(before="agreed", after="meeting").reason == "The plan is not in it"
    assert can_do(viewer_for(house.worker), done, Act.COMMENT)
    verbs = list(ChangeEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == [
        "review.begin", "review.facts-taken", "review.meet", "review.agree", "review.send-back", "review.agree",
        "review.sign-off",
    ]  # fmt: skip


def test_nobody_signs_off_what_they_wrote(house, review):
    written(house, at_state(review, State.AGREED))
    own_team = UserFactory(supervisor=True, unit=house.service, name="Ines Cole")
    review.reviewer = own_team
    review.save()
    with pytest.raises(Denied, match="took part in writing"):
        actions.sign_off(review=review, by=viewer_for(own_team), at=NOON)
    review.refresh_from_db()
    assert (review.state, review.signed_off_by) == (State.AGREED, None)


def test_writing_down_what_was_agreed_is_writing_it(house, as_supervisor, review):
    written(house, at_state(review, State.AGREED))
    review.parts.filter(side="agreed").update(user=house.supervisor)
    with pytest.raises(Denied, match="took part in writing"):
        actions.sign_off(review=review, by=as_supervisor, at=NOON)


def test_the_supervisors_own_view_does_not_keep_them_from_signing_off(house, as_supervisor, review):
    written(house, at_state(review, State.AGREED))
    part_of(review, Side.SUPERVISOR, house.supervisor)
    assert actions.sign_off(review=review, by=as_supervisor, at=NOON).state == State.SIGNED_OFF


def test_nobody_signs_off_a_case_that_they_hold(house, as_supervisor, review):
    written(house, at_state(review, State.AGREED))
    house.case.worker_spans.update(staff=house.supervisor.staff)
    with pytest.raises(Denied, match="work on this case"):
        actions.sign_off(review=review, by=as_supervisor, at=NOON)
    assert actions.sign_off(review=review, by=viewer_for(house.manager), at=NOON)


def test_a_step_that_asks_why_is_refused_without_a_reason(house, as_supervisor, review):
    with pytest.raises(Denied, match="say why"):
        actions.abandon(review=review, reason="  ", by=as_supervisor, at=NOON)
    assert not Step.objects.exists()
    assert actions.abandon(review=review, reason="The family moved", by=as_supervisor, at=NOON).state == "abandoned"


def test_a_held_review_goes_on_from_where_it_was(house, as_supervisor, review):
    at_state(review, State.MEETING)
    held = actions.hold(review=review, reason="Waits for the court", by=as_supervisor, at=NOON)
    assert held.state == State.HELD
    assert actions.go_on(review=review, by=as_supervisor, at=NOON).state == State.MEETING


def test_somebody_out_of_scope_is_told_of_no_review(house, review):
    for user in (UserFactory(worker=True, unit=house.other), UserFactory(qa_lead=True)):
        with acting_for(user.agency):
            by = viewer_for(user)
        with acting_for(house.agency), pytest.raises(Denied, match="no such review"):
            actions.move(review=review, move=Move.BEGIN, by=by, at=NOON)


def test_a_step_that_the_trail_refuses_is_not_taken(house, as_supervisor, review, monkeypatch):
    def refuse(**said):
        raise RuntimeError("The trail is full.")

    monkeypatch.setattr("soundings.depth.actions.trace.record_change", refuse)
    with pytest.raises(RuntimeError):
        actions.abandon(review=review, reason="The family moved", by=as_supervisor, at=NOON)
    review.refresh_from_db()
    assert review.state == State.DRAWN
    assert not Step.objects.exists()


def test_a_template_can_ask_the_same(house, as_supervisor, review):
    assert can_move(as_supervisor, review, Move.ABANDON)
    assert not can_move(viewer_for(house.worker), review, Move.ABANDON)
