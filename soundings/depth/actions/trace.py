"""How every action on a review begins and ends: the case and the review locked, then the trail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from soundings.cases.actions import hold_cases
from soundings.cases.models import Case
from soundings.core.actions import Actor, record_change
from soundings.core.rules import Denied
from soundings.depth.models import Review
from soundings.depth.queries.visible import BESIDE


def locked(review: Review) -> Review:
    """The review as it stands now, held with its case until the transaction ends, with what stands beside it.

    The case first, as everywhere: whoever restricts it holds it while its reviews are held.
    """
    Case.objects.select_for_update(of=("self",)).get(pk=review.case_id)
    Review.objects.select_for_update(of=("self",)).get(pk=review.pk)
    return Review.objects.select_related(*BESIDE).get(pk=review.pk)


def hold_cases_of(reviews: Iterable[Review]) -> None:
    """The cases of these reviews are held, for an action on several: before it writes in the trail of the first."""
    hold_cases(Case.objects.filter(pk__in=[review.case_id for review in reviews]))


def review_changed(
    *, by: Actor, at: datetime, verb: str, review: Review, before: Any = None, after: Any = None, reason: str = ""
) -> None:
    """The change of one review is in the trail, as of its child. Its words are never in it."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=review.public_id,
        target_kind="review",
        agency=review.agency_id,
        children=[review.case.child.public_id],
        before=before,
        after=after,
        reason=reason,
    )


def check_words(reason: str) -> str:
    """The reason without spaces around it. Raises Denied if there is none."""
    if not reason.strip():
        raise Denied(_("Please say why, in a few words."))
    return reason.strip()[:300]
