"""Workers, teams and stages as a file names them. What is not known is offered to a person, never guessed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from soundings.accounts.rules import name_keys
from soundings.core.rules import sort_key
from soundings.exchange.reading.values import tidy
from soundings.exchange.rules import Offer, OfferKind, Settled

NEAR = 0.6  # how alike two names must be for one to be offered for the other (0 to 1)
MOST_CHOICES = 6
NOBODY = frozenset(
    ("unallocated", "not allocated", "unassigned", "none", "no worker", "no team", "tbc", "tba", "to be allocated",
     "vacant", "unknown", "n/a")
)  # fmt: skip


class Known(NamedTuple):
    """Somebody or some place that stands stored."""

    id: int
    public_id: str
    name: str
    keys: tuple[str, ...]  # every normalised name by which it is known
    teams: frozenset[int] = frozenset()  # for a worker: the teams of today
    gone_on: date | None = None  # for a worker: from this day they work here no more


@dataclass(slots=True)
class Names:
    """One kind of name (workers, or teams, or stages): looks names up, and gathers those that are not known."""

    kind: OfferKind
    known: Mapping[int, Known]
    settled: Mapping[str, str] = field(default_factory=dict)  # offer_key -> "leave", "create" or "match:PUBLIC-ID"
    otherwise: str = ""  # how names are settled of which nothing was said: "" or "create"
    choosing: bool = True  # whether somebody may still choose for names that are settled: False saves the likening
    offers: dict[str, Offer] = field(default_factory=dict)
    gone: Counter[str] = field(default_factory=Counter)  # names of those who have left, with how often they were named
    _by_key: dict[str, list[int]] = field(default_factory=dict)
    _found: dict[tuple[str, int | None], int | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.known.values():
            for key in one.keys:
                self._by_key.setdefault(key, []).append(one.id)

    def find(self, text: str, *, team: int | None = None, rows: int = 1) -> int | None:
        """The id that `text` names; None if it names nobody, or somebody who must be asked about (see `offers`).

        team: among several of one name, the one who works there is meant.
        """
        key = (text, team)
        if key not in self._found:
            self._found[key] = self._look(text, team)
        found = self._found[key]
        if self.offers and (offer := self.offers.get(offer_key(text))):
            offer.rows += rows
        return found

    def working(self, text: str, *, on: date, team: int | None = None) -> int | None:
        """The same for whoever must still work here on the day `on`; who has left by then counts among `gone`."""
        found = self.find(text, team=team)
        if found is not None and (gone_on := self.known[found].gone_on) is not None and gone_on <= on:
            self.gone[self.known[found].name] += 1
            return None
        return found

    def is_known(self, text: str, *, team: int | None = None) -> bool:
        """Whether `text` names exactly one, without asking about it if it does not."""
        found = self._candidates(tidy(text))
        if len(found) > 1 and team is not None:
            found = [one for one in found if team in self.known[one].teams]
        return len(found) == 1

    def _look(self, text: str, team: int | None) -> int | None:
        plain = tidy(text)
        if not plain or plain.casefold() in NOBODY:
            return None
        found = self._candidates(plain)
        if len(found) > 1:  # those who are still here, then those of that team
            found = [one for one in found if self.known[one].gone_on is None] or found
            found = [one for one in found if team in self.known[one].teams] or found
        if len(found) == 1:
            return found[0]
        said = self.settled.get(offer_key(plain), self.otherwise)
        if offer_key(plain) not in self.offers:
            choices = self._choices(plain, found) if self.choosing or not said else []
            self.offers[offer_key(plain)] = Offer(self.kind, plain, 0, choices, said, team)
        how, _, public_id = said.partition(":")
        meant = (one.id for one in self.known.values() if one.public_id == public_id)
        return next(meant, None) if how == Settled.MATCH else None

    def _candidates(self, plain: str) -> list[int]:
        keys = name_keys(plain) if self.kind == OfferKind.WORKER else (sort_key(plain),)
        return list(dict.fromkeys(one for key in keys for one in self._by_key.get(key, ())))

    def _choices(self, plain: str, found: Sequence[int]) -> list[tuple[str, str]]:
        near = found or nearest(plain, ((one.id, one.name) for one in self.known.values()))
        return [(self.known[one].public_id, self.known[one].name) for one in near]


def offer_key(name: str) -> str:
    """What an unknown name is remembered by between the preview and the storing."""
    return sort_key(tidy(name))


def settles(offer: Offer) -> bool:
    """Whether there is something to do about this name: somebody or some place to make, or a name to remember."""
    return bool(offer.settled) and offer.settled != Settled.LEAVE


def nearest(name: str, known: Iterable[tuple[int, str]]) -> list[int]:
    """The ids whose names are most like `name`, the nearest first; words may stand in any order."""
    wanted = _plain(name)
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    scored = []
    for one, called in known:
        matcher.set_seq1(_plain(called))
        if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR and (ratio := matcher.ratio()) >= NEAR:
            scored.append((-ratio, called, one))
    return [one for _, _, one in sorted(scored)[:MOST_CHOICES]]


@lru_cache(maxsize=20_000)
def _plain(name: str) -> str:
    return " ".join(sorted(sort_key(name.replace(",", " ")).split()))
