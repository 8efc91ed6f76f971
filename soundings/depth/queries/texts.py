"""What is read for danger: words of the family and the child, and comments; and whom their reader asked to look."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from soundings.accounts.queries import Viewer
from soundings.cases import queries as cases
from soundings.cases.models import Case, NamedAccess, Screening
from soundings.cases.permissions import knows_child
from soundings.cases.rules.concerns import Screened
from soundings.core.rules import Denied
from soundings.depth.models import Comment, Part, Review


class FamilyTexts:
    """What family and child said, as `cases.followers.KeepsTexts`. `stands_at` is the public id of a part."""

    def text(self, stands_at: str, *, viewer: Viewer, at: datetime) -> str:
        """Every word of the part, its reading in the trail as of its child; "" if it was taken back."""
        part = _part(viewer, stands_at)
        if part is None:
            return ""
        return _opened(viewer, part.review.case, "\n\n".join(words_in(part)), at=at, target=stands_at, kind="part")

    def screened(self, screening: Screening, *, by: Viewer, at: datetime) -> None:
        """Nothing changes here: the supervisor is told on the pages of the review (`asked_to_look`). Raises Denied."""
        if found := _part(by, screening.stands_at):
            _check_is_another(by, found.review.case)


class CommentTexts:
    """What staff wrote beside a review, as `cases.followers.KeepsTexts`. `stands_at` is the public id of a comment."""

    def text(self, stands_at: str, *, viewer: Viewer, at: datetime) -> str:
        """The words, their reading in the trail as of the review's child; "" if no comment has this id."""
        comment = _comment(viewer, stands_at)
        if comment is None:
            return ""
        return _opened(viewer, comment.review.case, comment.words, at=at, target=stands_at, kind="comment")

    def screened(self, screening: Screening, *, by: Viewer, at: datetime) -> None:
        """Nothing changes here: the supervisor is told on the pages of the review. Raises Denied for its writer."""
        comment = _comment(by, screening.stands_at)
        if comment is None:
            return
        _check_is_another(by, comment.review.case)
        if comment.by_id == by.user.pk:
            raise Denied(_("You wrote these words, so somebody else reads them for danger."))


def _part(viewer: Viewer, stands_at: str) -> Part | None:
    found = Part.objects.filter(agency=viewer.agency_id, public_id=stands_at)
    return found.select_related("review__case__child").first()


def _comment(viewer: Viewer, stands_at: str) -> Comment | None:
    found = Comment.objects.filter(agency=viewer.agency_id, public_id=stands_at)
    return found.select_related("review__case__child").first()


def _opened(viewer: Viewer, case: Case, words: str, *, at: datetime, target: str, kind: str) -> str:
    """The words, once the trail says that the viewer read them; else why they are not the viewer's to read.

    Of a restricted case only somebody on its list reads them, and of a child nobody who knows it privately.
    """
    if knows_child(viewer, case.child):
        return str(_KNOWN)
    if case.restricted and not _is_on_list(viewer, case.child_id, at):
        return _("These words belong to a restricted case. Its reviewer reads them.")
    cases.leaving(viewer, [case], verb="text.screened", at=at, target=target, target_kind=kind)
    return words


def _check_is_another(viewer: Viewer, case: Case) -> None:
    """Raise Denied for whoever knows the child privately: what they may not read they do not say was read."""
    if knows_child(viewer, case.child):
        raise Denied(str(_KNOWN))


_KNOWN = gettext_lazy("You know this family, so somebody else reads these words.")


def words_in(part: Part) -> list[str]:
    """Every text of a part, in the order of its questions' codes."""
    return [text for _code, answer in sorted(part.answers.items()) for text in _texts(answer)]


def _texts(answer: object) -> list[str]:
    if isinstance(answer, str):
        return [answer] if " " in answer.strip() or len(answer) > 20 else []  # a code or a word is no text
    if isinstance(answer, dict):
        return [text for key, each in answer.items() for text in _why_or(key, each)]
    return []


def _why_or(key: str, each: object) -> list[str]:
    return [each] if key == "why" and isinstance(each, str) else _texts(each)


def _is_on_list(viewer: Viewer, child: int, at: datetime) -> bool:
    lists = NamedAccess.objects.filter(case__child=child, user=viewer.user.pk, given_at__lte=at)
    return any(one.until is None or one.until > at for one in lists)


def asked_to_look(viewer: Viewer, review: Review) -> list[Part]:
    """The parts of the family of which whoever read them for danger said: this is for the worker's supervisor."""
    parts = Part.objects.filter(agency=viewer.agency_id, review=review)
    return list(parts.filter(public_id__in=_for_supervisor(viewer, parts.values("public_id"))))


def comments_to_look_at(viewer: Viewer, review: Review) -> list[Comment]:
    """The comments beside the review of which the same was said, oldest first."""
    comments = Comment.objects.filter(agency=viewer.agency_id, review=review).select_related("by").order_by("at", "pk")
    return list(comments.filter(public_id__in=_for_supervisor(viewer, comments.order_by().values("public_id"))))


def _for_supervisor(viewer: Viewer, texts: QuerySet[Any, Any]) -> QuerySet[Screening, Any]:
    found = Screening.objects.filter(agency=viewer.agency_id, stands_at__in=texts, outcome=Screened.SUPERVISOR.value)
    return found.values("stands_at")
