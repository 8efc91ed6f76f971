"""An import in words: what it will do or did, what is wrong, what is asked. Made for its page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Stage, Unit
from soundings.accounts.permissions import Viewer
from soundings.cases import queries as case_queries
from soundings.exchange import words
from soundings.exchange.actions.taking_back import Undone
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.plans.outcome import ADD, CHANGE, LEFT, MATCH, SAME, Line
from soundings.exchange.queries.known import known_elements
from soundings.exchange.queries.reports import Report
from soundings.exchange.rules import Note, RowProblem, options_from
from soundings.exchange.words.fields import NAMING
from soundings.exchange.words.lines import COUNTED, counted

MOST_LINES = 40
MOST_NOTES = 40
MOST_NAMED = 30
DAY = "j F Y"
VERBS = (ADD, CHANGE, SAME, MATCH, LEFT)
KINDS = {ADD: "added", CHANGE: "changed", SAME: "same", MATCH: "matched", LEFT: "same"}


@dataclass(frozen=True, slots=True)
class Total:
    """One figure: how many things of any noun."""

    label: str
    value: str  # "12,000"
    kind: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One row of the table of problems."""

    file: str
    sheet: str
    row: int | str
    column: str
    found: str
    fix: str
    names_a_cell: bool


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what will be changed, or is matched."""

    what: str
    name: str
    child: str  # the child's name, for those who may see it
    change: str


@dataclass(frozen=True, slots=True)
class Added:
    """Things of one noun that will be added: the first names or numbers, and how many more there are."""

    what: str
    names: str
    more: int


def looked_at(batch: Batch, report: Report) -> str:
    """How many rows, to which day, when and by whom."""
    said = {
        "rows": counted("row", report.rows),
        "day": date_format(options_from(batch.options).day, DAY),
        "when": date_format(timezone.localtime(batch.at), f"{DAY}, H:i"),
        "name": batch.by.name if batch.by else _("the command line"),
    }
    return _("%(rows)s, true to %(day)s. Looked at on %(when)s by %(name)s.") % said


def narrowed(batch: Batch) -> str:
    """Of which teams the import takes the children; empty where it takes all."""
    public_ids = options_from(batch.options).only_teams
    names = Unit.objects.filter(agency=batch.agency_id, public_id__in=public_ids).order_by("name")
    told = _("Only the children of %(teams)s.")
    return told % {"teams": ", ".join(names.values_list("name", flat=True))} if public_ids else ""


def totals(batch: Batch, report: Report) -> list[Total]:
    """What is added, changed, here already, matched, left out and refused; before it is stored, what would be."""
    labels = _future() if batch.state == ImportState.CHECKED else _past()
    shown = [verb for verb in VERBS if verb in (ADD, CHANGE) or any(_by_noun(report, verb).values())]
    told = [_total(labels[verb], _by_noun(report, verb), KINDS[verb]) for verb in shown]
    return [*told, Total(labels["refused"], f"{report.refused:,}", "refused")]


def _total(label: str, counts: Mapping[str, int], kind: str) -> Total:
    things = _things(counts)
    return Total(f"{label}: {things}" if things else label, f"{sum(counts.values()):,}", kind)


def _future() -> dict[str, str]:
    return {
        ADD: _("to add"),
        CHANGE: _("to change"),
        SAME: _("here already"),
        MATCH: _("matched with another source"),
        LEFT: _("left out"),
        "refused": _("rows to mend"),
    }


def _past() -> dict[str, str]:
    return _future() | {ADD: _("added"), CHANGE: _("changed"), "refused": _("rows not stored")}


def _by_noun(report: Report, verb: str) -> dict[str, int]:
    return {noun: many for (noun, done), many in report.counts.items() if done == verb}


def _plain(noun: str, many: int = 2) -> str:
    """ "Children", or "Child" for one."""
    said = COUNTED[noun](many) % {"n": ""} if noun in COUNTED else noun.replace("-", " ")
    return said.strip().capitalize()


def problems(found: Iterable[RowProblem], batch: Batch) -> list[Problem]:
    """The problems with names of files, and of columns that the file lacks, in place of numbers and codes."""
    return [_problem(one, batch) for one in found]


def _problem(one: RowProblem, batch: Batch) -> Problem:
    file = batch.file_names[one.file] if one.file < len(batch.file_names) else ""
    column = one.column
    if one.fault.code in ("columns-missing", "column-missing"):
        labels = words.columns(batch.kind)
        codes = (code.strip("“” ") for code in column.split(","))
        column = ", ".join(labels.get(code, code) for code in codes)
    elif one.fault.code == "unknown-name":
        column = ""
    elif column == column.lower():  # a code, where the file has no such column
        column = words.columns(batch.kind).get(column, column)
    missing = one.fault.code in ("columns-missing", "column-missing", "no-lists", "no-board", "team-needed")
    return Problem(file, one.sheet, one.row or "–", column, one.found, words.fix(one.fault), not missing)


def notes(found: Sequence[tuple[Note, int]]) -> tuple[list[str], int]:
    """The notes in words, as many as a page bears, and how many more there are."""
    said = [words.note(note, many) for note, many in found[:MOST_NOTES]]
    return said, max(0, len(found) - MOST_NOTES)


# --- lines -----------------------------------------------------------------------------------------------------------


def added(report: Report) -> list[Added]:
    """What will be added, by noun."""
    names: dict[str, list[str]] = {}
    for line in report.lines:
        if line.verb == ADD:
            names.setdefault(line.noun, []).append(line.name or _("Row %(row)s") % {"row": line.value})
    return [
        Added(
            _plain(noun),
            ", ".join(some[:MOST_NAMED]),
            max(report.counts[noun, ADD], len(some)) - len(some[:MOST_NAMED]),
        )
        for noun, some in names.items()
    ]


def lines(report: Report, viewer: Viewer, batch: Batch) -> dict[str, list[Told]]:
    """A sample of what changes and of what is matched. The reading of children who are named is in the trail.

    Children's names stand in it only where the viewer may see the child in any case.
    """
    sample = {verb: [one for one in report.lines if one.verb == verb][:MOST_LINES] for verb in (CHANGE, MATCH)}
    children = _children([one for some in sample.values() for one in some], viewer, batch)
    said = _names_of_ids(report.lines, viewer) | _names_of_elements(sample[MATCH], viewer)
    return {verb: [_told(one, children, said) for one in some] for verb, some in sample.items() if some}


def _names_of_elements(found: Sequence[Line], viewer: Viewer) -> dict[tuple[str, str], str]:
    if not any(one.noun == "record" for one in found):
        return {}
    elements = known_elements(viewer.agency_id, on=viewer.on, language=get_language() or "en-gb")
    return {("record", one.code): one.label for one in elements}


def _children(sample: Sequence[Line], viewer: Viewer, batch: Batch) -> dict[str, str]:
    """Names by the number that the file uses."""
    refs = {one.name for one in sample if one.noun in ("child", "case")}
    found = case_queries.children_visible_to(viewer).filter(reference__in=refs)
    shown = case_queries.leaving(
        viewer, found, verb="import.previewed", at=viewer.at, target=batch.public_id, target_kind="batch"
    )
    return {child.reference: child.name for child in shown}


def _names_of_ids(found: Iterable[Line], viewer: Viewer) -> dict[tuple[str, str], str]:
    """Names of the teams, stages and workers that lines tell by our ids."""
    told = {(one.what, one.value) for one in found if one.verb == CHANGE}
    named: dict[tuple[str, str], str] = {}
    for what, model in (("team", Unit), ("stage", Stage), ("worker", Staff)):
        ids = [int(value) for field, value in told if field == what and value.isdecimal()]
        rows: Any = model.objects.filter(agency=viewer.agency_id, pk__in=ids) if ids else ()
        named |= {(what, str(row.pk)): row.name for row in rows}
    return named


def _told(line: Line, children: Mapping[str, str], said: Mapping[tuple[str, str], str]) -> Told:
    name = _("Row %(row)s") % {"row": line.name} if line.noun == "record" else line.name
    return Told(_plain(line.noun, 1), name, children.get(line.name, ""), _change(line, children, said))


def _change(line: Line, children: Mapping[str, str], said: Mapping[tuple[str, str], str]) -> str:
    if line.noun == "record":
        return said.get(("record", line.what), line.what)
    if not line.what:
        return ""
    label = words.field(line.what)
    if line.what in ("family", "co_workers"):
        return label
    if line.what in NAMING and line.name not in children:
        return _("%(field)s, as the file has it") % {"field": label}
    value = said.get((line.what, line.value), line.value)
    return _("%(field)s: %(value)s") % {"field": label, "value": value.strip("[]").replace("'", "")}


# --- taking back -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Taking:
    """What taking an import back does, in words."""

    did: list[str]
    kept: list[tuple[str, str, str]]  # the child's number, what stays, why
    kept_count: int


def undone(found: Undone) -> Taking:
    """What taking back would do, and what would stay."""
    rows = [
        (one.reference, _plain(one.model, 1), one.words or words.why_kept(one.why)) for one in found.kept[:MOST_LINES]
    ]
    return Taking(_did(found.records, found.removed, found.restored, _ahead()), rows, len(found.kept))


def told(batch: Batch) -> Taking | None:
    """What taking it back did, as far as it is remembered; None if it was not taken back."""
    said = batch.summary.get("taken_back")
    if not said:
        return None
    return Taking(_did(said["records"], said["removed"], said["restored"], _behind()), [], said["kept"])


def _ahead() -> tuple[str, str, str]:
    return _("Would be removed: %(things)s."), _("Would be as before: %(things)s."), _("Would not count: %(things)s.")


def _behind() -> tuple[str, str, str]:
    return _("Removed: %(things)s."), _("As before again: %(things)s."), _("No longer counted: %(things)s.")


def _did(
    records: int, removed: Mapping[str, int], restored: Mapping[str, int], sentences: tuple[str, str, str]
) -> list[str]:
    things = (_things(removed), _things(restored), counted("record", records) if records else "")
    return [sentence % {"things": some} for sentence, some in zip(sentences, things, strict=True) if some]


def _things(counts: Mapping[str, int]) -> str:
    return ", ".join(counted(noun, counts[noun]) for noun in COUNTED if counts.get(noun))
