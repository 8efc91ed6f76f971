"""The whiteboard spreadsheet itself: workers as heading rows, a row for each child, a column for each element."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from soundings.breadth.rules import Answer, ElementKind
from soundings.cases.rules import read_age
from soundings.core.rules import sort_key
from soundings.exchange.plans.annex_a import split_name
from soundings.exchange.plans.board_cells import NUMBERED, Cell, read_cell
from soundings.exchange.plans.cases import read_abuse
from soundings.exchange.plans.headings import heading_key
from soundings.exchange.plans.names import Names
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.plans.reconcile import reconcile, same_case
from soundings.exchange.plans.records import Current, ElementNow, NewRecord, settle
from soundings.exchange.plans.wanted import ChildNow, Stored, WantedCase, WantedChild
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.reading.values import read_day, read_whole, tidy
from soundings.exchange.rules import Fault, Offer, OfferKind

LOOK = 12
NOTE_IN_HEADING = re.compile(r"\([^)]*\)|provide number|\*", re.I)
CASES_OF = re.compile(r"^(?P<name>.+?)(?P<s>['’`´]s|s['’`´]|s)?\s+(?:open\s+)?cases\s*:?$", re.I)
NAME_AGE_ID = re.compile(
    r"^(?P<name>[^\d#]+?)[\s,/(]*(?:(?:aged?\s*)?(?P<age>\d{1,2}(?:\s*(?:yrs?|years?|y/?o|m(?:ths?|onths?)?|w(?:ks?|eeks?)?))?))?"
    r"\)?(?:[\s,/#(\-]+(?:id\s*[:#]?\s*)?(?P<id>[A-Za-z]{0,4}[\d][\w\-/.]{1,38})\)?)?$",
    re.I,
)
FACTS = {
    "name": ("name", "nameage", "nameageid", "child", "childname", "childsname", "childyoungperson", "nameandage"),
    "id": ("id", "childid", "idno", "idnumber", "caseid", "personid"),
    "opened": ("dateopened", "opened", "caseopened", "dateopen", "open"),
    "abuse": ("abusetype", "abusetypes", "abuse", "categoryofabuse", "typeofabuse"),
}
# Words of a heading -> the element's canonical code, in the order in which they are tried.
WORDS = (
    (("mapping", "famil"), "mapping-family"),
    (("mapping", "intern"), "mapping-internal"),
    (("house",), "three-houses"),
    (("participatory",), "meetings"),
    (("conference",), "meetings"),
    (("interim", "plan"), "interim-adult-plan"),
    (("adult", "plan"), "adult-plan"),
    (("child", "plan"), "child-plan"),
    (("scale",), "scale"),
    (("danger",), "statement"),
    (("critical", "worry"), "statement"),
    (("statement",), "statement"),
    (("goal",), "goal"),
    (("trajectory",), "timeline"),
    (("timeline",), "timeline"),
    (("word", "picture"), "words-and-pictures"),
    (("network",), "network"),
)
SWAP, RIGHT = "swap", "right"


@dataclass(slots=True)
class Around:
    """What a whiteboard is read against."""

    as_of: date
    team: int | None
    workers: Names
    elements: Sequence[ElementNow]
    abuse: Mapping[str, str]
    children_of: Callable[[Sequence[WantedChild], Collection[str]], tuple[Stored, Mapping[str, list[ChildNow]]]]
    current: Current | None = None
    rater: str = "other"  # whose ratings a whiteboard shows: it does not say
    why_not: str = ""  # the reason that stands where the board says "n/a" and no more
    shift: str = ""  # how a person settled shifted columns: "", "swap", "right"


class Layout(NamedTuple):
    """The headings of one board."""

    row: int
    facts: dict[str, int]
    elements: dict[int, ElementNow]  # by position
    titles: list[str]


@dataclass(slots=True)
class BoardRow:
    """One child's row."""

    place: Place
    cells: list[str]
    worker: int | None
    said: dict[int, Cell | Fault | None] = field(default_factory=dict)  # by position


@dataclass(slots=True)
class BoardWork:
    """What the storing action takes: children and cases, then records (whose cases may be keys of those)."""

    cases: Any
    records: list[NewRecord]


def decide(books: Sequence[Book], around: Around) -> Plan:
    """What loading these whiteboards would do."""
    plan = Plan()
    if around.team is None:
        plan.refuse(Place(0, "", 1), "", "", fault("team-needed"))
    rows: list[tuple[Layout, BoardRow]] = []
    for file, book in enumerate(books):
        found = [(sheet, layout) for sheet in book.sheets if (layout := _layout(sheet, around.elements))]
        if not found:
            plan.refuse(Place(file, "", 1), "", "", fault("no-board"))
        for sheet, layout in found:
            rows += [(layout, row) for row in _rows(sheet, layout, file, around, plan)]
    _settle_shift(rows, around, plan)
    plan.rows = len(rows)
    told = [one for layout, row in rows if (one := _told(layout, row, around, plan))]
    _identify(told, around, plan)
    plan.note_gone(around.workers.gone)
    plan.offers += around.workers.offers.values()
    return plan


def _layout(sheet: Sheet, elements: Sequence[ElementNow]) -> Layout | None:
    """The row of headings: one that names the child and at least three elements."""
    for number, row in enumerate(sheet.rows[:LOOK]):
        layout = _titled(number, row, elements)
        if "name" in layout.facts and len(layout.elements) >= 3:
            return layout
    return None


def _titled(number: int, row: Sequence[str], elements: Sequence[ElementNow]) -> Layout:
    facts: dict[str, int] = {}
    found: dict[int, ElementNow] = {}
    titles = [tidy(title) for title in row]
    by_code = {element.code: element for element in elements}
    by_key = {key: element for element in elements for key in element.keys}
    for place, title in enumerate(titles):
        plain = tidy(NOTE_IN_HEADING.sub(" ", title))
        fact = next((code for code, keys in FACTS.items() if heading_key(plain) in keys), None)
        if fact:
            facts.setdefault(fact, place)
        elif element := by_key.get(sort_key(plain)) or _by_words(plain, by_code):
            found[place] = element
    return Layout(number, facts, found, titles)


def _by_words(title: str, by_code: Mapping[str, ElementNow]) -> ElementNow | None:
    key = heading_key(title)
    return next(
        (by_code[code] for pieces, code in WORDS if code in by_code and all(one in key for one in pieces)), None
    )


def _rows(sheet: Sheet, layout: Layout, file: int, around: Around, plan: Plan) -> list[BoardRow]:
    rows: list[BoardRow] = []
    worker = ""
    width = max((*layout.elements, *layout.facts.values())) + 1
    for number, cells in enumerate(sheet.rows[layout.row + 1 :], start=layout.row + 2):
        filled = [tidy(cell) for cell in cells]
        if not any(filled):
            continue
        if _ends_the_board(filled):
            break
        place = Place(file, sheet.name, number)
        if sum(map(bool, filled)) == 1 and filled[0]:
            worker = _worker(filled[0], around)
            around.workers.find(worker, team=around.team, rows=0)  # asks about a name that is not known
            continue
        if (
            _titled(0, filled, around.elements).elements
            and _titled(0, filled, around.elements).facts.get("name") is not None
        ):
            continue  # the headings once more
        filled += [""] * (width - len(filled))
        rows.append(BoardRow(place, filled, around.workers.working(worker, on=around.as_of, team=around.team)))
    return rows


def _ends_the_board(cells: Sequence[str]) -> bool:
    """The key of abuse types, or its note, stands beneath."""
    first = next(cell for cell in cells if cell).lstrip("*\\ ").casefold()
    return first.startswith(("abuse type", "pa:", "fdv:", "dashboard"))


def _worker(heading: str, around: Around) -> str:
    """The worker of a heading like "Jane Smith's Cases", also where the apostrophe is missing ("Ah Hins Cases")."""
    match = CASES_OF.match(heading)
    name = match["name"] if match else heading
    if match and match["s"] == "s" and not around.workers.is_known(name, team=around.team):
        name = f"{name}s"  # part of the name, or nobody we know
    return name


def _settle_shift(rows: Sequence[tuple[Layout, BoardRow]], around: Around, plan: Plan) -> None:
    """Read every cell. Where a number stands under a Yes-or-date column beside a network of Yes or No, ask first."""
    for layout, row in rows:
        row.said = {at: read_cell(row.cells[at], element, around.as_of) for at, element in layout.elements.items()}
    shifted = [(layout, row) for layout, row in rows if _is_shifted(layout, row)]
    if not shifted:
        return
    layout = shifted[0][0]
    at = _network(layout)
    offer = Offer(OfferKind.SHIFT, f"{layout.titles[at - 1]} / {layout.titles[at]}", len(shifted), settled=around.shift)
    offer.choices = [(how, how) for how in (SWAP, RIGHT) if all(_fits(*_moved(*one, how), around) for one in shifted)]
    plan.offers.append(offer)
    if around.shift not in (SWAP, RIGHT):
        return
    for one in shifted:
        _apply(*one, around.shift, around, plan)


def _network(layout: Layout) -> int:
    return next((at for at, element in layout.elements.items() if element.code == "network"), 0)


def _is_shifted(layout: Layout, row: BoardRow) -> bool:
    """A number stands just before the network's column, in a column that takes none, and Yes or No in the network's."""
    at = _network(layout)
    before = layout.elements.get(at - 1)
    if not at or before is None or before.kind in NUMBERED:
        return False
    return isinstance(read_whole(row.cells[at - 1]), int) and row.cells[at].casefold() in ("yes", "no", "y", "n")


def _moved(layout: Layout, row: BoardRow, how: str) -> tuple[Layout, list[str], str]:
    """The cells read otherwise: the two exchanged, or everything from the first on one column further right.

    Also what then stands beyond the last column.
    """
    at, last = _network(layout), max(layout.elements)
    cells = list(row.cells)
    if how == SWAP:
        cells[at - 1], cells[at] = cells[at], cells[at - 1]
        return layout, cells, ""
    left_over = cells[last]
    cells[at : last + 1] = cells[at - 1 : last]
    cells[at - 1] = ""
    return layout, cells, left_over


def _fits(layout: Layout, cells: Sequence[str], left_over: str, around: Around) -> bool:
    return not any(isinstance(read_cell(cells[at], one, around.as_of), Fault) for at, one in layout.elements.items())


def _apply(layout: Layout, row: BoardRow, how: str, around: Around, plan: Plan) -> None:
    _, row.cells, left_over = _moved(layout, row, how)
    row.said = {at: read_cell(row.cells[at], element, around.as_of) for at, element in layout.elements.items()}
    if left_over:
        plan.note("beyond-last-column", row=row.place.row, found=left_over)


class Told(NamedTuple):
    """A row that makes sense: the child, the case, and what its cells say."""

    row: BoardRow
    name: str
    age: int | None  # months
    id: str
    case: WantedCase
    cells: list[tuple[ElementNow, Cell]]


def _told(layout: Layout, row: BoardRow, around: Around, plan: Plan) -> Told | None:
    """The row with everything in it read; None, and all its problems told, if something cannot be."""
    for at, said in row.said.items():
        if isinstance(said, Fault):
            plan.refuse(row.place, layout.titles[at], row.cells[at], said)
    name, age, number = name_age_and_id(row.cells[layout.facts["name"]])
    if "id" in layout.facts and row.cells[layout.facts["id"]]:
        number = row.cells[layout.facts["id"]]
    if not name and not number:
        plan.refuse(row.place, layout.titles[layout.facts["name"]], "", fault("name-missing"))
    opened = _opened(layout, row, around, plan)
    abuse = _abuse(layout, row, around, plan)
    if row.place in plan.refused or opened is None:
        return None
    case = WantedCase(opened, abuse=abuse, team=around.team, worker=row.worker, place=row.place)
    cells = [(layout.elements[at], said) for at, said in row.said.items() if isinstance(said, Cell)]
    return Told(row, name, age, number, case, cells)


def name_age_and_id(text: str) -> tuple[str, int | None, str]:
    """ "Melli Majid 13" is a name and an age; "Melli Majid 13 4471-02" has an id too. The age is in months."""
    match = NAME_AGE_ID.match(text)
    if not match:
        return text, None, ""
    return match["name"].strip(" ,/(-"), read_age(match["age"] or ""), match["id"] or ""


def _opened(layout: Layout, row: BoardRow, around: Around, plan: Plan) -> date | None:
    at = layout.facts.get("opened")
    opened = read_day(row.cells[at], as_of=around.as_of) if at is not None else None
    title = layout.titles[at] if at is not None else ""
    if isinstance(opened, Fault) or opened is None:
        found = row.cells[at] if at is not None else ""
        plan.refuse(row.place, title, found, opened or fault("opened-missing"))
        return None
    if opened > around.as_of:
        plan.refuse(row.place, title, row.cells[at or 0], fault("later-than-file", day=f"{around.as_of:%d/%m/%Y}"))
    return opened


def _abuse(layout: Layout, row: BoardRow, around: Around, plan: Plan) -> tuple[str, ...]:
    at = layout.facts.get("abuse")
    codes = read_abuse(row.cells[at], around.abuse) if at is not None else ()
    if isinstance(codes, Fault):
        plan.refuse(row.place, layout.titles[at or 0], row.cells[at or 0], codes)
        return ()
    return codes


def _identify(told: Sequence[Told], around: Around, plan: Plan) -> None:
    """Which child each row is: by its id, else by name among the children of this team."""
    stored, named = around.children_of(
        [WantedChild(one.id, one.row.place) for one in told if one.id],
        [sort_key(one.name) for one in told if one.name and not one.id],
    )
    wanted: dict[str, WantedChild] = {}
    owners: list[tuple[Told, str]] = []
    for one in told:
        now = _same_name(one, named, plan) if not one.id else None
        if one.row.place in plan.refused:
            continue
        ref = one.id or (now.reference if now else f"{NEW}{sort_key(one.name)} {one.case.opened_on.isoformat()}")
        if now:
            stored.children[ref] = now
        if ref in wanted:
            plan.refuse(one.row.place, "", one.name or one.id, fault("child-twice", row=wanted[ref].place.row))
            continue
        given, family = split_name(one.name)
        fields: dict[str, Any] = {"given_name": given, "family_name": family}
        if one.age is not None:
            fields |= {"stated_age": one.age, "stated_age_on": around.as_of}
        wanted[ref] = WantedChild(ref, one.row.place, fields, cases=[one.case])
        wanted[ref].unnumbered = not one.id and now is None
        owners.append((one, ref))
    work = reconcile(wanted.values(), stored, plan, as_of=around.as_of)
    records = [
        (one.row.place, record) for one, ref in owners for record in _records(one, _key_of(one, ref, stored), around)
    ]
    plan.work = BoardWork(work, settle(records, around.current, plan))


NEW = "name "  # begins the key of a child whom the board tells only by name


def _same_name(one: Told, named: Mapping[str, list[ChildNow]], plan: Plan) -> ChildNow | None:
    """The child of this team with this name: the one whose case opened on that day, else the only one."""
    found = named.get(sort_key(one.name), [])
    same_day = [now for now in found if any(case.opened_on == one.case.opened_on for case in now.cases)]
    running = [now for now in found if any(case.closed_on is None for case in now.cases)]
    chosen = same_day or running
    if len(chosen) > 1:
        ids = ", ".join(now.reference for now in chosen)
        plan.refuse(one.row.place, "", one.name, fault("which-child", ids=ids))
    return chosen[0] if len(chosen) == 1 else None


def _key_of(one: Told, ref: str, stored: Stored) -> int | str:
    """The case of the row: the stored one that `reconcile` found, or the key under which it is added."""
    now = stored.children.get(ref)
    match = same_case(one.case, now.cases) if now else None
    return match.id if match else f"{ref} {one.case.opened_on.isoformat()}"


def _records(one: Told, case: int | str, around: Around) -> list[NewRecord]:
    """A record for each thing that the row says: one for each date, or one for a yes, no or number."""
    return [record for element, cell in one.cells for record in _of_cell(element, cell, case, around)]


def _of_cell(element: ElementNow, cell: Cell, case: int | str, around: Around) -> list[NewRecord]:
    rater = around.rater if element.kind == ElementKind.SCALE and cell.answer == Answer.YES else ""
    reason = around.why_not if cell.answer == Answer.NOT_APPLICABLE else ""
    return [
        NewRecord((case,), element.code, cell.answer, on, cell.number, rater=rater, reason=reason)
        for on in cell.dates or (None,)
    ]
