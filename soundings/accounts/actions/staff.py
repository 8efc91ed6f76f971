"""Staff: their names, posts, leave and last day. They need no sign-in."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts import followers
from soundings.accounts.actions.grants import end_grants
from soundings.accounts.actions.trace import changed
from soundings.accounts.actions.users import switch_off
from soundings.accounts.models import Leave, Membership, Staff, StaffAlias, Unit
from soundings.accounts.permissions import By, check_can_manage_people, check_same_agency
from soundings.accounts.rules import PostKind, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import Denied, local_date, sort_key


@dataclass(frozen=True, slots=True)
class Post:
    """A post in a team, from one day up to but not including another."""

    team: Unit
    kind: PostKind = PostKind.WORKER
    from_on: date = date.min
    to_on: date | None = None


@transaction.atomic
def add_staff(*, agency: Agency, name: str, email: str = "", is_duty: bool = False, by: By, at: datetime) -> Staff:
    """Somebody new, or the duty desk of a team, is known to the agency."""
    check_can_manage_people(by)
    if getattr(by, "agency_id", None) not in (None, agency.pk):
        raise Denied(_("There is no such entry in your agency."))
    name = _checked_name(name)
    staff = Staff.objects.create(
        agency=agency, name=name, name_key=sort_key(name), email=email.strip(), is_duty=is_duty
    )
    changed(staff, "added", by=by, at=at, after={"name": name, "email": email, "duty": is_duty})
    return staff


@transaction.atomic
def add_with_post(
    *, agency: Agency, name: str, email: str, alias: str, post: Post | None, by: By, at: datetime
) -> Staff:
    """The same, with an alias and a first post where they are given; all of it or nothing."""
    staff = add_staff(agency=agency, name=name, email=email, by=by, at=at)
    if alias.strip():
        add_alias(staff=staff, alias=alias, by=by, at=at)
    if post:
        join_team(staff=staff, post=post, by=by, at=at)
    return staff


@transaction.atomic
def add_duty_desk(*, team: Unit, name: str, from_on: date, by: By, at: datetime) -> Staff:
    """`team` has a duty desk from that day, where cases can stand. Raises Denied if it has one then or later."""
    check_same_agency(by, team)
    team = Unit.objects.select_for_update(of=("self",)).select_related("agency").get(pk=team.pk)
    desks = Membership.objects.filter(team=team, staff__is_duty=True)
    if desks.filter(_overlaps(from_on, None)).exists():
        raise Denied(_("This team has a duty desk already."))
    desk = add_staff(agency=team.agency, name=name, is_duty=True, by=by, at=at)
    join_team(staff=desk, post=Post(team, PostKind.DUTY, from_on), by=by, at=at)
    return desk


@transaction.atomic
def describe_staff(*, staff: Staff, name: str, email: str, by: By, at: datetime) -> Staff:
    """They bear this name. The name before stays one by which files know them, unless it is somebody else's too."""
    staff = _locked(staff, by)
    before = {"name": staff.name, "email": staff.email}
    if sort_key(name) != staff.name_key and not _is_known(staff.agency_id, staff.name_key, beside=staff):
        _store_alias(staff, staff.name)
    staff.name, staff.email = _checked_name(name), email.strip()
    staff.name_key = sort_key(staff.name)
    staff.save(update_fields=["name", "name_key", "email"])
    changed(staff, "changed", by=by, at=at, before=before, after={"name": staff.name, "email": staff.email})
    return staff


@transaction.atomic
def add_alias(*, staff: Staff, alias: str, by: By, at: datetime) -> StaffAlias:
    """Files may name them so. Raises Denied if that is the alias of somebody else."""
    staff = _locked(staff, by)
    if not sort_key(alias):
        raise Denied(_("Write the name or number that files use."))
    if StaffAlias.objects.filter(agency=staff.agency_id, alias_key=sort_key(alias)).exists():
        raise Denied(_("“%(alias)s” already stands for somebody.") % {"alias": alias.strip()})
    made = _store_alias(staff, alias)
    changed(staff, "alias-added", by=by, at=at, after={"alias": made.alias})
    return made


@transaction.atomic
def remove_alias(*, alias: StaffAlias, by: By, at: datetime) -> None:
    """Files no longer know anybody by this alias."""
    staff = _locked(alias.staff, by)
    changed(staff, "alias-removed", by=by, at=at, before={"alias": alias.alias})
    alias.delete()


@transaction.atomic
def join_team(*, staff: Staff, post: Post, by: By, at: datetime) -> Membership:
    """They have this post. Raises Denied where they have the same post in that team already."""
    staff = _locked(staff, by)
    check_same_agency(by, post.team)
    _check_post(staff, post)
    made = Membership.objects.create(
        agency=staff.agency, staff=staff, team=post.team, post=post.kind, from_on=post.from_on, to_on=post.to_on
    )
    changed(staff, "joined", by=by, at=at, after=_said(made))
    return made


@transaction.atomic
def leave_team(*, membership: Membership, on: date, by: By, at: datetime) -> Membership:
    """The post is theirs up to but not including the day `on`; roles held at that very team end with the last post."""
    staff = _locked(membership.staff, by)
    if on < membership.from_on:
        raise Denied(_("The post begins after that day."))
    before = _said(membership)
    membership.to_on = on
    membership.save(update_fields=["to_on"])
    changed(staff, "left", by=by, at=at, before=before, after=_said(membership))
    others = Membership.objects.filter(staff=staff, team=membership.team).filter(Q(to_on=None) | Q(to_on__gt=on))
    if hasattr(staff, "user") and not others.exists():
        end_grants(user=staff.user, unit=membership.team, last_day=on - timedelta(days=1), by=by, at=at)
    return membership


@transaction.atomic
def take_leave(*, staff: Staff, from_on: date, to_on: date, cover: Staff | None, by: By, at: datetime) -> Leave:
    """They are away on these days, both included, and `cover` looks after their cases."""
    staff = _locked(staff, by)
    check_same_agency(by, cover)
    _check_leave(staff, from_on, to_on, cover)
    leave = Leave.objects.create(agency=staff.agency, staff=staff, cover=cover, from_on=from_on, to_on=to_on)
    changed(staff, "leave", by=by, at=at, after=_leave_said(leave))
    return leave


@transaction.atomic
def change_leave(*, leave: Leave, to_on: date, cover: Staff | None, by: By, at: datetime) -> Leave:
    """The leave lasts to this day, included, with this cover."""
    staff = _locked(leave.staff, by)
    check_same_agency(by, cover)
    _check_leave(staff, leave.from_on, to_on, cover, beside=leave)
    before = _leave_said(leave)
    leave.to_on, leave.cover = to_on, cover
    leave.save(update_fields=["to_on", "cover"])
    changed(staff, "leave", by=by, at=at, before=before, after=_leave_said(leave))
    return leave


@transaction.atomic
def cancel_leave(*, leave: Leave, by: By, at: datetime) -> None:
    """They are not away on these days after all."""
    staff = _locked(leave.staff, by)
    changed(staff, "leave-cancelled", by=by, at=at, before=_leave_said(leave))
    leave.delete()


@transaction.atomic
def end_staff(*, staff: Staff, on: date, by: By, at: datetime) -> Staff:
    """They work here up to but not including the day `on`: posts end, and from that day their sign-in opens nothing.

    Cases that are still theirs then stand as not allocated, so that no child is lost from sight: see `followers`.
    """
    staff = _locked(staff, by)
    if hasattr(staff, "user"):
        check_can_manage_people(by, about=staff.user)
    was, staff.ended_on = staff.ended_on, on
    staff.save(update_fields=["ended_on"])
    open_posts = Membership.objects.filter(staff=staff, from_on__lte=on).filter(Q(to_on=None) | Q(to_on__gt=on))
    open_posts.update(to_on=on)
    changed(staff, "ended", by=by, at=at, after={"on": on})
    if hasattr(staff, "user") and on <= local_date(at, staff.agency.time_zone):
        switch_off(user=staff.user, by=by, at=at)
    followers.tell_last_day(staff, was=was, by=by, at=at)
    return staff


@transaction.atomic
def bring_back_staff(*, staff: Staff, by: By, at: datetime) -> Staff:
    """They work here after all, or again. Posts, and a sign-in that was switched off, are given anew."""
    staff = _locked(staff, by)
    was, staff.ended_on = staff.ended_on, None
    staff.save(update_fields=["ended_on"])
    changed(staff, "brought-back", by=by, at=at, before={"on": was})
    followers.tell_last_day(staff, was=was, by=by, at=at)
    return staff


def _locked(staff: Staff, by: By) -> Staff:
    check_can_manage_people(by)
    check_same_agency(by, staff)
    return Staff.objects.select_for_update(of=("self",)).select_related("agency").get(pk=staff.pk)


def _checked_name(name: str) -> str:
    if not sort_key(name):
        raise Denied(_("Give a name."))
    return " ".join(name.split())


def _is_known(agency_id: int, key: str, *, beside: Staff) -> bool:
    others = Staff.objects.filter(agency=agency_id, name_key=key).exclude(pk=beside.pk)
    return others.exists() or StaffAlias.objects.filter(agency=agency_id, alias_key=key).exists()


def _store_alias(staff: Staff, alias: str) -> StaffAlias:
    alias = " ".join(alias.split())
    return StaffAlias.objects.create(agency=staff.agency, staff=staff, alias=alias, alias_key=sort_key(alias))


def _check_post(staff: Staff, post: Post) -> None:
    if post.team.kind != UnitKind.TEAM:
        raise Denied(_("Posts are in teams."))
    if post.to_on and post.to_on < post.from_on:
        raise Denied(_("The post ends before it begins."))
    if staff.ended_on and post.from_on >= staff.ended_on:
        raise Denied(_("They no longer work here on that day."))
    if post.team.closed_on and post.from_on >= post.team.closed_on:
        raise Denied(_("The team is closed by then."))
    same = Membership.objects.filter(staff=staff, team=post.team, post=post.kind)
    if same.filter(_overlaps(post.from_on, post.to_on)).exists():
        raise Denied(_("They have this post in that team at that time already."))


def _overlaps(from_on: date, to_on: date | None) -> Q:
    running = Q(to_on=None) | Q(to_on__gt=from_on)
    return running & Q(from_on__lt=to_on) if to_on else running


def _said(post: Membership) -> dict[str, object]:
    return {"team": post.team.public_id, "post": post.post, "from": post.from_on, "to": post.to_on}


def _check_leave(staff: Staff, from_on: date, to_on: date, cover: Staff | None, beside: Leave | None = None) -> None:
    if to_on < from_on:
        raise Denied(_("The leave ends before it begins."))
    if cover is not None and cover.pk == staff.pk:
        raise Denied(_("Somebody else covers while they are away."))
    if cover is not None and cover.ended_on and cover.ended_on <= to_on:
        raise Denied(_("Whoever covers no longer works here by then."))
    others = Leave.objects.filter(staff=staff, from_on__lte=to_on, to_on__gte=from_on)
    if others.exclude(pk=beside.pk if beside else 0).exists():
        raise Denied(_("They are away on some of these days already."))


def _leave_said(leave: Leave) -> dict[str, object]:
    return {"from": leave.from_on, "to": leave.to_on, "cover": leave.cover.public_id if leave.cover else None}
