"""A million readings, for the question who has read one child's record. Their seals are empty: only time is asked."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from django.db import router, transaction

from soundings.cases.models import Child
from soundings.core.bulk import insert_rows, reserve_ids
from soundings.core.models import READS, Agency
from soundings.core.tenancy import acting_for

READINGS = 1_000_000
BOARDS = 400  # sets of 160 children, each read again and again
BOARD_SIZE = 160
ALONE = 5_000  # children who are read one at a time
FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)


def fill_trail(agency: Agency) -> list[str]:
    """A million readings stand (made once). Returns the public ids of some children who were read."""
    with acting_for(agency):
        children = list(Child.objects.filter(agency=agency).order_by("pk").values_list("public_id", flat=True)[:ALONE])
    using = router.db_for_write(READS.entry)
    with acting_for(agency), transaction.atomic(using=using):
        if READS.entry._base_manager.using(using).count() < READINGS:
            sets = _store_sets(agency, children)
            insert_rows(READS.entry, _COLUMNS, _entries(agency, sets))
    return children[:200]


_COLUMNS = (
    "agency_id", "actor", "day", "number", "at", "verb", "target_kind", "target", "request_id", "reason",
    "details_salt", "details_digest", "previous", "mac", "child_set_id",
)  # fmt: skip


def _store_sets(agency: Agency, children: list[str]) -> list[int]:
    rng = Random(7)
    wanted = [rng.sample(children, min(BOARD_SIZE, len(children))) for _ in range(BOARDS)] + [[c] for c in children]
    ids = list(reserve_ids(READS.child_set, len(wanted)))
    rows = ((pk, agency.pk, f"bench-{pk}", len(who)) for pk, who in zip(ids, wanted, strict=True))
    insert_rows(READS.child_set, ("id", "agency_id", "digest", "size"), rows)
    members = ((agency.pk, pk, child) for pk, who in zip(ids, wanted, strict=True) for child in who)
    insert_rows(READS.member, ("agency_id", "child_set_id", "child"), members)
    return ids


def _entries(agency: Agency, sets: list[int]) -> Iterator[tuple[object, ...]]:
    rng = Random(11)
    for number in range(READINGS):
        at = FIRST + timedelta(seconds=number * 20)
        board = rng.random() < 0.5
        child_set = sets[rng.randrange(BOARDS)] if board else sets[BOARDS + rng.randrange(len(sets) - BOARDS)]
        actor = f"bench-{number % 500}"
        yield (
            agency.pk, actor, at.date().isoformat(), number // 500 + 1, at.replace(tzinfo=None).isoformat(" "),
            "board.viewed" if board else "case.viewed", "", "", "", "", "", "", "", "", child_set,
        )  # fmt: skip
