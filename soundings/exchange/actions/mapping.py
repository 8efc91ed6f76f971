"""What a person said once about a kind of report, or about a name that files use, and is not asked again."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.actions.bulk import (
    Load,
    Loaded,
    LoadRefused,
    RowChange,
    add_aliases,
    store_staff,
    store_structure,
)
from soundings.accounts.models import Staff, Unit
from soundings.accounts.permissions import By
from soundings.accounts.rules import StaffRow, UnitKind, UnitRow
from soundings.core.actions import record_change
from soundings.core.models import Agency
from soundings.core.rules import Denied
from soundings.exchange.models import ColumnMap
from soundings.exchange.permissions import check_can_load
from soundings.exchange.plans.names import offer_key, settles
from soundings.exchange.queries.known import TEAM_NAMES
from soundings.exchange.rules import Kind, Offer, OfferKind, Settled


@transaction.atomic
def save_map(
    *,
    kind: Kind,
    name: str,
    columns: Mapping[str, str],
    forms: Mapping[str, Mapping[str, str]],
    agency: Agency,
    by: By,
    at: datetime,
) -> ColumnMap:
    """Under this name it is remembered which columns a report has (code -> heading) and what its forms stand for.

    forms: by the form's name {"element": code, "date": "completed", "mode": ""}; no element: it is not practice.
    """
    check_can_load(by)
    if not name.strip():
        raise Denied(_("Give the report a name, so that its columns can be remembered."))
    kept, _made = ColumnMap.objects.update_or_create(
        agency=agency,
        kind=kind,
        name=name.strip()[:80],
        defaults={
            "columns": dict(columns),
            "values": {"forms": {k: dict(v) for k, v in forms.items()}},
            "updated_at": at,
        },
    )
    _record("column-map.saved", kept, agency, by=by, at=at)
    return kept


def settle(kind: OfferKind, offers: Iterable[Offer], *, load: Load, by: By, at: datetime) -> list[RowChange]:
    """What a person said about names of this kind is done: new ones made, others remembered. In a transaction.

    Returns what that changed, to be taken back with the import.
    """
    settled = [offer for offer in offers if offer.kind == kind and settles(offer)]
    new = [offer for offer in settled if offer.settled == Settled.CREATE]
    meant = [offer for offer in settled if offer.settled != Settled.CREATE]
    if kind is OfferKind.TEAM:
        _remember_teams(meant, load.agency, by=by, at=at)
        return _create_teams(new, load, by, at)
    _remember_workers(meant, load, by, at)
    return _create_workers(new, load, by, at)


def _create_teams(offers: list[Offer], load: Load, by: By, at: datetime) -> list[RowChange]:
    rows = [UnitRow(offer.name, UnitKind.TEAM, opened_on=load.on) for offer in offers]
    return _unless_refused(lambda: store_structure(load=load, units=rows, by=by, at=at)) if rows else []


def _create_workers(offers: list[Offer], load: Load, by: By, at: datetime) -> list[RowChange]:
    """New staff, each in the team beside whom the file names them."""
    codes = dict(
        Unit.objects.filter(agency=load.agency, pk__in=[o.team for o in offers if o.team]).values_list("pk", "code")
    )
    rows = [StaffRow(offer.name, team=codes.get(offer.team or 0, ""), from_on=load.on) for offer in offers]
    return _unless_refused(lambda: store_staff(load=load, rows=rows, by=by, at=at)) if rows else []


def _unless_refused(made: Callable[[], Loaded]) -> list[RowChange]:
    try:
        return made().changes
    except LoadRefused as refused:
        names = ", ".join(dict.fromkeys(problem.found for problem in refused.problems))
        raise Denied(
            _("These names cannot be added as new: %(names)s. Choose whom they mean.") % {"names": names}
        ) from None


def _remember_workers(offers: list[Offer], load: Load, by: By, at: datetime) -> None:
    meant: dict[str, list[str]] = {offer.settled.partition(":")[2]: [] for offer in offers}
    for offer in offers:
        meant[offer.settled.partition(":")[2]].append(offer.name)
    staff = dict(Staff.objects.filter(agency=load.agency, public_id__in=meant).values_list("public_id", "pk"))
    aliases = {staff[public_id]: names for public_id, names in meant.items() if public_id in staff}
    if aliases:
        add_aliases(load=load, aliases=aliases, by=by, at=at)


def _remember_teams(offers: list[Offer], agency: Agency, *, by: By, at: datetime) -> None:
    if not offers:
        return
    kept, _made = ColumnMap.objects.get_or_create(agency=agency, kind=TEAM_NAMES, name="-", defaults={"updated_at": at})
    kept.values = {**kept.values, **{offer_key(one.name): one.settled.partition(":")[2] for one in offers}}
    kept.updated_at = at
    kept.save(update_fields=["values", "updated_at"])
    _record("team-names.remembered", kept, agency, by=by, at=at)


def _record(verb: str, kept: ColumnMap, agency: Agency, *, by: By, at: datetime) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=str(kept.pk),
        target_kind="column-map",
        agency=agency,
        after={"kind": kept.kind, "name": kept.name},
    )
