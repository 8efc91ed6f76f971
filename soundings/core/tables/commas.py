"""Text tables: CSV as Excel, LibreOffice and case systems write it."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from soundings.core.tables.book import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Sheet
from soundings.core.tables.refused import FileRefused, disarmed

DELIMITERS = ",;\t|"
SAMPLE_ROWS = 20
BLOCK = 1024 * 1024
CONTROL = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f")


def read(path: Path) -> Sheet:
    """The table in the text file at `path`. Raises FileRefused if it is not text or not a table."""
    encoding = encoding_of(path)
    with open(path, encoding=encoding, newline="") as file:
        delimiter = _delimiter(file)
        sheet = Sheet("", list(_checked(_parsed(file, delimiter))))
    if not any(any(row) for row in sheet.rows):
        raise FileRefused("empty")
    return sheet


def encoding_of(path: Path) -> str:
    """How the text is written: UTF-16 and UTF-8 by their marks, UTF-8 where valid, else Windows' Western letters.

    Raises FileRefused if it is none of them, or holds what no text holds.
    """
    with open(path, "rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        if _is_written_in(path, encoding):
            return encoding
    raise FileRefused("not-text")


def _is_written_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with open(path, "rb") as file:
            first = True
            while block := file.read(BLOCK):
                _refuse_binary(decoder.decode(block), whole=first)
                first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(text: str, *, whole: bool) -> None:
    if "\0" in text:
        raise FileRefused("nul")
    if whole and not CONTROL.isdisjoint(text[:65536]):
        raise FileRefused("not-text")


def _delimiter(file: TextIO) -> str:
    """The sign that separates cells; the file then stands at its first row, past Excel's own "sep=;" line.

    It is the sign that gives the first rows the most cells alike; a comma for a table of one column.
    """
    first = file.readline(MAX_CELL).strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[-1]
    file.seek(0)
    sample = "".join(islice(iter(lambda: file.readline(MAX_CELL), ""), SAMPLE_ROWS))
    file.seek(0)
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample: str, delimiter: str) -> tuple[int, int]:
    """How many rows have as many cells as is usual, if that is more than one, and how many cells those are."""
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return (0, 0)
    if not widths or max(widths) == 1:
        return (0, 0)
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return (widths.count(usual), usual) if usual > 1 else (0, max(widths))


def _parsed(file: TextIO, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        long = "field larger" in str(error)
        raise FileRefused("long-cell" if long else "quotes", line=reader.line_num, limit=MAX_CELL) from None


class Texts(dict[str, str]):
    """The text of a cell: kept once however many cells have it, without the apostrophe of our own exports."""

    def __missing__(self, text: str) -> str:
        plain = self[text] = disarmed(text) if text.startswith("'") else text
        return plain


def _checked(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The same rows as texts. Raises FileRefused beyond the limits."""
    text_of = Texts().__getitem__
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise FileRefused("rows", limit=MAX_ROWS)
        if len(cells) > MAX_COLUMNS:
            raise FileRefused("columns", limit=MAX_COLUMNS, found=len(cells))
        yield list(map(text_of, cells))
