"""What leaves comes back exactly, and nothing in it is a formula."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile

from soundings.breadth.models import CaseState, Record
from soundings.breadth.rules import Draft
from soundings.cases.models import Case, Child, ChildId, NamedAccess
from soundings.core.models import ReadEntry
from soundings.core.rules import SYSTEM, Denied
from soundings.core.tables import armed
from soundings.exchange import actions
from soundings.exchange.queries.exports import EXPORTS, exported
from soundings.exchange.rules import Kind, Options
from soundings.exchange.writing.tables import FORMATS, table_file
from tests.exchange.conftest import AS_OF, CASE_HEADS, MARY, MELLI
from tests.exchange.test_rules import TRIGGERS
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.breadth import recorded

pytestmark = pytest.mark.django_db
PRACTICE = ["Child IDs", "Element", "Answer", "Date", "Number", "Issue", "Rater", "With family", "Words", "Link",
            "Reason", "Detail", "In case system"]  # fmt: skip
HISTORY = [
    PRACTICE,
    ["4471; 4472", "mapping-family", "yes", "06/01/2026", "", "", "", "separately", "", "", "", "", "yes"],
    ["4471", "scale", "yes", "06/01/2026", "6", "Shouting", "worker", "", "What makes it\na 6", "", "", "", ""],
    ["4471", "scale", "yes", "06/02/2026", "0", "Shouting", "child", "", "", "https://example.test/1", "", "", ""],
    ["4471", "statement", "yes", "", "", "Shouting", "", "", "", "", "", "", ""],
    ["4472", "goal", "no", "", "", "", "", "", "", "", "", "", ""],
    ["4472", "child-plan", "na", "", "", "", "", "", "", "", "The child is not born yet", "", ""],
    ["4472", "three-houses", "nk", "", "", "", "", "", "", "", "", "", ""],
    ["4472", "network", "yes", "01/03/2026", "", "", "", "", "", "", "",
     '{"people": [{"lay": true, "name": "Nan", "checked_on": "2026-02-01"}]}', ""],
]  # fmt: skip


def rows(kind: str, place) -> tuple:
    return exported(kind, agency=place.agency, by=SYSTEM, at=NOON)


def taken_in(kind: Kind, content: bytes, form: str, place, steward) -> None:
    """What was exported is loaded."""
    if form == "json":
        return
    file = ContentFile(content, name=f"x.{form}")
    batch = actions.check(kind=kind, files=[file], options=Options(AS_OF), agency=place.agency, by=steward, at=NOON)
    result = actions.store(batch=batch, by=steward, at=NOON)
    assert result.stored, result.report.problems


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_children_cases_and_practice_come_back_exactly(stored, place, steward, form: str):
    """Exported, everything taken back, loaded from the export, exported again: the same files."""
    heads = [*CASE_HEADS, "Other IDs", "Age", "Age stated on"]
    aged = [*MARY[:3], "", *MARY[4:], "", "7 months", "01/03/2026"]
    first = stored(Kind.CASES, [heads, [*MELLI, "NHS=943 476", "", ""], aged])
    second = stored(Kind.PRACTICE, HISTORY)
    before = {kind: rows(kind, place) for kind in EXPORTS}
    states = {state.head["ref"]: state.values for state in CaseState.objects.all()}
    files = {kind: table_file(kind, *before[kind], form=form) for kind in EXPORTS}
    assert b"7 months" in table_file("cases", *before["cases"], form="csv")

    for batch in (second, first):
        actions.take_back(batch=batch, by=steward, at=NOON, reason="To load it again.")
    assert not Case.objects.exists()
    taken_in(Kind.CASES, files["cases"], form, place, steward)
    taken_in(Kind.PRACTICE, files["practice"], form, place, steward)

    assert {kind: rows(kind, place) for kind in EXPORTS} == before
    after = {state.head["ref"]: state.values for state in CaseState.objects.all()}
    assert without_set_ids(after) == without_set_ids(states)


def without_set_ids(states: dict) -> dict:
    """Sets get new ids when they are loaded again; everything else must be the same."""
    for values in states.values():
        for entry in values.values():
            if "sets" in entry:
                entry["sets"] = sorted(entry["sets"].values(), key=str)
    return states


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("text", TRIGGERS)
def test_no_text_leaves_as_a_formula_and_every_text_comes_back(stored, place, steward, form: str, text: str):
    """In the words of a record, which are kept exactly as typed, whatever they begin with."""
    stored(Kind.CASES, [CASE_HEADS, MELLI])
    words = text.replace("\0", "").replace("\r", "")
    recorded(place, Case.objects.get(), "goal", Draft(new_issue_name="Shouting"), at=NOON)
    Record.objects.update(words=words)

    content = table_file("practice", *rows("practice", place), form=form)
    if form == "xlsx":
        path = Path(place.agency.code + ".xlsx")
        assert_no_formulas(content, path)
    else:
        cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "|", "%")) for cell in cells)
    Record.objects.update(ended_at=NOON, ended_reason="taken-back")
    taken_in(Kind.PRACTICE, content, form, place, steward)

    assert Record.objects.get(ended_at=None).words == words


def assert_no_formulas(content: bytes, name: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row), name


TEXT_FIELDS = ("Given name", "Family name", "Ethnicity", "Disability", "First language", "Household", "Household name",
               "Close reason", "Other IDs")  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_every_text_field_of_a_child_and_case_comes_back(stored, place, steward, form: str):
    """Each of the signs in each of the fields; the second time nothing changes."""
    heads = ["Child ID", "Opened", "Closed", *TEXT_FIELDS]
    signs = [sign for sign in TRIGGERS if sign.strip() == sign and "\0" not in sign]
    children = [
        [f"C{n}", "03/01/2026", "01/02/2026", *([sign] * 5), f"{sign}{n}", sign, sign, f"S{n}={sign}"]
        for n, sign in enumerate(signs)
    ]
    stored(Kind.CASES, [heads, *([armed(cell) for cell in row] for row in children)])
    assert list(Child.objects.order_by("pk").values_list("given_name", flat=True)) == signs
    before = rows("cases", place)

    content = table_file("cases", *before, form=form)
    if form == "xlsx":
        assert_no_formulas(content, Path("cases.xlsx"))
    file = ContentFile(content, name=f"x.{form}")
    batch = actions.check(
        kind=Kind.CASES, files=[file], options=Options(AS_OF), agency=place.agency, by=steward, at=NOON
    )

    assert dict(actions.report_of(batch).counts) == {("child", "same"): len(signs), ("case", "same"): len(signs)}


def test_names_that_look_like_formulas_leave_as_text(stored, place):
    stored(Kind.CASES, [CASE_HEADS, ["4471", "=1+1", "@Majid", *MELLI[3:5], *MELLI[5:]]])
    assert Child.objects.get().given_name == "=1+1"

    content = table_file("cases", *rows("cases", place), form="csv").decode("utf-8-sig")

    assert "'=1+1,'@Majid" in content


@pytest.mark.parametrize("form", FORMATS)
def test_numbers_stay_numbers_and_dates_dates(place, stored, form: str):
    stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])
    stored(Kind.PRACTICE, HISTORY)

    content = table_file("practice", *rows("practice", place), form=form)

    if form == "json":
        found = json.loads(content)["practice"]
        assert [row["Date"] for row in found if row["Number"] == 6] == ["2026-01-06"]
    elif form == "csv":
        assert ",06/01/2026,6,Shouting," in content.decode("utf-8-sig")
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        found = [(number, day.date()) for day, number in sheet.iter_rows(2, None, 4, 5, values_only=True) if number]
        assert found == [(6, date(2026, 1, 6))]


def test_the_trail_says_who_took_whose_data_before_it_is_handed_over(stored, place):
    stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])
    lead = UserFactory(agency=place.agency, qa_lead=True)
    case = Case.objects.get(child__reference="4471")
    NamedAccess.objects.create(agency=place.agency, case=case, user=lead, reason="Audit", given_at=NOON)

    with pytest.raises(Denied):
        exported("cases", agency=place.agency, by=viewer_for(lead), at=NOON)
    _headings, found = exported("cases", agency=place.agency, by=viewer_for(lead, reason="An audit"), at=NOON)

    assert [row[0] for row in found] == ["4471"]
    entry = ReadEntry.objects.get(verb="cases.exported")
    assert entry.actor == lead.public_id
    assert list(entry.child_set.members.values_list("child", flat=True)) == [case.child.public_id]


@pytest.mark.parametrize("role", ["worker", "supervisor", "senior_manager", "administrator", "analyst"])
def test_nobody_else_exports_names(place, role: str):
    by = viewer_for(UserFactory(agency=place.agency, **{role: True}), reason="I am curious")
    with pytest.raises(Denied):
        exported("cases", agency=place.agency, by=by, at=NOON)


def test_restricted_cases_do_not_leave_in_files(stored, place):
    stored(Kind.CASES, [CASE_HEADS, MELLI, MARY])
    stored(Kind.PRACTICE, HISTORY)
    Case.objects.filter(child__reference="4471").update(restricted=True)

    for kind in EXPORTS:
        _headings, found = rows(kind, place)
        assert found
        assert not any("4471" in str(cell) for row in found for cell in row)


def test_numbers_of_other_systems_come_with_the_child(stored, place):
    stored(Kind.CASES, [[*CASE_HEADS, "Other IDs"], [*MELLI, "NHS=943; UPN=A1"]])

    headings, found = rows("cases", place)

    assert found[0][headings.index("Other IDs")] == "NHS=943; UPN=A1"
    assert ChildId.objects.count() == 2
