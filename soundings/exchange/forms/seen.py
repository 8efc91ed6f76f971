"""What stands in a report, as far as a person must see it to say what is what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from soundings.exchange.plans import forms
from soundings.exchange.plans.headings import Column, Headed, find_headings
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.table import tables
from soundings.exchange.reading import UNCALCULATED, Book, Sheet
from soundings.exchange.reading.values import tidy

SAMPLES = 2
LOOK = 200  # rows in which samples are looked for
MOST_SAMPLE = 28  # characters


class Title(NamedTuple):
    """A heading of the report, with the first different values beneath it."""

    text: str
    samples: tuple[str, ...]

    @property
    def said(self) -> str:
        """The heading with its samples, as a choice of a list."""
        return f"{self.text} – {'; '.join(self.samples)}" if self.samples else self.text


def titles_in(books: Sequence[Book], columns: Sequence[Column]) -> tuple[list[Title], dict[str, str]]:
    """The headings of the first table in which most of `columns` are found, and which heading each seems to be."""
    sheet, headed = _table(books, columns)
    titles: dict[str, Title] = {}
    for at, text in enumerate(headed.titles):
        if tidy(text):
            titles.setdefault(tidy(text), Title(tidy(text), _samples(sheet, headed.row, at)))
    return list(titles.values()), {code: headed.titles[at] for code, at in headed.at.items()}


def _table(books: Sequence[Book], columns: Sequence[Column]) -> tuple[Sheet, Headed]:
    found = [(sheet, find_headings(sheet.rows, columns)) for book in books for sheet in book.sheets if sheet.rows]
    return max(found, key=lambda one: len(one[1].at), default=(Sheet(""), Headed(0, {}, [])))


def _samples(sheet: Sheet, row: int, at: int) -> tuple[str, ...]:
    values = (cells[at] for cells in sheet.rows[row + 1 : row + 1 + LOOK] if at < len(cells))
    different = dict.fromkeys(_short(value) for value in values if tidy(value) and value != UNCALCULATED)
    return tuple(different)[:SAMPLES]


def _short(value: str) -> str:
    plain = tidy(value)
    return plain if len(plain) <= MOST_SAMPLE else plain[:MOST_SAMPLE] + "…"


def forms_in(books: Iterable[Book], chosen: Mapping[str, str]) -> list[tuple[str, int]]:
    """The forms that a report names, with how many rows name each; the most frequent first."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for table in tables(list(books), forms.COLUMNS, Plan(), chosen=chosen or None):
        at = table.headed.at["form"]
        for cells in table.sheet.rows[table.headed.row + 1 :]:
            if at < len(cells) and (name := tidy(cells[at])):
                names.setdefault(forms.form_key(name), name)
                counts[forms.form_key(name)] += 1
    return sorted(((names[key], many) for key, many in counts.items()), key=lambda one: (-one[1], one[0]))
