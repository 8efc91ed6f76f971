"""Second ratings: who is asked, what the second rater sees, and how what differs is settled."""

import pytest
from django.urls import reverse

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth.actions.moderating import ask_seconds, settle
from soundings.depth.models import Draw, Part, Review, Settled
from soundings.depth.queries.doubles import second_ratings_of, to_settle
from soundings.depth.queries.visible import parts_seen
from soundings.depth.rules import chosen_for_second
from tests.depth.questionnaires import value
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory
from tests.factories.depth import ReviewFactory
from tests.factories.figures import programme_for, rated_twice, version_of

FIRST = {"mapping": value(4) | {"why": "They said so"}, "plan": value(2), "understands": value("yes")}
SECOND = {"mapping": value(6), "plan": value(2), "understands": {"left": "no-evidence"}}
SETTLED = {"mapping": value(5) | {"why": "Half of it is theirs"}}


@pytest.fixture
def asked(house):
    """A programme of Nia Price with four running reviews of one draw, half of them to be rated twice."""
    house.nia = UserFactory(qa_lead=True, agency=house.agency, name="Nia Price")
    house.programme = programme_for(house.agency, run_by=house.nia, second_share=50)
    draw = Draw.objects.create(
        agency=house.agency, programme=house.programme, frame={}, members=[], seed="42", wanted=4,
        by=house.nia, on=NOON.date(), at=NOON,
    )  # fmt: skip
    house.reviews = [
        ReviewFactory(
            case=CaseFactory(team=house.team),
            programme=house.programme,
            draw=draw,
            version=version_of(house.programme),
            reviewer=house.reviewer,
            state="preparing",
        )
        for _n in range(4)
    ]
    return house


@pytest.fixture
def twice(asked):
    """One finished review that Amira Khan and Rhona Bell rated: they differ on two questions."""
    asked.review = rated_twice(asked.programme, asked.team, asked.reviewer, asked.lead, FIRST, SECOND)
    return asked


def test_the_seed_of_the_draw_chooses_and_somebody_else_is_suggested(asked):
    rows = second_ratings_of(viewer_for(asked.nia), asked.programme, at=NOON)
    chosen = {row.review.public_id for row in rows if row.chosen}
    assert chosen == set(chosen_for_second([one.public_id for one in asked.reviews], 50, "42"))
    assert len(chosen) == 2 and [row.chosen for row in rows] == [True, True, False, False]
    for row in rows[:2]:
        assert row.suggested is not None and row.suggested != asked.reviewer
    assert rows[2].suggested is None


def test_seconds_are_asked_all_or_none(asked):
    one, other = asked.reviews[:2]
    by = {"by": viewer_for(asked.nia), "at": NOON, "programme": asked.programme}
    with pytest.raises(Denied, match="somebody else than the reviewer"):
        ask_seconds(seconds={one: asked.lead, other: asked.reviewer}, **by)
    assert not Review.objects.exclude(second=None).exists()
    assert ask_seconds(seconds={one: asked.lead, other: None}, **by) == [one]
    assert Review.objects.get(pk=one.pk).second == asked.lead


def test_only_whoever_runs_the_programme_asks(asked):
    for who in (asked.supervisor, asked.worker, asked.manager, UserFactory(qa_lead=True)):
        with pytest.raises(Denied):
            ask_seconds(programme=asked.programme, seconds={asked.reviews[0]: asked.lead}, by=viewer_for(who), at=NOON)
        with pytest.raises(Denied):
            second_ratings_of(viewer_for(who), asked.programme, at=NOON)


def test_the_second_rater_reads_nothing_before_theirs_is_given(twice):
    Part.objects.filter(review=twice.review, side="second").update(given_at=None)
    seen = parts_seen(viewer_for(twice.lead), twice.review)
    assert [part.side for part in seen] == ["second"]
    Part.objects.filter(review=twice.review, side="second").update(given_at=NOON)
    assert "reviewer" in [part.side for part in parts_seen(viewer_for(twice.lead), twice.review)]


def test_the_worker_never_reads_a_second_rating(twice):
    Review.objects.filter(pk=twice.review.pk).update(worker=twice.worker.staff)
    review = Review.objects.get(pk=twice.review.pk)
    assert "second" not in [part.side for part in parts_seen(viewer_for(twice.worker), review)]


def test_what_differs_is_settled_with_its_reason_and_both_ratings_stay(twice):
    found = to_settle(viewer_for(twice.nia), twice.review)
    assert [one.code for one in found.questions] == ["understands", "mapping"]
    (row,) = settle(review=twice.review, answers=SETTLED, by=viewer_for(twice.nia), at=NOON)
    assert (row.question, row.answer, row.reason) == ("mapping", value(5), "Half of it is theirs")
    parts = dict(Part.objects.filter(review=twice.review).values_list("side", "answers"))
    assert parts == {"reviewer": FIRST, "second": SECOND}
    entry = ChangeEntry.objects.get(verb="review.settled")
    assert "Half of it" not in str(entry.__dict__)
    rows = second_ratings_of(viewer_for(twice.nia), twice.programme, at=NOON)
    assert next((row.differ, row.left) for row in rows if row.review == twice.review) == (2, 1)


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({}, "differ on"),
        ({"plan": value(3) | {"why": "-"}}, "differ on"),
        ({"mapping": value(5)}, "say why"),
        ({"mapping": value(5) | {"why": "  "}}, "say why"),
        ({"mapping": value(11) | {"why": "-"}}, "no possible answer"),
        ({"mapping": {"why": "-"}}, "no possible answer"),
    ],
)
def test_what_cannot_be_settled_is_refused_and_nothing_is_stored(twice, answers, says):
    with pytest.raises(Denied, match=says):
        settle(review=twice.review, answers=answers, by=viewer_for(twice.nia), at=NOON)
    assert not Settled.objects.exists()


def test_nobody_settles_between_two_ratings_of_which_one_is_theirs_nor_anybody_else(twice):
    for who in (twice.lead, twice.reviewer, twice.worker, twice.supervisor, twice.manager):
        with pytest.raises(Denied):
            settle(review=twice.review, answers=SETTLED, by=viewer_for(who), at=NOON)


def test_what_stands_as_it_is_stays_whose_it_is(twice):
    by, other = twice.nia, UserFactory(qa_lead=True, agency=twice.agency, name="Owen Hart")
    settle(review=twice.review, answers=SETTLED, by=viewer_for(by), at=NOON)
    both = SETTLED | {"understands": value("partly") | {"why": "Nan was not asked"}}
    twice.programme.run_by = other
    twice.programme.save()
    changed = settle(review=twice.review, answers=both, by=viewer_for(other), at=NOON)
    assert [row.question for row in changed] == ["understands"]
    assert dict(Settled.objects.values_list("question", "by__name")) == {"mapping": by.name, "understands": "Owen Hart"}
    assert settle(review=twice.review, answers=both, by=viewer_for(other), at=NOON) == []
    assert ChangeEntry.objects.filter(verb="review.settled").count() == 2


def test_the_list_says_who_cannot_settle_and_leads_back_to_what_is_settled(twice, client):
    address = reverse("second-ratings", args=[twice.programme.public_id])
    both = SETTLED | {"understands": value("partly") | {"why": "Nan was not asked"}}
    client.force_login(twice.nia)
    Review.objects.filter(pk=twice.review.pk).update(second=twice.nia)
    assert "One rating is yours" in client.get(address).content.decode()
    Review.objects.filter(pk=twice.review.pk).update(second=twice.lead)
    settle(review=twice.review, answers=both, by=viewer_for(twice.nia), at=NOON)
    page = client.get(address).content.decode()
    assert "Look again" in page and reverse("settle-review", args=[twice.review.public_id]) in page


def test_with_one_rating_there_is_nothing_to_settle(twice):
    Part.objects.filter(review=twice.review, side="second").update(given_at=None)
    with pytest.raises(Denied, match="two finished ratings"):
        settle(review=twice.review, answers=SETTLED, by=viewer_for(twice.nia), at=NOON)


def test_the_page_hands_second_ratings_out(asked, client):
    client.force_login(asked.nia)
    address = reverse("second-ratings", args=[asked.programme.public_id])
    page = client.get(address).content.decode()
    assert page.count(">chosen<") == 2
    one = asked.reviews[0]
    blank = dict.fromkeys((review.public_id for review in asked.reviews), "")
    assert client.post(address, blank | {one.public_id: asked.lead.public_id}).status_code == 302
    assert Review.objects.get(pk=one.pk).second == asked.lead
    client.force_login(asked.supervisor)
    assert client.get(address).status_code in (403, 404)


def test_the_page_settles_with_both_ratings_beside_the_question(twice, client):
    client.force_login(twice.nia)
    address = reverse("settle-review", args=[twice.review.public_id])
    page = client.get(address).content.decode()
    assert "They said so" in page and 'name="q-mapping"' in page and 'name="q-plan"' not in page
    assert page.index("They said so") < page.index('name="q-mapping"'), "both ratings stand before the scale"
    without = client.post(address, {"q-mapping": "5"}).content.decode()
    assert 'id="id_q-mapping-why-error"' in without and "Please answer this." in without
    no_number = client.post(address, {"q-mapping-why": "Half of it is theirs"}).content.decode()
    assert 'id="id_q-mapping-error"' in no_number and "Half of it is theirs" in no_number
    assert not Settled.objects.exists()
    assert client.post(address, {"q-mapping": "5", "q-mapping-why": "Half of it is theirs"}).status_code == 302
    assert Settled.objects.get().reason == "Half of it is theirs"
    assert "Half of it is theirs" in client.get(address).content.decode()
    client.force_login(twice.lead)
    assert client.get(address).status_code == 404
