"""Keeping state, tallies and counts beside the cases and the records that they are made of."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.breadth.actions.families import hold_beside, settle, teams_beside
from soundings.breadth.actions.months import note_past, sum_months_anew
from soundings.breadth.actions.signalling import forget_signals, keep_signals, keep_signals_of_teams
from soundings.breadth.actions.storing import State, Sums, compact, hold_teams, locked_states, put_states, stored_moment
from soundings.breadth.models import CaseState, IssueSet, Record, RecordCase, Tally, TallyDays, TallyDue, UnitCount
from soundings.breadth.queries.counting import Stands
from soundings.breadth.queries.events import Fold, begun_in, fold_of
from soundings.breadth.queries.grounds import Grounds
from soundings.breadth.queries.now import CaseNow, cases_now, folded
from soundings.cases.models import Case
from soundings.core.rules import local_date

BLOCK = 1_000  # cases whose records are in memory at once


def refresh(case_ids: Collection[int], *, at: datetime) -> None:
    """States, tallies and counts say of these cases what their tables say; their values stay. In a transaction.

    `cases` calls this at the end of each of its actions. Safe to call twice, and for cases that never had a state.
    """
    _keep(sorted(set(case_ids)), at=at, refold=False)


def project(case_ids: Collection[int], *, at: datetime) -> None:
    """The same with the values folded anew from the records: after many were stored, and to rebuild."""
    _keep(sorted(set(case_ids)), at=at, refold=True)


@transaction.atomic(savepoint=False)  # within the transaction of what changed, which ends with it
def _keep(case_ids: Sequence[int], *, at: datetime, refold: bool) -> None:
    hold_teams(_teams_of(case_ids))
    sums: dict[int, Sums] = {}
    folds: dict[int, Fold] = {}
    grounds: dict[int, Grounds] = {}
    past: dict[int, dict[int, date]] = {}
    for block in blocks(case_ids):
        for agency_id, now in _by_agency(cases_now(block)).items():
            if agency_id not in sums:
                sums[agency_id], folds[agency_id], past[agency_id] = Sums(agency_id), fold_of(agency_id), {}
                grounds[agency_id] = Grounds(agency_id)
            fold = folds[agency_id] if refold else None
            past[agency_id] |= keep_cases(now, at=at, fold=fold, sums=sums[agency_id], grounds=grounds[agency_id])
    for agency_id, found in sums.items():
        settle(found)
        since = past[agency_id]
        today = local_date(at, folds[agency_id].time_zone)
        note_past(agency_id, since, from_on=min(since.values(), default=None), today=today)


def keep_cases(
    now: Sequence[CaseNow], *, at: datetime, fold: Fold | None, sums: Sums, grounds: Grounds
) -> dict[int, date]:
    """The states of these cases of one agency stand; `sums` knows what that changes. Their teams are held.

    fold: to fold their values anew from their records; None leaves them as they are. Returns the cases that count
    otherwise than before, each with the first day on which they may.
    """
    hold_beside([case.pk for case in now])
    old = locked_states([case.pk for case in now])
    values = folded([case.pk for case in now], fold) if fold else {}
    begun = begun_in(_teams(now, old.values()))
    sums.counting.times.know(list(begun))
    moment = stored_moment(at)
    rows: list[Sequence[Any]] = []
    past: dict[int, date] = {}
    said: dict[int, dict[str, Any]] = {}
    for case in now:
        before = old.get(case.pk)
        kept = values.get(case.pk, {}) if fold else before.values if before else {}
        after = _after(case, before, kept)
        add_changes(sums, before, after, begun)
        if since := _counts_otherwise_since(case, before, after):
            past[case.pk] = since
        if before and before.family_id and before.family_id != after.family_id:
            left = CaseState.objects.filter(family_id=before.family_id).values_list("pk", flat=True)
            past |= dict.fromkeys(left, case.opened_on)  # whom it leaves count without it
        *plain, head, _values = case.stated(kept)
        part = (after.stands.counts_family, compact(dict(after.stands.lent)))
        rows.append((case.pk, *plain, compact(head), compact(kept), *part, moment))
        said[case.pk] = kept
    put_states(rows)
    if now:
        keep_signals(now[0].agency_id, said, grounds=grounds, fresh=fold is None and not old)
    return past


def _counts_otherwise_since(case: CaseNow, before: State | None, after: State) -> date | None:
    """The first day on which the case may count otherwise than by its state before; None if it counts as before."""
    if before is None:
        return case.opened_on
    was, now = before.stands, after.stands
    if (before.restricted, before.family_id, was.stage_id) != (after.restricted, after.family_id, now.stage_id):
        return min(was.opened_on, now.opened_on)
    if was.opened_on != now.opened_on or (after.is_open and not before.is_open):
        return min(was.opened_on, now.opened_on)
    if (was.team_id, was.team_since) != (now.team_id, now.team_since):
        return min((day for day in (was.team_since, now.team_since) if day), default=case.opened_on)
    return case.closed_on if before.is_open and not after.is_open else None


def _after(case: CaseNow, before: State | None, values: dict[str, Any]) -> State:
    """The state that the case is to have. How its family is counted stays for now: `families.settle` sees to it."""
    stands = Stands(case.team_id, case.stage_id, case.opened_on, case.team_since)
    is_open = case.closed_on is None
    place = (case.agency_id, case.team_id, case.path or "", is_open, case.restricted, case.family_id)
    after = State(*place, stands, values)
    if before and before.counts and after.counts and before.family_id == after.family_id:
        kept = stands._replace(counts_family=before.stands.counts_family, lent=before.stands.lent)
        return after._replace(stands=kept)
    return after


def add_changes(sums: Sums, before: State | None, after: State | None, begun: dict[int, dict[str, int]]) -> None:
    """`sums` knows what it changes that a case stands as `after` instead of as `before` (None: not at all)."""
    old = before if before and before.counts else None
    new = after if after and after.counts else None
    sums.families.update(one.family_id for one in (old, new) if one and one.family_id)
    if old and new and (old.path, old.stands) == (new.path, new.stands):
        sums.change(new, old.values, new.values, begun[new.team_id or 0])
        return
    for state, by in ((old, -1), (new, 1)):
        if state:
            sums.count(state.path, state.stands, state.values, begun[state.team_id or 0], by=by)
            sums.add_open(state.path, by)


def forget(case_ids: Collection[int]) -> None:
    """Nothing here knows these cases any more: their states, what they counted, their records. In a transaction.

    A record that concerns other cases too stays with those.
    """
    for block in blocks(sorted(set(case_ids))):
        hold_beside(block)
        states = locked_states(block)
        begun = begun_in({state.team_id for state in states.values() if state.team_id})
        CaseState.objects.filter(pk__in=block).delete()
        for agency_id in {state.agency_id for state in states.values()}:
            sums = Sums(agency_id)
            for state in states.values():
                if state.agency_id == agency_id:
                    add_changes(sums, state, None, begun)
            settle(sums)
            opened = [state.stands.opened_on for state in states.values() if state.agency_id == agency_id]
            note_past(agency_id, block, from_on=min(opened))
        forget_signals(block)
        _forget_records(block)


def _forget_records(case_ids: Sequence[int]) -> None:
    concerned = list(RecordCase.objects.filter(case__in=case_ids).values_list("record", flat=True))
    RecordCase.objects.filter(case__in=case_ids).delete()
    left = Record.objects.filter(pk__in=concerned, case_links=None)
    gone = list(left.values_list("pk", "issue"))
    Record.objects.filter(supersedes__in=[pk for pk, _issue in gone]).update(supersedes=None)
    Record.objects.filter(pk__in=[pk for pk, _issue in gone]).delete()
    issues = IssueSet.objects.filter(pk__in={issue for _pk, issue in gone if issue})
    issues.exclude(records__isnull=False).delete()


def held_for_practice(case_ids: Collection[int]) -> dict[int, str]:
    """Of these cases those that must stay because practice is recorded on them, with that as the reason."""
    reason = _("Practice has been recorded on it since.")
    held: dict[int, str] = {}
    for block in blocks(sorted(set(case_ids))):
        links = RecordCase.objects.filter(case__in=block, record__ended_at=None)
        held.update(dict.fromkeys(links.values_list("case", flat=True).distinct(), reason))
    return held


def blocks(case_ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """`case_ids` in blocks of at most `BLOCK`."""
    for start in range(0, len(case_ids), BLOCK):
        yield case_ids[start : start + BLOCK]


def _teams_of(case_ids: Sequence[int]) -> set[int]:
    """The teams where these cases stand, by their tables and by their states. None on SQLite, where nobody waits."""
    if connection.vendor != "postgresql":
        return set()
    teams: set[int] = set()
    for block in blocks(case_ids):
        teams.update(Case.objects.filter(pk__in=block, team__isnull=False).values_list("team", flat=True).distinct())
        states = CaseState.objects.filter(pk__in=block, team__isnull=False)
        teams.update(states.values_list("team", flat=True).distinct())
        teams |= teams_beside(block)
    return teams


def _teams(now: Sequence[CaseNow], old: Iterable[State]) -> set[int]:
    teams = {case.team_id for case in now} | {state.team_id for state in old}
    return {team_id for team_id in teams if team_id}


def _by_agency(now: Sequence[CaseNow]) -> dict[int, list[CaseNow]]:
    found: dict[int, list[CaseNow]] = {}
    for case in now:
        found.setdefault(case.agency_id, []).append(case)
    return found


def move_units(unit_ids: Collection[int], *, at: datetime) -> None:
    """After these units moved in the tree, every place above the teams is again the sum of what is below it.

    The times agreed above a team are others too. In a transaction; all teams of the agency are held alone.
    """
    agencies = Unit.objects.filter(pk__in=unit_ids).values_list("agency", flat=True).distinct()
    for agency_id in agencies:
        hold_teams((), alone=set(Unit.objects.filter(agency=agency_id).values_list("pk", flat=True)))
        count_anew(agency_id)
        sum_months_anew(agency_id)
        keep_signals_of_teams(agency_id, unit_ids)


def count_anew(agency_id: int) -> None:
    """Every tally and count is as the states say. In a transaction; all teams of the agency are held alone."""
    begun, sums = begun_in(Unit.objects.filter(agency=agency_id).values_list("pk", flat=True)), Sums(agency_id)
    sums.counting.times.know(list(begun))
    counted = CaseState.objects.filter(agency=agency_id, is_open=True, restricted=False, team__isnull=False)
    names = ("team_id", "stage_id", "opened_on", "team_since", "counts_family", "lent")
    for path, values, *stands in counted.values_list("team__path", "values", *names).iterator():
        place = Stands(*stands)
        sums.count(path, place, values, begun[place.team_id or 0])
        sums.add_open(path, 1)
    for model in (Tally, TallyDue, TallyDays, UnitCount):
        model._default_manager.filter(agency=agency_id).delete()
    sums.store()
