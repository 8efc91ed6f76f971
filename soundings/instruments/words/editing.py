"""What the editor calls things: states, relations, pictures, questions, texts, languages."""

from django.utils.translation import gettext as _

from soundings.instruments.rules import Clause, Definition, Is, Kind, Picture, Question, VersionState, said

SHORT = 60  # letters of a question that a sentence repeats


def state(code: str) -> str:
    """Where a version stands."""
    return {
        VersionState.DRAFT: _("draft"),
        VersionState.PUBLISHED: _("in use"),
        VersionState.RETIRED: _("earlier version"),
    }[VersionState(code)]


def picture(code: str) -> str:
    """A picture that comes with the product."""
    return {
        Picture.HOUSES: _("Three houses"),
        Picture.PATH: _("A path"),
        Picture.FACES: _("Faces"),
        Picture.NETWORK: _("A network of people"),
    }[Picture(code)]


def relation(code: str) -> str:
    """What a condition asks of an answer."""
    return {
        Is.EQUAL: _("is"),
        Is.NOT_EQUAL: _("is not"),
        Is.AT_LEAST: _("is at least"),
        Is.AT_MOST: _("is at most"),
        Is.ANSWERED: _("has been answered"),
        Is.INCLUDES: _("includes"),
    }[Is(code)]


def name_of(definition: Definition, code: str, language: str) -> str:
    """What has this code, by its words, shortened; the code itself where it has none."""
    texts = {one.code: one.title for one in definition.sections}
    texts |= {one.code: one.label for one in definition.groups} | {one.code: one.text for one in definition.questions}
    text = said(texts.get(code, {}), language)
    return shortened(text) or code


def shortened(text: str) -> str:
    """A text that a sentence may repeat."""
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def value(clause: Clause, question: Question | None, language: str) -> str:
    """The value of a condition as a person types it: the words of a choice where they tell it from the others."""
    if question:
        labels = [said(choice.label, language) for choice in question.choices]
        for choice, label in zip(question.choices, labels, strict=True):
            if choice.code == clause.value:
                return label if label and labels.count(label) == 1 else choice.code
        if question.kind is Kind.YES_NO_PARTLY:
            return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}.get(str(clause.value), str(clause.value))
    return "" if clause.value is None else str(clause.value)


def text_name(name: str, definition: Definition, language: str) -> str:
    """What one text of a questionnaire is, by its name in `rules.editing.texts_of`, and to which question it belongs.

    language: in which the question or section is named.
    """
    what, code, *rest = name.split(".")
    if what == "word":
        return _("Words beside every answer of a kind")
    known = {
        "title": _("Title of a section"),
        "guidance": _("Guidance of “%(of)s”"),
        "text": _("What is asked"),
        "hint": _("Hint of “%(of)s”"),
        "low": _("“%(of)s”: in words, 0 is"),
        "high": _("“%(of)s”: in words, 10 is"),
        "choice": _("“%(of)s”: a choice"),
        "row": _("“%(of)s”: a line to rate"),
        "label": _("Name of a score"),
    }
    return known[rest[0]] % {"of": name_of(definition, code, language)}


def part_name(name: str) -> str:
    """What one part of a question, section or score is; "" where its name says nothing to a reader."""
    return {
        "title": _("Title"),
        "guidance": _("Guidance"),
        "text": _("What is asked"),
        "hint": _("Hint"),
        "low": _("In words, 0 is"),
        "high": _("In words, 10 is"),
        "choices": _("Choices"),
        "rows": _("Lines to rate"),
        "show_if": _("When is it shown?"),
        "for": _("Who is asked"),
        "label": _("Name"),
        "picture": _("Picture"),
    }.get(name, "")
