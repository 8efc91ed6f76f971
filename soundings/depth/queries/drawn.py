"""A draw as its page shows it: each pick with its review, and the log of substitutions."""

from collections.abc import Mapping
from dataclasses import dataclass

from soundings.accounts.models import Stage, Unit
from soundings.accounts.queries import Viewer
from soundings.cases.queries import abuse_types, restricted_cases_named_for
from soundings.cases.words import ACTIVITIES
from soundings.depth.models import Draw, Pick, Substitution
from soundings.depth.queries.lists import Listed, listed
from soundings.depth.queries.visible import BESIDE, reviews_visible_to


@dataclass(frozen=True, slots=True)
class Shown:
    """A pick, and its review if the viewer may see it: without one the pick is a number and nothing more."""

    pick: Pick
    is_in: bool
    review: Listed | None


def picks_shown(viewer: Viewer, draw: Draw) -> list[Shown]:
    """The picks that were wanted or came in, in the order of the draw. The reserve stays unknown until it comes in."""
    swaps = list(draw.substitutions.values_list("out", "instead"))
    out, came = {one for one, _instead in swaps}, {instead for _out, instead in swaps}
    found = [pick for pick in draw.picks.order_by("position") if not pick.reserve or pick.pk in came]
    reviews = reviews_visible_to(viewer).filter(draw=draw).select_related(*BESIDE).order_by("pk")
    by_case = {one.review.case_id: one for one in listed(viewer, reviews)}
    return [Shown(pick, pick.pk not in out, by_case.get(pick.case_id)) for pick in found]


def substitutions_of(draw: Draw) -> list[Substitution]:
    """The log of substitutions, oldest first."""
    return list(draw.substitutions.select_related("out", "instead", "by").order_by("at", "pk"))


def names_in_frames(agency: int) -> Mapping[str, str]:
    """What the teams, stages, abuse types and kinds of activity in criteria are called. Three queries."""
    teams = Unit.objects.filter(agency=agency).values_list("public_id", "name")
    stages = Stage.objects.filter(agency=agency).values_list("code", "name")
    kinds = {one.code: one.name for one in abuse_types(agency)}
    return dict(teams) | dict(stages) | kinds | {str(code): str(name) for code, name in ACTIVITIES.items()}


def has_restricted_of_own(viewer: Viewer) -> bool:
    """Whether any restricted case names the viewer, so that drawing among them can be offered."""
    return restricted_cases_named_for(viewer).exists()
