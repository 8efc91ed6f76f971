"""Keeping signals beside the states that they are made of, in the same transaction. The states are locked or held."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from soundings.accounts.models import Unit
from soundings.breadth.actions.storing import compact, hold_teams
from soundings.breadth.models import CaseSignal, CaseState, SignalRework
from soundings.breadth.queries.grounds import Grounds, open_states_at, standings
from soundings.breadth.queries.places import open_cases_at
from soundings.breadth.queries.signalled import Key, Row, signals_by_key, stored_signals
from soundings.breadth.rules.signals import Rule, rules_reading
from soundings.cases.models import Case
from soundings.core.bulk import insert_rows
from soundings.core.plain import cursor_for, spoken

BLOCK = 1_000
AT_ONCE = 2_000  # open cases whose signals are made anew while somebody waits
_COLUMNS = ("case_id", "rule", "tier", "fires_on", "since", "cause", "params")
_TAKE_OVER = "on conflict (case_id, rule) do update set " + ", ".join(
    f"{column} = excluded.{column}" for column in _COLUMNS[2:]
)


def keep_signals(
    agency_id: int,
    values: Mapping[int, dict[str, Any]],
    *,
    grounds: Grounds | None = None,
    fresh: bool = False,
    changed: Collection[str] | None = None,
) -> None:
    """The signals of these cases (values of the state by case) are as the rules say. In a transaction.

    Four queries and what has changed, whatever the number of cases up to a thousand; six more where `grounds` are not
    given. fresh: none of the cases can have a signal yet. changed: the only elements whose entries are others than
    before, where nothing else is; None: anything may be.
    """
    if not values:
        return
    rules = frozenset(Rule) if changed is None else rules_reading(changed)
    wanted = signals_by_key(standings(values), values, grounds or Grounds(agency_id), rules=rules)
    had = {} if fresh else stored_signals(values, rules=rules)
    _drop([key for key in had if key not in wanted])
    others = [(*key, *_plain(row)) for key, row in sorted(wanted.items()) if had.get(key) != row]
    if others:
        insert_rows(CaseSignal, _COLUMNS, others, same={"agency_id": agency_id}, on_conflict=_TAKE_OVER)


def _plain(row: Row) -> tuple[str, str, str, str, str]:
    return (row.tier, row.fires_on.isoformat(), row.since.isoformat(), row.cause, compact(row.params))


def _drop(keys: Collection[Key]) -> None:
    by_rule: dict[str, list[int]] = {}
    for case_id, rule in keys:
        by_rule.setdefault(rule, []).append(case_id)
    sql = f"delete from {CaseSignal._meta.db_table} where rule = %s and case_id = any(%s)"
    with cursor_for() as cursor:
        for rule in sorted(by_rule):
            cursor.execute(*spoken(sql, [rule, sorted(by_rule[rule])]))


def forget_signals(case_ids: Collection[int]) -> None:
    """Nothing is to be seen of these cases any more."""
    CaseSignal.objects.filter(case__in=case_ids).delete()


def keep_signals_of_teams(agency_id: int, team_ids: Collection[int]) -> None:
    """The same for every open case of these teams, which are held: what they record, or where they stand, changed."""
    grounds = Grounds(agency_id)
    states = CaseState.objects.filter(agency=agency_id, team__in=team_ids, is_open=True).order_by("pk")
    block: dict[int, dict[str, Any]] = {}
    for case_id, values in states.values_list("pk", "values").iterator(chunk_size=BLOCK):
        block[case_id] = values
        if len(block) == BLOCK:
            keep_signals(agency_id, block, grounds=grounds)
            block = {}
    keep_signals(agency_id, block, grounds=grounds)


@transaction.atomic
def rework_place(unit: Unit, *, at: datetime) -> bool:
    """The signals at a place and below it follow its new terms: now where its cases are few, else a worker will.

    Returns whether it was done now. In the transaction of what changed.
    """
    if open_cases_at(unit) > AT_ONCE:
        SignalRework.objects.create(agency_id=unit.agency_id, unit=unit, asked_at=at)
        return False
    ids = list(open_states_at(unit).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), BLOCK):
        _made_anew(unit.agency_id, ids[start : start + BLOCK])
    return True


def rework_agency(agency_id: int, *, at: datetime) -> bool:
    """The same for the whole agency: its boards or elements changed."""
    root = Unit.objects.filter(agency=agency_id, parent=None).first()
    return rework_place(root, at=at) if root else True


def rework_marked(agency_id: int) -> int:
    """What was left for later is done, a block of cases in a transaction. Returns how many places were made anew."""
    marks = list(SignalRework.objects.filter(agency=agency_id).select_related("unit").order_by("pk"))
    for mark in marks:
        last: int | None = 0
        while last is not None:
            last = _next_block(mark.unit, last)
        mark.delete()
    return len(marks)


@transaction.atomic
def _next_block(unit: Unit, last: int) -> int | None:
    """The next block of cases after this key is done. Returns its last key; None where there is none."""
    ids = list(open_states_at(unit).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK])
    if not ids:
        return None
    _made_anew(unit.agency_id, ids)
    return ids[-1]


def _made_anew(agency_id: int, case_ids: list[int]) -> None:
    held = Case.objects.filter(pk__in=case_ids).order_by("pk").select_for_update(no_key=True)
    hold_teams({team for team in held.values_list("team", flat=True) if team})
    states = CaseState.objects.filter(pk__in=case_ids).order_by("pk").select_for_update(no_key=True)
    keep_signals(agency_id, dict(states.values_list("pk", "values")))
