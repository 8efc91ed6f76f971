from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.rules import (
    Denied,
    Facts,
    canonical,
    children_digest,
    details_digest,
    local_date,
    new_public_id,
    seal,
    sort_key,
)

KEY = "k" * 50
FACTS = Facts(
    kind="reads",
    agency_id=1,
    actor="worker",
    day=date(2026, 3, 16),
    number=1,
    at=datetime(2026, 3, 16, 12, tzinfo=UTC),
    verb="case.read",
    target_kind="case",
    target="abc",
    children="",
    request_id="r",
    details_digest="",
    previous="",
)
OTHERWISE = {
    "kind": "changes",
    "agency_id": 2,
    "actor": "other",
    "day": date(2026, 3, 17),
    "number": 2,
    "at": datetime(2026, 3, 16, 12, 0, 0, 1, tzinfo=UTC),
    "verb": "case.closed",
    "target_kind": "child",
    "target": "abd",
    "children": "set",
    "request_id": "s",
    "details_digest": "d",
    "previous": "p",
}


def changed(**fields: object) -> Facts:
    return Facts(**{name: getattr(FACTS, name) for name in Facts.__slots__} | fields)


def test_denied_carries_words():
    assert Denied("Only a QA lead can do that.").words == "Only a QA lead can do that."
    assert Denied().words == ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Łukasz", "lukasz"),
        ("Åsa", "asa"),
        ("Strauß", "strauss"),
        ("Søren Ærø", "soren aero"),
        ("  O’Brien   Siân ", "obrien sian"),
        ("O'Brien", "obrien"),
        ("Jean-Luc", "jean luc"),
        ("İpek", "ipek"),
        ("ĐẶNG", "dang"),
        ("Nguyễn", "nguyen"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("ਗੁਰਪ੍ਰੀਤ", sort_key("ਗੁਰਪ੍ਰੀਤ")),
        ("李娜", "李娜"),
        ("4471-02", "4471 02"),
        ("", ""),
    ],
)
def test_a_name_is_found_however_it_is_typed(text, key):
    assert sort_key(text) == key


@given(st.text())
def test_the_key_of_a_key_is_itself(text):
    assert sort_key(sort_key(text)) == sort_key(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_case_does_not_matter_in_the_languages_of_western_europe(text):
    assert sort_key(text.upper()) == sort_key(text.lower()) == sort_key(text)


def test_public_ids_are_sixteen_safe_characters():
    made = {new_public_id() for _ in range(2_000)}
    assert len(made) == 2_000
    assert {len(one) for one in made} == {16}
    assert all(one[0].isalnum() and one.replace("-", "").replace("_", "").isalnum() for one in made)


def test_the_day_is_the_local_one():
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in a British summer
    assert local_date(late, "Europe/London") == date(2026, 7, 1)
    assert local_date(late, "UTC") == date(2026, 6, 30)
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2026, 6, 30), "Europe/London")  # noqa: DTZ001  what it must refuse


def test_every_fact_is_under_the_seal():
    assert set(OTHERWISE) == set(Facts.__slots__)
    seals = {seal(changed(**{name: value}), key=KEY) for name, value in OTHERWISE.items()}
    assert len(seals | {seal(FACTS, key=KEY)}) == len(OTHERWISE) + 1


def test_the_seal_needs_the_key():
    assert seal(FACTS, key=KEY) != seal(FACTS, key=KEY + "x")
    assert len(seal(FACTS, key=KEY)) == 43


@given(st.timezones(), st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_the_same_moment_has_the_same_seal_in_any_zone(zone, naive):
    moment = naive.replace(tzinfo=UTC)
    assert seal(changed(at=moment), key=KEY) == seal(changed(at=moment.astimezone(zone)), key=KEY)


values = st.lists(st.none() | st.integers() | st.text(), max_size=5)


@given(values, values)
def test_different_values_have_different_bytes(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


def test_a_date_and_a_moment_are_told_apart():
    east = timezone(timedelta(hours=9))
    assert canonical([datetime(2026, 3, 16, 9, tzinfo=east)]) == canonical([datetime(2026, 3, 16, tzinfo=UTC)])
    assert canonical([datetime(2026, 3, 16, tzinfo=UTC)]) != canonical([date(2026, 3, 16)])


ids = st.lists(st.text(min_size=1, max_size=16), min_size=1, max_size=8)


@given(ids, st.randoms())
def test_a_set_of_children_has_no_order(children, chance):
    mixed = children + children[:1]
    chance.shuffle(mixed)
    assert children_digest(children) == children_digest(mixed)


@given(ids, st.text(min_size=1, max_size=16))
def test_one_child_more_is_another_set(children, another):
    assert (children_digest(children) == children_digest([*children, another])) == (another in children)


def test_a_digest_tells_nothing_without_its_salt():
    assert details_digest('{"a": 1}', "because", salt="x") != details_digest('{"a": 1}', "because", salt="y")
    assert details_digest(None, "because", salt="x") != details_digest('"because"', "", salt="x")
