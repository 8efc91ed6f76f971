"""The data of a programme under codes: what is in it, what never is, and who may take it."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from soundings.depth.models import Review
from soundings.depth.queries.exports import reviews_table
from soundings.depth.rules.screening import names_somebody
from tests.depth.questionnaires import value
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.figures import analyst, finished, programme_for


@pytest.fixture
def told(house):
    house.programme = programme_for(house.agency, run_by=house.lead)
    for number in (2, 4, 6):
        finished(
            house.programme,
            house.team,
            agreed={"mapping": value(number) | {"why": f"As {number}"}, "understands": {"left": "no-evidence"}},
            family=[{"understands": value("partly")}, {"understands": value("yes")}],
        )
    house.review = finished(house.programme, house.other, worker={"steps": value({"a": 3, "b": 0})})
    finished(house.programme, house.team, restricted=True, agreed={"mapping": value(1)})
    return house


def rows_for(house, user, **more):
    headings, rows = reviews_table(viewer_for(user), house.programme, at=NOON, **more)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_a_row_for_each_answer_of_each_side(told):
    rows = rows_for(told, told.lead)
    mapping = [(row["Side"], row["Answer"], row["Number"]) for row in rows if row["Question"] == "mapping"]
    assert mapping == [("agreed", 2, 2), ("agreed", 4, 4), ("agreed", 6, 6)]
    family = [(row["Side"], row["Answer"], row["Number"]) for row in rows if row["Side"].startswith("family")]
    assert family[:2] == [("family 1", "partly", 5), ("family 2", "yes", 10)]
    assert [row["Left"] for row in rows if row["Side"] == "agreed" and row["Question"] == "understands"] == [
        "no-evidence"
    ] * 3
    assert [(row["Row"], row["Number"]) for row in rows if row["Question"] == "steps"] == [("a", 3), ("b", 0)]
    assert {row["Signed off in"] for row in rows} == {"2026-03"}


def test_codes_stand_for_reviews_and_teams_and_small_teams_are_other(told):
    rows = rows_for(told, told.lead)
    assert len({row["Review"] for row in rows}) == 4
    assert {row["Team"] == "other" for row in rows if row["Question"] == "steps"} == {True}
    assert len({row["Team"] for row in rows} - {"other"}) == 1
    text = json.dumps(rows)
    for review in Review.objects.filter(programme=told.programme):
        child = review.case.child
        for secret in (review.public_id, review.case.public_id, child.public_id, child.given_name, child.reference):
            assert secret not in text
    assert told.team.name not in text and told.team.public_id not in text
    assert rows_for(told, told.lead) == rows  # the same codes again


def test_words_come_only_for_those_who_may_read_them_and_none_that_names_somebody(told):
    Review.objects.filter(programme=told.programme).update(worker=told.worker.staff)
    part = told.review.parts.get()
    part.answers = {"words": value("jane SMITH listened"), "mapping": value(3) | {"why": "Everybody was heard"}}
    part.save(update_fields=["answers"])
    words = [row["Words"] for row in rows_for(told, told.lead, words=True)]
    assert "As 2" in words and "Everybody was heard" in words
    assert "[left out: it names somebody]" in words and not any("SMITH" in one for one in words)
    assert all("Words" not in row for row in rows_for(told, told.lead))
    with pytest.raises(Denied):
        rows_for(told, analyst(told.agency), words=True)


def test_who_may_take_it_and_how_far(told):
    administrator = UserFactory(administrator=True, agency=told.agency)
    in_groups = analyst(told.agency)
    assert len({row["Review"] for row in rows_for(told, in_groups)}) == 4
    assert len({row["Review"] for row in rows_for(told, told.supervisor)}) == 3
    for who in (told.worker, administrator):
        with pytest.raises(Denied):
            rows_for(told, who)
    with pytest.raises(Denied):
        rows_for(told, UserFactory(qa_lead=True))  # of another agency


def test_whoever_is_to_rate_a_review_blind_does_not_take_it_out(told):
    Review.objects.filter(pk=told.review.pk).update(second=told.lead)
    assert len({row["Review"] for row in rows_for(told, told.lead)}) == 3


def test_the_trail_says_first_whose_data_left(told):
    rows_for(told, analyst(told.agency))
    assert ReadEntry.objects.filter(verb="reviews.exported").count() == 1


def test_the_page_and_the_command_write_the_same(told, client, capsysbinary):
    client.force_login(told.lead)
    address = reverse("export-reviews", args=[told.programme.public_id])
    assert address in client.get(reverse("programme-heat", args=[told.programme.public_id])).content.decode()
    got = client.post(address, {"form": "csv", "reason": "Yearly report"}).content.decode("utf-8-sig")
    call_command("export", "reviews", "--as", told.lead.email, "--agency", told.agency.code)
    written = capsysbinary.readouterr().out.decode("utf-8-sig")
    assert written == got
    assert len(list(csv.DictReader(io.StringIO(got)))) == 14
    assert client.post(address, {"form": "csv", "reason": ""}).status_code == 200  # asks why
    client.force_login(told.worker)
    assert client.get(address).status_code in (403, 404)


def test_the_command_refuses_in_words(told):
    with pytest.raises(CommandError, match="no programme"):
        call_command("export", "reviews", "--as", told.worker.email, "--agency", told.agency.code)
    with pytest.raises(CommandError, match="no programme"):
        call_command("export", "reviews", "--as", told.lead.email, "--programme", "x", "--agency", told.agency.code)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Łukasz said so", True),
        ("with LUKASZ’s mother", True),
        ("the Åkessons came", False),
        ("Mrs Akesson came", True),
        ("Li was there", False),
        ("Li Wu was there", True),
        ("a likely thing", False),
        ("", False),
    ],
)
def test_a_name_is_found_as_a_word_whatever_its_accents(text, found):
    assert names_somebody(text, ["Łukasz Åkesson", "Li Wu"]) is found


@given(st.text(max_size=30), st.text("abcdefgh", min_size=3, max_size=9), st.text(max_size=30))
def test_a_name_between_other_words_is_always_found(before, name, after):
    assert names_somebody(f"{before} {name.upper()} {after}", [name])
