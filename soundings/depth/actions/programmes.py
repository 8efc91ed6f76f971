"""Programmes of review: made, changed, closed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit, User
from soundings.accounts.queries import Viewer
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.depth.models import Programme
from soundings.depth.permissions import check_can_draw, check_can_run
from soundings.depth.queries.reviewers import who_may_run
from soundings.depth.rules import DrawKind
from soundings.instruments.models import Instrument
from soundings.instruments.rules import Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a programme is. Columns of `Programme`, by the same names."""

    name: str
    kind: str
    instrument: Instrument
    unit: Unit
    starts_on: date
    run_by: User
    sign: str = ""
    question: str = ""
    ends_on: date | None = None
    days_to_do: int = 20
    exclude_months: int = 12
    second_share: int = 0
    graded: bool = False


@transaction.atomic
def make_programme(*, terms: Terms, by: Viewer, at: datetime) -> Programme:
    """There is such a programme. Raises Denied where `by` draws no cases, or the terms do not hold together."""
    check_can_draw(by, terms.unit)
    _check(terms, by)
    programme = Programme.objects.create(agency_id=by.agency_id, made_at=at, **_columns(terms))
    _tell(programme, "made", by=by, at=at, after=_said(terms))
    return programme


@transaction.atomic
def change_programme(*, programme: Programme, terms: Terms, by: Viewer, at: datetime) -> Programme:
    """The programme is so from now on; draws and reviews that stand keep what they began with. Raises Denied."""
    programme = Programme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=programme.pk)
    check_can_run(by, programme)
    check_can_draw(by, terms.unit)
    _check(terms, by)
    before = {name: getattr(programme, name) for name in _columns(terms)}
    for name, value in _columns(terms).items():
        setattr(programme, name, value)
    programme.save(update_fields=[*before])
    _tell(programme, "changed", by=by, at=at, before=_plain(before), after=_said(terms))
    return programme


@transaction.atomic
def close_programme(*, programme: Programme, by: Viewer, at: datetime) -> Programme:
    """Nothing more is drawn for it; reviews that run go on to their end. Raises Denied if it is closed already."""
    return _set_closed(programme, at, by=by, at=at)


@transaction.atomic
def reopen_programme(*, programme: Programme, by: Viewer, at: datetime) -> Programme:
    """Cases can be drawn for it again. Raises Denied if it is not closed."""
    return _set_closed(programme, None, by=by, at=at)


def _set_closed(programme: Programme, closed_at: datetime | None, *, by: Viewer, at: datetime) -> Programme:
    programme = Programme.objects.select_for_update(of=("self",)).select_related("unit").get(pk=programme.pk)
    check_can_run(by, programme)
    if bool(programme.closed_at) == bool(closed_at):
        raise Denied(_("That has been done already."))
    programme.closed_at = closed_at
    programme.save(update_fields=["closed_at"])
    _tell(programme, "closed" if closed_at else "reopened", by=by, at=at)
    return programme


def _check(terms: Terms, by: Viewer) -> None:
    if terms.instrument.agency_id != by.agency_id or terms.instrument.use != Use.REVIEW:
        raise Denied(_("There is no such questionnaire for reviews."))
    if bool(terms.sign) != (terms.kind == DrawKind.TRANSITION):
        raise Denied(_("Say at which transition cases are reviewed; other programmes have none."))
    if terms.ends_on and terms.ends_on < terms.starts_on:
        raise Denied(_("The last day comes before the first."))
    if terms.run_by not in who_may_run(terms.unit, on=by.on):
        raise Denied(_("%(name)s does not run programmes here.") % {"name": terms.run_by.name})


def _columns(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in terms.__slots__}


def _said(terms: Terms) -> dict[str, Any]:
    return _plain(_columns(terms))


def _plain(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: getattr(value, "public_id", value) for name, value in columns.items()}


def _tell(
    programme: Programme, what: str, *, by: Viewer, at: datetime, before: object = None, after: object = None
) -> None:
    record_change(
        by=by,
        at=at,
        verb=f"programme.{what}",
        target=programme.public_id,
        target_kind="programme",
        agency=programme.agency_id,
        before=before,
        after=after,
    )
