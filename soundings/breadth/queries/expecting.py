"""Agreed times: what holds at a place, what is proposed there, and by when each element is expected of each case."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from soundings.accounts.models import Unit
from soundings.breadth.models import CaseState, Element, Expectation
from soundings.breadth.queries.rows import ChildRow, begun_elements
from soundings.breadth.rules import (
    EVERY_STAGE,
    Coverage,
    ElementScope,
    Standing,
    Term,
    by_place,
    classify,
    coverage_in,
    days_in_force,
    is_outstanding,
    standing,
    token,
)
from soundings.core import remembered
from soundings.core.queries import calendar_and_grace_of
from soundings.core.workdays import Calendar


def times_at(units: Iterable[int]) -> QuerySet[Expectation]:
    """Everything that was agreed or is proposed at these places and holds or waits today, by element."""
    found = Expectation.objects.filter(unit__in=list(units), to_on=None).select_related("unit", "element", "stage")
    return found.order_by("element__position", "element__code", "stage__position", "pk")


def terms_on(agency_id: int, on: date) -> list[Term]:
    """The agreed times of the agency that hold on `on`, by the codes of elements. One query."""
    day = on.isoformat()
    held = remembered.rows(_HELD, [agency_id, day, day])
    return [Term(unit, stage or EVERY_STAGE, code, days) for unit, stage, code, days in held]


# Plain SQL, since every board asks for them.
_HELD = (
    f"select x.unit_id, x.stage_id, e.code, x.days from {Expectation._meta.db_table} x"
    f" join {Element._meta.db_table} e on e.id = x.element_id"
    " where x.agency_id = %s and x.from_on <= %s and (x.to_on is null or x.to_on > %s)"
)


def term_of(time: Expectation) -> Term:
    """An agreed time as the rules take it."""
    return Term(time.unit_id, time.stage_id or EVERY_STAGE, time.element.code, time.days)


class Stood(NamedTuple):
    """What a case's times depend on."""

    team_id: int | None
    stage_id: int | None  # the case's own
    opened_on: date
    team_since: date | None


class Times:
    """By when things are expected in an agency on one day. Asks the database when made, and once for each new team."""

    def __init__(self, agency_id: int, on: date | None = None, *, terms: Sequence[Term] = ()) -> None:
        """on: for the times agreed by that day; otherwise `terms` hold."""
        self._terms = by_place(terms_on(agency_id, on) if on else terms)
        self._agency_id = agency_id
        self._lines: dict[int, tuple[list[int], int | None]] = {}
        self._days: dict[tuple[int, int | None], dict[str, int]] = {}
        self._signs: dict[tuple[int | None, int | None], Hashable] = {}
        self._due: dict[tuple[date, int], str] = {}

    def __bool__(self) -> bool:
        return bool(self._terms)

    @property
    def calendar(self) -> Calendar:
        """The agency's working days."""
        if not hasattr(self, "_calendar"):
            self._calendar, self._grace = calendar_and_grace_of(self._agency_id)
        return self._calendar

    def know(self, team_ids: Collection[int]) -> None:
        """The lines and stages of these teams are known from here on. Two queries at most."""
        missing = [pk for pk in team_ids if pk not in self._lines]
        if missing:
            self.know_paths({pk: path for pk, path, _stage in _units(missing)})

    def know_paths(self, paths: Mapping[int, str]) -> None:
        """The same of teams whose paths in the tree are known. One query at most."""
        if not self._terms:
            return
        new = {pk: path for pk, path in paths.items() if pk not in self._lines}
        lines = {pk: [int(one) for one in path.split(".") if one] for pk, path in new.items()}
        if not lines:
            return
        stages = {pk: stage_id for pk, _path, stage_id in _units({one for line in lines.values() for one in line})}
        for pk, line in lines.items():
            stage = next((stages[one] for one in reversed(line) if stages.get(one)), None)
            self._lines[pk] = (line, stage)

    def days_for(self, team_id: int | None, stage_id: int | None) -> Mapping[str, int]:
        """Working days from opening by the codes of elements, for a case of this team and stage of its own."""
        if not self._terms or team_id is None:
            return {}
        key = (team_id, stage_id)
        if key not in self._days:
            self.know([team_id])
            line, stage = self._lines.get(team_id, ([], None))
            self._days[key] = days_in_force(line, stage_id or stage, self._terms)
        return self._days[key]

    def sign_for(self, team_id: int | None, stage_id: int | None) -> Hashable:
        """What stands for all that the times of a case depend on beside the case: the same while they are the same."""
        key = (team_id, stage_id)
        if key not in self._signs:
            days, calendar = self.days_for(team_id, stage_id), self.calendar
            self._signs[key] = token("times", *sorted(days.items()), calendar, self._grace)
        return self._signs[key]

    def by(self, opened_on: date, days: int) -> str:
        """The day that is so many working days after the opening, as ISO text."""
        key = (opened_on, days)
        if key not in self._due:
            self._due[key] = self.calendar.after(opened_on, days).isoformat()
        return self._due[key]

    def missed_after(self, case: Stood) -> Callable[[str], str | None]:
        """By the code of an element: the ISO day after which it lowers coverage if it is still to do.

        None where no time is agreed.
        """
        days, grace, opened_on, by = self.days_for(case.team_id, case.stage_id), self.grace_for(case), case[2], self.by

        def missed(code: str) -> str | None:
            return max(by(opened_on, days[code]), grace) if code in days else None

        return missed

    def grace_for(self, case: Stood) -> str:
        """The day until which nothing counts as missed because the team took the case over; "" if it did not."""
        if case.team_since is None or case.team_since <= case.opened_on:
            return ""
        calendar = self.calendar
        return calendar.after(case.team_since, self._grace).isoformat()


def _units(keys: Collection[int]) -> list[tuple[Any, ...]]:
    """Key, path and stage of these places. Plain SQL: each record that somebody types waits for it."""
    return remembered.rows(f"select id, path, stage_id from {Unit._meta.db_table} where id = any(%s)", [sorted(keys)])


def with_times(rows: Sequence[ChildRow], times: Times) -> list[ChildRow]:
    """These rows with the day by which each outstanding element is expected, and until when a team has grace."""
    if not times:
        return list(rows)
    times.know({row.team_id for row in rows if row.team_id})
    return [_with_times(row, times) for row in rows]


def _with_times(row: ChildRow, times: Times) -> ChildRow:
    if row.kept is None:
        return _timed(row, times)
    sign = times.sign_for(row.team_id, row.stage_id)
    timed: ChildRow = row.kept.get(sign) or row.kept.put(sign, _timed(row, times).but())
    return timed


def _timed(row: ChildRow, times: Times) -> ChildRow:
    days, values, opened_on = times.days_for(row.team_id, row.stage_id), row.values, row.opened_on
    due = {code: times.by(opened_on, n) for code, n in days.items() if is_outstanding(values.get(code))}
    if not due:
        return row
    grace = times.grace_for(Stood(row.team_id, row.stage_id, row.opened_on, row.team_since))
    return row.but(due=due, grace=grace)


def counted_from(row: ChildRow, code: str) -> str | None:
    """The day after which a missing element lowers the coverage of the row's team: after its time, and any grace."""
    due = row.due.get(code)
    return max(due, row.grace) if due else None


def coverage_on(rows: Iterable[ChildRow], code: str, on: date, *, of_family: bool = False) -> Coverage:
    """The coverage of an element among these rows of teams that record it, on that day.

    of_family: each family is counted once, on the row that stands for it; where that is not among these, not at all.
    """
    day = on.isoformat()
    found = [_standing(row, code, of_family, day) for row in rows]
    return coverage_in([one for one in found if one is not None])


def coverages_on(rows: Iterable[ChildRow], asked: Sequence[tuple[str, bool]], on: date) -> list[Coverage]:
    """The same of several elements at once, each with whether it is of the family."""
    day = on.isoformat()
    sign = token("standings", day, *asked)
    found = [_standings(row, asked, day, sign) for row in rows]
    return [coverage_in([one for one in column if one is not None]) for column in zip(*found, strict=True)]


def _standings(row: ChildRow, asked: Sequence[tuple[str, bool]], day: str, sign: Hashable) -> list[Standing | None]:
    kept: list[Standing | None] | None = row.kept.get(sign) if row.kept else None
    if kept is not None:
        return kept
    found = [_standing(row, code, of_family, day) for code, of_family in asked]
    if row.kept is not None:
        row.kept.put(sign, found)
    return found


def _standing(row: ChildRow, code: str, of_family: bool, day: str) -> Standing | None:
    """How an element stands on the row; None where it is not counted there."""
    if code not in row.begun or (of_family and not row.counts_family):
        return None
    entry = said_of(row, code, of_family)
    due = row.due.get(code)
    return standing(entry, max(due, row.grace), day) if due else classify(entry)


def said_of(row: ChildRow, code: str, of_family: bool) -> Mapping[str, Any] | None:
    """The entry that counts for the row: of an element of the family, what is recorded with any of them."""
    return (row.lent.get(code) if of_family and row.lent else None) or row.values.get(code)


MOST_PREVIEWED = 5_000  # open cases at a place beyond which a preview would take too long


class Preview(NamedTuple):
    """What a time would change among the open, unrestricted cases at a place: how the element stands today and then."""

    cases: int
    today: Coverage
    then: Coverage
    of_family: bool  # both count each family once


def preview_of(unit: Unit, code: str, *, stage: int | None, days: int | None, on: date) -> Preview | None:
    """What it would change if this time were agreed here on `on`; None where there are too many cases to count.

    Counts only: nobody is named, and the caller has checked that the place's figures may be seen. Six queries.
    """
    rows = _open_at(unit)
    if len(rows) > MOST_PREVIEWED:
        return None
    terms = terms_on(unit.agency_id, on)
    proposed = Term(unit.pk, stage or EVERY_STAGE, code, days)
    others = [one for one in terms if one[:3] != proposed[:3]]
    today = with_times(rows, Times(unit.agency_id, terms=terms))
    then = with_times(rows, Times(unit.agency_id, terms=[*others, proposed]))
    scope = Element.objects.values_list("scope", flat=True).get(agency=unit.agency_id, code=code)
    of_family = scope == ElementScope.FAMILY
    return Preview(
        len(rows),
        coverage_on(today, code, on, of_family=of_family),
        coverage_on(then, code, on, of_family=of_family),
        of_family,
    )


def _open_at(unit: Unit) -> list[ChildRow]:
    names = ("case", "team", "worker_id", "opened_on", "name_key", "head", "values")
    states = CaseState.objects.filter(agency=unit.agency_id, team__path__startswith=unit.path)
    found = states.filter(is_open=True, restricted=False).values_list(
        *names, "stage_id", "team_since", "counts_family", "lent"
    )
    rows = [ChildRow(*row[:-1])._replace(lent=row[-1]) for row in found[: MOST_PREVIEWED + 1]]
    begun = begun_elements({row.team_id for row in rows if row.team_id})
    return [row._replace(begun=begun.get(row.team_id or 0, frozenset())) for row in rows]
