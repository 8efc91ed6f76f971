"""Reading the trail (who may see it is for the room above to decide), and the agency's calendar."""

from datetime import date, datetime
from functools import lru_cache

import holidays
from django.db.models import QuerySet

from soundings.core import remembered
from soundings.core.models import CHANGES, READS, Agency, ChangeEntry, OwnDay, ReadEntry, TrailKind
from soundings.core.workdays import FIRST, LAST, Calendar, calendar_for


def reads_of_child(*, child: str, agency_id: int, since: datetime | None = None) -> QuerySet[ReadEntry]:
    """Who has read this child's record, alone or among others: newest first, sliceable.

    child: public id. since: leaves out what came before that moment.
    """
    return _since(entries_about(READS, child=child, agency_id=agency_id), since)


def changes_to_child(*, child: str, agency_id: int, since: datetime | None = None) -> QuerySet[ChangeEntry]:
    """What was changed about this child: newest first, sliceable."""
    return _since(entries_about(CHANGES, child=child, agency_id=agency_id), since)


def entries_by_actor(
    kind: TrailKind, *, actor: str, agency_id: int, since: datetime | None = None
) -> QuerySet[ReadEntry] | QuerySet[ChangeEntry]:
    """What this person read (`models.READS`) or changed (`models.CHANGES`): newest first, sliceable."""
    return _since(kind.entry._base_manager.filter(agency_id=agency_id, actor=actor).order_by("-id"), since)


def entries_about(kind: TrailKind, *, child: str, agency_id: int) -> QuerySet:
    """The entries of this kind whose children include `child`: newest first."""
    # A set belongs to one agency, so the entries are not asked for theirs: SQLite would start from that index.
    sets = kind.member._base_manager.filter(agency_id=agency_id, child=child).values_list("child_set", flat=True)
    return kind.entry._base_manager.filter(child_set__in=sets).order_by("-id")


def _since(entries: QuerySet, since: datetime | None) -> QuerySet:
    return entries if since is None else entries.filter(at__gte=since)


def calendar_of(agency_id: int) -> Calendar:
    """The agency's working days: the bank holidays of its region, its own days on top, its convention. One query."""
    return calendar_and_grace_of(agency_id)[0]


def calendar_and_grace_of(agency_id: int) -> tuple[Calendar, int]:
    """The same, and for how many working days nothing counts as missed in a team that has taken a case over."""
    found = remembered.rows(_WORKING_TIME, [agency_id])
    if not found:
        raise Agency.DoesNotExist
    region, first_day, grace = found[0][:3]
    return _calendar(region, first_day, tuple((on, bool(works)) for *_agency, on, works in found if on)), grace


_WORKING_TIME = (
    f'select a.holidays_of, a.first_day, a.transfer_grace_days, d."on", d.works from {Agency._meta.db_table} a'
    f' left join {OwnDay._meta.db_table} d on d.agency_id = a.id where a.id = %s order by d."on"'
)


@lru_cache(maxsize=32)
def _calendar(region: str, first_day: int, own: tuple[tuple[date, bool], ...]) -> Calendar:
    off = bank_holidays(region) | {on for on, works in own if not works}
    return calendar_for(off - {on for on, works in own if works}, first_day=first_day)


@lru_cache(maxsize=32)
def bank_holidays(region: str) -> frozenset[date]:
    """The bank holidays of a region, those moved from a weekend on the day to which they moved.

    region: "GB-ENG", "IE": a country and, where it has parts, one of them. Raises NotImplementedError for another.
    """
    country, _dash, part = region.partition("-")
    found = holidays.country_holidays(country, subdiv=part or None, years=range(FIRST.year, LAST.year + 1))
    return frozenset(found)


@lru_cache(maxsize=1)
def regions() -> tuple[str, ...]:
    """Every region whose bank holidays are known; those where Signs of Safety began to be used much stand first."""
    known = [
        f"{country}-{part}" if part else country
        for country, parts in sorted(holidays.list_supported_countries(include_aliases=False).items())
        for part in ("", *parts)
        if len(country) == 2
    ]
    first = ("GB-ENG", "GB-WLS", "GB-SCT", "GB-NIR", "IE", "AU-WA", "NL", "US-MN", "NZ")
    return (*first, *(region for region in known if region not in first))


def known_region(region: str) -> bool:
    """Whether the bank holidays of this region are known."""
    return region in regions()
