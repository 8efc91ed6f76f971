"""Reading the trail. Who may see it is for the room above to decide."""

from datetime import datetime

from django.db.models import QuerySet

from soundings.core.models import CHANGES, READS, ChangeEntry, ReadEntry, TrailKind


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
