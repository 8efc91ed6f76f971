"""The stages of service, in the agency's own words and order."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from soundings.accounts import followers
from soundings.accounts.actions.trace import changed
from soundings.accounts.models import Stage, Unit
from soundings.accounts.permissions import By, check_can_arrange, check_same_agency
from soundings.core.models import Agency
from soundings.core.rules import Denied


@transaction.atomic
def add_stage(*, agency: Agency, name: str, code: str = "", voluntary: bool, by: By, at: datetime) -> Stage:
    """The agency has this stage, after the others. An empty code is made from the name."""
    check_can_arrange(by)
    if getattr(by, "agency_id", None) not in (None, agency.pk):
        raise Denied(_("There is no such entry in your agency."))
    last = Stage.objects.filter(agency=agency).aggregate(last=Max("position"))["last"]
    stage = Stage.objects.create(
        agency=agency,
        name=_checked_name(name, agency.pk),
        code=_free_code(code or name, agency.pk),
        voluntary=voluntary,
        position=0 if last is None else last + 1,
    )
    changed(stage, "added", by=by, at=at, after=_said(stage))
    followers.set_up(agency, by=by, at=at)
    return stage


@transaction.atomic
def rename_stage(*, stage: Stage, name: str, voluntary: bool, by: By, at: datetime) -> Stage:
    """The stage bears this name, and is or is not one from which families may withdraw consent."""
    check_can_arrange(by)
    check_same_agency(by, stage)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    before = _said(stage)
    stage.name, stage.voluntary = _checked_name(name, stage.agency_id, stage), voluntary
    stage.save(update_fields=["name", "voluntary"])
    changed(stage, "changed", by=by, at=at, before=before, after=_said(stage))
    if before["voluntary"] != voluntary:
        followers.tell_moved(list(Unit.objects.filter(agency=stage.agency_id).values_list("pk", flat=True)), at=at)
    return stage


@transaction.atomic
def retire_stage(*, stage: Stage, on: date | None, by: By, at: datetime) -> Stage:
    """The stage is in use up to but not including the day `on`; None takes it into use again."""
    check_can_arrange(by)
    check_same_agency(by, stage)
    stage = Stage.objects.select_for_update().get(pk=stage.pk)
    if on is not None and Unit.objects.filter(stage=stage, closed_on=None).exists():
        raise Denied(_("Teams still serve this stage: give them another first."))
    before = {"retired_on": stage.retired_on}
    stage.retired_on = on
    stage.save(update_fields=["retired_on"])
    changed(stage, "retired" if on else "taken-up", by=by, at=at, before=before, after={"retired_on": on})
    return stage


def _said(stage: Stage) -> dict[str, object]:
    return {"name": stage.name, "voluntary": stage.voluntary}


def _checked_name(name: str, agency_id: int, beside: Stage | None = None) -> str:
    name = name.strip()
    if not name:
        raise Denied(_("Give the stage a name."))
    others = Stage.objects.filter(agency=agency_id, name__iexact=name, retired_on=None)
    if others.exclude(pk=beside.pk if beside else 0).exists():
        raise Denied(_("There is a stage of that name already."))
    return name


def _free_code(wanted: str, agency_id: int) -> str:
    base = slugify(wanted)[:36] or "stage"
    taken = set(Stage.objects.filter(agency=agency_id, code__startswith=base).values_list("code", flat=True))
    code, number = base, 2
    while code in taken:
        code, number = f"{base}-{number}", number + 1
    return code
