"""One row of an export as answers, with everything that is wrong in it by its column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from soundings.instruments.rules.checking import Fault, checked
from soundings.instruments.rules.definition import Answer, Definition, Question
from soundings.instruments.rules.returned.cells import CHOSEN, value_of_cell
from soundings.instruments.rules.returned.columns import Columns, Slot, columns_of
from soundings.instruments.rules.returned.fields import LEFT, WHY, Field
from soundings.instruments.rules.returned.table import Line, NoTable, Table, Unreadable


class Wrong(StrEnum):
    """What can be wrong in a row beside what `checked` finds in any answer."""

    BOTH = "both"  # answered, and left as well
    CHOSEN = "chosen"  # neither 1 nor 0 under an option


@dataclass(frozen=True, slots=True)
class CellFault:
    """Something wrong in a row: under which heading, what was found there."""

    column: str
    found: str
    fault: Fault | Wrong


@dataclass(frozen=True, slots=True)
class RowRead:
    """What a row says. others: headings of answers in it to questions that this side is not asked, or not at all."""

    answers: Mapping[str, Answer]
    faults: Sequence[CellFault]
    others: Sequence[str]


@dataclass(frozen=True, slots=True)
class Form:
    """How the rows of a table are read for one questionnaire and one side of it."""

    table: Table
    asked: Definition
    columns: Columns

    def read(self, line: Line) -> RowRead:
        """The answers of this row."""
        codes = {one.code for one in self.asked.questions if one.asks}
        filled = {place: cell for place, cell in enumerate(line.cells) if cell and place < len(self.table.heads)}
        ours: dict[str, list[int]] = defaultdict(list)
        others = []
        for place in filled:
            slot = self.columns.slots.get(place)
            if slot and slot.field.question.code in codes:
                ours[slot.field.question.code].append(place)
            elif self._is_other(place, slot, filled[place]):
                others.append(self.table.heads[place])
        answers: dict[str, Answer] = {}
        faults: list[CellFault] = []
        for code, places in ours.items():
            answer, wrong = self._answer(places, filled)
            faults += wrong
            if answer:
                answers[code] = answer
        faults += self._checked(answers, ours, filled)
        return RowRead({code: answers[code] for code in answers}, faults, others)

    def _is_other(self, place: int, slot: Slot | None, cell: str) -> bool:
        """Whether this is an answer, though to nothing that is asked here."""
        if slot and slot.option and not CHOSEN.get(cell.lower(), True):
            return False
        return bool(self.table.heads[place]) and place not in self.table.taken | (
            frozenset() if slot else self.table.own
        )

    def _answer(self, places: Sequence[int], filled: Mapping[int, str]) -> tuple[Answer, list[CellFault]]:
        """What the cells of one question say together."""
        said: dict[Field, Any] = {}
        faults = []
        for field, here in self._by_field(places).items():
            split = [place for place in here if self.columns.slots[place].option]
            if split:
                odd = [one for one in split if filled[one].lower() not in CHOSEN]
                faults += [CellFault(self.table.heads[one], filled[one], Wrong.CHOSEN) for one in odd]
                chosen = [self.columns.slots[one].option for one in split if CHOSEN.get(filled[one].lower())]
                said |= {field: [one for one in field.options if one in chosen]} if chosen else {}
            if field not in said and (whole := [place for place in here if place not in split]):
                said[field] = value_of_cell(field, filled[whole[0]])
        answer = _answer_of(said)
        if "left" in answer and "value" in answer:
            place = next(one for one in places if self.columns.slots[one].field.part == LEFT)
            faults.append(CellFault(self.table.heads[place], filled[place], Wrong.BOTH))
        return answer, faults

    def _by_field(self, places: Sequence[int]) -> Mapping[Field, list[int]]:
        found: dict[Field, list[int]] = defaultdict(list)
        for place in places:
            found[self.columns.slots[place].field].append(place)
        return found

    def _checked(
        self, answers: Mapping[str, Answer], ours: Mapping[str, Sequence[int]], filled: Mapping[int, str]
    ) -> list[CellFault]:
        """What `checked` finds, hidden questions too, each at its column."""
        faults = []
        for fault in checked(_all_shown(self.asked), None, answers):
            places = [one for code, here in ours.items() for one in here if self._stands_at(one, code, fault.place)]
            place = places[0] if places else None
            heading, found = ("", "") if place is None else (self.table.heads[place], filled[place])
            faults.append(CellFault(heading, found, fault))
        return faults

    def _stands_at(self, place: int, code: str, at: str) -> bool:
        part = self.columns.slots[place].field.part
        return at == (f"{code}-{part}" if part and part != LEFT else code)


def form_of(table: Table, *, asked: Definition, fields: Sequence[Field]) -> Form | Unreadable:
    """How the table is read. asked: what the side is asked; fields: of the whole questionnaire (`fields_of`)."""
    codes: Collection[str] = {one.code for one in asked.questions if one.asks}
    heads = ["" if place in table.taken else heading for place, heading in enumerate(table.heads)]
    columns = columns_of(heads, fields, codes)
    doubtful = [place for place in columns.doubtful if any(_cell(line, place) for line in table.lines)]
    if doubtful:
        return Unreadable(NoTable.DOUBTFUL, tuple(dict.fromkeys(table.heads[place] for place in doubtful)))
    if not any(slot.field.question.code in codes for slot in columns.slots.values()):
        return Unreadable(NoTable.NO_QUESTION)
    return Form(table, asked, columns)


def _cell(line: Line, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def _answer_of(said: Mapping[Field, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    for field, value in said.items():
        if field.part in (WHY, LEFT):
            answer[field.part] = value
        elif field.part:
            answer.setdefault("value", {})[field.part] = value
        else:
            answer["value"] = value
    return answer


def _all_shown(definition: Definition) -> Definition:
    """The same without conditions: what stands in a hidden question is looked at too."""
    sections = [
        replace(one, show_if=None, questions=tuple(_shown(each) for each in one.questions))
        for one in definition.sections
    ]
    return replace(definition, sections=tuple(sections))


def _shown(question: Question) -> Question:
    return replace(question, show_if=None)
