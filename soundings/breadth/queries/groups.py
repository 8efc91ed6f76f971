"""Figures of places for those who see groups only: small numbers, and what would give them away, are not in them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Board, UnitCount
from soundings.breadth.queries.board import Column, columns_of
from soundings.breadth.queries.expecting import Times, coverage_on, with_times
from soundings.breadth.queries.overview import coverage_by_unit
from soundings.breadth.queries.past import past_rows
from soundings.breadth.queries.places import sees_groups_at
from soundings.breadth.rules import GROUPS, Coverage, Figures, Level, Past, Withheld, label_of, withheld
from soundings.core.rules import Denied
from soundings.stats.disclosure import percentage, rounded


class Share(NamedTuple):
    """How far an element is recorded at a place. Both None: not to be said."""

    per_cent: float | None  # of the children to whom it applies; None too where it applies to nobody
    of: int | None  # rounded


class GroupPlace(NamedTuple):
    """One place. open_cases: rounded; None where the group is too small, or would give away one that is."""

    unit: Unit
    open_cases: int | None
    shares: Mapping[str, Share]  # by code; an element that nobody there records is left out


@dataclass(frozen=True, slots=True)
class GroupOverview:
    """A place and the places right below it, for the elements of one board, in its words and order."""

    label: str
    columns: list[Column]
    place: GroupPlace
    below: list[GroupPlace]  # by name; closed ones only while they hold open cases


def group_overview_of(viewer: Viewer, *, unit: Unit, board: Board, language: str = "en-gb") -> GroupOverview:
    """The figures of `unit` and of the places below it, in groups. Five queries, whatever the number of cases.

    What is withheld is decided from the agency downwards, so that no two pages together say more than one of them.
    Raises Denied if the figures of this place are not the viewer's to see.
    """
    if unit.agency_id != viewer.agency_id or not sees_groups_at(viewer, unit):
        raise Denied(_("The figures of this place are not yours to see."))
    line = unit.line
    units = list(Unit.objects.filter(agency=unit.agency_id, parent__in=line).order_by("name"))
    ids = [line[0], *(one.pk for one in units)]
    counts = dict(UnitCount.objects.filter(unit__in=ids).values_list("unit", "open_cases"))
    coverage = coverage_by_unit(ids, viewer.on)
    figures = {pk: Figures(counts.get(pk, 0), coverage.get(pk, {})) for pk in ids}
    levels = [Level(pk, [one.pk for one in units if one.parent_id == pk]) for pk in line]
    columns = [one for one in columns_of(board, language, on=viewer.on) if one.code]
    gone = withheld(levels, figures, [one.code for one in columns])
    below = [one for one in units if one.parent_id == unit.pk]
    return GroupOverview(
        label=label_of(board.labels, language, code=board.code),
        columns=columns,
        place=_shown(unit, figures[unit.pk], gone),
        below=[_shown(one, figures[one.pk], gone) for one in below if figures[one.pk].open_cases or not one.closed_on],
    )


def group_overview_on(
    viewer: Viewer, *, team: Unit, board: Board, past: Past, language: str = "en-gb"
) -> GroupOverview:
    """The same of one team as it was on a past day, for those who see its children one by one.

    Raises Denied as `past_rows` does, and if the figures are not the viewer's to see. No child's name is read.
    """
    if not sees_groups_at(viewer, team):
        raise Denied(_("The figures of this place are not yours to see."))
    rows = with_times(past_rows(viewer, team, past), Times(viewer.agency_id, past.on))
    columns = [one for one in columns_of(board, language, on=past.on) if one.code]
    found = {one.code: coverage_on(rows, one.code, past.on, of_family=one.of_family) for one in columns}
    figures = Figures(len(rows), {code: one for code, one in found.items() if one.expected})
    gone = withheld([Level(team.pk, [])], {team.pk: figures}, [one.code for one in columns])
    label = label_of(board.labels, language, code=board.code)
    return GroupOverview(label, columns, _shown(team, figures, gone), [])


def _shown(unit: Unit, figures: Figures, gone: Withheld) -> GroupPlace:
    shares = {
        code: share_of(found, unit.pk, gone.counts[code])
        for code, found in figures.coverage.items()
        if code in gone.counts
    }
    return GroupPlace(unit, None if unit.pk in gone.places else rounded(figures.open_cases, GROUPS), shares)


def share_of(coverage: Coverage, place: int, gone: Collection[tuple[int, str]]) -> Share:
    """What may be said of this coverage at a place, where `gone` is withheld (see `rules.withheld`)."""
    withheld_here = [what for what in ("recorded", "left", "of") if (place, what) in gone]
    of = None if "of" in withheld_here else rounded(coverage.of, GROUPS)
    return Share(None if withheld_here else percentage(coverage.recorded, coverage.of, GROUPS), of)
