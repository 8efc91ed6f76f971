import pytest
from django.db import connections, router

from soundings.core.models import CHANGES, READS, Agency

KEPT_TOGETHER = ("entry", "chain", "child_set", "member")


@pytest.mark.sqlite
@pytest.mark.parametrize("name", KEPT_TOGETHER)
def test_readings_have_a_file_of_their_own(name):
    reads, changes = getattr(READS, name), getattr(CHANGES, name)
    assert router.db_for_read(reads) == router.db_for_write(reads) == "trail"
    assert router.db_for_read(changes) == router.db_for_write(changes) == "default"
    assert router.allow_migrate_model("trail", reads) and not router.allow_migrate_model("default", reads)
    assert router.allow_migrate_model("default", changes) and not router.allow_migrate_model("trail", changes)


@pytest.mark.sqlite
@pytest.mark.django_db
def test_nothing_else_is_in_that_file():
    tables = {getattr(READS, name)._meta.db_table for name in KEPT_TOGETHER}
    assert set(connections["trail"].introspection.table_names()) == tables | {"django_migrations"}
    assert not tables & set(connections["default"].introspection.table_names())


@pytest.mark.postgres
@pytest.mark.parametrize("name", KEPT_TOGETHER)
def test_on_postgres_one_database_has_it_all(name):
    reads = getattr(READS, name)
    assert router.db_for_read(reads) == router.db_for_write(reads) == "default"
    assert router.allow_migrate_model("owner", reads) and router.allow_migrate_model("owner", Agency)
