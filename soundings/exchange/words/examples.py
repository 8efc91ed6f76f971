"""An example of each kind of file that has a plain form: our headings, and a few invented rows.

The headings are not translated: they are what the reader looks for.
"""

from collections.abc import Sequence
from datetime import date

from django.utils import translation

from soundings.exchange.rules import Kind
from soundings.exchange.words.columns import columns

Row = dict[str, str | int | date]
BELOW = "Lantern Safeguarding Service"


def example(kind: Kind) -> tuple[Sequence[str], list[list[str | int | date | None]]] | None:
    """Headings and rows of an example file; None for what has no plain form."""
    rows = _ROWS.get(kind)
    if rows is None:
        return None
    with translation.override("en"):
        headings = columns(kind)
    used = [code for code in headings if code not in _LEFT_OUT.get(kind, ())]
    return [headings[code] for code in used], [[row.get(code) for code in used] for row in rows]


_LEFT_OUT = {
    Kind.STAFF: ("given", "family"),  # one column for the name, or two
    Kind.CASES: ("name", "age", "age_on"),
    Kind.PEOPLE: ("given", "family", "expected", "age", "age_on", "closed", "close_reason", "co_workers", "other_ids"),
}

_STRUCTURE: list[Row] = [
    {"name": "Intake and Assessment", "kind": "stage", "code": "intake"},
    {"name": "Family Support", "kind": "voluntary stage", "code": "support"},
    {"name": BELOW, "code": "SAFE", "kind": "service", "opened": date(2024, 4, 1)},
    {"name": "East", "code": "EAST", "kind": "locality", "parent": "SAFE"},
    {"name": "Lantern Road Team", "code": "LRT", "kind": "team", "parent": "EAST", "stage": "intake"},
    {"name": "Weir Street Team", "code": "WST", "kind": "team", "parent": "EAST", "stage": "support"},
]
_STAFF: list[Row] = [
    {"name": "Maud Ferris", "ref": "mferris", "email": "maud.ferris@harbourshire.example", "team": "LRT",
     "post": "Social worker", "from": date(2024, 4, 1), "aliases": "Ferris, M; MFE"},
    {"name": "Tariq Benn", "ref": "tbenn", "team": "LRT", "post": "Social worker", "from": date(2024, 9, 2)},
    {"name": "Olwen Pryce", "ref": "opryce", "team": "LRT", "post": "Team manager", "from": date(2024, 4, 1)},
    {"name": "Duty, Lantern Road", "team": "LRT", "post": "Duty"},
]  # fmt: skip
_CASES: list[Row] = [
    {"id": "9471-01", "given": "Ada", "family": "Telford", "born": date(2016, 5, 2), "sex": "F", "household": "H-204",
     "household_name": "Telford", "opened": date(2025, 11, 3), "abuse": "N & PA", "stage": "intake", "team": "LRT",
     "worker": "Maud Ferris", "name": "Ada Telford"},
    {"id": "9471-02", "given": "Sam", "family": "Telford", "born": date(2019, 8, 21), "sex": "M", "household": "H-204",
     "household_name": "Telford", "opened": date(2025, 11, 3), "abuse": "N", "stage": "intake", "team": "LRT",
     "worker": "Maud Ferris", "co_workers": "Tariq Benn", "name": "Sam Telford"},
    {"id": "9502-01", "given": "Noor", "family": "Rahimi", "born": date(2013, 1, 30), "sex": "F", "interpreter": "yes",
     "language": "Dari", "opened": date(2025, 6, 16), "closed": date(2025, 12, 19), "close_reason": "Goals reached",
     "abuse": "FDV", "stage": "intake", "team": "LRT", "worker": "Tariq Benn", "other_ids": "Education=U7731",
     "name": "Noor Rahimi"},
]  # fmt: skip
_PRACTICE: list[Row] = [
    {"children": "9471-01; 9471-02", "element": "Mapping with family", "answer": "yes", "on": date(2025, 11, 12),
     "mode": "together", "in_case_system": "yes"},
    {"children": "9471-01", "element": "Safety Scale", "on": date(2025, 11, 12), "number": 4, "rater": "worker",
     "issue": "Left alone at night", "words": "The aunt stays over on two nights."},
    {"children": "9502-01", "element": "Words and Pictures", "answer": "na", "reason": "The case closes this month."},
]  # fmt: skip
_FORMS: list[Row] = [
    {"id": "9471-01", "form": "SoS Mapping with family", "form_id": "F-9001", "started": date(2025, 11, 10),
     "completed": date(2025, 11, 12), "authorised": date(2025, 11, 14), "worker": "Maud Ferris"},
    {"id": "9471-02", "form": "SoS Mapping with family", "form_id": "F-9001", "started": date(2025, 11, 10),
     "completed": date(2025, 11, 12), "authorised": date(2025, 11, 14), "worker": "Maud Ferris"},
    {"id": "9471-01", "form": "Three Houses", "form_id": "F-9002", "started": date(2025, 11, 20),
     "completed": date(2025, 11, 20), "worker": "Maud Ferris"},
]  # fmt: skip
_ROWS: dict[Kind, list[Row]] = {
    Kind.STRUCTURE: _STRUCTURE,
    Kind.STAFF: _STAFF,
    Kind.CASES: _CASES,
    Kind.PEOPLE: _CASES[:2],
    Kind.PRACTICE: _PRACTICE,
    Kind.FORMS_COMPLETED: _FORMS,
}
