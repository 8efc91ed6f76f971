"""A row of the survey sheet as a question, all but its condition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from soundings.instruments.rules.codes import WITH_CHOICES, Audience, Kind, Left, Picture
from soundings.instruments.rules.definition import Choice, Question
from soundings.instruments.rules.xlsform.choices import Lists
from soundings.instruments.rules.xlsform.faults import Findings, FormFault, FormNote
from soundings.instruments.rules.xlsform.names import AGREE_LIST, KINDS_OF_TYPE, LEFT_CODES, OURS, code_of
from soundings.instruments.rules.xlsform.rows import WITH_LIST, Type, bounds_in, flag, is_zero_to_ten, kind_of
from soundings.instruments.rules.xlsform.tables import Line, Table


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one row after the other; what is wrong with each goes into `findings`."""

    table: Table
    lists: Lists
    findings: Findings

    def fault(self, code: FormFault, line: Line, column: str, found: str = "", **params: object) -> None:
        """A fault of this row."""
        self.findings.fault(code, self.table.spot(line.number, column), found, **params)

    def note(self, code: FormNote, line: Line, column: str, found: str = "", **params: object) -> None:
        """A note on this row."""
        self.findings.note(code, self.table.spot(line.number, column), found, **params)

    def question(self, line: Line, name: str, kind: Type) -> Question:
        """The question that the row asks. It is made of whatever is right in it."""
        which = self.kind(line, kind)
        least, most = self._bounds(line, which)
        question = replace(self.beginning(line, name, which), least=least, most=most)
        question = self._with_choices(question, line, kind)
        if which is Kind.SCALE and not is_zero_to_ten(line["parameters"]):
            self.fault(FormFault.RANGE, line, "parameters", line["parameters"])
        if kind.word == "integer":
            self.note(FormNote.WHOLE_NUMBERS, line, "type", line["type"])
        return question

    def kind(self, line: Line, of: Type) -> Kind:
        """What kind the row says that it is; else what its type comes nearest to."""
        said = line[f"{OURS}::kind"]
        if said:
            known = {one.value: one for one in Kind}
            if said not in known:
                self.fault(FormFault.OURS_UNKNOWN, line, f"{OURS}::kind", said)
            elif known[said] in KINDS_OF_TYPE[of.word]:
                return known[said]
            else:
                self.fault(FormFault.OURS_SUITS, line, f"{OURS}::kind", said, type=of.word)
        names = self.lists.names(of.list_name) if of.word in WITH_LIST else []
        return kind_of(of.word, line["appearance"], names, _picture(line["media::image"]) is not None)

    def beginning(self, line: Line, name: str, kind: Kind) -> Question:
        """What every kind has: its words, whom it is for, its picture, the words of its ends."""
        if not line.said("label"):
            self.fault(FormFault.LABEL_MISSING, line, "label", name)
        image = line["media::image"]
        if image and _picture(image) is None:
            self.note(FormNote.PICTURE, line, "media::image", image)
        reverse = flag(line[f"{OURS}::reverse"])
        if reverse is None:
            self.fault(FormFault.OURS_UNKNOWN, line, f"{OURS}::reverse", line[f"{OURS}::reverse"])
        low, high = line.said(f"{OURS}::low"), line.said(f"{OURS}::high")
        if kind is Kind.SCALE and not (low and high):
            self.note(FormNote.NO_ENDS, line, "label", name)
        return Question(
            code=code_of(name),
            kind=kind,
            text=line.said("label"),
            hint=line.said("hint") if low or high else _hint(line),
            asked_of=self._audiences(line),
            low=low,
            high=high,
            reverse=bool(reverse),
            picture=_picture(image),
        )

    def _audiences(self, line: Line) -> tuple[Audience, ...]:
        known = {one.value: one for one in Audience}
        said = line[f"{OURS}::for"].replace(",", " ").split()
        for one in said:
            if one not in known:
                self.fault(FormFault.OURS_UNKNOWN, line, f"{OURS}::for", one)
        return tuple(known[one] for one in said if one in known)

    def _bounds(self, line: Line, kind: Kind) -> tuple[float | None, float | None]:
        constraint = line["constraint"]
        if kind is not Kind.NUMBER:
            if constraint:
                self.note(FormNote.CELL_UNUSED, line, "constraint", constraint)
            return None, None
        bounds = bounds_in(constraint)
        if bounds is None:
            self.fault(FormFault.CONSTRAINT, line, "constraint", constraint)
            return None, None
        least, most = bounds
        if least is not None and most is not None and least > most:
            self.fault(FormFault.BOUNDS, line, "constraint", constraint)
        return bounds

    def _with_choices(self, question: Question, line: Line, kind: Type) -> Question:
        if kind.word not in WITH_LIST:
            return question
        if kind.or_other:
            self.fault(FormFault.OR_OTHER, line, "type", line["type"])
        if line["choice_filter"]:
            self.fault(FormFault.CHOICE_FILTER, line, "choice_filter", line["choice_filter"])
        if not kind.list_name:
            self.fault(FormFault.LIST_MISSING, line, "type", line["type"])
        elif kind.list_name not in self.lists:
            self.fault(FormFault.LIST_UNKNOWN, line, "type", kind.list_name)
        elif question.kind in WITH_CHOICES:
            return replace(question, choices=self._choices(line, kind))
        elif question.kind is Kind.AGREE:
            return self._agreeing(question, line, kind)
        return question

    def _choices(self, line: Line, kind: Type) -> tuple[Choice, ...]:
        options = self.lists.of(kind.list_name)
        if len(options) < 2:
            self.fault(FormFault.LIST_SHORT, line, "type", kind.list_name)
        if "likert" in line["appearance"]:
            self.note(FormNote.LIKERT, line, "appearance", line["appearance"])
        return tuple(Choice(one.code, dict(one.label)) for one in options)

    def _agreeing(self, question: Question, line: Line, kind: Type) -> Question:
        """The scale has words of ours; a choice that leaves the question becomes a way to leave it."""
        ways = {one.replace("_", "-") for one in self.lists.names(kind.list_name)} & set(LEFT_CODES)
        if kind.list_name != AGREE_LIST:
            self.note(FormNote.LABELS_OURS, line, "type", kind.list_name)
        return with_ways(question, ways)


def with_ways(question: Question, ways: set[str]) -> Question:
    """The question, which may be left in these ways."""
    return replace(
        question,
        na=question.na or Left.NA.value in ways,
        unsaid=question.unsaid or Left.UNSAID.value in ways,
        no_evidence=question.no_evidence or Left.NO_EVIDENCE.value in ways,
    )


def _picture(image: str) -> Picture | None:
    stem = image.rpartition("/")[2].rpartition(".")[0] or image
    return next((one for one in Picture if one.value == stem), None)


def _hint(line: Line) -> dict[str, str]:
    """The hint, and below it the guidance that some forms have beside it."""
    hint, more = line.said("hint"), line.said("guidance_hint")
    return {one: "\n".join(t for t in (hint.get(one), more.get(one)) if t) for one in (*hint, *more)}
