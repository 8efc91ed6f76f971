"""What an agency starts from: the elements and boards of the Signs of Safety dashboards, read from `catalogue.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from soundings.breadth.rules import ElementKind, ElementScope, Fact, Shows

LANGUAGE = "en-gb"  # of the labels in the file
WHOLE_PRACTICE = "whole-practice"  # serves any stage that has no board of its own
VOLUNTARY = "preventative"


@dataclass(frozen=True, slots=True)
class ElementSeed:
    """One element as every agency starts with it."""

    code: str
    label: str
    kind: ElementKind
    scope: ElementScope
    by_issue: bool


@dataclass(frozen=True, slots=True)
class ColumnSeed:
    """One column: a fact of the case, or an element by its code, under this board's word for it."""

    fact: Fact | None
    element: str
    label: str
    shows: Shows | None


@dataclass(frozen=True, slots=True)
class BoardSeed:
    """One board with its columns in order."""

    code: str
    label: str
    columns: tuple[ColumnSeed, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything in the file."""

    elements: tuple[ElementSeed, ...]
    boards: tuple[BoardSeed, ...]
    stages: dict[str, str]  # board code by stage code
    words: dict[str, dict[str, str]]  # by language, what each label of the file is called in it

    def labels(self, label: str) -> dict[str, str]:
        """This label in every language that has a word for it."""
        said = {language: words[label] for language, words in self.words.items() if label in words}
        return {LANGUAGE: label} | said


@cache
def catalogue() -> Catalogue:
    """The catalogue, checked: a column of neither a fact nor an element is a KeyError or ValueError."""
    read = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    elements = tuple(_element(**element) for element in read["elements"])
    codes = {element.code for element in elements}
    boards = tuple(
        BoardSeed(board["code"], board["label"], tuple(_column(*column, codes=codes) for column in board["columns"]))
        for board in read["boards"]
    )
    return Catalogue(elements, boards, read["stages"], read["in"])


def board_for_stage(*, code: str, voluntary: bool) -> str:
    """The code of the board that serves a service stage until the agency says otherwise."""
    return VOLUNTARY if voluntary else catalogue().stages.get(code, WHOLE_PRACTICE)


def _element(*, code: str, label: str, kind: str, scope: str, by_issue: bool = False) -> ElementSeed:
    return ElementSeed(code, label, ElementKind(kind), ElementScope(scope), by_issue)


def _column(what: str, label: str, shows: str, *, codes: set[str]) -> ColumnSeed:
    if what in codes:
        return ColumnSeed(None, what, label, Shows(shows))
    return ColumnSeed(Fact(what), "", label, None)
