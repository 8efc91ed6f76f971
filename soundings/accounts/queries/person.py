"""One person: staff, or a user who is not; their posts, leave, roles, and the way in they were sent."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from soundings.accounts.models import Grant, Invitation, Leave, Membership, Staff, Unit, User
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries.listing import standing
from soundings.accounts.queries.people import people_visible_to, users_of
from soundings.accounts.rules import UnitKind
from soundings.accounts.rules.people import PersonState, states_of


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member of staff, a user, or both."""

    staff: Staff | None
    user: User | None

    @property
    def name(self) -> str:
        """As their colleagues know them; a user without a post by the name of their sign-in."""
        return self.staff.name if self.staff else self.user.name if self.user else ""

    @property
    def public_id(self) -> str:
        """What stands in the address of their page."""
        known = self.staff or self.user
        return known.public_id if known else ""


def somebody_visible_to(viewer: Viewer, public_id: str) -> Somebody | None:
    """Whoever has this public id, as staff or as user, if the viewer looks after people. At most two queries."""
    staff = people_visible_to(viewer).filter(public_id=public_id).first()
    if staff:
        return Somebody(staff, getattr(staff, "user", None))
    user = users_of(viewer).filter(public_id=public_id).first()
    return Somebody(user.staff, user) if user else None


def states_today(viewer: Viewer, one: Somebody) -> tuple[PersonState, ...]:
    """How they stand today. At most one query."""
    away = bool(one.staff) and leaves_of(one.staff).filter(from_on__lte=viewer.on, to_on__gte=viewer.on).exists()
    return states_of(standing(one.staff, one.user, away=away), on=viewer.on)


def posts_of(staff: Staff | None) -> QuerySet[Membership]:
    """Every post that they have or had, newest first; none for somebody who is not staff."""
    return Membership.objects.filter(staff=staff).select_related("team").order_by("-from_on", "pk")


def running_posts_of(staff: Staff, *, on: date) -> QuerySet[Membership]:
    """The posts that are not over on the day `on`, those that begin later too."""
    return posts_of(staff).filter(Q(to_on=None) | Q(to_on__gt=on))


def leaves_of(staff: Staff | None) -> QuerySet[Leave]:
    """Their leave, newest first, with who covers; none for somebody who is not staff."""
    return Leave.objects.filter(staff=staff).select_related("cover").order_by("-from_on")


def leave_from(staff: Staff, from_on: date) -> Leave | None:
    """Their leave that begins on this day: no two of them overlap."""
    return leaves_of(staff).filter(from_on=from_on).first()


def every_grant_of(user: User) -> QuerySet[Grant]:
    """Every role of theirs, those that ended too, newest first, with who gave and approved it."""
    grants = Grant.objects.filter(user=user).select_related("unit", "granted_by", "approved_by")
    return grants.order_by(F("granted_at").desc(), "-pk")


def latest_invitation_of(user: User) -> Invitation | None:
    """The invitation sent last, used or not."""
    return Invitation.objects.filter(user=user).order_by("-created_at", "-pk").first()


def colleagues_of(staff: Staff, *, on: date) -> QuerySet[Staff]:
    """Who could cover for them on the day `on`: people in their teams and the teams beside those.

    Without a post: everybody who works in the agency. Never a duty desk. By name.
    """
    here = Staff.objects.filter(agency=staff.agency_id, is_duty=False).exclude(pk=staff.pk)
    here = here.filter(Q(ended_on=None) | Q(ended_on__gt=on))
    teams = Unit.objects.filter(pk__in=running_posts_of(staff, on=on).values("team"), kind=UnitKind.TEAM)
    if not teams.exists():
        return here
    beside = Unit.objects.filter(parent__in=teams.values("parent"), kind=UnitKind.TEAM)
    posts = Membership.objects.filter(team__in=beside.values("pk"), from_on__lte=on)
    return here.filter(pk__in=posts.filter(Q(to_on=None) | Q(to_on__gt=on)).values("staff"))
