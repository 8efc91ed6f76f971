"""When a time is agreed or ends, the tallies of the teams there say from then on what is expected by when."""

from django.db.models.fields.json import KeyTransform

from soundings.accounts.models import Unit
from soundings.accounts.rules import UnitKind
from soundings.breadth.actions.storing import Sums, hold_teams
from soundings.breadth.models import CaseState
from soundings.breadth.queries.counting import Counting, Stands
from soundings.breadth.queries.events import begun_in
from soundings.breadth.rules import difference


class Retiming:
    """Made before the times of an element change at a place; `follow` afterwards. In one transaction.

    The teams there are held alone. Work for each open case at the place and below it.
    """

    def __init__(self, unit: Unit, code: str) -> None:
        self._unit, self._code = unit, code
        teams = Unit.objects.filter(agency=unit.agency_id, path__startswith=unit.path, kind=UnitKind.TEAM)
        self._teams = list(teams.values_list("pk", flat=True))
        hold_teams((), alone=self._teams)
        self._before = Counting(unit.agency_id)

    def follow(self) -> None:
        """Tallies are as the times are now."""
        begun, sums = begun_in(self._teams), Sums(self._unit.agency_id)
        recording = {team for team, codes in begun.items() if self._code in codes}
        for counting in (self._before, sums.counting):
            counting.times.know(recording)
        names = ("team_id", "stage_id", "opened_on", "team_since", "counts_family", "lent")
        states = CaseState.objects.filter(agency=self._unit.agency_id, team__in=recording, is_open=True)
        rows = states.filter(restricted=False).values_list("team__path", KeyTransform(self._code, "values"), *names)
        for path, entry, *place in rows.iterator():
            stands = Stands(*place)
            values = {self._code: entry} if entry else {}
            asked = {self._code: begun[stands.team_id or 0][self._code]}
            was = self._before.adds(stands, values, asked)
            sums.add(path, difference(was, sums.counting.adds(stands, values, asked)))
        sums.store()
