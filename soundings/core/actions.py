"""Writing the trail: who read whose record, who changed what.

Each person, agency, day (UTC) and kind has a chain of its own, so that people do not wait for one another. An entry
is sealed together with the one before it, by a key that is not in the database.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Protocol

import structlog
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connections, router, transaction

from soundings.core import anchors, queries
from soundings.core.models import CHANGES, KINDS, READS, Agency, TrailKind
from soundings.core.rules import Facts, TrailUnavailable, children_digest, details_digest, seal
from soundings.core.tenancy import acting_at_least_for, agency_key


class Actor(Protocol):
    """Whoever reads or changes: a user, or `rules.SYSTEM`."""

    @property
    def public_id(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change among many: see `record_changes`."""

    verb: str
    target: str
    target_kind: str
    children: Sequence[str] = ()
    before: Any = None
    after: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Chain:
    """Whose entries are being added, where and when."""

    kind: TrailKind
    agency_id: int
    actor: str
    at: datetime

    @property
    def day(self) -> date:
        return self.at.astimezone(UTC).date()

    @property
    def using(self) -> str:
        return router.db_for_write(self.kind.entry)

    @property
    def anchor_file(self) -> dict[str, Any]:
        return {"kind": self.kind.name, "agency_id": self.agency_id, "day": self.day}


def record_read(
    *,
    actor: Actor,
    agency: Agency | int | None,
    verb: str,
    children: Iterable[str],
    target: str = "",
    target_kind: str = "",
    reason: str = "",
    at: datetime,
    request_id: str = "",
) -> None:
    """The reading is in the trail, committed and anchored, before anything is shown.

    children: public ids of the children whose records are shown, each once or more. Inside a transaction of the
    trail's database (a request on PostgreSQL) commit and anchor come when that ends, which is before the page is sent.
    Raises TrailUnavailable if anything fails: then nothing may be shown.
    """
    chain = _Chain(READS, agency_key(agency), actor.public_id, at)
    change = Change(verb=verb, target=target, target_kind=target_kind, children=tuple(children), reason=reason)
    try:
        anchors.check_writable(**chain.anchor_file)
        with acting_at_least_for(agency), transaction.atomic(using=chain.using):
            head = _append(chain, [change], request_id or _request_id())
            transaction.on_commit(partial(_anchor, chain, *head), using=chain.using)
    except (DatabaseError, OSError) as error:
        raise TrailUnavailable from error


def record_change(
    *,
    by: Actor,
    at: datetime,
    verb: str,
    target: str,
    target_kind: str,
    agency: Agency | int | None,
    children: Iterable[str] = (),
    before: Any = None,
    after: Any = None,
    reason: str = "",
) -> None:
    """The change is in the trail, in the caller's transaction, and anchored once that is committed.

    before, after: what JSON can hold (dates and decimals too), None for nothing; they and `reason` can be erased
    later, the rest cannot, so nothing personal belongs in `verb` or `target`. Raises TrailUnavailable.
    """
    change = Change(
        verb=verb,
        target=target,
        target_kind=target_kind,
        children=tuple(children),
        before=before,
        after=after,
        reason=reason,
    )
    record_changes(by=by, at=at, agency=agency, changes=[change])


def record_changes(*, by: Actor, at: datetime, agency: Agency | int | None, changes: Sequence[Change]) -> None:
    """As `record_change` for each of `changes`, in order, with one head and one anchor for them all."""
    chain = _Chain(CHANGES, agency_key(agency), by.public_id, at)
    if not changes:
        return
    try:
        anchors.check_writable(**chain.anchor_file)
        with acting_at_least_for(agency), transaction.atomic(using=chain.using):
            head = _append(chain, changes, _request_id())
            # The change is stored by then: a disk that fills up now is logged and must not say otherwise.
            transaction.on_commit(partial(_anchor, chain, *head), using=chain.using, robust=True)
    except OSError as error:
        raise TrailUnavailable from error


def erase_details(*, child: str, agency: Agency | int | None, by: Actor, at: datetime, reason: str) -> int:
    """What the trail says in words about `child` is gone; that it happened, when and by whom stays and verifies.

    Returns how many entries lost their words. The erasure is itself a change in the trail.
    """
    erased = 0
    reads = router.db_for_write(READS.entry)
    with acting_at_least_for(agency), transaction.atomic(), transaction.atomic(using=reads):
        for kind in KINDS:
            entries = queries.entries_about(kind, child=child, agency_id=agency_key(agency)).exclude(details_digest="")
            erased += entries.order_by().exclude(details_salt="").update(details=None, details_salt="", reason="")
        record_change(
            by=by,
            at=at,
            verb="trail.erased",
            target=child,
            target_kind="child",
            agency=agency,
            children=[child],
            after={"entries": erased},
            reason=reason,
        )
    return erased


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _anchor(chain: _Chain, number: int, mac: str) -> None:
    try:
        anchors.write(**chain.anchor_file, actor=chain.actor, number=number, mac=mac)
    except OSError as error:
        raise TrailUnavailable from error


def _append(chain: _Chain, changes: Sequence[Change], request_id: str) -> tuple[int, str]:
    """The entries are sealed and stored after the newest of their chain. Returns the new head: number and mac."""
    last, mac = _take_head(chain, len(changes))
    entries = []
    for number, change in enumerate(changes, start=last + 1):
        entries.append(_entry(chain, number, mac, change, request_id))
        mac = entries[-1].mac
    chain.kind.entry._base_manager.bulk_create(entries)
    head = chain.kind.chain._base_manager.filter(agency_id=chain.agency_id, actor=chain.actor, day=chain.day)
    head.update(mac=mac)
    return last + len(changes), mac


def _take_head(chain: _Chain, count: int) -> tuple[int, str]:
    """The newest entry's number and mac (0 and "" if there is none), with the chain locked and moved on by `count`.

    One statement makes, locks and moves the head, so that two first requests at once cannot both make it.
    """
    connection = connections[chain.using]
    table = connection.ops.quote_name(chain.kind.chain._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (agency_id, actor, day, number, mac) values (%s, %s, %s, %s, '')"
            f" on conflict (day, agency_id, actor) do update set number = {table}.number + excluded.number"
            " returning number, mac",
            [chain.agency_id, chain.actor, chain.day.isoformat(), count],
        )
        number, mac = cursor.fetchone()
    return number - count, mac


def _entry(chain: _Chain, number: int, previous: str, change: Change, request_id: str) -> Any:
    reason = change.reason.replace("\0", "")  # PostgreSQL keeps no NUL
    details = _details(change)
    salt = secrets.token_urlsafe(16) if details or reason else ""
    digest = children_digest(change.children) if change.children else ""
    sealed = {
        "agency_id": chain.agency_id,
        "actor": chain.actor,
        "day": chain.day,
        "number": number,
        "at": chain.at,
        "verb": change.verb,
        "target_kind": change.target_kind,
        "target": change.target,
        "request_id": request_id,
        "details_digest": details_digest(details, reason, salt=salt) if salt else "",
        "previous": previous,
    }
    mac = seal(Facts(kind=chain.kind.name, children=digest, **sealed), key=settings.TRAIL_KEY)
    child_set = _child_set(chain, digest, change.children)
    return chain.kind.entry(
        **sealed, mac=mac, child_set_id=child_set, reason=reason, details=details, details_salt=salt
    )


def _details(change: Change) -> str | None:
    if change.before is None and change.after is None:
        return None
    return json.dumps({"before": change.before, "after": change.after}, cls=DjangoJSONEncoder, sort_keys=True)


def _child_set(chain: _Chain, digest: str, children: Sequence[str]) -> int | None:
    """The id of the stored set of these children; made if nobody had it yet."""
    if not digest:
        return None
    known = chain.kind.child_set._base_manager.filter(agency_id=chain.agency_id, digest=digest).values_list("pk")
    found = known.first()
    return found[0] if found else _make_child_set(chain, digest, sorted(set(children)))


# Each takes the ids as one JSON text: a set of 12,000 children is one statement.
_EACH = {"sqlite": "json_each(%s)", "postgresql": "json_array_elements_text(%s)"}


def _make_child_set(chain: _Chain, digest: str, children: Sequence[str]) -> int:
    connection = connections[chain.using]
    sets, members = (
        connection.ops.quote_name(model._meta.db_table) for model in (chain.kind.child_set, chain.kind.member)
    )
    with connection.cursor() as cursor:
        # If another process is making the same set, this waits for it and then takes its id.
        cursor.execute(
            f"insert into {sets} (agency_id, digest, size) values (%s, %s, %s)"
            " on conflict (agency_id, digest) do nothing returning id",
            [chain.agency_id, digest, len(children)],
        )
        if not (made := cursor.fetchone()):
            cursor.execute(f"select id from {sets} where agency_id = %s and digest = %s", [chain.agency_id, digest])
            return cursor.fetchone()[0]
        cursor.execute(
            f"insert into {members} (agency_id, child_set_id, child)"
            f" select %s, %s, value from {_EACH[connection.vendor]}",
            [chain.agency_id, made[0], json.dumps(children)],
        )
        return made[0]
