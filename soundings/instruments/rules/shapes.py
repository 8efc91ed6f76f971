"""Whether JSON has the form of a definition at all. Only then can it be read and its meaning be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from soundings.instruments.rules.checking import Fault
from soundings.instruments.rules.codes import OWN_WORDS, Audience, FaultCode, Formula, Is, Kind, Picture

Look = Callable[[Any, str], Iterator[Fault]]


def faults_of_shape(json: Any) -> list[Fault]:
    """Everything in `json` that is not of the form of a definition; empty where `Definition.read` can read it."""
    return list(_object(json, "", _DEFINITION, needed=("languages",)))


def _object(json: Any, place: str, parts: dict[str, Look], needed: tuple[str, ...] = ()) -> Iterator[Fault]:
    if not isinstance(json, dict):
        yield _fault(place, "object")
        return
    for name in needed:
        if name not in json:
            yield _fault(_at(place, name), "present")
    for name, value in json.items():
        if name not in parts:
            yield Fault(FaultCode.NOT_KNOWN, _at(place, str(name)), {"value": str(name)[:60]})
        else:
            yield from parts[name](value, _at(place, name))


def _at(place: str, name: str | int) -> str:
    return f"{place}.{name}" if place else str(name)


def _fault(place: str, needs: str) -> Fault:
    return Fault(FaultCode.SHAPE, place, {"needs": needs})


def _text(value: Any, place: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield _fault(place, "text")


def _texts(value: Any, place: str) -> Iterator[Fault]:
    fine = isinstance(value, dict) and all(isinstance(one, str) for pair in value.items() for one in pair)
    if not fine:
        yield _fault(place, "texts")


def _flag(value: Any, place: str) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield _fault(place, "flag")


def _number(value: Any, place: str) -> Iterator[Fault]:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        yield _fault(place, "number")


def _count(value: Any, place: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield _fault(place, "whole")


def _one_of(kinds: type[StrEnum], *, code: FaultCode = FaultCode.NOT_KNOWN, may_be_none: bool = False) -> Look:
    known = {one.value for one in kinds}

    def look(value: Any, place: str) -> Iterator[Fault]:
        if value is None and may_be_none:
            return
        if not isinstance(value, str) or value not in known:
            yield Fault(code, place, {"value": str(value)[:60]})

    return look


def _list_of(look: Look) -> Look:
    def look_at_all(value: Any, place: str) -> Iterator[Fault]:
        if not isinstance(value, list | tuple):
            yield _fault(place, "list")
            return
        for number, one in enumerate(value):
            yield from look(one, _at(place, number))

    return look_at_all


def _of(parts: dict[str, Look], *needed: str) -> Look:
    return lambda value, place: _object(value, place, parts, needed)


def _ends(value: Any, place: str) -> Iterator[Fault]:
    if value is not None:
        yield from _object(value, place, {"low": _texts, "high": _texts})


def _maybe_condition(value: Any, place: str) -> Iterator[Fault]:
    if value is not None:
        yield from _condition(value, place)


def _condition(value: Any, place: str) -> Iterator[Fault]:
    together = next((one for one in ("all", "any") if isinstance(value, dict) and one in value), "")
    if together:
        yield from _object(value, place, {together: _list_of(_condition)})
    else:
        yield from _object(value, place, _CLAUSE, ("question", "is"))


def _anything(value: Any, place: str) -> Iterator[Fault]:
    if value is not None and not isinstance(value, str | int | float):
        yield _fault(place, "value")


_CLAUSE: dict[str, Look] = {"question": _text, "is": _one_of(Is), "value": _anything}
_QUESTION: dict[str, Look] = {
    "code": _text,
    "kind": _one_of(Kind, code=FaultCode.KIND_UNKNOWN),
    "text": _texts,
    "hint": _texts,
    "required": _flag,
    "show_if": _maybe_condition,
    "for": _list_of(_one_of(Audience)),
    "ends": _ends,
    "why": _flag,
    "na": _flag,
    "unsaid": _flag,
    "no_evidence": _flag,
    "choices": _list_of(_of({"code": _text, "label": _texts}, "code")),
    "rows": _list_of(_of({"code": _text, "text": _texts}, "code")),
    "least": _number,
    "most": _number,
    "reverse": _flag,
    "picture": _one_of(Picture, may_be_none=True),
}
_SECTION: dict[str, Look] = {
    "code": _text,
    "title": _texts,
    "guidance": _texts,
    "show_if": _maybe_condition,
    "questions": _list_of(_of(_QUESTION, "code", "kind")),
}
_GROUP: dict[str, Look] = {
    "code": _text,
    "label": _texts,
    "formula": _one_of(Formula),
    "of": _list_of(_text),
    "least_answered": _count,
}
_DEFINITION: dict[str, Look] = {
    "languages": _list_of(_text),
    "sections": _list_of(_of(_SECTION, "code")),
    "groups": _list_of(_of(_GROUP, "code", "formula")),
    "words": _of(dict.fromkeys(OWN_WORDS, _texts)),
}
