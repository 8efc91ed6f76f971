"""Staff and users."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from soundings.accounts import rules
from soundings.accounts.models import Grant, Invitation, KeptText, Membership, Staff, StaffAlias, Unit, User
from soundings.accounts.permissions import Viewer, may
from soundings.accounts.rules import GrantState, Relation, Role, Row, To
from soundings.core.models import Agency
from soundings.core.rules import SystemActor, sort_key


def people_visible_to(
    viewer: Viewer, *, search: str = "", team: Unit | None = None, with_ended: bool = True
) -> QuerySet[Staff]:
    """The agency's staff, for those who look after users and roles or approve them; by name.

    search: every word of it stands in the name or in an alias. team: those with a post in it today.
    """
    if not _looks_after_people(viewer):
        return Staff.objects.none()
    people = Staff.objects.filter(agency=viewer.agency_id)
    for word in sort_key(search).split():
        aliases = StaffAlias.objects.filter(agency=viewer.agency_id, alias_key__contains=word)
        people = people.filter(Q(name_key__contains=word) | Q(pk__in=aliases.values("staff")))
    if team:
        people = people.filter(pk__in=_posts_on(viewer.on).filter(team=team).values("staff"))
    if not with_ended:
        people = people.filter(Q(ended_on=None) | Q(ended_on__gt=viewer.on))
    return people.select_related("user")


def _posts_on(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))


def teams_of_people(people: Iterable[Staff], *, on: date) -> dict[int, list[Membership]]:
    """The posts of each of these people on the day `on`, by the id of their staff. One query."""
    found = defaultdict(list)
    for post in _posts_on(on).filter(staff__in=list(people)).select_related("team").order_by("team__name"):
        found[post.staff_id].append(post)
    return dict(found)


def posts_in(team: Unit, *, on: date) -> QuerySet[Membership]:
    """The posts in `team` on the day `on`, by name."""
    return _posts_on(on).filter(team=team).select_related("staff").order_by("staff__name_key")


def users_of(viewer: Viewer) -> QuerySet[User]:
    """The agency's users, for those who look after users and roles or approve them."""
    if not _looks_after_people(viewer):
        return User.objects.none()
    return User.objects.filter(agency=viewer.agency_id).select_related("staff", "agency").order_by("name")


def grants_visible_to(viewer: Viewer) -> QuerySet[Grant]:
    """The roles that stand or wait in the agency, for those who look after people; by name, the newest first."""
    found = Grant.objects.filter(user__in=users_of(viewer)).exclude(state=GrantState.ENDED)
    return found.select_related("user__staff", "unit", "granted_by").order_by("user__name", "-granted_at")


def grant_visible_to(viewer: Viewer, public_id: str) -> Grant | None:
    """The role with this public id, if the viewer looks after people."""
    return grants_visible_to(viewer).filter(public_id=public_id).first()


def _looks_after_people(viewer: Viewer) -> bool:
    row = Row.USERS_AND_ROLES
    return may(viewer, row, Relation.AGENCY) or may(viewer, row, Relation.AGENCY, to=To.APPROVE)


def staff_of(team: Unit, *, on: date) -> list[Staff]:
    """Who has a post in `team` on the day `on`, by name; the duty desk too. One query."""
    posts = Q(memberships__team=team, memberships__from_on__lte=on) & (
        Q(memberships__to_on=None) | Q(memberships__to_on__gt=on)
    )
    return list(Staff.objects.filter(posts, agency=team.agency_id).distinct())


def staff_known_as(agency: Agency | int, name: str) -> list[Staff]:
    """The staff whom files may mean by `name`: one of that alias, else all of that name ("SMITH, Jane" too).

    An empty list says that nobody is known by it, a longer one that it must be asked which of them is meant.
    """
    keys = rules.name_keys(name)
    known = StaffAlias.objects.filter(agency=agency, alias_key__in=keys).select_related("staff").first()
    return [known.staff] if known else list(Staff.objects.filter(agency=agency, name_key__in=keys))


def staff_by_key(agency: Agency | int) -> dict[str, list[int]]:
    """Ids of staff by every normalised name and alias; look up each of `rules.name_keys(text)`. Two queries.

    An alias names one person; a name may be that of several.
    """
    found = defaultdict(list)
    for key, pk in Staff.objects.filter(agency=agency).values_list("name_key", "pk"):
        found[key].append(pk)
    aliases = StaffAlias.objects.filter(agency=agency).values_list("alias_key", "staff")
    return dict(found) | {key: [pk] for key, pk in aliases}


def grants_stand_alone(by: Viewer | SystemActor) -> bool:
    """Whether what `by` gives needs no second person.

    So it is at the console, and for the first administrator until the first senior manager has arrived.
    """
    if isinstance(by, SystemActor):
        return True
    first = Grant.objects.filter(
        user=by.user, role=Role.ADMINISTRATOR, state=GrantState.ACTIVE, granted_by=None, approved_by=None
    )
    return first.exists() and not a_manager_has_arrived(by.agency_id)


def a_manager_has_arrived(agency: Agency | int) -> bool:
    """Whether any senior manager of the agency has ever accepted their invitation."""
    managers = Grant.objects.filter(agency=agency, role=Role.SENIOR_MANAGER, user__joined_at__isnull=False)
    return managers.exclude(state=GrantState.PENDING).exists()


def invitation_for(token_digest: str, *, at: datetime) -> Invitation | None:
    """The invitation that this digest opens at this moment, with its user; None for any that does not, whatever why."""
    found = Invitation.objects.filter(token_digest=token_digest, used_at=None, expires_at__gt=at, user__is_active=True)
    return found.select_related("user").first()


def kept_for(user: User, path: str) -> KeptText | None:
    """What `user` had typed on this page when their sign-in ran out."""
    return KeptText.objects.filter(user=user, path=path).first()


def kept_texts_of(user: User) -> QuerySet[KeptText]:
    """All that is kept for `user`, newest first."""
    return KeptText.objects.filter(user=user).order_by("-kept_at")


def user_by_public_id(public_id: str) -> User | None:
    """The user of this installation with this public id, switched on, with their agency."""
    return User.objects.filter(public_id=public_id, is_active=True).select_related("agency").first()


def grants_of(user: User) -> QuerySet[Grant]:
    """The roles that `user` holds or is to hold, with their places."""
    return Grant.objects.filter(user=user).exclude(state=GrantState.ENDED).select_related("unit", "granted_by")


def second_steps_of(user: User) -> list[Authenticator]:
    """The second steps that `user` has set up, recovery codes among them."""
    return list(Authenticator.objects.filter(user=user).order_by("type", "created_at"))
