"""Lists of people: staff and those others who sign in, as one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q, QuerySet

from soundings.accounts.models import Grant, Leave, Membership, Staff, Unit, User
from soundings.accounts.permissions import Viewer
from soundings.accounts.queries.people import people_visible_to, teams_of_people, users_of
from soundings.accounts.rules import GrantState
from soundings.accounts.rules.people import PersonState, Standing, states_of
from soundings.core.rules import sort_key


class Show(StrEnum):
    """Which people a list shows."""

    HERE = ""  # who works here, and every other user
    NO_SIGN_IN = "no-sign-in"
    INVITED = "invited"
    AWAY = "away"
    OFF = "off"
    LEFT = "left"


class Key(NamedTuple):
    """Where somebody stands in a list, and who it is: a member of staff, or a user who is not staff."""

    name_key: str
    is_staff: bool
    pk: int


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody as a list shows them."""

    name: str
    public_id: str
    staff: Staff | None
    user: User | None
    states: tuple[PersonState, ...]
    posts: Sequence[Membership] = ()
    roles: Sequence[Grant] = ()
    aliases: Sequence[str] = field(default=())


def people_keys(viewer: Viewer, *, search: str = "", team: Unit | None = None, show: Show = Show.HERE) -> list[Key]:
    """Who is in the list, by name, to be cut into pages. Two queries.

    search: every word of it stands in the name, or for staff in an alias. team: has a post there today, or holds a
    role at that very place.
    """
    staff = _shown(people_visible_to(viewer, search=search, team=None), show, viewer.on)
    others = _shown_users(users_of(viewer).filter(staff=None), show)
    if team:
        holders = Grant.objects.filter(unit=team).exclude(state=GrantState.ENDED).values("user")
        posts = Membership.objects.filter(team=team, from_on__lte=viewer.on)
        posts = posts.filter(Q(to_on=None) | Q(to_on__gt=viewer.on))
        staff = staff.filter(Q(pk__in=posts.values("staff")) | Q(user__in=holders))
        others = others.filter(pk__in=holders)
    words = sort_key(search).split()
    keys = [Key(name, True, pk) for name, pk in staff.values_list("name_key", "pk")]
    named = [Key(sort_key(name), False, pk) for name, pk in others.values_list("name", "pk")]
    return sorted(keys + [key for key in named if all(word in key.name_key for word in words)])


def _shown(staff: QuerySet[Staff], show: Show, on: date) -> QuerySet[Staff]:
    if show == Show.LEFT:
        return staff.filter(ended_on__lte=on)
    here = staff.filter(Q(ended_on=None) | Q(ended_on__gt=on))
    match show:
        case Show.NO_SIGN_IN:
            return here.filter(user=None, is_duty=False)
        case Show.INVITED:
            return here.filter(user__joined_at=None, user__is_active=True)
        case Show.AWAY:
            return here.filter(pk__in=_away(on).values("staff"))
        case Show.OFF:
            return here.filter(user__is_active=False)
    return here


def _shown_users(others: QuerySet[User], show: Show) -> QuerySet[User]:
    match show:
        case Show.HERE:
            return others
        case Show.INVITED:
            return others.filter(joined_at=None, is_active=True)
        case Show.OFF:
            return others.filter(is_active=False)
    return others.none()


def _away(on: date) -> QuerySet[Leave]:
    return Leave.objects.filter(from_on__lte=on, to_on__gte=on)


def people_lines(viewer: Viewer, keys: Iterable[Key]) -> list[PersonLine]:
    """The people of one page, in its order. At most six queries."""
    keys = list(keys)
    staff = people_visible_to(viewer).filter(pk__in=[key.pk for key in keys if key.is_staff])
    found: dict[tuple[bool, int], PersonLine] = {}
    for line in _staff_lines(list(staff.prefetch_related("aliases")), viewer.on):
        found[True, line.staff.pk] = line  # type: ignore[union-attr]
    others = list(users_of(viewer).filter(pk__in=[key.pk for key in keys if not key.is_staff]))
    for line in _user_lines(others, viewer.on):
        found[False, line.user.pk] = line  # type: ignore[union-attr]
    return [found[key.is_staff, key.pk] for key in keys if (key.is_staff, key.pk) in found]


def _staff_lines(staff: Sequence[Staff], on: date) -> Iterator[PersonLine]:
    posts, away = teams_of_people(staff, on=on), set(_away(on).filter(staff__in=staff).values_list("staff", flat=True))
    roles = _roles_of([one.user for one in staff if hasattr(one, "user")])
    for one in staff:
        user = getattr(one, "user", None)
        yield PersonLine(
            name=one.name,
            public_id=one.public_id,
            staff=one,
            user=user,
            states=states_of(standing(one, user, away=one.pk in away), on=on),
            posts=posts.get(one.pk, ()),
            roles=roles[user.pk] if user else (),
            aliases=[alias.alias for alias in one.aliases.all()],
        )


def _user_lines(users: Sequence[User], on: date) -> Iterator[PersonLine]:
    roles = _roles_of(users)
    for user in users:
        states = states_of(standing(None, user), on=on)
        yield PersonLine(user.name, user.public_id, None, user, states, roles=roles[user.pk])


def _roles_of(users: Sequence[User]) -> dict[int, list[Grant]]:
    found = defaultdict(list)
    grants = Grant.objects.filter(user__in=users).exclude(state=GrantState.ENDED)
    for grant in grants.select_related("unit").order_by("granted_at", "pk"):
        found[grant.user_id].append(grant)
    return found


def standing(staff: Staff | None, user: User | None, *, away: bool = False) -> Standing:
    """What `rules.people.states_of` asks of somebody. No query."""
    return Standing(
        is_duty=bool(staff and staff.is_duty),
        ended_on=staff.ended_on if staff else None,
        has_user=user is not None,
        is_active=user is None or user.is_active,
        joined=user is not None and user.joined_at is not None,
        away=away,
    )
