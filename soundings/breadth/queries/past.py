"""A team's board as it was on a past day: the children who stood there, and what had happened with them by then.

Allocation, stage, layout, times and records are those of that day. Names, abuse types, families and access are
today's: a child whose case the viewer may not see today stands on no board of the past either.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.accounts.rules import UnitKind
from soundings.breadth.models import CaseState, Element, RecordingStart
from soundings.breadth.queries.events import Fold, events_of, events_since, fold_of
from soundings.breadth.queries.rows import ChildRow, check_board_is_visible, decoded
from soundings.breadth.rules import (
    ElementScope,
    Event,
    Member,
    Part,
    Past,
    end_of,
    fold_all,
    happened_by,
    parts_in_family,
)
from soundings.cases.models import Case, Child, KnownPerson, StageSpan, TeamSpan, WorkerSpan
from soundings.cases.queries import cases_visible_to
from soundings.cases.rules import AllocationRole
from soundings.core.plain import rows as plain_rows
from soundings.core.rules import Denied

ALONE = Part(True, {})


class _Stood(NamedTuple):
    """One case of the team on that day, head still text."""

    case_id: int
    since: date
    opened_on: date
    stage_id: int | None  # today's
    team_id: int | None  # today's
    name_key: str
    head: str
    family_id: int | None


def past_rows(viewer: Viewer, team: Unit, past: Past, *, among: Collection[int] | None = None) -> list[ChildRow]:
    """The children who stood in this team on that day, as `rows.child_rows` has them for today, in any order.

    among: of these cases only, which the viewer may see one by one whatever team they stand in. Raises Denied if the
    team's board is not the viewer's to see otherwise, or the day has not come. Nothing is in the trail
    yet: see `board.board_of`. Twelve queries at most, whatever the number of cases.
    """
    if among is None:
        check_board_is_visible(viewer, team)
    if team.kind != UnitKind.TEAM or past.on > viewer.on:
        raise Denied(_("Only a team’s board can be looked at as it was, on a day that has come."))
    stood = _stood(viewer, team, past.on)
    stood = _seen(viewer, team, stood) if among is None else [one for one in stood if one.case_id in set(among)]
    ids = [one.case_id for one in stood]
    beside = _beside([one.family_id for one in stood if one.family_id], ids, past.on)
    fold = fold_of(viewer.agency_id)
    values = values_on([*ids, *(one.case_id for _family, one in beside)], fold, past)
    parts = _parts(viewer.agency_id, stood, beside, values)
    leads, stages = _leads(ids, past.on), _stages(ids, past.on)
    begun = frozenset(_begun(team, past.on))
    return [
        ChildRow(
            one.case_id,
            team.pk,
            leads.get(one.case_id),
            one.opened_on,
            one.name_key,
            head,
            values.get(one.case_id, {}),
            stages.get(one.case_id, one.stage_id),
            one.since,
            parts.get(one.case_id, ALONE).for_family,
            begun,
            lent=parts.get(one.case_id, ALONE).lent,
        )
        for one, head in zip(stood, decoded([one.head for one in stood]), strict=True)
    ]


def values_on(case_ids: Collection[int], fold: Fold, past: Past) -> dict[int, dict[str, Any]]:
    """The values of these cases as a state of that day would have them. Three queries at most.

    What today's state says is taken as it stands, but for the elements of which something has happened or been
    recorded since; as then known, everything is folded again, since what was corrected counts once more.
    """
    zone = fold.time_zone
    if past.known:
        events, before = events_of(case_ids, time_zone=zone, known_at=end_of(past.on, zone)), {}
    else:
        events, before = events_since(case_ids, on=past.on, time_zone=zone), _stored(case_ids, past.on)
    return before | {
        case_id: _without(before.get(case_id, {}), of_case, fold)
        | fold_all(fold.elements, happened_by(of_case, past.on))
        for case_id, of_case in events.items()
    }


def _stored(case_ids: Collection[int], on: date) -> dict[int, dict[str, Any]]:
    """What today's states of these cases say, where what was recorded later is no news of that day."""
    text = "::text" if connection.vendor == "postgresql" else ""
    sql = f'select s.case_id, s."values"{text} from {CaseState._meta.db_table} s where s.case_id = any(%s)'
    found = plain_rows(sql, [sorted(case_ids)])
    states = zip([case_id for case_id, _values in found], decoded([said for _case, said in found]), strict=True)
    day = on.isoformat()
    return {
        case_id: {code: entry | {"new": ""} if entry.get("new", "") > day else entry for code, entry in values.items()}
        for case_id, values in states
    }


def _without(values: dict[str, Any], events: Iterable[tuple[int, Event]], fold: Fold) -> dict[str, Any]:
    """What these values say of other elements than those of the events."""
    gone = {fold.elements[element][0] for element, _event in events if element in fold.elements}
    return {code: entry for code, entry in values.items() if code not in gone}


_HELD = "{0}.from_on <= %s and ({0}.to_on is null or {0}.to_on > %s)"
_OPEN = "c.opened_on <= %s and (c.closed_on is null or c.closed_on > %s) and not c.restricted"


def _stood(viewer: Viewer, team: Unit, on: date) -> list[_Stood]:
    """The unrestricted cases open in the team on that day, without children whom the viewer knows."""
    known, case, span, state = (one._meta.db_table for one in (KnownPerson, Case, TeamSpan, CaseState))
    text = "::text" if connection.vendor == "postgresql" else ""
    sql = (
        f"select c.id, t.from_on, c.opened_on, c.stage_id, c.team_id, s.name_key, s.head{text}, s.family_id"
        f" from {span} t join {case} c on c.id = t.case_id join {state} s on s.case_id = c.id"
        f" where t.agency_id = %s and t.team_id = %s and {_HELD.format('t')} and {_OPEN}"
        f" and c.child_id not in (select child_id from {known} where user_id = %s)"
    )
    found = plain_rows(sql, [viewer.agency_id, team.pk, *_four(on), viewer.user.pk])
    return [_Stood(row[0], _day(row[1]), _day(row[2]), *row[3:]) for row in found]


def _seen(viewer: Viewer, team: Unit, stood: Sequence[_Stood]) -> list[_Stood]:
    """Those whom the viewer may see today: all that still stand in the team, others by what reaches them."""
    left = [one.case_id for one in stood if one.team_id != team.pk]
    if not left:
        return list(stood)
    seen = set(cases_visible_to(viewer).filter(pk__in=left).values_list("pk", flat=True))
    return [one for one in stood if one.team_id == team.pk or one.case_id in seen]


class _Sibling(NamedTuple):
    case_id: int
    opened_on: date


def _beside(families: Iterable[int], without: Sequence[int], on: date) -> list[tuple[int, _Sibling]]:
    """The cases of these families that were open elsewhere that day, by family: what they share is counted once."""
    sql = (
        f"select k.family_id, c.id, c.opened_on from {Child._meta.db_table} k"
        f" join {Case._meta.db_table} c on c.child_id = k.id"
        f" where k.family_id = any(%s) and {_OPEN} and exists"
        f" (select 1 from {TeamSpan._meta.db_table} t where t.case_id = c.id and {_HELD.format('t')})"
    )
    found = plain_rows(sql, [sorted(set(families)), *_four(on)])
    here = set(without)
    return [(family, _Sibling(pk, _day(opened))) for family, pk, opened in found if pk not in here]


def _parts(
    agency_id: int,
    stood: Sequence[_Stood],
    beside: Sequence[tuple[int, _Sibling]],
    values: dict[int, dict[str, Any]],
) -> dict[int, Part]:
    families: dict[int, list[Member]] = defaultdict(list)
    own = [(one.family_id, _Sibling(one.case_id, one.opened_on)) for one in stood if one.family_id]
    for family, one in [*own, *beside]:
        families[family].append(Member(one.case_id, one.opened_on, values.get(one.case_id, {})))
    several = [members for members in families.values() if len(members) > 1]
    if not several:
        return {}
    of_family = f"select code from {Element._meta.db_table} where agency_id = %s and scope = %s"
    codes = frozenset(code for (code,) in plain_rows(of_family, [agency_id, ElementScope.FAMILY.value]))
    return {case_id: part for members in several for case_id, part in parts_in_family(members, codes).items()}


def _leads(case_ids: Sequence[int], on: date) -> dict[int, int]:
    sql = (
        f"select w.case_id, w.staff_id from {WorkerSpan._meta.db_table} w where w.case_id = any(%s)"
        f" and w.role = %s and {_HELD.format('w')}"
    )
    return dict(plain_rows(sql, [list(case_ids), AllocationRole.LEAD.value, *_four(on)[:2]]))


def _stages(case_ids: Sequence[int], on: date) -> dict[int, int | None]:
    """The stage of its own that each case had that day; None where it has spans, but none on it."""
    sql = (
        f"select g.case_id, g.stage_id, {_HELD.format('g')} from {StageSpan._meta.db_table} g where g.case_id = any(%s)"
    )
    found: dict[int, int | None] = {}
    for case_id, stage_id, held in plain_rows(sql, [*_four(on)[:2], list(case_ids)]):
        found[case_id] = stage_id if held else found.get(case_id)
    return found


def _begun(team: Unit, on: date) -> list[str]:
    sql = (
        f"select e.code from {RecordingStart._meta.db_table} s join {Element._meta.db_table} e on e.id = s.element_id"
        " where s.team_id = %s and s.begun_on <= %s"
    )
    return [code for (code,) in plain_rows(sql, [team.pk, on.isoformat()])]


def _four(on: date) -> list[str]:
    return [on.isoformat()] * 4


def _day(on: Any) -> date:
    return date.fromisoformat(on) if isinstance(on, str) else on
