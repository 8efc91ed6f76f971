"""What every import says, in codes and parameters: the kinds of file, refusals, problems of a row. No sentences."""

from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any


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


class ImportState(StrEnum):
    """Where an import stands."""

    CHECKED = "checked"  # read and planned; nothing stored yet
    STORED = "stored"
    TAKEN_BACK = "taken-back"
    DROPPED = "dropped"


MAPPED = (Kind.PEOPLE, Kind.FORMS_COMPLETED)  # their columns are whatever the report has: a person says which is which
NARROWED = (Kind.PEOPLE, Kind.CASES, Kind.ANNEX_A)  # of these a person may take the children of some teams only
EXPORTED = (Kind.CASES, Kind.PRACTICE)


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


class Unknown(StrEnum):
    """What becomes of names that nobody has settled: left out with a note, created, or their rows refused."""

    LEAVE = "leave"
    CREATE = "create"
    REFUSE = "refuse"


@dataclass(slots=True)
class Offer:
    """A name in the file that is not known here: the person says what it stands for. Nothing is guessed."""

    kind: OfferKind
    name: str
    rows: int = 0  # how many rows use it
    choices: list[tuple[str, str]] = field(default_factory=list)  # (public id or code, name), the nearest first
    settled: str = ""  # "" until somebody said; "leave", "create", "match:ID"
    team: int | None = None  # for a worker: the team that the file names beside them


@dataclass(slots=True)
class Options:
    """What a person said about one import. Kept with it as JSON: see `as_json`.

    as_of: the day of the file, ISO. team: public id of the team whose whiteboard it is. only_teams: public ids.
    columns and forms: as a column map holds them, or `map` names the one to use. settled: by kind of name ("worker",
    "team", "stage") and normalised name: "leave", "create" or "match:PUBLIC-ID".
    """

    as_of: str
    good_rows: bool = False
    team: str = ""
    only_teams: list[str] = field(default_factory=list)
    map: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, str]] = field(default_factory=dict)
    settled: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown: str = Unknown.LEAVE.value
    shift: str = ""
    rater: str = "other"

    def as_json(self) -> dict[str, object]:
        """The options as they are kept."""
        return asdict(self)

    @property
    def day(self) -> date:
        """The day of the file."""
        return date.fromisoformat(self.as_of)


def options_from(kept: dict[str, Any]) -> Options:
    """The options that `as_json` gave; what is not known is left out."""
    known = {each.name for each in fields(Options)}
    return Options(**{name: value for name, value in kept.items() if name in known})


def problem_key(problem: RowProblem) -> tuple[int, str, int, str]:
    """Sorts problems as a reader meets them: by file, sheet and row."""
    return (problem.file, problem.sheet, problem.row, problem.column)
