"""The registry: a room registers its figures, and whoever shows, charts or compares a figure asks here.

A room gives a source (in `apps.ready`): a function that returns the measures that it has for a viewer's agency, in
the words of the agency. Two seams stand beside it: `note_with` puts notes on the chart of every trend, `link_with`
leads on to other pages about the same figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.measures.rules import Figure, Note, Point, Polarity, Scale


class AtPlace(NamedTuple):
    """A figure at one place."""

    unit: Unit
    figure: Figure


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure at a place and at the places right below it, by name. in_groups: with small numbers hidden."""

    place: AtPlace
    below: Sequence[AtPlace] = ()
    in_groups: bool = False
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure as a room registers it.

    code: stands in addresses and never changes. numerator, denominator: what is counted, in words. shown: its value at
    a place today, for somebody who may see it (raises Denied). trend: month ends, oldest first, if it has one.
    """

    code: str
    group: str
    label: str
    definition: str
    numerator: str
    denominator: str
    scale: Scale
    polarity: Polarity
    shown: Callable[[Viewer, Unit], Shown]
    trend: Callable[[Viewer, Unit], Sequence[Point]] | None = None


class More(NamedTuple):
    """A link to another page about the same figure at the same place."""

    href: str
    label: str


Source = Callable[[Viewer], Sequence[Measure]]
Notes = Callable[[Viewer, Unit], Sequence[Note]]
Links = Callable[[Viewer, Unit, Measure], Sequence[More]]

_sources: list[Source] = []
_notes: list[Notes] = []
_links: list[Links] = []


def register(source: Source) -> None:
    """From now on `source(viewer)` has its measures among all. Called in `apps.ready`."""
    if source not in _sources:
        _sources.append(source)


def note_with(notes: Notes) -> None:
    """`notes(viewer, unit)` says what may have bent the trends of this place; each is drawn as a line on its day."""
    if notes not in _notes:
        _notes.append(notes)


def link_with(links: Links) -> None:
    """`links(viewer, unit, measure)` says where else this figure is looked at."""
    if links not in _links:
        _links.append(links)


def measures_for(viewer: Viewer) -> list[Measure]:
    """Every measure of the viewer's agency, in the order in which rooms and their measures stand."""
    return [measure for source in _sources for measure in source(viewer)]


def measure_for(viewer: Viewer, code: str) -> Measure | None:
    """The measure with this code."""
    return next((one for one in measures_for(viewer) if one.code == code), None)


def notes_on(viewer: Viewer, unit: Unit) -> list[Note]:
    """What is noted on the trends of this place, oldest first."""
    return sorted(note for notes in _notes for note in notes(viewer, unit))


def links_of(viewer: Viewer, unit: Unit, measure: Measure) -> list[More]:
    """Where else this figure of this place is looked at."""
    return [link for links in _links for link in links(viewer, unit, measure)]
