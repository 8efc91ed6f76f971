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
from django.db import DatabaseError, connections, models, router, transaction
from django.db.backends.utils import CursorWrapper

from soundings.core import anchors, queries
from soundings.core.models import CHANGES, KINDS, READS, Agency, TrailKind
from soundings.core.plain import cursor_for
from soundings.core.rules import Facts, TrailUnavailable, children_digest, details_digest, seal
from soundings.core.tenancy import acting_at_least_for, agency_key

log = structlog.get_logger("soundings.trail")


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
        # A fault takes back also the change that was to be told, so a savepoint would be two journeys for nothing.
        with acting_at_least_for(agency), transaction.atomic(using=chain.using, savepoint=False):
            head = _append(chain, changes, _request_id())
            transaction.on_commit(partial(_anchor_or_say, chain, *head), using=chain.using)
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


def _anchor_or_say(chain: _Chain, number: int, mac: str) -> None:
    """As `_anchor`; but the change is stored by now, and a disk that has just filled up must not say otherwise."""
    try:
        _anchor(chain, number, mac)
    except TrailUnavailable:
        log.error("anchor not written", kind=chain.kind.name, agency=chain.agency_id, number=number)


def _append(chain: _Chain, changes: Sequence[Change], request_id: str) -> tuple[int, str]:
    """The entries are sealed and stored after the newest of their chain. Returns the new head: number and mac."""
    with cursor_for(chain.using) as cursor:
        last, mac = _take_head(cursor, chain, len(changes))
        rows = []
        for number, change in enumerate(changes, start=last + 1):
            rows.append(_row(cursor, chain, number, mac, change, request_id))
            mac = rows[-1]["mac"]
        _store(cursor, chain, rows)
        cursor.execute(
            f"update {_table(chain.kind.chain)} set mac = %s where day = %s and agency_id = %s and actor = %s",
            [mac, chain.day.isoformat(), chain.agency_id, chain.actor],
        )
    return last + len(changes), mac


def _take_head(cursor: CursorWrapper, chain: _Chain, count: int) -> tuple[int, str]:
    """The newest entry's number and mac (0 and "" if there is none), with the chain locked and moved on by `count`.

    One statement makes, locks and moves the head, so that two first requests at once cannot both make it.
    """
    table = _table(chain.kind.chain)
    cursor.execute(
        f"insert into {table} (agency_id, actor, day, number, mac) values (%s, %s, %s, %s, '')"
        f" on conflict (day, agency_id, actor) do update set number = {table}.number + excluded.number"
        " returning number, mac",
        [chain.agency_id, chain.actor, chain.day.isoformat(), count],
    )
    number, mac = cursor.fetchone()
    return number - count, mac


def _store(cursor: CursorWrapper, chain: _Chain, rows: Sequence[dict[str, Any]]) -> None:
    # Plain SQL, since a page waits for this: building the same by model and queryset takes three times as long.
    names, marks = ", ".join(rows[0]), ", ".join(["%s"] * len(rows[0]))
    sql = f"insert into {_table(chain.kind.entry)} ({names}) values ({marks})"
    if len(rows) == 1:
        cursor.execute(sql, list(rows[0].values()))
    else:
        cursor.executemany(sql, [list(row.values()) for row in rows])


def _row(
    cursor: CursorWrapper, chain: _Chain, number: int, previous: str, change: Change, request_id: str
) -> dict[str, Any]:
    """The columns of one sealed entry; its set of children is stored."""
    reason = change.reason.replace("\0", "")  # PostgreSQL keeps no NUL
    details = _details(change)
    salt = secrets.token_urlsafe(16) if details or reason else ""
    digest = children_digest(change.children) if change.children else ""
    facts = Facts(
        kind=chain.kind.name,
        agency_id=chain.agency_id,
        actor=chain.actor,
        day=chain.day,
        number=number,
        at=chain.at,
        verb=change.verb,
        target_kind=change.target_kind,
        target=change.target,
        children=digest,
        request_id=request_id,
        details_digest=details_digest(details, reason, salt=salt) if salt else "",
        previous=previous,
    )
    row = {name: getattr(facts, name) for name in Facts.__slots__ if name not in ("kind", "children")}
    row |= {"details": details, "details_salt": salt, "reason": reason, "mac": seal(facts, key=settings.TRAIL_KEY)}
    row["child_set_id"] = _child_set(cursor, chain, digest, change.children)
    row["at"] = connections[chain.using].ops.adapt_datetimefield_value(chain.at)
    return row


def _details(change: Change) -> str | None:
    if change.before is None and change.after is None:
        return None
    return json.dumps({"before": change.before, "after": change.after}, cls=DjangoJSONEncoder, sort_keys=True)


def _child_set(cursor: CursorWrapper, chain: _Chain, digest: str, children: Sequence[str]) -> int | None:
    """The id of the stored set of these children; made if nobody had it yet."""
    if not digest:
        return None
    find = f"select id from {_table(chain.kind.child_set)} where agency_id = %s and digest = %s"
    if found := _first(cursor, find, chain.agency_id, digest):
        return found
    made = _first(
        cursor,
        f"insert into {_table(chain.kind.child_set)} (agency_id, digest, size) values (%s, %s, %s)"
        " on conflict (agency_id, digest) do nothing returning id",
        chain.agency_id,
        digest,
        len(set(children)),
    )
    if made is None:  # another process was making the same set; the insert has waited for it
        return _first(cursor, find, chain.agency_id, digest)
    _add_members(cursor, chain, made, sorted(set(children)))
    return made


# Each takes the ids as one JSON text: a set of 12,000 children is one statement.
_EACH = {"sqlite": "json_each(%s)", "postgresql": "json_array_elements_text(%s)"}


def _add_members(cursor: CursorWrapper, chain: _Chain, child_set: int, children: Sequence[str]) -> None:
    each = _EACH[connections[chain.using].vendor]
    cursor.execute(
        f"insert into {_table(chain.kind.member)} (agency_id, child_set_id, child) select %s, %s, value from {each}",
        [chain.agency_id, child_set, json.dumps(children)],
    )


def _first(cursor: CursorWrapper, sql: str, *values: int | str) -> int | None:
    cursor.execute(sql, values)
    row = cursor.fetchone()
    return row[0] if row else None


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # ours: made of letters and underscores only
