"""One change to a definition at a time: order, codes that stay, lines of text, languages."""

from hypothesis import given
from hypothesis import strategies as st

from soundings.instruments.rules import Definition, faults_of
from soundings.instruments.rules import editing as change
from soundings.instruments.rules.definition import Group
from tests.factories.instruments import asks, defined, every_kind, question
from tests.instruments.xlsform.shapes import definitions


def codes(definition: Definition) -> list[list[str]]:
    return [[one.code for one in section.questions] for section in definition.sections]


def two_sections() -> Definition:
    first = asks(question("a"), question("b"))
    second = asks(question("c"))["sections"][0] | {"code": "second"}
    return Definition.read(first | {"sections": [*first["sections"], second]})


def test_a_question_moves_within_its_section_and_over_its_ends():
    here = two_sections()
    assert codes(change.question_moved(here, "b", up=True)) == [["b", "a"], ["c"]]
    assert codes(change.question_moved(here, "b", up=False)) == [["a"], ["b", "c"]]
    assert codes(change.question_moved(here, "c", up=True)) == [["a", "b", "c"], []]
    assert change.question_moved(here, "a", up=True) == here
    assert change.question_moved(here, "c", up=False) == here
    assert change.question_moved(here, "gone", up=True) == here


def test_a_section_moves_with_its_questions():
    here = two_sections()
    second = here.sections[1].code
    assert codes(change.section_moved(here, second, up=True)) == [["c"], ["a", "b"]]
    assert change.section_moved(here, second, up=False) == here


@given(definitions(), st.randoms())
def test_whatever_moves_nothing_is_lost(definition, random):
    before = sorted(one.code for one in definition.questions)
    for _step in range(6):
        code = random.choice(before)
        definition = change.question_moved(definition, code, up=random.random() < 0.5)
    assert sorted(one.code for one in definition.questions) == before


@given(definitions())
def test_taking_out_and_putting_in_again_is_the_same(definition):
    last = definition.sections[-1]
    one = last.questions[-1]
    without = change.without_question(definition, one.code)
    assert without.question(one.code) is None
    assert change.with_question(without, one, section=last.code) == definition
    assert change.with_question(definition, one) == definition


def test_where_a_question_is_named_is_told():
    shown = question("b", show_if={"question": "a", "is": "at-least", "value": 3})
    here = defined(question("a"), shown)
    assert change.uses_of(here, "a") == ["b"]
    with_score = change.with_group(here, Group("all", {"en": "All"}, "mean", ("a", "b"), 1))
    assert change.uses_of(with_score, "a") == ["b", "all"]
    assert change.uses_of(change.without_group(with_score, "all"), "b") == []


def test_a_code_is_made_of_the_words_and_nobody_has_it():
    assert change.code_for("How clear is it, really?", set(), otherwise="x") == "how-clear-is-it-really"
    assert change.code_for("Łódź & Åsa", {"odz-asa"}, otherwise="x") == "odz-asa-2"
    assert change.code_for("كيف", {"question"}, otherwise="question") == "question-2"
    assert change.code_for("3 houses", (), otherwise="question") == "question"


def test_lines_keep_their_codes_and_what_other_languages_say():
    before = [("yes", {"en": "Yes", "cy": "Ydw"}), ("no", {"en": "No", "cy": "Nac ydw"})]
    assert change.as_lines(before, "en") == "yes | Yes\nno | No"
    after = change.from_lines("no | Not at all\n\nYes\nNot yet | perhaps", before, "en")
    assert after == [
        ("no", {"en": "Not at all", "cy": "Nac ydw"}),
        ("yes", {"en": "Yes", "cy": "Ydw"}),
        ("not-yet-perhaps", {"en": "Not yet | perhaps"}),
    ]


@given(definitions())
def test_lines_come_back_as_they_went_out(definition):
    for one in definition.questions:
        items = change.listed(one)
        if all("\n" not in texts["en"] for _code, texts in items):
            assert change.with_listed(one, change.from_lines(change.as_lines(items, "en"), items, "en")) == one


def test_two_lines_with_one_code_are_told_apart():
    assert [code for code, _texts in change.from_lines("a | One\na | Two", [], "en")] == ["a", "two"]


@given(definitions())
def test_every_text_can_be_said_in_one_more_language_and_it_can_go_again(definition):
    more = change.with_language(definition, "uk")
    names = change.texts_of(more)
    missing = [one for one in faults_of(more.as_json()) if one.code == "text-missing"]
    assert len(missing) == len(names)
    said = change.said_in(more, "uk", dict.fromkeys(names, "слова"))
    assert not [one for one in faults_of(said.as_json()) if one.code == "text-missing"]
    assert change.without_language(said, "uk") == definition


def test_the_first_language_stays():
    here = Definition.read(every_kind())
    assert change.without_language(here, "en") == here
