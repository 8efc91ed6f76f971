"""What is to be seen of cases today: their signals, with what was decided and said about the cause of each.

The cases came from a list of those that the viewer may see; restricted ones only from `Scope.RESTRICTED`.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from soundings.accounts.models import Unit, User
from soundings.breadth.models import CaseSignal, Conversation, Decision, SignalTerm
from soundings.breadth.rules.signals import RULES, Tier
from soundings.core import remembered
from soundings.core.plain import columns, made
from soundings.core.plain import rows as plain_rows

_ORDER = {rule.value: place for place, rule in enumerate(RULES)}


class Decided(NamedTuple):
    """A decision about a cause that still stands."""

    public_id: str
    decided: str
    who: str
    does: str
    by_on: date
    by: str
    at: datetime
    confirmed: bool


class Talked(NamedTuple):
    """A conversation about a cause that still stands; asked again on `until`."""

    said: str
    reason: str
    until: date
    by: str
    at: datetime


class Seen(NamedTuple):
    """One thing to see about a case today. decided, talked: of this very cause; of another one they say nothing."""

    case_id: int
    rule: str
    tier: str
    since: date
    cause: str
    stored: str  # `params` as they are stored
    decided: Decided | None = None
    talked: Talked | None = None

    @property
    def params(self) -> Mapping[str, Any]:
        """What the sentence about it says."""
        return _params(self.stored)

    @property
    def is_waiting(self) -> bool:
        """Whether somebody is still to decide or to ask. What goes well waits for nobody."""
        if self.tier == Tier.DECISION:
            return self.decided is None
        return self.tier == Tier.QUESTION and self.talked is None


def seen_of(case_ids: Collection[int], on: date) -> dict[int, list[Seen]]:
    """What is to be seen of these cases on a day, in the order of the rules. Three queries at most."""
    if not case_ids:
        return {}
    rows = plain_rows(_SEEN, [sorted(case_ids), on.isoformat()])
    decided = _decided({case_id for case_id, _rule, tier, *_rest in rows if tier == Tier.DECISION})
    talked = _talked({case_id for case_id, _rule, tier, *_rest in rows if tier == Tier.QUESTION}, on)
    seen: dict[int, list[Seen]] = defaultdict(list)
    for case_id, rule, tier, since, cause, stored in sorted(rows, key=lambda each: _ORDER[each[1]]):
        key = (case_id, rule, cause)
        one = Seen(case_id, rule, tier, since, cause, stored, decided.get(key), talked.get(key))
        seen[case_id].append(one)
    return dict(seen)


@lru_cache(maxsize=4096)
def _params(stored: str) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads(stored)
    return found


def _decided(case_ids: Collection[int]) -> dict[tuple[int, str, str], Decided]:
    """The latest decision about each cause, by case, rule and cause."""
    if not case_ids:
        return {}
    rows = plain_rows(_DECIDED, [sorted(case_ids)])
    return {
        (one.case_id, rule, cause): Decided(
            one.public_id,
            one.decided,
            one.who,
            one.does,
            one.by_on,
            name,
            one.decided_at,
            one.confirmed_at is not None,
        )
        for *row, name in rows
        for one in made(row, Decision)
        for rule, cause in one.causes.items()
    }


def _talked(case_ids: Collection[int], on: date) -> dict[tuple[int, str, str], Talked]:
    """The latest conversation about each cause, if its day to ask again has not come."""
    if not case_ids:
        return {}
    rows = plain_rows(_TALKED, [sorted(case_ids)])
    latest = {
        (one.case_id, rule, cause): Talked(one.said, one.reason, one.until, name, one.asked_at)
        for *row, name in rows
        for one in made(row, Conversation)
        for rule, cause in one.causes.items()
    }
    return {key: one for key, one in latest.items() if one.until > on}


# Plain SQL: every board asks for what is to be seen of each of its children.
_SEEN = (
    f"select case_id, rule, tier, since, cause, cast(params as text) from {CaseSignal._meta.db_table}"
    " where case_id = any(%s) and fires_on <= %s"
)
_DECIDED = (
    f"select {columns(Decision, 'd')}, u.name from {Decision._meta.db_table} d"
    f" join {User._meta.db_table} u on u.id = d.decided_by_id"
    " where d.case_id = any(%s) order by d.decided_at, d.id"
)
_TALKED = (
    f"select {columns(Conversation, 't')}, u.name from {Conversation._meta.db_table} t"
    f" join {User._meta.db_table} u on u.id = t.asked_by_id"
    " where t.case_id = any(%s) order by t.asked_at, t.id"
)
_OWN = (
    f"select unit_id, rule, cast(questions as text) from {SignalTerm._meta.db_table}"
    " where agency_id = %s and cast(questions as text) <> '{}'"
)


class OwnQuestions:
    """The questions of places in their own words, nearest place first. Two queries at most."""

    def __init__(self, agency_id: int, team_ids: Iterable[int | None]) -> None:
        teams = {one for one in team_ids if one}
        said = remembered.rows(_OWN, [agency_id]) if teams else []
        self._said = {(unit, rule): json.loads(words) for unit, rule, words in said}
        self._stored = sorted(said)
        teams = teams if self._said else set()
        self._lines = {one.pk: one.line for one in Unit.objects.filter(pk__in=teams)} if teams else {}

    def stored_for(self, team_id: int | None) -> Hashable:
        """All that `of` goes by for a team, as it is stored."""
        line = self._lines.get(team_id or 0, [])
        return tuple(one for one in self._stored if one[0] in line)

    def of(self, team_id: int | None, rule: str) -> Mapping[str, str]:
        """The question by language; empty where nobody has put it in their own words."""
        for unit_id in reversed(self._lines.get(team_id or 0, [])):
            if words := self._said.get((unit_id, rule)):
                return words
        return {}
