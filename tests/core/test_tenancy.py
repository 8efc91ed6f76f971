from contextlib import suppress

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, models, transaction

from soundings.core import tenancy
from soundings.core.models import KINDS, Agency, ChangeEntry, ReadEntry
from soundings.core.tenancy import SETTING, acting_at_least_for, acting_for
from soundings.core.verification import verify_trail

ON_POSTGRES = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture
def two(db, change) -> tuple[Agency, Agency]:
    """Two agencies, one change each."""
    agencies = tuple(Agency.objects.create(code=code, name=code.title()) for code in ("north", "south"))
    for agency in agencies:
        with acting_for(agency):
            change(agency, "a", target=agency.code)
    forget()
    return agencies


def forget() -> None:
    """No agency is set, as at the start of a request."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select set_config(%s, '', false)", [SETTING])


def targets() -> list[str]:
    return list(ChangeEntry.objects.order_by("target").values_list("target", flat=True))


def tables_with_policy() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid"
            " where c.relrowsecurity and p.polname = 'soundings_agency' and p.polcmd = '*'"
        )
        return {name for (name,) in cursor.fetchall()}


class TestTheWall:
    pytestmark = ON_POSTGRES

    def test_without_an_agency_nothing_is_shown(self, two):
        assert targets() == []
        for kind in KINDS:
            for model in (kind.entry, kind.chain, kind.child_set, kind.member):
                assert not model.objects.exists()

    def test_an_agency_is_shown_its_own(self, two):
        for agency in two:
            with acting_for(agency):
                assert targets() == [agency.code]
            assert targets() == []

    def test_another_agencys_rows_can_be_neither_made_nor_moved_nor_removed(self, two, change):
        north, south = two
        with acting_for(north):
            foreign = ChangeEntry(
                agency_id=south.pk, actor="x", number=1, mac="x", at="2026-03-16T12:00Z", day="2026-03-16"
            )
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                foreign.save()
            assert ChangeEntry.objects.filter(agency_id=south.pk).update(details=None, details_salt="", reason="") == 0

    def test_stands_round_every_table_with_an_agency(self, two):
        expected = {model._meta.db_table for model in tenancy.walled_models()}
        expected |= {model._meta.db_table for model, _ in tenancy.walled_links()}
        expected &= set(connection.introspection.table_names())
        assert tables_with_policy() == expected

    def test_the_app_is_held_by_it(self, two):
        assert tenancy.wall_stands()

    @pytest.mark.django_db(transaction=True)
    def test_the_owner_is_not_held_since_migrations_touch_every_row(self, two, owner_connection):
        assert owner_connection.execute("select count(*) from core_changeentry").fetchone() == (2,)

    @pytest.mark.django_db(transaction=True, databases=["default", "owner"])
    def test_is_built_again_after_every_migration(self, two, owner_connection):
        before = tables_with_policy()
        for table in before:
            owner_connection.execute(f"alter policy soundings_agency on {table} using (false)")
        call_command("migrate", verbosity=0, interactive=False)
        assert tables_with_policy() == before
        with acting_for(two[0]):
            assert targets() == ["north"]


class TestActingFor:
    pytestmark = ON_POSTGRES

    def test_blocks_stand_in_one_another(self, two):
        north, south = two
        with acting_for(north):
            with acting_for(south):
                assert targets() == ["south"]
            assert targets() == ["north"]
            with acting_for(None):
                assert targets() == []
            assert targets() == ["north"]

    def test_an_error_inside_restores_what_was(self, two):
        north, south = two
        with acting_for(north):
            with pytest.raises(RuntimeError), acting_for(south):
                raise RuntimeError
            assert targets() == ["north"]

    def test_it_is_enough_to_be_acting_already(self, two, django_assert_num_queries):
        with acting_for(two[0]):
            with django_assert_num_queries(1), acting_at_least_for(two[0].pk):
                assert targets() == ["north"]
            with acting_at_least_for(two[1]):
                assert targets() == ["south"]

    @pytest.mark.django_db(transaction=True)
    def test_nothing_stays_behind_on_the_connection(self, two):
        with acting_for(two[0]):
            assert connection.in_atomic_block
            assert targets() == ["north"]
        assert not connection.in_atomic_block
        assert targets() == []

    @pytest.mark.django_db(transaction=True)
    def test_an_error_takes_the_work_back(self, two, change):
        with pytest.raises(RuntimeError), acting_for(two[0]):
            change(two[0], target="lost")
            raise RuntimeError
        with acting_for(two[0]):
            assert targets() == ["north"]

    @pytest.mark.django_db(transaction=True)
    def test_a_failed_statement_does_not_pass_for_stored(self, two, read, settings):
        def a_page():
            with acting_for(two[0]):
                read(two[0], "a")
                with suppress(DatabaseError), connection.cursor() as cursor:
                    cursor.execute("select 1 / 0")

        with pytest.raises(DatabaseError, match="nothing of it can be stored"):
            a_page()
        with acting_for(two[0]):
            assert not ReadEntry.objects.exists()
        assert verify_trail() == []  # and no anchor says otherwise


class TestRights:
    pytestmark = ON_POSTGRES

    @pytest.mark.parametrize("right", ["update", "delete", "truncate", "references", "trigger"])
    def test_the_app_only_adds_to_the_trail(self, db, right):
        for kind in KINDS:
            for model in (kind.entry, kind.child_set, kind.member):
                assert not self.has(model, right)
                assert self.has(model, "insert") and self.has(model, "select")

    def test_the_app_may_erase_words(self, db):
        with connection.cursor() as cursor:
            cursor.execute(
                "select column_name from information_schema.column_privileges where grantee = current_user"
                " and table_name = 'core_changeentry' and privilege_type = 'UPDATE' order by 1"
            )
            assert [name for (name,) in cursor.fetchall()] == ["details", "details_salt", "reason"]

    def test_the_app_makes_no_tables(self, db):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("create table mine (id int)")

    def test_the_app_uses_the_table_of_the_cache(self, db):
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege('soundings_cache', 'insert, select, update, delete')")
            assert cursor.fetchone() == (True,)

    def has(self, model: type[models.Model], right: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select has_table_privilege(%s, %s)", [model._meta.db_table, right])
            return cursor.fetchone()[0]


@pytest.mark.sqlite
@pytest.mark.django_db
class TestOnSQLite:
    def test_acting_for_an_agency_changes_nothing(self, two, django_assert_num_queries):
        with django_assert_num_queries(1), acting_for(two[0]):
            assert targets() == ["north", "south"]

    def test_there_is_no_wall(self, db):
        assert not tenancy.wall_stands()

    def test_both_files_are_migrated_and_nobody_else_owns_them(self):
        assert tenancy.migration_alias() == "default"
        assert tenancy.migration_aliases() == ["default", "trail"]
        with tenancy.as_owner():
            assert connections["default"].vendor == "sqlite"

    def test_the_cache_has_its_table(self, db):
        assert "soundings_cache" in connection.introspection.table_names()
        assert "soundings_cache" not in connections["trail"].introspection.table_names()


@pytest.mark.postgres
def test_on_postgres_the_owner_migrates():
    assert tenancy.migration_alias() == "owner"
    assert tenancy.migration_aliases() == ["owner"]
    with tenancy.as_owner():
        assert connections["default"].alias == "owner"
    assert connections["default"].alias == "default"


def test_agencies_are_known_by_number():
    assert tenancy.agency_key(Agency(pk=7)) == tenancy.agency_key(7) == 7
    assert tenancy.agency_key(None) == tenancy.agency_key(Agency()) == 0


def test_every_table_that_belongs_to_an_agency_stands_behind_the_wall():
    """A table that refers to walled rows, and has no agency of its own, would show whose they are."""
    walled = {*tenancy.walled_models(), *(model for model, _ in tenancy.walled_links())}
    for model in apps.get_models(include_auto_created=True):
        if model in walled or model._meta.label_lower in tenancy.OUTSIDE:
            continue
        keys = [f for f in model._meta.local_fields if isinstance(f, models.ForeignKey) and f.related_model in walled]
        assert not keys, f"{model._meta.label} needs an agency: it refers to rows of one."


def test_what_stands_outside_is_there():
    assert {model._meta.label_lower for model in apps.get_models()} >= tenancy.OUTSIDE
