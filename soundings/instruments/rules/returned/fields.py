"""The fields of a questionnaire as the form that goes out has them: their names, their labels, what may stand in each.

They are taken from the sheets that are written, so that what comes back is always read by the names that went out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from soundings.instruments.rules.codes import Kind
from soundings.instruments.rules.definition import Definition, Question
from soundings.instruments.rules.xlsform.names import GAP
from soundings.instruments.rules.xlsform.writing import Sheets

WHY, LEFT = "why", "left"


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One field of the form. part: "" for the answer itself, "why", "left", or the code of a row or column.

    path: the names of the groups around it and its own; labels: the same as it is labelled, for each language.
    options: of a choice the labels of each code, in the same order of languages.
    """

    question: Question
    part: str
    path: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    options: Mapping[str, tuple[str, ...]]

    @property
    def is_many(self) -> bool:
        """Whether several of its options may be chosen."""
        return self.question.kind is Kind.MANY and not self.part


def plain(text: str) -> str:
    """A label as it is compared: one space between words, none around, without what we put in to mask a reference."""
    return " ".join(text.replace(GAP, "").split())


def fields_of(definition: Definition, sheets: Sheets) -> tuple[Field, ...]:
    """Every field that the form of this questionnaire asks, in order. sheets: as `xlsform.sheets_of` writes them."""
    by_name = dict(sheets)
    return tuple(_fields(definition, by_name["survey"], _options(by_name["choices"])))


def _fields(
    definition: Definition, survey: list[list[str]], options: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> Iterator[Field]:
    heads, *rows = survey
    kind, name = heads.index("type"), heads.index("name")
    spoken = _labels(heads)
    around: list[tuple[str, list[str]]] = []
    for row in rows:
        here = (row[name], [plain(row[one]) for one in spoken])
        word, _, list_name = row[kind].partition(" ")
        if word == "begin_group":
            around.append(here)
        elif word == "end_group":
            around.pop()
        elif word != "note":
            code, _, part = row[name].partition(".")
            question = definition.question(code)
            if question is not None:
                way = [*around, here]
                labels = tuple(tuple(said[n] for _name, said in way) for n in range(len(spoken)))
                path = tuple(one for one, _said in way)
                yield Field(question, part, path, labels, options.get(list_name, {}))


def _options(choices: list[list[str]]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    heads, *rows = choices
    spoken = _labels(heads)
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in rows:
        said = tuple(plain(row[one]) for one in spoken)
        found.setdefault(row[heads.index("list_name")], {})[row[heads.index("name")]] = said
    return found


def _labels(heads: Sequence[str]) -> list[int]:
    return [place for place, one in enumerate(heads) if one.startswith("label::")]
