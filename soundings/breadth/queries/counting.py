"""How the cases of an agency count in the tallies: its elements and agreed times, read once. For `actions`."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, NamedTuple

from soundings.breadth.models import Element, Expectation
from soundings.breadth.queries.expecting import Stood, Times
from soundings.breadth.rules import (
    EVERY_STAGE,
    NOTHING_LENT,
    Asked,
    Counted,
    ElementScope,
    Term,
    change_of,
    contribution,
)
from soundings.core import remembered

Values = Mapping[str, Mapping[str, Any]]
Begun = Mapping[str, int]  # id by code, as `events.begun_in` has it


class Stands(NamedTuple):
    """Where a case stands, as far as counting depends on it."""

    team_id: int | None
    stage_id: int | None
    opened_on: date
    team_since: date | None
    counts_family: bool = True
    lent: Values = NOTHING_LENT


class Counting:
    """What one case adds to the tallies of its team, by the elements and times of its agency as they are now."""

    def __init__(self, agency_id: int) -> None:
        scopes = remembered.rows(_SCOPES, [agency_id])
        self._asked = {code: Asked(pk, scope == ElementScope.FAMILY) for pk, code, scope in scopes}
        self.times = Times(agency_id, terms=agreed_terms(agency_id))

    @property
    def family_codes(self) -> list[str]:
        """The codes of the elements that are counted by family."""
        return [code for code, asked in self._asked.items() if asked.of_family]

    def adds(self, case: Stands, values: Values, begun: Begun) -> Mapping[tuple[int, str], int]:
        """`rules.contribution` of a case with these values in a team that has begun these elements."""
        return contribution(values, self._of(begun), self._counted(case))

    def change(self, case: Stands, old: Values, new: Values, begun: Begun) -> dict[tuple[int, str], int]:
        """`rules.change_of` for a case that stays where it is and goes from the old values to the new."""
        return change_of(old, new, self._of(begun), self._counted(case))

    def _of(self, begun: Begun) -> dict[str, Asked]:
        asked = self._asked
        return {code: asked[code] for code in begun}

    def _counted(self, case: Stands) -> Counted:
        if not self.times:
            return Counted(case.opened_on, _never, case.counts_family, case.lent)
        missed = self.times.missed_after(Stood._make(case[:4]))
        return Counted(case.opened_on, missed, case.counts_family, case.lent)


def _never(code: str) -> None:
    return None


def agreed_terms(agency_id: int) -> list[Term]:
    """The times that are agreed and not ended, by the codes of elements. One query.

    What is agreed holds from the day on which it is agreed, and what is ended holds no longer: no clock is needed.
    """
    held = remembered.rows(_AGREED, [agency_id])
    return [Term(unit, stage or EVERY_STAGE, code, days) for unit, stage, code, days in held]


# Plain SQL: each record that somebody types waits for these.
_SCOPES = f"select id, code, scope from {Element._meta.db_table} where agency_id = %s"
_AGREED = (
    f"select x.unit_id, x.stage_id, e.code, x.days from {Expectation._meta.db_table} x"
    f" join {Element._meta.db_table} e on e.id = x.element_id"
    " where x.agency_id = %s and x.from_on is not null and x.to_on is null"
)


def codes_in(begun: Begun, codes: Collection[str]) -> dict[str, int]:
    """Of what is begun, these elements."""
    return {code: begun[code] for code in codes if code in begun}
