"""Forms that go to KoboToolbox or ODK, and the pages on which their exports come back, through the client."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.core.tables import open_table_file
from soundings.core.tables.writing import xlsx_file
from soundings.depth.actions import family
from soundings.depth.models import Part, Returned, Review
from soundings.depth.rules import Mode, Side
from soundings.depth.rules.asked import asked_of
from soundings.depth.rules.asking import Asking
from soundings.instruments.rules import Definition
from soundings.instruments.rules.xlsform import complaint
from tests.factories.accounts import NOON, UserFactory
from tests.factories.depth import ProgrammeFactory, part_of
from tests.factories.together import DEFINITION, review_for
from tests.instruments.returned.exports import as_csv, table

pytestmark = pytest.mark.django_db

GIVEN = {
    "well": {"value": "Nan comes each Friday; “every week”"},
    "understands": {"value": 0, "why": "Nobody asked\nthe boy"},
    "plan": {"left": "no-evidence"},
}
REVIEWERS = asked_of(Definition.read(DEFINITION), Side.REVIEWER)


@pytest.fixture
def made():
    return review_for()


def form_of(client, tmp_path, user, **query):
    """The sheets of the workbook that a link gives."""
    client.force_login(user)
    reply = client.get(reverse("answers-form"), query)
    assert reply.status_code == 200
    path = tmp_path / "form.xlsx"
    path.write_bytes(reply.content)
    return open_table_file(path).sheets


def brought(client, user, content, *, side="reviewer", name="export.csv", **query):
    client.force_login(user)
    upload = SimpleUploadedFile(name, content)
    return client.post(f"{reverse('returned-answers')}?{query_of(query)}", {"upload": upload, "side": side})


def query_of(query):
    return "&".join(f"{key}={value}" for key, value in query.items())


def confirm(client, page, *, query="", **more):
    hidden = {name: page.context[key] for name, key in (("file", "packed"), ("seen", "seen"))}
    return client.post(f"{reverse('returned-answers')}?{query}", hidden | {"take": "1"} | more)


def export_of(sheets, answers, marks, definition=REVIEWERS, **style):
    plain = [(sheet.name, sheet.rows) for sheet in sheets]
    return table(plain, definition, answers, marks=marks, **style)


@pytest.mark.parametrize("style", [{"join": "-"}, {"join": "/", "groups": False}, {"join": "/"}])
def test_the_form_of_a_review_goes_out_is_answered_and_comes_back(client, tmp_path, made, style):
    public_id = made.review.public_id
    sheets = form_of(client, tmp_path, made.reviewer, review=public_id, side="reviewer")
    assert complaint(sheets) == ""
    assert "Melli" not in str([sheet.rows for sheet in sheets]) and public_id in str(sheets[0].rows)

    content = as_csv(export_of(sheets, GIVEN, {"soundings.review": public_id}, **style), delimiter=";")
    page = brought(client, made.reviewer, content, review=public_id)
    assert [one["n"] for one in page.context["taking"]] == [3] and not page.context["refused"]
    assert not Part.objects.exists()
    done = confirm(client, page, query=f"review={public_id}")

    assert done.status_code == 302 and done.url == reverse("review", args=[public_id])
    assert Part.objects.get(review=made.review).answers == GIVEN
    assert ReadEntry.objects.filter(verb="reviews.viewed").exists()

    again = brought(client, made.reviewer, content, review=public_id)
    assert not again.context["taking"] and "taken over before" in again.content.decode()


def test_a_workbook_of_kobotoolbox_with_labels_comes_back_into_a_programme(client, tmp_path, made):
    programme = ProgrammeFactory(agency=made.where.agency, instrument=made.review.version.instrument)
    Review.objects.filter(pk=made.review.pk).update(programme=programme)
    version = made.review.version.public_id
    query = {"programme": programme.public_id, "side": "reviewer"}
    sheets = form_of(client, tmp_path, made.reviewer, version=version, **query)
    assert complaint(sheets) == ""

    rows = export_of(sheets, GIVEN, {"soundings.review": made.review.public_id}, label="label::English (en)")
    assert "Which review?" in rows[0] and f"Review {made.review.public_id[:6]}" in str(rows[1])
    rows[0][-1] = "_uuid"
    content = xlsx_file([("Mapping", rows)])
    page = brought(client, made.reviewer, content, name="export.xlsx", programme=programme.public_id)
    confirm(client, page, query=f"programme={programme.public_id}")

    assert Part.objects.get(review=made.review).answers == GIVEN


def test_what_differs_shows_both_and_faults_stand_by_row_and_column(client, made):
    part_of(made.review, Side.REVIEWER, made.reviewer, given=False, answers={"understands": {"value": 4}})
    content = f"soundings.review,understands,plan,KEY\n{made.review.public_id},9,,a\n{made.review.public_id},3,much,b\n"

    page = brought(client, made.reviewer, content.encode())

    shown = re.sub(r"<[^>]+>|\s+", " ", page.content.decode())
    assert "2 rows are refused" in shown
    assert "4/10" in shown and "9/10" in shown and "Something else is written here already" in shown
    refused = page.context["refused"]
    assert [(one["row"], one["column"], one["found"]) for one in refused] == [
        ("Row 2", "", ""),
        ("Row 3", "plan", "much"),
    ]
    assert "Take" not in [one for one in shown.split() if one == "Take"]


def test_rows_that_name_no_review_are_put_by_hand(client, made):
    page = brought(client, made.reviewer, b"understands,KEY\n6,a\n")
    choosing = page.context["choosing"]
    assert len(choosing.fields) == 1 and not page.context["taking"]
    (key, label) = choosing.fields["to-0"].choices[1]
    assert label == "Melli Majid · Reviewer"

    chosen = {"file": page.context["packed"], "seen": page.context["seen"], "to-0": key}
    looked = client.post(reverse("returned-answers"), chosen | {"look": "1"})
    assert len(looked.context["taking"]) == 1
    hasty = client.post(reverse("returned-answers"), chosen | {"take": "1"})  # nobody has seen that yet
    assert hasty.status_code == 200 and not Part.objects.exists()
    confirm(client, looked, **{"to-0": key})

    assert Part.objects.get(review=made.review).answers == {"understands": {"value": 6}}


def test_the_family_s_own_yes_is_asked_for_on_the_preview(client, tmp_path, made):
    asking = Asking(Side.FAMILY, Mode.PAPER, who="mother")
    invite = family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=asking).invite
    public_id = made.review.public_id
    client.force_login(made.reviewer)
    links = client.get(f"{reverse('returned-answers')}?review={public_id}").context["forms"]
    assert [one["label"] for one in links] == ["Mother", "Reviewer"]
    sheets = form_of(client, tmp_path, made.reviewer, review=public_id, side="family", asked=invite.public_id)
    marks = {"soundings.review": public_id, "soundings.asked": invite.public_id}
    definition = asked_of(Definition.read(DEFINITION), Side.FAMILY)
    content = as_csv(export_of(sheets, {"listened": {"value": "partly"}}, marks, definition))

    page = brought(client, made.reviewer, content, side="family", review=public_id)
    assert "Before they answered" in page.content.decode()
    refused = confirm(client, page, query=f"review={public_id}", told="on")
    assert refused.status_code == 200 and not Returned.objects.exists()
    assert 'href="#id_yes"' in refused.content.decode(), "the summary leads to the box"
    confirm(client, page, query=f"review={public_id}", told="on", yes="on")

    part = Part.objects.get(review=made.review, side="family")
    assert part.given_at and part.consent["yes_at"]
    assert part.answers == {"listened": {"value": "partly"}}


def test_a_preview_goes_to_nobody_else_and_nonsense_is_refused(client, made):
    page = brought(client, made.reviewer, f"soundings.review,understands,KEY\n{made.review.public_id},6,a\n".encode())
    client.force_login(made.where.supervisor)
    other = confirm(client, page)
    assert other.status_code == 302 and not Part.objects.exists()

    for content, why in (
        (b"%PDF-1.7", "another kind"),
        (b"understands\n6\n", "which submission"),
        (b"KEY,understands\n", "no submission"),
        (b"KEY,colour,soundings.review\na,red," + made.review.public_id.encode(), "No column"),
    ):
        assert why in brought(client, made.reviewer, content).content.decode()


def test_who_writes_nothing_in_a_review_gets_neither_form_nor_page(client, made):
    public_id = made.review.public_id
    stranger = UserFactory(worker=True, agency=made.where.agency)
    client.force_login(stranger)
    form = client.get(reverse("answers-form"), {"review": public_id, "side": "reviewer"})
    assert form.status_code == client.get(f"{reverse('returned-answers')}?review={public_id}").status_code == 404

    client.force_login(made.where.worker)
    assert client.get(reverse("answers-form"), {"review": public_id, "side": "reviewer"}).status_code == 404
    assert client.get(reverse("answers-form"), {"review": public_id, "side": "worker"}).status_code == 200


def test_restricted_cases_stand_in_no_form_of_a_programme(client, made):
    programme = ProgrammeFactory(agency=made.where.agency, instrument=made.review.version.instrument)
    Review.objects.filter(pk=made.review.pk).update(programme=programme)
    made.case.restricted = True
    made.case.save()
    client.force_login(programme.run_by)

    page = client.get(f"{reverse('returned-answers')}?programme={programme.public_id}")
    assert page.context["forms"] == []
