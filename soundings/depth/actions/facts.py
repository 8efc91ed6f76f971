"""The facts are kept with the review, and taken anew when somebody asks."""

from datetime import datetime

from django.db import transaction

from soundings.accounts.queries import Viewer
from soundings.depth.actions.trace import locked, review_changed
from soundings.depth.models import Review
from soundings.depth.queries.facts import facts_of
from soundings.depth.rules import State
from soundings.depth.rules.facts import FactChange, fact_changes

WHILE = (State.DRAWN, State.PREPARING, State.MEETING)


@transaction.atomic
def keep_facts(*, by: Viewer, at: datetime, review: Review) -> list[FactChange]:
    """The review tells what breadth knows of its case now; what is different from what it told before comes back.

    Nothing for the first time. Once it is agreed the facts stand as they were agreed on, and nothing changes. `by`
    came by the review, so they may read it.
    """
    current = locked(review)
    if current.state not in WHILE:
        return []
    facts = facts_of(by, current.case, language=by.user.agency.language)
    changes = fact_changes(current.facts, facts) if current.facts_at else []
    Review.objects.filter(pk=current.pk).update(facts=facts, facts_at=at)
    review.facts, review.facts_at = facts, at
    review_changed(by=by, at=at, verb="review.facts-taken", review=current, after={"changes": len(changes)})
    return changes
