"""Which questions of an instrument a side of a review answers, and where the sides stand beside each other."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from soundings.depth.rules.codes import Side
from soundings.instruments.rules import Audience, Definition, Kind, Question, Section

AUDIENCES: Mapping[Side, frozenset[Audience]] = {
    Side.WORKER: frozenset({Audience.WORKER}),
    Side.REVIEWER: frozenset({Audience.REVIEWER}),
    Side.SECOND: frozenset({Audience.REVIEWER}),
    Side.SUPERVISOR: frozenset({Audience.SUPERVISOR}),
    Side.FAMILY: frozenset({Audience.FAMILY}),
    Side.CHILD: frozenset({Audience.CHILD}),
    Side.AGREED: frozenset({Audience.WORKER, Audience.REVIEWER}),  # what either was asked, they agree on
}
_OF_FAMILY = frozenset({Audience.FAMILY, Audience.CHILD})
GOES_WELL = 7  # from this rating on, by everybody who rated, a question is said first as going well


def asked_of(definition: Definition, side: Side) -> Definition:
    """The definition with the questions that this side answers, asked of everybody; sections without any are gone."""
    return _with(definition, lambda one: not one.asked_of or bool(AUDIENCES[side] & set(one.asked_of)))


def everything(definition: Definition) -> Definition:
    """The definition with all its questions, asked of everybody: for reading what each side says."""
    return _with(definition, lambda one: True)


def of_family_alone(section: Section) -> list[Audience]:
    """Who of the family is asked this section, where nobody else is; empty where others are asked something too."""
    found = [set(one.asked_of) for one in section.questions if one.asks]
    alone = bool(found) and all(one and one <= _OF_FAMILY for one in found)
    return sorted(set().union(*found), reverse=True) if alone else []


def _with(definition: Definition, keeps: Any) -> Definition:
    sections = [
        replace(one, questions=tuple(replace(each, asked_of=()) for each in one.questions if keeps(each)))
        for one in definition.sections
    ]
    return replace(definition, sections=tuple(one for one in sections if any(each.asks for each in one.questions)))


def question_of_field(name: str, codes: Collection[str]) -> str:
    """The code of the question to which a field ("q-plan-why", or "plan-why" of a fault) belongs; "" for none."""
    place = name.removeprefix("q-")
    found = [code for code in codes if place == code or place.startswith((f"{code}-", f"{code}_"))]
    return max(found, key=len, default="")


@dataclass(frozen=True, slots=True)
class Said:
    """What one side says: whose part it is, and its answers."""

    side: Side
    who: str
    answers: Mapping[str, Mapping[str, Any]]


def going_well(definition: Definition, said: Iterable[Said]) -> list[str]:
    """The codes of the questions that everybody who rated them puts at 7 or more (or says yes to), in order.

    At least two have rated: what one alone finds good is theirs to say.
    """
    said = list(said)
    return [one.code for one in definition.questions if _goes_well(one, said)]


def _goes_well(question: Question, said: Iterable[Said]) -> bool:
    given = [one.answers.get(question.code) or {} for one in said]
    values = [one["value"] for one in given if "value" in one and not one.get("left")]
    if len(values) < 2:
        return False
    if question.kind is Kind.SCALE and not question.reverse:
        return all(isinstance(one, int) and one >= GOES_WELL for one in values)
    return question.kind is Kind.YES_NO_PARTLY and not question.reverse and all(one == "yes" for one in values)
