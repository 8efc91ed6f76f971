"""What every plan says: how much it would add, change and leave, what it refuses, what it asks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from soundings.exchange.rules import Fault, Note, Offer, RowProblem

ADD, CHANGE, SAME, MATCH, LEFT = "add", "change", "same", "match", "left"
MOST_LINES = 500  # of a preview


class Place(NamedTuple):
    """Where a row stands."""

    file: int
    sheet: str
    row: int  # as the spreadsheet shows it


NOWHERE = Place(0, "", 0)


class Line(NamedTuple):
    """One thing of a preview: what would happen to what. It says what the file says, never what stands stored."""

    verb: str  # add, change, match
    noun: str  # "child", "case", "record", "unit", "stage", "staff"
    name: str  # the id or name that the file uses; empty for a child without an id, whom no preview names
    what: str = ""  # the field that changes, or the code of what is added
    value: str = ""  # as the file has it; an id of ours for team, worker and stage; the row of a child without an id


@dataclass(slots=True)
class Plan:
    """What an import would do. `work` is what the storing action of its kind takes."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # (noun, verb) -> how many
    problems: list[RowProblem] = field(default_factory=list)
    refused: set[Place] = field(default_factory=set)
    notes: Counter[Note] = field(default_factory=Counter)  # with how often each applies
    offers: list[Offer] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    rows: int = 0  # rows with anything in them
    work: Any = None

    def copy(self) -> "Plan":
        """One of its own that says the same, and has no work."""
        return Plan(
            self.counts.copy(),
            list(self.problems),
            set(self.refused),
            self.notes.copy(),
            list(self.offers),
            list(self.lines),
            self.rows,
        )

    def count(self, noun: str, verb: str, many: int = 1) -> None:
        if many:
            self.counts[noun, verb] += many

    def tell(self, line: Line) -> None:
        """Keep a line of the preview, as long as there is room."""
        if len(self.lines) < MOST_LINES:
            self.lines.append(line)

    def refuse(self, place: Place, column: str, found: str, fault: Fault) -> None:
        """The row cannot be stored, for this reason among others."""
        self.problems.append(RowProblem(place.row, column, found, fault, place.sheet, place.file))
        self.refused.add(place)

    def note(self, code: str, *, many: int = 1, **params: object) -> None:
        self.notes[Note(code, tuple((name, str(value)) for name, value in params.items()))] += many

    def note_gone(self, gone: Mapping[str, int]) -> None:
        """Open cases of people who have left stand as not allocated."""
        for name, many in gone.items():
            self.note("worker-left", many=many, name=name)

    def sum_of(self, verb: str) -> int:
        """How many things of any noun."""
        return sum(many for (_, done), many in self.counts.items() if done == verb)

    @property
    def is_clean(self) -> bool:
        return not self.problems


def fault(code: str, **params: object) -> Fault:
    """A Fault with its parameters as text."""
    return Fault(code, tuple((name, str(value)) for name, value in params.items()))


def faults_in(values: Iterable[object]) -> bool:
    """Whether any of these readings is a Fault."""
    return Fault in map(type, values)
