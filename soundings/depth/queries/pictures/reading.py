"""The finished reviews of a programme as figures take them, and how much of them somebody may see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Reach, Viewer, reach
from soundings.accounts.rules import Row, To
from soundings.core.rules import local_date
from soundings.depth.models import Part, Programme, Review, Settled
from soundings.depth.rules import RatedReview, Side, State
from soundings.depth.rules.heat import OPENED
from soundings.instruments.models import Version
from soundings.instruments.rules import Definition
from soundings.stats.disclosure import Policy

GROUPS = Policy(threshold=5, smallest_group=10, base=5)  # of those who see figures, not reviews
_FAMILY = (Side.FAMILY, Side.CHILD)
_FINISHED = (Side.AGREED, Side.REVIEWER, Side.WORKER, Side.SUPERVISOR, *_FAMILY)


@dataclass(frozen=True, slots=True)
class Scope:
    """How somebody sees the figures of a place. opened: they may open the reviews one by one; else groups only."""

    opened: bool
    reach: Reach

    @property
    def policy(self) -> Policy:
        """What is withheld from them."""
        return OPENED if self.opened else GROUPS


def scope_at(viewer: Viewer, unit: Unit) -> Scope | None:
    """How the viewer sees figures of reviews at this place or below it; None if not at all. No query."""
    for opened, reached in (
        (True, reach(viewer, Row.FINISHED_AUDIT)),
        (False, reach(viewer, Row.DASHBOARD_TOTALS, to=To.GROUPS)),
    ):
        if any(path.startswith(unit.path) or unit.path.startswith(path) for path in reached.paths):
            return Scope(opened, reached)
    return None


def programmes_with_figures(viewer: Viewer) -> list[Programme]:
    """The programmes of whose reviews the viewer may see figures, the newest first."""
    found = Programme.objects.filter(agency=viewer.agency_id).select_related("unit", "instrument")
    return [one for one in found.order_by("-starts_on", "-pk") if scope_at(viewer, one.unit)]


def programme_with_figures(viewer: Viewer, public_id: str) -> Programme | None:
    """The programme with this public id, if the viewer may see figures of it."""
    found = Programme.objects.filter(agency=viewer.agency_id, public_id=public_id)
    programme = found.select_related("unit", "instrument", "run_by").first()
    return programme if programme and scope_at(viewer, programme.unit) else None


def teams_in_order(agency: int, units: Iterable[int]) -> list[Unit]:
    """These places in the order of the tree: each below what it stands in, places of one level by name."""
    every = {one.pk: one for one in Unit.objects.filter(agency=agency)}
    found = [every[pk] for pk in set(units) if pk in every]
    return sorted(found, key=lambda one: [(every[pk].name, pk) for pk in one.line if pk in every])


def finished_reviews(programme: Programme, within: Reach) -> QuerySet[Review]:
    """The signed-off reviews of unrestricted cases whose team, when they were drawn, lies within. Oldest first."""
    teams = Unit.objects.filter(within.where(), agency=programme.agency_id)
    found = Review.objects.filter(programme=programme, state=State.SIGNED_OFF.value, case__restricted=False)
    return found.filter(team__in=teams).order_by("signed_off_at", "pk")


def rated_reviews(reviews: QuerySet[Review], time_zone: str) -> list[RatedReview]:
    """These reviews with what each side answered. Three queries."""
    rows = list(reviews.values_list("pk", "public_id", "team", "version", "signed_off_at"))
    sides: dict[int, dict[Side, Any]] = defaultdict(dict)
    family: dict[int, list[Any]] = defaultdict(list)
    parts = Part.objects.filter(review__in=[row[0] for row in rows], side__in=[side.value for side in _FINISHED])
    for review, side, answers in parts.order_by("pk").values_list("review", "side", "answers"):
        if side in _FAMILY:
            family[review].append(answers)
        else:
            sides[review][Side(side)] = answers
    settled = settled_in([row[0] for row in rows])
    return [
        RatedReview(pk, public_id, team, version, local_date(at, time_zone), sides[pk], family[pk], settled[pk])
        for pk, public_id, team, version, at in rows
        if at is not None
    ]


def settled_in(reviews: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What was settled between two raters, by review and question."""
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for review, question, answer in Settled.objects.filter(review__in=reviews).values_list(
        "review", "question", "answer"
    ):
        found[review][question] = answer
    return found


def definitions_of(versions: Iterable[int]) -> dict[int, Definition]:
    """The definitions of these versions, oldest first. One query."""
    found = Version.objects.filter(pk__in=set(versions)).order_by("number")
    return {pk: Definition.read(json) for pk, json in found.values_list("pk", "definition")}
