"""Calibration sessions: who makes them and is invited, blind rating, opening, notes, the end; and who sees what."""

import pytest

from soundings.cases.models import KnownPerson
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth.actions import calibrating, move
from soundings.depth.actions.calibrating import Plan, make_calibration
from soundings.depth.actions.following import held_for_reviews
from soundings.depth.actions.rating_apart import give_rating, save_rating
from soundings.depth.models import Calibration, CalibrationNote, CalibrationSave, CalibrationSeat
from soundings.depth.queries.calibrated import agreement_over
from soundings.depth.queries.calibration import (
    calibrations_visible_to,
    compared,
    people_to_invite,
    to_rate_apart,
    told_of_calibration,
)
from soundings.depth.rules import Move, Side, Unfit
from soundings.depth.rules.calibration import CalibrationState
from soundings.depth.rules.merging import Sent
from tests.factories.accounts import NOON, TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.cases import CaseFactory, knows, named
from tests.factories.depth import CalibrationFactory, ReviewFactory, VersionFactory, part_of, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(house):
    """Three reviewers, none of whom works on the case."""
    third = UserFactory(supervisor=True, unit=TeamFactory(parent=house.service, name="Quay"), name="Nia Price")
    return [house.reviewer, house.supervisor, third]


def plan(house, people, **kwargs):
    about = {"case": house.case} if "material" not in kwargs else {}
    terms = {"title": "Round one", "unit": root_for(house.agency), "version": house.version, "people": people}
    return Plan(**terms | about | kwargs)


def made(house, people, **kwargs):
    return make_calibration(plan=plan(house, people, **kwargs), by=viewer_for(house.lead), at=NOON)


def sent(number, stamp=0):
    return {"understand": Sent({"value": number, "why": "They were asked"}, stamp)}


def rated(session, user, number, *, give=True):
    save_rating(calibration=session, sent=sent(number), by=viewer_for(user), at=NOON)
    if give:
        give_rating(calibration=session, by=viewer_for(user), at=NOON)


def seen(user):
    return set(calibrations_visible_to(viewer_for(user)))


# --- making one


def test_a_session_of_a_case_keeps_what_is_recorded_and_waits_for_each_rating(house, people):
    session = made(house, people)

    assert session.state == CalibrationState.RATING
    assert session.facts["case"]["worker"] == "Jane Smith"
    assert [one.user for one in session.seats.order_by("pk")] == people
    assert all(to_rate_apart(viewer_for(one)) == [session] for one in people)
    entry = ChangeEntry.objects.get(verb="calibration.made")
    assert entry.target == session.public_id


@pytest.mark.parametrize("part", ["reviewer", "second"])
def test_who_has_reviewed_the_case_rates_it_in_no_session(house, people, part):
    review = ReviewFactory(case=house.case, state="signed-off", version=house.version, **{part: people[2]})

    offered = dict(people_to_invite(viewer_for(house.lead), house.case, at=NOON))
    assert {one.pk for one, why in offered.items() if why is Unfit.REVIEWED} == {people[2].pk}
    with pytest.raises(Denied, match="has reviewed this case already"):
        made(house, people)

    review.state = "abandoned"
    review.save()
    assert made(house, people).seats.count() == 3  # nobody had begun it


@pytest.mark.parametrize("part", ["reviewer", "second"])
def test_who_began_a_review_that_was_abandoned_knows_the_case(house, people, part):
    review = ReviewFactory(case=house.case, version=house.version, programme=house.programme, **{part: people[2]})
    move(review=review, move=Move.BEGIN, by=viewer_for(house.lead), at=NOON)
    move(review=review, move=Move.ABANDON, reason="The family moved", by=viewer_for(house.lead), at=NOON)

    with pytest.raises(Denied, match="has reviewed this case already"):
        made(house, people)

    assert not Calibration.objects.exists()


def test_who_wrote_a_part_and_was_followed_by_another_knows_the_case(house, people):
    review = ReviewFactory(case=house.case, state="abandoned", version=house.version, reviewer=house.lead)
    part_of(review, Side.REVIEWER, people[2], given=False, who="before-1")

    offered = dict(people_to_invite(viewer_for(house.lead), house.case, at=NOON))
    assert offered[people[2]] is Unfit.REVIEWED


def test_a_description_needs_no_case(house, people):
    session = made(house, people, material="  A boy of six.  ")
    assert (session.case, session.material, session.facts) == (None, "A boy of six.", {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"material": " "}, "Describe what is rated"),
        ({"people": 2}, "from 3 to 20"),
        ({"people": 21}, "from 3 to 20"),
        ({"person": "worker"}, "does not review cases here"),
        ({"version": "draft"}, "has not been published"),
        ({"version": "other"}, "no such questionnaire"),
    ],
)
def test_what_does_not_hold_together_is_refused_and_leaves_nothing(house, people, change, words):
    terms = {"material": change["material"]} if "material" in change else {}
    if change.get("people") == 2:
        people = people[:2]
    if change.get("people") == 21:
        people = [UserFactory(supervisor=True, unit=house.other) for _n in range(21)]
    if "person" in change:
        people = [*people, UserFactory(worker=True, unit=house.other)]
    if change.get("version") == "draft":
        terms["version"] = VersionFactory(agency=house.agency, state="draft")
    if change.get("version") == "other":
        terms["version"] = VersionFactory(agency=house.agency, instrument__use="voice")

    with pytest.raises(Denied, match=words):
        made(house, people, **terms)

    assert not Calibration.objects.exists() and not CalibrationSeat.objects.exists()
    assert not ChangeEntry.objects.filter(verb__startswith="calibration").exists()


@pytest.mark.parametrize("who", ["supervisor", "manager", "worker"])
def test_only_who_draws_samples_makes_one(house, people, who):
    with pytest.raises(Denied):
        make_calibration(plan=plan(house, people), by=viewer_for(getattr(house, who)), at=NOON)


def test_who_knows_the_family_or_works_on_the_case_is_left_out_and_the_refusal_says_so(house, people):
    knows(people[2], house.case.child)
    why = {user.name: reason for user, reason in people_to_invite(viewer_for(house.lead), house.case, at=NOON)}
    assert (why["Nia Price"], why["Amira Khan"]) == ("knows", None)
    with pytest.raises(Denied, match="Nia Price said that they know this family"):
        made(house, people)


def test_a_restricted_case_is_used_by_and_for_its_list_alone(house, people):
    house.case.restricted = True
    house.case.save()
    with pytest.raises(Denied):
        made(house, people)
    named(house.case, house.lead)
    with pytest.raises(Denied, match="not on its list"):
        made(house, people)
    for one in people:
        named(house.case, one)
    session = made(house, people)
    assert seen(people[0]) == seen(house.lead) == {session}
    assert seen(UserFactory(qa_lead=True, agency=house.agency)) == set()


# --- who sees it


def test_it_exists_for_who_runs_it_and_who_is_in_it(house, people):
    session = made(house, people)
    stranger = UserFactory(supervisor=True, unit=house.other)
    assert seen(house.lead) == seen(people[0]) == {session}
    assert all(seen(one) == set() for one in (house.worker, house.manager, stranger))
    elsewhere = UserFactory(qa_lead=True, agency=VersionFactory().agency)
    assert seen(elsewhere) == set()


def test_once_the_case_is_restricted_only_its_list_sees_the_session(house, people):
    session = made(house, people)
    house.case.restricted = True
    house.case.save()
    named(house.case, people[0])
    assert [seen(one) for one in (*people, house.lead)] == [{session}, set(), set(), set()]
    with pytest.raises(Denied, match="no such session"):
        rated(session, people[1], 4)


def test_the_worker_is_told_while_it_runs_and_reads_nothing(house, people):
    session = made(house, people)
    other = CaseFactory(team=house.team, worker=house.worker.staff)
    worker = viewer_for(house.worker)

    assert told_of_calibration(worker) == told_of_calibration(worker, case=house.case) == [session]
    assert told_of_calibration(worker, case=other) == told_of_calibration(viewer_for(people[0])) == []
    for one in people:
        rated(session, one, 4)
    with pytest.raises(Denied, match="no such session"):
        compared(worker, session)
    calibrating.close_calibration(calibration=session, by=viewer_for(house.lead), at=NOON)
    assert told_of_calibration(worker) == []


def test_an_import_cannot_be_taken_back_over_a_case_that_is_used(house, people):
    assert held_for_reviews([house.case.pk]) == {}
    made(house, people)
    assert list(held_for_reviews([house.case.pk])) == [house.case.pk]


# --- rating


def test_nobody_reads_a_rating_before_all_have_handed_over_and_then_everybody_does(house, people):
    session = made(house, people)
    rated(session, people[0], 3)
    rated(session, people[1], 5)
    for user in (people[0], house.lead):
        with pytest.raises(Denied, match="before they are opened"):
            compared(viewer_for(user), session)

    rated(session, people[2], 9)

    session.refresh_from_db()
    assert (session.state, session.opened_at) == (CalibrationState.TOGETHER, NOON)
    found = compared(viewer_for(people[0]), session)
    assert [(name, answers["understand"]["value"]) for name, answers in found.by] == [
        ("Amira Khan", 3),
        ("Nia Price", 9),
        ("Sam Okafor", 5),
    ]
    (lay,) = found.lays
    assert (lay.ends, lay.middle, lay.apart) == ((3, 9), (5, 5), 6)


def test_a_rating_is_not_changed_once_it_is_handed_over(house, people):
    session = made(house, people)
    rated(session, people[0], 3)
    with pytest.raises(Denied, match="not yours to write"):
        rated(session, people[0], 8)
    assert session.seats.get(user=people[0]).answers["understand"]["value"] == 3


def test_what_must_be_answered_is_answered_before_it_is_handed_over(house, people):
    session = made(house, people)
    with pytest.raises(Denied, match="1 question still needs an answer"):
        give_rating(calibration=session, by=viewer_for(people[0]), at=NOON)
    assert session.seats.get(user=people[0]).given_at is None


def test_a_stale_save_writes_over_nothing_and_loses_nothing(house, people):
    session, amira = made(house, people), viewer_for(people[0])
    save_rating(calibration=session, sent=sent(3), by=amira, at=NOON)

    saved = save_rating(calibration=session, sent=sent(8), by=amira, at=NOON)  # of a page that never saw the 3

    assert saved.clashes["understand"].stands["value"] == 3
    assert session.seats.get(user=people[0]).answers["understand"]["value"] == 3
    assert CalibrationSave.objects.latest("pk").refused["understand"]["value"] == 8
    again = save_rating(calibration=session, sent=sent(8, saved.seat.stamp), by=amira, at=NOON)
    assert (again.clashes, again.seat.answers["understand"]["value"]) == ({}, 8)


def test_nobody_rates_a_case_that_has_come_to_them(house, people):
    session = made(house, people)
    own = UserFactory(supervisor=True, unit=house.team, name="Ola Berg")
    seat_of(session, own)
    own.staff = house.worker.staff
    house.worker.staff = None
    house.worker.save()
    own.save()
    with pytest.raises(Denied, match="not yours to write"):
        rated(session, own, 5)


@pytest.mark.parametrize("who", ["lead", "worker", "manager"])
def test_who_is_not_invited_does_not_rate(house, people, who):
    session = made(house, people)
    with pytest.raises(Denied):
        rated(session, getattr(house, who), 5)
    assert not CalibrationSave.objects.exists()


# --- inviting, stepping back, opening


def test_who_is_no_longer_invited_has_left_and_comes_back_with_what_they_wrote(house, people):
    session, lead = made(house, people), viewer_for(house.lead)
    rated(session, people[2], 6)
    ola = UserFactory(supervisor=True, unit=house.other, name="Ola Berg")

    calibrating.invite(calibration=session, people=[*people[:2], ola], by=lead, at=NOON)
    assert seen(people[2]) == set() and seen(ola) == {session}
    calibrating.invite(calibration=session, people=people, by=lead, at=NOON)

    seat = session.seats.get(user=people[2])
    assert (seat.left_at, seat.answers["understand"]["value"]) == (None, 6)
    with pytest.raises(Denied, match="from 3 to 20"):
        calibrating.invite(calibration=session, people=people[:2], by=lead, at=NOON)


def test_stepping_back_closes_session_and_case_and_the_rest_go_on(house, people):
    session = made(house, people)
    rated(session, people[0], 3)
    rated(session, people[1], 5)

    calibrating.step_back_from(calibration=session, by=viewer_for(people[2]), at=NOON)

    assert seen(people[2]) == set()
    assert KnownPerson.objects.filter(user=people[2], child=house.case.child).exists()
    session.refresh_from_db()
    assert session.state == CalibrationState.TOGETHER  # the two that are left have both handed over


def test_the_lead_opens_with_two_and_what_was_not_handed_over_is_not_shown(house, people):
    session, lead = made(house, people), viewer_for(house.lead)
    rated(session, people[0], 3)
    rated(session, people[1], 8, give=False)
    with pytest.raises(Denied, match="Two people at least"):
        calibrating.open_ratings(calibration=session, by=lead, at=NOON)
    give_rating(calibration=session, by=viewer_for(people[1]), at=NOON)
    with pytest.raises(Denied, match="Only a QA lead"):
        calibrating.open_ratings(calibration=session, by=viewer_for(people[0]), at=NOON)

    session = calibrating.open_ratings(calibration=session, by=lead, at=NOON)

    assert [name for name, _answers in compared(lead, session).by] == ["Amira Khan", "Sam Okafor"]
    with pytest.raises(Denied, match="not yours to write"):
        rated(session, people[2], 4)


# --- talking, and the end


def test_what_is_agreed_is_noted_by_anybody_in_it_until_it_is_closed(house, people):
    session, lead, amira = made(house, people), viewer_for(house.lead), viewer_for(people[0])
    with pytest.raises(Denied, match="another step"):
        calibrating.note(calibration=session, words="Each, asked alone", question="understand", by=amira, at=NOON)
    for one in people:
        rated(session, one, 4)

    calibrating.note(calibration=session, words=" Each, asked alone ", question="understand", by=amira, at=NOON)
    calibrating.note(calibration=session, words="We read the end words first", by=lead, at=NOON)

    session.refresh_from_db()
    notes = compared(lead, session).notes
    assert [one.words for one in notes["understand"]] == ["Each, asked alone"]
    assert [one.by for one in notes[""]] == [house.lead]
    for words, question, refusal in ((" ", "", "say why"), ("So", "strange", "no such question")):
        with pytest.raises(Denied, match=refusal):
            calibrating.note(calibration=session, words=words, question=question, by=amira, at=NOON)
    calibrating.close_calibration(calibration=session, by=lead, at=NOON)
    with pytest.raises(Denied, match="another step"):
        calibrating.note(calibration=session, words="Too late", by=amira, at=NOON)
    assert CalibrationNote.objects.count() == 2


def test_what_is_called_off_is_read_by_nobody(house, people):
    session, lead = made(house, people), viewer_for(house.lead)
    rated(session, people[0], 3)
    session = calibrating.call_off(calibration=session, by=lead, at=NOON)
    with pytest.raises(Denied, match="before they are opened"):
        compared(lead, session)
    assert to_rate_apart(viewer_for(people[1])) == []
    with pytest.raises(Denied, match="another step"):
        calibrating.open_ratings(calibration=session, by=lead, at=NOON)


# --- agreement over several sessions


@pytest.fixture
def held(house, people):
    """Ten opened sessions with one questionnaire: Amira and Sam always say the same, Nia one more."""
    for n in range(10):
        session = CalibrationFactory(agency=house.agency, version=house.version, led_by=house.lead, state="closed")
        for user, more in zip(people, (0, 0, 1), strict=True):
            seat_of(session, user, n % 5 + more)
    return house.version.instrument


def test_the_lead_reads_agreement_by_question_and_by_reviewer(house, held):
    found = agreement_over(viewer_for(house.lead), held)

    ((item, agreed, _notes),) = found.questions
    assert (found.sessions, item.code, agreed.n, agreed.near) == (10, "understand", 10, 10)
    assert agreed.alpha == found.together.alpha
    assert [(name, one.n, one.same, one.higher) for name, one in found.people] == [
        ("Amira Khan", 10, 10, 0),  # between Sam, who says the same, and Nia
        ("Nia Price", 10, 0, 10),
        ("Sam Okafor", 10, 10, 0),
    ]


def test_a_reviewer_reads_their_own_line_and_nobody_elses(house, held, people):
    found = agreement_over(viewer_for(people[2]), held)
    assert [name for name, _one in found.people] == ["Nia Price"]
    assert not found.leads


def test_below_ten_nothing_is_said_of_agreement(house, held, people):
    Calibration.objects.latest("pk").seats.all().delete()
    found = agreement_over(viewer_for(house.lead), held)
    assert found.questions[0][1].too_few and all(one.too_few for _name, one in found.people)


def test_sessions_that_run_or_were_called_off_or_use_a_restricted_case_are_in_no_figure(house, held, people):
    for state, case in (
        ("rating", None),
        ("called-off", None),
        ("closed", CaseFactory(team=house.team, restricted=True)),
    ):
        named_case = {"case": case} if case else {}
        session = CalibrationFactory(
            agency=house.agency, version=house.version, led_by=house.lead, state=state, **named_case
        )
        if case:
            named(case, house.lead)
        for user in people:
            seat_of(session, user, 0)
    assert agreement_over(viewer_for(house.lead), held).sessions == 10


def test_who_takes_no_part_in_sessions_reads_no_agreement(house, held):
    with pytest.raises(Denied, match="for those who run sessions"):
        agreement_over(viewer_for(house.worker), held)


def test_a_question_that_was_asked_otherwise_is_not_counted(house, held):
    definition = {**house.version.definition}
    section = {**definition["sections"][0]}
    section["questions"] = [{**section["questions"][0], "ends": {"low": {"en": "No"}, "high": {"en": "Yes"}}}]
    later = VersionFactory(
        instrument=held, agency=house.agency, number=2, definition={**definition, "sections": [section]}
    )
    session = CalibrationFactory(agency=house.agency, version=later, led_by=house.lead, state="closed")
    for user in (house.reviewer, house.supervisor):
        seat_of(session, user, 5)
    found = agreement_over(viewer_for(house.lead), held)
    assert (found.sessions, found.questions[0][1].n) == (11, 1)
