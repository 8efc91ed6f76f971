"""When a question or a section is shown: what must be true of the answers to other questions.

A question that was not answered, was left, or is itself hidden meets no clause, not even that it is not something:
unknown is not No.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from soundings.instruments.rules.codes import Is

Values = Callable[[str], Any]  # the value of the answer to the question with this code; None if there is none


@dataclass(frozen=True, slots=True)
class Clause:
    """One answer is, or is not, something. value: None for `answered`."""

    question: str
    relation: Is
    value: Any = None


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these holds."""

    of: tuple[Condition, ...]


Condition = Clause | Every | Some


def read_condition(json: Mapping[str, Any] | None) -> Condition | None:
    """The condition in this JSON; None for none. Raises KeyError, TypeError or ValueError for another shape."""
    if not json:
        return None
    if "all" in json:
        return Every(tuple(_inner(one) for one in json["all"]))
    if "any" in json:
        return Some(tuple(_inner(one) for one in json["any"]))
    return Clause(json["question"], Is(json["is"]), json.get("value"))


def _inner(json: Mapping[str, Any]) -> Condition:
    found = read_condition(json)
    if found is None:
        raise ValueError("A condition within a condition says something.")
    return found


def condition_as_json(condition: Condition | None) -> dict[str, Any] | None:
    """The JSON from which `read_condition` makes the same condition."""
    match condition:
        case Every(of):
            return {"all": [condition_as_json(one) for one in of]}
        case Some(of):
            return {"any": [condition_as_json(one) for one in of]}
        case Clause(question, relation, value):
            return {"question": question, "is": relation.value, "value": value}
    return None


def clauses_in(condition: Condition | None) -> Iterator[Clause]:
    """Every clause that the condition is made of."""
    match condition:
        case Clause():
            yield condition
        case Every(of) | Some(of):
            for one in of:
                yield from clauses_in(one)


def holds(condition: Condition | None, values: Values) -> bool:
    """Whether the condition is met. No condition always is; all of none is, and any of none is not."""
    match condition:
        case None:
            return True
        case Every(of):
            return all(holds(one, values) for one in of)
        case Some(of):
            return any(holds(one, values) for one in of)
    return _passes(condition.relation, values(condition.question), condition.value)


def _passes(relation: Is, found: Any, wanted: Any) -> bool:
    if found is None:
        return False
    match relation:
        case Is.ANSWERED:
            return True
        case Is.EQUAL:
            return bool(found == wanted)
        case Is.NOT_EQUAL:
            return bool(found != wanted)
        case Is.INCLUDES:
            return isinstance(found, list | tuple) and wanted in found
    if not _comparable(found, wanted):
        return False
    return bool(found >= wanted) if relation is Is.AT_LEAST else bool(found <= wanted)


def _comparable(found: Any, wanted: Any) -> bool:
    """Two numbers, or two dates as they are written in JSON."""
    numbers = isinstance(found, int | float) and isinstance(wanted, int | float)
    return numbers or (isinstance(found, str) and isinstance(wanted, str))
