"""What was known of a case when its review began, and what is different now."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

FactsKept = Mapping[str, Any]


class FactKind(StrEnum):
    """What a fact is about."""

    CASE = "case"  # key: opened, closed, stage, team, worker, abuse
    ELEMENT = "element"
    WORRY = "worry"  # a worry with its scale
    ACTIVITY = "activity"


class FactChange(NamedTuple):
    """One fact that is not as it was. before, after: the entries as kept; None where there was, or is, none."""

    kind: FactKind
    key: str
    label: str
    before: Any
    after: Any


_SAID = ("a", "on", "n", "num", "mode", "why", "fam", "pros", "checked", "begun")


def fact_changes(before: FactsKept, after: FactsKept) -> list[FactChange]:
    """What differs between two tellings of the facts of one case, in the order in which the page shows them.

    Another label, or another order, is no change; nor is a day on which nothing new came.
    """
    return [*_of_case(before, after), *_of_elements(before, after), *_of_worries(before, after), *_added(before, after)]


def _of_case(before: FactsKept, after: FactsKept) -> Iterator[FactChange]:
    old, new = before.get("case") or {}, after.get("case") or {}
    for key in ("opened", "closed", "stage", "team", "worker", "abuse"):
        if old.get(key) != new.get(key):
            yield FactChange(FactKind.CASE, key, key, old.get(key), new.get(key))


def _of_elements(before: FactsKept, after: FactsKept) -> Iterator[FactChange]:
    old, new = _by(before, "elements", "code"), _by(after, "elements", "code")
    for code in [*new, *(code for code in old if code not in new)]:
        was, now = old.get(code), new.get(code)
        if _said(was) != _said(now):
            yield FactChange(FactKind.ELEMENT, code, (now or was or {}).get("label", code), was, now)


def _said(entry: Mapping[str, Any] | None) -> dict[str, Any]:
    return {key: entry[key] for key in _SAID if key in entry} if entry else {}


def _of_worries(before: FactsKept, after: FactsKept) -> Iterator[FactChange]:
    old, new = _by(before, "worries", "id"), _by(after, "worries", "id")
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or any(was.get(each) != now.get(each) for each in ("ended", "said", "ratings")):
            yield FactChange(FactKind.WORRY, key, (now or was or {}).get("name", key), was, now)


def _added(before: FactsKept, after: FactsKept) -> Iterator[FactChange]:
    known = [_moment(one) for one in before.get("activity") or ()]
    for one in after.get("activity") or ():
        if _moment(one) not in known:
            yield FactChange(FactKind.ACTIVITY, one["kind"], one["kind"], None, one)


def _moment(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return (one["kind"], one["on"], one.get("until"), one.get("outcome"))


def _by(facts: FactsKept, what: str, key: str) -> dict[str, Mapping[str, Any]]:
    return {one[key]: one for one in facts.get(what) or ()}
