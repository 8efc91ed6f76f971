"""The rows of a plain table: CSV or one sheet of a workbook, with one row of headings."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from soundings.exchange.plans.headings import Column, Headed, by_map, find_headings
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.reading.values import Remembering
from soundings.exchange.rules import Fault


class Table:
    """One sheet whose headings were found, and the readers of its columns."""

    def __init__(self, book: Book, sheet: Sheet, file: int, headed: Headed) -> None:
        self.file, self.sheet, self.headed = file, sheet, headed
        self.book = book

    def place(self, row: int) -> Place:
        return Place(self.file, self.sheet.name, row)

    def rows(
        self, readers: Mapping[str, Remembering[Any]], plan: Plan
    ) -> Iterator[tuple[Place, list[str], dict[str, Any]]]:
        """Each row with anything in it: where, its cells, and what each column with a reader says.

        Rows in which a cell cannot be read are refused instead, with everything that is wrong with them.
        """
        reading = [(code, self.headed.at[code], reader) for code, reader in readers.items() if code in self.headed.at]
        width = 1 + max(self.headed.at.values(), default=0)
        begin = self.headed.row + 1
        for number, cells in enumerate(self.sheet.rows[begin:], start=begin + 1):
            if not any(cells):
                continue
            if len(cells) < width:
                cells = [*cells, *[""] * (width - len(cells))]
            said = {code: reader[cells[at]] for code, at, reader in reading}
            if not any(value is not None and value != "" for value in said.values()):
                continue
            plan.rows += 1
            place = self.place(number)
            if Fault in map(type, said.values()):
                self.refuse_faults(place, cells, said, plan)
            else:
                yield place, cells, said

    def cells(self, number: int) -> list[str]:
        """The cells of a row, by its number in the spreadsheet."""
        cells = self.sheet.rows[number - 1]
        width = 1 + max(self.headed.at.values(), default=0)
        return cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))]

    def columns(
        self, readers: Mapping[str, Remembering[Any]], codes: Sequence[str], defaults: Mapping[str, Any]
    ) -> list[list[Any]]:
        """What each column says, row by row below the headings; the default, over and over, where there is no column.

        Many times as fast as `rows`, for files of a million of them.
        """
        width = 1 + max(self.headed.at.values(), default=0)
        below = self.sheet.rows[self.headed.row + 1 :]
        rows = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in below]
        return [
            list(map(readers[code].__getitem__, map(itemgetter(self.headed.at[code]), rows)))
            if code in self.headed.at
            else [defaults[code]] * len(rows)
            for code in codes
        ]

    def refuse_faults(self, place: Place, cells: Sequence[str], said: Mapping[str, Any], plan: Plan) -> None:
        for code, value in said.items():
            if isinstance(value, Fault):
                plan.refuse(place, self.headed.title(code), cells[self.headed.at[code]], value)

    def refuse(self, place: Place, cells: Sequence[str], code: str, why: Fault, plan: Plan) -> None:
        """The row cannot be stored because of this column."""
        found = cells[self.headed.at[code]] if code in self.headed.at else ""
        plan.refuse(place, self.headed.title(code), found, why)


def tables(
    books: Sequence[Book], columns: Sequence[Column], plan: Plan, *, chosen: Mapping[str, str] | None = None
) -> list[Table]:
    """The tables of these files: of each workbook the first sheet that has the columns.

    chosen: headings that a person picked for the columns; without it they are told by name. A file without the
    columns that are needed becomes a problem of `plan`.
    """
    found = []
    for number, book in enumerate(books):
        headed = [(sheet, _headed(sheet, columns, chosen)) for sheet in book.sheets if sheet.rows]
        good = next(((sheet, heads) for sheet, heads in headed if not heads.missing), None)
        if good:
            found.append(Table(book, good[0], number, good[1]))
            if good[0].errors:
                plan.note("errors-as-empty", sheet=good[0].name or book.name, many=good[0].errors)
            continue
        sheet, heads = max(headed, key=lambda one: len(one[1].at), default=(Sheet(""), Headed(0, {}, [], [""])))
        plan.refuse(Place(number, sheet.name, heads.row + 1), ", ".join(heads.missing), "", fault("columns-missing"))
    return found


def _headed(sheet: Sheet, columns: Sequence[Column], chosen: Mapping[str, str] | None) -> Headed:
    if not chosen:
        return find_headings(sheet.rows, columns)
    wanted = {title for title in chosen.values() if title}
    best = Headed(0, {}, list(sheet.rows[0]), [one.code for one in columns if one.needed])
    for number, row in enumerate(sheet.rows[:15]):
        at = by_map(row, chosen)
        if len(at) > len(best.at):
            missing = [one.code for one in columns if one.needed and one.code not in at]
            best = Headed(number, at, list(row), missing)
            if len(at) == len(wanted):
                break
    return best


def guess(book: Book, columns: Sequence[Column]) -> tuple[list[str], dict[str, str]]:
    """The headings of a file and a first guess, by name, which of them each column is: for a person to confirm."""
    headed = max(
        (find_headings(sheet.rows, columns) for sheet in book.sheets if sheet.rows), key=lambda one: len(one.at)
    )
    return [title for title in headed.titles if title], {code: headed.titles[at] for code, at in headed.at.items()}
