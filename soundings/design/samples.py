"""Invented children and figures for the gallery. Nothing here is stored."""

from datetime import date
from typing import Any

from django import forms

from soundings.design import forms as design

ELEMENTS = (
    ("Mapping internal", "36/38", 95), ("Mapping with family", "31/34", 91), ("Three Houses", "24/33", 73),
    ("Danger statement", "33/36", 92), ("Safety goal", "29/36", 81), ("Safety scale", "28/36", 78),
    ("Words and Pictures", "17/30", 57), ("Network", "26/33", 79), ("Meetings with network", "count", None),
    ("Interim adult plan", "19/28", 68), ("Child safety plan", "11/25", 44),
)  # fmt: skip

KINDS = {
    "+": "recorded", "*": "new", "-": "no", "!": "ask", "~": "later", "/": "exempt", "?": "unknown", "#": "number",
    "%": "scale",
}  # fmt: skip

# worker | what the heading says, then a line for each child: name, age | id and note | opened | abuse types | cells.
# The first mark of a cell is its kind; a scale's points come oldest first; "last" closes a family.
BOARD = """
== Not allocated | 1 child, 1 family
Sami Haddad, 2 | 4519-01 | 17 Mar | N | ? | ? | ? | ? | ? | ? | ? | ? | ? | ? | ?
== Jane Smith’s cases | 7 children, 4 families
Melli Majid, 13 | 4471-02 | 3 Feb | N, PA | +6 Feb | !No · day 41 | +12 Feb | +Yes | - | %2,2,2 \
 | +27 Feb | #3 | #1 | - | -
Mary Telis, 5 | 4471-09 · with brother Theo | 12 Jan | FDV, EA, N | +19 Jan ×2 | +23 Jan | +21 Jan | +Yes ×2 \
 | +Yes ×2 | %2,3,5,6 | +7 Mar | #7 | #2 | +2 Mar | *14 Mar
Theo Telis, 3 | 4471-10 · with sister Mary | 12 Jan | FDV | +19 Jan | +23 Jan | +21 Jan | +Yes | +Yes \
 | %2,5,6 | +7 Mar | #7 | #2 | +2 Mar | *14 Mar | last
== Ah Hin Xeng’s cases | 6 children, 4 families
Baby Okafor, expected June | 4502-01 | 13 Mar | N | *15 Mar | ~by 27 Mar | /unborn | ~by 27 Mar \
 | ~by 27 Mar | ~by 27 Mar | ~later | ~by 27 Apr | #0 | ~before birth | ~before birth
Dara Lindqvist, 16 | 4390-04 | 2 Nov | EA | +6 Nov ×3 | +16 Nov ×2 | +20 Nov | +Yes | +Yes | %5,6,7,8 | +9 Dec | #5 \
 | #3 | +4 Dec | +11 Jan
Łukasz Åkesson-Wiśniewski, 9 | 4390-11 | 20 Feb | PA, EA | +24 Feb | +2 Mar | !No · day 24 | +Yes | - \
 | %6,4 | ~by 20 Apr | #2 | #0 | /no adult at home | ~by 3 Apr | last
"""
SAYS = {
    "4471-02": {
        "decision": "Melli’s rating is at the agency’s floor and there is no interim plan.",
        "question": "Melli’s scale has stayed at 2 for three ratings, and there is a danger statement without a goal "
        "yet. What would one step up look like to Melli, her mother, her father and their network?",
    }
}


def groups() -> list[dict[str, Any]]:
    """The children of the sample board under each worker."""
    found: list[dict[str, Any]] = []
    for line in BOARD.replace("\\\n", "").strip().splitlines():
        parts = [part.strip() for part in line.removeprefix("==").split("|")]
        if line.startswith("=="):
            found.append({"worker": parts[0], "count": parts[1], "first": not found, "children": []})
        else:
            found[-1]["children"].append(_child(parts))
    return found


def _child(parts: list[str]) -> dict[str, Any]:
    name, _, age = parts[0].partition(", ")
    number = parts[1].split(" ")[0]
    child = {"name": name, "age": age, "id": number, "under": parts[1], "opened": parts[2], "abuse": parts[3]}
    cells = [_cell(part) for part in parts[4:] if part != "last"]
    return child | {"cells": cells, "last": parts[-1] == "last"} | SAYS.get(number, {})


def _cell(part: str) -> dict[str, Any]:
    kind, said = KINDS[part[0]], part[1:]
    if kind == "scale":
        points = [int(point) for point in said.split(",")]
        return {"kind": kind, "said": points[-1], "points": points}
    said, _, times = said.partition(" ×")
    standing = {"no": "No", "unknown": "not known"}
    return {"kind": kind, "said": standing.get(kind, said), "times": times}


RATINGS = (
    {"on": date(2026, 1, 14), "rating": 2, "rater": "Jane Smith, worker"},
    {"on": date(2026, 2, 2), "rating": 3, "rater": "Jane Smith, worker"},
    {"on": date(2026, 2, 23), "rating": 5, "rater": "Jane Smith, worker"},
    {"on": date(2026, 3, 9), "rating": 6, "rater": "Jane Smith, worker"},
    {"on": date(2026, 1, 14), "rating": 4, "rater": "Mother"},
    {"on": date(2026, 2, 23), "rating": 7, "rater": "Mother"},
    {"on": date(2026, 2, 27), "rating": 0, "rater": "Mary"},
    {"on": date(2026, 3, 9), "rating": 5, "rater": "Mary"},
)

MONTHLY = tuple(
    (date(2025 + (month > 12), (month - 1) % 12 + 1, 1), value)
    for month, value in enumerate((84, 82, 85, 83, 81, 84, 80, 79, 75, 74, 72, 71), start=4)
)

PROBLEMS = (
    {
        "row": 14,
        "column": "Date opened",
        "found": "31/02/2026",
        "fix": "There is no such date: check the day and the month.",
    },
    {"row": 27, "column": "Worker", "found": "", "fix": "Write the worker’s name, or “not allocated”."},
    {"row": 31, "column": "Safety scale", "found": "11", "fix": "Write a whole number from 0 to 10."},
)


class RecordForm(forms.Form):
    """The form that opens in place."""

    happened_on = design.DateParts(label="When?", help_text="For example 16 3 2026")
    who = forms.CharField(label="Who was there?", required=False)
    rating = design.Scale(
        label="Where would you rate it today?",
        lowest="the danger is certain to happen again",
        highest="safe enough to close",
        required=False,
    )


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Name", help_text="As the family says it")
    email = forms.EmailField(label="Email address", required=False)
    words = forms.CharField(
        label="What makes it that number?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    stage = forms.ChoiceField(
        label="Stage", choices=[("front", "Front-end statutory"), ("support", "Family support")], widget=design.Select
    )
    together = forms.ChoiceField(
        label="How was it done?",
        choices=[("together", "Together"), ("apart", "Separately"), ("unsafe", "Not safe together")],
        widget=design.Radios(hints={"unsafe": "It counts. Say in the case system what makes it unsafe."}),
    )
    born = forms.ChoiceField(
        label="Has the child been born?", choices=[("yes", "Yes"), ("no", "Not yet")], widget=design.Radios(inline=True)
    )
    siblings = forms.MultipleChoiceField(
        label="Whom does it concern?",
        choices=[("mary", "Mary Telis, 5"), ("theo", "Theo Telis, 3")],
        widget=design.Checkboxes,
        initial=["mary", "theo"],
    )
    happened_on = design.DateParts(label="When did it happen?", help_text="For example 16 3 2026")
    rating = design.Scale(
        label="Safety scale", lowest="the danger is certain to happen again", highest="safe enough to close"
    )
    upload = design.FileField(label="Spreadsheet", accept=".xlsx,.csv", help_text="Excel or CSV, up to 50 MB")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    copied = forms.BooleanField(label="It is also in the case system", required=False)


class FilterForm(forms.Form):
    """A filter bar."""

    mark_optional = False
    worker = forms.ChoiceField(label="Worker", choices=[("", "Everyone (6)"), ("1", "Jane Smith")], required=False)
    show = forms.ChoiceField(label="Show", choices=[("", "All children"), ("ask", "Worth a question")], required=False)
    find = forms.CharField(label="Find", required=False)


def wrong_form() -> SampleForm:
    """The sample form as it comes back with a mistake in nearly every field."""
    typed = {"email": "not an address", "happened_on_day": "31", "happened_on_month": "13", "happened_on_year": "2026"}
    return SampleForm({f"wrong-{name}": value for name, value in typed.items()}, prefix="wrong")
