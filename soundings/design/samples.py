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

# Kind and words of each cell; for a scale the points of its trend, oldest first.
ROWS: tuple[dict[str, Any], ...] = (
    {
        "worker": "Not allocated", "count": "1 child, 1 family", "first": True, "children": [
            {"id": "4519-01", "name": "Sami Haddad", "age": "2", "opened": "17 Mar", "abuse": "N", "cells": [
                ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"),
                ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known"), ("unknown", "not known")]},
        ],
    },
    {
        "worker": "Jane Smith’s cases", "count": "7 children, 4 families", "children": [
            {"id": "4471-02", "name": "Melli Majid", "age": "13", "opened": "3 Feb", "abuse": "N, PA",
             "decision": "Melli’s rating is at the agency’s floor and there is no interim plan.",
             "question": "Melli’s scale has stayed at 2 for three ratings, and there is a danger statement without a goal yet. "
                         "What would one step up look like to Melli, her mother, her father and their network?",
             "cells": [("recorded", "6 Feb"), ("ask", "No · day 41"), ("recorded", "12 Feb"), ("recorded", "Yes"), ("no", "No"), ("scale", 2, [2, 2, 2]),
                       ("recorded", "27 Feb"), ("number", "3"), ("number", "1"), ("no", "No"), ("no", "No")]},
            {"id": "4471-09", "name": "Mary Telis", "age": "5", "note": "with brother Theo", "opened": "12 Jan", "abuse": "FDV, EA, N",
             "cells": [("recorded", "19 Jan", "×2"), ("recorded", "23 Jan"), ("recorded", "21 Jan"), ("recorded", "Yes", "×2"), ("recorded", "Yes", "×2"), ("scale", 6, [2, 3, 5, 6]),
                       ("recorded", "7 Mar"), ("number", "7"), ("number", "2"), ("recorded", "2 Mar"), ("new", "14 Mar")]},
            {"id": "4471-10", "name": "Theo Telis", "age": "3", "note": "with sister Mary", "opened": "12 Jan", "abuse": "FDV", "last": True,
             "cells": [("recorded", "19 Jan"), ("recorded", "23 Jan"), ("recorded", "21 Jan"), ("recorded", "Yes"), ("recorded", "Yes"), ("scale", 6, [2, 5, 6]),
                       ("recorded", "7 Mar"), ("number", "7"), ("number", "2"), ("recorded", "2 Mar"), ("new", "14 Mar")]},
        ],
    },
    {
        "worker": "Ah Hin Xeng’s cases", "count": "6 children, 4 families", "children": [
            {"id": "4502-01", "name": "Baby Okafor", "age": "expected June", "opened": "13 Mar", "abuse": "N",
             "cells": [("new", "15 Mar"), ("later", "by 27 Mar"), ("exempt", "unborn"), ("later", "by 27 Mar"), ("later", "by 27 Mar"), ("later", "by 27 Mar"),
                       ("later", "later"), ("later", "by 27 Apr"), ("number", "0"), ("later", "before birth"), ("later", "before birth")]},
            {"id": "4390-04", "name": "Dara Lindqvist", "age": "16", "opened": "2 Nov", "abuse": "EA",
             "cells": [("recorded", "6 Nov", "×3"), ("recorded", "16 Nov", "×2"), ("recorded", "20 Nov"), ("recorded", "Yes"), ("recorded", "Yes"), ("scale", 8, [5, 6, 7, 8]),
                       ("recorded", "9 Dec"), ("number", "5"), ("number", "3"), ("recorded", "4 Dec"), ("recorded", "11 Jan")]},
            {"id": "4390-11", "name": "Łukasz Åkesson-Wiśniewski", "age": "9", "opened": "20 Feb", "abuse": "PA, EA", "last": True,
             "cells": [("recorded", "24 Feb"), ("recorded", "2 Mar"), ("ask", "No · day 24"), ("recorded", "Yes"), ("no", "No"), ("scale", 4, [6, 4]),
                       ("later", "by 20 Apr"), ("number", "2"), ("number", "0"), ("exempt", "no adult at home"), ("later", "by 3 Apr")]},
        ],
    },
)  # fmt: skip

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
    {"row": 14, "column": "Date opened", "found": "31/02/2026", "fix": "There is no such date: check the day and the month."},
    {"row": 27, "column": "Worker", "found": "", "fix": "Write the worker’s name, or “not allocated”."},
    {"row": 31, "column": "Safety scale", "found": "11", "fix": "Write a whole number from 0 to 10."},
)


class RecordForm(forms.Form):
    """The form that opens in place."""

    happened_on = design.DateParts(label="When?", help_text="For example 16 3 2026")
    who = forms.CharField(label="Who was there?", required=False)
    rating = design.Scale(
        label="Where would you rate it today?", lowest="the danger is certain to happen again", highest="safe enough to close", required=False
    )


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label="Name", help_text="As the family says it")
    email = forms.EmailField(label="Email address", required=False)
    words = forms.CharField(label="What makes it that number?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    stage = forms.ChoiceField(label="Stage", choices=[("front", "Front-end statutory"), ("support", "Family support")], widget=design.Select)
    together = forms.ChoiceField(
        label="How was it done?", choices=[("together", "Together"), ("apart", "Separately"), ("unsafe", "Not safe together")],
        widget=design.Radios(hints={"unsafe": "It counts. Say in the case system what makes it unsafe."}),
    )
    born = forms.ChoiceField(label="Has the child been born?", choices=[("yes", "Yes"), ("no", "Not yet")], widget=design.Radios(inline=True))
    siblings = forms.MultipleChoiceField(
        label="Whom does it concern?", choices=[("mary", "Mary Telis, 5"), ("theo", "Theo Telis, 3")], widget=design.Checkboxes, initial=["mary", "theo"]
    )
    happened_on = design.DateParts(label="When did it happen?", help_text="For example 16 3 2026")
    rating = design.Scale(label="Safety scale", lowest="the danger is certain to happen again", highest="safe enough to close")
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
    return SampleForm({"email": "not an address", "happened_on_day": "31", "happened_on_month": "13", "happened_on_year": "2026"}, prefix="wrong")
