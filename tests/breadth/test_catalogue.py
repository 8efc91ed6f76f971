"""The four boards, column by column, counted by hand on the printed dashboards (seed 2, version 2.1.1)."""

import pytest

from soundings.breadth.catalogue import board_for_stage, catalogue
from soundings.breadth.rules import Fact, Shows

COUNTED = {"whole-practice": 14, "front-end": 14, "family-support": 13, "preventative": 13}

# Printed column, in order: what it shows.
PRINTED = {
    "whole-practice": [
        ("Name, age and ID", None),
        ("Date Opened", None),
        ("Abuse Type", None),
        ("Mapping Internal", Shows.DATES),
        ("Mapping with Family", Shows.DATES),
        ("Three Houses", Shows.DATE),
        ("Danger Statement", Shows.YES_NO),
        ("Safety Goal", Shows.YES_NO),
        ("Safety Scale", Shows.SCALE),
        ("Timeline and Trajectory", Shows.DATE),
        ("Words and Pictures", Shows.YES_NO),
        ("Network", Shows.NUMBER),
        ("Adult Safety Plan", Shows.YES_NO),
        ("Child Safety Plan", Shows.DATE),
    ],
    "front-end": [
        ("Name, age and ID", None),
        ("Date Opened", None),
        ("Abuse Type", None),
        ("Mapping Internal", Shows.DATE),
        ("Mapping with Family", Shows.DATE),
        ("Three Houses", Shows.DATE),
        ("Danger Statement", Shows.YES_NO),
        ("Safety Goal", Shows.YES_NO),
        ("Safety Scale", Shows.SCALE),
        ("Words and Pictures", Shows.DATE),
        ("Network", Shows.NUMBER),
        ("Participatory Conferences/Meetings including Network", Shows.NUMBER),
        ("Interim Adult Safety Plan", Shows.DATE),
        ("Child Safety Plan", Shows.DATE),
    ],
    "family-support": [
        ("Name and age", None),
        ("Date Opened", None),
        ("Abuse Type", None),
        ("Mapping Internal", Shows.YES_NO),
        ("Mapping with Family", Shows.YES_NO),
        ("Three Houses", Shows.YES_NO),
        ("Critical Worry", Shows.YES_NO),
        ("Success Goal", Shows.YES_NO),
        ("Success Scale", Shows.SCALE),
        ("Words and Pictures", Shows.YES_NO),
        ("Network", Shows.NUMBER),
        ("Adult Success Plan", Shows.YES_NO),
        ("Child Success Plan", Shows.YES_NO),
    ],
    "preventative": [
        ("Name, age and ID", None),
        ("Date Opened", None),
        ("Mapping Internal", Shows.DATE),
        ("Mapping with Family", Shows.DATE),
        ("My Three Houses", Shows.DATE),
        ("Critical Worry", Shows.YES_NO),
        ("Wellbeing Goal", Shows.YES_NO),
        ("Wellbeing Scale", Shows.SCALE),
        ("Words and Pictures", Shows.DATE),
        ("Network", Shows.NUMBER),
        ("Adult Success Plan", Shows.DATE),
        ("Child Wellbeing Plan", Shows.DATE),
        ("Case Trajectory", Shows.DATE),
    ],
}


def board(code):
    return next(one for one in catalogue().boards if one.code == code)


@pytest.mark.parametrize("code", COUNTED)
def test_each_board_has_the_printed_columns_in_their_order(code):
    columns = board(code).columns
    assert len(columns) == COUNTED[code]
    assert [(column.label, column.shows) for column in columns] == PRINTED[code]


def test_only_the_voluntary_board_has_no_abuse_type():
    without = [one.code for one in catalogue().boards if Fact.ABUSE not in [column.fact for column in one.columns]]
    assert without == ["preventative"]


def test_only_the_family_support_board_has_no_id():
    without = [one.code for one in catalogue().boards if one.columns[0].fact is Fact.CHILD]
    assert without == ["family-support"]


def test_one_element_bears_each_vocabularys_word():
    said = {one.code: [c.label for c in one.columns if c.element == "statement"] for one in catalogue().boards}
    assert said == {
        "whole-practice": ["Danger Statement"],
        "front-end": ["Danger Statement"],
        "family-support": ["Critical Worry"],
        "preventative": ["Critical Worry"],
    }


def test_statement_goal_and_scale_belong_to_an_issue():
    assert {one.code for one in catalogue().elements if one.by_issue} == {"statement", "goal", "scale"}
    assert len(catalogue().elements) == 13


@pytest.mark.parametrize(
    ("code", "voluntary", "serves"),
    [
        ("front-end", False, "front-end"),
        ("family-support", False, "family-support"),
        ("preventative", False, "family-support"),
        ("preventative", True, "preventative"),
        ("voluntary", True, "preventative"),
        ("early-help", True, "preventative"),
        ("children-in-care", False, "whole-practice"),
    ],
)
def test_each_stage_starts_with_a_board(code, voluntary, serves):
    assert board_for_stage(code=code, voluntary=voluntary) == serves


def test_every_word_of_the_file_has_its_welsh_and_no_other_is_there():
    said = {one.label for one in [*catalogue().elements, *catalogue().boards]}
    said |= {column.label for one in catalogue().boards for column in one.columns}
    assert set(catalogue().words["cy"]) == said
    assert catalogue().labels("Three Houses") == {"en-gb": "Three Houses", "cy": "Tri Thŷ"}
