"""What the month ends of a team must say, counted from its cases and records. For `actions` and for proving."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from soundings.breadth.models import RecordingStart
from soundings.breadth.queries.counting import Counting
from soundings.breadth.queries.events import Fold, events_of, fold_of
from soundings.breadth.queries.expecting import Stood, Times
from soundings.breadth.queries.now import cases_now
from soundings.breadth.rules import (
    DUE,
    Asked,
    Counted,
    History,
    Member,
    Part,
    Span,
    contribution,
    month_ends,
    parts_in_family,
)
from soundings.cases.models import Case, StageSpan, TeamSpan

COUNTED = ("expected", "recorded", "exempt", "unknown", "later")

Row = tuple[int, date]  # element, month end


def recording_teams(agency_id: int) -> dict[int, date]:
    """Since when each team records anything. One query."""
    found: dict[int, date] = {}
    for team_id, on in RecordingStart.objects.filter(agency=agency_id).values_list("team", "begun_on"):
        found[team_id] = min(on, found.get(team_id, on))
    return found


class Months:
    """Counts the month ends of an agency's teams; what all of them share is read once."""

    def __init__(self, agency_id: int, on: date) -> None:
        self.agency_id, self._on = agency_id, on
        self._fold: Fold = fold_of(agency_id)
        counting = Counting(agency_id)
        self._families = frozenset(counting.family_codes)
        self._times: dict[date, Times] = {}

    def of_team(self, team_id: int, from_on: date) -> dict[Row, list[int]]:
        """The months of a team that end on `from_on` or later, in the order of `COUNTED`; none that are all zeros."""
        starts = RecordingStart.objects.filter(team=team_id)
        begun = {code: (pk, on) for code, pk, on in starts.values_list("element__code", "element", "begun_on")}
        if not begun:
            return {}
        ends = month_ends(max(from_on, min(on for _pk, on in begun.values())), self._on)
        if not ends:
            return {}
        histories = histories_beside(team_id, self._fold, since=ends[0])
        found: dict[Row, list[int]] = defaultdict(lambda: [0] * len(COUNTED))
        for end in ends:
            asked = {code: Asked(pk, code in self._families) for code, (pk, on) in begun.items() if on <= end}
            self._count(end, team_id, asked, histories, found)
        return {row: n for row, n in found.items() if any(n)}

    def _count(
        self,
        end: date,
        team_id: int,
        asked: dict[str, Asked],
        histories: Sequence[History],
        found: dict[Row, list[int]],
    ) -> None:
        times = self._times_on(end)
        standing = [(one, team) for one in histories if one.is_open(end) and (team := one.team_on(end))]
        values = {one.case_id: one.values_on(end, self._fold.elements) for one, _team in standing}
        parts = _parts((one for one, _team in standing), values, self._families)
        for one, team in standing:
            if team.id != team_id:
                continue
            stood = Stood(team.id, one.stage_on(end), one.opened_on, team.from_on)
            part = parts.get(one.case_id, Part(True, {}))
            case = Counted(one.opened_on, _due(times, stood), part.for_family, part.lent)
            for (element_id, column), by in contribution(values[one.case_id], asked, case).items():
                if column in COUNTED:
                    found[element_id, end][COUNTED.index(column)] += by
                elif column.startswith(DUE) and column[len(DUE) :] >= end.isoformat():
                    found[element_id, end][-1] += by

    def _times_on(self, end: date) -> Times:
        if end not in self._times:
            self._times[end] = Times(self.agency_id, end)
        return self._times[end]


def _due(times: Times, stood: Stood) -> Any:
    return times.missed_after(stood) if times else (lambda code: None)


def _parts(histories: Iterable[History], values: dict[int, dict[str, Any]], codes: Collection[str]) -> dict[int, Part]:
    """How each of these cases stood in the counting of its family, where there were several."""
    families: dict[int, list[Member]] = defaultdict(list)
    for one in histories:
        if one.family_id:
            families[one.family_id].append(Member(one.case_id, one.opened_on, values[one.case_id]))
    parts: dict[int, Part] = {}
    for members in families.values():
        if len(members) > 1:
            parts |= parts_in_family(members, codes)
    return parts


def histories_beside(team_id: int, fold: Fold, *, since: date) -> list[History]:
    """The unrestricted cases open on `since` or later that ever stood in the team, and those of their families."""
    still = Case.objects.exclude(closed_on__lte=since).filter(restricted=False)
    own = still.filter(team_spans__team=team_id)
    beside = still.filter(child__family__in=own.exclude(child__family=None).values("child__family"))
    ids = sorted({*own.values_list("pk", flat=True), *beside.values_list("pk", flat=True)})
    teams, stages = _spans(TeamSpan, "team", ids), _spans(StageSpan, "stage", ids)
    events = events_of(ids, time_zone=fold.time_zone)
    return [
        History(
            case_id=case.pk,
            opened_on=case.opened_on,
            closed_on=case.closed_on,
            family_id=case.family_id,
            stage=case.stage_id,
            teams=teams.get(case.pk, ()),
            stages=stages.get(case.pk, ()),
            events=events.get(case.pk, ()),
        )
        for case in cases_now(ids)
    ]


def _spans(model: Any, name: str, case_ids: Sequence[int]) -> dict[int, list[Span]]:
    found: dict[int, list[Span]] = defaultdict(list)
    rows = model.objects.filter(case__in=case_ids).order_by("from_on", "pk")
    for case_id, *span in rows.values_list("case", "from_on", "to_on", f"{name}_id"):
        found[case_id].append(Span(*span))
    return found
