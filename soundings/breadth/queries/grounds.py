"""On what grounds the rules judge a case: what its board asks, since when its team records it, what is agreed there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max

from soundings.accounts.models import Stage, Unit
from soundings.breadth.models import Board, BoardColumn, BoardVersion, CaseState, Element, RecordingStart, SignalTerm
from soundings.breadth.queries.layouts import WHOLE_PRACTICE
from soundings.breadth.rules.signals import Facts, Rule, Terms, terms_at
from soundings.cases.models import Case, WorkerSpan
from soundings.cases.rules import AllocationRole
from soundings.core import remembered
from soundings.core.plain import rows


class Standing(NamedTuple):
    """Where an open case stands, as far as the rules ask."""

    pk: int
    opened_on: date
    team_id: int | None
    path: str
    stage_id: int | None
    worker_id: int | None
    unled_since: date | None = None


def standings(case_ids: Collection[int]) -> list[Standing]:
    """The open ones of these cases, by key. One query, and one more where some are not allocated."""
    found = [Standing(*row) for row in rows(_OPEN, [sorted(case_ids)])]
    free = [one.pk for one in found if one.worker_id is None]
    left = _left_on(free) if free else {}
    return [one._replace(unled_since=left.get(one.pk)) if one.worker_id is None else one for one in found]


def _left_on(case_ids: Collection[int]) -> dict[int, date]:
    """The day on which the last lead of each of these cases left it; those who never had one are left out."""
    spans = WorkerSpan.objects.filter(case__in=case_ids, role=AllocationRole.LEAD, to_on__isnull=False)
    return dict(spans.values("case").annotate(left=Max("to_on")).values_list("case", "left"))


def open_states_at(unit: Unit) -> Any:
    """The states of the open cases at a place and below it, restricted ones too: for `actions`."""
    return CaseState.objects.filter(agency=unit.agency_id, is_open=True, team__path__startswith=unit.path)


class Grounds:
    """What the rules need beside a case, read once for many cases of one agency. Nine small queries at most."""

    def __init__(self, agency_id: int, *, instead: "Overrides | None" = None) -> None:
        """instead: terms to try at one place, as if they were agreed there."""
        self.agency_id = agency_id
        self._instead = instead
        self._boards = _Boards(agency_id)
        self._terms = _terms(agency_id)
        self._units: dict[int, tuple[int | None, bool]] = {}
        self._starts: dict[int, dict[str, date]] = {}
        self._voluntary: dict[int, bool] = {}
        self._known: dict[tuple[int | None, int | None], tuple[dict[str, date], Terms, bool]] = {}

    def ready_for(self, cases: Iterable[Standing]) -> None:
        """Everything is read that these cases need."""
        paths = {(one.team_id, one.path) for one in cases if one.team_id}
        teams = {team for team, _path in paths if team} - self._starts.keys()
        if teams:
            self._starts |= {team: {} for team in teams}
            for team_id, code, begun_on in remembered.rows(_STARTS, [sorted(teams)]):
                self._starts[team_id][code] = begun_on
        units = {int(part) for _team, path in paths for part in path.split(".") if part} - self._units.keys()
        if units:
            found = remembered.rows(_UNITS, [sorted(units)])
            self._units |= {pk: (stage, bool(voluntary)) for pk, stage, voluntary in found}
        self._read_stages({one.stage_id for one in cases if one.stage_id})

    def _read_stages(self, stage_ids: set[int]) -> None:
        missing = stage_ids - self._voluntary.keys()
        if missing:
            sql = f"select id, voluntary from {Stage._meta.db_table} where id = any(%s)"
            self._voluntary |= {pk: bool(voluntary) for pk, voluntary in remembered.rows(sql, [sorted(missing)])}

    def of(self, case: Standing) -> tuple[dict[str, date], Terms, bool]:
        """What is asked there since when, on which terms, and whether the service is voluntary."""
        key = (case.team_id, case.stage_id)
        if key not in self._known:
            self._known[key] = self._found(case)
        return self._known[key]

    def _found(self, case: Standing) -> tuple[dict[str, date], Terms, bool]:
        line = [int(part) for part in case.path.split(".") if part]
        stage, voluntary = case.stage_id, self._voluntary.get(case.stage_id or 0, False)
        if stage is None:
            staged = [self._units[pk] for pk in line if self._units.get(pk, (None, False))[0]]
            stage, voluntary = staged[-1] if staged else (None, False)
        carried = self._boards.serving(line, stage)
        begun = self._starts.get(case.team_id or 0, {})
        asks = {code: day for code, day in begun.items() if code in carried}
        return asks, self.terms_for(line), voluntary

    def terms_for(self, line: list[int]) -> Terms:
        """What is agreed at the place whose line from the root is this; without a place, at the agency."""
        said = [self._said_at(pk) for pk in line or self._roots()]
        return terms_at(said)

    def _said_at(self, unit_id: int) -> list[tuple[Rule, bool | None, int | None]]:
        if self._instead and self._instead.unit_id == unit_id:
            return self._instead.terms
        return self._terms.get(unit_id, [])

    def _roots(self) -> list[int]:
        if not self._terms:
            return []
        return list(Unit.objects.filter(agency=self.agency_id, parent=None).values_list("pk", flat=True))

    def facts(self, case: Standing, values: dict[str, Any]) -> tuple[Facts, Terms]:
        """What the rules know of this case, and on which terms."""
        asks, terms, voluntary = self.of(case)
        led = case.worker_id is not None
        return Facts(case.opened_on, values, asks, led, case.unled_since, voluntary), terms


class Overrides(NamedTuple):
    """Terms to try at a place."""

    unit_id: int
    terms: list[tuple[Rule, bool | None, int | None]]


class _Boards:
    """What the boards in use carry: own boards of places, boards of stages, and the one for every other stage.

    Of each board the newest published version counts, also when its day is yet to come: so that nothing that is kept
    depends on today. Three queries at most.
    """

    def __init__(self, agency_id: int) -> None:
        boards = remembered.rows(_IN_USE, [agency_id])
        self._carried = _carried(agency_id)
        self._own = {place: pk for pk, place, _code in boards if place and pk in self._carried}
        self._shared = {code: pk for pk, place, code in boards if not place}
        self._of_stage: dict[int, int] | None = None

    def serving(self, line: list[int], stage_id: int | None) -> frozenset[str]:
        """The elements on the board that a case shows whose team ends this line of places."""
        own = next((self._own[one] for one in reversed(line) if one in self._own), None)
        found = own or self._for_stages().get(stage_id or 0) or self._shared.get(WHOLE_PRACTICE)
        return self._carried.get(found or next(iter(self._shared.values()), 0), frozenset())

    def _for_stages(self) -> dict[int, int]:
        if self._of_stage is None:
            self._of_stage = dict(remembered.rows(_SERVED, [sorted(self._shared.values())]))
        return self._of_stage


def _carried(agency_id: int) -> dict[int, frozenset[str]]:
    """The codes of the elements in use on the newest published version of each board."""
    found: dict[int, set[str]] = defaultdict(set)
    for board, code in remembered.rows(_CARRIED, [agency_id]):
        found[board] |= {code} if code else set()
    return {board: frozenset(codes) for board, codes in found.items()}


def _terms(agency_id: int) -> dict[int, list[tuple[Rule, bool | None, int | None]]]:
    found: dict[int, list[tuple[Rule, bool | None, int | None]]] = defaultdict(list)
    sql = f"select unit_id, rule, is_on, n from {SignalTerm._meta.db_table} where agency_id = %s"
    for unit_id, rule, is_on, n in remembered.rows(sql, [agency_id]):
        found[unit_id].append((Rule(rule), is_on, n))
    return found


# Plain SQL: each record that somebody types waits for these.
_OPEN = (
    f"select c.id, c.opened_on, c.team_id, coalesce(u.path, ''), c.stage_id, c.worker_id from {Case._meta.db_table} c"
    f" left join {Unit._meta.db_table} u on u.id = c.team_id"
    " where c.id = any(%s) and c.closed_on is null order by c.id"
)
_STARTS = (
    f"select s.team_id, e.code, s.begun_on from {RecordingStart._meta.db_table} s"
    f" join {Element._meta.db_table} e on e.id = s.element_id where s.team_id = any(%s)"
)
_UNITS = (
    f"select u.id, u.stage_id, t.voluntary from {Unit._meta.db_table} u"
    f" left join {Stage._meta.db_table} t on t.id = u.stage_id where u.id = any(%s)"
)
_IN_USE = (
    f"select id, place_id, code from {Board._meta.db_table} where agency_id = %s and retired_on is null"
    " order by position, code"
)
_SERVED = (
    f"select l.stage_id, l.board_id from {Board.stages.through._meta.db_table} l"
    f" join {Board._meta.db_table} b on b.id = l.board_id where b.id = any(%s) order by b.position desc"
)
_CARRIED = (
    f"select v.board_id, e.code from {BoardVersion._meta.db_table} v"
    f" left join {BoardColumn._meta.db_table} c on c.version_id = v.id"
    f" left join {Element._meta.db_table} e on e.id = c.element_id and e.retired_on is null"
    " where v.agency_id = %s and v.published_at is not null"
    f" and not exists (select 1 from {BoardVersion._meta.db_table} n"
    " where n.board_id = v.board_id and n.published_at is not null and n.number > v.number)"
)
