"""The forms-completed extract: the report of forms by child, form and date that case systems can run.

A person says once which form stands for which element and which of its dates counts; it is remembered by name.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from soundings.breadth.rules import Answer, ElementKind
from soundings.core.rules import sort_key
from soundings.exchange.plans.headings import Column, column
from soundings.exchange.plans.names import nearest
from soundings.exchange.plans.outcome import LEFT, Place, Plan, fault
from soundings.exchange.plans.records import Children, Current, ElementNow, NewRecord, settle
from soundings.exchange.plans.table import Table, tables
from soundings.exchange.reading import Book
from soundings.exchange.reading.values import Remembering, days, read_id, read_words, tidy
from soundings.exchange.rules import Offer, OfferKind

COLUMNS: tuple[Column, ...] = (
    column("id", "Child ID", "Person ID", "Client ID", "ID", "Service user ID", "Subject ID", "Child Unique ID",
           needed=True),
    column("form", "Form", "Form name", "Form type", "Form title", "Document", "Assessment type", "Episode type",
           "Step", "Workflow step", "Work type", needed=True),
    column("started", "Started", "Start date", "Date started", "Created", "Created on", "Date created"),
    column("completed", "Completed", "Completed date", "Date completed", "Completion date", "Completed on", "End date",
           "Finished", "Date"),
    column("authorised", "Authorised", "Authorised date", "Date authorised", "Authorised on", "Signed off",
           "Sign off date", "Finalised", "Date finalised"),
    column("form_id", "Form ID", "Document ID", "Episode ID", "Form number", "Step ID"),
    column("worker", "Worker", "Completed by", "Author", "Practitioner", "Assigned to", "Allocated worker"),
)  # fmt: skip
DATES = ("completed", "authorised", "started")


@dataclass(frozen=True, slots=True)
class FormMap:
    """What one form stands for. No element: it is not practice that a board shows."""

    element: str = ""  # code
    date: str = "completed"  # which of DATES counts
    mode: str = ""  # for a mapping with the family: how it is done by that form


@dataclass(slots=True)
class Around:
    """What the extract is read against. forms: what each form stands for, by `form_key`."""

    as_of: date
    elements: Mapping[str, ElementNow]  # by code
    forms: Mapping[str, FormMap]
    children_of: Callable[[Collection[str]], Children]
    current: Current | None = None
    chosen: Mapping[str, str] | None = None
    offers: dict[str, Offer] = field(default_factory=dict)


def form_key(name: str) -> str:
    """What a form is remembered by."""
    return sort_key(tidy(name))


def read_forms(values: Mapping[str, Any]) -> dict[str, FormMap]:
    """The remembered forms of a column map: {"SoS Mapping": {"element": "mapping-family", "date": "completed"}}."""
    return {
        form_key(name): FormMap(said.get("element", ""), said.get("date") or "completed", said.get("mode", ""))
        for name, said in values.items()
    }


def decide(books: Sequence[Book], around: Around) -> Plan:
    """What loading this extract would do."""
    plan = Plan()
    found = tables(books, COLUMNS, plan, chosen=around.chosen)
    rows = [(table, *row) for table in found for row in table.rows(_readers(around), plan)]
    children = around.children_of({said["id"] for _, _, _, said in rows if said["id"]})
    told = _together(_records(rows, children, around, plan))
    plan.work = settle(told, around.current, plan)
    plan.offers += around.offers.values()
    return plan


def _readers(around: Around) -> dict[str, Remembering[Any]]:
    day, words = days(around.as_of), Remembering(lambda text: read_words(text, most=200))
    return {
        "id": Remembering(read_id), "form": words, "started": day, "completed": day, "authorised": day,
        "form_id": words,
    }  # fmt: skip


def _records(
    rows: Sequence[tuple[Table, Place, list[str], dict[str, Any]]], children: Children, around: Around, plan: Plan
) -> Iterator[tuple[Place, tuple[Any, ...], NewRecord]]:
    """Each form that counts, with the key of the event that it belongs to."""
    for table, place, cells, said in rows:
        if not said["id"] or not said["form"]:
            code = "id" if not said["id"] else "form"
            table.refuse(place, cells, code, fault("id-missing" if code == "id" else "form-missing"), plan)
            continue
        known = around.forms.get(form_key(said["form"]))
        if known is None:
            _offer(said["form"], around)
        if known is None or not known.element:
            plan.count("form", LEFT)
            continue
        element = around.elements[known.element]
        on = said.get(known.date)
        if on is None:
            plan.count("form", LEFT)
            plan.note("form-not-finished", date=known.date)
            continue
        if on > around.as_of:
            table.refuse(place, cells, known.date, fault("later-than-file", day=f"{around.as_of:%d/%m/%Y}"), plan)
            continue
        case = children.case_on(said["id"], on)
        if case is None:
            table.refuse(place, cells, "id", fault("no-case-of", ids=said["id"]), plan)
            continue
        yield (
            place,
            _event(said, element, on, children),
            NewRecord((case,), element.code, Answer.YES, on, family_mode=known.mode),
        )


def _event(said: Mapping[str, Any], element: ElementNow, on: date, children: Children) -> tuple[Any, ...]:
    """Rows with the same key are one event: the same form, or the family's element on the same day in one family."""
    if said.get("form_id"):
        return ("form", said["form_id"], element.id, on)
    family = children.family.get(said["id"]) if element.family else None
    return ("family", family, element.id, on) if family else ("child", said["id"], element.id, on)


def _together(rows: Iterator[tuple[Place, tuple[Any, ...], NewRecord]]) -> list[tuple[Place, NewRecord]]:
    """One record for each event, linked to every case that its rows name."""
    found: dict[tuple[Any, ...], tuple[Place, NewRecord]] = {}
    for place, key, record in rows:
        if key in found:
            first, before = found[key]
            cases = tuple(dict.fromkeys((*before.case_ids, *record.case_ids)))
            found[key] = (first, before._replace(case_ids=cases))
        else:
            found[key] = (place, record)
    return list(found.values())


def _offer(form: str, around: Around) -> None:
    """The form is not known yet: elements that it may stand for are offered, those with a like name first."""
    key = form_key(form)
    if key not in around.offers:
        dated = [
            one
            for one in around.elements.values()
            if one.kind in (ElementKind.DATE, ElementKind.YES_NO, ElementKind.COUNT)
        ]
        near = nearest(form, ((one.id, one.label) for one in dated))
        order = sorted(dated, key=lambda one: (near.index(one.id) if one.id in near else len(near), one.label))
        around.offers[key] = Offer(OfferKind.FORM, form, 0, [(one.code, one.label) for one in order])
    around.offers[key].rows += 1
