"""What becomes of a row of answers that came back from KoboToolbox or ODK."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from soundings.depth.rules.codes import Side
from soundings.depth.rules.merging import Answers

SIDES = (Side.FAMILY, Side.CHILD, Side.REVIEWER, Side.SECOND, Side.WORKER, Side.SUPERVISOR)
MOST_ROWS = 200


class Fate(StrEnum):
    """What becomes of a row. Only `TAKE` is stored."""

    TAKE = "take"
    SAME = "same"  # all of it stands here already
    TAKEN = "taken"  # this submission was taken over before
    EMPTY = "empty"
    REJECTED = "rejected"  # by somebody in KoboToolbox or ODK
    CHOOSE = "choose"  # it does not say to which part it goes
    OTHER = "other"  # of another review than the one, or the programme, that is looked at
    FAULTY = "faulty"
    DIFFERS = "differs"  # something else was written here already
    GIVEN = "given"  # the part has been given
    TWICE = "twice"  # another row goes to the same part
    NOT_YOURS = "not-yours"
    NO_REVIEW = "no-review"
    NOT_ASKED = "not-asked"  # nobody of the family was asked so


# Nothing is wrong with these.
LEFT_ALONE = frozenset({Fate.SAME, Fate.TAKEN, Fate.EMPTY, Fate.REJECTED, Fate.CHOOSE, Fate.OTHER})


@dataclass(frozen=True, slots=True)
class Stands:
    """How the part stands to which a row goes.

    may_write: whether whoever brings it writes this part, were it not given yet.
    """

    answers: Answers
    given: bool
    may_write: bool


def differing(stands: Answers, coming: Answers) -> list[str]:
    """The codes of the questions to which something else is answered here already, in the order in which they come."""
    return [code for code, answer in coming.items() if stands.get(code) and not _same(stands[code], answer)]


def new_in(stands: Answers, coming: Answers) -> dict[str, Mapping[str, Any]]:
    """The answers to questions that are not answered here."""
    return {code: answer for code, answer in coming.items() if not stands.get(code)}


def fate_of(stands: Stands, coming: Answers, *, faulty: bool) -> Fate:
    """What becomes of a row of which it is known to which part it goes. What stands is never written over."""
    if not stands.may_write:
        return Fate.NOT_YOURS
    if stands.given:
        return Fate.SAME if coming and not faulty and not _says_more(stands, coming) else Fate.GIVEN
    if faulty:
        return Fate.FAULTY
    if not coming:
        return Fate.EMPTY
    if differing(stands.answers, coming):
        return Fate.DIFFERS
    return Fate.TAKE if new_in(stands.answers, coming) else Fate.SAME


def _says_more(stands: Stands, coming: Answers) -> bool:
    return bool(differing(stands.answers, coming) or new_in(stands.answers, coming))


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two answers say the same; several choices in any order."""
    return _plain(one) == _plain(other)


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: sorted(said) if isinstance(said, list) else said for key, said in answer.items() if said != ""}
