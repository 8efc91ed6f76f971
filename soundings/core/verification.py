"""Proving that the trail is complete and unaltered: every entry, every set of children, every head, every anchor."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from django.conf import settings

from soundings.core import anchors
from soundings.core.models import KINDS, Agency, ChangeEntry, ReadEntry, TrailKind
from soundings.core.rules import Facts, Fault, Problem, children_digest, details_digest, seal
from soundings.core.tenancy import acting_for

Entry = ReadEntry | ChangeEntry
Head = tuple[int, str]  # number and mac


def verify_trail() -> list[Problem]:
    """Everything that is wrong with the trail; nothing if it is complete and unaltered.

    Finds one altered, removed or moved entry, the last one too, a chain cut short or removed, a set of children
    or words that differ from their digest, and anchors that differ. Work that goes on meanwhile is not mistaken for
    a fault: heads and anchors are read before the entries that they speak of. The newest entries may lack an anchor,
    which is written after them. Reads the whole trail, one entry at a time: about 20,000 entries a second.
    """
    problems: list[Problem] = []
    for agency_id in _agencies():
        with acting_for(agency_id):
            for kind in KINDS:
                problems += _wrong_sets(kind, agency_id)
                for day in _days(kind, agency_id):
                    problems += _wrong_day(kind, agency_id, day)
    return problems


def _agencies() -> list[int]:
    """0 (no agency), and every agency known to the database, to the anchors or, without the wall, to the trail."""
    known = {0, *Agency.objects.values_list("pk", flat=True), *(agency_id for _, _, agency_id in anchors.files())}
    for kind in KINDS:
        known.update(kind.entry._base_manager.order_by().values_list("agency_id", flat=True).distinct())
    return sorted(known)


def _days(kind: TrailKind, agency_id: int) -> list[date]:
    days = {day for day, name, agency in anchors.files() if (name, agency) == (kind.name, agency_id)}
    for model in (kind.chain, kind.entry):
        days.update(model._base_manager.filter(agency_id=agency_id).order_by().values_list("day", flat=True).distinct())
    return sorted(days)


def _wrong_sets(kind: TrailKind, agency_id: int) -> Iterator[Problem]:
    members = kind.member._base_manager.filter(agency_id=agency_id).order_by("child_set_id")
    rows = members.values_list("child_set_id", "child").iterator(chunk_size=10_000)
    groups = groupby(rows, key=itemgetter(0))
    found = {set_id: children_digest(child for _, child in group) for set_id, group in groups}
    for set_id, digest in kind.child_set._base_manager.filter(agency_id=agency_id).values_list("pk", "digest"):
        if found.get(set_id) != digest:
            yield Problem(Fault.CHILDREN_ALTERED, kind.name, agency_id, number=set_id)


def _wrong_day(kind: TrailKind, agency_id: int, day: date) -> Iterator[Problem]:
    """Every fault of one day's chains, and of the file of their anchors."""
    heads = _heads(kind, agency_id, day)
    anchored = anchors.read(kind=kind.name, agency_id=agency_id, day=day)
    known = anchored.heads if anchored else {}
    seen = set()
    for actor, chain in _chains(kind, agency_id, day):
        seen.add(actor)
        head = heads.get(actor)
        for fault, number in _wrong_chain(kind, chain, head, known.get(actor, {})):
            yield Problem(fault, kind.name, agency_id, day, actor, number)
        if head is None and actor not in _heads(kind, agency_id, day):  # looked for again: it may be new
            yield Problem(Fault.HEAD_MISSING, kind.name, agency_id, day, actor)
    for fault, actor, number in _missing_chains(seen, heads, known):
        yield Problem(fault, kind.name, agency_id, day, actor, number)
    if seen and anchored is None:
        yield Problem(Fault.ANCHORS_MISSING, kind.name, agency_id, day)
    for line in anchored.damaged if anchored else ():
        yield Problem(Fault.ANCHOR_DAMAGED, kind.name, agency_id, day, number=line)


def _heads(kind: TrailKind, agency_id: int, day: date) -> dict[str, Head]:
    chains = kind.chain._base_manager.filter(agency_id=agency_id, day=day)
    return {actor: (number, mac) for actor, number, mac in chains.values_list("actor", "number", "mac")}


def _chains(kind: TrailKind, agency_id: int, day: date) -> Iterator[tuple[str, Iterator[Entry]]]:
    """Each person's entries of that day, in the order of their numbers."""
    entries: Any = kind.entry._base_manager.filter(agency_id=agency_id, day=day).select_related("child_set")
    yield from groupby(entries.order_by("actor", "number").iterator(chunk_size=2_000), attrgetter("actor"))


def _missing_chains(
    seen: set[str], heads: dict[str, Head], known: dict[str, dict[int, str]]
) -> Iterator[tuple[Fault, str, int]]:
    """Chains without any entry, of which a head or an anchor still knows."""
    for actor in sorted(heads.keys() - seen):
        yield Fault.HEAD_DIFFERS, actor, heads[actor][0]
    for actor in sorted(known.keys() - seen):
        yield Fault.ANCHORED_ENTRY_MISSING, actor, max(known[actor])


def _wrong_chain(
    kind: TrailKind, entries: Iterator[Entry], head: Head | None, anchored: dict[int, str]
) -> Iterator[tuple[Fault, int]]:
    """Every fault of one chain, whose entries come in the order of their numbers."""
    number, previous, unseen = 0, "", dict(anchored)
    at_head = None
    for entry in entries:
        yield from ((fault, entry.number) for fault in _wrong_entry(kind, entry, number + 1, previous))
        if unseen.pop(entry.number, entry.mac) != entry.mac:
            yield Fault.ANCHOR_DIFFERS, entry.number
        if head and entry.number == head[0]:
            at_head = entry.mac
        number, previous = entry.number, entry.mac
    yield from ((Fault.ANCHORED_ENTRY_MISSING, missing) for missing in sorted(unseen))
    if head and at_head != head[1]:
        yield Fault.HEAD_DIFFERS, head[0]


def _wrong_entry(kind: TrailKind, entry: Entry, expected: int, previous: str) -> Iterator[Fault]:
    if entry.number != expected:
        yield Fault.ENTRY_MISSING
    elif entry.previous != previous:
        yield Fault.ENTRY_MOVED
    if entry.mac != seal(_facts(kind, entry), key=settings.TRAIL_KEY):
        yield Fault.ENTRY_ALTERED
    if not _details_hold(entry):
        yield Fault.DETAILS_ALTERED


def _details_hold(entry: Entry) -> bool:
    """The words are those that were digested, or were erased as a whole."""
    if not entry.details_salt:
        return entry.details is None and not entry.reason
    return entry.details_digest == details_digest(entry.details, entry.reason, salt=entry.details_salt)


def _facts(kind: TrailKind, entry: Entry) -> Facts:
    shared = {name: getattr(entry, name) for name in Facts.__slots__ if name not in ("kind", "children")}
    return Facts(kind=kind.name, children=entry.child_set.digest if entry.child_set else "", **shared)
