"""`soundings import` and `soundings export`, as scripts use them."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from soundings.accounts.models import Staff
from soundings.cases.models import Case, Child
from soundings.core.models import ChangeEntry
from soundings.exchange.models import Batch
from tests.exchange.conftest import CASE_HEADS, MARY, MELLI
from tests.factories.accounts import UserFactory
from tests.factories.files import csv_of, packed, parts
from tests.factories.whiteboards import FRONT_END, WHOLE_PRACTICE

pytestmark = pytest.mark.django_db
BAD = ["4473", "", "", "31/02/2013", "", "03/01/2026", "", "", "", ""]


def load(*args: object, **options) -> tuple[str, str, int]:
    """What the command says on both streams, and how it ends."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import", *map(str, args), "--as-of", "2026-03-16", stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue() + str(error), error.returncode
    return out.getvalue(), err.getvalue(), 0


def test_it_says_what_it_added_changed_and_left(place, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, MARY])

    out, err, code = load("cases", path)

    assert (err, code) == ("", 0)
    assert out.splitlines() == [
        "Added: 2 children, 1 family, 2 cases",
        "Changed: nothing",
        "Left as they are: nothing",
        "Refused: 0 rows",
    ]
    assert Case.objects.count() == 2


def test_repeating_it_changes_nothing(place, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, MARY])
    load("cases", path)

    out, _err, code = load("cases", path)

    assert code == 0
    assert "Added: nothing" in out
    assert "Left as they are: 2 children, 2 cases" in out


def test_every_problem_is_told_and_nothing_stored(place, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, BAD, ["", *MARY[1:]]])

    out, err, code = load("cases", path)

    assert code == 1
    assert "Row 3, Date of birth: found “31/02/2013”." in err
    assert "Row 4, Child ID: found an empty cell." in err
    assert "Nothing was stored" in err
    assert "Refused: 2 rows" in out
    assert not Child.objects.exists()
    assert not Batch.objects.exists()


def test_the_good_rows_are_stored_and_the_others_come_back(place, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, BAD])

    _out, err, code = load("cases", path, good_rows=True)

    assert code == 1  # not every row was stored
    assert [child.reference for child in Child.objects.all()] == ["4471"]
    (refused,) = tmp_path.glob("*not stored.csv")
    assert refused.name in err
    assert b"4473" in refused.read_bytes()


def test_mended_rows_load_as_they_come_back(place, tmp_path: Path):
    load("cases", csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, BAD]), good_rows=True)
    (refused,) = tmp_path.glob("*not stored.csv")
    refused.write_text(refused.read_text("utf-8-sig").replace("31/02/2013", "28/02/2013"), "utf-8")

    _out, _err, code = load("cases", refused)

    assert code == 0
    assert Child.objects.count() == 2


def test_a_dry_run_stores_nothing(place, tmp_path: Path):
    out, _err, code = load("cases", csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI]), dry_run=True)

    assert code == 0
    assert "Added: 1 child, 1 family, 1 case" in out
    assert not Child.objects.exists()
    assert not Batch.objects.exists()


def test_who_loads_it_must_be_allowed_to(place, steward, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI])

    assert load("cases", path, user=place.worker.email)[2] == 1
    assert load("cases", path, user="nobody@example.org")[2] == 1
    assert load("cases", path, user=steward.user.email)[2] == 0
    assert ChangeEntry.objects.get(verb="import.stored").actor == steward.public_id


@pytest.mark.parametrize(("unknown", "code", "people"), [("leave", 0, 0), ("create", 0, 1), ("refuse", 1, 0)])
def test_unknown_names_are_told_and_treated_as_asked(place, tmp_path: Path, unknown: str, code: int, people: int):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, [*MELLI[:-1], "Ah Hins"]])

    _out, err, ended = load("cases", path, unknown=unknown)

    assert ended == code
    assert Staff.objects.filter(name="Ah Hins").count() == people
    if unknown == "leave":
        assert "“Ah Hins”" in err
        assert "Ah Hin Xeng" in err
        assert Case.objects.get().worker is None


def test_a_board_is_one_teams_and_its_shift_is_said(place, tmp_path: Path):
    path = csv_of(tmp_path / "board.csv", [[*row, *[""] * (14 - len(row))] for row in WHOLE_PRACTICE])

    assert load("board", path, team=["North"])[2] == 1
    assert load("board", path, team=["Nowhere"])[2] == 1
    assert load("board", path, team=["North", "South"])[2] == 1
    assert load("board", path, team=["North"], shift="swap")[2] == 0
    assert Case.objects.filter(team=place.team).count() == 2


def test_forms_that_stand_for_nothing_yet_are_asked_about(place, tmp_path: Path):
    load("cases", csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI]))
    forms = csv_of(tmp_path / "forms.csv", [["Person ID", "Form", "Completed"], ["4471", "Houses", "06/01/2026"]])

    out, err, code = load("forms-completed", forms)

    assert (code, "Houses" in err) == (1, True)
    assert "Left out: 1 form" in out
    assert load("forms-completed", forms, map="Unheard of")[2] == 1


def test_several_files_are_one_import(place, tmp_path: Path):
    files = [csv_of(tmp_path / f"{n}.csv", [CASE_HEADS, row]) for n, row in enumerate((MELLI, MARY))]

    assert load("cases", *files)[2] == 0
    assert Batch.objects.get().file_names == ["0.csv", "1.csv"]


def test_a_bad_file_is_refused_in_words(place, tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(packed({**parts(), "xl/vbaProject.bin": b"x"}))

    _out, err, code = load("cases", path)

    assert code == 1
    assert "macro" in err


def test_a_missing_file_or_agency_is_said(place, tmp_path: Path):
    path = csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI])

    assert "no such file" in load("cases", tmp_path / "gone.csv")[1]
    assert load("cases", path, agency="elsewhere")[2] == 1


def export(capsysbinary, *args: str) -> bytes:
    call_command("export", *args)
    return capsysbinary.readouterr().out


def test_an_export_names_who_takes_it_unless_it_is_a_training_copy(place, capsysbinary, tmp_path: Path):
    load("cases", csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI]))

    with pytest.raises(CommandError):
        export(capsysbinary, "cases")
    with pytest.raises(CommandError):
        export(capsysbinary, "cases", "--as", place.worker.email, "--reason", "I want it")

    place.agency.is_training = True
    place.agency.save()
    rows = list(csv.DictReader(io.StringIO(export(capsysbinary, "cases").decode("utf-8-sig"))))
    assert [(row["Child ID"], row["Family name"]) for row in rows] == [("4471", "Majid")]


def test_a_qa_lead_exports_what_is_shared_by_name(place, capsysbinary, tmp_path: Path):
    from soundings.cases.models import NamedAccess
    from tests.factories.accounts import NOON

    load("cases", csv_of(tmp_path / "cases.csv", [CASE_HEADS, MELLI, MARY]))
    lead = UserFactory(agency=place.agency, qa_lead=True)
    case = Case.objects.get(child__reference="4472")
    NamedAccess.objects.create(agency=place.agency, case=case, user=lead, reason="Audit", given_at=NOON)

    with pytest.raises(CommandError, match="why"):
        export(capsysbinary, "cases", "--as", lead.email)
    raw = export(capsysbinary, "cases", "--as", lead.email, "--reason", "A collaborative audit")

    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert [row["Child ID"] for row in rows] == ["4472"]


def test_a_workbook_is_written_where_it_is_told_to(place, tmp_path: Path):
    place.agency.is_training = True
    place.agency.save()
    load("board", csv_of(tmp_path / "b.csv", FRONT_END), team=["North"])

    call_command("export", "practice", "--format", "xlsx", "--out", str(tmp_path / "p.xlsx"), stderr=io.StringIO())

    assert (tmp_path / "p.xlsx").read_bytes().startswith(b"PK")
