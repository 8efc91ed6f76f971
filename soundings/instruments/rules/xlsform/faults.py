"""What can be wrong with an XLSForm: where each fault stands, what was found. `words` says how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
MOST_FOUND = 60  # letters of what was found that a fault repeats


class FormFault(StrEnum):
    """Kinds of fault. Each keeps the file from being taken."""

    NO_SHEET = "no-sheet"  # params: sheet
    NO_COLUMN = "no-column"
    COLUMN_TWICE = "column-twice"
    COLUMN_NEAR = "column-near"  # params: meant
    LANGUAGE_FORM = "language-form"
    LANGUAGES_MIXED = "languages-mixed"
    LANGUAGE_UNKNOWN = "language-unknown"
    TYPE_MISSING = "type-missing"
    TYPE_UNKNOWN = "type-unknown"  # params: meant
    TYPE_NOT_HERE = "type-not-here"
    OR_OTHER = "or-other"
    NAME_MISSING = "name-missing"
    NAME_FORM = "name-form"
    NAME_TWICE = "name-twice"  # params: row
    NAME_ALIKE = "name-alike"  # params: row
    LABEL_MISSING = "label-missing"
    LABEL_UNSAID = "label-unsaid"  # in the form's own language, while another says it; params: language
    LABEL_REFERS = "label-refers"
    TEXT_LONG = "text-long"  # params: most
    LIST_MISSING = "list-missing"
    LIST_UNKNOWN = "list-unknown"
    LIST_SHORT = "list-short"
    LIST_NAME_MISSING = "list-name-missing"
    CHOICE_NAME_MISSING = "choice-name-missing"
    CHOICE_NAME_FORM = "choice-name-form"
    CHOICE_TWICE = "choice-twice"  # params: row
    CHOICE_LABEL_MISSING = "choice-label-missing"
    CHOICE_FILTER = "choice-filter"
    GROUP_OPEN = "group-open"
    GROUP_CLOSED = "group-closed"
    GROUP_NESTED = "group-nested"
    GROUP_EMPTY = "group-empty"
    REPEAT = "repeat"
    TABLE_ROWS = "table-rows"
    NO_QUESTIONS = "no-questions"
    RANGE = "range"
    REQUIRED = "required"
    RELEVANT_SYNTAX = "relevant-syntax"  # params: piece
    RELEVANT_BEYOND = "relevant-beyond"  # params: piece
    RELEVANT_UNKNOWN = "relevant-unknown"  # params: piece
    RELEVANT_VALUE = "relevant-value"  # params: piece
    RELEVANT_ROW = "relevant-row"
    CONSTRAINT = "constraint"
    BOUNDS = "bounds"
    OURS_UNKNOWN = "ours-unknown"
    OURS_SUITS = "ours-suits"
    PART_STRAY = "part-stray"
    GROUP_NUMBER = "group-number"
    UNCALCULATED = "uncalculated"
    CALCULATION_MISSING = "calculation-missing"
    MEANING = "meaning"  # the questionnaire that comes out has this fault of its own; params: fault, and those of it


class FormNote(StrEnum):
    """What is worth knowing about a form that can be taken."""

    LEFT_OUT = "left-out"  # a row that asks nothing; params: type
    COLUMN_UNUSED = "column-unused"
    CELL_UNUSED = "cell-unused"  # what a column says has no meaning here
    WHOLE_NUMBERS = "whole-numbers"
    BLANK = "blank"
    PICTURE = "picture"
    LABELS_OURS = "labels-ours"
    LIKERT = "likert"
    CODE_MADE = "code-made"  # params: made
    NO_ENDS = "no-ends"
    UNTRANSLATED = "untranslated"  # params: language, number


class Spot(NamedTuple):
    """Where something stands. row: as the spreadsheet counts, its headings are row 1; 0 for a sheet as a whole.

    column: its heading in the file, "" for a row as a whole.
    """

    sheet: str
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class FaultInForm:
    """One fault or note, and what was found there."""

    code: FormFault | FormNote
    spot: Spot
    found: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """What was found so far, in any order."""

    faults: list[FaultInForm] = field(default_factory=list)
    notes: list[FaultInForm] = field(default_factory=list)

    def fault(self, code: FormFault, spot: Spot, found: str = "", **params: object) -> None:
        """One more thing that keeps the file from being taken."""
        self.faults.append(FaultInForm(code, spot, found[:MOST_FOUND], params))

    def note(self, code: FormNote, spot: Spot, found: str = "", **params: object) -> None:
        """One more thing worth knowing."""
        self.notes.append(FaultInForm(code, spot, found[:MOST_FOUND], params))

    def in_order(self) -> None:
        """As they stand in the file: survey, choices, settings, then the rest; by row."""
        order = {name: place for place, name in enumerate((SURVEY, CHOICES, SETTINGS))}
        for found in (self.faults, self.notes):
            found.sort(key=lambda one: (order.get(one.spot.sheet, len(order)), one.spot.row))
