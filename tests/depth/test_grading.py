"""A grade, only where a programme asks for one, and on no first page."""

import pytest
from django.urls import reverse

from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth.actions.grading import give_grade
from soundings.depth.models import Programme, Review
from soundings.depth.rules.grades import Grade
from tests.factories.accounts import NOON, viewer_for
from tests.factories.cases import CaseFactory
from tests.factories.depth import ReviewFactory
from tests.factories.figures import programme_for, version_of


@pytest.fixture
def meeting(house):
    house.programme = programme_for(house.agency, run_by=house.lead, graded=True)
    house.review = ReviewFactory(
        case=CaseFactory(team=house.team, worker=house.worker.staff),
        programme=house.programme,
        version=version_of(house.programme),
        reviewer=house.reviewer,
        state="meeting",
    )
    return house


def graded(house, who, grade=Grade.GOOD):
    return give_grade(review=house.review, grade=grade, by=viewer_for(who), at=NOON)


def test_reviewer_and_worker_write_it_down_and_take_it_off(meeting):
    assert graded(meeting, meeting.reviewer).grade == "good"
    assert graded(meeting, meeting.worker, None).grade == ""
    assert ChangeEntry.objects.filter(verb="review.graded").count() == 2


def test_nobody_else_does_and_not_before_or_after_they_meet(meeting):
    for who in (meeting.lead, meeting.manager):
        with pytest.raises(Denied):
            graded(meeting, who)
    Review.objects.filter(pk=meeting.review.pk).update(state="signed-off")
    with pytest.raises(Denied):
        graded(meeting, meeting.reviewer)
    assert Review.objects.get(pk=meeting.review.pk).grade == ""


def test_a_programme_without_grades_takes_none(meeting):
    Programme.objects.filter(pk=meeting.programme.pk).update(graded=False)
    with pytest.raises(Denied, match="asks for no grade"):
        graded(meeting, meeting.reviewer)
    assert not ChangeEntry.objects.filter(verb="review.graded").exists()


def test_the_page_gives_it_and_the_report_tells_it_at_its_end(meeting, client):
    client.force_login(meeting.reviewer)
    address = reverse("grade-review", args=[meeting.review.public_id])
    assert address in client.get(reverse("review", args=[meeting.review.public_id])).content.decode()
    assert client.post(address, {"grade": "splendid"}).status_code == 200
    assert address in client.get(reverse("write-review", args=[meeting.review.public_id])).content.decode()
    told = client.post(address, {"grade": "good"}, follow=True).content.decode()
    assert "Saved." in told and "Agree on a grade</a> · Good" in told
    report = reverse("review-report", args=[meeting.review.public_id])
    page = client.get(report).content.decode()
    assert "one of four grades: Good" in page
    assert "Good" not in client.get(reverse("reviews")).content.decode()
    Programme.objects.filter(pk=meeting.programme.pk).update(graded=False)
    assert client.get(address).status_code == 404
