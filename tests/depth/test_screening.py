"""What anybody writes beside a review is read for danger, once, by whoever receives concerns at the place."""

from datetime import timedelta

import pytest
from django.urls import reverse

from soundings.cases import followers
from soundings.cases.actions.screening import screen
from soundings.cases.models import Concern, ConcernRoute, KnownPerson, NamedAccess, Screening
from soundings.cases.queries.concerns import screenings_before
from soundings.cases.rules.concerns import Screened
from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from soundings.depth.actions.commenting import comment
from soundings.depth.models import Comment
from soundings.depth.rules import State
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.together import review_for

pytestmark = pytest.mark.django_db

WORDS = "He said that he waits for her after school"


@pytest.fixture
def made():
    return review_for(state=State.MEETING)


@pytest.fixture
def moira(made):
    """She receives concerns of the whole service; the team's supervisor deputises."""
    moira = UserFactory(senior_manager=True, agency=made.where.agency, name="Moira Reid")
    ConcernRoute.objects.create(
        agency=made.where.agency,
        unit=made.where.service,
        matter="concern-now",
        receiver=moira,
        deputy=made.where.supervisor,
        minutes=60,
        set_at=NOON,
    )
    return moira


def said(made, by=None) -> Screening:
    """What waits to be read once somebody has written WORDS beside the review."""
    written = comment(by=by or made.as_worker, at=NOON, review=made.review, words=WORDS, question="plan")
    return Screening.objects.get(stands_at=written.public_id)


def test_a_comment_waits_from_its_writing_until_the_next_working_day(made, moira):
    waits = said(made)

    assert (waits.source, waits.unit, waits.came_at) == ("comment", made.where.team, NOON)
    assert waits.due_on > NOON.date()
    assert screenings_before(viewer_for(moira)) == [waits]
    assert screenings_before(made.as_worker) == []


def test_a_comment_that_is_refused_waits_for_nobody(made):
    with pytest.raises(Denied):
        comment(by=made.as_worker, at=NOON, review=made.review, words="  ")
    assert not Screening.objects.exists()


def test_its_receiver_reads_it_and_the_trail_says_so_of_the_child(made, moira):
    waits = said(made)

    assert followers.text_of(waits, viewer=viewer_for(moira), at=NOON) == WORDS

    entry = ReadEntry.objects.get(verb="text.screened")
    assert (entry.target_kind, entry.target) == ("comment", waits.stands_at)
    assert [one.child for one in entry.child_set.members.all()] == [made.case.child.public_id]


def test_a_danger_in_it_is_raised_once_on_the_page(client, made, moira):
    waits = said(made)
    client.force_login(moira)
    there = reverse("screening", args=[waits.public_id])

    shown = client.get(there).content.decode()
    assert WORDS in shown and "Written in a comment" in shown
    client.post(there, {"outcome": "raised", "words": "She may be followed."})

    raised = Concern.objects.get()
    assert (raised.source, raised.stands_at) == ("comment", waits.stands_at)
    assert client.get(there).status_code == 404  # it is read once


def test_who_wrote_it_does_not_screen_it(made, moira):
    waits = said(made, by=made.as_supervisor)

    with pytest.raises(Denied, match="You wrote these words"):
        screen(screening=waits, outcome=Screened.NOTHING, by=made.as_supervisor, at=NOON)

    waits.refresh_from_db()
    assert waits.screened_at is None
    assert screen(screening=waits, outcome=Screened.NOTHING, by=viewer_for(moira), at=NOON).screened_by == moira


def test_who_knows_the_family_neither_reads_nor_screens_it(made, moira):
    waits = said(made)
    KnownPerson.objects.create(agency=made.where.agency, user=moira, child=made.case.child, declared_at=NOON)

    assert WORDS not in followers.text_of(waits, viewer=viewer_for(moira), at=NOON)
    with pytest.raises(Denied, match="know this family"):
        screen(screening=waits, outcome=Screened.NOTHING, by=viewer_for(moira), at=NOON)


def test_of_a_restricted_case_the_named_list_alone_reads_it(made, moira):
    waits = said(made)
    type(made.case).objects.filter(pk=made.case.pk).update(restricted=True)

    assert "restricted" in followers.text_of(waits, viewer=viewer_for(moira), at=NOON)
    NamedAccess.objects.create(agency=made.where.agency, case=made.case, user=moira, given_at=NOON - timedelta(days=1))
    assert followers.text_of(waits, viewer=viewer_for(moira), at=NOON) == WORDS


def test_another_agency_gets_no_word_of_it(made):
    waits = said(made)
    stranger = UserFactory(senior_manager=True)

    assert followers.text_of(waits, viewer=viewer_for(stranger), at=NOON) == ""


def test_the_supervisor_is_asked_to_look_at_it(client, made, moira):
    waits = said(made)
    screen(screening=waits, outcome=Screened.SUPERVISOR, by=viewer_for(moira), at=NOON)

    client.force_login(made.where.supervisor)
    asked = client.get(reverse("write-review", args=[made.review.public_id])).content.decode()
    client.force_login(made.reviewer)
    other = client.get(reverse("write-review", args=[made.review.public_id])).content.decode()

    words = f"words of “{Comment.objects.get().by.name}” asks you to look"
    assert words in asked and words not in other
