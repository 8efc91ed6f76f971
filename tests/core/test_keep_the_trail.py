"""Migration 0002: the database itself refuses to alter or remove what is in the trail."""

import pytest
from django.db import DatabaseError, connections, router, transaction

from soundings.core.models import CHANGES, KINDS, READS
from tests.conftest import ON_POSTGRES

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
REFUSAL = "permission denied|never altered" if ON_POSTGRES else "never altered"


@pytest.fixture
def trail(agency, read, change):
    for note in (read, change):
        note(agency, "a", "b", reason="Because")
        note(agency, "c", reason="Because")


def refused(model, act) -> bool:
    with pytest.raises(DatabaseError, match=REFUSAL), transaction.atomic(using=router.db_for_write(model)):
        act(model._base_manager)
    return True


@BOTH
def test_no_entry_can_be_altered(trail, kind):
    for column, value in {
        "verb": "x",
        "actor": "x",
        "mac": "x",
        "number": 9,
        "child_set": None,
        "previous": "x",
    }.items():
        assert refused(kind.entry, lambda rows: rows.update(**{column: value}))  # noqa: B023  used at once


@BOTH
def test_words_can_be_erased_but_not_altered(trail, kind):
    assert refused(kind.entry, lambda rows: rows.update(reason="Innocent"))
    assert refused(kind.entry, lambda rows: rows.update(details=None, details_salt="", reason="Innocent"))
    assert refused(kind.entry, lambda rows: rows.update(details=None, details_salt="", reason="", verb="x"))
    assert kind.entry.objects.update(details=None, details_salt="", reason="") == 2


@BOTH
def test_nothing_can_be_removed(trail, kind):
    for model in (kind.member, kind.entry, kind.child_set, kind.chain):
        assert refused(model, lambda rows: rows.all()._raw_delete(rows.db))
        assert model.objects.exists()


@BOTH
def test_a_set_of_children_cannot_be_altered(trail, kind):
    assert refused(kind.child_set, lambda rows: rows.update(digest="x"))
    assert refused(kind.member, lambda rows: rows.filter(child="a").update(child="d"))


@BOTH
def test_a_head_only_moves_forward(trail, kind):
    assert refused(kind.chain, lambda rows: rows.update(number=1))
    assert refused(kind.chain, lambda rows: rows.update(actor="x"))
    assert kind.chain.objects.update(number=2) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@BOTH
def test_the_owner_of_the_tables_is_refused_too(trail, kind, owner_connection):
    for model in (kind.member, kind.entry, kind.child_set, kind.chain):
        with pytest.raises(Exception, match="never altered"):
            owner_connection.execute(f"delete from {model._meta.db_table}")


def test_every_table_of_the_trail_is_kept():
    for kind in (READS, CHANGES):
        for model in (kind.member, kind.entry, kind.child_set, kind.chain):
            connection = connections[router.db_for_write(model)]
            column, catalogue = (
                ("tgname", "pg_trigger where not tgisinternal and")
                if connection.vendor == "postgresql"
                else ("name", "sqlite_master where type = 'trigger' and")
            )
            with connection.cursor() as cursor:
                cursor.execute(f"select {column} from {catalogue} {column} like %s", [f"{model._meta.db_table}%"])
                names = {name for (name,) in cursor.fetchall()}
            assert {f"{model._meta.db_table}_update", f"{model._meta.db_table}_delete"} <= names
