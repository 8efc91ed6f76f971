"""One question over time: month by month, and where a new wording breaks the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.rules import Denied
from soundings.depth.models import Programme
from soundings.depth.queries.pictures.reading import (
    Scope,
    definitions_of,
    finished_reviews,
    rated_reviews,
    scope_at,
)
from soundings.depth.rules import (
    ALL,
    HeatCell,
    Piece,
    RatedReview,
    Seen,
    heat_by_month,
    pieces_of,
    rated_questions,
    unseen_by_month,
)
from soundings.instruments.models import Version
from soundings.instruments.rules import Definition, Question, What
from soundings.stats.disclosure import Key, Sum, hidden_counts

_Month = tuple[int, date]  # the place of its piece, and its first day


@dataclass(frozen=True, slots=True)
class TimePoint:
    """One month (its first day) within one piece of the line. no_evidence: how many found too little evidence to rate;
    None where that is withheld."""

    month: date
    piece: int
    cell: HeatCell
    no_evidence: int | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """The line breaks here: from this day on, with this version, the question was asked otherwise."""

    on: date
    number: int
    whats: Sequence[What]


@dataclass(frozen=True, slots=True)
class OverTime:
    """question: as the latest version asks it. questions: all that can be shown so, for choosing."""

    question: Question
    questions: Sequence[Question]
    points: Sequence[TimePoint]
    breaks: Sequence[Break]


def change_over_time(
    viewer: Viewer, programme: Programme, *, code: str = "", seen: Seen = Seen.AGREED
) -> OverTime | None:
    """How the ratings of one question lay in each month of sign-off. Without a code of the first question.

    None where nothing is finished, or no such question is rated. Restricted cases are in none of it. Raises Denied if
    figures of this programme are not the viewer's to see. Seven queries.
    """
    scope = scope_at(viewer, programme.unit)
    if scope is None or programme.agency_id != viewer.agency_id:
        raise Denied(_("The figures of this programme are not yours to see."))
    found = rated_reviews(finished_reviews(programme, scope.reach), viewer.user.agency.time_zone)
    versions = definitions_of(one.version for one in found)
    questions = rated_questions(next(reversed(versions.values()))) if versions else []
    question = next((one for one in questions if code in ("", one.code)), None)
    if question is None:
        return None
    pieces = pieces_of(versions, question.code)
    months = heat_by_month(found, pieces, question.code, seen, scope.policy)
    unseen = _told(unseen_by_month(found, pieces, question.code, seen), months, scope)
    points = [TimePoint(key[1], key[0], cell, unseen.get(key)) for key, cell in sorted(months.items())]
    return OverTime(question, questions, points, _breaks(pieces, versions, found))


def _told(unseen: Mapping[_Month, int], months: Mapping[_Month, HeatCell], scope: Scope) -> dict[_Month, int]:
    """How many found too little evidence in each month of which that may be said.

    Of a month that is withheld, or in which too few answered at all, nothing is; who sees groups only sees no small
    count, nor one that gives another away.
    """
    counts: dict[Key, int] = {month: unseen.get(month, 0) for month in months}
    hide: set[Key] = {
        month
        for month, cell in months.items()
        if counts[month] and (cell.n is None or cell.n + counts[month] < scope.policy.smallest_group)
    }
    if not scope.opened:
        whole = counts | {ALL: sum(counts.values())}
        hide |= hidden_counts(whole, [Sum(ALL, [*months])], scope.policy, hide=hide)
    return {month: counts[month] for month in months if month not in hide}


def _breaks(pieces: Sequence[Piece], versions: Mapping[int, Definition], found: Sequence[RatedReview]) -> list[Break]:
    numbers = dict(Version.objects.filter(pk__in=list(versions)).values_list("pk", "number"))
    breaks = []
    for piece in pieces[1:]:
        days = [one.on for one in found if one.version in piece.versions]
        breaks.append(Break(min(days), numbers[piece.versions[0]], piece.whats))
    return breaks
