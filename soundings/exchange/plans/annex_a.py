"""Ofsted's Annex A, lists 1 to 8, as a case extract. docs/reference/annex-a.md says in words what is decided here.

Lists 3 to 8 open cases; the closure date of list 6 closes them; lists 1 and 2 only add to a case that is there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count, repeat
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from soundings.cases.rules import ActivityKind, NewActivity
from soundings.exchange.plans.annex_a_lists import CODES, COMMON, DAYS, LISTS, YES_NO, List, Row
from soundings.exchange.plans.headings import Headed, find_headings, heading_key
from soundings.exchange.plans.names import Names, settles
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.plans.reconcile import reconcile
from soundings.exchange.plans.wanted import Stored, WantedCase, WantedChild
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.reading.values import Remembering, days, read_id, read_sex, read_yes_no, tidy, uncoded
from soundings.exchange.rules import Fault

WINS = (8, 7, 6, 4, 5, 3)  # whose team and worker a case gets: the first of these lists that names either
NEED, PROTECTION, CARE = 6, 7, 8
ONE_ROW_A_CHILD = (NEED, PROTECTION, CARE)
BEFORE_BIRTH = 310  # days: nothing but a mistake starts earlier before a birth
ABUSE = {"neglect": "N", "physical": "PA", "sexual": "SA", "emotional": "EA"}


def numbered(sheet: Sheet) -> int | None:
    """Which list a sheet is, by its name ("List_3", "list 03 Referrals", "Referrals") or what stands above it."""
    for text in (sheet.name, " ".join(sheet.rows[0][:3]) if sheet.rows else ""):
        if match := re.search(r"list[\s_\-]*0*(\d+)", text, re.I):
            return int(match[1])
    key = heading_key(sheet.name)
    return next((one.number for one in reversed(LISTS.values()) if any(title in key for title in one.titles)), None)


class Told(NamedTuple):
    """What files tell, whatever stands stored: their children, and a plan of what reading them found."""

    children: list[WantedChild]
    plan: Plan


def told(books: Sequence[Book], *, as_of: date) -> Told:
    """What these files tell. The cases say by which words they name their team and worker (`who`), not yet which."""
    plan = Plan()
    children = gathered(books, plan, as_of=as_of)
    return Told([_child(ref, rows, plan, as_of) for ref, rows in children.items()], plan)


def decide(
    told: Told,
    stored_of: Callable[[Sequence[WantedChild]], Stored],
    *,
    workers: Names,
    teams: Names,
    as_of: date,
    only_teams: frozenset[int] = frozenset(),
    names_first: bool = False,
) -> Plan:
    """What loading these files would do. `stored_of` tells what stands stored of the children wanted.

    only_teams: leave out children whose team is another; empty takes all. names_first: if there are names to be made
    or remembered first, tell no more than these: the plan then has no work.
    """
    plan = told.plan.copy()
    whose = [[_whose(case, workers, teams, as_of) for case in child.cases] for child in told.children]
    plan.note_gone(workers.gone)
    plan.offers += [*teams.offers.values(), *workers.offers.values()]
    if names_first and any(map(settles, plan.offers)):
        return plan
    wanted = [_allocated(child, found) for child, found in zip(told.children, whose, strict=True)]
    if only_teams:
        kept = [child for child in wanted if any(case.team in only_teams for case in child.cases)]
        plan.note("other-teams", many=len(wanted) - len(kept)) if len(kept) < len(wanted) else None
        wanted = kept
    plan.work = reconcile(wanted, stored_of(wanted), plan, as_of=as_of)
    return plan


def gathered(books: Sequence[Book], plan: Plan, *, as_of: date) -> dict[str, list[Row]]:
    """The readable rows of lists 1 to 8 by child id, in the order of the file; problems go to `plan`."""
    children: dict[str, list[Row]] = {}
    readers = _readers(as_of)
    found: set[int] = set()
    for number, book in enumerate(books):
        for sheet in book.sheets:
            which = numbered(sheet if sheet.name else Sheet(book.name, sheet.rows))
            if which in LISTS and sheet.rows:
                found.add(which)
                for row in _read_list(LISTS[which], sheet, number, readers, plan):
                    children.setdefault(row.id, []).append(row)
    if not found:
        plan.refuse(Place(0, "", 1), "", "", fault("no-lists"))
    for which in sorted(LISTS.keys() - found):
        plan.note("list-missing", list=which)
    return children


def _readers(as_of: date) -> dict[str, Remembering[Any]]:
    day, yes_no, words, plain = days(as_of), Remembering(read_yes_no), Remembering(uncoded), Remembering(tidy)
    special: dict[str, Remembering[Any]] = {"id": Remembering(read_id), "sex": Remembering(read_sex)}
    special |= dict.fromkeys(DAYS, day) | dict.fromkeys(YES_NO, yes_no)
    special |= dict.fromkeys(("name", "given", "family", "team", "worker", "age", "before"), plain)
    return {code: special.get(code, words) for code in CODES}


def _read_list(which: List, sheet: Sheet, file: int, readers: Mapping[str, Remembering[Any]], plan: Plan) -> list[Row]:
    """The rows of one list that can be stored; the others are refused."""
    headed = find_headings(sheet.rows, (*COMMON, *which.own))
    below = sheet.rows[headed.row + 1 :]
    if headed.missing:
        if any(map(any, below)):
            plan.refuse(Place(file, sheet.name, headed.row + 1), "", "", fault("column-missing", list=which.number))
        return []
    if sheet.errors:
        plan.note("errors-as-empty", sheet=sheet.name, many=sheet.errors)
    said = list(_said(which, headed, below, (file, sheet.name), readers))
    faulty = any(Fault in map(type, readers[code].values()) for code in headed.at)  # whether any row need be looked at
    return _sound(said, below, headed, plan, faulty=faulty)


def _said(
    which: List, headed: Headed, below: list[list[str]], at: tuple[int, str], readers: Mapping[str, Remembering[Any]]
) -> Iterator[Row]:
    """What each row says, column by column: a large file is read several times as fast as cell by cell."""
    width = 1 + max(headed.at.values())
    rows = [row if len(row) >= width else [*row, *[""] * (width - len(row))] for row in below]
    columns = [
        map(readers[code].__getitem__, map(itemgetter(headed.at[code]), rows))
        if code in headed.at
        else repeat(Row._field_defaults[code])
        for code in CODES
    ]
    numbers = count(headed.row + 2)
    return map(Row._make, zip(repeat(which.number, len(rows)), repeat(at), numbers, *columns, strict=False))


def _sound(
    said: Iterable[Row], below: Sequence[Sequence[str]], headed: Headed, plan: Plan, *, faulty: bool
) -> list[Row]:
    """The rows that can be stored, each once; the others are refused. faulty: whether any cell could not be read."""
    kept: list[Row] = []
    seen: set[tuple[Any, ...]] = set()
    for row, cells in zip(said, below, strict=True):
        if not row.id and not row.on and not any(map(tidy, cells)):
            continue
        plan.rows += 1
        if not row.id or not row.on or (faulty and Fault in map(type, row)):
            _refuse(row, cells, headed, plan)
        elif row[3:] in seen:
            plan.note("row-twice", sheet=row.at[1])
        else:
            seen.add(row[3:])
            kept.append(row)
    return kept


def _refuse(row: Row, cells: Sequence[str], headed: Headed, plan: Plan) -> None:
    """Everything that is wrong with one row, all at once."""
    for code in headed.at:
        if isinstance(value := getattr(row, code), Fault):
            plan.refuse(row.place, headed.title(code), cells[headed.at[code]], value)
    if not row.id:
        plan.refuse(row.place, headed.title("id"), "", fault("id-missing"))
    if not row.on:
        plan.refuse(row.place, headed.title("on"), "", fault("date-missing"))


def _child(ref: str, rows: list[Row], plan: Plan, as_of: date) -> WantedChild:
    rows = _consistent(rows, plan)
    rows.sort(key=itemgetter(0), reverse=True)  # list 8 is believed first
    child = WantedChild(ref, rows[0].place if rows else Place(0, "", 0), facts(rows, as_of))
    child.cases = _cases(rows, plan)
    child.loose = [
        activity for row in rows if row.list in (1, 2) or row.nfa == "yes" for activity in activities_of(row)
    ]
    return child


def _consistent(rows: list[Row], plan: Plan) -> list[Row]:
    """The rows that do not contradict an earlier one about the same child; the others are refused."""
    rows = [row for row in rows if not _ends_before_start(row, plan)]
    births = {row.born for row in rows if row.born}
    running = [row.list for row in rows if row.list in ONE_ROW_A_CHILD and not row.end]
    if len(births) < 2 and len(set(running)) == len(running):
        return rows
    kept: list[Row] = []
    for row in rows:
        against = next((other for other in kept if _contradiction(row, other)), None)
        if against is None:
            kept.append(row)
            continue
        code, found = _contradiction(row, against) or ("", "")
        where = f"{against.at[1]}, {against.row}"
        plan.refuse(row.place, "Date of Birth" if code == "other-birth" else "", found, fault(code, where=where))
    return kept


def _contradiction(row: Row, other: Row) -> tuple[str, str] | None:
    if row.born and other.born and row.born != other.born:
        return ("other-birth", f"{row.born:%d/%m/%Y}")
    if row.list == other.list and row.list in ONE_ROW_A_CHILD and not row.end and not other.end:
        return ("two-open", f"{row.on:%d/%m/%Y}")
    return None


def _ends_before_start(row: Row, plan: Plan) -> bool:
    if row.end and row.end < row.on:
        plan.refuse(row.place, "", f"{row.end:%d/%m/%Y}", fault("ends-before-start", start=f"{row.on:%d/%m/%Y}"))
        return True
    if row.born and row.born > row.on and not _is_unborn(row):
        before = (row.born - row.on).days
        if row.list == CARE or before > BEFORE_BIRTH:  # nobody is looked after before birth
            plan.note("before-birth", sheet=row.at[1], row=row.row)
    return False


def _is_unborn(row: Row) -> bool:
    return bool(row.age.startswith("-"))


def facts(rows: Sequence[Row], as_of: date) -> dict[str, Any]:
    """What the rows say of the child itself, the first that says it. A birth still to come is the expected day."""
    found: dict[str, Any] = {}
    for code, ours in (("sex", "sex"), ("ethnicity", "ethnicity"), ("given", "given_name"), ("family", "family_name")):
        for row in rows:
            if value := getattr(row, code):
                found[ours] = value
                break
    dated = next((row for row in rows if row.born), None)
    if dated:
        found["expected_on" if _is_unborn(dated) or dated.born > as_of else "born_on"] = dated.born
    disability = next((row.disability for row in rows if row.disability in ("yes", "no")), "")
    if disability:
        found["disability"] = disability.capitalize()
    if "given_name" not in found and "family_name" not in found:
        name = next((row.name for row in rows if row.name), "")
        found |= {
            ours: part for ours, part in zip(("given_name", "family_name"), split_name(name), strict=True) if part
        }
    return found


def split_name(name: str) -> tuple[str, str]:
    """Given and family name: "MAJID, Melli" and "Melli Majid" alike; the last word is the family name."""
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return (given, family) if given else (family, "")


def _cases(rows: Sequence[Row], plan: Plan) -> list[WantedCase]:
    """The child's involvements: each begins with the earliest of its starts, and ends with a closure of list 6."""
    opening = [row for row in rows if row.list >= 3 and row.nfa != "yes"]
    if not opening:
        return []
    reasons = {row.end: row.reason for row in opening if row.list == NEED and row.end}
    if not reasons:
        return [_case(opening, None, "", plan)]
    closures = sorted(reasons)
    cases = []
    for begin, end in zip([None, *closures], [*closures, None], strict=True):
        mine = [row for row in opening if (begin is None or row.on > begin) and (end is None or row.on <= end)]
        if mine:
            cases.append(_case(mine, end, reasons.get(end, ""), plan))
    return cases


def _case(rows: Sequence[Row], closed_on: date | None, reason: str, plan: Plan) -> WantedCase:
    first = min(rows, key=attrgetter("on"))
    case = WantedCase(first.on, closed_on, reason[:120], place=first.place)
    abuse = [code for row in rows if row.list == PROTECTION for code in abuse_types(row, plan)]
    case.abuse = tuple(dict.fromkeys(abuse))
    case.who = _who(rows)
    case.activities = [activity for row in rows for activity in activities_of(row)]
    return case


def abuse_types(row: Row, plan: Plan) -> list[str]:
    """The codes of the plan's latest category (the first if there is no latest). "Multiple" names none: it is noted."""
    category = (row.latest or row.initial).casefold()
    found = [code for word, code in ABUSE.items() if word in category]
    if not found and "multiple" in category:
        plan.note("abuse-multiple")
    return found


def _who(rows: Sequence[Row]) -> tuple[str, str]:
    """Team and worker, in words, from the first list of `WINS` that names either; in it, from its latest row."""
    naming = [row for row in rows if row.team or row.worker]
    if not naming:
        return "", ""
    wins = max(naming, key=lambda row: (_RANK[row.list], row.on))
    return wins.team, wins.worker


_RANK = {which: -place for place, which in enumerate(WINS)}


def _whose(case: WantedCase, workers: Names, teams: Names, as_of: date) -> tuple[int | None, int | None]:
    """The team and the worker that the case names, as far as they are known."""
    named_team, named_worker = case.who
    team = teams.find(named_team)
    return team, workers.working(named_worker, on=case.closed_on or as_of, team=team)  # must still work here then


def _allocated(child: WantedChild, whose: Sequence[tuple[int | None, int | None]]) -> WantedChild:
    """The same child with teams and workers; what was told stays as it is, so that it can be decided on again."""
    return child.with_cases([case.at(*found) for case, found in zip(child.cases, whose, strict=True)])


def activities_of(row: Row) -> list[NewActivity]:
    """What the service did, as one row tells it."""
    return _ACTIVITIES[row.list](row)


def _detail(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}


def _contact(row: Row) -> list[NewActivity]:
    return [NewActivity(ActivityKind.CONTACT, row.on, None, "", _detail(source=row.source))]


def _early_help(row: Row) -> list[NewActivity]:
    return [NewActivity(ActivityKind.EARLY_HELP, row.on, row.end, "", _detail(organisation=row.by))]


def _referral(row: Row) -> list[NewActivity]:
    outcome = "No further action" if row.nfa == "yes" else ""
    return [NewActivity(ActivityKind.REFERRAL, row.on, None, outcome, _detail(source=row.source))]


def _assessment(row: Row) -> list[NewActivity]:
    outcome = {"yes": "Support needed", "no": "No support needed"}.get(_yes_no[row.support], row.support)
    return [NewActivity(ActivityKind.ASSESSMENT, row.on, row.end, outcome[:120], {})]


def _section_47(row: Row) -> list[NewActivity]:
    outcome = {"yes": "No conference needed", "no": "Conference needed"}.get(row.unneeded, "")
    made = [NewActivity(ActivityKind.SECTION_47, row.on, None, outcome, {})]
    if row.conference:
        plan = {"yes": "Child protection plan", "no": "No child protection plan"}.get(_yes_no[row.plan], row.plan)
        made.append(NewActivity(ActivityKind.CONFERENCE, row.conference, None, plan[:120], {"which": "initial"}))
    return made


def _child_in_need(row: Row) -> list[NewActivity]:
    if "need plan" not in row.status.casefold():
        return []
    return [NewActivity(ActivityKind.CHILD_IN_NEED_PLAN, row.on, row.end, "", _detail(need=row.need))]


def _child_protection(row: Row) -> list[NewActivity]:
    detail = _detail(initial=row.initial, latest=row.latest, previous_plans=row.before)
    plan = NewActivity(ActivityKind.CHILD_PROTECTION_PLAN, row.on, row.end, "", detail)
    if not row.review:
        return [plan]
    return [plan, NewActivity(ActivityKind.CONFERENCE, row.review, None, "", {"which": "review"})]


def _looked_after(row: Row) -> list[NewActivity]:
    detail = _detail(legal_status=row.status, need=row.need)
    return [NewActivity(ActivityKind.LOOKED_AFTER, row.on, row.end, row.reason[:120], detail)]


_yes_no = Remembering(lambda text: str(read_yes_no(text)))
_ACTIVITIES: dict[int, Callable[[Row], list[NewActivity]]] = {
    1: _contact,
    2: _early_help,
    3: _referral,
    4: _assessment,
    5: _section_47,
    6: _child_in_need,
    7: _child_protection,
    8: _looked_after,
}
