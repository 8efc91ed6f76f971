"""Which names stand in a text, and which ordinary words may be names there."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.core.rules import sort_key
from soundings.depth.rules.asking import Asking, Asks, faults_in
from soundings.depth.rules.codes import Mode, Side
from soundings.depth.rules.naming import names_in
from soundings.depth.rules.ordinary import ORDINARY

KNOWN = {"whole": ["Jane Smith", "Mark May", "Joy"], "parts": ["Łukasz Majid", "Al", "Hope Majid", "Will", "Haf"]}
NAMES = st.text(st.characters(categories=["Ll"]), min_size=3, max_size=12).filter(
    lambda one: len(sort_key(one)) >= 3 and sort_key(one).isalpha() and sort_key(one) not in ORDINARY
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mother drew the houses.", []),
        ("Łukasz drew the houses.", ["Łukasz"]),
        ("LUKASZ’S house", ["Łukasz"]),
        ("Written by Jane  Smith.", ["Jane Smith"]),
        ("written by jane smith", ["Jane Smith"]),
        ("A smith and a jane", []),
        ("Majid-Jones came", ["Majid"]),
        ("Hope Majid came", ["Majid"]),
        ("We met Mark May there", ["Mark May"]),
        ("Mark-May", ["Mark May"]),
        (normalize("NFD", "Then ŁUKÁSZ came"), ["Łukasz"]),
    ],
)
def test_names_are_found_whatever_their_case_and_accents(text, expected):
    assert names_in(text, **KNOWN).names == expected


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("They will hope so, with joy; mark may help in haf.", []),
        ("Then Hope drew it.", ["Hope"]),
        ("Hope drew it.", ["Hope"]),  # it begins the sentence, and may be the child
        ("We saw Hope’s houses.", ["Hope"]),
        ("What WILL happen?", ["Will"]),
        ("yn yr Haf", ["Haf"]),
        ("It gave them Joy.", ["Joy"]),
        ("Mark may help.", ["Mark May"]),
    ],
)
def test_an_ordinary_word_is_no_name_in_small_letters_and_asked_about_with_a_capital(text, doubtful):
    assert names_in(text, **KNOWN) == ([], doubtful)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_name_is_found_between_any_words(before, after):
    assert names_in(f"{before} Zyx-Quaglia {after}", whole=[], parts=["Quaglia"]).names == ["Quaglia"]


@given(NAMES, st.sampled_from([str.lower, str.upper, str.title]), st.sampled_from(["whole", "parts"]))
def test_a_name_that_is_no_ordinary_word_is_refused_in_any_case(name, written, kind):
    assert names_in(f"so {written(name)} said", **{"whole": [], kind: [name]}).names == [name]


@given(st.sampled_from(sorted(ORDINARY)), NAMES, st.sampled_from([str.lower, str.upper, str.title]))
def test_a_full_name_is_refused_though_its_first_word_is_ordinary(word, family, written):
    assert names_in(written(f"with {word} {family} there"), whole=[f"{word} {family}"]).names == [f"{word} {family}"]


@given(st.sampled_from(sorted(ORDINARY)))
def test_an_ordinary_word_is_let_through_in_small_letters_alone(word):
    assert names_in(f"so {word} it is", whole=[], parts=[word]) == ([], [])
    for written in (word.title(), word.upper()):
        found = names_in(f"so {written} it is", whole=[], parts=[word])
        assert found.names or found.doubtful or len(word) < 3


def test_the_words_are_written_as_they_compare():
    assert {sort_key(word) for word in ORDINARY} == ORDINARY


@pytest.mark.parametrize(
    ("who", "named"), [("family friend", False), ("Friend", True), ("smith", True), ("aunt", False)]
)
def test_a_relation_is_no_name_because_a_worker_is_called_so(who, named):
    asking = Asking(Side.FAMILY, Mode.PHONE, who=who)
    assert (Asks.NAMED in faults_in(asking, {"Friend", "Smith"})) is named
