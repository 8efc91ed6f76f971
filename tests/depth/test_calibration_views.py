"""The pages of calibration sessions, through the client: who finds which, rating blind, comparing, noting, figures."""

from datetime import timedelta

import pytest
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.depth.beside import waits_for
from soundings.depth.models import Calibration, CalibrationNote
from soundings.depth.rules import State
from soundings.depth.rules.calibration import CalibrationState
from tests.factories.accounts import NOON, TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.cases import knows
from tests.factories.depth import CalibrationFactory, ReviewFactory, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(house):
    third = UserFactory(supervisor=True, unit=TeamFactory(parent=house.service, name="Quay"), name="Nia Price")
    return [house.reviewer, house.supervisor, third]


@pytest.fixture
def session(house, people):
    """Of Jane Smith's case: Amira has handed a 3 over, Sam has begun with an 8, Nia has not begun."""
    made = CalibrationFactory(case=house.case, agency=house.agency, version=house.version, led_by=house.lead)
    seat_of(made, people[0], 3)
    seat_of(made, people[1], 8, given=False)
    seat_of(made, people[2])
    return made


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def post(client, user, name, *args, **data):
    client.force_login(user)
    return client.post(reverse(name, args=args), data, follow=True)


def shown(response):
    return response.content.decode()


def opened(session):
    session.seats.update(given_at=session.made_at)
    Calibration.objects.filter(pk=session.pk).update(state=CalibrationState.TOGETHER.value, opened_at=session.made_at)
    return session


# --- finding and making one


def test_it_is_reached_from_reviews_by_who_may_take_part(client, house, session, people):
    found = shown(page(client, people[2], "reviews"))
    assert reverse("calibrations") in found and session.title in found and "Waits for your rating" in found
    assert session.title in shown(page(client, people[2], "calibrations"))
    worker = shown(page(client, house.worker, "reviews"))
    assert reverse("calibrations") not in worker
    assert page(client, house.worker, "calibrations").status_code == 404


def test_it_stands_on_the_day_of_who_is_to_rate_it(house, session, people):
    Calibration.objects.update(rate_by=NOON.date() - timedelta(days=1))
    (waiting,) = waits_for(viewer_for(people[2]))
    assert (waiting.label, waiting.late) == (f"Calibration session: {session.title}", True)
    assert waiting.href == reverse("calibration", args=[session.public_id])
    assert waits_for(viewer_for(people[0])) == waits_for(viewer_for(house.worker)) == []


def test_the_worker_is_told_on_each_page_of_reviews_where_they_look(client, house, session):
    review = ReviewFactory(case=house.case, version=house.version)
    for name, args in (("reviews", ()), ("case-reviews", (house.case.public_id,)), ("review", (review.public_id,))):
        assert "It checks the reviewers, never you." in shown(page(client, house.worker, name, *args)), name
    assert "never you" not in shown(page(client, house.supervisor, "case-reviews", house.case.public_id))


def test_a_qa_lead_makes_one_of_a_reviewed_case(client, house, people):
    review = ReviewFactory(
        case=house.case, version=house.version, state=State.SIGNED_OFF.value, signed_off_at=house.programme.made_at
    )
    knows(people[2], house.case.child)
    fourth = UserFactory(supervisor=True, unit=house.other, name="Ola Berg")
    offered = shown(page(client, house.lead, "new-calibration"))
    assert f"{reverse('new-calibration')}?review={review.public_id}" in offered
    assert "Calibrate with this case" in shown(page(client, house.lead, "review", review.public_id))

    client.force_login(house.lead)
    there = f"{reverse('new-calibration')}?review={review.public_id}"
    form = shown(client.get(there))
    assert "Nia Price said that they know this family" in form
    data = {
        "title": "Round one",
        "version": house.version.pk,
        "unit": root_for(house.agency).pk,
        "people": [one.public_id for one in (*people[:2], fourth)],
    }
    response = client.post(there, data)

    made = Calibration.objects.get()
    assert response["Location"] == reverse("calibration", args=[made.public_id])
    assert (made.case, made.seats.count()) == (house.case, 3)
    assert ReadEntry.objects.filter(verb="calibration.made-of", target=review.public_id).exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [({"material": ""}, "govuk-error-message"), ({"few": True}, "Invite from 3 to 20 people")],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, house, people, change, words):
    chosen = people[:2] if change.get("few") else people
    data = {
        "title": "Round one",
        "version": house.version.pk,
        "unit": root_for(house.agency).pk,
        "material": change.get("material", "A boy of six."),
        "people": [one.public_id for one in chosen],
    }
    found = shown(post(client, house.lead, "new-calibration", **data))
    assert words in found and "Round one" in found
    assert not Calibration.objects.exists()


def test_only_who_draws_samples_finds_the_form(client, house, people):
    assert page(client, people[0], "new-calibration").status_code == 404
    stranger = ReviewFactory()
    assert page(client, house.lead, "new-calibration", review=stranger.public_id).status_code == 404


# --- rating


def test_before_it_opens_nobody_reads_another(client, house, session, people):
    for user in (people[2], house.lead):
        found = shown(page(client, user, "calibration", session.public_id))
        assert "Because 3" not in found and "Because 8" not in found
        assert "handed over" in found
    entry = ReadEntry.objects.filter(verb="calibration.viewed", target=session.public_id)
    assert entry.count() == 2


def test_one_rates_saves_and_hands_over(client, session, people):
    found = shown(page(client, people[1], "rate-calibration", session.public_id))
    assert "Because 8" in found and "Because 3" not in found
    assert ReadEntry.objects.filter(verb="calibration.rated-on").exists()

    sent = {"stamp": 1, "q-understand": "0", "q-understand-why": "Nobody was asked"}
    post(client, people[1], "rate-calibration", session.public_id, **sent)
    seat = session.seats.get(user=people[1])
    assert (seat.answers["understand"], seat.given_at) == ({"value": 0, "why": "Nobody was asked"}, None)
    found = shown(post(client, people[1], "rate-calibration", session.public_id, give="1", **sent | {"stamp": 2}))
    assert "Your rating is handed over" in found
    seat.refresh_from_db()
    assert seat.given_at is not None
    again = shown(post(client, people[1], "rate-calibration", session.public_id, **sent | {"q-understand": "9"}))
    assert "not yours to write" in again
    seat.refresh_from_db()
    assert seat.answers["understand"]["value"] == 0


def test_what_is_required_is_asked_for_and_the_rest_is_kept(client, session, people):
    found = shown(post(client, people[2], "rate-calibration", session.public_id, give="1", stamp=0))
    assert "govuk-error-message" in found
    assert session.seats.get(user=people[2]).given_at is None


def test_another_window_writes_over_nothing_and_both_are_shown(client, session, people):
    sent = {"stamp": 0, "q-understand": "2", "q-understand-why": "From another window"}
    found = shown(post(client, people[1], "rate-calibration", session.public_id, **sent))
    assert "You answered this otherwise in another window" in found
    assert "Because 8" in found and "From another window" in found
    assert session.seats.get(user=people[1]).answers["understand"]["value"] == 8
    stamp = session.seats.get(user=people[1]).stamp
    post(client, people[1], "rate-calibration", session.public_id, **sent | {"stamp": stamp})
    assert session.seats.get(user=people[1]).answers["understand"]["value"] == 2


def test_what_is_typed_is_saved_by_the_script_too(client, session, people):
    data = {"stamp": 0, "only": "understand", "autosave": "1", "q-understand": "4", "q-understand-why": "Two were"}
    told = post(client, people[2], "rate-calibration", session.public_id, **data).json()
    assert (told["stamp"], told["stuck"]) == (1, [])
    told = post(client, people[2], "rate-calibration", session.public_id, **data | {"q-understand": "5"}).json()
    assert told["stuck"] == ["understand"] and "another window" in told["said"]


def test_what_the_script_sends_after_the_hand_over_changes_nothing_and_is_no_fault(client, session, people):
    data = {"stamp": 1, "only": "understand", "autosave": "1", "q-understand": "9"}
    response = post(client, people[0], "rate-calibration", session.public_id, **data)
    assert (response.status_code, response.json()["stuck"]) == (200, ["understand"])
    assert session.seats.get(user=people[0]).answers["understand"]["value"] == 3


def test_who_is_not_in_it_finds_nothing(client, house, session):
    stranger = UserFactory(supervisor=True, unit=house.other)
    for user in (stranger, house.worker, house.manager):
        for name in ("calibration", "rate-calibration", "calibration-people", "leave-calibration"):
            assert page(client, user, name, session.public_id).status_code == 404
        for name, *more in (("note-calibration",), ("calibration-step", "open")):
            assert post(client, user, name, session.public_id, *more, words="So").status_code == 404
    assert post(client, stranger, "rate-calibration", session.public_id, stamp=0).status_code == 404


def test_who_knows_the_family_leaves(client, session, people):
    assert "you then see neither" in shown(page(client, people[2], "leave-calibration", session.public_id)).lower()
    post(client, people[2], "leave-calibration", session.public_id)
    assert page(client, people[2], "calibration", session.public_id).status_code == 404


# --- running it


def test_the_lead_changes_who_rates_opens_and_closes(client, house, session, people):
    ola = UserFactory(supervisor=True, unit=house.other, name="Ola Berg")
    assert "Ola Berg" in shown(page(client, house.lead, "calibration-people", session.public_id))
    chosen = [one.public_id for one in (*people[:2], ola)]
    post(client, house.lead, "calibration-people", session.public_id, people=chosen)
    assert page(client, people[2], "calibration", session.public_id).status_code == 404

    refused = shown(post(client, house.lead, "calibration-step", session.public_id, "open"))
    assert "Two people at least" in refused
    session.seats.filter(user=people[1]).update(given_at=session.made_at)
    found = shown(post(client, house.lead, "calibration-step", session.public_id, "open"))
    assert "Because 3" in found and "Because 8" in found and "did not rate" in found
    assert page(client, house.lead, "calibration-people", session.public_id).status_code == 404
    post(client, house.lead, "calibration-step", session.public_id, "close")
    session.refresh_from_db()
    assert session.state == CalibrationState.CLOSED


@pytest.mark.parametrize("step", ["open", "close", "call-off", "strange"])
def test_a_reviewer_takes_no_step(client, session, people, step):
    assert post(client, people[0], "calibration-step", session.public_id, step).status_code == 404


def test_what_is_called_off_stays_unread(client, house, session):
    found = shown(post(client, house.lead, "calibration-step", session.public_id, "call-off"))
    assert "Nobody reads them" in found and "Because 3" not in found


# --- comparing


def test_all_ratings_stand_side_by_side_with_their_drawing_and_what_was_agreed(client, house, session, people):
    session.seats.filter(user=people[2]).update(answers={"understand": {"left": "no-evidence", "why": "No record"}})
    opened(session)
    found = shown(page(client, people[0], "calibration", session.public_id))
    assert 'aria-label="2 ratings from 3 to 8, the middle between 3 and 8"' in found
    assert found.count('r="5"') == 2
    assert "Because 3" in found and "Because 8" in found and "No record" in found
    assert "Begin where ratings lie furthest apart" in found

    there = {"words": "Each, asked alone", "question": "understand"}
    found = shown(post(client, people[0], "note-calibration", session.public_id, **there))
    assert "How we read it from now on" in found and "Each, asked alone" in found
    assert "Write down what you agreed" in shown(
        post(client, people[0], "note-calibration", session.public_id, words=" ")
    )
    assert CalibrationNote.objects.count() == 1


def test_another_lead_runs_it_without_reading_whose_case_it_is(client, house, session):
    other = UserFactory(qa_lead=True, agency=house.agency)
    named, unnamed = (shown(page(client, user, "calibration", session.public_id)) for user in (house.lead, other))
    assert house.case.child.name in named
    assert house.case.child.name not in unnamed


# --- figures


def test_agreement_is_said_from_ten_on_and_each_reads_their_own_line(client, house, people):
    for n in range(9):
        made = CalibrationFactory(agency=house.agency, version=house.version, led_by=house.lead, state="closed")
        for user, more in zip(people, (0, 0, 1), strict=True):
            seat_of(made, user, n % 5 + more)
    few = shown(page(client, house.lead, "calibration-agreement"))
    assert "9 sessions" in few and "too few" in few
    made = CalibrationFactory(agency=house.agency, version=house.version, led_by=house.lead, state="together")
    for user, rating in zip(people, (4, 4, 5), strict=True):
        seat_of(made, user, rating)
    CalibrationNote.objects.create(
        agency=house.agency,
        calibration=made,
        question="understand",
        words="Asked alone",
        by=house.lead,
        at=made.made_at,
    )

    lead = shown(page(client, house.lead, "calibration-agreement"))
    assert "10 of 10" in lead and "Asked alone" in lead
    assert all(one.name in lead for one in people)
    own = shown(page(client, people[2], "calibration-agreement"))
    assert "10 higher, 0 the same, 0 lower" in own
    assert "Amira Khan" not in own and "Sam Okafor" not in own
    assert page(client, house.worker, "calibration-agreement").status_code == 404
    assert page(client, house.lead, "calibration-agreement", tool="strange").status_code == 404


def test_without_an_opened_session_the_page_says_so(client, house, session):
    assert "No session has been opened yet" in shown(page(client, house.lead, "calibration-agreement"))
