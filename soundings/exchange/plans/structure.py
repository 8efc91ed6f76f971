"""Services, localities and teams, and the staff in them, from two plain tables (docs/reference/files.md).

What the rows add and change is decided by `accounts.rules`; here they are read, and its answers put in our terms.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from soundings.accounts.rules import (
    PostKind,
    StaffNow,
    StaffRow,
    StageRow,
    UnitKind,
    UnitNow,
    UnitRow,
    decide_staff,
    decide_units,
)
from soundings.core.rules import sort_key
from soundings.exchange.plans.headings import column
from soundings.exchange.plans.outcome import ADD, CHANGE, SAME, Line, Place, Plan, fault
from soundings.exchange.plans.table import Table, tables
from soundings.exchange.reading import Book
from soundings.exchange.reading.values import Remembering, days, tidy, words_up_to
from soundings.exchange.rules import Fault

UNIT_COLUMNS = (
    column("name", "Name", "Unit name", "Team name", "Service name", "Team", needed=True),
    column("code", "Code", "Unit code", "Team code", "ID", "Short name"),
    column("kind", "Kind", "Type", "Level", needed=True),
    column("parent", "Parent", "Below", "Part of", "Parent code", "Belongs to", "Service"),
    column("stage", "Stage", "Service stage"),
    column("opened", "Opened", "Open from", "From", "Start date", "Date opened"),
)
STAFF_COLUMNS = (
    column("name", "Name", "Full name", "Staff name", "Worker", "Worker name", "Employee name"),
    column("given", "Given name", "First name", "Forename"),
    column("family", "Family name", "Surname", "Last name"),
    column("ref", "Number", "Worker ID", "Staff ID", "Employee number", "System ID", "User name", "Staff number", "ID"),
    column("email", "Email", "E-mail", "Email address", "Work email"),
    column("team", "Team", "Team name", "Team code", "Unit"),
    column("post", "Post", "Role", "Job", "Position", "Job title"),
    column("from", "From", "Start date", "Since", "Started", "Joined"),
    column("to", "To", "Until", "End date", "Left team"),
    column("aliases", "Also known as", "Aliases", "Alias", "Known in files as"),
    column("last_day", "Last day", "Leaving date", "Left", "Date left"),
)
STAGE, VOLUNTARY = "stage", "voluntary stage"
KINDS: dict[str, UnitKind | str] = {
    "agency": UnitKind.AGENCY, "authority": UnitKind.AGENCY,
    "service": UnitKind.SERVICE, "directorate": UnitKind.SERVICE, "division": UnitKind.SERVICE,
    "department": UnitKind.SERVICE, "locality": UnitKind.LOCALITY, "area": UnitKind.LOCALITY,
    "district": UnitKind.LOCALITY, "region": UnitKind.LOCALITY, "team": UnitKind.TEAM, "unit": UnitKind.TEAM,
    "stage": STAGE, "service stage": STAGE, "voluntary stage": VOLUNTARY,
}  # fmt: skip
SUPERVISES = ("supervisor", "manager", "practice lead", "consultant", "team lead", "principal")
COLUMN_OF = {"to": "to", "aliases": "aliases"}  # our column of a field in a problem, where it is called otherwise


@dataclass(slots=True)
class StructureWork:
    """What the storing action takes."""

    stages: list[StageRow] = field(default_factory=list)
    units: list[UnitRow] = field(default_factory=list)


class Source(NamedTuple):
    """Where a row came from."""

    table: Table
    place: Place
    cells: Sequence[str]


@dataclass(slots=True)
class Around:
    """What both tables are read against, as `accounts.queries` tells it."""

    as_of: date
    units: Mapping[str, UnitNow]  # by normalised code
    stages: Mapping[str, str]  # code by normalised code and name
    staff: Sequence[StaffNow] = ()
    teams: Mapping[str, str] = field(default_factory=dict)  # normalised code by normalised code and name


def decide_structure(books: Sequence[Book], around: Around) -> Plan:
    """What loading these places would do. Rows may come in any order: a parent may stand below its children."""
    plan = Plan()
    sources: list[Source] = []
    rows: list[UnitRow] = []
    work = StructureWork()
    for table in tables(books, UNIT_COLUMNS, plan):
        for place, cells, said in table.rows(_unit_readers(around), plan):
            if not said["name"] or said["kind"] is None:
                code, why = ("name", "no-name") if not said["name"] else ("kind", "unit-kind")
                table.refuse(place, cells, code, fault(why), plan)
            elif said["kind"] in (STAGE, VOLUNTARY):
                work.stages.append(StageRow(said.get("code", ""), said["name"], said["kind"] == VOLUNTARY))
            elif said["kind"] is not UnitKind.AGENCY:  # the agency itself stands already
                sources.append(Source(table, place, cells))
                rows.append(_unit(said))
    _count_stages(work.stages, around, plan)
    stages = {**around.stages, **{sort_key(name): one.name for one in work.stages for name in (one.code, one.name)}}
    rows = _with_codes(rows, around)
    kept, decision = _sound(rows, sources, lambda some: decide_units(some, around.units, stages), plan)
    work.units = kept
    _count(plan, "unit", [row.name for row in decision.add], [row.name for row, _ in decision.change], decision.same)
    plan.work = work
    return plan


def _unit_readers(around: Around) -> dict[str, Remembering[Any]]:
    words = words_up_to
    return {
        "name": words(120), "code": words(60), "kind": Remembering(_kind), "parent": words(120), "stage": words(120),
        "opened": days(around.as_of),
    }  # fmt: skip


def _kind(text: str) -> UnitKind | str | Fault | None:
    plain = tidy(text).casefold()
    return (KINDS.get(plain) or Fault("unit-kind")) if plain else None


def _unit(said: Mapping[str, Any]) -> UnitRow:
    return UnitRow(
        said["name"],
        said["kind"],
        said.get("code", ""),
        said.get("parent", ""),
        said.get("stage", ""),
        said.get("opened"),
    )


def _with_codes(rows: Sequence[UnitRow], around: Around) -> list[UnitRow]:
    """The same rows, a parent that is told by its name told by its code."""
    codes = {row.key for row in rows} | set(around.units)
    names: dict[str, list[str]] = {}
    for code, name in [
        *((row.code or row.name, row.name) for row in rows),
        *((u.code, u.name) for u in around.units.values()),
    ]:
        names.setdefault(sort_key(name), []).append(code)
    return [
        UnitRow(row.name, row.kind, row.code, names[sort_key(row.parent)][0], row.stage, row.opened_on)
        if row.parent and sort_key(row.parent) not in codes and len(set(names.get(sort_key(row.parent), ()))) == 1
        else row
        for row in rows
    ]


def _count_stages(stages: Iterable[StageRow], around: Around, plan: Plan) -> None:
    for one in stages:
        known = sort_key(one.code or one.name) in around.stages or sort_key(one.name) in around.stages
        plan.count("stage", SAME if known else ADD)
        if not known:
            plan.tell(Line(ADD, "stage", one.name))


def _sound(
    rows: list[Any], sources: list[Source], decide: Callable[[list[Any]], Any], plan: Plan
) -> tuple[list[Any], Any]:
    """The rows that can be stored together, and what they do; the others are refused, each with its reason."""
    while True:
        decision = decide(rows)
        if not decision.problems:
            return rows, decision
        for problem in decision.problems:
            table, place, cells = sources[problem.row]
            table.refuse(place, cells, problem.field, fault(problem.code, found=problem.found), plan)
        wrong = {problem.row for problem in decision.problems}
        rows = [row for number, row in enumerate(rows) if number not in wrong]
        sources = [source for number, source in enumerate(sources) if number not in wrong]


def _count(plan: Plan, noun: str, added: Iterable[str], changed: Iterable[str], same: int) -> None:
    for verb, names in ((ADD, added), (CHANGE, changed)):
        for name in names:
            plan.count(noun, verb)
            plan.tell(Line(verb, noun, name))
    plan.count(noun, SAME, same)


# --- staff -----------------------------------------------------------------------------------------------------------


def decide_people(books: Sequence[Book], around: Around) -> Plan:
    """What loading these staff would do. Several rows of one person are posts in several teams."""
    plan = Plan()
    sources: list[Source] = []
    rows: list[StaffRow] = []
    for table in tables(books, STAFF_COLUMNS, plan):
        if "name" not in table.headed.at and "family" not in table.headed.at:
            plan.refuse(table.place(table.headed.row + 1), "name", "", fault("columns-missing"))
            continue
        for place, cells, said in table.rows(_staff_readers(around), plan):
            sources.append(Source(table, place, cells))
            rows.append(_person(said))
    kept, decision = _sound(
        rows, sources, lambda some: decide_staff(some, around.staff, around.teams, on=around.as_of), plan
    )
    added = [wanted.row.name for wanted in decision.add]
    _count(plan, "staff", added, [now.name for _, now in decision.change], decision.same)
    plan.work = kept
    return plan


def _staff_readers(around: Around) -> dict[str, Remembering[Any]]:
    day, words = days(around.as_of), words_up_to
    return {
        "name": words(120), "given": words(60), "family": words(60), "ref": words(120), "email": Remembering(_email),
        "team": words(120), "post": words(60), "from": day, "to": day, "aliases": words(400), "last_day": day,
    }  # fmt: skip


def _email(text: str) -> str | Fault:
    plain = tidy(text)
    name, _, host = plain.partition("@")
    whole = bool(name and "." in host and "@" not in host and " " not in plain)
    return plain if not plain or (whole and len(plain) <= 254) else Fault("email")


def _person(said: Mapping[str, Any]) -> StaffRow:
    name = said.get("name") or f"{said.get('given', '')} {said.get('family', '')}".strip()
    post = post_of(said.get("post", ""))
    return StaffRow(
        name=shown_name(name),
        ref=said.get("ref", ""),
        email=said.get("email", ""),
        aliases=tuple(alias for alias in (tidy(one) for one in said.get("aliases", "").split(";")) if alias),
        is_duty=post is PostKind.DUTY,
        team=said.get("team", ""),
        post=post,
        from_on=said.get("from"),
        to_on=said.get("to"),
        ended_on=said.get("last_day"),
    )


def shown_name(name: str) -> str:
    """ "SMITH, Jane" is shown as "Jane Smith"."""
    family, comma, given = name.partition(",")
    if not comma or not given.strip():
        return name
    return f"{given.strip()} {family.title() if family.isupper() else family}".strip()


def post_of(text: str) -> PostKind:
    """The post that a job title stands for: a duty desk, somebody who supervises, otherwise a worker."""
    plain = text.casefold()
    if plain.startswith("duty"):
        return PostKind.DUTY
    return PostKind.SUPERVISOR if any(word in plain for word in SUPERVISES) else PostKind.WORKER
