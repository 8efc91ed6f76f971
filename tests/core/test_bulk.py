"""Rows stored at once: what all of them say is said once."""

from datetime import date

import pytest

from soundings.core.bulk import alike, insert_rows
from soundings.core.models import Agency, OwnDay

pytestmark = pytest.mark.django_db


def test_what_all_rows_say_stands_apart():
    rows = [(1, "yes", None, "a", ""), (2, "yes", None, "b", ""), (3, "yes", None, "a", "")]
    columns, varying, same = alike(("id", "answer", "number", "rater", "words"), rows)
    assert columns == ["id", "rater"]
    assert varying == [(1, "a"), (2, "b"), (3, "a")]
    assert same == {"answer": "yes", "number": None, "words": ""}


def test_the_key_stays_even_of_one_row_and_no_row_is_none():
    assert alike(("id", "answer"), [(1, "yes")]) == (["id"], [(1,)], {"answer": "yes"})
    assert alike(("id", "answer"), []) == (["id", "answer"], [], {})


@pytest.mark.parametrize("works", [True, False])
def test_it_is_stored_as_it_was_said(agency: Agency, works: bool):
    rows = [(date(2026, 12, day).isoformat(), works, "Moved") for day in (1, 2, 3)]
    columns, varying, same = alike(("on", "works", "name"), rows)
    assert (columns, same) == (["on"], {"works": works, "name": "Moved"})
    assert insert_rows(OwnDay, columns, varying, same=same | {"agency_id": agency.pk}) == 3
    stored = OwnDay.objects.order_by("on").values_list("on", "works", "name")
    assert list(stored) == [(date(2026, 12, day), works, "Moved") for day in (1, 2, 3)]
