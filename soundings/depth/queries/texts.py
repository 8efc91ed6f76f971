"""What the family and the child wrote, for whoever reads it for danger; and whom they asked to look."""

from datetime import datetime

from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases import queries as cases
from soundings.cases.models import NamedAccess, Screening
from soundings.cases.rules.concerns import Screened
from soundings.core.actions import Actor
from soundings.depth.models import Part, Review


class FamilyTexts:
    """The room's texts, as `cases.followers.KeepsTexts`. `stands_at` is the public id of a part."""

    def text(self, stands_at: str, *, viewer: Viewer, at: datetime) -> str:
        """Every word of the part, its reading in the trail as of its child; "" if it was taken back.

        Of a restricted case only somebody on its list reads it; anybody else is told that its reviewer does.
        """
        part = Part.objects.filter(agency=viewer.agency_id, public_id=stands_at).select_related("review__case").first()
        if part is None:
            return ""
        case = part.review.case
        if case.restricted and not _is_on_list(viewer, case.child_id, at):
            return _("These words belong to a restricted case. Its reviewer reads them.")
        cases.leaving(viewer, [case], verb="text.screened", at=at, target=stands_at, target_kind="part")
        return "\n\n".join(words_in(part))

    def screened(self, screening: Screening, *, by: Actor, at: datetime) -> None:
        """Nothing changes here: the supervisor is told on the pages of the review (`asked_to_look`)."""


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
    found = Screening.objects.filter(
        agency=viewer.agency_id,
        stands_at__in=parts.values("public_id"),
        outcome=Screened.SUPERVISOR.value,
    )
    return list(parts.filter(public_id__in=found.values("stands_at")))
