"""Staff and users."""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q, QuerySet

from soundings.accounts import rules
from soundings.accounts.models import Grant, Invitation, KeptText, Staff, StaffAlias, Unit, User
from soundings.accounts.permissions import Viewer, may
from soundings.accounts.rules import GrantState, Relation, Role, Row, To
from soundings.core.models import Agency
from soundings.core.rules import SystemActor, sort_key


def people_visible_to(viewer: Viewer, *, search: str = "") -> QuerySet[Staff]:
    """The agency's staff, for those who look after users and roles or approve them; by name."""
    if not _looks_after_people(viewer):
        return Staff.objects.none()
    people = Staff.objects.filter(agency=viewer.agency_id)
    for word in sort_key(search).split():
        people = people.filter(Q(name_key__contains=word) | Q(aliases__alias_key__contains=word))
    return people.distinct()


def person_visible_to(viewer: Viewer, public_id: str) -> Staff | None:
    """The member of staff with this public id, if the viewer looks after people."""
    return people_visible_to(viewer).filter(public_id=public_id).select_related("user").first()


def users_of(viewer: Viewer) -> QuerySet[User]:
    """The agency's users, for those who look after users and roles or approve them."""
    if not _looks_after_people(viewer):
        return User.objects.none()
    return User.objects.filter(agency=viewer.agency_id).select_related("staff").order_by("name")


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
