"""Posts that go from team to team together, in a reorganisation."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from soundings.accounts.models import Membership, Unit


def move_posts(*, team: Unit, to: Unit, on: date, staff_ids: Collection[int] | None = None) -> int:
    """From `on` the posts of `team` (of these people, or all) are posts of the other; duty desks end. Says how many.

    In the caller's transaction, whose action checks and leaves the trace. A post that somebody has there already is
    not doubled.
    """
    running = Q(to_on=None) | Q(to_on__gt=on)
    posts = Membership.objects.filter(running, team=team)
    if staff_ids is not None:
        posts = posts.filter(staff__in=staff_ids)
    moved = list(posts.select_related("staff"))
    there = set(Membership.objects.filter(running, team=to).values_list("staff", "post"))
    for post in moved:
        first = max(on, post.from_on)
        if not post.staff.is_duty and (post.staff_id, post.post) not in there:
            Membership.objects.create(
                agency_id=to.agency_id, staff=post.staff, team=to, post=post.post, from_on=first, to_on=post.to_on
            )
        post.to_on = first
        post.save(update_fields=["to_on"])
    return sum(not post.staff.is_duty for post in moved)
