"""After records were stored or ended: recording begins where it had not, and states and tallies follow."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from soundings.breadth.actions.storing import State, Sums, compact, hold_teams, locked_states, put_values
from soundings.breadth.models import CaseState, RecordingStart
from soundings.breadth.queries.events import begun_in, events_of, local_day
from soundings.breadth.rules import contribution, difference, fold_all


class Changed(NamedTuple):
    """Which elements of which cases have other records than before. elements: code, kind, by issue, by id."""

    agency_id: int
    time_zone: str
    cases: Mapping[int, int | None]  # team by case
    elements: Mapping[int, tuple[str, str, bool]]

    @property
    def teams(self) -> set[int]:
        """The teams of these cases."""
        return {team_id for team_id in self.cases.values() if team_id}


def begin_and_keep(changed: Changed, *, at: datetime) -> None:
    """Recording of these elements has begun in these cases' teams; states and tallies say what the records say."""
    sums = Sums()
    begun = _held(changed.teams, needed=set(changed.elements))
    on = date.fromisoformat(local_day(at, changed.time_zone))
    for team_id in sorted(begun):
        missing = {pk: code for pk, (code, _, _) in changed.elements.items() if code not in begun[team_id]}
        if missing:
            begin(changed.agency_id, team_id, missing, on=on, sums=sums)
            begun[team_id] |= {code: pk for pk, code in missing.items()}
    _follow(changed, begun, sums, at=at)


def keep(changed: Changed, *, at: datetime) -> None:
    """States and tallies say what the records say. Recording begins nowhere: nothing was added."""
    hold_teams(changed.teams)
    _follow(changed, begun_in(changed.teams), Sums(), at=at)


def _held(teams: Collection[int], *, needed: Collection[int]) -> dict[int, dict[str, int]]:
    """What these teams have begun. Each is held; alone, if it has yet to begin one of the elements needed."""
    begun = begun_in(teams)
    alone = {team_id for team_id, elements in begun.items() if not set(needed) <= set(elements.values())}
    hold_teams(teams, alone=alone)
    return begun_in(teams) if connection.vendor == "postgresql" else begun  # it may have waited for somebody


def begin(agency_id: int, team_id: int, elements: Mapping[int, str], *, on: date, sums: Sums, batch: str = "") -> None:
    """The team records these elements (code by id) from the day `on`: every open case of it is expected to have them.

    The team is held alone, and has begun none of them.
    """
    RecordingStart.objects.bulk_create(
        RecordingStart(agency_id=agency_id, team_id=team_id, element_id=pk, begun_on=on, batch=batch) for pk in elements
    )
    _count_team(agency_id, team_id, elements, sums, begins=True)


def unbegin(agency_id: int, team_id: int, elements: Mapping[int, str], *, sums: Sums) -> None:
    """The team records these elements no longer, as if it had never begun. The team is held alone."""
    RecordingStart.objects.filter(team=team_id, element__in=elements).delete()
    _count_team(agency_id, team_id, elements, sums, begins=False)


def _count_team(agency_id: int, team_id: int, elements: Mapping[int, str], sums: Sums, *, begins: bool) -> None:
    codes = {code: pk for pk, code in elements.items()}
    states = CaseState.objects.filter(agency=agency_id, team=team_id, is_open=True, restricted=False)
    for path, values in states.values_list("team__path", "values").iterator():
        adds = contribution(values, codes)
        sums.add(path, adds if begins else difference(adds, {}))


def _follow(changed: Changed, begun: Mapping[int, Mapping[str, int]], sums: Sums, *, at: datetime) -> None:
    states = locked_states(list(changed.cases))
    events = events_of(list(changed.cases), time_zone=changed.time_zone, elements=list(changed.elements))
    codes = {code for code, _, _ in changed.elements.values()}
    texts = {}
    for case_id, state in states.items():
        kept = {code: entry for code, entry in state.values.items() if code not in codes}
        values = kept | fold_all(changed.elements, events.get(case_id, ()))
        if values != state.values:
            texts[case_id] = compact(values)
            _add_difference(sums, state, values, begun)
    put_values(texts, at=at)
    sums.store(changed.agency_id)


def _add_difference(sums: Sums, state: State, values: dict[str, Any], begun: Mapping[int, Mapping[str, int]]) -> None:
    if state.counts:
        expected = begun.get(state.team_id or 0, {})
        sums.add(state.path, difference(contribution(state.values, expected), contribution(values, expected)))
