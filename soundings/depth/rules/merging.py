"""Two people write in one part at once: what each changed is kept; where both changed one answer, both are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Answer: TypeAlias = Mapping[str, Any]
Answers: TypeAlias = Mapping[str, Answer]


class Earlier(NamedTuple):
    """One save: the stamp that it gave the part, and the answer before it (or None) of each question it changed."""

    stamp: int
    before: Mapping[str, Answer | None]


class Sent(NamedTuple):
    """What is sent for one question (None: left empty), and the stamp of the part when its answer was last seen."""

    answer: Answer | None
    stamp: int


class Clash(NamedTuple):
    """An answer that two people changed: what stands now, and what was sent. None: nothing."""

    stands: Answer | None
    sent: Answer | None


@dataclass(frozen=True, slots=True)
class Merged:
    """answers: what the part says after the save. before: the earlier answer of each question that the save changed."""

    answers: dict[str, Answer]
    before: dict[str, Answer | None]
    clashes: dict[str, Clash]


def answer_at(question: str, stamp: int, now: Answers, saves: Sequence[Earlier]) -> Answer | None:
    """What the question was answered when the part had this stamp; None if it was not.

    now: what it says today. saves: those since then, in any order; older ones say nothing here.
    """
    since = [one for one in saves if one.stamp > stamp and question in one.before]
    if not since:
        return now.get(question)
    return min(since, key=lambda one: one.stamp).before[question]


def merged(now: Answers, saves: Sequence[Earlier], sent: Mapping[str, Sent]) -> Merged:
    """What comes of a save, question by question. Questions that were not sent stay as they are.

    Whoever left an answer as they saw it changes nothing, whatever became of it meanwhile; whoever changed one that
    nobody else touched has their way; where both changed it, neither is lost: it stands, and the clash is told.
    """
    answers, before, clashes = {code: answer for code, answer in now.items() if answer}, {}, {}
    for code, one in sent.items():
        mine, stands, seen = one.answer or None, now.get(code) or None, answer_at(code, one.stamp, now, saves) or None
        if mine in (seen, stands):
            continue
        if stands != seen:
            clashes[code] = Clash(stands, mine)
            continue
        before[code] = stands
        if mine is None:
            answers.pop(code, None)
        else:
            answers[code] = mine
    return Merged(answers, before, clashes)


def both_kept(stands: Answer | None, sent: Answer | None) -> Answer:
    """One answer that keeps the words of two: one text below the other, wherever both say something.

    Of numbers and choices, which cannot stand together, the one that stands is kept.
    """
    if not stands or not sent:
        return stands or sent or {}
    if stands.get("left") and "value" in sent:
        stands = {key: said for key, said in stands.items() if key != "left"} | {"value": sent["value"]}
    found = {key: stands[key] for key in ("left", "value") if key in stands}
    if "value" in found:
        found["value"] = _together(found["value"], sent.get("value"))
    why = _together(stands.get("why"), sent.get("why"))
    return found | ({"why": why} if why else {})


def _together(one: Any, other: Any) -> Any:
    if isinstance(one, str) and isinstance(other, str) and one != other:
        return f"{one}\n\n{other}"
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return {key: _together(one.get(key), other.get(key)) for key in [*one, *(k for k in other if k not in one)]}
    return other if one is None else one
