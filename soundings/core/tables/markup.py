"""The XML inside a workbook, looked through before anything reads it: nothing that expands, runs or calls out."""

import re
from collections.abc import Collection, Iterator

from lxml import etree

from soundings.core.tables.archive import BINARY_START, MARKUP, Archive
from soundings.core.tables.book import MAX_COLUMNS, MAX_ROWS
from soundings.core.tables.refused import FileRefused

LONGEST_ROW = 24 * 1024 * 1024  # bytes of XML without the end of a row
RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
OVERLAP = 64  # bytes of one block looked at again with the next
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml$", re.I)

DECLARES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.I)
ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)""")
FAR_CELL = re.compile(rb'r="(?:([A-Z]{3,9})(\d{1,10})|([A-Z]{1,2})(\d{6,10}))"[^>]*?(/?)>')
FORMULA = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?f>)\s*(<(?:\w+:)?v\b[^>]*?(?:/>|>[^<]*<)|)",
    re.S,
)
REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
ERROR_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*\bt="e"')
CALLING = re.compile(
    rb"\b(?:WEBSERVICE|FILTERXML|HYPERLINK|RTD|IMAGE|CALL|REGISTER|REGISTER\.ID|EXEC|STOCKHISTORY|CUBE[A-Z]+|SQL\.REQUEST)\s*\("
    rb"|\[\d+\]|\[[^\]]+\.xl\w*\]|https?:|file:|\\\\|&apos;?\|| ?\|\s*(?:'|&apos;)",
    re.I,
)
DYNAMIC_EXCHANGE = re.compile(rb"^\s*[+=@-]?\s*[A-Za-z][\w. ]*\|")


def check_parts(archive: Archive, *, but: Collection[str] = ()) -> None:
    """Every part is harmless, except those named by `but`, which are checked later. Raises FileRefused otherwise."""
    for name in archive.parts:
        if name in but:
            continue
        if SHEET_PART.match(name):
            check_sheet(archive, name)
        elif name.lower().endswith(MARKUP):
            _check_part(name, archive)
        else:
            _check_binary(archive.blocks(name))


class Marks:
    """What a sheet's XML says that the reader of its values does not."""

    def __init__(self) -> None:
        self.uncalculated: list[tuple[int, int]] = []  # (row, column) counted from 0: formulas without a result
        self.errors = 0
        self.rows = 0  # at least half of these are rows


def _check_part(name: str, archive: Archive) -> None:
    before = b""
    for block in archive.blocks(name):
        _refuse_declarations(before, block)
        before = block[-OVERLAP:]
    if name.lower().endswith(".rels") or name.lower() == "[content_types].xml":
        _check_small(name, archive.whole(name))


def _check_small(name: str, raw: bytes) -> None:
    """Content types and relationships: no macros, nothing outside the file except links that a person clicks."""
    if re.search(rb"macroEnabled|vbaProject|macrosheet|ms-office\.activeX", raw, re.I):
        raise FileRefused("macros")
    if re.search(rb"sheet\.binary", raw, re.I):
        raise FileRefused("binary-excel")
    for relation in parsed(raw).iter(f"{RELATIONSHIPS}Relationship"):
        if relation.get("TargetMode") == "External" and not relation.get("Type", "").endswith("/hyperlink"):
            raise FileRefused("calls-out")


def parsed(raw: bytes) -> etree._Element:
    """One small part of the zip as a tree; nothing in it is expanded or fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError:
        raise FileRefused("truncated") from None


def _check_binary(blocks: Iterator[bytes]) -> None:
    for number, block in enumerate(blocks):
        if number == 0 and block.startswith(BINARY_START):
            raise FileRefused("embedded")


def check_sheet(archive: Archive, name: str) -> Marks:
    """This sheet is harmless; what stands in its formulas. Raises FileRefused otherwise."""
    marks, kept = Marks(), b""
    for block in archive.blocks(name):  # looked at in whole rows
        _refuse_declarations(kept[-OVERLAP:], block)
        kept += block
        end = kept.rfind(b"row>") + 4
        if end > 3:
            _look_at_rows(kept[:end], marks)
            kept = kept[end:]
        elif len(kept) > LONGEST_ROW:
            raise FileRefused("columns", limit=MAX_COLUMNS)
    _look_at_rows(kept, marks)
    return marks


def _refuse_declarations(before: bytes, block: bytes) -> None:
    """`before`: the end of what came just before `block`; empty where the part begins."""
    if b"\0" in block:
        raise FileRefused("entities")  # another encoding, in which a declaration would pass unseen
    if (b"!" in block or b"!" in before) and DECLARES.search(before + block):
        raise FileRefused("entities")
    if not before:
        encoding = ENCODING.search(block[:200])
        if encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
            raise FileRefused("entities")


def _look_at_rows(text: bytes, marks: Marks) -> None:
    marks.rows += text.count(b"row>")
    if marks.rows > 2 * MAX_ROWS:
        raise FileRefused("rows", limit=MAX_ROWS)
    for match in FAR_CELL.finditer(text):
        if not match[5]:
            _refuse_far(match[1] or match[3], int(match[2] or match[4]))
    if b't="e"' in text:
        marks.errors += len(ERROR_CELL.findall(text))
    if b"<f" in text or b":f>" in text or b":f " in text:
        for match in FORMULA.finditer(text):
            _look_at_formula(match, marks)


def _refuse_far(letters: bytes, row: int) -> None:
    column = column_number(letters)
    if column > MAX_COLUMNS:
        raise FileRefused("columns", limit=MAX_COLUMNS)
    if row > MAX_ROWS:
        raise FileRefused("rows", limit=MAX_ROWS)


def _look_at_formula(match: re.Match[bytes], marks: Marks) -> None:
    formula = match[3] or b""
    if CALLING.search(formula) or DYNAMIC_EXCHANGE.search(formula):
        raise FileRefused("formula-calls-out", cell=_cell(match[1]))
    value = match[4]
    if (not value or value.endswith((b"/>", b"><"))) and b't="str"' not in match[1]:
        place = REFERENCE.search(match[1])
        if place:
            marks.uncalculated.append((int(place[2]) - 1, column_number(place[1]) - 1))


def _cell(attributes: bytes) -> str:
    place = REFERENCE.search(attributes)
    return (place[1] + place[2]).decode() if place else ""


def column_number(letters: bytes) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
