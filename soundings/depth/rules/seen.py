"""Through whose eyes a picture is drawn, and which of a review's answers that takes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from soundings.depth.rules.codes import Side
from soundings.depth.rules.heat import Rating, third
from soundings.depth.rules.ratings import Answers
from soundings.instruments.rules import OUT_OF_FIVE, RATED, Definition, Left, Question, comparable, value_of


class Seen(StrEnum):
    """Whose ratings."""

    AGREED = "agreed"  # what worker and reviewer agreed
    WORKER = "worker"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    FAMILY = "family"  # of each member of the family who took part, the child too


@dataclass(frozen=True, slots=True)
class RatedReview:
    """A finished review as figures take it. team: where the case was when it was drawn; on: day of the sign-off.

    sides: the answers of each professional side. family: of each member of the family. settled: where two raters
    differed, what was settled between them.
    """

    key: int
    public_id: str
    team: int | None
    version: int
    on: date
    sides: Mapping[Side, Answers] = field(default_factory=dict)
    family: Sequence[Answers] = ()
    settled: Answers = field(default_factory=dict)

    def answers_of(self, question: str, seen: Seen) -> Iterator[Mapping[str, Any]]:
        """The answers to a question through these eyes: one at most, but for the family.

        What was agreed is what worker and reviewer wrote down together; where they wrote nothing of a question, what
        was settled between two raters, or else the reviewer's own.
        """
        if seen is Seen.FAMILY:
            yield from (one[question] for one in self.family if question in one)
            return
        agreed = (self.sides.get(Side.AGREED, {}), self.settled, self.sides.get(Side.REVIEWER, {}))
        sources = agreed if seen is Seen.AGREED else (self.sides.get(Side(seen.value), {}),)
        yield from [one[question] for one in sources if one.get(question)][:1]


def ends_of(question: Question) -> tuple[float, float]:
    """The lowest and the highest value that a rated question can have."""
    return (1, 5) if question.kind in OUT_OF_FIVE else (0, 10)


def rated_questions(definition: Definition) -> list[Question]:
    """The questions that a picture can show, in order."""
    return [one for one in definition.questions if one.kind in RATED]


def unlike(versions: Mapping[int, Definition]) -> dict[int, frozenset[str]]:
    """Which questions (codes) each version asked otherwise than the last of them: they are not counted with it.

    versions: oldest first.
    """
    latest = list(versions.values())[-1:]
    return {
        key: frozenset(change.code for last in latest for change in comparable(one, last))
        for key, one in versions.items()
    }


def ratings_in(
    reviews: Sequence[RatedReview], versions: Mapping[int, Definition], questions: Sequence[Question], seen: Seen
) -> list[Rating]:
    """Each rating of these questions, by team, turned so that high is good. Those asked otherwise are left out."""
    apart = unlike(versions)
    found = []
    for review in reviews:
        for question in questions:
            if question.code in apart[review.version]:
                continue
            for answer in review.answers_of(question.code, seen):
                value = value_of(question, answer)
                if value is not None:
                    found.append(Rating(review.key, review.team, question.code, value))
    return found


def without_evidence(
    reviews: Sequence[RatedReview], versions: Mapping[int, Definition], questions: Sequence[Question], seen: Seen
) -> Counter[str]:
    """How often each of these questions (codes) was answered with "not enough evidence". It is no rating and no zero.

    Those asked otherwise are left out, as from the ratings.
    """
    apart = unlike(versions)
    return Counter(
        question.code
        for review in reviews
        for question in questions
        if question.code not in apart[review.version]
        for answer in review.answers_of(question.code, seen)
        if answer.get("left") == Left.NO_EVIDENCE
    )


# How codes begin, and end, of what asks somebody whether they understand why services are worried.
UNDERSTANDS, KNOWS_WHY = "understand", "knows-why"


def every_member_understands(review: RatedReview, definition: Definition) -> bool | None:
    """Whether each member of the family who answered says that they understand why services are worried.

    None where nobody of the family answered that: what professionals think of it does not count. Understanding is
    "yes", or the upper third of the scale.
    """
    asked = [
        one for one in rated_questions(definition) if one.code.startswith(UNDERSTANDS) or one.code.endswith(KNOWS_WHY)
    ]
    said = [
        third(value, *ends_of(question)) == 2
        for question in asked
        for answer in review.answers_of(question.code, Seen.FAMILY)
        if (value := value_of(question, answer)) is not None
    ]
    return all(said) if said else None
