"""The plain format for children and cases, and the people extract, which is the same with columns of its own.

docs/reference/files.md lists the columns.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from soundings.cases.rules import read_age
from soundings.exchange.plans.annex_a import split_name
from soundings.exchange.plans.headings import Column, column
from soundings.exchange.plans.names import Names
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.plans.reconcile import reconcile
from soundings.exchange.plans.table import Table, tables
from soundings.exchange.plans.wanted import Stored, WantedCase, WantedChild
from soundings.exchange.reading import Book
from soundings.exchange.reading.values import (
    Remembering,
    days,
    read_id,
    read_sex,
    read_yes_no,
    texts_up_to,
    tidy,
    words_up_to,
)
from soundings.exchange.rules import Fault

COLUMNS: tuple[Column, ...] = (
    column("id", "Child ID", "Person ID", "Client ID", "ID", "Child reference", "Reference", "LAchildID",
           "Service user ID", "Case ID", "Child Unique ID", "Subject ID", "Number", needed=True),
    column("given", "Given name", "First name", "Forename", "Forenames", "Given names"),
    column("family", "Family name", "Surname", "Last name"),
    column("name", "Name", "Full name", "Child name", "Person name", "Child", "Child's name", "Subject name"),
    column("born", "Date of birth", "DOB", "Birth date", "Born"),
    column("expected", "Expected date", "Expected date of birth", "EDD", "Due date", "Expected delivery date"),
    column("age", "Age", "Age in years", "Age of child", "Current age"),
    column("age_on", "Age stated on"),
    column("sex", "Sex", "Gender"),
    column("ethnicity", "Ethnicity", "Ethnic origin", "Ethnic group"),
    column("disability", "Disability", "Disabled"),
    column("language", "First language", "Language", "Main language", "Preferred language"),
    column("interpreter", "Interpreter", "Interpreter needed", "Interpreter required"),
    column("household", "Household", "Household ID", "Family ID", "Group ID", "Family group ID", "Family group",
           "Household number"),
    column("household_name", "Household name", "Family group name", "Group name"),
    column("opened", "Opened", "Date opened", "Open date", "Opening date", "Case opened", "Start date", "Referral date",
           "Involvement start date", "Date of referral"),
    column("closed", "Closed", "Date closed", "Close date", "Closure date", "Case closed", "End date",
           "Involvement end date"),
    column("close_reason", "Close reason", "Reason closed", "Closure reason", "Reason for closure"),
    column("abuse", "Abuse types", "Abuse type", "Category of abuse", "Abuse"),
    column("stage", "Stage", "Service stage", "Case stage"),
    column("team", "Team", "Allocated team", "Team name", "Current team", "Organisation"),
    column("worker", "Worker", "Allocated worker", "Social worker", "Key worker", "Lead worker", "Case worker",
           "Case holder", "Lead practitioner", "Practitioner", "Allocated to"),
    column("co_workers", "Co-workers", "Co-worker", "Other workers"),
    column("since", "Since", "Allocated since", "Allocation date", "Allocation start date", "Worker start date"),
    column("other_ids", "Other IDs", "Other numbers"),
)  # fmt: skip
AGE = ("stated_age", "stated_age_on")
DETAILS = {"ethnicity": "ethnicity", "language": "first_language"}
ABUSE_SIGNS = re.compile(r"[&+,;/|\s]+|\band\b", re.I)


@dataclass(slots=True)
class Around:
    """What a table of children is read against: who and what is known, and how far the file is to be believed.

    exact: the file states when each case opened and closed (our own format). Otherwise a case that is not open yet
    opens on `as_of` where the file has no day for it.
    """

    as_of: date
    workers: Names
    teams: Names
    stages: Names
    abuse: Mapping[str, str]  # code by normalised code and name
    exact: bool = True
    only_teams: frozenset[int] = frozenset()
    chosen: Mapping[str, str] | None = None
    seen: dict[str, Place] = field(default_factory=dict)


def decide(books: Sequence[Book], stored_of: Callable[[Sequence[WantedChild]], Stored], around: Around) -> Plan:
    """What loading these tables would do. `stored_of` tells what stands stored of the children wanted."""
    plan = Plan()
    children: dict[str, WantedChild] = {}
    for table in tables(books, COLUMNS, plan, chosen=around.chosen):
        readers = _readers(around)
        for place, cells, said in table.rows(readers, plan):
            if not said.get("id"):
                table.refuse(place, cells, "id", fault("id-missing"), plan)
                continue
            _take_row(table, place, cells, said, children, around, plan)
    wanted = list(children.values())
    if around.only_teams:
        wanted = [child for child in wanted if any(case.team in around.only_teams for case in child.cases)]
        plan.note("other-teams", many=len(children) - len(wanted)) if len(wanted) < len(children) else None
    plan.note_gone(around.workers.gone)
    stored = stored_of(wanted)
    for child in wanted:
        child.cases.sort(key=lambda case: case.opened_on)
    plan.work = reconcile(wanted, stored, plan, as_of=around.as_of)
    plan.offers += [offer for names in (around.teams, around.stages, around.workers) for offer in names.offers.values()]
    return plan


def _readers(around: Around) -> dict[str, Remembering[Any]]:
    """The readers of the columns. Our own format is taken as it was written, a report is tidied."""
    words = texts_up_to if around.exact else words_up_to
    day, yes_no, name = days(around.as_of), Remembering(read_yes_no), words(120)
    return {
        "id": Remembering(read_id), "given": words(80), "family": words(80),
        "name": words(160), "born": day, "expected": day, "age": _ages(exact=around.exact), "age_on": day,
        "sex": Remembering(read_sex), "ethnicity": words(80),
        "disability": words(80), "language": words(60), "interpreter": yes_no, "household": words(60),
        "household_name": name, "opened": day, "closed": day, "close_reason": name,
        "abuse": Remembering(lambda text: read_abuse(text, around.abuse)), "stage": name, "team": name, "worker": name,
        "co_workers": words(400), "since": day, "other_ids": words(400),
    }  # fmt: skip


def _ages(*, exact: bool) -> Remembering[Any]:
    """A reader of ages. What is none is a problem in our own format; a report may say there what it likes."""

    def read(text: str) -> int | Fault | None:
        plain = tidy(text)
        months = read_age(plain)
        return Fault("age") if plain and months is None and exact else months

    return Remembering(read)


def read_abuse(text: str, known: Mapping[str, str]) -> tuple[str, ...] | Fault:
    """The codes that "N & PA" or "FDV EA N" stand for, in the order typed; a full name stands for its code too."""
    plain = tidy(text)
    if plain.casefold() in ("", "no", "none", "-", "n/a"):
        return ()
    if whole := known.get(plain.casefold()):
        return (whole,)
    parts = [part.strip() for part in re.split(r"[&+,;/|]|\band\b", plain) if part.strip()]
    if not all(part.casefold() in known for part in parts):
        parts = [part for part in ABUSE_SIGNS.split(plain) if part]
    missing = [part for part in parts if part.casefold() not in known]
    if missing:
        codes = ", ".join(dict.fromkeys(known.values()))
        return Fault("abuse", (("unknown", ", ".join(missing)), ("codes", codes)))
    return tuple(dict.fromkeys(known[part.casefold()] for part in parts))


def _take_row(
    table: Table,
    place: Place,
    cells: Sequence[str],
    said: Mapping[str, Any],
    children: dict[str, WantedChild],
    around: Around,
    plan: Plan,
) -> None:
    if said.get("born") and said["born"] > around.as_of:
        table.refuse(place, cells, "born", fault("born-later"), plan)
        return
    made = WantedChild(
        said["id"],
        place,
        facts(said, around.as_of),
        said.get("household", ""),
        said.get("household_name", ""),
        alone=True,
    )
    made.ids = [tuple(one.split("=", 1)) for one in said.get("other_ids", "").split("; ") if "=" in one]
    case = _case(table, place, cells, said, around, plan)
    if place in plan.refused:
        return
    child = children.setdefault(made.ref, made)
    if child is not made and not _fits(child, made, table, cells, place, plan):
        return
    if case and any(_overlap(case, other) for other in child.cases):
        where = str(next(other.place.row for other in child.cases if _overlap(case, other)))
        table.refuse(place, cells, "opened", fault("case-twice", row=where), plan)
    elif case:
        child.cases.append(case)


def _fits(child: WantedChild, made: WantedChild, table: Table, cells: Sequence[str], place: Place, plan: Plan) -> bool:
    """Whether a further row of the same child says the same of the child itself; the row is refused if not."""
    born, other = child.fields.get("born_on"), made.fields.get("born_on")
    if born and other and born != other:
        table.refuse(place, cells, "born", fault("other-birth", where=child.place.row), plan)
        return False
    child.fields = made.fields | child.fields
    if child.fields.get("born_on"):
        child.fields = {name: value for name, value in child.fields.items() if name not in AGE}
    child.household = child.household or made.household
    child.ids += [one for one in made.ids if one not in child.ids]
    return True


def _overlap(case: WantedCase, other: WantedCase) -> bool:
    ends_before = case.closed_on is not None and case.closed_on <= other.opened_on and case.opened_on != other.opened_on
    begins_after = (
        other.closed_on is not None and other.closed_on <= case.opened_on and case.opened_on != other.opened_on
    )
    return not ends_before and not begins_after


def facts(said: Mapping[str, Any], as_of: date) -> dict[str, Any]:
    """What a row says of the child itself, by our names. An age without a day of its own is of the day of the file."""
    given, family = said.get("given", ""), said.get("family", "")
    if not given and not family and said.get("name"):
        given, family = split_name(said["name"])
    found: dict[str, Any] = {
        "given_name": given[:80], "family_name": family[:80], "born_on": said.get("born"),
        "expected_on": said.get("expected"), "sex": said.get("sex"),
    }  # fmt: skip
    if said.get("age") is not None and not said.get("born"):
        found |= {"stated_age": said["age"], "stated_age_on": said.get("age_on") or as_of}
    found |= {ours: said.get(code) for code, ours in DETAILS.items()}
    found["disability"] = {"yes": "Yes", "no": "No"}.get(said.get("disability", "").casefold(), said.get("disability"))
    found["interpreter"] = {"yes": True, "no": False}.get(said.get("interpreter", ""))
    return {name: value for name, value in found.items() if value not in (None, "")}


def _case(
    table: Table, place: Place, cells: Sequence[str], said: Mapping[str, Any], around: Around, plan: Plan
) -> WantedCase | None:
    team = around.teams.find(said.get("team", ""))
    opened, closed = said.get("opened"), said.get("closed")
    last = closed or around.as_of
    worker = around.workers.working(said.get("worker", ""), on=last, team=team)
    if opened is None and not (closed or said.get("team") or said.get("worker") or said.get("stage")):
        return None
    if opened is None and around.exact:
        table.refuse(place, cells, "opened", fault("opened-missing"), plan)
        return None
    if opened is None:
        if closed:
            return None
        plan.note("opens-on-file-day")
        opened = around.as_of
    if opened > around.as_of:
        table.refuse(place, cells, "opened", fault("later-than-file", day=f"{around.as_of:%d/%m/%Y}"), plan)
    if closed and closed < opened:
        table.refuse(place, cells, "closed", fault("closed-before-opened", opened=f"{opened:%d/%m/%Y}"), plan)
    others = [around.workers.working(one, on=last, team=team) for one in said.get("co_workers", "").split(";")]
    return WantedCase(
        opened_on=opened,
        closed_on=closed,
        close_reason=said.get("close_reason", ""),
        abuse=said.get("abuse", ()),
        stage=around.stages.find(said.get("stage", "")),
        team=team,
        worker=worker,
        co_workers=tuple(one for one in others if one is not None),
        since=said.get("since"),
        exact=around.exact,
        place=place,
    )
