"""Services, localities and teams, and the staff in them, from two plain tables. docs/reference/files.md has the columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from soundings.accounts.rules import PostKind, UnitKind, may_stand_under, name_keys
from soundings.core.rules import sort_key
from soundings.exchange.plans.headings import column
from soundings.exchange.plans.outcome import ADD, CHANGE, SAME, Line, Place, Plan, fault
from soundings.exchange.plans.table import Table, tables, undefused
from soundings.exchange.reading import Book
from soundings.exchange.reading.values import Remembering, days, read_words, tidy
from soundings.exchange.rules import Fault

UNIT_COLUMNS = (
    column("name", "Name", "Unit name", "Team name", "Service name", "Team", needed=True),
    column("code", "Code", "Unit code", "Team code", "ID", "Short name"),
    column("kind", "Kind", "Type", "Level", needed=True),
    column("parent", "Parent", "Below", "Part of", "Parent code", "Belongs to", "Service"),
    column("stage", "Stage", "Service stage"),
    column("opened", "Opened", "Open from", "From", "Start date", "Date opened"),
    column("closed", "Closed", "Closed on", "To", "End date", "Date closed"),
)
STAFF_COLUMNS = (
    column("name", "Name", "Full name", "Staff name", "Worker", "Worker name", "Employee name"),
    column("given", "Given name", "First name", "Forename"),
    column("family", "Family name", "Surname", "Last name"),
    column("email", "Email", "E-mail", "Email address", "Work email"),
    column("team", "Team", "Team name", "Team code", "Unit"),
    column("post", "Post", "Role", "Job", "Position", "Job title"),
    column("from", "From", "Start date", "Since", "Started", "Joined"),
    column("to", "To", "Until", "End date", "Left team"),
    column("aliases", "Also known as", "Aliases", "Alias", "Known in files as", "Worker ID", "Staff ID", "Employee number",
           "System ID", "User name"),
    column("last_day", "Last day", "Leaving date", "Left", "Date left"),
)  # fmt: skip
KINDS = {
    "agency": UnitKind.AGENCY, "authority": UnitKind.AGENCY, "department": UnitKind.SERVICE,
    "service": UnitKind.SERVICE, "directorate": UnitKind.SERVICE, "division": UnitKind.SERVICE,
    "locality": UnitKind.LOCALITY, "area": UnitKind.LOCALITY, "district": UnitKind.LOCALITY, "region": UnitKind.LOCALITY,
    "team": UnitKind.TEAM, "unit": UnitKind.TEAM, "pod": UnitKind.TEAM,
}  # fmt: skip
SUPERVISES = ("supervisor", "manager", "practice lead", "consultant", "team lead", "principal")


class UnitNow(NamedTuple):
    """A place that stands stored."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    stage: str  # code of its own stage, "" if its parent's
    closed_on: date | None
    keys: tuple[str, ...]


class UnitRow(NamedTuple):
    """A place as a file wants it. `id` None: new. `parent` is an id, or the key of a new place."""

    id: int | None
    key: str
    code: str
    name: str
    kind: UnitKind
    parent: int | str | None
    stage: str
    opened_on: date
    closed_on: date | None
    changes: frozenset[str] = frozenset()  # of "name", "parent", "stage", "closed"


class PostNow(NamedTuple):
    """A post that stands stored."""

    id: int
    team: int
    post: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class StaffNow:
    """Somebody who stands stored."""

    id: int
    name: str
    email: str
    keys: frozenset[str]
    ended_on: date | None
    posts: tuple[PostNow, ...] = ()


@dataclass(slots=True)
class StaffRow:
    """Somebody as a file wants them, all their rows together. `id` None: new."""

    id: int | None
    name: str
    email: str = ""
    aliases: list[str] = field(default_factory=list)  # only new ones
    posts: list[tuple[int, PostKind, date, date | None]] = field(default_factory=list)  # new ones
    ended_posts: list[tuple[int, date]] = field(default_factory=list)  # (post id, up to but not including)
    last_day: date | None = None
    changes: set[str] = field(default_factory=set)
    place: Place = Place(0, "", 0)


@dataclass(slots=True)
class Around:
    """What both tables are read against."""

    as_of: date
    units: Sequence[UnitNow]
    stages: Mapping[str, str]  # code by normalised code and name
    staff: Sequence[StaffNow] = ()


def decide_structure(books: Sequence[Book], around: Around) -> Plan:
    """What loading these places would do. Rows may come in any order: a parent may stand below its children."""
    plan = Plan()
    rows: dict[str, tuple[Table, Place, list[str], dict[str, Any]]] = {}
    for table in tables(books, UNIT_COLUMNS, plan):
        for place, cells, said in table.rows(_unit_readers(around, is_csv=table.is_csv), plan):
            _take_unit(table, place, cells, said, rows, plan)
    known = {key: unit for unit in around.units for key in reversed(unit.keys)}
    units = [_unit(key, rows, known, around, plan) for key in rows]
    plan.work = _parents_first([unit for unit in units if unit])
    return plan


def _unit_readers(around: Around, *, is_csv: bool) -> dict[str, Remembering[Any]]:
    day = days(around.as_of)

    def words(most: int) -> Remembering[str | Fault]:
        return Remembering(lambda text: read_words(undefused(text) if is_csv else text, most=most))

    return {
        "name": words(120), "code": words(60), "kind": Remembering(_kind), "parent": words(120),
        "stage": Remembering(lambda text: _stage(text, around.stages)), "opened": day, "closed": day,
    }  # fmt: skip


def _kind(text: str) -> UnitKind | Fault | None:
    plain = tidy(text).casefold()
    return (KINDS.get(plain) or Fault("unit-kind")) if plain else None


def _stage(text: str, stages: Mapping[str, str]) -> str | Fault:
    plain = tidy(text)
    if not plain:
        return ""
    return stages.get(sort_key(plain)) or fault("stage", choices=", ".join(dict.fromkeys(stages.values())))


def _take_unit(
    table: Table, place: Place, cells: list[str], said: dict[str, Any],
    rows: dict[str, tuple[Table, Place, list[str], dict[str, Any]]], plan: Plan,
) -> None:  # fmt: skip
    if not said["name"]:
        return table.refuse(place, cells, "name", fault("name-missing"), plan)
    if said["kind"] is None:
        return table.refuse(place, cells, "kind", fault("unit-kind"), plan)
    if said["kind"] is UnitKind.AGENCY:
        return None  # the agency itself stands already
    key = sort_key(said.get("code") or said["name"])
    if key in rows:
        return table.refuse(place, cells, "code" if said.get("code") else "name", fault("row-of", row=rows[key][1].row), plan)
    rows[key] = (table, place, cells, said)
    return None


def _unit(
    key: str, rows: Mapping[str, tuple[Table, Place, list[str], dict[str, Any]]], known: Mapping[str, UnitNow], around: Around,
    plan: Plan,
) -> UnitRow | None:  # fmt: skip
    table, place, cells, said = rows[key]
    parent = _parent(said.get("parent", ""), rows, known, around)
    if parent is None:
        table.refuse(place, cells, "parent", fault("parent-unknown"), plan)
        return None
    above = rows[parent][3]["kind"] if isinstance(parent, str) else UnitKind(_by_id(around, parent).kind)
    if not may_stand_under(said["kind"], above) or _in_a_ring(key, rows):
        table.refuse(place, cells, "parent", fault("parent-wrong"), plan)
        return None
    now = known.get(key)
    if now is None:
        return _new_unit(key, said, parent, around, plan)
    if now.kind != said["kind"]:
        table.refuse(place, cells, "kind", fault("kind-changed", kind=now.kind), plan)
        return None
    return _changed_unit(key, said, parent, now, plan)


def _parent(
    text: str, rows: Mapping[str, Any], known: Mapping[str, UnitNow], around: Around
) -> int | str | None:
    """The id or key of the place that `text` names; the agency itself where nothing is named."""
    if not text:
        return next((unit.id for unit in around.units if unit.kind == UnitKind.AGENCY), None)
    key = sort_key(text)
    if key in known:
        return known[key].id
    if key in rows:
        return key
    return next((other for other, row in rows.items() if sort_key(row[3]["name"]) == key), None)


def _by_id(around: Around, unit_id: int) -> UnitNow:
    return next(unit for unit in around.units if unit.id == unit_id)


def _in_a_ring(key: str, rows: Mapping[str, Any]) -> bool:
    seen: set[str] = set()
    while key in rows and key not in seen:
        seen.add(key)
        key = sort_key(rows[key][3].get("parent", ""))
    return key in seen


def _new_unit(key: str, said: Mapping[str, Any], parent: int | str, around: Around, plan: Plan) -> UnitRow:
    plan.count("unit", ADD)
    plan.tell(Line(ADD, "unit", said["name"], str(said["kind"])))
    return UnitRow(
        None, key, said.get("code") or said["name"][:60], said["name"], said["kind"], parent, said.get("stage", ""),
        said.get("opened") or around.as_of, said.get("closed"),
    )  # fmt: skip


def _changed_unit(key: str, said: Mapping[str, Any], parent: int | str, now: UnitNow, plan: Plan) -> UnitRow | None:
    changes = set()
    if said["name"] != now.name:
        changes.add("name")
    if said.get("parent") and parent != now.parent:
        changes.add("parent")
    if said.get("stage") and said["stage"] != now.stage:
        changes.add("stage")
    if said.get("closed") and said["closed"] != now.closed_on:
        changes.add("closed")
    plan.count("unit", CHANGE if changes else SAME)
    for what in sorted(changes):
        plan.tell(Line(CHANGE, "unit", now.name, what, "", str(said[what])))
    if not changes:
        return None
    return UnitRow(
        now.id, key, now.code, said["name"], said["kind"], parent, said.get("stage") or now.stage,
        said.get("opened") or date.min, said.get("closed"), frozenset(changes),
    )  # fmt: skip


def _parents_first(units: Sequence[UnitRow]) -> list[UnitRow]:
    waiting = {unit.key: unit for unit in units}
    ordered: list[UnitRow] = []

    def take(unit: UnitRow) -> None:
        if isinstance(unit.parent, str) and unit.parent in waiting:
            take(waiting.pop(unit.parent))
        ordered.append(unit)

    while waiting:
        take(waiting.pop(next(iter(waiting))))
    return ordered


# --- staff -----------------------------------------------------------------------------------------------------------


def decide_staff(books: Sequence[Book], around: Around) -> Plan:
    """What loading these people would do. Several rows of one person are posts in several teams."""
    plan = Plan()
    teams = {key: unit for unit in around.units if unit.kind == UnitKind.TEAM for key in reversed(unit.keys)}
    known: dict[str, list[StaffNow]] = {}
    for one in around.staff:
        for key in one.keys:
            known.setdefault(key, []).append(one)
    people: dict[str, StaffRow] = {}
    for table in tables(books, STAFF_COLUMNS, plan):
        if "name" not in table.headed.at and "family" not in table.headed.at:
            plan.refuse(table.place(table.headed.row + 1), "name", "", fault("columns-missing"))
            continue
        for place, cells, said in table.rows(_staff_readers(around, is_csv=table.is_csv), plan):
            _take_person(table, place, cells, said, teams, known, people, around, plan)
    for row in people.values():
        verb = ADD if row.id is None else CHANGE if row.changes else SAME
        plan.count("staff", verb)
        if verb != SAME:
            plan.tell(Line(verb, "staff", row.name, ", ".join(sorted(row.changes))))
    plan.work = [row for row in people.values() if row.id is None or row.changes]
    return plan


def _staff_readers(around: Around, *, is_csv: bool) -> dict[str, Remembering[Any]]:
    day = days(around.as_of)

    def words(most: int) -> Remembering[str | Fault]:
        return Remembering(lambda text: read_words(undefused(text) if is_csv else text, most=most))

    return {
        "name": words(120), "given": words(60), "family": words(60), "email": Remembering(_email), "team": words(120),
        "post": words(60), "from": day, "to": day, "aliases": words(400), "last_day": day,
    }  # fmt: skip


def _email(text: str) -> str | Fault:
    plain = tidy(text)
    name, at, host = plain.partition("@")
    whole = bool(name and at and "." in host and "@" not in host and " " not in plain)
    return plain if not plain or (whole and len(plain) <= 254) else Fault("email")


def _take_person(
    table: Table, place: Place, cells: list[str], said: dict[str, Any], teams: Mapping[str, UnitNow],
    known: Mapping[str, list[StaffNow]], people: dict[str, StaffRow], around: Around, plan: Plan,
) -> None:  # fmt: skip
    name = said.get("name") or f"{said.get('given', '')} {said.get('family', '')}".strip()
    if not name:
        return table.refuse(place, cells, "name", fault("name-missing"), plan)
    team = teams.get(sort_key(said.get("team", "")))
    if said.get("team") and team is None:
        return table.refuse(place, cells, "team", fault("team-unknown"), plan)
    aliases = [alias for alias in (tidy(one) for one in said.get("aliases", "").split(";")) if alias]
    found = _same_person(name, said.get("email", ""), aliases, known, around)
    if len(found) > 1:
        return table.refuse(place, cells, "name", fault("several-of-name", many=len(found)), plan)
    now = found[0] if found else None
    key = str(now.id) if now else sort_key(said.get("email") or name)
    row = people.setdefault(key, StaffRow(now.id if now else None, _shown(name), place=place))
    _fill_person(row, now, said, aliases, team, around)
    return None


def _shown(name: str) -> str:
    """"SMITH, Jane" is shown as "Jane Smith"."""
    family, comma, given = name.partition(",")
    if not comma or not given.strip():
        return name
    return f"{given.strip()} {family.title() if family.isupper() else family}".strip()


def _same_person(
    name: str, email: str, aliases: Sequence[str], known: Mapping[str, list[StaffNow]], around: Around
) -> list[StaffNow]:
    """Who the row is about: by e-mail, else by alias, else by name."""
    if email and (found := [one for one in around.staff if one.email.casefold() == email.casefold()]):
        return found
    for keys in ([sort_key(alias) for alias in aliases], name_keys(name)):
        found = list({one.id: one for key in keys for one in known.get(key, ())}.values())
        found = [one for one in found if not email or not one.email or one.email.casefold() == email.casefold()]
        if found:
            return found
    return []


def _fill_person(
    row: StaffRow, now: StaffNow | None, said: Mapping[str, Any], aliases: Sequence[str], team: UnitNow | None, around: Around
) -> None:
    if said.get("email") and said["email"] != (now.email if now else ""):
        row.email = said["email"]
        row.changes.add("email")
    taken = (now.keys if now else frozenset()) | {sort_key(alias) for alias in row.aliases} | {sort_key(row.name)}
    for alias in aliases:
        if sort_key(alias) not in taken:
            row.aliases.append(alias)
            row.changes.add("aliases")
    if said.get("last_day") and said["last_day"] != (now.ended_on if now else None):
        row.last_day = said["last_day"]
        row.changes.add("last_day")
    if team:
        _fill_post(row, now, said, team, around)


def _fill_post(row: StaffRow, now: StaffNow | None, said: Mapping[str, Any], team: UnitNow, around: Around) -> None:
    post = _post(said.get("post", ""))
    held = next((one for one in (now.posts if now else ()) if one.team == team.id and one.post == post), None)
    if held is None:
        if not any(new[0] == team.id and new[1] == post for new in row.posts):
            row.posts.append((team.id, post, said.get("from") or around.as_of, said.get("to")))
            row.changes.add("posts")
    elif said.get("to") and said["to"] != held.to_on:
        row.ended_posts.append((held.id, said["to"]))
        row.changes.add("posts")


def _post(text: str) -> PostKind:
    plain = text.casefold()
    if plain.startswith("duty"):
        return PostKind.DUTY
    return PostKind.SUPERVISOR if any(word in plain for word in SUPERVISES) else PostKind.WORKER
