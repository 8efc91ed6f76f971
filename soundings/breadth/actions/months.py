"""Month ends follow what happened: who changes the past notes it in the same transaction, and a worker counts anew."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import connection, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from soundings.accounts.models import Unit
from soundings.breadth.actions.storing import line_of, upsert
from soundings.breadth.models import MonthEnd, MonthsDue, Projection
from soundings.breadth.queries.beside import everywhere
from soundings.breadth.queries.events import listed
from soundings.breadth.queries.months import COUNTED, Months, recording_teams
from soundings.breadth.rules import last_month_end
from soundings.cases.models import TeamSpan
from soundings.core.models import Agency
from soundings.core.plain import cursor_for, rows
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for

BLOCK = 2_000  # cases named in one statement


def note_past(agency_id: int, case_ids: Collection[int], *, from_on: date | None, today: date | None = None) -> None:
    """The months from that day on, of every team where these cases or their families' ever stood, are counted anew.

    today: where the agency is; if it is given, nothing is noted where no month that is over can be another. In a
    transaction, last of its locks.
    """
    if from_on is None or not case_ids or (today and from_on > last_month_end(today)):
        return
    span = TeamSpan._meta.db_table
    ids = sorted(case_ids)
    teams: set[int] = set()
    for start in range(0, len(ids), BLOCK):
        steps, values = everywhere(ids[start : start + BLOCK])
        sql = f"{steps} select distinct team_id from {span} where case_id in (select id from everywhere)"
        teams.update(team_id for (team_id,) in rows(sql, values))
    note_teams(agency_id, teams, from_on=from_on)


def note_teams(agency_id: int, team_ids: Collection[int], *, from_on: date) -> None:
    """The months of these teams are counted anew from that day on. In a transaction."""
    if not team_ids:
        return
    table = MonthsDue._meta.db_table
    marks = ", ".join(["(%s, %s, %s)"] * len(team_ids))
    with cursor_for() as cursor:
        cursor.execute(
            f"insert into {table} (agency_id, unit_id, from_on) values {marks} on conflict (unit_id) do update set"
            f" from_on = excluded.from_on where excluded.from_on < {table}.from_on",
            [value for team_id in sorted(team_ids) for value in (agency_id, team_id, from_on)],
        )


def count_months(agency_id: int, *, at: datetime) -> int:
    """Every month end of the agency that is over is as its cases and records say. Returns how many teams were counted.

    One transaction for each team, so that others can work meanwhile; stopped at any moment, and begun again, it ends
    the same.
    """
    with acting_for(agency_id), transaction.atomic():
        on = _note_new_months(agency_id, at)
    done = 0
    months: Months | None = None
    while True:
        with acting_for(agency_id), transaction.atomic():
            due = _next_due(agency_id)
            if due is None:
                return done
            months = months or Months(agency_id, on)
            _count_team(months, due, on)
        done += 1


def _note_new_months(agency_id: int, at: datetime) -> date:
    """Teams have the months noted that have ended since they were counted last. Returns the agency's day."""
    on = local_date(at, Agency.objects.values_list("time_zone", flat=True).get(pk=agency_id))
    made, _new = Projection.objects.select_for_update().get_or_create(agency_id=agency_id)
    end = last_month_end(on)
    if made.months_to is None or made.months_to < end:
        first = made.months_to
        for team_id, begun_on in recording_teams(agency_id).items():
            note_teams(agency_id, [team_id], from_on=max(begun_on, first) if first else begun_on)
        made.months_to = end
        made.save(update_fields=["months_to"])
    return on


def _next_due(agency_id: int) -> MonthsDue | None:
    """A team that is to be counted, locked; one that somebody else counts is left to them."""
    skips = connection.features.has_select_for_update_skip_locked
    return MonthsDue.objects.filter(agency=agency_id).order_by("unit").select_for_update(skip_locked=skips).first()


def _count_team(months: Months, due: MonthsDue, on: date) -> None:
    """The team's months are as they must be, and those of every place above it higher or lower by as much."""
    unit = Unit.objects.get(pk=due.unit_id)
    must = months.of_team(unit.pk, due.from_on)
    had = MonthEnd.objects.filter(unit=unit, on__gte=due.from_on).values_list("element", "on", *COUNTED)
    changed = {row: list(n) for row, n in must.items()}
    for element_id, end, *n in had:
        row = changed.setdefault((element_id, end), [0] * len(COUNTED))
        row[:] = [new - old for new, old in zip(row, n, strict=True)]
    rows = [
        (unit.agency_id, unit_id, *key, *by)
        for unit_id in sorted(line_of(unit.path))
        for key, by in sorted(changed.items())
        if any(by)
    ]
    upsert(MonthEnd, ("unit_id", "element_id", '"on"'), COUNTED, rows)
    due.delete()


def forget_finished(task_path: str) -> None:
    """The queue no longer keeps the earlier runs of this task that went well: it runs all day."""
    DBTaskResult.objects.filter(task_path=task_path, status=TaskResultStatus.SUCCESSFUL).delete()


def sum_months_anew(agency_id: int) -> None:
    """After places moved in the tree, the months of every place above the teams are the sums of what is below it."""
    end, unit = MonthEnd._meta.db_table, Unit._meta.db_table
    teams = list(recording_teams(agency_id))
    MonthEnd.objects.filter(agency=agency_id).exclude(unit__in=teams).delete()
    if not teams:
        return
    sums = ", ".join(f"sum(m.{column})" for column in COUNTED)
    with connection.cursor() as cursor:
        cursor.execute(
            f'insert into {end} (agency_id, unit_id, element_id, "on", {", ".join(COUNTED)})'
            f' select m.agency_id, a.id, m.element_id, m."on", {sums} from {end} m join {unit} t on t.id = m.unit_id'
            f" join {unit} a on a.agency_id = t.agency_id and t.path like a.path || '%%' and a.id <> t.id"
            f" where m.agency_id = %s and m.unit_id in ({listed(teams)})"
            ' group by m.agency_id, a.id, m.element_id, m."on"',
            [agency_id],
        )
