"""An Annex A workbook of invented children, of any size: for trying the import, for tests and for the benchmark."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from soundings.demo.names import CULTURES, TEAM_PLACES, WORKERS

COMMON = ("Child Unique ID", "Sex", "Ethnicity", "Date of Birth", "Age of Child (Years)")
ALLOCATED = ("Allocated Team", "Allocated Worker")
LISTS: dict[str, tuple[str, ...]] = {
    "List_1": ("Date of Contact", "Contact Source"),
    "List_2": ("Assessment start date", "Assessment completion date", "Organisation completing assessment"),
    "List_3": ("Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months"),
    "List_4": (
        "Does the Child have a Disability",
        "Continuous Assessment Start Date",
        "Child Seen During Continuous Assessment",
        "Continuous Assessment Date of Authorisation",
        "Was the child assessed as requiring LA children’s social care support?",
    ),
    "List_5": (
        "Does the Child have a Disability",
        "Strategy discussion initiating Section 47 Enquiry Start Date",
        "Was an Initial Child Protection Conference deemed unnecessary?",
        "Date of Initial Child Protection Conference",
        "Did the Initial Child Protection Conference Result in a Child Protection Plan",
        "Number of Section 47 Enquiries in the last 12 months",
        "Number of ICPCs in the last 12 months",
    ),
    "List_6": (
        "Does the Child have a Disability",
        "CIN Start Date",
        "Primary Need Code",
        "Date Child Was Last Seen",
        "CIN Closure Date",
        "Reason for Closure",
        "Case Status",
    ),
    "List_7": (
        "Does the Child have a Disability",
        "Child Protection Plan Start Date",
        "Initial Category of Abuse",
        "Latest Category of Abuse",
        "Date of the Last Statutory Visit",
        "Was the Child Seen Alone?",
        "Date of latest review conference",
        "Child Protection Plan End Date",
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
        "Number of Previous Child Protection Plans",
    ),
    "List_8": (
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        "Does the Child have a Disability",
        "Date Started to be Looked After",
        "Child’s Category of Need",
        "Legal Status",
        "Date of Latest Statutory Review",
        "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After",
        "Placement Type",
    ),
}
WITHOUT_TEAM = ("List_1", "List_2")
ABUSE = ("a) Neglect", "b) Physical abuse", "c) Sexual abuse", "d) Emotional abuse", "e) Multiple")


def write_workbook(path: Path, *, children: int, seed: int, as_of: date) -> dict[str, int]:
    """A workbook of `children` children with teams and workers. Returns how many rows each list has.

    About 4.8 rows a child: each is in list 6, most in lists 1, 3 and 4, fewer in the others.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    counts = {}
    for name, columns in LISTS.items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, [*COMMON, *columns, *(() if name in WITHOUT_TEAM else ALLOCATED)])
        row = 0
        for row, values in enumerate(_rows(name, children, seed, as_of), start=1):
            for column, value in enumerate(values):
                sheet.write(row, column, value)
        counts[name] = row
    book.close()
    return counts


_CHANCE = {"List_1": 0.9, "List_2": 0.4, "List_3": 0.85, "List_4": 0.8, "List_5": 0.44, "List_6": 1, "List_7": 0.3}


def _rows(name: str, children: int, seed: int, as_of: date) -> Iterator[list[Any]]:
    for number in range(children):
        rng = Random(f"{seed}/{number}")
        common, opened_on, closed_on, allocated = _child(number, rng, as_of)
        if rng.random() >= _CHANCE.get(name, 0.15) and name != "List_6":
            continue
        make = _MAKERS[name]
        yield [*common, *make(rng, opened_on, closed_on), *(() if name in WITHOUT_TEAM else allocated)]


def _child(number: int, rng: Random, as_of: date) -> tuple[list[Any], date, date | None, list[str]]:
    opened_on = as_of - timedelta(days=rng.randrange(20, 900))
    closed_on = as_of - timedelta(days=rng.randrange(9)) if rng.random() < 0.2 else None
    born_on = opened_on - timedelta(days=rng.randrange(30, 16 * 365))
    culture = rng.choices(CULTURES, [c.share for c in CULTURES])[0]
    common = [number + 500_000, rng.choice(("a) Female", "b) Male")), culture.ethnicity, born_on]
    common.append((as_of - born_on).days // 365)
    allocated = [f"{rng.choice(TEAM_PLACES)} Team", rng.choice(WORKERS)]
    return common, opened_on, closed_on, allocated


def _later(rng: Random, day: date, most: int) -> date:
    return day + timedelta(days=rng.randrange(1, most))


def _contact(rng: Random, opened: date, closed: date | None) -> list[Any]:
    return [opened - timedelta(days=rng.randrange(4)), rng.choice(("5A: Health", "2B: School", "6: Police"))]


def _early_help(rng: Random, opened: date, closed: date | None) -> list[Any]:
    start = opened - timedelta(days=rng.randrange(60, 200))
    return [start, _later(rng, start, 40), "Local authority"]


def _referral(rng: Random, opened: date, closed: date | None) -> list[Any]:
    return [opened, rng.choice(("5A: Health", "2B: School", "6: Police")), "b) No", rng.randrange(1, 3)]


def _assessment(rng: Random, opened: date, closed: date | None) -> list[Any]:
    return ["b) No", opened + timedelta(days=1), "a) Yes", opened + timedelta(days=9), "a) Yes"]


def _section_47(rng: Random, opened: date, closed: date | None) -> list[Any]:
    return ["b) No", opened + timedelta(days=2), "b) No", opened + timedelta(days=8), "a) Yes", 1, 1]


def _in_need(rng: Random, opened: date, closed: date | None) -> list[Any]:
    reason = "RC3: Died" if closed and rng.random() < 0.001 else "RC7: Transferred to services of another LA"
    status = "e) Closed episode" if closed else "c) Child in need plan"
    return [
        "b) No",
        opened,
        "N1: Abuse or neglect",
        opened + timedelta(days=5),
        closed,
        reason if closed else "",
        status,
    ]


def _protection(rng: Random, opened: date, closed: date | None) -> list[Any]:
    category = rng.choice(ABUSE)
    start = opened + timedelta(days=9)
    return ["b) No", start, category, category, start, "a) Yes", start, closed, "b) No", 0]


def _in_care(rng: Random, opened: date, closed: date | None) -> list[Any]:
    start = opened + timedelta(days=9)
    kind = "U1: Foster placement"
    return ["b) No", "b) No", start, "N1", "C2: Full care order", start, closed, "E8: Other" if closed else "", kind]


_MAKERS = {
    "List_1": _contact,
    "List_2": _early_help,
    "List_3": _referral,
    "List_4": _assessment,
    "List_5": _section_47,
    "List_6": _in_need,
    "List_7": _protection,
    "List_8": _in_care,
}
