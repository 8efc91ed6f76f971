"""Words that stand beside a review."""

from soundings.accounts.queries import Viewer
from soundings.depth.models import Comment, Review
from soundings.depth.rules.states import TOGETHER


def comments_on(viewer: Viewer, review: Review) -> list[Comment]:
    """The comments beside a review that the viewer may see, oldest first; none before its people have met."""
    if review.state not in TOGETHER:
        return []
    return list(
        Comment.objects.filter(agency=viewer.agency_id, review=review).select_related("by").order_by("at", "pk")
    )
