"""Words beside a review: a disagreement that stays on record, and what the worker says after the sign-off."""

from datetime import datetime

from django.db import transaction

from soundings.accounts.queries import Viewer, root_of
from soundings.cases.actions import screening
from soundings.cases.rules.concerns import Source
from soundings.depth.actions.trace import check_words, locked, review_changed
from soundings.depth.models import Comment, Review
from soundings.depth.permissions import check_can_do, stand_of
from soundings.depth.rules import Act, Hat, Side

MOST_WORDS = 20_000
_SPEAKS_AS = ((Hat.WORKER, Side.WORKER), (Hat.REVIEWER, Side.REVIEWER), (Hat.SUPERVISOR, Side.SUPERVISOR))


@transaction.atomic
def comment(
    *, by: Viewer, at: datetime, review: Review, words: str, question: str = "", disagrees: bool = False
) -> Comment:
    """The words stand beside the review, or beside one question of it, and are changed by nobody.

    They wait to be read for danger by the end of the next working day (safety.md, 2). disagrees: `by` does not agree
    with what was agreed there. Raises Denied: no words, or not theirs to comment on as the review stands.
    """
    current = locked(review)
    check_can_do(by, current, Act.COMMENT)
    check_words(words)
    stands_as = stand_of(by, current).hats
    side = next(side for hat, side in _SPEAKS_AS if hat in stands_as)
    made = Comment.objects.create(
        agency_id=current.agency_id,
        review=current,
        side=side.value,
        question=question[:60],
        disagrees=disagrees,
        words=words.strip()[:MOST_WORDS],
        by=by.user,
        at=at,
    )
    after = {"comment": made.public_id, "question": made.question, "disagrees": disagrees}
    review_changed(by=by, at=at, verb="review.commented", review=current, after=after)
    place = current.case.team or root_of(current.agency_id)
    screening.expect(source=Source.COMMENT, stands_at=made.public_id, place=place, at=at)
    return made
