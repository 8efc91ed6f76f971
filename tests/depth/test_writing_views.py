"""The pages on which a review is written, through the client: whose part, what is shown when, two at once."""

import pytest
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.depth.models import Comment, Part, Review
from soundings.depth.rules import Side, State
from soundings.instruments.models import Version
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.depth import ProgrammeFactory, part_of
from tests.factories.together import DEFINITION, review_for

pytestmark = pytest.mark.django_db

WORKERS, REVIEWERS, MOTHERS = "Nan comes each Friday", "Only on paper so far", "Nobody asked my boy"
QUIET = {"kind": "yes-no-partly", "text": {"en": "Were you heard?"}, "for": ["family"]}


@pytest.fixture
def made():
    return review_for()


@pytest.fixture
def said(made):
    """Worker, reviewer and mother have said theirs."""
    part_of(made.review, Side.WORKER, made.where.worker, answers={"plan": {"value": 7, "why": WORKERS}})
    part_of(made.review, Side.REVIEWER, made.reviewer, answers={"plan": {"value": 0, "why": REVIEWERS}})
    part_of(made.review, Side.FAMILY, who="mother", answers={"understands": {"value": 3, "why": MOTHERS}})
    return made


def page(client, user, made, name="write-review", **query):
    client.force_login(user)
    return client.get(reverse(name, args=[made.review.public_id]), query)


def post(client, user, made, name="write-review", **data):
    client.force_login(user)
    return client.post(reverse(name, args=[made.review.public_id]), data)


def test_each_prepares_their_own_part_and_reads_no_other(client, said):
    as_worker = page(client, said.where.worker, said).content.decode()
    as_reviewer = page(client, said.reviewer, said).content.decode()

    assert WORKERS in as_worker and REVIEWERS not in as_worker and MOTHERS not in as_worker
    assert REVIEWERS in as_reviewer and WORKERS not in as_reviewer
    entry = ReadEntry.objects.filter(verb="review.written-on", target=said.review.public_id).first()
    assert entry


def test_from_the_meeting_on_all_sides_stand_beside_each_other_with_their_scale(client, said):
    said.now(State.MEETING)

    response = page(client, said.where.worker, said)

    shown = response.content.decode()
    assert all(words in shown for words in (WORKERS, REVIEWERS, MOTHERS))
    assert 'aria-label="Worker 7, Reviewer 0"' in shown
    assert "<h1>The review, side by side</h1>" in shown


@pytest.mark.parametrize("state", [State.PREPARING, State.MEETING])
def test_somebody_else_finds_no_such_page(client, said, state):
    said.now(state)
    stranger = UserFactory(supervisor=True, unit=TeamFactory(parent=said.where.service, name="East"))

    assert page(client, stranger, said).status_code == 404
    assert post(client, stranger, said, stamp=0).status_code == 404


def test_who_has_nothing_to_write_is_sent_to_the_review_until_they_have_met(client, said):
    lead = UserFactory(qa_lead=True, agency=said.where.agency, name="Leah Winter")
    programme = ProgrammeFactory(agency=said.where.agency, run_by=lead, instrument=said.review.version.instrument)
    said.review.programme = programme
    said.review.save()

    response = page(client, lead, said)

    assert response["Location"] == reverse("review", args=[said.review.public_id])


@pytest.mark.parametrize("state", [State.PREPARING, State.MEETING, State.SIGNED_OFF])
def test_a_second_rating_is_blind_to_every_word_of_the_others_until_it_is_given(client, said, state):
    second = UserFactory(supervisor=True, unit=TeamFactory(parent=said.where.service, name="East"))
    said.review.second = second
    said.review.save()
    said.now(state)
    Comment.objects.create(
        agency=said.where.agency,
        review=said.review,
        side="worker",
        words="Seen otherwise",
        by=said.where.worker,
        at=said.review.opened_at,
    )

    for asked in ({}, {"side": "agreed"}):
        shown = page(client, second, said, **asked).content.decode()
        assert "A second rating" in shown
        assert not any(words in shown for words in (WORKERS, REVIEWERS, MOTHERS, "Seen otherwise"))


def test_saving_keeps_what_was_typed_in_every_script(client, made):
    words = "Μιλάει με τη γιαγιά. 할머니. تتحدث مع جدتها"

    response = post(client, made.where.worker, made, stamp=0, **{"q-plan": "0", "q-plan-why": words})

    assert response.status_code == 302
    assert Part.objects.get().answers == {"plan": {"value": 0, "why": words}}
    assert words in page(client, made.where.worker, made).content.decode()


def test_not_enough_evidence_is_an_answer(client, made):
    post(client, made.where.worker, made, stamp=0, **{"q-plan-left": "no-evidence"})

    assert Part.objects.get().answers == {"plan": {"left": "no-evidence"}}


def test_what_cannot_be_kept_is_said_and_the_rest_is_stored(client, made):
    response = post(client, made.where.worker, made, stamp=0, **{"q-plan": "eleven", "q-well": "Nan"})

    assert response.status_code == 200
    assert "Please look at this again" in response.content.decode()
    assert Part.objects.get().answers == {"well": {"value": "Nan"}}


def test_the_script_saves_only_what_was_changed_and_hears_the_new_stamp(client, made):
    post(client, made.where.worker, made, stamp=0, **{"q-plan": "3", "q-well": "Nan"})

    response = post(
        client, made.where.worker, made, stamp=1, only="plan", autosave=1, **{"q-plan": "4", "q-well": "not sent"}
    )

    told = response.json()
    assert told["stamp"] == 2 and told["stuck"] == [] and told["said"].startswith("Saved ")
    assert Part.objects.get().answers == {"plan": {"value": 4}, "well": {"value": "Nan"}}


def test_two_in_the_meeting_at_once_see_both_texts_and_choose(client, made):
    made.now(State.MEETING)
    first = {"side": "agreed", "stamp": 0, "q-plan": "5", "q-plan-why": "tested"}
    second = {"side": "agreed", "stamp": 0, "q-plan": "4", "q-plan-why": "only once", "q-well": "Nan"}
    post(client, made.reviewer, made, **first)

    response = post(client, made.where.worker, made, **second)

    assert "/write/choose/" in response["Location"]
    shown = client.get(response["Location"]).content.decode()
    assert "tested" in shown and "only once" in shown
    assert Part.objects.get().answers["well"] == {"value": "Nan"}
    stamp = Part.objects.get().stamp
    post(client, made.where.worker, made, "review-choose", side="agreed", stamp=stamp, **{"keep-plan": "both"})
    assert Part.objects.get().answers["plan"] == {"value": 5, "why": "tested\n\nonly once"}
    earlier = page(client, made.reviewer, made, "review-earlier", side="agreed").content.decode()
    assert "only once" in earlier and "not taken" in earlier


def test_a_stale_autosave_leaves_the_answer_to_the_button(client, made):
    made.now(State.MEETING)
    post(client, made.reviewer, made, side="agreed", stamp=0, **{"q-plan": "5"})

    told = post(client, made.where.worker, made, side="agreed", stamp=0, only="plan", autosave=1, **{"q-plan": "4"})

    assert told.json()["stuck"] == ["plan"]
    assert Part.objects.get().answers == {"plan": {"value": 5}}


def test_a_disagreement_goes_on_record_with_any_button(client, said):
    said.now(State.MEETING)

    post(client, said.where.worker, said, side="agreed", stamp=0, **{"disagree-plan": "She calls him herself"})

    comment = Comment.objects.get()
    assert (comment.question, comment.disagrees, comment.side) == ("plan", True, "worker")
    shown = page(client, said.reviewer, said).content.decode()
    assert "She calls him herself" in shown and "Jane Smith, Worker does not agree" in shown


def test_the_worker_speaks_after_the_sign_off(client, said):
    said.now(State.SIGNED_OFF)

    post(client, said.where.worker, said, "review-comment", words="We went on from here")

    shown = page(client, said.where.worker, said).content.decode()
    assert "We went on from here" in shown
    assert "data-autosave" not in shown  # what was agreed is only read by now


def test_ready_needs_what_is_required_and_can_be_taken_back(client, made):
    post(client, made.where.worker, made, stamp=0, give=1, **{"q-plan": "3"})
    assert Part.objects.get().given_at
    post(client, made.where.worker, made, stamp=1, **{"take-back": 1, "q-plan": "3"})
    assert Part.objects.get().given_at is None


def test_facts_are_taken_and_what_changed_is_said(client, made):
    assert "Take what is recorded" in page(client, made.reviewer, made).content.decode()

    post(client, made.reviewer, made, "review-facts")

    shown = page(client, made.reviewer, made).content.decode()
    assert "From the whiteboard, as of" in shown
    # Nothing has begun: not known is said, and is not No.
    assert "<dt>Timeline and Trajectory</dt><dd>not known</dd>" in shown


def test_two_hundred_long_comments_in_every_script_stand(client, said):
    said.now(State.SIGNED_OFF)
    scripts = ("кириллица ", "עברית ", "العربية ", "हिन्दी ", "ไทย ", "汉字 ", "ქართული ", "አማርኛ ", "Ελληνικά ", "🙂 ")
    Comment.objects.bulk_create(
        Comment(
            agency=said.where.agency,
            review=said.review,
            side="worker",
            words=f"{n} " + scripts[n % 10] * 200,
            by=said.where.worker,
            at=said.review.opened_at,
        )
        for n in range(200)
    )

    shown = page(client, said.where.worker, said).content.decode()

    assert all(f">{n} {scripts[n % 10]}" in shown for n in range(200))
    assert shown.count('dir="auto"') >= 200


def test_what_was_typed_when_the_sign_in_ran_out_is_on_the_page_again(client, made, settings):
    page(client, made.where.worker, made)
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    client.post(reverse("write-review", args=[made.review.public_id]), {"stamp": 0, "q-plan-why": WORKERS})

    assert not Part.objects.exists()
    assert WORKERS in page(client, made.where.worker, made).content.decode()


def test_the_reviewer_says_on_the_page_of_the_meeting_that_they_have_agreed(client, said):
    said.now(State.MEETING)
    assert "Save: we have agreed" in page(client, said.reviewer, said).content.decode()
    assert "Save: we have agreed" not in page(client, said.where.worker, said).content.decode()

    post(client, said.where.worker, said, side="agreed", stamp=0, agree=1, **{"q-plan": "4"})  # not theirs to say
    assert Review.objects.get().state == State.MEETING
    sent = post(client, said.reviewer, said, side="agreed", stamp=1, agree=1, **{"q-plan": "5"})

    assert sent.url == reverse("review", args=[said.review.public_id])
    assert Review.objects.get().state == State.AGREED
    assert Part.objects.get(side=Side.AGREED).answers["plan"] == {"value": 5}


def test_two_answers_at_once_are_settled_before_anybody_says_that_they_agree(client, said):
    said.now(State.MEETING)
    post(client, said.where.worker, said, side="agreed", stamp=0, **{"q-plan": "4"})

    sent = post(client, said.reviewer, said, side="agreed", stamp=0, agree=1, **{"q-plan": "5"})

    assert "choose" in sent.url and Review.objects.get().state == State.MEETING


def test_a_section_to_which_nobody_said_anything_is_one_line(client, said):
    section = {"code": "family", "title": {"en": "Your own view"}, "questions": [QUIET | {"code": c} for c in "abc"]}
    version = Version.objects.get(pk=said.review.version_id)
    version.pk, version.public_id, version.number = None, "second", 2
    version.definition = DEFINITION | {"sections": [*DEFINITION["sections"], section]}
    version.save()
    Review.objects.update(version=version)
    said.now(State.SIGNED_OFF)

    shown = page(client, said.where.worker, said).content.decode()

    after = shown.split("Your own view")[1].split("</section>")[0]
    assert after.count("Nobody answered this.") == 1 and "Were you heard?" not in after
