"""Which column of an export is which field of the form, however the export was asked for.

ODK Central writes group-question and, for several choices, question/choice. KoboToolbox joins with a sign of choice and
writes names or, in one of the languages, labels; groups stand in a heading or do not (docs/reference/xlsform.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from soundings.instruments.rules.returned.fields import Field, plain

JOINS = ("/", "-", ".", ":", "__", "|")
OPTION_JOIN = "/"


class Slot(NamedTuple):
    """What a column holds: a field, or whether one of its options was chosen."""

    field: Field
    option: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """slots: by the place of the column. doubtful: places of headings that may be several fields."""

    slots: Mapping[int, Slot]
    doubtful: tuple[int, ...]


class Style(NamedTuple):
    """One way to write headings. language: the place of the labels' language; None for names. join: "" without groups.

    dots: whether the dot in our names is kept; some programs write _ for it.
    """

    language: int | None
    join: str
    dots: bool = True


def columns_of(heads: Sequence[str], fields: Sequence[Field], asked: Iterable[str]) -> Columns:
    """The columns of the fields, in whichever style explains most of the headings.

    asked: the codes of the questions that this side is asked. One label may stand at several fields ("What makes it
    that number?"). An export keeps the order of the form, so where a heading stands as often as there are such fields
    each is the next of them; otherwise it is doubtful.
    """
    places, ours = _places(heads), frozenset(asked)
    tried = [_in_style(places, fields, ours, style) for style in _styles(fields)]
    return max(tried, key=lambda one: (len(one.slots) + len(one.doubtful), len(one.slots)), default=Columns({}, ()))


def _styles(fields: Sequence[Field]) -> Iterator[Style]:
    languages = range(len(fields[0].labels) if fields else 0)
    for join in (*JOINS, ""):
        yield Style(None, join)
        yield Style(None, join, dots=False)
        yield from (Style(one, join) for one in languages)


def _places(heads: Sequence[str]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, heading in enumerate(heads):
        found[plain(heading)].append(place)
    return found


def _in_style(places: Mapping[str, list[int]], fields: Sequence[Field], asked: frozenset[str], style: Style) -> Columns:
    meant: dict[str, list[Slot]] = defaultdict(list)
    for field in fields:
        for heading, slot in dict.fromkeys(_headings(field, style)):
            meant[heading].append(slot)
    slots: dict[int, Slot] = {}
    doubtful: list[int] = []
    for heading, here in places.items():
        ours = [one for one in meant.get(heading, ()) if one.field.question.code in asked]
        found = next((one for one in (ours, meant.get(heading, ())) if one and len(one) == len(here)), None)
        if found:
            slots |= dict(zip(here, found, strict=True))
        elif heading in meant:
            doubtful += here
    return Columns(slots, tuple(sorted(doubtful)))


def _headings(field: Field, style: Style) -> Iterator[tuple[str, Slot]]:
    for way in _ways(field, style):
        heading = plain((style.join or OPTION_JOIN).join(way if style.join else way[-1:]))
        yield heading, Slot(field)
        for option, label in _options(field, style):
            for sign in dict.fromkeys((OPTION_JOIN, style.join or OPTION_JOIN)):
                yield plain(f"{heading}{sign}{label}"), Slot(field, option)


def _ways(field: Field, style: Style) -> Iterator[tuple[str, ...]]:
    if style.language is not None:
        yield field.labels[style.language]
        return
    for way in dict.fromkeys((field.path, (field.path[0].removeprefix("section."), *field.path[1:]))):
        yield way if style.dots else tuple(one.replace(".", "_") for one in way)


def _options(field: Field, style: Style) -> Iterator[tuple[str, str]]:
    """The options that have columns of their own where several may be chosen, each as this style calls it."""
    if field.is_many:
        for code, labels in field.options.items():
            yield code, code if style.language is None else labels[style.language]
