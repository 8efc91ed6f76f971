"""One of four grades, where a programme asks for it beside the scales."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.core.rules import Denied
from soundings.depth.actions.trace import locked, review_changed
from soundings.depth.models import Review
from soundings.depth.permissions import check_can_do
from soundings.depth.rules import Act
from soundings.depth.rules.grades import Grade


@transaction.atomic
def give_grade(*, review: Review, grade: Grade | None, by: Viewer, at: datetime) -> Review:
    """The review has this grade, or none, written down while its people meet as everything that they agree.

    Raises Denied where the programme asks for no grade, and unless `by` may write down what is agreed.
    """
    review = locked(review)
    check_can_do(by, review, Act.WRITE_AGREED)
    if not review.is_graded:
        raise Denied(_("The programme of this review asks for no grade."))
    before, review.grade = review.grade, grade.value if grade else ""
    review.save(update_fields=["grade"])
    review_changed(by=by, at=at, verb="review.graded", review=review, before=before, after=review.grade)
    return review
