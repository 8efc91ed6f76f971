import pytest
from django.core.cache import cache

from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.routing import TrailRouter


@pytest.mark.sqlite
def test_readings_have_a_file_of_their_own_and_changes_have_not():
    assert TrailRouter().db_for_write(ReadEntry) == "trail"
    assert TrailRouter().db_for_read(ReadEntry) == "trail"
    assert TrailRouter().db_for_write(ChangeEntry) is None


@pytest.mark.django_db
def test_the_cache_in_the_database_holds_what_it_is_given():
    cache.set("asked", 3)
    assert cache.get("asked") == 3
