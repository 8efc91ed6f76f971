import pytest
from django.db import connection, models

from soundings.core.models import Agency, SortKeyField, WithPublicId


@pytest.mark.django_db
def test_an_agency_has_its_own_clock_and_language(agency):
    agency.refresh_from_db()
    assert (agency.time_zone, agency.language, agency.is_training) == ("Europe/London", "en-gb", False)
    assert agency.created_at.tzinfo
    assert str(agency) == "North"


def test_a_public_id_is_made_and_cannot_be_typed():
    field = WithPublicId._meta.get_field("public_id")
    assert (field.unique, field.editable, field.max_length, len(field.get_default())) == (True, False, 16, 16)


@pytest.mark.django_db
def test_sort_keys_are_ordered_alike_on_both_databases():
    field = SortKeyField(max_length=20)
    field.set_attributes_from_name("key")
    collation = field.db_parameters(connection)["collation"]
    order = f' collate "{collation}"' if collation else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select w from (select 'obrien a' as w union select 'obrien' union select 'o z') x order by w{order}"
        )
        assert [word for (word,) in cursor.fetchall()] == ["o z", "obrien", "obrien a"]


def test_sort_keys_are_text():
    assert issubclass(SortKeyField, models.CharField)
    assert issubclass(Agency, models.Model)
