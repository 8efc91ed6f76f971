"""Ofsted's Annex A, lists 1 to 8, as a case extract. docs/reference/annex-a.md says in words what is decided here.

Lists 3 to 8 open cases; the closure date of list 6 closes them; lists 1 and 2 only add to a case that is there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from soundings.cases.rules import ActivityKind, NewActivity
from soundings.exchange.plans.headings import Column, Headed, column, find_headings, heading_key
from soundings.exchange.plans.names import Names
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.plans.reconcile import reconcile
from soundings.exchange.plans.wanted import Stored, WantedCase, WantedChild
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.reading.values import Remembering, days, read_id, read_sex, read_yes_no, tidy, uncoded
from soundings.exchange.rules import Fault

WINS = (8, 7, 6, 4, 5, 3)  # whose team and worker a case gets: the first of these lists that names either
TELLS = (8, 7, 6, 5, 4, 3, 2, 1)  # whose facts about a child are taken, the first that has one
ONE_ROW_A_CHILD = (6, 7, 8)
BEFORE_BIRTH = 310  # days: nothing but a mistake starts earlier before a birth
ABUSE = {"neglect": "N", "physical": "PA", "sexual": "SA", "emotional": "EA"}

COMMON = (
    column("id", "Child Unique ID", "Unique Child ID", "Child ID", "Unique ID", "LA Child ID", "Person ID",
           "Child Unique Identifier", "Child Unique Identification Number", needed=True),
    column("sex", "Sex", "Gender"),
    column("ethnicity", "Ethnicity"),
    column("born", "Date of Birth", "DOB", "Birth date", "Date of birth or expected date of birth"),
    column("age", "Age of Child (Years)", "Age of Child", "Age"),
    column("name", "Name", "Child Name", "Full Name", "Child's Name"),
    column("given", "First Name", "Forename", "Forenames", "Given Name", "Child Forename", "Child First Name"),
    column("family", "Surname", "Last Name", "Family Name", "Child Surname", "Child Last Name"),
)  # fmt: skip
DISABILITY = column("disability", "Does the Child have a Disability", "Disability", like=["disability"])
ALLOCATED = (
    column("team", "Allocated Team", "Team", "Team Name", like=["allocated team"]),
    column(
        "worker", "Allocated Worker", "Worker", "Allocated Social Worker", "Social Worker", like=["allocated worker"]
    ),
)


class List(NamedTuple):
    """One list: what its sheet may be called and which of its columns are read, the first of `own` being its date."""

    number: int
    titles: tuple[str, ...]  # pieces of a sheet's name or heading, all letters
    own: tuple[Column, ...]


LISTS = {
    one.number: one
    for one in (
        List(1, ("contact",), (
            column("on", "Date of Contact", "Contact Date", needed=True),
            column("source", "Contact Source", "Source of Contact"),
        )),
        List(2, ("earlyhelp",), (
            column("on", "Assessment start date", "Early Help Assessment start date", needed=True),
            column("end", "Assessment completion date", "Assessment end date", like=["assessment completion"]),
            column("by", "Organisation completing assessment", like=["organisation"]),
        )),
        List(3, ("referral",), (
            column("on", "Date of referral", "Referral Date", needed=True),
            column("source", "Referral Source", "Source of Referral"),
            column("nfa", "Referral NFA?", "Referral NFA", like=["nfa", "nofurtheraction"]),
            *ALLOCATED,
        )),
        List(4, ("assessment",), (
            column("on", "Continuous Assessment Start Date", "Assessment Start Date", like=["assessment start"],
                   needed=True),
            column("end", "Continuous Assessment Date of Authorisation", "Assessment Authorisation Date",
                   like=["authoris", "authoriz"]),
            column("support", "Was the child assessed as requiring LA children's social care support?",
                   like=["assessed requir", "assessed need"]),
            DISABILITY, *ALLOCATED,
        )),
        List(5, ("section47", "s47", "icpc"), (
            column("on", "Strategy discussion initiating Section 47 Enquiry Start Date", "S47 Start Date",
                   like=["strategydiscussion", "47 start"], needed=True),
            column("unneeded", "Was an Initial Child Protection Conference deemed unnecessary?",
                   "Was an ICPC deemed unnecessary?", like=["unnecessary"]),
            column("conference", "Date of Initial Child Protection Conference", "Date of ICPC",
                   like=["dateofinitial", "dateoficpc"]),
            column("plan", "Did the Initial Child Protection Conference Result in a Child Protection Plan",
                   "Did the ICPC Result in a CP Plan", like=["result plan"]),
            DISABILITY, *ALLOCATED,
        )),
        List(6, ("childreninneed", "cin"), (
            column("on", "CIN Start Date", "Child in Need Start Date", like=["cinstart"], needed=True),
            column("need", "Primary Need Code", "Primary Need", like=["primaryneed"]),
            column("end", "CIN Closure Date", "CIN End Date", like=["closuredate"]),
            column("reason", "Reason for Closure", "Closure Reason", like=["reason closure"]),
            column("status", "Case Status"),
            DISABILITY, *ALLOCATED,
        )),
        List(7, ("childprotection", "cp"), (
            column("on", "Child Protection Plan Start Date", "CPP Start Date", "CP Plan Start Date",
                   like=["planstart", "cppstart"], needed=True),
            column("initial", "Initial Category of Abuse"),
            column("latest", "Latest Category of Abuse"),
            column("review", "Date of latest review conference", like=["review conference"]),
            column("end", "Child Protection Plan End Date", "CPP End Date", like=["planend", "cppend"]),
            column("before", "Number of Previous Child Protection Plans", like=["previous plan", "previous cpp"]),
            DISABILITY, *ALLOCATED,
        )),
        List(8, ("childrenincare", "lookedafter", "cla", "lac"), (
            column("on", "Date Started to be Looked After", like=["started lookedafter"], needed=True),
            column("status", "Child's Legal Status", "Legal Status"),
            column("need", "Child's Category of Need", "Category of Need"),
            column("end", "Date Ceased to be Looked After", like=["dateceased"]),
            column("reason", "Reason Ceased to be Looked After", like=["reasonceased"]),
            DISABILITY, *ALLOCATED,
        )),
    )
}  # fmt: skip
DAYS = frozenset({"born", "on", "end", "conference", "review"})
YES_NO = frozenset({"nfa", "unneeded", "disability"})


class Row(NamedTuple):
    """One row that could be read. `said` has what its list tells, by column code."""

    list: int
    place: Place
    id: str
    said: Mapping[str, Any]


def numbered(sheet: Sheet) -> int | None:
    """Which list a sheet is, by its name ("List_3", "list 03 Referrals", "Referrals") or what stands above it."""
    for text in (sheet.name, " ".join(sheet.rows[0][:3]) if sheet.rows else ""):
        if match := re.search(r"list[\s_\-]*0*(\d+)", text, re.I):
            return int(match[1])
    key = heading_key(sheet.name)
    return next((one.number for one in reversed(LISTS.values()) if any(title in key for title in one.titles)), None)


def decide(
    books: Sequence[Book],
    stored_of: Callable[[Sequence[WantedChild]], Stored],
    *,
    workers: Names,
    teams: Names,
    as_of: date,
    only_teams: frozenset[int] = frozenset(),
) -> Plan:
    """What loading these files would do. `stored_of` tells what stands stored of the children wanted.

    only_teams: leave out children whose team is another; empty takes all.
    """
    plan = Plan()
    children = gathered(books, plan, as_of=as_of)
    wanted = [_child(ref, rows, plan, workers, teams, as_of) for ref, rows in children.items()]
    if only_teams:
        kept = [child for child in wanted if any(case.team in only_teams for case in child.cases)]
        plan.note("other-teams", many=len(wanted) - len(kept)) if len(kept) < len(wanted) else None
        wanted = kept
    plan.work = reconcile(wanted, stored_of(wanted), plan, as_of=as_of)
    plan.offers += [*teams.offers.values(), *workers.offers.values()]
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
                _read_list(LISTS[which], sheet, number, children, readers, plan)
    if not found:
        plan.refuse(Place(0, "", 1), "", "", fault("no-lists"))
    for which in sorted(LISTS.keys() - found):
        plan.note("list-missing", list=which)
    return children


def _readers(as_of: date) -> dict[str, Remembering[Any]]:
    day, yes_no, words = days(as_of), Remembering(read_yes_no), Remembering(uncoded)
    readers: dict[str, Remembering[Any]] = {"id": Remembering(read_id), "sex": Remembering(read_sex)}
    readers |= dict.fromkeys(DAYS, day) | dict.fromkeys(YES_NO, yes_no)
    readers |= dict.fromkeys(("name", "given", "family", "team", "worker", "age", "before"), Remembering(tidy))
    for one in LISTS.values():
        for each in one.own:
            readers.setdefault(each.code, words)
    return readers | {"ethnicity": words}


def _read_list(
    which: List,
    sheet: Sheet,
    file: int,
    children: dict[str, list[Row]],
    readers: Mapping[str, Remembering[Any]],
    plan: Plan,
) -> None:
    headed = find_headings(sheet.rows, (*COMMON, *which.own))
    if headed.missing:
        if any(any(row) for row in sheet.rows[headed.row + 1 :]):
            titles = ", ".join(_title(which, code) for code in headed.missing)
            plan.refuse(Place(file, sheet.name, headed.row + 1), titles, "", fault("column-missing", list=which.number))
        return
    if sheet.errors:
        plan.note("errors-as-empty", sheet=sheet.name, many=sheet.errors)
    codes = list(headed.at)
    reading = [(headed.at[code], readers[code]) for code in codes]
    width = 1 + max(headed.at.values())
    seen: dict[tuple[Any, ...], int] = {}
    for number, row in enumerate(sheet.rows[headed.row + 1 :], start=headed.row + 2):
        if len(row) < width:
            row = [*row, *[""] * (width - len(row))]
        values = [reader[row[at]] for at, reader in reading]
        if not any(values):
            continue
        plan.rows += 1
        place = Place(file, sheet.name, number)
        said = dict(zip(codes, values, strict=True))
        if Fault in map(type, values) or not said["id"] or not said["on"]:
            _refuse(place, row, said, headed, plan)
        elif tuple(values) in seen:
            plan.note("row-twice", sheet=sheet.name)
        else:
            seen[tuple(values)] = number
            children.setdefault(said["id"], []).append(Row(which.number, place, said["id"], said))


def _title(which: List, code: str) -> str:
    return next((each.code for each in which.own if each.code == code), code).join("“”")


def _refuse(place: Place, row: Sequence[str], said: Mapping[str, Any], headed: Headed, plan: Plan) -> None:
    """Everything that is wrong with one row, all at once."""
    for code, value in said.items():
        if isinstance(value, Fault):
            plan.refuse(place, headed.title(code), row[headed.at[code]], value)
    if not said["id"]:
        plan.refuse(place, headed.title("id"), "", fault("id-missing"))
    if not said["on"]:
        plan.refuse(place, headed.title("on"), "", fault("date-missing"))


def _child(ref: str, rows: list[Row], plan: Plan, workers: Names, teams: Names, as_of: date) -> WantedChild:
    rows = _consistent(rows, plan)
    rows.sort(key=lambda row: TELLS.index(row.list))
    child = WantedChild(ref, rows[0].place if rows else Place(0, "", 0))
    for row in rows:
        for name, value in _facts(row, as_of).items():
            child.fields.setdefault(name, value)
    if "born_on" in child.fields:
        child.fields.pop("expected_on", None)
    child.loose = [activity for row in rows if row.list in (1, 2) for activity in activities_of(row)]
    child.cases = _cases(rows, plan, workers, teams)
    _add_nfa(child, rows)
    return child


def _consistent(rows: Sequence[Row], plan: Plan) -> list[Row]:
    """The rows that do not contradict an earlier one about the same child; the others are refused."""
    kept: list[Row] = []
    for row in rows:
        against = next((other for other in kept if _contradiction(row, other)), None)
        if against is None and not _ends_before_start(row, plan):
            kept.append(row)
        elif against is not None:
            code, said = _contradiction(row, against) or ("", "")
            where = f"{against.place.sheet}, {against.place.row}"
            plan.refuse(row.place, "Date of Birth" if code == "other-birth" else "", said, fault(code, where=where))
    return kept


def _contradiction(row: Row, other: Row) -> tuple[str, str] | None:
    born, before = row.said.get("born"), other.said.get("born")
    if born and before and born != before:
        return ("other-birth", f"{born:%d/%m/%Y}")
    if row.list == other.list and row.list in ONE_ROW_A_CHILD and not row.said.get("end") and not other.said.get("end"):
        return ("two-open", f"{row.said['on']:%d/%m/%Y}")
    return None


def _ends_before_start(row: Row, plan: Plan) -> bool:
    end, on = row.said.get("end"), row.said["on"]
    if end and end < on:
        plan.refuse(row.place, "", f"{end:%d/%m/%Y}", fault("ends-before-start", start=f"{on:%d/%m/%Y}"))
        return True
    born = row.said.get("born")
    if born and (born - on).days > (0 if row.list == 8 else BEFORE_BIRTH) and not _is_unborn(row):
        plan.note("before-birth", sheet=row.place.sheet, row=row.place.row)
    return False


def _is_unborn(row: Row) -> bool:
    return row.said.get("age", "").startswith("-")


def _facts(row: Row, as_of: date) -> dict[str, Any]:
    """What one row says of the child itself. A birth still to come is the expected day."""
    said = row.said
    facts: dict[str, Any] = {"sex": said.get("sex"), "ethnicity": said.get("ethnicity")}
    if born := said.get("born"):
        facts["expected_on" if _is_unborn(row) or born > as_of else "born_on"] = born
    facts["disability"] = {"yes": "Yes", "no": "No"}.get(said.get("disability", ""))
    given, family = said.get("given", ""), said.get("family", "")
    if not given and not family and said.get("name"):
        given, family = split_name(said["name"])
    facts |= {"given_name": given, "family_name": family}
    return {name: value for name, value in facts.items() if value}


def split_name(name: str) -> tuple[str, str]:
    """Given and family name: "MAJID, Melli" and "Melli Majid" alike; the last word is the family name."""
    if "," in name:
        family, _, given = name.partition(",")
        return given.strip(), family.strip()
    given, _, family = name.rpartition(" ")
    return (given, family) if given else (family, "")


def _cases(rows: Sequence[Row], plan: Plan, workers: Names, teams: Names) -> list[WantedCase]:
    """The child's involvements: each begins with the earliest of its starts, and ends with a closure of list 6."""
    opening = [row for row in rows if row.list >= 3 and row.said.get("nfa") != "yes"]
    reasons = {row.said["end"]: row.said.get("reason", "") for row in opening if row.list == 6 and row.said.get("end")}
    closures = sorted(reasons)
    cases = []
    for begin, end in zip([None, *closures], [*closures, None], strict=True):
        mine = [row for row in opening if _starts_within(row, begin, end)]
        if mine:
            cases.append(_case(mine, end, plan, workers, teams))
            cases[-1].close_reason = reasons[end][:120] if end else ""
    return cases


def _starts_within(row: Row, begin: date | None, end: date | None) -> bool:
    on = row.said["on"]
    return (begin is None or on > begin) and (end is None or on <= end)


def _case(rows: Sequence[Row], closed_on: date | None, plan: Plan, workers: Names, teams: Names) -> WantedCase:
    first = min(rows, key=lambda row: row.said["on"])
    case = WantedCase(first.said["on"], closed_on, place=first.place)
    abuse = [code for row in rows if row.list == 7 for code in abuse_types(row, plan)]
    case.abuse = tuple(dict.fromkeys(abuse))
    case.team, case.worker = _allocation(rows, workers, teams)
    case.activities = [activity for row in rows for activity in activities_of(row)]
    return case


def abuse_types(row: Row, plan: Plan) -> list[str]:
    """The codes of the plan's latest category (the first if there is no latest). "Multiple" names none: it is noted."""
    category = (row.said.get("latest") or row.said.get("initial") or "").casefold()
    found = [code for word, code in ABUSE.items() if word in category]
    if not found and "multiple" in category:
        plan.note("abuse-multiple")
    return found


def _allocation(rows: Sequence[Row], workers: Names, teams: Names) -> tuple[int | None, int | None]:
    """Team and worker from the first list of `WINS` that names either; in it, from its latest row."""
    for which in WINS:
        named = [row for row in rows if row.list == which and (row.said.get("team") or row.said.get("worker"))]
        if named:
            latest = max(named, key=lambda row: row.said["on"])
            team = teams.find(latest.said.get("team", ""))
            return team, workers.find(latest.said.get("worker", ""), team=team)
    return None, None


def _add_nfa(child: WantedChild, rows: Sequence[Row]) -> None:
    """Referrals without further action open nothing; they stand in the case of their time, if there is one."""
    ended = [row for row in rows if row.list == 3 and row.said.get("nfa") == "yes"]
    child.loose += [activity for row in ended for activity in activities_of(row)]


def activities_of(row: Row) -> list[NewActivity]:
    """What the service did, as one row tells it."""
    return _ACTIVITIES[row.list](row.said)


def _made(what: ActivityKind, on: date, end: date | None = None, outcome: str = "", **detail: Any) -> NewActivity:
    return NewActivity(what, on, end, outcome[:120], {name: value for name, value in detail.items() if value})


def _contact(said: Mapping[str, Any]) -> list[NewActivity]:
    return [_made(ActivityKind.CONTACT, said["on"], source=said.get("source"))]


def _early_help(said: Mapping[str, Any]) -> list[NewActivity]:
    return [_made(ActivityKind.EARLY_HELP, said["on"], said.get("end"), organisation=said.get("by"))]


def _referral(said: Mapping[str, Any]) -> list[NewActivity]:
    outcome = "No further action" if said.get("nfa") == "yes" else ""
    return [_made(ActivityKind.REFERRAL, said["on"], None, outcome, source=said.get("source"))]


def _assessment(said: Mapping[str, Any]) -> list[NewActivity]:
    support = said.get("support", "")
    outcome = {"yes": "Support needed", "no": "No support needed"}.get(str(read_yes_no(support)), support)
    return [_made(ActivityKind.ASSESSMENT, said["on"], said.get("end"), outcome)]


def _section_47(said: Mapping[str, Any]) -> list[NewActivity]:
    outcome = {"yes": "No conference needed", "no": "Conference needed"}.get(said.get("unneeded", ""), "")
    made = [_made(ActivityKind.SECTION_47, said["on"], None, outcome)]
    if said.get("conference"):
        said_plan = said.get("plan", "")
        plan = {"yes": "Child protection plan", "no": "No child protection plan"}.get(
            str(read_yes_no(said_plan)), said_plan
        )
        made.append(_made(ActivityKind.CONFERENCE, said["conference"], None, plan, which="initial"))
    return made


def _child_in_need(said: Mapping[str, Any]) -> list[NewActivity]:
    if "need plan" not in said.get("status", "").casefold():
        return []
    return [_made(ActivityKind.CHILD_IN_NEED_PLAN, said["on"], said.get("end"), need=said.get("need"))]


def _child_protection(said: Mapping[str, Any]) -> list[NewActivity]:
    plan = _made(ActivityKind.CHILD_PROTECTION_PLAN, said["on"], said.get("end"), initial=said.get("initial"),
                 latest=said.get("latest"), previous_plans=said.get("before"))  # fmt: skip
    review = said.get("review")
    return [plan, *([_made(ActivityKind.CONFERENCE, review, None, "", which="review")] if review else [])]


def _looked_after(said: Mapping[str, Any]) -> list[NewActivity]:
    return [_made(ActivityKind.LOOKED_AFTER, said["on"], said.get("end"), said.get("reason", ""),
                  legal_status=said.get("status"), need=said.get("need"))]  # fmt: skip


_ACTIVITIES: dict[int, Callable[[Mapping[str, Any]], list[NewActivity]]] = {
    1: _contact,
    2: _early_help,
    3: _referral,
    4: _assessment,
    5: _section_47,
    6: _child_in_need,
    7: _child_protection,
    8: _looked_after,
}
