"""The table that an export is: who sent each row and when, for which review, and the cells of the questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from soundings.instruments.rules.xlsform.marks import ASKED, REVIEW

# The headings under which programs write the number of a submission; the first that is there counts. KoboToolbox gives
# a submission that is edited a new _uuid, and keeps the first in meta/rootUuid; ODK Central keeps KEY.
INSTANCES = ("meta/rootUuid", "KEY", "meta-instanceID", "meta/instanceID", "_uuid", "instanceID")
SENT = ("SubmissionDate", "_submission_time")
JUDGED = ("ReviewState", "_validation_status")
REJECTED = frozenset({"rejected", "not approved", "validation_status_not_approved"})
OF_THE_PROGRAM = frozenset(
    {
        *INSTANCES, *SENT, *JUDGED, "_id", "_notes", "_status", "_submitted_by", "_tags", "_index", "__version__",
        "formhub/uuid", "meta/instanceName", "meta-instanceName", "SubmitterID", "SubmitterName", "Status", "DeviceID",
        "AttachmentsPresent", "AttachmentsExpected", "Edits", "FormVersion", "isValidated",
    }
)  # fmt: skip
JOINS = "/-.:_"


class NoTable(StrEnum):
    """Why nothing in a file can be read as answers."""

    NO_ROWS = "no-rows"
    NO_INSTANCE = "no-instance"  # no column says which submission a row is
    NO_QUESTION = "no-question"  # no heading is a question of the questionnaire
    DOUBTFUL = "doubtful"  # headings that may be several questions
    TOO_MANY = "too-many"


@dataclass(frozen=True, slots=True)
class Line:
    """One row. number: as a spreadsheet counts, the headings being row 1. review, asked: the marks of our forms."""

    number: int
    cells: Sequence[str]
    instance: str
    sent: str
    review: str
    asked: str
    rejected: bool


@dataclass(frozen=True, slots=True)
class Table:
    """heads: its headings. taken: the places of what `Line` says. own: of what the program adds of its own."""

    heads: Sequence[str]
    lines: Sequence[Line]
    taken: frozenset[int]
    own: frozenset[int]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of which nothing can be read. headings: those that are in doubt."""

    why: NoTable
    headings: tuple[str, ...] = ()


def table_of(rows: Sequence[Sequence[str]], *, most: int, which: Collection[str] = ()) -> Table | Unreadable:
    """The rows of the first sheet of an export, empty ones left out; or why it cannot be read.

    most: rows. which: how the question for the review is labelled, where an export writes labels.
    """
    heads = [one.strip() for one in rows[0]] if rows else []
    filled = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    instance = _first(heads, INSTANCES)
    if not filled:
        return Unreadable(NoTable.NO_ROWS)
    if instance is None:
        return Unreadable(NoTable.NO_INSTANCE)
    if len(filled) > most:
        return Unreadable(NoTable.TOO_MANY)
    marks = (_marked(heads, REVIEW, which), _marked(heads, ASKED))
    places = (instance, _first(heads, SENT), *marks, _first(heads, JUDGED))
    taken = frozenset(place for place in places if place is not None)
    own = frozenset(place for place, heading in enumerate(heads) if heading in OF_THE_PROGRAM)
    return Table(heads, [_line(number, row, places) for number, row in filled], taken, own)


def _line(number: int, row: Sequence[str], places: Sequence[int | None]) -> Line:
    cells = [cell.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").strip() for cell in row]
    instance, sent, review, asked, judged = (
        cells[place] if place is not None and place < len(cells) else "" for place in places
    )
    return Line(number, cells, instance.removeprefix("uuid:"), sent, review, asked, rejected=judged.lower() in REJECTED)


def _first(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _marked(heads: Sequence[str], name: str, labels: Collection[str] = ()) -> int | None:
    """The column of a mark of ours: by its name, within a group or not, some programs writing _ for the dot."""
    for place, heading in enumerate(heads):
        if heading in labels:
            return place
        for one in (name, name.replace(".", "_")):
            if heading == one or (heading.endswith(one) and heading[-len(one) - 1] in JOINS):
                return place
    return None
