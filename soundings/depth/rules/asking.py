"""Asking somebody of the family, or the child, to take part: in which way, with whose permission, with whose help."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from soundings.depth.rules.codes import Mode, Side
from soundings.depth.rules.naming import is_ordinary

FAMILY = frozenset({Side.FAMILY, Side.CHILD})
LINK_HOLDS_DAYS = 28
PIN_LEAST, PIN_MOST = 4, 8  # digits


class Helper(StrEnum):
    """Who helps somebody to answer. Their worker, and whoever one is worried about, never do (safety.md, 5)."""

    NOBODY = "nobody"
    ADVOCATE = "advocate"
    TEACHER = "teacher"
    RELATIVE = "relative"
    OTHER = "other"


class Interpreting(StrEnum):
    """Who interprets. Nobody of the family does."""

    NONE = "none"
    INTERPRETER = "interpreter"
    TELEPHONE = "telephone"  # an interpreter on the telephone


class Asks(StrEnum):
    """What keeps somebody from being asked."""

    SIDE = "side"
    MODE = "mode"
    WHO = "who"  # in what relation they stand to the child
    NAMED = "named"  # a name stands where a relation should
    PERMISSION = "permission"  # who said that the child may be asked
    HELPER_SAFE = "helper-safe"  # that the helper is neither their worker nor whoever one is worried about


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked, and how. who: their relation to the child ("mother"), never a name; "" for the child.

    permission: who said that the child may be asked ("mother", "the young person, who is 16"). helper_safe: somebody
    made sure that whoever helps is neither the worker nor the person whom one is worried about.
    """

    side: Side
    mode: Mode
    who: str = ""
    language: str = ""
    interpreting: Interpreting = Interpreting.NONE
    permission: str = ""
    helper: Helper = Helper.NOBODY
    helper_safe: bool = False

    def consent(self) -> dict[str, Any]:
        """What a part keeps of it. The yes of whoever is asked comes when they begin."""
        return {
            "permission": self.permission.strip(),
            "helper": self.helper.value,
            "language": self.language,
            "interpreting": self.interpreting.value,
        }


def faults_in(asking: Asking, names: Collection[str]) -> list[Asks]:
    """Everything that is missing or wrong. names: of the child, the family and the workers, in any case.

    An ordinary word in small letters is no name: "family friend" names nobody, whoever is called Friend.
    """
    return list(_faults(asking, {name.casefold() for name in names}))


def _faults(asking: Asking, names: Collection[str]) -> Iterator[Asks]:
    if asking.side not in FAMILY:
        yield Asks.SIDE
    if asking.mode is Mode.TYPED:
        yield Asks.MODE
    if asking.side is Side.FAMILY and not asking.who.strip():
        yield Asks.WHO
    words = [word.strip(".,()’'") for word in asking.who.split()]
    if any(word.casefold() in names and not is_ordinary(word) for word in words):
        yield Asks.NAMED
    if asking.side is Side.CHILD and not asking.permission.strip():
        yield Asks.PERMISSION
    if asking.helper is not Helper.NOBODY and not asking.helper_safe:
        yield Asks.HELPER_SAFE
