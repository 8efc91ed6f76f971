"""The plain format for practice: one row for each event, however many children it concerns.

docs/reference/files.md lists the columns.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

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
ANSWERS = {
    "": Answer.YES, "yes": Answer.YES, "y": Answer.YES, "done": Answer.YES, "true": Answer.YES, "1": Answer.YES,
    "no": Answer.NO, "n": Answer.NO, "not done": Answer.NO, "false": Answer.NO, "0": Answer.NO,
    "na": Answer.NOT_APPLICABLE, "n/a": Answer.NOT_APPLICABLE, "not applicable": Answer.NOT_APPLICABLE,
    "does not apply": Answer.NOT_APPLICABLE,
    "nk": Answer.NOT_KNOWN, "not known": Answer.NOT_KNOWN, "unknown": Answer.NOT_KNOWN,
}  # fmt: skip
MOST_WORDS = 20_000


@dataclass(slots=True)
class Around:
    """What a table of practice is read against."""

    as_of: date
    elements: Mapping[str, ElementNow]  # by every key: see `records.elements_by_key`
    children_of: Callable[[Collection[str]], Children]
    current: Current | None = None


def decide(books: Sequence[Book], around: Around) -> Plan:
    """What loading these tables would do."""
    plan = Plan()
    found = tables(books, COLUMNS, plan)
    rows = [(table, *row) for table in found for row in table.rows(_readers(around), plan)]
    refs = {ref for _, _, _, said in rows for ref in said["children"]}
    children = around.children_of(refs)
    told = list(_records(rows, children, plan))
    plan.work = settle(told, around.current, plan)
    return plan


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
    rows: Sequence[tuple[Table, Place, list[str], dict[str, Any]]], children: Children, plan: Plan
) -> Iterator[tuple[Place, NewRecord]]:
    for table, place, cells, said in rows:
        wrong = _wrong(said)
        cases = _cases(said, children)
        if isinstance(cases, Fault):
            wrong.append(("children", cases))
        for code, why in wrong:
            table.refuse(place, cells, code, why, plan)
        if wrong or isinstance(cases, Fault):
            continue
        get = said.get
        yield (
            place,
            NewRecord(
                cases, said["element"].code, get("answer") or Answer.YES, get("on"), get("number"), get("issue", ""),
                get("rater", ""), get("mode", ""), get("words", ""), get("link", ""), get("reason", ""),
                get("detail"), get("in_case_system") == "yes",
            ),
        )  # fmt: skip


def _wrong(said: Mapping[str, Any]) -> list[tuple[str, Fault]]:
    """Everything that keeps a row from making sense, by column."""
    wrong: list[tuple[str, Fault]] = []
    if not said["children"]:
        wrong.append(("children", Fault("id-missing")))
    element: ElementNow | None = said["element"]
    if element is None:
        wrong.append(("element", Fault("element-missing")))
        return wrong
    answer = said.get("answer") or Answer.YES
    people = bool((said.get("detail") or {}).get("people"))
    if why := number_fault(element.kind, answer, said.get("number"), people=people):
        wrong.append(("number", why))
    if answer == Answer.YES and element.kind == ElementKind.SCALE and not said.get("rater"):
        wrong.append(("rater", Fault("rater-needed", (("choices", ", ".join(Rater)),))))
    if answer == Answer.NOT_APPLICABLE and not said.get("reason"):
        wrong.append(("reason", Fault("reason-needed")))
    if said.get("issue") and not element.by_issue:
        wrong.append(("issue", Fault("issue-not-wanted")))
    return wrong


def _cases(said: Mapping[str, Any], children: Children) -> tuple[int, ...] | Fault:
    on, opened = said.get("on"), said.get("opened") or ()
    refs = said["children"]
    if opened:
        return _stated(refs, opened, children)
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
