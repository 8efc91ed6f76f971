"""My day: what moved on my cases since I last looked on an earlier day, and what is expected soon."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from soundings.accounts.queries import Viewer
from soundings.breadth.models import DayVisit, DigestChoice
from soundings.breadth.queries.deciding import cases_to_decide_on
from soundings.breadth.queries.expecting import Times, with_times
from soundings.breadth.queries.rows import ChildRow, Scope, child_rows
from soundings.breadth.queries.seen import Seen, seen_of
from soundings.breadth.rules.signals import Tier
from soundings.cases.queries import leaving
from soundings.core.rules import local_date

SOON = timedelta(days=14)
FIRST_LOOK = timedelta(days=7)  # how far the first look goes back


class Moved(NamedTuple):
    """What was recorded on a case, newest first: codes and ISO days."""

    row: ChildRow
    recorded: list[tuple[str, str]]


class Due(NamedTuple):
    """An element that is expected on a case by a day soon."""

    by: date
    row: ChildRow
    code: str


class Day(NamedTuple):
    """What somebody finds in the morning."""

    rows: list[ChildRow]
    since: date
    moved: list[Moved]
    soon: list[Due]


def day_of(viewer: Viewer) -> Day:
    """The viewer's own cases today. The trail says first that they were read. About nine queries."""
    rows = with_times(child_rows(viewer, Scope.MINE), Times(viewer.agency_id, viewer.on))
    rows.sort(key=lambda one: (one.name_key, one.case_id))
    leaving(viewer, rows, verb="day.viewed", at=viewer.at, target=str(Scope.MINE), target_kind="board")
    since = since_for(viewer)
    return Day(rows, since, moved_since(rows, since), due_soon(rows, viewer.on))


def since_for(viewer: Viewer) -> date:
    """The day of the viewer's last look before today; a week ago where there was none."""
    visit = DayVisit.objects.filter(user=viewer.user.pk).first()
    zone = viewer.user.agency.time_zone
    if visit is None:
        return viewer.on - FIRST_LOOK
    return local_date(visit.since_at if visit.day == viewer.on else visit.last_at, zone)


def moved_since(rows: Sequence[ChildRow], since: date) -> list[Moved]:
    """The cases on which something was recorded on this day or later, with what."""
    found = []
    for row in rows:
        new = [(code, str(one["new"])) for code, one in row.values.items() if one.get("new", "") >= since.isoformat()]
        if new:
            found.append(Moved(row, sorted(new, key=lambda one: one[1], reverse=True)))
    return found


def due_soon(rows: Sequence[ChildRow], on: date) -> list[Due]:
    """What is expected from today within two weeks, soonest first."""
    found = [Due(date.fromisoformat(by), row, code) for row in rows for code, by in row.due.items()]
    soon = [one for one in found if on <= one.by <= on + SOON]
    return sorted(soon, key=lambda one: (one.by, one.row.name_key, one.code))


class Counts(NamedTuple):
    """How many things a day holds, for a message that names nobody."""

    decisions: int
    questions: int
    moved: int
    soon: int


def counts_for(viewer: Viewer) -> Counts:
    """The figures of somebody's day. Names nobody, so that nothing is in the trail."""
    rows = with_times(child_rows(viewer, Scope.MINE), Times(viewer.agency_id, viewer.on))
    seen = seen_of([row.case_id for row in rows], viewer.on)
    questions = sum(one.is_waiting for each in seen.values() for one in each if one.tier == Tier.QUESTION)
    moved, soon = moved_since(rows, since_for(viewer)), due_soon(rows, viewer.on)
    return Counts(decisions_waiting(viewer), questions, len(moved), len(soon))


def decisions_waiting(viewer: Viewer) -> int:
    """How many children wait for a decision of the viewer. Four queries."""
    cases = cases_to_decide_on(viewer).filter(signals__tier=Tier.DECISION)
    seen = seen_of(list(cases.values_list("pk", flat=True).distinct()), viewer.on)
    return sum(_waits(each) for each in seen.values())


def _waits(seen: Sequence[Seen]) -> bool:
    return any(one.is_waiting and one.tier == Tier.DECISION for one in seen)


def digest_of(viewer: Viewer) -> DigestChoice | None:
    """What the viewer has chosen about a daily message; None for no message."""
    return DigestChoice.objects.filter(user=viewer.user.pk).first()
