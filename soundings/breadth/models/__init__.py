"""Elements and boards, the records of practice, and what is kept beside the records for speed. One noun per file."""

from soundings.breadth.models.expectation import Expectation
from soundings.breadth.models.months import MonthEnd, MonthsDue
from soundings.breadth.models.practice import (
    Board,
    BoardColumn,
    BoardVersion,
    CaseState,
    Element,
    IssueSet,
    Record,
    RecordCase,
    RecordingStart,
    Tally,
    UnitCount,
)
from soundings.breadth.models.rollups import Projection, TallyDays, TallyDue
from soundings.breadth.models.sheets import Sheet, SheetCell
from soundings.breadth.models.signals import (
    CaseSignal,
    Conversation,
    DayVisit,
    Decision,
    DigestChoice,
    DutyManager,
    SignalRework,
    SignalTerm,
    SupervisionNote,
    SupervisionSession,
)
from soundings.breadth.models.walls import Wall, WallScreen

__all__ = [
    "Board",
    "BoardColumn",
    "BoardVersion",
    "CaseSignal",
    "CaseState",
    "Conversation",
    "DayVisit",
    "Decision",
    "DigestChoice",
    "DutyManager",
    "Element",
    "Expectation",
    "IssueSet",
    "MonthEnd",
    "MonthsDue",
    "Projection",
    "Record",
    "RecordCase",
    "RecordingStart",
    "Sheet",
    "SheetCell",
    "SignalRework",
    "SignalTerm",
    "SupervisionNote",
    "SupervisionSession",
    "Tally",
    "TallyDays",
    "TallyDue",
    "UnitCount",
    "Wall",
    "WallScreen",
]
