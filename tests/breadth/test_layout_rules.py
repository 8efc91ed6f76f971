"""What changed between two layouts of a board: by hand, then by its properties."""

from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth.rules import SUITS, ChangeKind, ElementKind, Laid, LayoutChange, Shows, layout_changes, suits

CHILD, GOAL = Laid("child-id", "Child"), Laid("goal", "Goal", "yes-no")
SCALE, HOUSES = Laid("scale", "Scale", "scale"), Laid("three-houses", "Houses", "date")


def test_nothing_changed():
    assert layout_changes([CHILD, GOAL], [CHILD, GOAL]) == []


def test_each_kind_of_change_is_told_once():
    after = [CHILD, HOUSES._replace(label="My houses", shows="dates"), SCALE]
    assert layout_changes([CHILD, GOAL, HOUSES], after) == [
        LayoutChange(ChangeKind.ADDED, "Scale"),
        LayoutChange(ChangeKind.DROPPED, "Goal"),
        LayoutChange(ChangeKind.RENAMED, "My houses", "Houses", "My houses"),
        LayoutChange(ChangeKind.SHOWN, "My houses", "date", "dates"),
    ]


def test_only_the_column_that_was_moved_is_said_to_have_moved():
    assert layout_changes([CHILD, GOAL, SCALE, HOUSES], [CHILD, HOUSES, GOAL, SCALE]) == [
        LayoutChange(ChangeKind.MOVED, "Houses")
    ]


def test_the_childs_column_without_the_id_is_the_same_column_shown_another_way():
    assert layout_changes([CHILD, GOAL], [Laid("child", "Child"), GOAL]) == [
        LayoutChange(ChangeKind.SHOWN, "Child", "child-id", "child")
    ]


codes = st.lists(st.sampled_from("abcdefgh"), unique=True)


def laid(what: list[str]) -> list[Laid]:
    return [Laid(one, one.upper(), "date") for one in what]


@given(codes, codes)
def test_added_and_dropped_are_the_difference_and_no_change_means_the_same(before, after):
    changes = layout_changes(laid(before), laid(after))
    said = {kind: {one.label for one in changes if one.kind is kind} for kind in ChangeKind}
    assert said[ChangeKind.ADDED] == {one.upper() for one in set(after) - set(before)}
    assert said[ChangeKind.DROPPED] == {one.upper() for one in set(before) - set(after)}
    assert (changes == []) == (before == after)


@given(codes, codes)
def test_without_the_moved_columns_the_order_is_as_it_was(before, after):
    changes = layout_changes(laid(before), laid(after))
    gone = {one.label for one in changes if one.kind in (ChangeKind.MOVED, ChangeKind.ADDED, ChangeKind.DROPPED)}
    assert [one for one in before if one.upper() not in gone] == [one for one in after if one.upper() not in gone]


def test_every_kind_can_be_written_in_some_way_and_a_scale_never_as_dates():
    assert set(SUITS) == set(ElementKind)
    assert suits("scale", Shows.SCALE) and not suits("scale", Shows.DATES)
