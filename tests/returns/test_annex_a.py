"""Every Annex A workbook of the shared folder, read end to end, against counts by another reader (openpyxl)."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from soundings.cases.models import Activity, Case, Child
from soundings.core.rules import SYSTEM
from soundings.exchange import actions
from soundings.exchange.rules import Kind, Options
from tests.factories.accounts import NOON
from tests.factories.breadth import office

pytestmark = pytest.mark.django_db
OPTIONS = Options("2026-03-16")


def load(path: Path, **options) -> actions.Result:
    agency = office().agency
    return load_for(agency, path, **options)


def load_for(agency, path: Path, **options) -> actions.Result:
    made = Options("2026-03-16", **options)
    result, _refused = actions.load(kind=Kind.ANNEX_A, paths=[path], options=made, agency=agency, by=SYSTEM, at=NOON)
    return result


def rows_of(path: Path, number: int) -> Iterator[dict[str, object]]:
    """The rows of one list, as openpyxl reads them."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = next(book[name] for name in book.sheetnames if name.replace("_", " ") == f"List {number}")
    rows = [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
    start = next(place for place, row in enumerate(rows) if row[0] == "Child Unique ID")
    for row in rows[start + 1 :]:
        yield dict(zip(rows[start], row, strict=True))


def day(value: object) -> date:
    assert isinstance(value, datetime)
    return value.date()


def test_the_workbook_of_2024(annex_a: Path):
    """43 rows in lists 1 to 8: 32 children with a case, 10 who only have a contact or early help."""
    path = annex_a / "Annex_A_2024_Jan.xlsx"

    result = load(path)

    assert result.stored
    assert result.report.problems == []
    lists = {number: list(rows_of(path, number)) for number in range(1, 9)}
    assert result.report.rows == sum(map(len, lists.values())) == 43
    involved = {str(row["Child Unique ID"]) for number in range(3, 9) for row in lists[number]}
    assert set(Child.objects.values_list("reference", flat=True)) == involved
    assert (len(involved), Case.objects.count()) == (32, 32)
    assert result.report.counts["activity", "left"] == len(lists[1]) + len(lists[2]) == 10
    assert Counter(Activity.objects.values_list("kind", flat=True)) == {
        "referral": len(lists[3]),
        "assessment": len(lists[4]),
        "section-47": len(lists[5]),
        "conference": sum(row["Date of Initial Child Protection Conference"] is not None for row in lists[5])
        + sum(row["Date of latest review conference"] is not None for row in lists[7]),
        "child-in-need-plan": len(lists[6]),
        "child-protection-plan": len(lists[7]),
        "looked-after": len(lists[8]),
    }


def test_details_of_the_workbook_of_2024(annex_a: Path):
    """Non-breaking spaces, errors, a section 47 enquiry beside a referral, a care that ceased, an odd birth."""
    result = load(annex_a / "Annex_A_2024_Jan.xlsx")

    workers = {offer.name for offer in result.report.offers if offer.kind == "worker"}
    assert "Dustin Hazlett" not in workers  # list 5 wins over list 3 for that child
    assert {"Reagan Mor", "Mathilde Cutsforth", "Eugene Swift"} <= workers
    assert not any("\xa0" in offer.name for offer in result.report.offers)
    both = Case.objects.get(child__reference="6537810")
    assert sorted(both.activities.values_list("kind", flat=True)) == ["conference", "referral", "section-47"]
    ceased = Activity.objects.get(case__child__reference="3623204")
    assert (ceased.ended_on, ceased.case.closed_on) == (date(2020, 9, 22), None)
    assert Case.objects.get(child__reference="5358472").abuse_types == ["PA"]
    assert Child.objects.get(reference="10721552").born_on == date(2021, 1, 4)
    notes = {note.code: many for note, many in result.report.notes}
    assert notes["errors-as-empty"] == 10
    assert notes["before-birth"] == 1


def test_loading_the_workbook_of_2024_again_changes_nothing(annex_a: Path):
    agency = office().agency
    load_for(agency, annex_a / "Annex_A_2024_Jan.xlsx", unknown="create")

    again = load_for(agency, annex_a / "Annex_A_2024_Jan.xlsx", unknown="create")

    assert again.report.sum_of("add") == again.report.sum_of("change") == 0
    assert again.report.sum_of("same") == 32 + 32 + 41


def test_workers_and_teams_of_the_workbook_may_be_created(annex_a: Path):
    path = annex_a / "Annex_A_2024_Jan.xlsx"

    load(path, unknown="create")

    case = Case.objects.get(child__reference="4653765")
    assert (case.team.name, case.worker.name) == ("Locality 4 Duty Team", "Mathilde Cutsforth")
    assert list(case.worker.memberships.values_list("team__name", flat=True)) == ["Locality 4 Duty Team"]
    assert Case.objects.get(child__reference="12598894").team is None  # #N/A


def test_the_template_of_2015(annex_a: Path):
    """Five referrals under a title row; two of them had no further action, so three children have a case."""
    path = annex_a / "ofsted-2015-01-sample.xlsx"

    result = load(path)

    rows = list(rows_of(path, 3))
    assert result.stored
    assert (result.report.rows, len(rows)) == (5, 5)
    acted_on = [row for row in rows if row["Referral NFA?"] == "no"]
    assert {case.child.reference: case.opened_on for case in Case.objects.all()} == {
        str(row["Child Unique ID"]): day(row["Date of referral"]) for row in acted_on
    }
    assert sorted(Child.objects.values_list("reference", "sex")) == [("2", "F"), ("4", "M"), ("5", "F")]


def test_every_workbook_of_the_folder_is_read(annex_a: Path):
    for path in sorted(annex_a.glob("*.xlsx")):
        assert load(path).stored, path.name
