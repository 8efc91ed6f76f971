"""What tallies and counts must come to, reckoned case by case from cases and records. For `proving` alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from soundings.breadth.queries.counting import Counting, Stands
from soundings.breadth.queries.events import begun_in
from soundings.breadth.queries.now import CaseNow
from soundings.breadth.rules import Member, Part, parts_in_family

ALONE = Part(True, {})  # how a case stands in the counting of its family where it is the only one that counts


class _Waiting(NamedTuple):
    """A case of a family, until all of the family are known: the values of elements counted by family."""

    path: str
    case_id: int
    stands: Stands
    values: dict[str, Any]


class Reckoning:
    """What the tallies and counts must come to, gathered case by case; `parts` yields how families must be counted."""

    def __init__(self, agency_id: int) -> None:
        self.tallies: Counter[tuple[int, int, str]] = Counter()
        self.open: Counter[int] = Counter()
        self._counting = Counting(agency_id)
        self._of_family = frozenset(self._counting.family_codes)
        self._teams: Counter[tuple[str, int, str]] = Counter()
        self._open: Counter[str] = Counter()
        self._begun: dict[int, dict[str, int]] = {}
        self._families: dict[int, list[_Waiting]] = defaultdict(list)

    def add(self, case: CaseNow, values: dict[str, Any]) -> None:
        """This case, with these values."""
        if case.closed_on or case.restricted or not case.team_id:
            return
        if case.team_id not in self._begun:
            self._begun |= begun_in([case.team_id])
        path = case.path or ""
        stands = Stands(case.team_id, case.stage_id, case.opened_on, case.team_since)
        self._open[path] += 1
        if not case.family_id:
            self._count(path, stands, values, lambda code: True)
            return
        self._count(path, stands, values, lambda code: code not in self._of_family)
        kept = {code: entry for code, entry in values.items() if code in self._of_family}
        self._families[case.family_id].append(_Waiting(path, case.pk, stands, kept))

    def _count(self, path: str, stands: Stands, values: dict[str, Any], asked: Callable[[str], bool]) -> None:
        begun = {code: pk for code, pk in self._begun[stands.team_id or 0].items() if asked(code)}
        for (element_id, column), by in self._counting.adds(stands, values, begun).items():
            self._teams[path, element_id, column] += by

    def parts(self) -> Iterator[tuple[int, Part]]:
        """How each case must stand in the counting of its family, where it is not alone. Families are counted now."""
        for waiting in self._families.values():
            members = [Member(one.case_id, one.stands.opened_on, one.values) for one in waiting]
            parts = parts_in_family(members, self._of_family)
            for one in waiting:
                part = parts[one.case_id]
                stands = one.stands._replace(counts_family=part.for_family, lent=part.lent)
                self._count(one.path, stands, one.values, lambda code: code in self._of_family)
                if part != ALONE:
                    yield one.case_id, part
        self._families.clear()

    def roll_up(self) -> None:
        """Every place above the teams has the sum of what is below it."""
        for path, by in self._open.items():
            for unit_id in _line(path):
                self.open[unit_id] += by
        for (path, element_id, column), by in self._teams.items():
            for unit_id in _line(path):
                self.tallies[unit_id, element_id, column] += by


def _line(path: str) -> list[int]:
    return [int(part) for part in path.split(".") if part]
