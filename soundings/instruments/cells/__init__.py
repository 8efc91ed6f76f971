"""How a questionnaire is drawn (`drawn`), one answer in words (`said_in_words`), a fault (`fault_sentence`)."""

from soundings.instruments.cells.answering import said_in_words
from soundings.instruments.cells.conditions import condition_sentence
from soundings.instruments.cells.drawing import (
    BesideShown,
    Option,
    QuestionShown,
    Said,
    SectionShown,
    drawn,
    error_links,
)
from soundings.instruments.cells.saying import audience_name, formula_name, kind_name, product_language, use_name, word
from soundings.instruments.cells.telling import change_sentence, fault_sentence

__all__ = [
    "BesideShown",
    "Option",
    "QuestionShown",
    "Said",
    "SectionShown",
    "audience_name",
    "change_sentence",
    "condition_sentence",
    "drawn",
    "error_links",
    "fault_sentence",
    "formula_name",
    "kind_name",
    "product_language",
    "said_in_words",
    "use_name",
    "word",
]
