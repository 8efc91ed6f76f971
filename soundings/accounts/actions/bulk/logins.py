"""Logins of the invented agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.actions.bulk.load import Load
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Grant, User
from soundings.accounts.queries import root_of, staff_known_as, unit_by_key
from soundings.accounts.rules import (
    GrantState,
    Role,
)
from soundings.core.rules import SYSTEM, Denied, sort_key


@dataclass(frozen=True, slots=True)
class UserRow:
    """A login with its password's hash and its roles, each at the place with this code ("" for the agency)."""

    email: str
    name: str
    password: str
    staff: str = ""  # a name or alias that one person alone bears
    roles: tuple[tuple[Role, str], ...] = ()


@transaction.atomic
def store_users(*, load: Load, rows: Sequence[UserRow], at: datetime) -> list[User]:
    """The logins of a training copy, arrived, with their roles. By Soundings itself; refused for a real agency."""
    if not load.agency.is_training:
        raise Denied(_("Logins are made this way for training copies only."))
    places, root = unit_by_key(load.agency), root_of(load.agency)
    made = [_store_user(load, row, at) for row in rows]
    for user, row in zip(made, rows, strict=True):
        for role, code in row.roles:
            Grant.objects.get_or_create(
                agency=load.agency,
                user=user,
                role=role,
                unit=places[sort_key(code)] if code else root,
                defaults={"state": GrantState.ACTIVE, "granted_at": at},
            )
    changed(root, "users-loaded", by=SYSTEM, at=at, after={"users": len(made)})
    return made


def _store_user(load: Load, row: UserRow, at: datetime) -> User:
    staff = staff_known_as(load.agency, row.staff)[0] if row.staff else None
    user, _made = User.objects.get_or_create(
        email=row.email.lower(),
        defaults={
            "agency": load.agency,
            "name": row.name,
            "password": row.password,
            "staff": staff,
            "created_at": at,
            "joined_at": at,
        },
    )
    return user
