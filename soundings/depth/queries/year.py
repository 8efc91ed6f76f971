"""The reviews of the last twelve months at places: what the measures of reviews count, and the lists behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer, reach
from soundings.accounts.rules import Row, To
from soundings.breadth.rules import Figures, Level, withheld, withheld_parts
from soundings.core.rules import Denied
from soundings.depth.models import Review
from soundings.depth.queries.pictures.reading import definitions_of, rated_reviews
from soundings.depth.queries.visible import BESIDE, leaving, shared_reviews_visible_to
from soundings.depth.rules import RatedReview, State, every_member_understands
from soundings.instruments.models import Version
from soundings.instruments.rules import Definition

DAYS = 365


class Counted(StrEnum):
    """What of the reviews of a place is counted, and listed."""

    DONE = "signed-off"
    UNDER_WAY = "under-way"
    ABANDONED = "abandoned"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not-understood"


class AtUnit(NamedTuple):
    """The reviews whose case stood at a place, or below it, when it was drawn."""

    unit: Unit
    states: Mapping[int, State]  # of the reviews begun in the twelve months
    finished: Sequence[RatedReview]  # signed off in them


@dataclass(frozen=True, slots=True)
class Year:
    """Unrestricted reviews of an agency: those begun and those signed off in the twelve months up to a day.

    paths: where the case stood when it was drawn.
    """

    states: Mapping[int, State]
    finished: Sequence[RatedReview]
    paths: Mapping[int, str]
    definitions: Mapping[int, Definition]
    instruments: Mapping[int, int]  # of each version

    def at(self, unit: Unit) -> AtUnit:
        """Those at a place and below it."""
        within = {key for key, path in self.paths.items() if path.startswith(unit.path)}
        states = {key: state for key, state in self.states.items() if key in within}
        return AtUnit(unit, states, [one for one in self.finished if one.key in within])


def year_of(viewer: Viewer) -> Year:
    """The reviews of the twelve months up to the viewer's day, in the whole agency. Six queries."""
    since = viewer.on - timedelta(days=DAYS)
    shared = Review.objects.filter(agency=viewer.agency_id, case__restricted=False)
    begun = shared.filter(opened_at__date__gt=since)
    done = shared.filter(state=State.SIGNED_OFF.value, signed_off_at__date__gt=since).order_by("signed_off_at", "pk")
    finished = rated_reviews(done, viewer.user.agency.time_zone)
    states = {key: State(state) for key, state in begun.values_list("pk", "state")}
    keys = [*states, *(one.key for one in finished)]
    paths = dict(Review.objects.filter(pk__in=keys).exclude(team=None).values_list("pk", "team__path"))
    versions = {one.version for one in finished}
    instruments = dict(Version.objects.filter(pk__in=versions).values_list("pk", "instrument"))
    return Year(states, finished, paths, definitions_of(versions), instruments)


def opens_at(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer may open finished reviews of this place one by one."""
    return reach(viewer, Row.FINISHED_AUDIT).holds(unit.path)


def check_figures_are_visible(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied if figures of reviews of this place are not the viewer's to see, not even in groups."""
    groups = reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS)
    if unit.agency_id != viewer.agency_id or not (opens_at(viewer, unit) or groups.holds(unit.path)):
        raise Denied(_("The figures of this place are not yours to see."))


def below(unit: Unit) -> list[Unit]:
    """The places right below, by name; closed ones while they have figures."""
    return list(Unit.objects.filter(parent=unit).order_by("name", "pk"))


def levels_above(unit: Unit) -> tuple[list[Level], dict[int, Unit]]:
    """The places from the agency down to this one, each with those right below it; and all of them by key."""
    line = unit.line
    units = list(Unit.objects.filter(agency=unit.agency_id, parent__in=line).order_by("name", "pk"))
    units += Unit.objects.filter(pk=line[0])
    return [Level(pk, [one.pk for one in units if one.parent_id == pk]) for pk in line], {one.pk: one for one in units}


def hidden_parts(
    levels: Sequence[Level], reviews: Mapping[int, int], parts: Mapping[int, Mapping[str, int]]
) -> frozenset[tuple[int, str]]:
    """What of these counts is not said to those who see groups only, decided from the agency downwards.

    reviews: how many each place has; one with too few is withheld whole. parts: counts that add up to a whole ("of").
    """
    shut = withheld(levels, {pk: Figures(n, {}) for pk, n in reviews.items()}, []).places
    return withheld_parts(levels, parts, shut)


def reviews_counted(viewer: Viewer, unit: Unit, what: Counted) -> list[Review]:
    """The reviews of the last twelve months at a place that this count counts, of those the viewer may open.

    By the same rule as the count, newest first. Raises Denied where the viewer sees groups only. The trail says first
    who read.
    """
    if unit.agency_id != viewer.agency_id or not opens_at(viewer, unit):
        raise Denied(_("The reviews of this place are not yours to see."))
    year = year_of(viewer)
    keys = keys_counted(year, year.at(unit), what)
    rows = shared_reviews_visible_to(viewer).filter(pk__in=keys).select_related(*BESIDE).distinct()
    return leaving(viewer, rows.order_by("-opened_at", "pk"), verb="figure.opened", at=viewer.at)


def keys_counted(year: Year, found: AtUnit, what: Counted) -> list[int]:
    """The keys of the reviews that a count counts."""
    if what is Counted.DONE:
        return [key for key, state in found.states.items() if state is State.SIGNED_OFF]
    if what is Counted.ABANDONED:
        return [key for key, state in found.states.items() if state is State.ABANDONED]
    if what is Counted.UNDER_WAY:
        ended = (State.SIGNED_OFF, State.ABANDONED)
        return [key for key, state in found.states.items() if state not in ended]
    wanted = what is Counted.UNDERSTOOD
    definitions = year.definitions
    return [one.key for one in found.finished if every_member_understands(one, definitions[one.version]) is wanted]


def since(on: date) -> date:
    """The first of the twelve months' days."""
    return on - timedelta(days=DAYS - 1)
