"""What the pages on which a review is written share: whose part it is, its questions, and what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from soundings.accounts.permissions import Viewer
from soundings.depth.models import Part, Review
from soundings.depth.permissions import can_write, stand_of
from soundings.depth.queries.visible import leaving, parts_seen, review_for
from soundings.depth.rules import Side, Stand
from soundings.depth.rules.asked import asked_of, everything, question_of_field
from soundings.depth.rules.merging import Sent
from soundings.instruments.rules import Answers, Definition, Fault, checked, posted

OWN = (Side.WORKER, Side.REVIEWER, Side.SUPERVISOR, Side.SECOND)


@dataclass(frozen=True)
class Desk:
    """A review that the viewer may see, and how they stand to it."""

    viewer: Viewer
    review: Review
    stand: Stand

    @cached_property
    def definition(self) -> Definition:
        return Definition.read(self.review.version.definition)

    @cached_property
    def parts(self) -> list[Part]:
        """The parts that the viewer may read."""
        return parts_seen(self.viewer, self.review, stand=self.stand)

    @property
    def languages(self) -> tuple[str, ...]:
        return (get_language() or "en-gb", *self.definition.languages)

    def part(self, side: Side, who: str = "") -> Part | None:
        return next((one for one in self.parts if one.side == side and one.who == who), None)

    def questions(self, side: Side) -> Definition:
        """What this side is asked."""
        return asked_of(self.definition, side)

    @cached_property
    def everything(self) -> Definition:
        return everything(self.definition)

    def writes(self, side: Side, *, given: bool = False) -> bool:
        return can_write(self.viewer, self.review, side, given=given, stand=self.stand)

    @cached_property
    def own_sides(self) -> list[Side]:
        """The viewer's own sides that they may write now."""
        return [side for side in OWN if self.writes(side, given=self._is_given(side))]

    def _is_given(self, side: Side) -> bool:
        part = self.part(side)
        return bool(part and part.given_at)

    def read(self, verb: str) -> None:
        """The trail says that the viewer reads this review. Raises TrailUnavailable, and then nothing is shown."""
        leaving(self.viewer, [self.review], verb=verb, at=self.viewer.at, target=self.review.public_id)


def desk_of(request: HttpRequest, public_id: str) -> Desk:
    """The review with this public id; 404 alike for none and for one out of scope."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    review = review_for(viewer, public_id)
    if review is None:
        raise Http404
    return Desk(viewer, review, stand_of(viewer, review))


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sent: the answers to store, those that cannot be kept as they are, and why."""

    answers: Answers
    sent: Mapping[str, Sent]
    faults: list[Fault]


def typed_in(data: QueryDict, definition: Definition, *, final: bool = False) -> Typed:
    """What was typed to these questions. `only` names the questions that the page shows, or that its script saves.

    `stamp` is that of the part when the page was made, `stamp-CODE` a newer one where the script has saved since.
    final: also what is required and missing is a fault.
    """
    codes = [one.code for one in definition.questions if one.asks]
    only = [code for code in data.get("only", "").split() if code in codes] if "only" in data else codes
    answers = posted(definition, None, data)
    faults = checked(definition, None, {code: answers[code] for code in only if code in answers}, final=final)
    wrong = {question_of_field(one.place, codes) for one in faults if not _is_missing(one, answers, codes)}
    stamp = _number(data.get("stamp"))
    sent = {
        code: Sent(answers.get(code), _number(data.get(f"stamp-{code}")) or stamp) for code in only if code not in wrong
    }
    return Typed({code: answers[code] for code in only if code in answers}, sent, faults)


def _is_missing(fault: Fault, answers: Answers, codes: list[str]) -> bool:
    """What is missing keeps nothing else from being stored."""
    return not answers.get(question_of_field(fault.place, codes))


def _number(text: Any) -> int:
    text = str(text or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def clock(at: Any) -> str:
    """The local time of a moment: "10:42"."""
    return date_format(timezone.localtime(at), "H:i")
