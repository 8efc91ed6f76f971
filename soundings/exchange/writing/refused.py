"""The rows of a file that were not stored, in the form in which they came, each with the reason beside it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from soundings.exchange.plans.headings import LOOK
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.reading import UNCALCULATED, Book, Sheet
from soundings.exchange.rules import RowProblem
from soundings.exchange.words.faults import fix
from soundings.exchange.words.lines import WHY_COLUMN
from soundings.exchange.writing.tables import csv_file, xlsx_file


def refused_file(books: Sequence[Book], plan: Plan) -> tuple[str, bytes]:
    """Its name and content. Headings stand as they did, so that the rows can be mended and loaded as they are."""
    why: dict[tuple[int, str], dict[int, list[RowProblem]]] = defaultdict(lambda: defaultdict(list))
    for problem in plan.problems:
        why[problem.file, problem.sheet][problem.row].append(problem)
    stem = Path(books[0].name).stem[:60] or "rows"
    if len(books) == 1 and not books[0].is_workbook:
        rows = list(_rows(books[0].sheets[0], why[0, books[0].sheets[0].name]))
        return f"{stem} - not stored.csv", csv_file(rows[0] if rows else [], rows[1:])
    sheets = [
        (sheet.name or Path(book.name).stem, list(_rows(sheet, why[number, sheet.name])))
        for number, book in enumerate(books)
        for sheet in book.sheets
        if why.get((number, sheet.name))
    ]
    return f"{stem} - not stored.xlsx", xlsx_file(sheets)


def _rows(sheet: Sheet, why: dict[int, list[RowProblem]]) -> Iterator[list[str]]:
    """The headings, and each row with a problem, with all its reasons in one more cell."""
    numbers = sorted(number for number in why if 1 <= number <= len(sheet.rows))
    first = _heading_row(sheet, numbers)
    width = max((len(sheet.rows[number - 1]) for number in [first + 1, *numbers]), default=0)
    if sheet.rows:
        yield [*_padded(sheet.rows[first], width), str(WHY_COLUMN)]
    for number in numbers:
        if number - 1 != first:
            yield [*_padded(sheet.rows[number - 1], width), " ".join(_said(problem) for problem in why[number])]


def _heading_row(sheet: Sheet, numbers: Sequence[int]) -> int:
    """The fullest row above the first one refused: that is where the headings are."""
    above = range(min(LOOK, len(sheet.rows), max(min(numbers, default=1) - 1, 1)))
    return max(above, key=lambda number: (sum(map(bool, sheet.rows[number])), -number), default=0)


def _padded(cells: Sequence[str], width: int) -> list[str]:
    plain = ["" if cell == UNCALCULATED else cell for cell in cells]
    return [*plain, *[""] * (width - len(plain))]


def _said(problem: RowProblem) -> str:
    return f"{problem.column}: {fix(problem.fault)}" if problem.column else fix(problem.fault)
