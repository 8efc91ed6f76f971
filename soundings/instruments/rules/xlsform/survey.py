"""The survey sheet, row by row: sections, and the questions in them, each with where it stands.

Conditions, and what is required, are kept as they were written until every name is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from soundings.instruments.rules.codes import COLUMNS, Kind
from soundings.instruments.rules.definition import Question, Row
from soundings.instruments.rules.xlsform.choices import Lists
from soundings.instruments.rules.xlsform.faults import SURVEY, Findings, FormFault, FormNote, Spot
from soundings.instruments.rules.xlsform.names import LEFT_CODES, NAME, OURS, TEN, Part, code_of, small_code_of
from soundings.instruments.rules.xlsform.questions import Reader, with_ways
from soundings.instruments.rules.xlsform.rows import LEFT_OUT, NOT_HERE, Type, read_type
from soundings.instruments.rules.xlsform.tables import Line, Table


@dataclass(slots=True)
class Asked:
    """A question as it stands in the form. required, relevant: as written; line: its (first) row."""

    name: str
    question: Question
    line: Line
    required: str = ""
    relevant: str = ""


@dataclass(slots=True)
class FormSection:
    """A section of the form. line: None for one that is made of questions outside any group."""

    name: str
    title: Mapping[str, str]
    line: Line | None = None
    guidance: Mapping[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)


@dataclass(slots=True)
class _Grid:
    """A group within a section whose rows are one question. kind: None where the form does not say."""

    name: str
    line: Line
    kind: Kind | None
    rows: list[tuple[str, Line, Type]] = field(default_factory=list)


def has_label(line: Line) -> bool:
    """Whether the label of this row is read: not that of a row that asks nothing, nor of one whose words are ours."""
    kind = read_type(line["type"])
    return kind.word not in LEFT_OUT and line[f"{OURS}::part"] in ("", Part.GUIDANCE)


@dataclass(slots=True)
class Survey:
    """Reads the sheet. title: what a section of questions outside any group is called."""

    table: Table
    lists: Lists
    findings: Findings
    title: Mapping[str, str]
    sections: list[FormSection] = field(default_factory=list)
    _section: FormSection | None = None
    _grid: _Grid | None = None
    _open: list[tuple[str, Line]] = field(default_factory=list)  # "section", "grid", "nested" or "repeat"
    _names: dict[str, int] = field(default_factory=dict)  # and the row in which each stands
    _codes: dict[tuple[str, str], int] = field(default_factory=dict)

    @property
    def _reads(self) -> Reader:
        return Reader(self.table, self.lists, self.findings)

    def read(self) -> list[FormSection]:
        """The sections. Whatever is wrong is in `findings`."""
        for line in self.table.lines:
            self._line(line)
        for _what, line in self._open:
            self._fault(FormFault.GROUP_OPEN, line, "type", line["name"])
        for section in self.sections:
            if section.line and not section.asked:
                self._fault(FormFault.GROUP_EMPTY, section.line, "type", section.name)
        if not any(section.asked for section in self.sections):
            self.findings.fault(FormFault.NO_QUESTIONS, Spot(SURVEY))
        return self.sections

    def _fault(self, code: FormFault, line: Line, column: str, found: str = "", **params: object) -> None:
        self.findings.fault(code, self.table.spot(line.number, column), found, **params)

    def _note(self, code: FormNote, line: Line, column: str, found: str = "", **params: object) -> None:
        self.findings.note(code, self.table.spot(line.number, column), found, **params)

    def _line(self, line: Line) -> None:
        if not line["type"]:
            self._fault(FormFault.TYPE_MISSING, line, "type", line["name"])
            return
        kind = read_type(line["type"])
        if kind.word in LEFT_OUT:
            self._left_out(line, kind)
            return
        for heading, found in line.others.items():
            self._note(FormNote.CELL_UNUSED, line, heading, found)
        if kind.word in ("begin_group", "begin_repeat"):
            self._begin(line, kind)
        elif kind.word in ("end_group", "end_repeat"):
            self._end(line, repeat=kind.word == "end_repeat")
        elif kind.word in NOT_HERE:
            self._name(line)
            self._fault(FormFault.TYPE_NOT_HERE, line, "type", line["type"])
        elif not kind.word:
            self._name(line)
            self._fault(FormFault.TYPE_UNKNOWN, line, "type", line["type"], meant=kind.meant)
        else:
            self._row(line, kind)

    def _left_out(self, line: Line, kind: Type) -> None:
        """A row that asks nothing; but a form in which it cannot be worked out is none for anybody."""
        said = {heading.strip().lower() for heading in line.others}
        if kind.word == "calculate" and not said & {"calculation", "bind::calculate", "default"}:
            self._fault(FormFault.CALCULATION_MISSING, line, "calculation", line["name"])
        else:
            self._note(FormNote.LEFT_OUT, line, "type", line["type"])

    # --- names -------------------------------------------------------------------------------------------------------

    def _name(self, line: Line) -> str:
        """The name of the row; "" where there is none that can be used."""
        name = line["name"]
        if not name:
            self._fault(FormFault.NAME_MISSING, line, "name", next(iter(line.said("label").values()), ""))
        elif not NAME.fullmatch(name) or not code_of(name):
            self._fault(FormFault.NAME_FORM, line, "name", name)
        elif name in self._names:
            self._fault(FormFault.NAME_TWICE, line, "name", name, row=self._names[name])
        else:
            self._names[name] = line.number
            return name
        return ""

    def _coded(self, what: str, name: str, line: Line) -> None:
        """A code is made of the name, and nobody has it yet."""
        code = code_of(name)
        if (what, code) in self._codes:
            self._fault(FormFault.NAME_ALIKE, line, "name", name, row=self._codes[what, code])
        elif code != name.removeprefix("section."):
            self._note(FormNote.CODE_MADE, line, "name", name, made=code)
        self._codes.setdefault((what, code), line.number)

    # --- groups ------------------------------------------------------------------------------------------------------

    def _begin(self, line: Line, kind: Type) -> None:
        name = self._name(line)
        said = line[f"{OURS}::kind"]
        if kind.word == "begin_repeat":
            self._fault(FormFault.REPEAT, line, "type", line["type"])
            self._open.append(("repeat", line))
        elif said or "table-list" in line["appearance"]:
            self._begin_grid(line, name, kind)
        elif any(what == "section" for what, _line in self._open):
            self._fault(FormFault.GROUP_NESTED, line, "type", line["name"])
            self._open.append(("nested", line))
        else:
            self._open.append(("section", line))
            self._begin_section(line, name)

    def _begin_section(self, line: Line, name: str) -> None:
        title = line.said("label")
        if not title:
            self._fault(FormFault.LABEL_MISSING, line, "label", line["name"])
        if name:
            self._coded("section", name, line)
        self._section = FormSection(name, title, line)
        self.sections.append(self._section)

    def _begin_grid(self, line: Line, name: str, kind: Type) -> None:
        if self._grid:
            self._fault(FormFault.GROUP_NESTED, line, "type", line["name"])
            self._open.append(("nested", line))
            return
        self._open.append(("grid", line))
        said = self._reads.kind(line, kind) if line[f"{OURS}::kind"] else None
        self._grid = _Grid(name, line, said)

    def _end(self, line: Line, *, repeat: bool) -> None:
        if not self._open or (self._open[-1][0] == "repeat") != repeat:
            self._fault(FormFault.GROUP_CLOSED, line, "type", line["type"])
            return
        what, _begun = self._open.pop()
        if what == "grid" and self._grid:
            grid, self._grid = self._grid, None
            self._end_grid(grid)
        elif what == "section":
            self._section = None

    # --- rows --------------------------------------------------------------------------------------------------------

    def _in_section(self) -> FormSection:
        """The section in which the next question stands: that of the group, else one of their own."""
        if self._section is None:
            taken = {code for what, code in self._codes if what == "section"}
            names = ["questions", *(f"questions-{n}" for n in range(2, len(taken) + 3))]
            name = next(one for one in names if one not in taken)
            self._codes["section", name] = 0
            self._section = FormSection(name, self.title)
            self.sections.append(self._section)
        return self._section

    def _row(self, line: Line, kind: Type) -> None:
        name = self._name(line)
        part = line[f"{OURS}::part"]
        if part:
            self._part(line, name, part, kind)
        elif self._grid:
            self._grid.rows.append((name, line, kind))
        else:
            self._ask(line, name, kind)

    def _ask(self, line: Line, name: str, kind: Type, relevant: str = "") -> None:
        """One question more in its section. relevant: of the group around it, where that is no section."""
        question = self._reads.question(line, name, kind)
        own = line["relevant"]
        both = f"({relevant}) and ({own})" if relevant and own else relevant or own
        self._add(Asked(name, question, line, line["required"], both))

    def _add(self, asked: Asked) -> None:
        if asked.name:
            self._coded("question", asked.name, asked.line)
        self._in_section().asked.append(asked)

    def _part(self, line: Line, name: str, part: str, kind: Type) -> None:
        """A row that says more about the question or section before it."""
        if part not in {one.value for one in Part}:
            self._fault(FormFault.OURS_UNKNOWN, line, f"{OURS}::part", part)
            return
        section = self._in_section()
        before = section.asked[-1] if section.asked else None
        if part == Part.GUIDANCE and before is None and section.line:
            section.guidance = line.said("label")
        elif part == Part.GUIDANCE or before is None or (name and name != f"{before.name}.{part}"):
            self._fault(FormFault.PART_STRAY, line, f"{OURS}::part", part)
        elif part == Part.WHY:
            before.question = replace(before.question, why=True)
        else:
            ways = set(self.lists.names(kind.list_name))
            if not ways or ways - set(LEFT_CODES):
                self._fault(FormFault.OURS_SUITS, line, "type", line["type"], type=kind.word)
            before.question = with_ways(before.question, ways)

    def _end_grid(self, grid: _Grid) -> None:
        kind = grid.kind or (Kind.MATRIX if self._all_ten(grid) else None)
        if kind is None:
            self._apart(grid)
            return
        question = self._reads.beginning(grid.line, grid.name, kind)
        rows = [self._grid_row(grid, name, line) for name, line, _kind in grid.rows]
        wrong = not rows or (kind is Kind.MATRIX and not self._all_ten(grid))
        if wrong or (kind is Kind.COLUMNS and tuple(row.code for row in rows) != COLUMNS):
            self._fault(FormFault.TABLE_ROWS, grid.line, "type", grid.line["name"])
        if kind is Kind.MATRIX:
            question = replace(question, rows=tuple(rows))
        required = grid.rows[0][1]["required"] if grid.rows else ""
        self._add(Asked(grid.name, question, grid.line, required, grid.line["relevant"]))

    def _all_ten(self, grid: _Grid) -> bool:
        lists = [self.lists.names(kind.list_name) for _name, _line, kind in grid.rows if kind.word == "select_one"]
        return len(lists) == len(grid.rows) and bool(lists) and all(tuple(one) == TEN for one in lists)

    def _grid_row(self, grid: _Grid, name: str, line: Line) -> Row:
        if line["relevant"]:
            self._fault(FormFault.RELEVANT_ROW, line, "relevant", line["relevant"])
        if not line.said("label"):
            self._fault(FormFault.LABEL_MISSING, line, "label", name)
        return Row(small_code_of(name.removeprefix(f"{grid.name}.")), line.said("label"))

    def _apart(self, grid: _Grid) -> None:
        """A table of other choices: a heading, and each row a question of its own."""
        relevant = grid.line["relevant"]
        if grid.line.said("label"):
            heading = self._reads.beginning(grid.line, grid.name, Kind.HEADING)
            self._add(Asked(grid.name, heading, grid.line, "", relevant))
        for name, line, kind in grid.rows:
            self._ask(line, name, kind, relevant)
