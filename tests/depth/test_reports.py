"""Reports of a review and of a programme: what stands in them, for whom, in three forms."""

import io

import docx
import pytest
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from soundings.depth.models import AgreedAction, Comment, Draw, Finding, Review
from soundings.depth.queries.reports import programme_report, review_report
from soundings.depth.rules import Side, State
from tests.depth.questionnaires import value
from tests.design.test_documents import SCRIPTS, words_in
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.depth import part_of
from tests.factories.figures import analyst, finished, programme_for


@pytest.fixture
def told(house):
    """A finished review of Harbour Street with four sides, a disagreement, a finding with its action, and a second."""
    house.programme = programme_for(house.agency, run_by=house.lead, question="How well do families know the worries?")
    review = house.review = finished(
        house.programme,
        house.team,
        agreed={"mapping": value(6)},
        worker={"mapping": value(7) | {"why": "We sat at their table"}, "words": value("Three houses drawn")},
        reviewer={"mapping": value(4) | {"why": "Two of it is ours"}, "plan": value(2)},
        family=[{"mapping": value(3) | {"why": "استمعت إلينا حقا"}}],
    )
    part_of(review, Side.SECOND, house.reviewer, answers={"mapping": value(9) | {"why": "Only for raters"}})
    Review.objects.filter(pk=review.pk).update(worker=house.worker.staff, signed_off_by=house.manager)
    common = {"agency": house.agency, "by": house.lead, "at": NOON}
    Comment.objects.create(review=review, side="worker", disagrees=True, words="I still say seven", **common)
    found = Finding.objects.create(
        review=review, column="well", words="They drew it together", themes=["voice"], **common
    )
    AgreedAction.objects.create(
        agency=house.agency, finding=found, what="Show it to the team.", owner=house.worker.staff,
        by_on=NOON.date(), made_by=house.lead, made_at=NOON,
    )  # fmt: skip
    return house


SAID = (
    "We sat at their table", "Three houses drawn", "Two of it is ours", "استمعت إلينا حقا", "I still say seven",
    "They drew it together", "Show it to the team",
)  # fmt: skip


def address(house, form=""):
    return reverse("review-report", args=[house.review.public_id]) + (f"?form={form}" if form else "")


def test_the_report_says_what_each_side_said_and_what_was_agreed_in_all_forms(told, client):
    client.force_login(told.lead)
    page, word = client.get(address(told)).content.decode(), words_in(client.get(address(told, "docx")).content)
    for said in SAID:
        assert said in page and said in word
    assert "Only for raters" not in page + word
    assert word.index("They drew it together") < word.index("Show it to the team")
    pdf = client.get(address(told, "pdf"))
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert told.review.case.child.name not in pdf["Content-Disposition"]
    assert ReadEntry.objects.filter(verb="review.printed").count() == 3


def test_an_action_that_is_done_is_told_as_one_sentence_after_another(told, client):
    AgreedAction.objects.update(done_at=NOON)
    client.force_login(told.lead)
    assert "Show it to the team. Done, to be confirmed." in client.get(address(told)).content.decode()


def test_the_report_leads_back_to_its_review_and_tells_facts_in_words(told, client):
    network = {"code": "network", "label": "Network", "kind": "list", "a": "yes", "num": 7, "on": "2026-08-15"}
    Review.objects.filter(pk=told.review.pk).update(facts={"elements": [network]}, facts_at=NOON)
    client.force_login(told.worker)
    page = client.get(address(told)).content.decode()
    assert f'href="{reverse("review", args=[told.review.public_id])}"' in page
    assert "Network: 7 lay people, 15 August 2026" in page


def test_a_programme_of_which_nothing_is_finished_says_so(house, client):
    empty = programme_for(house.agency, run_by=house.lead)
    client.force_login(analyst(house.agency))
    page = client.get(reverse("programme-report", args=[empty.public_id])).content.decode()
    assert "The picture begins with the first reviews that are signed off." in page


def test_sides_stand_side_by_side(told, client):
    client.force_login(told.lead)
    table = docx.Document(io.BytesIO(client.get(address(told, "docx")).content)).tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0] == ["Question", "Agreed", "Worker", "Reviewer", "Member 0"]
    assert ["Mapping?", "6/10", "7/10", "4/10", "3/10"] in rows


def test_the_worker_reads_the_report_of_their_own_review(told, client):
    client.force_login(told.worker)
    page = client.get(address(told)).content.decode()
    assert "I still say seven" in page and "Only for raters" not in page


def test_there_is_none_before_its_people_have_met_nor_for_a_blind_rater_nor_out_of_scope(told, client):
    client.force_login(told.lead)
    assert client.get(address(told, "exe")).status_code == 404
    Review.objects.filter(pk=told.review.pk).update(second=told.lead)
    assert client.get(address(told)).status_code == 404  # Rhona Bell is to rate it blind
    Review.objects.filter(pk=told.review.pk).update(second=None, state=State.PREPARING.value)
    with pytest.raises(Denied):
        review_report(viewer_for(told.supervisor), Review.objects.get(pk=told.review.pk))
    assert not ReadEntry.objects.filter(verb="review.printed").exists()
    client.force_login(UserFactory(qa_lead=True))
    assert client.get(address(told)).status_code == 404


def test_two_hundred_comments_in_every_script_are_printed(told, client):
    for n in range(200):
        words = f"{n} {SCRIPTS[n % len(SCRIPTS)]} " * 8
        Comment.objects.create(
            agency=told.agency,
            review=told.review,
            side="worker",
            words=words.replace("\x00", ""),
            by=told.lead,
            at=NOON,
        )
    client.force_login(told.lead)
    assert client.get(address(told, "pdf")).content.startswith(b"%PDF")
    word = words_in(client.get(address(told, "docx")).content)
    assert "199" in word and "她真的听了我们的话" in word


def test_the_report_of_a_programme_says_how_it_was_drawn_and_shows_its_pictures(told, client):
    for number in (5, 6):
        finished(told.programme, told.team, agreed={"mapping": value(number)})
    Draw.objects.create(
        agency=told.agency, programme=told.programme, frame={}, members=["a"] * 143, seed="f00d", wanted=12,
        by=told.lead, on=NOON.date(), at=NOON,
    )  # fmt: skip
    Draw.objects.create(
        agency=told.agency, programme=told.programme, frame={}, members=["a"], seed="5ec1", wanted=1,
        by=told.lead, on=NOON.date(), at=NOON, named_for=told.lead,
    )  # fmt: skip
    Finding.objects.create(
        agency=told.agency, programme=told.programme, column="next", words="Ask them first", by=told.lead, at=NOON
    )
    client.force_login(told.lead)
    at = reverse("programme-report", args=[told.programme.public_id])
    page, word = client.get(at).content.decode(), words_in(client.get(f"{at}?form=docx").content)
    for said in ("frame of 143 cases, seed f00d", "6 (half 5 to 6)", "Ask them first", "voice", "How well do families"):
        assert said in page and said in word
    assert page.count("is not drawn again") == word.count("is not drawn again") == 1
    assert page.count('class="app-spread"')
    assert "5ec1" not in page + word and "They drew it together" not in page + word
    assert told.review.case.child.name not in page + word
    assert client.get(f"{at}?form=pdf").content.startswith(b"%PDF")


def test_those_who_see_groups_see_no_draws_and_no_small_numbers(told, client):
    found = programme_report(viewer_for(analyst(told.agency)), told.programme)
    assert (found.draws, found.states) == ([], {})
    client.force_login(analyst(told.agency))
    page = client.get(reverse("programme-report", args=[told.programme.public_id])).content.decode()
    assert "voice" not in page and "6 (half" not in page and "6/10" not in page and "app-spread" not in page
    with pytest.raises(Denied):
        programme_report(viewer_for(UserFactory(qa_lead=True)), told.programme)
