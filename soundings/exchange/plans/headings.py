"""Which column of a sheet holds what, told by its heading, loosely."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from soundings.exchange.reading.values import tidy

LOOK = 15  # rows at the top among which the headings stand
NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
IN_BRACKETS = re.compile(r"\([^)]*\)*")


def heading_key(text: str) -> str:
    """A heading with nothing but its letters and figures: "Date of Birth " is "dateofbirth"."""
    return NOT_A_LETTER.sub("", tidy(text).casefold().replace("’", "").replace("'", ""))


@dataclass(frozen=True, slots=True)
class Column:
    """What a column is called. `names` are keys of whole headings; `like` are pieces that must all be in it."""

    code: str
    names: tuple[str, ...]
    like: tuple[tuple[str, ...], ...] = ()
    needed: bool = False


@dataclass(slots=True)
class Headed:
    """A sheet whose headings were found."""

    row: int  # of the headings, counted from 0
    at: dict[str, int]  # column code -> position
    titles: list[str]  # every heading, as typed
    missing: list[str] = field(default_factory=list)  # codes of needed columns that are not there
    twice: list[str] = field(default_factory=list)  # codes that two columns claim

    def title(self, code: str) -> str:
        return self.titles[self.at[code]] if code in self.at else code


def column(code: str, *names: str, like: Iterable[str] = (), needed: bool = False) -> Column:
    """A Column from plain words: `like="strategy discussion"` asks for both words."""
    keys = tuple(heading_key(name) for name in names)
    return Column(code, keys, tuple(tuple(piece.split()) for piece in like), needed)


def find_headings(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> Headed:
    """The row among the first that names most of `columns`, and where each stands. With none, nothing is found."""
    best = Headed(0, {}, list(rows[0]) if rows else [], [column.code for column in columns if column.needed])
    for number, row in enumerate(rows[:LOOK]):
        at, twice = match_titles(row, columns)
        if len(at) > len(best.at):
            missing = [column.code for column in columns if column.needed and column.code not in at]
            best = Headed(number, at, [tidy(title) for title in row], missing, twice)
    return best


def match_titles(titles: Sequence[str], columns: Sequence[Column]) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, whole names first; and which codes more than one heading claims."""
    keys = [heading_key(title) for title in titles]
    bare = [heading_key(IN_BRACKETS.sub("", title)) for title in titles]
    at: dict[str, int] = {}
    twice: list[str] = []
    for column in columns:
        found = [place for place, key in enumerate(keys) if key and key in column.names]
        found = found or [place for place, key in enumerate(bare) if key and key in column.names]
        if found:
            at[column.code] = found[0]
            twice += [column.code] if len(found) > 1 else []
    taken = set(at.values())
    for column in columns:
        if column.code not in at:
            for place, key in enumerate(keys):
                if place not in taken and any(all(piece in key for piece in pieces) for pieces in column.like):
                    at[column.code] = place
                    taken.add(place)
                    break
    return at, twice


def by_map(titles: Sequence[str], chosen: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand that somebody chose by heading: code -> heading. What the file lacks is left out."""
    keys = {heading_key(title): place for place, title in reversed(list(enumerate(titles)))}
    return {code: keys[heading_key(title)] for code, title in chosen.items() if title and heading_key(title) in keys}
