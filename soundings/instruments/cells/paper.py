"""A questionnaire as the printer's template takes it: what to ask, and how much room to write."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from soundings.instruments.cells.drawing import Field, QuestionShown, SectionShown
from soundings.instruments.rules import MOST_OF_TEN, direction

LINES = {"short": 1, "long": 6, "number": 1}  # to write on


def paper_of(
    sections: Sequence[SectionShown], *, title: str, language: str, code: str, now: str, asked_of: str
) -> dict[str, Any]:
    """The data of `design/paper/questionnaire.typ`. code: what it is and which version, on each page."""
    return {
        "title": title,
        "lang": language.split("-")[0],
        "dir": direction(language),
        "asked_of": asked_of,
        "code": code,
        "footer": _("Soundings, %(now)s") % {"now": now},
        "page": _("page %(n)s of %(of)s"),
        "only_if": _("Only if %(condition)s"),
        "date": [_("Day"), _("Month"), _("Year")],
        "numbers": [str(number) for number in range(MOST_OF_TEN + 1)],
        "sections": [_section(one) for one in sections],
    }


def _section(section: SectionShown) -> dict[str, Any]:
    return {
        "title": section.title.text,
        "guidance": section.guidance.text,
        "only_if": section.only_if,
        "questions": [_question(one) for one in section.questions],
    }


def _question(question: QuestionShown) -> dict[str, Any]:
    return {
        "kind": question.kind,
        "text": question.text.text,
        "hint": question.hint.text,
        "only_if": question.only_if,
        "low": question.low.text,
        "high": question.high.text,
        "options": [one.label.text for one in question.options],
        "parts": [one.label.text for one in question.fields],
        "lines": LINES.get(question.kind, 0),
        "why": question.why.label.text if question.why else "",
        "left": [one.label.text for one in question.left],
        "picture": _picture(question),
    }


def _picture(question: QuestionShown) -> str:
    """The same drawing as on the page, as an SVG document of its own; "" without one."""
    drawn = render_to_string("instruments/_picture.html", {"question": question}).strip()
    look = 'xmlns="http://www.w3.org/2000/svg" fill="none" stroke="#0b2630" stroke-width="2.5" stroke-linejoin="round"'
    return drawn.replace("<svg ", f"<svg {look} ", 1)


def texts_on(sections: Sequence[SectionShown]) -> Iterator[str]:
    """Every text that will be printed, to see first whether our type has its letters."""
    for section in sections:
        yield from (section.title.text, section.guidance.text, section.only_if)
        for question in section.questions:
            yield from (question.text.text, question.hint.text, question.only_if)
            yield from (question.low.text, question.high.text)
            yield from (one.label.text for one in (*question.options, *question.left))
            yield from (one.label.text for one in _boxes(question))


def _boxes(question: QuestionShown) -> list[Field]:
    return [*question.fields, *([question.why] if question.why else [])]
