"""Questionnaires in the browser: every kind of question, conditions in place, right to left, and a tool tried out."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from soundings.instruments import cells
from soundings.instruments.rules import Definition, checked
from tests.factories.instruments import ASKING, asks, en, question

BUILT = Path(__file__).resolve().parents[2] / "soundings" / "design" / "static" / "built"
WAYS = {"why": True, "na": True, "unsaid": True, "no_evidence": True}
WIDTHS = (1280, 320)


def yes(code: str) -> dict:
    return {"question": code, "is": "equal", "value": "yes"}


def every_kind() -> Definition:
    shown = [question(kind, kind, hint=en("Ask each alone."), **WAYS) for kind in ASKING]
    tell = [question("top", "heading"), question("see", "picture")]
    return Definition.read(asks(*tell, *shown, question("free"), question("due", required=True)))


def following() -> Definition:
    at_least = {"question": "b", "is": "at-least", "value": 5}
    return Definition.read(
        asks(
            question("a", "yes-no-partly", na=True),
            question("b", show_if=yes("a")),
            question("c", "long", show_if=at_least),
            question("d", "many"),
            question("e", "short", show_if={"question": "d", "is": "includes", "value": "c"}),
        )
    )


def opened(page: Page, definition: Definition, **more) -> Page:
    """The questions alone on a page with our styles and scripts."""
    sections = cells.drawn(definition, more.pop("answers", {}), **more)
    asked = render_to_string("instruments/questions.html", {"sections": sections})
    style = (BUILT / "app.css").read_text()
    page.set_content(
        f'<!doctype html><html lang="en" class="govuk-template"><head><title>Asked</title><style>{style}</style></head>'
        f'<body class="govuk-template__body"><main><h1>Asked</h1><form>{asked}</form></main></body></html>'
    )
    page.add_script_tag(path=BUILT / "app.js")
    return page


@pytest.mark.parametrize("width", WIDTHS)
def test_every_kind_is_accessible_and_fits(page: Page, axe, at_width, width):
    axe(at_width(opened(page, every_kind()), width))


def test_faults_and_what_others_said_are_accessible(page: Page, axe, at_width):
    definition = every_kind()
    wrong = {"date": {"value": "31/2/26"}, "number": {"value": "many"}, "matrix": {"value": {"harm": 11}}}
    beside = {"Mother": {"scale": {"value": 3, "why": "مرحبا"}}, "Reviewer": {"long": {"value": "Ŵyth"}}}
    faults = checked(definition, None, wrong, final=True)
    axe(at_width(opened(page, definition, answers=wrong, faults=faults, beside=beside), 320))


def test_questions_that_follow_come_and_go_in_place(page: Page):
    opened(page, following())
    ask = {code: page.locator(f"#id_q-{code}-ask") for code in "abcde"}
    for hidden in "bce":
        expect(ask[hidden]).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(ask["b"]).to_be_visible()
    ask["b"].get_by_label("7", exact=True).check(force=True)
    expect(ask["c"]).to_be_visible()
    page.get_by_label("No", exact=True).check()  # what hung on the hidden one goes with it
    expect(ask["b"]).to_be_hidden()
    expect(ask["c"]).to_be_hidden()
    page.get_by_label("Yes").check()
    expect(ask["c"]).to_be_visible()
    ask["d"].get_by_label("c", exact=True).check()
    expect(ask["e"]).to_be_visible()


def test_a_way_to_leave_and_an_answer_exclude_each_other(page: Page):
    opened(page, following())
    page.get_by_label("Yes").check()
    page.get_by_label("Does not apply").check()
    expect(page.get_by_label("Yes")).not_to_be_checked()
    expect(page.locator("#id_q-b-ask")).to_be_hidden()
    page.get_by_label("Partly").check()
    expect(page.get_by_label("Does not apply")).not_to_be_checked()


def test_a_scale_is_answered_by_keyboard(page: Page):
    opened(page, Definition.read(asks(question("clear", na=True))))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator("input:checked")).to_have_value("1")


def test_a_tool_is_tried_out_and_nothing_is_kept(page: Page, signed_in, axe, at_width):
    signed_in(page, "leah.winterton@harbourshire.example")
    page.goto("/instruments/")
    page.get_by_role("link", name=re.compile("^Review of a mapping")).first.click()
    page.get_by_role("link", name=re.compile("See it as it is asked")).first.click()
    page.get_by_label("As it is asked of").select_option(label="The worker")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("button", name="Try these answers").click()
    page.get_by_role("link", name=re.compile("Please answer this")).click()
    expect(page.locator("input:focus")).to_have_attribute("name", "q-understands-why")
    page.locator("#id_q-understands-why_6").check(force=True)
    page.get_by_role("button", name="Try these answers").click()
    expect(page.get_by_text("Everything that must be answered is answered.")).to_be_visible()
    for width in WIDTHS:
        axe(at_width(page, width))
