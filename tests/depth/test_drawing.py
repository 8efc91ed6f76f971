"""Programmes and draws: the frame, the picks and their record, substitutions, handing out, what follows a case."""

from collections import Counter
from datetime import date, timedelta

import pytest

from soundings.cases import actions as cases
from soundings.cases.models import StageSpan
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth import actions
from soundings.depth.models import Draw, Programme, Review, Substitution
from soundings.depth.queries import framing
from soundings.depth.rules import DrawKind, Frame, Move, Side, Sign, State, Strata, Why, months_before
from soundings.instruments.rules import VersionState
from tests.factories.accounts import NOON, StaffFactory, StageFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.cases import ActivityFactory, CaseFactory, ChildFactory, knows, named
from tests.factories.depth import ProgrammeFactory, ReviewFactory, part_of

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def rhona(house):
    return viewer_for(house.lead)


def ids(framed):
    return {member.id for member in framed.members}


def draw(house, by, number=3, frame=None, **kwargs):
    wanted = actions.Wanted(frame=frame or Frame(), number=number, seed="seed", **kwargs)
    return actions.draw_cases(programme=house.programme, wanted=wanted, by=by, at=NOON)


def some_cases(house, number, team=None):
    return [CaseFactory(team=team or house.team, stage=house.stage) for _ in range(number)]


# --- the frame ---


def test_the_frame_is_open_ordinary_cases_of_the_place(house, rhona):
    shut = CaseFactory(team=house.team, closed_on=TODAY)
    restricted = CaseFactory(team=house.team, restricted=True)
    friend = CaseFactory(team=house.team)
    knows(house.lead, friend.child)
    elsewhere = CaseFactory(team=TeamFactory(agency=house.agency))

    assert ids(framing.framed(rhona, house.programme, Frame())) == {house.case.public_id, elsewhere.public_id}
    house.programme.unit = house.service
    assert ids(framing.framed(rhona, house.programme, Frame())) == {house.case.public_id}
    assert {shut, restricted, friend}  # none of these came


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        (Frame(stages=("front-end",)), True),
        (Frame(stages=("early-help",)), False),
        (Frame(abuse=("N", "SA")), True),
        (Frame(abuse=("SA",)), False),
        (Frame(ages=(12, 12)), True),
        (Frame(ages=(13, 17)), False),
        (Frame(activity=("assessment",)), True),
        (Frame(activity=("strategy-discussion",)), False),
    ],
)
def test_criteria_narrow_the_frame(house, rhona, frame, found):
    # The child was born on 17 May 2013: twelve years old on 16 March 2026.
    house.case.abuse_types = ["N", "PA"]
    house.case.save()
    ActivityFactory(case=house.case)
    ActivityFactory(case=house.case, kind="strategy-discussion", started_on=date(2025, 1, 1), ended_on=date(2025, 1, 2))
    assert framing.framed(rhona, house.programme, frame).size == int(found)


def test_an_age_that_is_not_known_is_in_no_range_and_a_stated_one_grows(house, rhona):
    unknown = ChildFactory(agency=house.agency, born_on=None)
    stated = ChildFactory(agency=house.agency, born_on=None, stated_age=119, stated_age_on=TODAY - timedelta(days=40))
    CaseFactory(team=house.team, child=unknown)
    ten = CaseFactory(team=house.team, child=stated)
    assert ids(framing.framed(rhona, house.programme, Frame(ages=(0, 11)))) == {ten.public_id}


def test_a_team_of_the_frame(house, rhona):
    there = CaseFactory(team=house.other)
    assert ids(framing.framed(rhona, house.programme, Frame(teams=(house.other.public_id,)))) == {there.public_id}


@pytest.mark.parametrize(
    ("months", "state", "drawn"),
    [
        (12, State.SIGNED_OFF, False),
        (0, State.SIGNED_OFF, True),
        (3, State.SIGNED_OFF, True),
        (12, State.ABANDONED, True),
    ],
)
def test_what_was_reviewed_lately_is_left_out_and_counted(house, rhona, months, state, drawn):
    house.programme.exclude_months = months
    ReviewFactory(case=house.case, state=state.value, opened_at=NOON - timedelta(days=120))
    found = framing.framed(rhona, house.programme, Frame())
    assert (found.size, found.reviewed) == ((1, 0) if drawn else (0, 1))


def test_what_is_under_review_in_the_programme_is_left_out(house, rhona):
    house.programme.exclude_months = 0
    old = NOON - timedelta(days=900)
    ReviewFactory(case=house.case, programme=house.programme, state=State.MEETING.value, opened_at=old)
    assert framing.framed(rhona, house.programme, Frame()).size == 0


def test_months_are_counted_in_the_calendar():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 16), 12) == date(2025, 3, 16)
    assert months_before(date(2026, 1, 5), 1) == date(2025, 12, 5)


def transition(house, sign, **kwargs):
    return ProgrammeFactory(
        agency=house.agency,
        run_by=house.lead,
        instrument=house.version.instrument,
        kind=DrawKind.TRANSITION.value,
        sign=sign.value,
        starts_on=date(2026, 3, 1),
        **kwargs,
    )


def test_a_case_falls_due_when_it_closes(house, rhona):
    closed = CaseFactory(team=house.team, closed_on=date(2026, 3, 10))
    CaseFactory(team=house.team, closed_on=date(2026, 2, 20))  # before the programme began
    programme = transition(house, Sign.CLOSURE)
    assert ids(framing.due_at_transition(rhona, programme)) == {closed.public_id}
    made = actions.draw_cases(programme=programme, wanted=actions.Wanted(frame=Frame(), number=5), by=rhona, at=NOON)
    assert made.frame["sign"] == "closure"
    assert Review.objects.get(draw=made).case == closed
    assert framing.due_at_transition(rhona, programme).size == 0


@pytest.mark.parametrize(("sign", "position"), [(Sign.STEP_DOWN, 5), (Sign.STEP_UP, -1)])
def test_a_case_falls_due_when_it_steps_up_or_down(house, rhona, sign, position):
    StageSpan.objects.filter(case=house.case).update(to_on=date(2026, 3, 4))
    house.stage.position = 2
    house.stage.save()
    following = StageFactory(agency=house.agency, position=2 + position)
    StageSpan.objects.create(agency=house.agency, case=house.case, stage=following, from_on=date(2026, 3, 4))
    for other in (Sign.STEP_UP, Sign.STEP_DOWN):
        due = framing.due_at_transition(rhona, transition(house, other))
        assert ids(due) == ({house.case.public_id} if other is sign else set())


# --- drawing ---


def test_a_draw_keeps_how_it_was_made_and_comes_out_the_same(house, rhona):
    some_cases(house, 11)
    made = draw(house, rhona, 4)

    assert (made.seed, made.wanted, len(made.members), made.named_for) == ("seed", 4, 12, None)
    picks = list(made.picks.order_by("position"))
    assert [pick.reserve for pick in picks] == [False] * 4 + [True] * 8
    reviews = Review.objects.filter(draw=made)
    assert {review.case for review in reviews} == {pick.case for pick in picks[:4]}
    assert {review.state for review in reviews} == {State.DRAWN}
    assert {review.due_on for review in reviews} == {date(2026, 4, 15)}  # 20 working days, Easter between
    assert framing.comes_out_the_same(made)
    assert ChangeEntry.objects.filter(verb="draw.drawn", target=made.public_id).exists()

    picks[0].position = 99
    picks[0].save()
    assert not framing.comes_out_the_same(made)


def test_a_draw_is_spread_over_the_teams_in_proportion(house, rhona):
    some_cases(house, 5)
    some_cases(house, 3, team=house.other)
    made = draw(house, rhona, 3, Frame(strata=Strata.TEAM))  # of 6 and 3: 2 and 1
    chosen = Counter(made.picks.filter(reserve=False).values_list("stratum", flat=True))
    assert chosen == {house.team.public_id: 2, house.other.public_id: 1}


def test_restricted_cases_are_drawn_by_and_for_their_list_alone(house, rhona):
    mine, others = CaseFactory(team=house.team, restricted=True), CaseFactory(team=house.team, restricted=True)
    named(mine, house.lead)
    made = draw(house, rhona, 5, restricted=True)
    assert made.named_for == house.lead
    assert made.members == [[mine.public_id, ""]]
    assert Review.objects.get(draw=made).case == mine
    assert others.public_id not in {public_id for public_id, _stratum in draw(house, rhona, 5).members}


@pytest.mark.parametrize("who", ["worker", "supervisor", "manager"])
def test_only_a_qa_lead_draws(house, who):
    with pytest.raises(Denied, match="Only a QA lead"):
        draw(house, viewer_for(getattr(house, who)))
    assert not Draw.objects.exists()


def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(house, rhona):
    with pytest.raises(Denied, match="at least one"):
        draw(house, rhona, 0)
    with pytest.raises(Denied, match="No case fulfils"):
        draw(house, rhona, 3, Frame(stages=("nowhere",)))
    house.version.state = VersionState.RETIRED.value
    house.version.save()
    with pytest.raises(Denied, match="has not been published"):
        draw(house, rhona)
    actions.close_programme(programme=house.programme, by=rhona, at=NOON)
    with pytest.raises(Denied, match="does not run today"):
        draw(house, rhona)
    assert not Draw.objects.exists()


# --- substitutions ---


def test_a_pick_goes_out_and_the_next_of_the_reserve_comes_in(house, rhona):
    some_cases(house, 5)
    made = draw(house, rhona, 2)
    first, _second, third, *_others = made.picks.order_by("position")
    swap = actions.substitute(pick=first, why=Why.WORKER_AWAY, words="On leave to May", by=rhona, at=NOON)

    assert (swap.out, swap.instead, swap.reason, swap.words) == (first, third, "worker-away", "On leave to May")
    assert Review.objects.get(draw=made, case=first.case).state == State.ABANDONED
    assert Review.objects.get(draw=made, case=third.case).state == State.DRAWN
    assert framing.comes_out_the_same(made)
    with pytest.raises(Denied, match="not in the draw any more"):
        actions.substitute(pick=first, why=Why.CLOSED, by=rhona, at=NOON)


def test_whoever_of_the_reserve_cannot_be_reviewed_is_passed_over_on_record(house, rhona):
    some_cases(house, 5)
    made = draw(house, rhona, 1)
    first, shut, friend, fourth, *_others = made.picks.order_by("position")
    type(shut.case).objects.filter(pk=shut.case_id).update(closed_on=TODAY)
    knows(house.lead, friend.case.child)
    actions.substitute(pick=first, why=Why.FAMILY_ASKED, by=rhona, at=NOON)
    log = Substitution.objects.order_by("pk").values_list("out", "instead", "reason")
    assert list(log) == [
        (first.pk, shut.pk, "family-asked"),
        (shut.pk, friend.pk, "closed"),
        (friend.pk, fourth.pk, "knows-family"),
    ]
    assert actions.picks_in(made) == {fourth.pk}


def test_when_the_reserve_is_used_up_nobody_comes_in(house, rhona):
    made = draw(house, rhona, 1)
    swap = actions.substitute(pick=made.picks.get(), why=Why.CLOSED, by=rhona, at=NOON)
    assert swap.instead is None
    assert actions.picks_in(made) == set()


def test_a_finished_review_is_not_left_out_and_another_reason_is_said(house, rhona):
    made = draw(house, rhona, 1)
    pick = made.picks.get()
    with pytest.raises(Denied, match="say why"):
        actions.substitute(pick=pick, why=Why.OTHER, by=rhona, at=NOON)
    Review.objects.update(state=State.SIGNED_OFF.value)
    with pytest.raises(Denied, match="reviewed already"):
        actions.substitute(pick=pick, why=Why.CLOSED, by=rhona, at=NOON)
    assert not Substitution.objects.exists()


def test_only_whoever_draws_leaves_out(house, rhona):
    made = draw(house, rhona, 1)
    with pytest.raises(Denied, match="Only a QA lead"):
        actions.substitute(pick=made.picks.get(), why=Why.CLOSED, by=viewer_for(house.supervisor), at=NOON)


# --- handing out ---


def test_twelve_cases_go_to_four_reviewers_across_teams(house, rhona):
    some_cases(house, 5)
    some_cases(house, 6, team=house.other)
    made = draw(house, rhona, 12, Frame(strata=Strata.TEAM, away_from=True))
    reviewers = [
        house.supervisor,  # of Harbour Street
        house.reviewer,  # of Mill Lane
        UserFactory(qa_lead=True, agency=house.agency),
        UserFactory(qa_lead=True, agency=house.agency),
    ]
    done = actions.hand_out(draw=made, reviewers=reviewers, by=rhona, at=NOON)
    assert Counter(review.reviewer for review in done.given) == dict.fromkeys(reviewers, 3)
    assert done.left == []
    for review in Review.objects.filter(draw=made):
        assert (review.reviewer, review.team) not in ((house.supervisor, house.team), (house.reviewer, house.other))


def test_a_case_that_none_of_them_may_have_waits(house, rhona):
    made = draw(house, rhona, 1, Frame(away_from=True))
    done = actions.hand_out(draw=made, reviewers=[house.supervisor], by=rhona, at=NOON)
    assert (done.given, [review.case for review in done.left]) == ([], [house.case])
    with pytest.raises(Denied, match="Choose one or more"):
        actions.hand_out(draw=made, reviewers=[house.worker], by=rhona, at=NOON)


# --- programmes ---


def terms(house, **other):
    known = {
        "name": "Safety planning",
        "kind": DrawKind.THEMED.value,
        "instrument": house.version.instrument,
        "unit": house.service,
        "starts_on": TODAY,
        "run_by": house.lead,
    }
    return actions.Terms(**known | other)


def test_a_programme_is_made_changed_closed_and_reopened(house, rhona):
    made = actions.make_programme(terms=terms(house), by=rhona, at=NOON)
    made = actions.change_programme(programme=made, terms=terms(house, exclude_months=6), by=rhona, at=NOON)
    assert (made.exclude_months, made.days_to_do, made.graded) == (6, 20, False)
    assert actions.close_programme(programme=made, by=rhona, at=NOON).closed_at == NOON
    with pytest.raises(Denied, match="done already"):
        actions.close_programme(programme=made, by=rhona, at=NOON)
    assert actions.reopen_programme(programme=made, by=rhona, at=NOON).closed_at is None
    assert list(ChangeEntry.objects.order_by("pk").values_list("verb", flat=True)) == [
        "programme.made", "programme.changed", "programme.closed", "programme.reopened"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "match"),
    [
        ({"kind": DrawKind.TRANSITION.value}, "which transition"),
        ({"sign": Sign.CLOSURE.value}, "which transition"),
        ({"ends_on": date(2026, 3, 1)}, "before the first"),
    ],
)
def test_terms_that_do_not_hold_together_are_refused(house, rhona, other, match):
    with pytest.raises(Denied, match=match):
        actions.make_programme(terms=terms(house, **other), by=rhona, at=NOON)
    assert Programme.objects.count() == 1


def test_a_programme_is_run_by_whoever_draws_there(house, rhona):
    with pytest.raises(Denied, match="does not run programmes here"):
        actions.make_programme(terms=terms(house, run_by=house.supervisor), by=rhona, at=NOON)
    with pytest.raises(Denied, match="Only a QA lead"):
        actions.make_programme(terms=terms(house), by=viewer_for(house.manager), at=NOON)


# --- what follows a case ---


@pytest.fixture
def review(house):
    return ReviewFactory(case=house.case, programme=house.programme, reviewer=house.reviewer)


def restrict(house, *users):
    by = viewer_for(house.supervisor)
    cases.restrict(case=house.case, users=users, reason="Staff family", by=by, at=NOON)


def test_a_case_that_is_restricted_in_mid_review_holds_it(house, review, rhona):
    Review.objects.update(state=State.MEETING.value)
    restrict(house)
    review.refresh_from_db()
    assert review.state == State.HELD
    step = review.steps.get()
    assert (step.before, step.after, step.by) == ("meeting", "held", None)
    with pytest.raises(Denied, match="no such review"):
        actions.move(review=review, move=Move.GO_ON, by=rhona, at=NOON)

    by = viewer_for(house.supervisor)
    with pytest.raises(Denied, match="reviewer is not on its list"):
        actions.go_on(review=review, by=by, at=NOON)
    cases.add_named(case=house.case, user=house.reviewer, reason="Reviews it", by=by, at=NOON)
    assert actions.go_on(review=review, by=by, at=NOON).state == State.MEETING


def test_a_review_by_somebody_on_the_list_goes_on(house, review):
    restrict(house, house.reviewer)
    review.refresh_from_db()
    assert review.state == State.DRAWN


def test_a_case_that_closes_keeps_its_review(house, review):
    by = viewer_for(house.supervisor)
    cases.close_case(case=house.case, on=TODAY, reason="Needs met", by=by, at=NOON)
    review.refresh_from_db()
    assert (review.state, review.worker) == (State.DRAWN, house.worker.staff)


def test_a_part_not_begun_goes_with_the_case_to_the_next_worker(house, review):
    following = StaffFactory(team=house.team)
    by = viewer_for(house.supervisor)
    cases.allocate(case=house.case, staff=following, on=TODAY, by=by, at=NOON)
    review.refresh_from_db()
    assert review.worker == following


def test_a_part_that_was_begun_stays_with_who_wrote_it(house, review):
    part_of(review, Side.WORKER, house.worker)
    following = StaffFactory(team=house.team)
    cases.allocate(case=house.case, staff=following, on=TODAY, by=viewer_for(house.supervisor), at=NOON)
    review.refresh_from_db()
    assert review.worker == house.worker.staff


def test_substituting_needs_no_view_of_a_case_that_was_restricted_since(house, rhona):
    some_cases(house, 1)
    made = draw(house, rhona, 1)
    first = made.picks.get(reserve=False)
    cases.restrict(case=first.case, users=[], reason="Staff family", by=viewer_for(house.supervisor), at=NOON)
    actions.substitute(pick=first, why=Why.RESTRICTED, by=rhona, at=NOON)
    assert Review.objects.get(case=first.case).state == State.HELD
