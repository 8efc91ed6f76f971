"""One sheet of an XLSForm as lines: what stands in each column that is known, by language where it has several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from soundings.core.tables import UNCALCULATED, Sheet
from soundings.instruments.rules.faults import LANGUAGE
from soundings.instruments.rules.xlsform.faults import Findings, FormFault, FormNote, Spot
from soundings.instruments.rules.xlsform.names import GAP, OURS

LANGUAGE_HEAD = re.compile(r"(?P<name>.*)\((?P<code>[A-Za-z0-9-]+)\)\s*")
MOST_TEXT = 5_000  # letters of a label or hint

ALIASES = {
    "list name": "list_name",
    "listname": "list_name",
    "caption": "label",
    "relevance": "relevant",
    "bind::relevant": "relevant",
    "bind::required": "required",
    "bind::constraint": "constraint",
    "image": "media::image",
    "value": "name",
    "title": "form_title",
    "id_string": "form_id",
}
# Columns of XLSForm that say nothing that a questionnaire here could follow; what stands in them is noted.
UNUSED = frozenset((
    "calculation", "constraint_message", "required_message", "default", "read_only", "readonly", "trigger",
    "repeat_count", "media::audio", "media::video", "audio", "video", "autoplay", "disabled", "note", "notes",
    "comment", "comments", "media::big-image", "big-image", "style", "instance_name", "public_key", "submission_url",
    "auto_send", "auto_delete", "namespaces", "allow_choice_duplicates", "compact_tag", "sms_field", "sms_keyword",
    "save_to", "geometry",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """The columns that a sheet may have. translated: those that may stand once for each language."""

    plain: frozenset[str]
    translated: frozenset[str]
    needed: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        return self.plain | self.translated


@dataclass(frozen=True, slots=True)
class Line:
    """One row. number: as the spreadsheet counts."""

    number: int
    cells: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    others: Mapping[str, str]  # by heading: columns of XLSForm that have no meaning here

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def said(self, column: str) -> dict[str, str]:
        """The text by language, without those in which nothing is said."""
        return {language: text for language, text in self.texts.get(column, {}).items() if text}


@dataclass(slots=True)
class Table:
    """A sheet that was read. heads: by column of ours its heading in the file; labels: by language the label's."""

    name: str
    lines: list[Line] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)  # as the columns stand
    spoken: dict[str, str] = field(default_factory=dict)  # every language, and the first column that speaks it

    @property
    def languages(self) -> list[str]:
        """The languages of the labels, as their columns stand."""
        return list(self.labels)

    def spot(self, row: int = 0, column: str = "") -> Spot:
        """A place in it. column: one of ours, or a heading."""
        return Spot(self.name, row, self.heads.get(column, column))


@dataclass(frozen=True, slots=True)
class _Column:
    name: str  # "" for one that is not used
    language: str | None
    heading: str


def read_table(sheet: Sheet, known: Known, default: str, findings: Findings) -> Table:
    """The lines of a sheet. default: the language of a text whose column names none."""
    table = Table(sheet.name.strip().lower())
    columns = list(_columns(sheet.rows[0] if sheet.rows else [], known, default, table, findings))
    for name in known.needed:
        if not any(one and one.name == name for one in columns):
            findings.fault(FormFault.NO_COLUMN, table.spot(1, name))
    for number, row in enumerate(sheet.rows[1:], start=2):
        if any(cell.strip() for cell in row):
            table.lines.append(_line(number, row, columns, table, findings))
    return table


def _columns(
    heads: Sequence[str], known: Known, default: str, table: Table, findings: Findings
) -> Iterator[_Column | None]:
    seen: dict[tuple[str, str | None], str] = {}
    for raw in heads:
        column = _column(raw.strip(), known, table, findings) if raw.strip() else None
        if column and column.name:
            key = (column.name, column.language if column.name in known.translated else None)
            if key in seen:
                if column.name in known.translated or not column.language:
                    findings.fault(FormFault.COLUMN_TWICE, table.spot(1, column.heading))
                column = None
            else:
                seen[key] = column.heading
                table.heads.setdefault(column.name, column.heading)
        yield _with_default(column, known, default, table) if column else None
    named = {name for name, language in seen if language}
    for (name, language), heading in seen.items():
        if name in known.translated and language is None and name in named:
            findings.fault(FormFault.LANGUAGES_MIXED, table.spot(1, heading))


def _with_default(column: _Column, known: Known, default: str, table: Table) -> _Column:
    """A text without a language is in the form's own."""
    if column.name in known.translated:
        language = column.language or default
        table.spoken.setdefault(language, column.heading)
        if column.name == "label":
            table.labels.setdefault(language, column.heading)
        return _Column(column.name, language, column.heading)
    return _Column(column.name, None, column.heading)


def _column(heading: str, known: Known, table: Table, findings: Findings) -> _Column | None:
    parts = [part.strip() for part in heading.split("::")]
    whole = "::".join(parts).lower()
    base = ALIASES.get(whole, whole)
    if base in known.names:
        return _Column(base, None, heading)
    first = "::".join(parts[:-1]).lower()
    first = ALIASES.get(first, first)
    if first in known.translated or first in known.plain:
        language = language_in(parts[-1])
        if language is None:
            findings.fault(FormFault.LANGUAGE_FORM, table.spot(1, heading), parts[-1])
            return None
        return _Column(first, language, heading)
    return _stranger(heading, base, first, known, table, findings)


def _stranger(heading: str, base: str, first: str, known: Known, table: Table, findings: Findings) -> _Column | None:
    """A column that has no meaning here: misspelt, XLSForm's, or anybody's own."""
    if base in UNUSED or first in UNUSED or base.startswith(("bind::", "body::", "instance::", "control::")):
        return _Column("", None, heading)
    if meant := get_close_matches(first or base, known.names | UNUSED, n=1, cutoff=0.8):
        findings.fault(FormFault.COLUMN_NEAR, table.spot(1, heading), heading, meant=meant[0])
    elif re.match(r"(label|hint)\s*:[^:]", heading, re.I):
        findings.fault(FormFault.LANGUAGE_FORM, table.spot(1, heading), heading)
    elif base.startswith(f"{OURS}::"):
        findings.fault(FormFault.OURS_UNKNOWN, table.spot(1, heading), heading)
    else:
        findings.note(FormNote.COLUMN_UNUSED, table.spot(1, heading))
    return None


def language_in(heading: str) -> str | None:
    """The code in "English (en)"; None where there is none."""
    match = LANGUAGE_HEAD.fullmatch(heading)
    code = match["code"].lower() if match else ""
    return code if LANGUAGE.fullmatch(code) else None


def _line(number: int, row: Sequence[str], columns: Sequence[_Column | None], table: Table, findings: Findings) -> Line:
    cells: dict[str, str] = {}
    texts: dict[str, dict[str, str]] = {}
    others: dict[str, str] = {}
    for column, raw in zip(columns, row, strict=False):
        if column is None or not raw.strip():
            continue
        if raw == UNCALCULATED:
            findings.fault(FormFault.UNCALCULATED, table.spot(number, column.heading))
            if column.language:
                texts.setdefault(column.name, {})[column.language] = "–"  # so that it is not called missing too
        elif not column.name:
            others[column.heading] = raw.strip()
        elif column.language is None:
            cells[column.name] = raw.strip()
        else:
            text = _text(raw, number, column, table, findings)
            texts.setdefault(column.name, {})[column.language] = text
    return Line(number, cells, texts, others)


def _text(raw: str, number: int, column: _Column, table: Table, findings: Findings) -> str:
    text = raw.replace("\r\n", "\n").strip()
    if len(text) > MOST_TEXT:
        findings.fault(FormFault.TEXT_LONG, table.spot(number, column.heading), text, most=MOST_TEXT)
    if "${" in text:
        findings.fault(FormFault.LABEL_REFERS, table.spot(number, column.heading), text)
    return text.replace(f"${GAP}{{", "${")
