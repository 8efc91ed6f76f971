"""The reviews behind a cell of the heat map. The trail says first who read."""

from datetime import date, datetime
from typing import NamedTuple

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.depth.models import Programme, Review
from soundings.depth.queries.pictures.reading import definitions_of, finished_reviews, rated_reviews, scope_at
from soundings.depth.queries.visible import BESIDE, leaving, shared_reviews_visible_to
from soundings.depth.rules import Seen, rated_questions, ratings_in
from soundings.instruments.rules import Question


class Behind(NamedTuple):
    """What a cell counts. elsewhere: how many more it counts that the viewer may not open today."""

    question: Question
    reviews: list[Review]
    elsewhere: int


def reviews_behind(
    viewer: Viewer,
    programme: Programme,
    *,
    team: Unit | None,
    code: str,
    seen: Seen = Seen.AGREED,
    month: date | None = None,
    at: datetime,
) -> Behind | None:
    """The finished reviews that a cell counts, by the same rule as the cell; team: None for all of them together.
    month: the first day of the only month of sign-off to look at; None for all.

    None where the viewer sees groups only, or the team or question is none of the picture's. Of the cell's reviews
    those that the viewer may open today: a case that moved to another place is theirs to see no more.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or not scope.opened or (team is not None and not scope.reach.holds(team.path)):
        return None
    found = rated_reviews(finished_reviews(programme, scope.reach), viewer.user.agency.time_zone)
    if month is not None:
        found = [one for one in found if one.on.replace(day=1) == month]
    versions = definitions_of(one.version for one in found)
    questions = [one for one in rated_questions(next(reversed(versions.values()))) if one.code == code] if found else []
    if not questions:
        return None
    ratings = ratings_in(found, versions, questions, seen)
    keys = {one.review for one in ratings if team is None or one.place == team.pk}
    rows = shared_reviews_visible_to(viewer).filter(pk__in=keys).select_related(*BESIDE)
    reviews = leaving(viewer, rows.order_by("-signed_off_at", "pk"), verb="figure.opened", at=at)
    return Behind(questions[0], reviews, len(keys) - len(reviews))
