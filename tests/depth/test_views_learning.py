"""The pages of what was found and what follows, through the client."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from soundings.core.queries import reads_of_child
from soundings.depth.models import AgreedAction, Example, Finding, TheoryStep
from soundings.depth.rules import State
from tests.factories.accounts import UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.depth import ReviewFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(house):
    return ReviewFactory(
        case=house.case, state=State.MEETING.value, reviewer=house.reviewer, supervisor=house.supervisor
    )


def said(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def day(on, name: str) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def test_from_a_finding_to_a_confirmed_action(client, house, review):
    there = reverse("findings-of-review", args=[review.public_id])
    client.force_login(house.reviewer)
    assert "What was found" in said(client.get(there))
    assert reads_of_child(child=house.case.child.public_id, agency_id=house.agency.pk).exists()
    client.post(there, {"column": "worried", "words": "Words are missing.", "themes": "voice, words"})
    finding = Finding.objects.get()
    assert finding.themes == ["voice", "words"]

    agree = reverse("agree-action", args=[finding.public_id])
    assert "Jane Smith" in said(client.get(agree))
    on = timezone.localdate() + timedelta(days=10)
    sent = {"what": "Three houses.", "owner": "Nobody Known"} | day(on, "by_on")
    assert "Nobody of that name" in said(client.post(agree, sent))
    assert "Three houses." in said(client.post(agree, sent | {"owner": "jane smith"}, follow=True))
    action = AgreedAction.objects.get()
    assert action.owner == house.worker.staff

    client.force_login(house.worker)
    one = reverse("agreed-action", args=[action.public_id])
    assert "Three houses." in said(client.get(reverse("agreed-actions")))
    assert "Please fill this in" in said(client.post(one, {"move": "done", "evidence": ""}))
    client.post(one, {"move": "done", "evidence": "Pictures in the file."})
    client.post(one, {"move": "confirm"})
    action.refresh_from_db()
    assert (action.done_by, action.confirmed_by) == (house.worker, None)

    client.force_login(house.supervisor)
    assert "Three houses." in said(client.get(reverse("agreed-actions")))  # none is theirs: the open ones
    assert "Three houses." not in said(client.get(f"{reverse('agreed-actions')}?show=mine"))
    assert "Pictures in the file." in said(client.get(one))
    client.post(one, {"move": "confirm"})
    action.refresh_from_db()
    assert action.confirmed_by == house.supervisor
    assert "Three houses." in said(client.get(f"{reverse('agreed-actions')}?show=ended"))


def test_a_reviewer_of_another_team_raises_a_danger_from_the_review_without_its_case(client, house, review):
    about_case = reverse("raise-concern-about", args=[house.case.public_id])
    there = reverse("review", args=[review.public_id])
    client.force_login(house.supervisor)
    assert about_case in said(client.get(there))
    client.force_login(house.reviewer)
    page = said(client.get(there))
    assert about_case not in page
    assert f"{reverse('raise-concern')}?source=review" in page
    assert client.get(f"{reverse('raise-concern')}?source=review&place={house.team.public_id}").status_code == 200


def test_a_late_action_is_a_question(client, house, review):
    on = timezone.localdate() - timedelta(days=2)
    finding = Finding.objects.create(
        agency=house.agency,
        review=review,
        unit=house.team,
        column="worried",
        words="-",
        by=house.reviewer,
        at=timezone.now(),
    )
    AgreedAction.objects.create(
        agency=house.agency,
        finding=finding,
        what="Three houses.",
        owner=house.worker.staff,
        by_on=on,
        made_by=house.reviewer,
        made_at=timezone.now(),
    )
    client.force_login(house.worker)
    assert "What got in the way?" in said(client.get(reverse("agreed-actions")))


def test_what_is_out_of_scope_is_not_there(client, house, review):
    client.force_login(UserFactory(worker=True, unit=house.other))
    for name in ("findings-of-review", "share-example"):
        assert client.get(reverse(name, args=[review.public_id])).status_code == 404
    assert client.get(reverse("findings-of-programme", args=[house.programme.public_id])).status_code == 404


def test_findings_over_a_programme(client, house):
    there = reverse("findings-of-programme", args=[house.programme.public_id])
    client.force_login(house.lead)
    client.post(there, {"column": "next", "words": "Time for mapping.", "alignment": "organisation"})
    assert "How the organisation works" in said(client.get(there))


def test_the_theory_of_change_says_which_step_nothing_asks_about(client, house):
    client.force_login(house.worker)
    assert client.get(reverse("new-theory-step")).status_code == 404
    client.force_login(house.lead)
    client.post(reverse("new-theory-step"), {"level": "done", "words": "We map together.", "questions": []})
    assert "No question asks about this step" in said(client.get(reverse("theory")))
    step = TheoryStep.objects.get()
    there = reverse("theory-step", args=[step.public_id])
    client.post(there, {"level": "done", "words": "We map together.", "questions": ["understand"]})
    page = said(client.get(reverse("theory")))
    assert "No question asks about this step" not in page
    assert "each asked, understand why" in page
    client.post(reverse("retire-theory-step", args=[step.public_id]))
    assert "We map together." not in said(client.get(reverse("theory")))


def test_an_example_is_shared_and_taken_back(client, house, review):
    client.force_login(house.reviewer)
    there = reverse("share-example", args=[review.public_id])
    sent = {"title": "Mapping", "words": "Smith mapped with them.", "consent_from": "the mother", "names_nobody": "on"}
    sent |= day(timezone.localdate(), "consent_on")
    assert "These could be names: Smith" in said(client.post(there, sent))
    client.post(there, sent | {"words": "They mapped together."})
    example = Example.objects.get()
    one = reverse("example", args=[example.public_id])
    client.force_login(UserFactory(worker=True, unit=house.other))
    assert "They mapped together." in said(client.get(one))
    assert client.post(one).status_code == 403
    client.force_login(house.lead)
    client.post(one)
    assert client.get(one).status_code == 404


def test_a_word_that_may_be_a_name_is_asked_about_on_the_page(client, house, review):
    house.case.child.given_name = "Will"
    house.case.child.save()
    client.force_login(house.reviewer)
    there = reverse("share-example", args=[review.public_id])
    sent = {"title": "Mapping", "consent_from": "the mother", "names_nobody": "on", "words": "What Will happen next?"}
    sent |= day(timezone.localdate(), "consent_on")

    page = said(client.post(there, sent))

    assert "Is this a person’s name?" in page and "“Will” is not a name here" in page
    assert "name? (optional)" not in page
    assert not Example.objects.exists()
    assert client.post(there, sent | {"ordinary": ["Will"]}).status_code == 302
    assert Example.objects.get().words == "What Will happen next?"


def test_nothing_is_shared_from_a_restricted_case(client, house):
    sealed = ReviewFactory(case=CaseFactory(team=house.team, restricted=True), reviewer=house.reviewer)
    client.force_login(house.reviewer)
    assert client.get(reverse("share-example", args=[sealed.public_id])).status_code == 404
