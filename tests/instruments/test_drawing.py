"""What the page of a questionnaire draws: names, ids, languages, errors, what is hidden, what others said."""

import re

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import html

from soundings.instruments import cells
from soundings.instruments.rules import Definition, Fault, FaultCode, checked
from tests.factories.instruments import ASKING, asks, defined, en, every_kind, question

EVERY = Definition.read(every_kind())


def page(definition, answers=None, **more):
    sections = cells.drawn(definition, answers or {}, **more)
    return html.fromstring(render_to_string("instruments/questions.html", {"sections": sections}))


def ask(drawn, code):
    return drawn.get_element_by_id(f"id_q-{code}-ask")


def test_every_field_of_the_definition_is_drawn_and_no_other():
    ways = {"why": True, "na": True, "unsaid": True, "no_evidence": True}
    definition = Definition.read(asks(*(question(kind, kind, **ways) for kind in ASKING)))
    names = {one for each in definition.questions for one in each.names} - {"q-date"}  # a date has three boxes
    assert {one.get("name") for one in page(definition).iter("input", "textarea")} == names


def test_every_field_has_a_label_and_every_id_is_its_own():
    drawn = page(EVERY)
    ids = drawn.xpath("//@id")
    assert len(ids) == len(set(ids))
    labelled = set(drawn.xpath("//label/@for"))
    assert {one.get("id") for one in drawn.iter("input", "textarea")} == labelled


@pytest.mark.parametrize(
    ("code", "value", "ticked"),
    [
        ("scale", 0, ["0"]),
        ("agree", 5, ["5"]),
        ("yes-no-partly", "partly", ["partly"]),
        ("many", ["a", "c"], ["a", "c"]),
    ],
)
def test_what_was_answered_is_chosen(code, value, ticked):
    drawn = page(EVERY, {code: {"value": value}})
    assert drawn.xpath("//input[@checked]/@value") == ticked


def test_what_was_written_stands_in_its_box():
    answers = {
        "long": {"value": "<b>Mum</b>\nsaid"},
        "date": {"value": "2026-03-06"},
        "columns": {"value": {"well": "School"}},
        "number": {"value": 7.5},
    }
    drawn = page(EVERY, answers)
    values = {one.get("name"): (one.get("value") or one.text or "").strip() for one in drawn.iter("input", "textarea")}
    assert values["q-long"] == "<b>Mum</b>\nsaid"
    assert (values["q-date_day"], values["q-date_month"], values["q-date_year"]) == ("6", "3", "2026")
    assert (values["q-columns-well"], values["q-number"]) == ("School", "7.5")


def test_a_date_that_is_none_stands_as_it_was_typed():
    drawn = page(EVERY, {"date": {"value": "31/2/26"}})
    assert drawn.xpath("//*[starts-with(@name, 'q-date_')]/@value") == ["31", "2", "26"]


def test_the_ends_of_a_scale_are_heard_with_their_numbers():
    labels = [" ".join(one.text_content().split()) for one in ask(page(EVERY), "scale").xpath(".//label")]
    assert labels[0] == "0: Not at all"
    assert labels[10] == "10: Wholly"


def test_a_choice_can_be_taken_back_where_nothing_else_takes_it_back():
    definition = defined(question("a"), question("b", required=True), question("c", na=True))
    empty = page(definition).xpath("//input[@type='radio'][@value='']/@name")
    assert empty == ["q-a"]


def test_errors_stand_at_their_fields_and_in_the_summary():
    definition = defined(question("clear", required=True), question("m", "matrix", required=True))
    faults = checked(definition, None, {"m": {"value": {"harm": 3}}}, final=True)
    sections = cells.drawn(definition, {}, faults=faults)
    drawn = html.fromstring(render_to_string("instruments/questions.html", {"sections": sections}))
    assert ask(drawn, "clear").find(".//fieldset").get("aria-describedby") == "id_q-clear-error"
    assert "Please answer this." in drawn.get_element_by_id("id_q-clear-error").text_content()
    links = cells.error_links(sections)
    assert [text for _, text in links] == ["About clear: Please answer this.", "danger: Please answer this."]
    assert all(drawn.get_element_by_id(one) is not None for one, _ in links)


def test_a_fault_of_every_kind_has_its_sentence():
    params = dict.fromkeys(("value", "question", "of", "least", "most"), "x") | {"language": "cy", "kind": "scale"}
    for code in FaultCode:
        assert "%(" not in cells.fault_sentence(Fault(code, "x", params))


def test_what_is_hidden_by_its_condition_is_drawn_hidden():
    definition = defined(
        question("a", "yes-no-partly"),
        question("b", show_if={"question": "a", "is": "equal", "value": "yes"}),
    )
    assert ask(page(definition), "b").get("hidden") is not None
    assert ask(page(definition, {"a": {"value": "yes"}}), "b").get("hidden") is None
    assert ask(page(definition), "a").find(".//noscript") is not None
    assert [one.only_if for one in cells.drawn(definition, {})[0].questions] == ["", "“About a?” is Yes"]


def test_a_section_is_hidden_while_only_its_heading_stands():
    hidden = question("b", show_if={"question": "a", "is": "equal", "value": "yes"})
    definition = Definition.read(
        {
            "languages": ["en"],
            "sections": [
                {"code": "one", "title": en("One"), "questions": [question("a", "yes-no-partly")]},
                {"code": "two", "title": en("Two"), "questions": [question("top", "heading"), hidden]},
            ],
        }
    )
    drawn = page(definition)
    assert drawn.get_element_by_id("s-two").get("hidden") is not None
    assert ask(drawn, "top").get("hidden") is None  # it comes with its section
    assert page(definition, {"a": {"value": "yes"}}).get_element_by_id("s-two").get("hidden") is None


def test_the_script_decides_only_what_it_can_see():
    definition = Definition.read(
        {
            "languages": ["en"],
            "sections": [
                {"code": "one", "title": en("One"), "questions": [question("a")]},
                {
                    "code": "two",
                    "title": en("Two"),
                    "questions": [question("b", show_if={"question": "a", "is": "at-least", "value": 5})],
                },
            ],
        }
    )
    answers = {"a": {"value": 6}}
    assert ask(page(definition, answers), "b").get("data-show-if")
    alone = page(definition, answers, section="two")
    assert ask(alone, "b").get("data-show-if") is None
    assert ask(alone, "b").get("hidden") is None
    assert not alone.xpath("//*[@id='id_q-a-ask']")


def test_questions_for_others_are_not_drawn():
    definition = defined(question("all"), question("mine", **{"for": ["child"]}))
    assert [one.get("data-code") for one in page(definition, audience="worker").xpath("//*[@data-code]")] == ["all"]


def test_another_language_says_so_and_runs_its_own_way():
    texts = {"en": "Do you know?", "ar": "هل تعرف؟"}
    definition = Definition.read(
        asks(question("a", "yes-no-partly", text=texts), title={"en": "First", "ar": "أولا"})
        | {"languages": ["en", "ar"]}
    )
    drawn = page(definition, language="ar")
    legend = ask(drawn, "a").find(".//legend/span")
    assert (legend.text, legend.get("lang"), legend.get("dir")) == ("هل تعرف؟", "ar", "rtl")
    assert ask(drawn, "a").get("dir") == "rtl"
    yes = ask(drawn, "a").xpath(".//label")[0]
    assert yes.get("dir") is None, "the label stands on the side of its box, only its words run their own way"
    assert (yes[0].text, yes[0].get("dir")) == ("Yes", "ltr")
    assert ask(page(definition), "a").find(".//legend/span").get("lang") is None


def test_the_words_of_the_product_are_in_the_language_of_the_questionnaire_where_it_speaks_it():
    asked = question("a", "date", text={"en": "When?", "cy": "Pryd?"})
    definition = Definition.read(asks(asked) | {"languages": ["en", "cy"]})
    day = page(definition, language="cy").xpath("//label/span")[0]
    assert (day.text, day.get("lang")) == ("Diwrnod", "cy")
    with override("cy"):
        day = page(definition, language="cy").xpath("//label/span")[0]
        assert (day.text, day.get("lang")) == ("Diwrnod", None)
        assert page(definition, language="en").xpath("//label/span")[0].text == "Day"


def test_a_questionnaire_may_say_yes_in_its_own_words():
    definition = Definition.read(asks(question("a", "yes-no-partly")) | {"words": {"yes": {"en": "Aye"}}})
    assert [one.text for one in page(definition).xpath("//label/span")][:3] == ["Aye", "Partly", "No"]


def test_what_others_answered_stands_beside():
    others = {"Mother": {"clear": {"value": 3, "why": "مرحبا"}}, "Reviewer": {}}
    said = ask(page(defined(question("clear")), beside=others), "clear").find(".//ul").text_content()
    assert re.sub(r"\s+", " ", said).strip() == "Mother 3/10“مرحبا” Reviewer no answer"


def test_answers_are_read_without_fields():
    answers = {"scale": {"value": 0, "why": "Nobody asked"}, "one": {"value": "b"}, "agree": {"left": "unsaid"}}
    sections = cells.drawn(EVERY, answers)
    text = html.fromstring(f"<div>{render_to_string('instruments/answers.html', {'sections': sections})}</div>")
    assert not list(text.iter("input", "textarea"))
    said = " ".join(text.text_content().split())
    for one in ("About scale?0/10“Nobody asked”", "About one?b", "About agree?Prefer not to say"):
        assert one in said


def test_answers_in_words_follow_the_language_of_the_page():
    with override("en-gb"):
        lines = cells.said_in_words(EVERY, EVERY.question("date"), {"value": "2026-03-06"}, "en")
        assert lines == ["6 March 2026"]
    matrix = cells.said_in_words(EVERY, EVERY.question("matrix"), {"value": {"danger": 4}}, "en")
    assert matrix == ["danger: 4/10"]
