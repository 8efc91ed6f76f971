"""The plain format for practice: one row for each event, however many children it concerns.

docs/reference/files.md lists the columns.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from typing import Any, NamedTuple

from soundings.breadth.rules import Answer, ElementKind, FamilyMode, Rater
from soundings.core.rules import sort_key
from soundings.exchange.plans.headings import column
from soundings.exchange.plans.outcome import Place, Plan, fault
from soundings.exchange.plans.records import Children, Current, ElementNow, NewRecord, number_fault, settle
from soundings.exchange.plans.table import Table, tables
from soundings.exchange.reading import UNCALCULATED, Book
from soundings.exchange.reading.values import Remembering, days, read_id, read_whole, read_yes_no, texts_up_to, tidy
from soundings.exchange.rules import Fault

COLUMNS = (
    column("children", "Child IDs", "Child ID", "Children", "Person ID", "Child", "ID", needed=True),
    column("element", "Element", "Practice element", "Practice", "What", needed=True),
    column("answer", "Answer", "Done", "Value"),
    column("on", "Date", "Happened on", "On", "Date done", "When"),
    column("number", "Number", "Rating", "Count"),
    column("issue", "Issue", "Set", "Worry"),
    column("rater", "Rater", "Rated by"),
    column("mode", "With family", "Family mode", "How", "Mode"),
    column("words", "Words", "Note", "Notes", "Comment"),
    column("link", "Link", "Document"),
    column("reason", "Reason", "Because", "Why"),
    column("detail", "Detail", "Details"),
    column("in_case_system", "In case system", "Also in the case system"),
    column("opened", "Case opened", "Cases opened"),
)
YES, NO, NOT_APPLICABLE, NOT_KNOWN = (answer.value for answer in Answer)  # plain text: a file has a million of them
ANSWERS = {
    "": YES, "yes": YES, "y": YES, "done": YES, "true": YES, "1": YES,
    "no": NO, "n": NO, "not done": NO, "false": NO, "0": NO,
    "na": NOT_APPLICABLE, "n/a": NOT_APPLICABLE, "not applicable": NOT_APPLICABLE, "does not apply": NOT_APPLICABLE,
    "nk": NOT_KNOWN, "not known": NOT_KNOWN, "unknown": NOT_KNOWN,
}  # fmt: skip
MOST_WORDS = 20_000


@dataclass(slots=True)
class Around:
    """What a table of practice is read against."""

    as_of: date
    elements: Mapping[str, ElementNow]  # by every key: see `records.elements_by_key`
    children_of: Callable[[Collection[str]], Children]
    current: Current | None = None


class Said(NamedTuple):
    """What one row says, by column."""

    children: Any = ()
    element: Any = None
    answer: Any = YES
    on: Any = None
    number: Any = None
    issue: Any = ""
    rater: Any = ""
    mode: Any = ""
    words: Any = ""
    link: Any = ""
    reason: Any = ""
    detail: Any = None
    in_case_system: Any = ""
    opened: Any = ()


class Rows(NamedTuple):
    """The rows of one table, by column. faulty: whether any cell of it could not be read."""

    table: Table
    columns: Said
    faulty: bool

    @property
    def said(self) -> Iterator[Said]:
        """What the rows say, one after the other."""
        return map(Said._make, zip(*self.columns, strict=True))


def decide(books: Sequence[Book], around: Around) -> Plan:
    """What loading these tables would do."""
    plan = Plan()
    found = [_read(table, around) for table in tables(books, COLUMNS, plan)]
    named = set(chain.from_iterable(rows.columns.children for rows in found))
    children = around.children_of({ref for refs in named if isinstance(refs, tuple) for ref in refs})
    told = chain.from_iterable(_told(rows, children, plan, places=bool(around.current)) for rows in found)
    plan.work = settle(told, around.current, plan)
    return plan


def _told(rows: Rows, children: Children, plan: Plan, *, places: bool) -> Iterable[tuple[Place, NewRecord]]:
    """The rows that make sense, as records. places: tell where each stands, for the preview."""
    alone = _with_one_case(set(rows.columns.children), children)
    plain = None if places else _all_plain(rows, alone, children, plan)
    return plain or _records(rows, alone, children, plan, places=places)


def _all_plain(
    rows: Rows, alone: Mapping[tuple[str, ...], tuple[int, ...]], children: Children, plan: Plan
) -> Iterable[tuple[Place, NewRecord]] | None:
    """The same column by column, several times as fast, if every row makes sense and none asks for more; else None."""
    said = rows.columns
    if rows.faulty or not all(said.children) or None in said.element or any(said.opened) or any(said.detail):
        return None
    named = zip(map(alone.get, said.children), said.children, said.on, strict=True)
    cases = [found or _cases_on(refs, on, children) for found, refs, on in named]
    if Fault in set(map(type, cases)) or any(map(_wrong, _of_each_sense(said))):
        return None
    plan.rows += len(cases)
    codes = [element.code for element in said.element]
    kept = [one == "yes" for one in said.in_case_system]
    usual = (repeat(value, len(cases)) for value in _USUAL)
    records = map(NewRecord._make, zip(cases, codes, *said[2:12], kept, *usual, strict=True))
    return zip(repeat(rows.table.place(0)), records, strict=False)


def _of_each_sense(columns: Said) -> Iterator[Said]:
    """One row for each that makes sense or does not in a way of its own (see `_sense`); none has details."""
    elements, reasons, issues = map(id, columns.element), map(bool, columns.reason), map(bool, columns.issue)
    senses = zip(elements, columns.answer, columns.number, columns.rater, reasons, issues, strict=True)
    last = dict(zip(senses, range(len(columns.element)), strict=False))
    return (Said._make(column[at] for column in columns) for at in last.values())


def _read(table: Table, around: Around) -> Rows:
    readers = _readers(around)
    columns = Said._make(table.columns(readers, Said._fields, Said._field_defaults))
    return Rows(table, columns, any(Fault in map(type, reader.values()) for reader in readers.values()))


def _readers(around: Around) -> dict[str, Remembering[Any]]:
    return {
        "children": Remembering(_ids),
        "element": Remembering(lambda text: around.elements.get(sort_key(tidy(text))) or _no_element(text)),
        "answer": Remembering(lambda text: ANSWERS.get(tidy(text).casefold()) or fault("answer")),
        "on": days(around.as_of),
        "number": Remembering(read_whole),
        "issue": texts_up_to(120),
        "rater": Remembering(lambda text: _choice(text, Rater, "rater")),
        "mode": Remembering(lambda text: _choice(text, FamilyMode, "mode")),
        "words": Remembering(_free),
        "link": texts_up_to(500),
        "reason": texts_up_to(300),
        "detail": Remembering(_detail),
        "in_case_system": Remembering(read_yes_no),
        "opened": Remembering(lambda text: _days(text, around.as_of)),
    }


def _ids(text: str) -> tuple[str, ...] | Fault:
    found = [read_id(part) for part in text.replace(",", ";").split(";")]
    wrong = next((one for one in found if isinstance(one, Fault)), None)
    return wrong or tuple(dict.fromkeys(one for one in found if isinstance(one, str) and one))


def _no_element(text: str) -> ElementNow | Fault | None:
    return fault("element") if tidy(text) else None


def _choice(text: str, choices: type[Rater] | type[FamilyMode], code: str) -> str | Fault:
    plain = tidy(text).casefold().replace(" ", "-")
    if not plain or plain in list(choices):
        return plain
    return fault(code, choices=", ".join(choices))


def _free(text: str) -> str | Fault:
    """Words exactly as typed; a cell of nothing but spaces says nothing."""
    if text == UNCALCULATED:
        return Fault("uncalculated")
    if not text.strip():
        return ""
    return text if len(text) <= MOST_WORDS else fault("too-long", most=MOST_WORDS)


def _detail(text: str) -> dict[str, Any] | Fault | None:
    if not text.strip():
        return None
    try:
        detail = json.loads(text)
    except ValueError:
        return fault("detail")
    people = detail.get("people", []) if isinstance(detail, dict) else None
    named = isinstance(people, list) and all(
        isinstance(one, dict) and str(one.get("name", "")).strip() for one in people
    )
    return detail if named else fault("detail")


def _days(text: str, as_of: date) -> tuple[date, ...] | Fault:
    found = [days(as_of)[part] for part in text.split(";") if part.strip()]
    wrong = next((one for one in found if isinstance(one, Fault)), None)
    return wrong or tuple(one for one in found if isinstance(one, date))


def _records(
    rows: Rows, alone: Mapping[tuple[str, ...], tuple[int, ...]], children: Children, plan: Plan, *, places: bool
) -> Iterator[tuple[Place, NewRecord]]:
    """The rows that make sense, as records; the others are refused. alone: children who have one case each."""
    somewhere = rows.table.place(0)
    sensible: dict[tuple[Any, ...], list[tuple[str, Fault]]] = {}
    for number, said in enumerate(rows.said, rows.table.headed.row + 2):
        if (rows.faulty or not said.children or said.element is None) and not _is_readable(
            rows.table, number, said, plan
        ):
            continue
        plan.rows += 1
        wrong = sensible.get(key := _sense(said))
        if wrong is None:
            wrong = sensible[key] = _wrong(said)
        cases = (None if said.opened else alone.get(said.children)) or _cases(said, children)
        if wrong or isinstance(cases, Fault):
            _refuse(rows.table, number, [*wrong, *([("children", cases)] if isinstance(cases, Fault) else [])], plan)
            continue
        yield rows.table.place(number) if places else somewhere, _record(said, cases)


def _with_one_case(named: Iterable[Any], children: Children) -> dict[tuple[str, ...], tuple[int, ...]]:
    """The cases of those who have had one case each, so that no date is needed to tell which is meant."""
    found = {}
    for refs in named:
        if isinstance(refs, tuple) and refs and all(len(children.cases.get(ref, ())) == 1 for ref in refs):
            found[refs] = tuple(dict.fromkeys(children.cases[ref][0].id for ref in refs))
    return found


def _is_readable(table: Table, number: int, said: Said, plan: Plan) -> bool:
    """Whether every cell of the row could be read, and there is one. If one could not, the row is refused."""
    cells = table.cells(number)
    if not any(map(str.strip, cells)):
        return False
    values = dict(zip(Said._fields, said, strict=True))
    if Fault in map(type, said):
        plan.rows += 1
        table.refuse_faults(table.place(number), cells, values, plan)
        return False
    return True


def _sense(said: Said) -> tuple[Any, ...]:
    """What decides whether a row makes sense; a file has few different ones."""
    _children, element, answer, _on, number, issue, rater, _mode, _words, _link, reason, detail, _kept, _opened = said
    people = detail is not None and bool(detail.get("people"))
    return (element.code if element else "", answer, number, rater, not reason, not issue, people, not said.children)


def _refuse(table: Table, number: int, wrong: Iterable[tuple[str, Fault]], plan: Plan) -> None:
    for code, why in wrong:
        table.refuse(table.place(number), table.cells(number), code, why, plan)


def _record(said: Said, cases: tuple[int, ...]) -> NewRecord:
    _children, element, answer, on, number, issue, rater, mode, words, link, reason, detail, kept, _opened = said
    said_of_it = (cases, element.code, answer, on, number, issue, rater, mode, words, link, reason, detail)
    return NewRecord._make((*said_of_it, kept == "yes", *_USUAL))


_USUAL = tuple(NewRecord._field_defaults[name] for name in ("again", "recorded_at", "recorded_by"))


def _wrong(said: Said) -> list[tuple[str, Fault]]:
    """Everything that keeps a row from making sense, by column."""
    wrong: list[tuple[str, Fault]] = []
    if not said.children:
        wrong.append(("children", Fault("id-missing")))
    element: ElementNow | None = said.element
    if element is None:
        wrong.append(("element", Fault("element-missing")))
        return wrong
    people = bool((said.detail or {}).get("people"))
    if why := number_fault(element.kind, said.answer, said.number, people=people):
        wrong.append(("number", why))
    if said.answer == YES and element.kind == ElementKind.SCALE and not said.rater:
        wrong.append(("rater", Fault("rater-needed", (("choices", ", ".join(Rater)),))))
    if said.answer == NOT_APPLICABLE and not said.reason:
        wrong.append(("reason", Fault("reason-needed")))
    if said.issue and not element.by_issue:
        wrong.append(("issue", Fault("issue-not-wanted")))
    return wrong


def _cases(said: Said, children: Children) -> tuple[int, ...] | Fault:
    if said.opened:
        return _stated(said.children, said.opened, children)
    return _cases_on(said.children, said.on, children)


def _cases_on(refs: Sequence[str], on: date | None, children: Children) -> tuple[int, ...] | Fault:
    """The cases of these children that ran on this day."""
    found = [children.case_on(ref, on) for ref in refs]
    if None in found:
        unknown = [ref for ref, case in zip(refs, found, strict=True) if case is None]
        return fault("no-case-of", ids=", ".join(unknown))
    return tuple(dict.fromkeys(case for case in found if case is not None))


def _stated(refs: Sequence[str], opened: Sequence[date], children: Children) -> tuple[int, ...] | Fault:
    """The cases that opened on the days stated, one for each child."""
    if len(opened) != len(refs):
        return fault("opened-each")
    found = []
    for ref, day in zip(refs, opened, strict=True):
        case = next((case.id for case in children.cases.get(ref, ()) if case.opened_on == day), None)
        if case is None:
            return fault("no-case-opened", ids=ref, day=f"{day:%d/%m/%Y}")
        found.append(case)
    return tuple(found)
