"""The heat map: questions down, teams across, in each cell how the ratings lie."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Programme
from soundings.depth.queries.pictures.reading import (
    Scope,
    definitions_of,
    finished_reviews,
    rated_reviews,
    scope_at,
    teams_in_order,
)
from soundings.depth.rules import (
    ALL,
    HeatCell,
    Seen,
    ends_of,
    heat_of,
    rated_questions,
    ratings_in,
    unlike,
    without_evidence,
)
from soundings.instruments.rules import Question, Section
from soundings.stats.disclosure import is_small


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One question. cells: of each team in the order of the columns; whole: of all of them together.

    apart: how many reviews asked it otherwise, in an earlier version, and are not counted. no_evidence: how many of all
    of them answered that there is not enough evidence; None where too few answered to say so.
    """

    section: Section
    question: Question
    cells: Sequence[HeatCell]
    whole: HeatCell
    apart: int
    no_evidence: int | None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The whole picture. teams: in the order of the tree. reviews: how many were signed off; None where too few."""

    scope: Scope
    teams: Sequence[Unit]
    rows: Sequence[HeatRow]
    reviews: int | None


def heat_map_of(viewer: Viewer, programme: Programme, *, seen: Seen = Seen.AGREED) -> HeatMap:
    """How the finished reviews of a programme lie, by question and team. Restricted cases are in none of it.

    Rows are the questions of the latest version that was used; of earlier ones only what was asked alike is counted.
    Raises Denied if figures of this programme are not the viewer's to see. Six queries.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or programme.agency_id != viewer.agency_id:
        raise Denied(_("The figures of this programme are not yours to see."))
    found = rated_reviews(finished_reviews(programme, scope.reach), viewer.user.agency.time_zone)
    if not found:
        return HeatMap(scope, [], [], 0)
    versions = definitions_of(one.version for one in found)
    latest = next(reversed(versions))
    questions = rated_questions(versions[latest])
    teams = teams_in_order(viewer.agency_id, (one.team for one in found if one.team))
    keys = [one.pk for one in teams]
    ratings = ratings_in(found, versions, questions, seen)
    cells = heat_of(ratings, keys, {one.code: ends_of(one) for one in questions}, scope.policy)
    apart, unseen = unlike(versions), without_evidence(found, versions, questions, seen)
    rated = Counter(one.question for one in ratings)
    rows = [
        HeatRow(
            section,
            question,
            [cells[key, question.code] for key in keys],
            cells[ALL, question.code],
            sum(question.code in apart[one.version] for one in found) if scope.opened else 0,
            _told(unseen[question.code], rated[question.code], scope),
        )
        for section, question in versions[latest]
        if question in questions
    ]
    return HeatMap(scope, teams, rows, len(found) if scope.opened else None)


def _told(unseen: int, rated: int, scope: Scope) -> int | None:
    """How many found too little evidence. None of a group too small; a small count only to who may open the reviews."""
    if unseen + rated < scope.policy.smallest_group or (not scope.opened and is_small(unseen, scope.policy)):
        return None
    return unseen
