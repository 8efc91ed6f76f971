"""Services, localities and teams: a tree with dates, so that a reorganisation loses no history."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from soundings.accounts import followers
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Membership, Stage, Unit, UnitPlacement
from soundings.accounts.permissions import By, check_can_arrange, check_same_agency
from soundings.accounts.rules import UnitKind, may_stand_under
from soundings.core.rules import Denied, local_date, sort_key


@dataclass(frozen=True, slots=True)
class UnitDetails:
    """What a place is called. `code` is how files know it (its name if empty); no stage: that of its parent."""

    name: str
    code: str = ""
    stage: Stage | None = None


@transaction.atomic
def add_unit(*, kind: UnitKind, parent: Unit, details: UnitDetails, on: date, by: By, at: datetime) -> Unit:
    """A service, locality or team stands below `parent` from the day `on`."""
    check_can_arrange(by)
    check_same_agency(by, parent, details.stage)
    _check_place(kind, parent)
    code = _checked_code(details, parent.agency_id)
    unit = Unit.objects.create(
        agency=parent.agency,
        kind=kind,
        name=details.name.strip(),
        code=code,
        code_key=sort_key(code),
        stage=details.stage,
        parent=parent,
        opened_on=on,
    )
    unit.path = f"{parent.path}{unit.pk}."
    unit.save(update_fields=["path"])
    UnitPlacement.objects.create(agency=parent.agency, unit=unit, parent=parent, from_on=on)
    changed(unit, "added", by=by, at=at, after=_said(unit) | {"on": on})
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, details: UnitDetails, by: By, at: datetime) -> Unit:
    """The place bears this name and code and serves this stage."""
    check_can_arrange(by)
    check_same_agency(by, unit, details.stage)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    before = _said(unit)
    unit.name, unit.code, unit.stage = details.name.strip(), _checked_code(details, unit.agency_id, unit), details.stage
    unit.code_key = sort_key(unit.code)
    unit.save(update_fields=["name", "code", "code_key", "stage"])
    changed(unit, "changed", by=by, at=at, before=before, after=_said(unit))
    if before["stage"] != _said(unit)["stage"]:  # what is expected and asked there may depend on it
        followers.tell_moved(list(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True)), at=at)
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, parent: Unit, on: date, by: By, at: datetime) -> Unit:
    """From the day `on` the place stands below `parent`, with all that is below it; before, where it stood.

    on: today or earlier, and not before it came to where it stands now. Raises Denied otherwise.
    """
    check_can_arrange(by)
    check_same_agency(by, unit, parent)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("agency", "parent").get(pk=unit.pk)
    parent = Unit.objects.select_for_update().get(pk=parent.pk)
    _check_move(unit, parent, on, today=local_date(at, unit.agency.time_zone))
    before = {"parent": unit.parent.public_id if unit.parent else None}
    moved = place_unit(unit, parent, on)
    changed(unit, "moved", by=by, at=at, before=before, after={"parent": parent.public_id, "on": on})
    followers.tell_moved(moved, at=at)
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, on: date, by: By, at: datetime) -> Unit:
    """The place is open up to but not including the day `on`. Its history stays.

    Raises Denied while something below it is open, somebody has a post in it, or another room objects.
    """
    check_can_arrange(by)
    check_same_agency(by, unit)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _check_closing(unit, on)
    unit.closed_on = on
    unit.save(update_fields=["closed_on"])
    changed(unit, "closed", by=by, at=at, after={"on": on})
    return unit


@transaction.atomic
def reopen_unit(*, unit: Unit, by: By, at: datetime) -> Unit:
    """The closing is undone, as if it had not been recorded."""
    check_can_arrange(by)
    check_same_agency(by, unit)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("parent").get(pk=unit.pk)
    if unit.parent and unit.parent.closed_on:
        raise Denied(_("What it stands below is closed: open that first."))
    before = {"on": unit.closed_on}
    unit.closed_on = None
    unit.save(update_fields=["closed_on"])
    changed(unit, "reopened", by=by, at=at, before=before)
    return unit


def _said(unit: Unit) -> dict[str, object]:
    return {"name": unit.name, "code": unit.code, "stage": unit.stage.code if unit.stage else None}


def _checked_code(details: UnitDetails, agency_id: int, beside: Unit | None = None) -> str:
    """The code by which files know the place. Raises Denied if there is no name, or the code is another place's."""
    code = details.code.strip() or details.name.strip()[:60]
    if not details.name.strip():
        raise Denied(_("Give it a name."))
    taken = Unit.objects.filter(agency=agency_id, code_key=sort_key(code))
    if taken.exclude(pk=beside.pk if beside else 0).exists():
        raise Denied(_("“%(code)s” is the code of another place. Codes tell places in files apart.") % {"code": code})
    return code


def _check_place(kind: UnitKind, parent: Unit) -> None:
    if not may_stand_under(kind, UnitKind(parent.kind)):
        raise Denied(_("It cannot stand there: a team holds no other places."))
    if parent.closed_on:
        raise Denied(_("What it would stand below is closed."))


def _check_move(unit: Unit, parent: Unit, on: date, *, today: date) -> None:
    if parent.path.startswith(unit.path):
        raise Denied(_("A place cannot stand below itself."))
    _check_place(UnitKind(unit.kind), parent)
    if on > today:
        raise Denied(_("A move is recorded on its day or afterwards."))
    if UnitPlacement.objects.filter(unit=unit, to_on=None, from_on__gt=on).exists() or on < unit.opened_on:
        raise Denied(_("It came to where it stands now after that day."))


def place_unit(unit: Unit, parent: Unit, on: date) -> list[int]:
    """`unit` stands below `parent` from the day `on`, in the caller's transaction. Returns the ids of what moved.

    No check and no trace: for actions that make their own.
    """
    _note_placement(unit, parent, on)
    return _repath(unit, parent)


def _note_placement(unit: Unit, parent: Unit, on: date) -> None:
    now = UnitPlacement.objects.get(unit=unit, to_on=None)
    if now.from_on >= on:
        now.delete()
    else:
        now.to_on = on
        now.save(update_fields=["to_on"])
    UnitPlacement.objects.create(agency=unit.agency, unit=unit, parent=parent, from_on=on)


def _repath(unit: Unit, parent: Unit) -> list[int]:
    """The paths of `unit` and all below it begin with that of `parent`. Returns their ids."""
    old, new = unit.path, f"{parent.path}{unit.pk}."
    below = Unit.objects.filter(agency=unit.agency, path__startswith=old)
    moved = list(below.values_list("pk", flat=True))
    below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))
    Unit.objects.filter(pk=unit.pk).update(parent=parent)
    unit.parent, unit.path = parent, new
    return moved


def _check_closing(unit: Unit, on: date) -> None:
    if unit.kind == UnitKind.AGENCY:
        raise Denied(_("The agency itself does not close."))
    if on < unit.opened_on:
        raise Denied(_("It opened after that day."))
    if Unit.objects.filter(parent=unit, closed_on=None).exists():
        raise Denied(_("Close or move what stands below it first."))
    posts = Membership.objects.filter(team=unit).filter(Q(to_on=None) | Q(to_on__gt=on))
    if posts.filter(staff__is_duty=False).exists():
        raise Denied(_("People still have posts in it on that day: end those first."))
    for words in followers.objections(unit, on=on):
        raise Denied(words)
