"""An XLSForm read into a questionnaire, or everything that is wrong with it at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from soundings.core.tables import Sheet
from soundings.instruments.rules.checking import Fault
from soundings.instruments.rules.codes import OWN_WORDS, FaultCode, Formula, Use
from soundings.instruments.rules.conditions import Condition
from soundings.instruments.rules.definition import Definition, Group, Question, Section
from soundings.instruments.rules.faults import faults_of
from soundings.instruments.rules.texts import Texts
from soundings.instruments.rules.xlsform import choices, expressions, rows
from soundings.instruments.rules.xlsform.faults import CHOICES, SETTINGS, SURVEY, Findings, FormFault, FormNote, Spot
from soundings.instruments.rules.xlsform.names import GROUPS_SHEET, OURS, WORDS_SHEET, code_of
from soundings.instruments.rules.xlsform.survey import Asked, FormSection, Survey, has_label
from soundings.instruments.rules.xlsform.tables import Known, Line, Table, language_in, read_table
from soundings.instruments.rules.xlsform.writing import required_as

SETTINGS_COLUMNS = Known(
    plain=frozenset({"form_title", "form_id", "version", "default_language", f"{OURS}::use"}),
    translated=frozenset({f"{OURS}::name", f"{OURS}::purpose"}),
)
GROUPS_COLUMNS = Known(
    plain=frozenset({"code", "formula", "of", "least_answered"}),
    translated=frozenset({"label"}),
    needed=("code", "label", "formula", "of"),
)
WORDS_COLUMNS = Known(plain=frozenset({"code"}), translated=frozenset({"label"}), needed=("code", "label"))
RELEVANT_FAULTS = {
    "syntax": FormFault.RELEVANT_SYNTAX,
    "beyond": FormFault.RELEVANT_BEYOND,
    "unknown": FormFault.RELEVANT_UNKNOWN,
    "value": FormFault.RELEVANT_VALUE,
}


@dataclass(frozen=True, slots=True)
class FormRead:
    """What came out of an XLSForm. definition: only to be used where there are no faults."""

    findings: Findings
    code: str = ""
    names: Texts = field(default_factory=dict)
    purposes: Texts = field(default_factory=dict)
    use: str = ""
    definition: Definition | None = None


def read_form(sheets: Sequence[Sheet], *, language: str = "en") -> FormRead:
    """The questionnaire that these sheets describe, with every fault and note.

    language: of texts whose column names none, where the settings do not say either. A definition may lack texts and
    translations, as a draft may; any other fault of it is told where it stands in the file.
    """
    return _Form(sheets, language).read()


class _Form:
    """One form on its way."""

    def __init__(self, sheets: Sequence[Sheet], language: str) -> None:
        self.sheets = {sheet.name.strip().lower(): sheet for sheet in reversed(sheets)}
        self.findings = Findings()
        self.spots: dict[str, Spot] = {}  # by the place in the definition where it stands in the file
        self.language = language
        self.main = ""  # the language of the form itself, once the columns are known

    def read(self) -> FormRead:
        if SURVEY not in self.sheets:
            self.findings.fault(FormFault.NO_SHEET, Spot(SURVEY), ", ".join(self.sheets), sheet=SURVEY)
            return FormRead(self.findings)
        settings, line = self._settings()
        survey = self._table(SURVEY, rows.COLUMNS)
        languages = self._languages(settings, line, survey)
        self.main = languages[0] if languages else ""
        self._check_labels(survey, [one for one in survey.lines if has_label(one)])
        lists = choices.read_choices(self._choices(), self.findings)
        title = dict.fromkeys(languages, line["form_title"] or line["form_id"] or "–")
        sections = Survey(survey, lists, self.findings, title).read()
        definition = self._definition(survey, languages, sections)
        self._meaning(definition)
        self.findings.in_order()
        return FormRead(
            self.findings,
            code=code_of(line["form_id"]).lower()[:40],
            names=line.said(f"{OURS}::name") or title,
            purposes=line.said(f"{OURS}::purpose"),
            use=line[f"{OURS}::use"],
            definition=definition,
        )

    # --- sheets ------------------------------------------------------------------------------------------------------

    def _table(self, name: str, known: Known) -> Table:
        sheet = self.sheets.get(name) or Sheet(name)
        return read_table(sheet, known, self.language, self.findings)

    def _choices(self) -> Table:
        if CHOICES in self.sheets:
            table = self._table(CHOICES, choices.COLUMNS)
            self._check_labels(table, table.lines)
            return table
        uses = any("select" in cell for row in self.sheets[SURVEY].rows for cell in row[:3])
        if uses:
            self.findings.fault(FormFault.NO_SHEET, Spot(CHOICES), ", ".join(self.sheets), sheet=CHOICES)
        return Table(CHOICES)

    def _check_labels(self, table: Table, lines: Iterable[Line]) -> None:
        """What one language says, the form's own says too: else a tablet shows an empty line to most people."""
        for line in lines:
            said = line.said("label")
            if said and self.main and self.main not in said:
                column = table.labels.get(self.main, "label")
                found = next(iter(said.values()))
                self.findings.fault(FormFault.LABEL_UNSAID, table.spot(line.number, column), found, language=self.main)

    def _settings(self) -> tuple[Table, Line]:
        table = self._table(SETTINGS, SETTINGS_COLUMNS)
        line = table.lines[0] if table.lines else Line(2, {}, {}, {})
        use = line[f"{OURS}::use"]
        if use and use not in {one.value for one in Use}:
            self.findings.fault(FormFault.OURS_UNKNOWN, table.spot(line.number, f"{OURS}::use"), use)
        self.language = language_in(line["default_language"]) or self.language
        return table, line

    def _languages(self, settings: Table, line: Line, survey: Table) -> list[str]:
        """The languages of the labels, the form's own first. What is said in another is a fault."""
        said = line["default_language"]
        first = language_in(said)
        if first and first not in survey.languages and survey.languages:
            self.findings.fault(FormFault.LANGUAGE_UNKNOWN, settings.spot(line.number, "default_language"), said)
        languages = sorted(survey.languages, key=lambda one: one != first)
        for language, heading in survey.spoken.items():
            if language not in languages:
                self.findings.fault(FormFault.LANGUAGE_UNKNOWN, survey.spot(1, heading), heading)
        return languages

    # --- the definition ----------------------------------------------------------------------------------------------

    def _definition(self, survey: Table, languages: list[str], sections: list[FormSection]) -> Definition:
        asked = [(one.name, one.question) for section in sections for one in section.asked if one.name]
        targets = expressions.targets_of(asked)
        made = [self._section(survey, number, one, targets) for number, one in enumerate(sections)]
        return Definition(tuple(languages), tuple(made), self._groups(), self._words())

    def _section(self, survey: Table, number: int, section: FormSection, targets: expressions.Targets) -> Section:
        place, line = f"sections.{number}", section.line
        self.spots[place] = survey.spot(line.number if line else 0, "name")
        if line:
            self._spots(survey, place, line, {"title": "label", "show_if": "relevant", "code": "name"})
        questions = [
            self._question(survey, f"{place}.questions.{at}", one, targets) for at, one in enumerate(section.asked)
        ]
        show_if = self._condition(survey, line, line["relevant"], targets) if line else None
        code = code_of(section.name)
        return Section(code, dict(section.title), dict(section.guidance), show_if, tuple(questions))

    def _question(self, survey: Table, place: str, asked: Asked, targets: expressions.Targets) -> Question:
        self.spots[place] = survey.spot(asked.line.number, "name")
        columns = {"text": "label", "ends": f"{OURS}::low", "choices": "type", "rows": "type", "least": "constraint"}
        columns |= {"show_if": "relevant", "reverse": f"{OURS}::reverse", "code": "name", "hint": "hint"}
        self._spots(survey, place, asked.line, columns)
        return replace(
            asked.question,
            required=self._required(survey, asked),
            show_if=self._condition(survey, asked.line, asked.relevant, targets),
        )

    def _spots(self, table: Table, place: str, line: Line, columns: Mapping[str, str]) -> None:
        for part, column in columns.items():
            self.spots[f"{place}.{part}"] = table.spot(line.number, column)

    def _required(self, survey: Table, asked: Asked) -> bool:
        said = rows.flag(asked.required)
        if said is not None:
            return said and asked.question.asks
        if asked.required == required_as(replace(asked.question, required=True)):
            return True
        self.findings.fault(FormFault.REQUIRED, survey.spot(asked.line.number, "required"), asked.required)
        return False

    def _condition(self, survey: Table, line: Line, text: str, targets: expressions.Targets) -> Condition | None:
        spot = survey.spot(line.number, "relevant")
        try:
            read = expressions.read(text, targets)
        except expressions.Unreadable as told:
            self.findings.fault(RELEVANT_FAULTS[told.code], spot, text, piece=told.found)
            return None
        if read.blank:
            self.findings.note(FormNote.BLANK, spot, text)
        return read.condition

    def _groups(self) -> tuple[Group, ...]:
        if GROUPS_SHEET not in self.sheets:
            return ()
        table = self._table(GROUPS_SHEET, GROUPS_COLUMNS)
        self._check_labels(table, table.lines)
        return tuple(one for number, line in enumerate(table.lines) if (one := self._group(table, number, line)))

    def _group(self, table: Table, number: int, line: Line) -> Group | None:
        place = f"groups.{number}"
        self.spots[place] = table.spot(line.number, "code")
        self._spots(table, place, line, {"of": "of", "label": "label", "least_answered": "least_answered"})
        formula, least = line["formula"], line["least_answered"] or "1"
        if formula not in {one.value for one in Formula}:
            self.findings.fault(FormFault.OURS_UNKNOWN, table.spot(line.number, "formula"), formula)
            return None
        if not least.isdecimal():
            self.findings.fault(FormFault.GROUP_NUMBER, table.spot(line.number, "least_answered"), least)
            return None
        of = tuple(code_of(one) for one in line["of"].replace(",", " ").split())
        return Group(line["code"], line.said("label"), Formula(formula), of, int(least))

    def _words(self) -> dict[str, Texts]:
        """Fixed words that the questionnaire says in its own way."""
        if WORDS_SHEET not in self.sheets:
            return {}
        table = self._table(WORDS_SHEET, WORDS_COLUMNS)
        self._check_labels(table, table.lines)
        found: dict[str, Texts] = {}
        for line in table.lines:
            code, spot = line["code"], table.spot(line.number, "code")
            if code not in OWN_WORDS:
                self.findings.fault(FormFault.OURS_UNKNOWN, spot, code)
            self.spots[f"words.{code}"] = spot
            found[code] = line.said("label")
        return found

    # --- what it means -----------------------------------------------------------------------------------------------

    def _meaning(self, definition: Definition) -> None:
        """Faults that the questionnaire would have as such. What a draft may still lack is noted; what the sheets
        themselves have been told of is not said twice."""
        missing: Counter[str] = Counter()
        told = {(one.spot.sheet, one.spot.row) for one in self.findings.faults}
        for fault in faults_of(definition.as_json()):
            if fault.code is FaultCode.TEXT_MISSING:
                missing[str(fault.params["language"])] += 1
                continue
            spot = self._spot_of(fault)
            if (spot.sheet, spot.row) not in told:
                self.findings.fault(FormFault.MEANING, spot, "", fault=fault.code, **fault.params)
        for language, number in missing.items():
            self.findings.note(FormNote.UNTRANSLATED, Spot(SURVEY), "", language=language, number=number)

    def _spot_of(self, fault: Fault) -> Spot:
        place = fault.place
        while place and place not in self.spots:
            place = place.rpartition(".")[0]
        return self.spots.get(place, Spot(SURVEY))
