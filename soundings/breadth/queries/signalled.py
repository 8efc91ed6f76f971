"""Signals as they stand in the table, and as the rules say that they must. For `actions` and for proving."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from soundings.breadth.models import CaseSignal
from soundings.breadth.queries.grounds import Grounds, Standing
from soundings.breadth.rules.signals import Rule, signals_of, tier_of
from soundings.core.plain import rows

Key: TypeAlias = tuple[int, str]  # case, rule


class Row(NamedTuple):
    """What the table says of one case and rule."""

    tier: str
    fires_on: date
    since: date
    cause: str
    params: dict[str, Any]


def signals_by_key(
    cases: Iterable[Standing],
    values: Mapping[int, dict[str, Any]],
    grounds: Grounds,
    *,
    rules: Collection[Rule] = frozenset(Rule),
) -> dict[Key, Row]:
    """What must stand for these open cases, whose states have these values; closed ones have none.

    rules: only what these say.
    """
    listed = list(cases)
    grounds.ready_for(listed)
    wanted: dict[Key, Row] = {}
    for case in listed:
        facts, terms = grounds.facts(case, values[case.pk])
        for one in signals_of(facts, terms, rules):
            wanted[case.pk, one.rule.value] = Row(
                tier_of(one.rule).value, one.fires_on, one.since, one.cause, one.params
            )
    return wanted


def stored_signals(case_ids: Collection[int], *, rules: Collection[str] = frozenset(Rule)) -> dict[Key, Row]:
    """What stands, as far as it is from these rules. One query."""
    found = rows(f"{_STORED} where case_id = any(%s)", [sorted(case_ids)])
    return {
        (case, rule): Row(tier, fires_on, since, cause, json.loads(params))
        for case, rule, tier, fires_on, since, cause, params in found
        if rule in rules
    }


_STORED = f"select case_id, rule, tier, fires_on, since, cause, cast(params as text) from {CaseSignal._meta.db_table}"
