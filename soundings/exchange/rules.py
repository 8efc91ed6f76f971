"""What every import says, in codes and parameters: the kinds of file, refusals, problems of a row. No sentences."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What `soundings import KIND` takes."""

    STRUCTURE = "structure"
    STAFF = "staff"
    PEOPLE = "people"
    FORMS_COMPLETED = "forms-completed"
    CASES = "cases"
    PRACTICE = "practice"
    ANNEX_A = "annex-a"
    BOARD = "board"


MAPPED = (Kind.PEOPLE, Kind.FORMS_COMPLETED)  # their columns are whatever the report has: a person says which is which
EXPORTED = (Kind.CASES, Kind.PRACTICE)


class FileRefused(Exception):
    """A whole file cannot be read. `code` and `params` become a sentence in `words.refusal`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one cell cannot be taken as it stands. `code` and `params` become a sentence in `words.fix`."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One cell (or row) that cannot be stored: where it stands, what was found, how to mend it."""

    row: int  # as the spreadsheet shows it: its first row is 1
    column: str  # its heading in the file; "" for the row as a whole
    found: str
    fault: Fault
    sheet: str = ""  # "" where the file has one table only
    file: int = 0  # which of the files, counted from 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth knowing that stops nothing. `code` and `params` become a sentence in `words.note`."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


class OfferKind(StrEnum):
    """What a file may name that is not known here."""

    WORKER = "worker"
    TEAM = "team"
    STAGE = "stage"
    FORM = "form"
    ELEMENT = "element"
    SHIFT = "shift"


class Settled(StrEnum):
    """How a person settled an offer. A match is written `match:` and the public id (or code) chosen."""

    LEAVE = "leave"
    CREATE = "create"
    MATCH = "match"


@dataclass(slots=True)
class Offer:
    """A name in the file that is not known here: the person says what it stands for. Nothing is guessed."""

    kind: OfferKind
    name: str
    rows: int = 0  # how many rows use it
    choices: list[tuple[str, str]] = field(default_factory=list)  # (public id or code, name), the nearest first
    settled: str = ""  # "" until somebody said; "leave", "create", "match:ID"


def problem_key(problem: RowProblem) -> tuple[int, str, int, str]:
    """Sorts problems as a reader meets them: by file, sheet and row."""
    return (problem.file, problem.sheet, problem.row, problem.column)
