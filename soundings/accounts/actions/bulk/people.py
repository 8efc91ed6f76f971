"""Staff, their aliases and posts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from soundings.accounts.actions.bulk.load import Load, Loaded, LoadRefused, alter, check_agency, plain, trace
from soundings.accounts.models import Membership, Staff, StaffAlias
from soundings.accounts.permissions import By, check_can_load
from soundings.accounts.queries import staff_now, unit_by_key
from soundings.accounts.rules import (
    Post,
    StaffNow,
    StaffRow,
    StaffWanted,
    decide_staff,
    new_aliases,
    new_name,
    standing_post,
)
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.models import Agency
from soundings.core.rules import new_public_id, sort_key


@transaction.atomic
def store_staff(*, load: Load, rows: Sequence[StaffRow], by: By, at: datetime) -> Loaded:
    """Staff, their aliases and posts are as the rows say; who and what they do not name stays.

    Raises LoadRefused, with every problem at once, and then stores nothing.
    """
    check_can_load(by)
    check_agency(by, load)
    decision = decide_staff(rows, staff_now(load.agency), team_codes(load.agency), on=load.on)
    if decision.problems:
        raise LoadRefused(decision.problems)
    loaded = Loaded(same=decision.same)
    teams = {unit.code_key: unit.pk for unit in unit_by_key(load.agency).values()}
    _add_staff(load, decision.add, teams, loaded)
    for wanted, now in decision.change:
        _change_staff(load, wanted, now, teams, loaded)
    trace(load, loaded, "staff-loaded", by=by, at=at)
    return loaded


def team_codes(agency: Agency) -> dict[str, str]:
    """The normalised code of every team by its normalised code and, where one alone bears it, name."""
    return {key: unit.code_key for key, unit in unit_by_key(agency).items() if unit.kind == "team"}


def _add_staff(load: Load, people: Sequence[StaffWanted], teams: Mapping[str, int], loaded: Loaded) -> None:
    agency, batch = load.agency.pk, load.batch
    rows, aliases, posts = [], [], []
    for pk, wanted in zip(reserve_ids(Staff, len(people)), people, strict=True):
        name = wanted.name
        rows.append(
            (
                pk,
                agency,
                new_public_id(),
                name,
                sort_key(name),
                wanted.row.email,
                wanted.row.is_duty,
                wanted.row.ended_on,
                batch,
            )
        )
        aliases += [(agency, pk, alias, sort_key(alias), batch) for alias in wanted.aliases]
        posts += [_post_row(load, pk, post, teams) for post in wanted.posts]
        loaded.added.append(name)
    insert_rows(
        Staff,
        ("id", "agency_id", "public_id", "name", "name_key", "email", "is_duty", "ended_on", "batch"),
        plain(rows),
    )
    insert_rows(StaffAlias, ("agency_id", "staff_id", "alias", "alias_key", "batch"), aliases)
    _insert_posts(posts)


def _post_row(load: Load, staff: int, post: Post, teams: Mapping[str, int]) -> tuple[object, ...]:
    return (load.agency.pk, staff, teams[post.team], post.kind.value, post.from_on, post.to_on, load.batch)


def _insert_posts(rows: Iterable[Sequence[object]]) -> None:
    insert_rows(Membership, ("agency_id", "staff_id", "team_id", "post", "from_on", "to_on", "batch"), plain(rows))


def _change_staff(load: Load, wanted: StaffWanted, now: StaffNow, teams: Mapping[str, int], loaded: Loaded) -> None:
    staff = Staff.objects.get(agency=load.agency, pk=now.id)
    name = new_name(wanted, now)
    details: dict[str, Any] = {"name": name, "name_key": sort_key(name)}
    if wanted.row.email:
        details["email"] = wanted.row.email
    if wanted.row.ended_on:
        details["ended_on"] = wanted.row.ended_on
    alter(staff, details, loaded)
    for alias in new_aliases(wanted, now):
        StaffAlias.objects.create(
            agency=load.agency, staff=staff, alias=alias, alias_key=sort_key(alias), batch=load.batch
        )
    for post in wanted.posts:
        _bring_post(load, staff, post, now, teams, loaded)
    loaded.changed.append(name)


def _bring_post(load: Load, staff: Staff, post: Post, now: StaffNow, teams: Mapping[str, int], loaded: Loaded) -> None:
    standing = standing_post(post, now)
    if standing is None:
        _insert_posts([_post_row(load, staff.pk, post, teams)])
    elif post.to_on is not None and standing.to_on != post.to_on:
        found = Membership.objects.get(
            staff=staff, team=teams[post.team], post=post.kind, from_on=standing.from_on, to_on=standing.to_on
        )
        alter(found, {"to_on": post.to_on}, loaded)
