"""`soundings import answers`, as scripts use it: the rules of its page, and the exit codes of the other kinds."""

import pytest

from soundings.core.models import ReadEntry
from soundings.depth.actions import family
from soundings.depth.models import Part, Returned
from soundings.depth.rules import Mode, Side
from soundings.depth.rules.asking import Asking
from tests.exchange.test_commands import load
from tests.factories.accounts import NOON
from tests.factories.files import csv_of
from tests.factories.together import review_for

pytestmark = pytest.mark.django_db
HEADS = ["SubmissionDate", "soundings.review", "understanding-understands", "understanding-understands.why", "KEY"]
SENT = "2026-03-16T09:00:00.000Z"


@pytest.fixture
def made(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    return review_for()


@pytest.fixture
def bring(made, tmp_path):
    def bringing(*rows, by=None, side="reviewer", heads=HEADS, options=()):
        path = csv_of(tmp_path / "export.csv", [heads, *rows])
        return load("answers", path, "--as", (by or made.reviewer).email, "--side", side, *options)

    return bringing


def row(made, value="7", key="one"):
    return [SENT, made.review.public_id, value, "Each was asked", f"uuid:{key}"]


def test_answers_stand_in_their_review_and_a_second_time_nothing_changes(made, bring):
    assert bring(row(made)) == ("Taken over: 1 row\nLeft: 0 rows\n", "", 0)
    part = Part.objects.get()
    assert (part.side, part.user, part.answers["understands"]["value"]) == ("reviewer", made.reviewer, 7)
    assert ReadEntry.objects.filter(actor=made.reviewer.public_id, verb="reviews.viewed").exists()

    out, err, code = bring(row(made))

    assert (out, code) == ("Taken over: 0 rows\nLeft: 1 row\n", 0)
    assert err == "Row 2: This submission was taken over before.\n"
    assert Part.objects.get().stamp == part.stamp


def test_one_wrong_cell_keeps_everything_out_and_is_told_without_what_it_says(made, bring):
    rows = [row(made), [SENT, "", "4", "", "uuid:two"], [SENT, "nothing", "4", "", "uuid:three"]]
    wrong = row(made, "eleven and Nan", "four")

    out, err, code = bring(wrong)
    assert code == 1 and "1 problems. Nothing was stored." in err
    assert "Row 2, understanding-understands:" in err and "Nan" not in err

    out, err, code = bring(*rows)
    assert code == 1 and "2 problems. Nothing was stored." in err
    assert "Row 3: It does not say to which review it belongs" in err and "Row 4: There is no such review" in err
    assert "Taken over: 0 rows" in out and not Part.objects.exists()


def test_the_good_rows_are_taken_where_that_was_asked_for_and_the_exit_says_that_some_were_not(made, bring):
    out, err, code = bring(row(made), [SENT, "nothing", "4", "", "uuid:three"], options=["--good-rows"])

    assert (code, Part.objects.count()) == (1, 1)
    assert "Taken over: 1 row" in out and "1 row were not stored" in err


def test_a_dry_run_stores_nothing(made, bring):
    out, _err, code = bring(row(made), options=["--dry-run"])

    assert code == 0 and "Nothing was stored" in out and "Taken over: 1 row" in out
    assert not Part.objects.exists() and not Returned.objects.exists()


def test_nobody_brings_what_they_may_not_write(made, bring):
    _out, err, code = bring(row(made), by=made.where.worker)

    assert code == 1 and "not yours to write" in err
    assert not Part.objects.exists()


def test_what_the_family_said_needs_their_own_yes(made, bring):
    asking = Asking(Side.FAMILY, Mode.PAPER, who="mother")
    invite = family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=asking).invite
    heads = [*HEADS, "soundings.asked"]
    said = [*row(made), invite.public_id]

    _out, err, code = bring(said, side="family", heads=heads)
    assert code == 1 and "--yes" in err and not Returned.objects.exists()

    out, _err, code = bring(said, side="family", heads=heads, options=["--yes"])
    assert code == 0 and "Taken over: 1 row" in out
    assert Part.objects.get(side="family").given_at == NOON


@pytest.mark.parametrize("left_out", ["--as", "--side"])
def test_it_is_said_who_brings_them_and_who_answered(made, tmp_path, left_out):
    path = csv_of(tmp_path / "export.csv", [HEADS, row(made)])
    given = {"--as": made.reviewer.email, "--side": "reviewer"}
    del given[left_out]

    _out, err, code = load("answers", path, *[part for pair in given.items() for part in pair])

    assert code == 1 and "--as" in err and "--side" in err


def test_a_file_that_cannot_be_read_as_answers_is_refused(made, bring):
    heads = ["colour", "soundings.review", "KEY"]
    assert "No column of this file is a question" in bring(["red", made.review.public_id, "uuid:one"], heads=heads)[1]
    out, err, code = bring(heads=heads)
    assert (out, code) == ("", 1) and "There is no submission in this file." in err
