"""A question through the versions of its questionnaire: the pieces in which it was asked alike, and their months."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from soundings.depth.rules.heat import HeatCell, Rating, heat_of
from soundings.depth.rules.seen import RatedReview, Seen, ends_of
from soundings.instruments.rules import RATED, Definition, Left, Question, What, comparable, value_of
from soundings.stats.disclosure import Policy


@dataclass(frozen=True, slots=True)
class Piece:
    """Versions, oldest first, in which a question was asked alike. whats: what is different from the piece before."""

    question: Question
    versions: tuple[int, ...]
    whats: tuple[What, ...] = ()


def pieces_of(versions: Mapping[int, Definition], code: str) -> list[Piece]:
    """The pieces of this question through these versions, which are given oldest first.

    A version that does not ask it, or no longer as a rating, belongs to no piece.
    """
    pieces: list[Piece] = []
    before: Definition | None = None
    for key, one in versions.items():
        question = one.question(code)
        if question is None or question.kind not in RATED:
            continue
        whats = tuple(change.what for change in comparable(before, one) if change.code == code) if before else ()
        if pieces and not whats:
            pieces[-1] = Piece(pieces[-1].question, (*pieces[-1].versions, key), pieces[-1].whats)
        else:
            pieces.append(Piece(question, (key,), whats))
        before = one
    return pieces


def heat_by_month(
    reviews: Sequence[RatedReview], pieces: Iterable[Piece], code: str, seen: Seen, policy: Policy
) -> dict[tuple[int, date], HeatCell]:
    """How the ratings lie in each month (its first day) of each piece, by the piece's place among them.

    Months with too few are withheld, with another beside them, so that none follows from the whole.
    """
    found: dict[tuple[int, date], HeatCell] = {}
    for place, piece in enumerate(pieces):
        within = [one for one in reviews if one.version in piece.versions]
        ratings = [
            Rating(one.key, one.on.replace(day=1), code, value)
            for one in within
            for answer in one.answers_of(code, seen)
            if (value := value_of(piece.question, answer)) is not None
        ]
        months = sorted({one.on.replace(day=1) for one in within})
        cells = heat_of(ratings, months, {code: ends_of(piece.question)}, policy)
        found.update({(place, month): cells[month, code] for month in months})
    return found


def unseen_by_month(
    reviews: Sequence[RatedReview], pieces: Iterable[Piece], code: str, seen: Seen
) -> Counter[tuple[int, date]]:
    """How often "not enough evidence" was answered in each month (its first day) of each piece. Never a rating."""
    return Counter(
        (place, one.on.replace(day=1))
        for place, piece in enumerate(pieces)
        for one in reviews
        if one.version in piece.versions
        for answer in one.answers_of(code, seen)
        if answer.get("left") == Left.NO_EVIDENCE
    )
