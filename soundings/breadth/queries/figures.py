"""One element at a place and at the places right below it, from the tallies; in groups for those who see only those."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Element, Tally, TallyDays, UnitCount
from soundings.breadth.queries.groups import Share, share_of
from soundings.breadth.queries.overview import check_totals_are_visible, coverage_by_unit
from soundings.breadth.queries.places import sees_groups_at
from soundings.breadth.rules import GROUPS, Coverage, Figures, Level, withheld, withheld_parts
from soundings.core.rules import Denied
from soundings.stats.disclosure import rounded

MOVES = ("up", "same", "down")


@dataclass(frozen=True, slots=True)
class ElementAt:
    """One element at one place. coverage: None where nobody there records it. days: first recordings by days."""

    unit: Unit
    coverage: Coverage | None
    moves: Mapping[str, int]
    days: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class ElementInGroups:
    """The same in groups. share, moves: None where nothing may be said; moves are rounded. days: empty likewise."""

    unit: Unit
    share: Share | None
    moves: Mapping[str, int] | None
    days: Mapping[int, int]


def element_at(viewer: Viewer, unit: Unit, element: Element) -> list[ElementAt]:
    """The figures of `unit`, then of the places right below it by name, on the viewer's day. Five queries.

    Raises Denied if the figures of this place are not the viewer's to see.
    """
    check_totals_are_visible(viewer, unit)
    units = [unit, *_below([unit.pk])]
    return _figures(units, element, viewer.on)


def element_in_groups(viewer: Viewer, unit: Unit, element: Element) -> list[ElementInGroups]:
    """The same without small numbers: what is withheld is decided from the agency downwards, as on the overview.

    Six queries. Raises Denied if the figures of this place are not the viewer's to see.
    """
    if unit.agency_id != viewer.agency_id or not sees_groups_at(viewer, unit):
        raise Denied(_("The figures of this place are not yours to see."))
    line = unit.line
    root = [unit] if len(line) == 1 else list(Unit.objects.filter(pk=line[0]))
    units = [*root, *_below(line)]
    found = {one.unit.pk: one for one in _figures(units, element, viewer.on)}
    counts = dict(UnitCount.objects.filter(unit__in=found).values_list("unit", "open_cases"))
    levels = [Level(pk, [one.pk for one in units if one.parent_id == pk]) for pk in line]
    known = {pk: Figures(counts.get(pk, 0), _only(element, one.coverage)) for pk, one in found.items()}
    gone = withheld(levels, known, [element.code])
    moved = withheld_parts(levels, {pk: one.moves for pk, one in found.items()}, gone.places)
    shown = [found[unit.pk], *(found[one.pk] for one in units if one.parent_id == unit.pk)]
    return [
        ElementInGroups(
            one.unit,
            share_of(one.coverage, one.unit.pk, gone.counts[element.code]) if one.coverage else None,
            _moves(one, moved),
            {} if one.unit.pk in gone.places or sum(one.days.values()) < GROUPS.smallest_group else one.days,
        )
        for one in shown
    ]


def _only(element: Element, coverage: Coverage | None) -> dict[str, Coverage]:
    return {element.code: coverage} if coverage else {}


def _moves(one: ElementAt, gone: Collection[tuple[int, str]]) -> dict[str, int] | None:
    """Rounded, where every one of them may be said and the ratings are of enough children."""
    pk, n = one.unit.pk, sum(one.moves.values())
    if n < GROUPS.smallest_group or any((pk, what) in gone for what in (*MOVES, "of")):
        return None
    return {move: rounded(count, GROUPS) for move, count in one.moves.items()}


def _below(parents: Sequence[int]) -> list[Unit]:
    """The places right below these, by name; closed ones too, they may hold open cases."""
    return list(Unit.objects.filter(parent__in=parents).order_by("name", "pk"))


def _figures(units: Sequence[Unit], element: Element, on: date) -> list[ElementAt]:
    ids = [one.pk for one in units]
    coverage = coverage_by_unit(ids, on, element=element.pk)
    moves: dict[int, dict[str, int]] = {}
    for unit_id, *n in Tally.objects.filter(unit__in=ids, element=element).values_list("unit", *MOVES):
        moves[unit_id] = dict(zip(MOVES, n, strict=True))
    days: dict[int, dict[int, int]] = defaultdict(dict)
    timed = TallyDays.objects.filter(unit__in=ids, element=element, recorded__gt=0)
    for unit_id, after, n in timed.values_list("unit", "days", "recorded"):
        days[unit_id][after] = n
    none = dict.fromkeys(MOVES, 0)
    return [
        ElementAt(one, coverage.get(one.pk, {}).get(element.code), moves.get(one.pk, none), days.get(one.pk, {}))
        for one in units
        if not one.closed_on or one.pk in coverage or one.pk == units[0].pk
    ]
