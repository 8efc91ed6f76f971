"""After records were stored or ended: recording begins where it had not, and states and tallies follow."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Min

from soundings.breadth.actions.families import hold_beside, settle, teams_beside
from soundings.breadth.actions.months import note_past, note_teams
from soundings.breadth.actions.signalling import keep_signals, keep_signals_of_teams
from soundings.breadth.actions.storing import (
    Sums,
    compact,
    hold_teams,
    locked_plain_states,
    locked_states,
    put_many_values,
    put_values,
)
from soundings.breadth.models import CaseState, RecordingStart
from soundings.breadth.queries.counting import Stands
from soundings.breadth.queries.events import Fold, begun_in, events_of
from soundings.breadth.queries.grounds import Grounds
from soundings.breadth.rules import Event, fold_all
from soundings.core import remembered
from soundings.core.rules import local_date

BLOCK = 1_000  # cases whose records are in memory at once


class Changed(NamedTuple):
    """Which elements of which cases have other records than before. elements: code, kind, by issue, by id."""

    agency_id: int
    time_zone: str
    cases: Mapping[int, int | None]  # team by case
    elements: Mapping[int, tuple[str, str, bool]]
    since: date | None = None  # the first day on which something happened that is recorded otherwise now

    @property
    def teams(self) -> set[int]:
        """The teams of these cases."""
        return {team_id for team_id in self.cases.values() if team_id}


def begin_and_keep(changed: Changed, *, at: datetime) -> None:
    """Recording of these elements has begun in these cases' teams; states and tallies say what the records say."""
    sums = Sums(changed.agency_id)
    begun = held_teams(changed.teams, needed=set(changed.elements), beside=teams_beside(changed.cases))
    on = local_date(at, changed.time_zone)
    for team_id in sorted(begun):
        missing = {pk: code for pk, (code, _, _) in changed.elements.items() if code not in begun[team_id]}
        if missing:
            begin(changed.agency_id, team_id, missing, since=dict.fromkeys(missing, on), sums=sums)
            begun[team_id] |= {code: pk for pk, code in missing.items()}
    sums.begun |= begun
    _follow(changed, begun, sums, at=at)


def keep(changed: Changed, *, at: datetime) -> None:
    """States and tallies say what the records say. Recording begins nowhere: nothing was added."""
    hold_teams(changed.teams | teams_beside(changed.cases))
    _follow(changed, begun_in(changed.teams), Sums(changed.agency_id), at=at)


def held_teams(
    teams: Collection[int], *, needed: Collection[int], beside: Collection[int] = ()
) -> dict[int, dict[str, int]]:
    """What these teams have begun. Each is held; alone, if it has yet to begin one of the elements needed.

    beside: teams that are held too, where brothers and sisters are.
    """
    begun = begun_in(teams)
    alone = {team_id for team_id, elements in begun.items() if not set(needed) <= set(elements.values())}
    hold_teams({*teams, *beside}, alone=alone)
    return begun_in(teams) if connection.vendor == "postgresql" else begun  # it may have waited for somebody


def begin(
    agency_id: int,
    team_id: int,
    elements: Mapping[int, str],
    *,
    since: Mapping[int, date],
    sums: Sums,
    batch: str = "",
) -> None:
    """The team records these elements (code by key) since their days: every open case is expected to have them.

    The team is held alone, and has begun none of them.
    """
    remembered.forget_here()
    RecordingStart.objects.bulk_create(
        RecordingStart(agency_id=agency_id, team_id=team_id, element_id=pk, begun_on=since[pk], batch=batch)
        for pk in sorted(elements)
    )
    _count_team(agency_id, team_id, elements, sums, begins=True)
    note_teams(agency_id, [team_id], from_on=min(since[pk] for pk in elements))
    keep_signals_of_teams(agency_id, [team_id])


def unbegin(agency_id: int, team_id: int, elements: Mapping[int, str], *, sums: Sums) -> None:
    """The team records these elements no longer, as if it had never begun. The team is held alone."""
    remembered.forget_here()
    starts = RecordingStart.objects.filter(team=team_id, element__in=elements)
    since = starts.aggregate(since=Min("begun_on"))["since"]
    starts.delete()
    _count_team(agency_id, team_id, elements, sums, begins=False)
    if since:
        note_teams(agency_id, [team_id], from_on=since)
    keep_signals_of_teams(agency_id, [team_id])


def _count_team(agency_id: int, team_id: int, elements: Mapping[int, str], sums: Sums, *, begins: bool) -> None:
    codes = {code: pk for pk, code in elements.items()}
    states = CaseState.objects.filter(agency=agency_id, team=team_id, is_open=True, restricted=False)
    names = ("team_id", "stage_id", "opened_on", "team_since", "counts_family", "lent")
    for path, values, *stands in states.values_list("team__path", "values", *names).iterator():
        sums.count(path, Stands(*stands), values, codes, by=1 if begins else -1)


def _follow(changed: Changed, begun: Mapping[int, Mapping[str, int]], sums: Sums, *, at: datetime) -> None:
    hold_beside(changed.cases)
    states = locked_states(list(changed.cases))
    events = events_of(list(changed.cases), time_zone=changed.time_zone, elements=list(changed.elements))
    codes = {code for code, _, _ in changed.elements.values()}
    sums.counting.times.know_paths({one.team_id: one.path for one in states.values() if one.team_id})
    texts, said = {}, {}
    for case_id, state in states.items():
        kept = {code: entry for code, entry in state.values.items() if code not in codes}
        values = kept | fold_all(changed.elements, events.get(case_id, ()))
        if values != state.values:
            texts[case_id], said[case_id] = compact(values), values
            if state.counts:
                sums.change(state, state.values, values, begun.get(state.team_id or 0, {}))
    put_values(texts, at=at)
    settle(sums)
    note_past(changed.agency_id, changed.cases, from_on=changed.since, today=local_date(at, changed.time_zone))
    keep_signals(changed.agency_id, said, changed=codes)


def begin_all(
    agency_id: int,
    elements: Mapping[int, str],
    since: Mapping[int, Mapping[int, date]],
    *,
    teams: Collection[int],
    sums: Sums,
    batch: str,
) -> dict[int, dict[str, int]]:
    """Each team records the elements (code by key) since the days given for it; returns what `teams` have begun.

    What has begun already keeps its day. The teams are held.
    """
    known = begun_in(teams)
    alone = {team_id for team_id, days in since.items() if not set(days) <= set(known[team_id].values())}
    hold_teams(teams, alone=alone)
    begun = begun_in(teams) if connection.vendor == "postgresql" else known
    for team_id in sorted(alone):
        missing = {pk: elements[pk] for pk in since[team_id] if elements[pk] not in begun[team_id]}
        if missing:
            begin(agency_id, team_id, missing, since=since[team_id], sums=sums, batch=batch)
            begun[team_id] |= {code: pk for pk, code in missing.items()}
    return begun


def refold(
    case_ids: Sequence[int],
    *,
    fold: Fold,
    begun: Mapping[int, Mapping[str, int]],
    sums: Sums,
    at: datetime,
    known: Mapping[int, Sequence[tuple[int, Event]]] | None = None,
) -> None:
    """The values of these many cases are folded anew from their records; `sums` knows what that changes.

    fold: its elements are folded; what the states say of others stays. begun: what their teams have begun; these are
    held. known: all events of those elements, of some of the cases: they need not be read.
    """
    known, grounds = known or {}, None
    codes = {code for code, _kind, _by_issue in fold.elements.values()}
    for start in range(0, len(case_ids), BLOCK):
        block = case_ids[start : start + BLOCK]
        states = locked_plain_states(block)
        unknown = [case_id for case_id in block if case_id not in known]
        read = events_of(unknown, time_zone=fold.time_zone, elements=list(fold.elements)) if unknown else {}
        rows, said = [], {}
        for state in states:
            events = known[state.case_id] if state.case_id in known else read.get(state.case_id, [])
            old = {} if state.values == "{}" else json.loads(state.values)
            values = {code: entry for code, entry in old.items() if code not in codes}
            values |= fold_all(fold.elements, events)
            if values == old:
                continue
            rows.append((compact(values), state.case_id))
            said[state.case_id] = values
            if state.counts:
                sums.change(state, old, values, begun[state.team_id or 0])
        put_many_values(rows, at=at)
        if states:
            grounds = grounds or Grounds(states[0].agency_id)
            keep_signals(states[0].agency_id, said, grounds=grounds, changed=codes)
