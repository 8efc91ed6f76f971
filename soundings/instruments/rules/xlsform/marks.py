"""What a form that is made for a review carries so that its answers find their way back: no child's name, only ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from soundings.instruments.rules.texts import Texts
from soundings.instruments.rules.xlsform.writing import Sheets

REVIEW = "soundings.review"
ASKED = "soundings.asked"
LIST = "soundings.reviews"


class OfReview(NamedTuple):
    """A review and how the form calls it."""

    public_id: str
    label: str


def for_one(sheets: Sheets, *, review: str, asked: str = "") -> Sheets:
    """The form with fixed values that nobody sees: the review, and who of the family was asked."""
    marks = {REVIEW: review} | ({ASKED: asked} if asked else {})
    rows = [{"type": "calculate", "name": name, "calculation": f"'{value}'"} for name, value in marks.items()]
    return _begun_with(sheets, rows)


def for_several(sheets: Sheets, *, reviews: Sequence[OfReview], label: Texts, heads: Mapping[str, str]) -> Sheets:
    """The form with a first question: which review. heads: by language code its heading, like "English (en)"."""
    row = {"type": f"select_one {LIST}", "name": REVIEW, "required": "yes"}
    row |= {f"label::{heads[one]}": text for one, text in label.items()}
    choices = [
        {"list_name": LIST, "name": one.public_id} | {f"label::{head}": one.label for head in heads.values()}
        for one in reviews
    ]
    return _begun_with(sheets, [row], choices)


def _begun_with(sheets: Sheets, rows: Sequence[Mapping[str, str]], choices: Sequence[Mapping[str, str]] = ()) -> Sheets:
    found = []
    for name, table in sheets:
        added = {"survey": rows, "choices": choices}.get(name, ())
        found.append((name, _with(table, added)))
    return found


def _with(table: list[list[str]], added: Sequence[Mapping[str, str]]) -> list[list[str]]:
    """The rows above the others, in their columns; what has none gets one."""
    heads = [*table[0], *dict.fromkeys(key for row in added for key in row if key not in table[0])]
    wide = [[*row, *[""] * (len(heads) - len(row))] for row in table[1:]]
    return [heads, *([row.get(head, "") for head in heads] for row in added), *wide]
