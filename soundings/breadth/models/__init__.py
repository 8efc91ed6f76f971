"""Elements and boards, the records of practice, and what is kept beside the records for speed. One noun per file."""

from soundings.breadth.models.practice import (
    Board,
    BoardColumn,
    CaseState,
    Element,
    IssueSet,
    Record,
    RecordCase,
    RecordingStart,
    Tally,
    UnitCount,
)

__all__ = [
    "Board",
    "BoardColumn",
    "CaseState",
    "Element",
    "IssueSet",
    "Record",
    "RecordCase",
    "RecordingStart",
    "Tally",
    "UnitCount",
]
