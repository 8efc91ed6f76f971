"""Runs in a process of its own: checks one workbook, reads it, and writes its cells to standard output.

What it writes, as `marshal` frames: ("sheet", name, shown, errors), then for blocks of rows ("rows", new texts, width,
numbers), each number standing for a text told so far; ("refused", code, params) ends it early, ("end",) at the end.
No Django, no settings, no database: a file that breaks this process breaks nothing else.
"""

import marshal
import math
import re
import resource
import sys
from array import array
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from soundings.core.tables.archive import Archive, refuse_by_parts
from soundings.core.tables.book import MAX_CELL, MAX_COLUMNS, MAX_ROWS, UNCALCULATED
from soundings.core.tables.markup import RELATIONSHIPS, SHEET_PART, Marks, check_parts, check_sheet, parsed
from soundings.core.tables.refused import FileRefused

BLOCK = 2_000  # rows
TOGETHER = 32 * 1024 * 1024  # bytes of XML of two sheets that may be open at once


class Texts(dict[Any, int]):
    """The number that stands for a cell's text. True and 1.0 are one key, so both are told as 1."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.numbers: dict[str, int] = {}
        self.count = 0
        for first in (1.0, 0.0):
            self[first]

    def __missing__(self, raw: Any) -> int:
        text = as_text(raw)
        number = self.numbers.get(text)
        if number is None:
            number = self.numbers[text] = self.count
            self.count += 1
            self.told.append(text)
        self[raw] = number
        return number


def as_text(raw: Any) -> str:
    """A cell as the spreadsheet shows it; `...` stands for a formula without a result."""
    if isinstance(raw, str):
        if len(raw) > MAX_CELL:
            raise FileRefused("long-cell", line="", limit=MAX_CELL)
        return raw.replace(UNCALCULATED, "")
    if isinstance(raw, float):
        return _number(raw)
    if isinstance(raw, datetime):
        return _moment(raw)
    if isinstance(raw, date):
        return f"{raw:%d/%m}/{raw.year:04d}"
    if isinstance(raw, (time, timedelta)):
        return str(raw)
    return UNCALCULATED if raw is ... else "" if raw is None else str(raw)


def _number(raw: float) -> str:
    if math.isfinite(raw) and raw == int(raw) and abs(raw) < 1e15:
        return str(int(raw))
    return repr(raw)


def _moment(raw: datetime) -> str:
    day = f"{raw:%d/%m}/{raw.year:04d}"
    return day if raw.time() == time() else f"{day} {raw:%H:%M}"


def limit_myself(memory: int, seconds: int) -> None:
    """From here on this process may take so many bytes more and so many seconds of work, and write no file."""
    resource.setrlimit(resource.RLIMIT_AS, (_used() + memory, _used() + memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _used() -> int:
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 512 * 1024 * 1024  # no /proc: a generous guess at what Python itself takes


def sheets(path: Path) -> Iterator[tuple[Any, ...]]:
    """The frames that tell what stands in the workbook at `path`. Raises FileRefused."""
    import python_calamine as calamine

    archive = Archive(path)
    refuse_by_parts(archive)
    own = frozenset(filter(SHEET_PART.match, archive.parts))
    check_parts(archive, but=own)
    order = _sheet_parts(archive)
    try:
        book = calamine.load_workbook(str(path))
    except calamine.PasswordError:
        raise FileRefused("password") from None
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused("damaged") from None
    yield from _one_ahead(book, archive, order, own)


def _one_ahead(book: Any, archive: Archive, order: dict[str, str], own: frozenset[str]) -> Iterator[tuple[Any, ...]]:
    """Sheet after sheet, each checked before it is opened; while one is opened the one before is told.

    Opening does not hold the interpreter, so two cores need half the time. Sheets so large that two of them might be
    too much are opened one by one. own: the parts of sheets, all of which are checked before the end is told, and
    before the first is opened where it is not plain which sheet stands in which.
    """
    texts, marks = Texts(), {}
    if sorted(order.values()) != sorted(own):
        marks = {part: check_sheet(archive, part) for part in own}
    opener = ThreadPoolExecutor(max_workers=1)
    ahead: _Ahead | None = None
    try:
        for about in book.sheets_metadata:
            part = order.get(about.name, "")
            if part in own and part not in marks:
                marks[part] = check_sheet(archive, part)
            if not str(about.typ).endswith("WorkSheet"):
                continue
            if ahead and archive.size(part) + archive.size(ahead.part) > TOGETHER:
                yield from _told(ahead, texts)
                ahead = None
            opened = _Ahead(opener.submit(_opened, book, about.name), about, part, marks.get(part, Marks()))
            if ahead:
                yield from _told(ahead, texts)
            ahead = opened
        for part in own - marks.keys():
            check_sheet(archive, part)
        if ahead:
            yield from _told(ahead, texts)
    finally:
        opener.shutdown(wait=False, cancel_futures=True)


class _Ahead(NamedTuple):
    """A sheet that is being opened, and what was found when it was checked."""

    opening: Future[Any]
    about: Any
    part: str
    marks: Marks


def _opened(book: Any, name: str) -> Any:
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError, ValueError):
        raise FileRefused("damaged") from None
    if sheet.end is not None and (sheet.end[1] >= MAX_COLUMNS):
        raise FileRefused("columns", limit=MAX_COLUMNS)
    if sheet.end is not None and sheet.end[0] >= MAX_ROWS:
        raise FileRefused("rows", limit=MAX_ROWS)
    return sheet


def _told(ahead: _Ahead, texts: Texts) -> Iterator[tuple[Any, ...]]:
    sheet = ahead.opening.result()
    yield ("sheet", ahead.about.name, str(ahead.about.visible).endswith("Visible"), ahead.marks.errors)
    yield from _blocks(_rows(sheet, ahead.marks), texts)


def _rows(sheet: Any, marks: Marks) -> Iterator[list[Any]]:
    """Rows from row 1 and column A on, whatever is empty before the first cell."""
    if sheet.start is None:
        return
    missing: dict[int, list[int]] = {}
    for row, column in marks.uncalculated:
        missing.setdefault(row, []).append(column)
    before = [""] * sheet.start[1]  # iter_rows begins at row 1, but at the first column in use
    for number, row in enumerate(sheet.iter_rows()):
        cells = before + row if before else row
        for column in missing.get(number, ()):
            cells = cells + [""] * (column + 1 - len(cells))
            cells[column] = ... if cells[column] == "" else cells[column]
        yield cells


def _blocks(rows: Iterator[list[Any]], texts: Texts) -> Iterator[tuple[Any, ...]]:
    number_of = texts.__getitem__
    numbers, count, width = array("I"), 0, 0
    for row in rows:
        if count and (len(row) != width or count == BLOCK):
            yield ("rows", texts.told, width, numbers.tobytes())
            texts.told, numbers, count = [], array("I"), 0
        width = len(row)
        numbers.extend(map(number_of, row))
        count += 1
    if count:
        yield ("rows", texts.told, width, numbers.tobytes())
        texts.told = []


def _sheet_parts(archive: Archive) -> dict[str, str]:
    """The part of the zip in which each sheet stands, by the sheet's name."""
    book = next(name for name in archive.parts if name.lower().endswith("workbook.xml"))
    folder, _, leaf = book.rpartition("/")
    relations = f"{folder}/_rels/{leaf}.rels"
    if relations not in archive.parts:
        raise FileRefused("damaged")
    targets = {
        relation.get("Id"): _absolute(folder, relation.get("Target", ""))
        for relation in parsed(archive.whole(relations)).iter(f"{RELATIONSHIPS}Relationship")
    }
    return {
        sheet.get("name", ""): targets.get(next((v for k, v in sheet.items() if k.endswith("}id")), ""), "")
        for sheet in parsed(archive.whole(book)).iter("{*}sheet")
    }


def _absolute(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    return re.sub(r"[^/]+/\.\./", "", f"{folder}/{target}")


def main(path: str, memory: str, seconds: str) -> None:
    """Write the frames of the workbook at `path` to standard output."""
    out = sys.stdout.buffer
    limit_myself(int(memory), int(seconds))
    try:
        for frame in sheets(Path(path)):
            _write(out, frame)
        _write(out, ("end",))
    except FileRefused as refused:
        _write(out, ("refused", refused.code, refused.params))
    except MemoryError:
        _write(out, ("refused", "too-much", {}))
    out.flush()


def _write(out: BinaryIO, frame: tuple[Any, ...]) -> None:
    raw = marshal.dumps(frame)
    out.write(len(raw).to_bytes(4, "little") + raw)
