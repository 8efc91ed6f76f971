"""Options that are kept, and text that a spreadsheet must not take for a formula."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.tables import armed, disarmed
from soundings.exchange.rules import Options, options_from

TRIGGERS = [
    "=1+1",
    "+44 20",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "|calc",
    "%0A",
    "'=1",
    "''=1",
    "\0=1",
    "=cmd|'/c calc'!A0",
]


@pytest.mark.parametrize("text", TRIGGERS)
def test_text_that_looks_like_a_formula_is_armed_and_disarmed(text: str):
    assert armed(text) == f"'{text}"
    assert disarmed(armed(text)) == text


@pytest.mark.parametrize("text", ["Jane", "O'Brien", "'tis", "a=b", "3 - 4", "", "'", "’=1"])
def test_other_text_is_left_alone(text: str):
    assert armed(text) == text
    assert disarmed(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@|% \t\r\nab1\0")))
def test_arming_never_changes_what_comes_back(text: str):
    assert disarmed(armed(text)) == text


@given(st.text(alphabet=st.sampled_from("'=+-@|% \t\nab1")))
def test_nothing_that_leaves_begins_with_a_sign(text: str):
    assert not armed(text).lstrip(" \t\n").startswith(tuple("=+-@|%"))


def test_options_come_back_as_they_were_kept():
    options = Options(as_of="2026-03-16", good_rows=True, settled={"worker": {"jane smith": "create"}})

    assert options_from(options.as_json()) == options
    assert options_from({**options.as_json(), "of a later version": 1}) == options
