"""What the editor says: kinds of question, people, formulas, conditions, and what is wrong or has changed."""

from django.utils.translation import gettext as _

from soundings.instruments.rules import (
    Audience,
    Change,
    Clause,
    Condition,
    Definition,
    Every,
    Fault,
    FaultCode,
    Formula,
    Is,
    Kind,
    Picture,
    Question,
    Use,
    VersionState,
    What,
    said,
)
from soundings.instruments.words.xlsform import language_name

SHORT = 60  # letters of a question that a sentence repeats


def use(code: str) -> str:
    """What a questionnaire is for."""
    return {
        Use.REVIEW: _("Reviews of a case"),
        Use.SURVEY: _("Surveys"),
        Use.RATING: _("People rate themselves"),
    }[Use(code)]


def state(code: str) -> str:
    """Where a version stands."""
    return {
        VersionState.DRAFT: _("draft"),
        VersionState.PUBLISHED: _("in force"),
        VersionState.RETIRED: _("earlier version"),
    }[VersionState(code)]


def kind(code: str) -> str:
    """How a question is answered."""
    return {
        Kind.SCALE: _("Scale from 0 to 10"),
        Kind.AGREE: _("Agree or disagree"),
        Kind.FACES: _("Faces"),
        Kind.YES_NO_PARTLY: _("Yes, partly or no"),
        Kind.ONE: _("One of several choices"),
        Kind.MANY: _("Any of several choices"),
        Kind.SHORT: _("A few words"),
        Kind.LONG: _("Longer text"),
        Kind.COLUMNS: _("Three columns"),
        Kind.DATE: _("Date"),
        Kind.NUMBER: _("Number"),
        Kind.MATRIX: _("Several scales from 0 to 10"),
        Kind.HEADING: _("Heading, asks nothing"),
        Kind.PICTURE: _("Picture, asks nothing"),
    }[Kind(code)]


def audience(code: str) -> str:
    """Who answers."""
    return {
        Audience.WORKER: _("Worker"),
        Audience.REVIEWER: _("Reviewer"),
        Audience.SUPERVISOR: _("Supervisor"),
        Audience.FAMILY: _("Family"),
        Audience.CHILD: _("Child"),
        Audience.STAFF: _("Staff"),
        Audience.PARTNER: _("Partner agency"),
    }[Audience(code)]


def picture(code: str) -> str:
    """A picture that comes with the product."""
    return {
        Picture.HOUSES: _("Three houses"),
        Picture.PATH: _("A path"),
        Picture.FACES: _("Faces"),
        Picture.NETWORK: _("A network of people"),
    }[Picture(code)]


def formula(code: str) -> str:
    """How the answers of a score become one number."""
    return {
        Formula.MEAN: _("Mean of the answers"),
        Formula.SUM: _("Sum of the answers"),
        Formula.PERCENT_POSITIVE: _("Share of positive answers"),
        Formula.SAFETY_ATTITUDE: _("Agree scales as 0 to 100"),
    }[Formula(code)]


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


def short(text: str) -> str:
    """A text that a sentence may repeat."""
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def name_of(question: Question, language: str) -> str:
    """A question by its words; by its code where it has none yet."""
    return short(said(question.text, language)) or question.code


def condition(found: Condition | None, definition: Definition, language: str) -> str:
    """When something is shown; "" for always."""
    if found is None:
        return ""
    if isinstance(found, Clause):
        return _clause(found, definition, language)
    parts = [condition(one, definition, language) for one in found.of]
    joined = _("%(one)s and %(other)s") if isinstance(found, Every) else _("%(one)s or %(other)s")
    told = parts[0] if parts else ""
    for part in parts[1:]:
        told = joined % {"one": told, "other": part}
    return f"({told})" if len(parts) > 1 else told


def _clause(clause: Clause, definition: Definition, language: str) -> str:
    question = definition.question(clause.question)
    name = name_of(question, language) if question else clause.question
    told = {"question": name, "is": relation(clause.relation), "value": value(clause, question, language)}
    if clause.relation is Is.ANSWERED:
        return _("“%(question)s” %(is)s") % told
    return _("“%(question)s” %(is)s %(value)s") % told


def value(clause: Clause, question: Question | None, language: str) -> str:
    """The value of a condition as a person says it."""
    if question:
        for choice in question.choices:
            if choice.code == clause.value:
                return said(choice.label, language) or choice.code
        if question.kind is Kind.YES_NO_PARTLY:
            return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}.get(str(clause.value), str(clause.value))
    return "" if clause.value is None else str(clause.value)


def text_name(name: str) -> str:
    """What one text of a questionnaire is, by its name in `rules.editing.texts_of`."""
    _what, code, part, *more = name.split(".")
    known = {
        "title": _("Title of section %(code)s"),
        "guidance": _("Guidance of section %(code)s"),
        "text": _("Question %(code)s"),
        "hint": _("Hint of %(code)s"),
        "low": _("%(code)s: in words, 0 is"),
        "high": _("%(code)s: in words, 10 is"),
        "choice": _("%(code)s: choice %(more)s"),
        "row": _("%(code)s: line %(more)s"),
        "label": _("Score %(code)s"),
    }
    return known[part] % {"code": code, "more": ".".join(more)}


# --- faults and changes ----------------------------------------------------------------------------------------------


def fault(found: Fault, definition: Definition, language: str) -> str:
    """What keeps the draft from being published, and how to mend it."""
    told = {name: str(one) for name, one in found.params.items()}
    if question := definition.question(told.get("question", "")):
        told["question"] = name_of(question, language)
    if found.code is FaultCode.TEXT_MISSING:
        return _missing(found, told)
    general = _("Something here does not go together: look at it again.")
    return {**_faults_of_parts(), **_faults_of_conditions(), **_faults_of_groups()}.get(found.code, general) % told


def _missing(found: Fault, told: dict[str, str]) -> str:
    if found.place.endswith("picture"):
        return _("Choose the picture.")
    part = found.place.rpartition(".")[2]
    where = {"title": _("title"), "guidance": _("guidance"), "text": _("text"), "hint": _("hint")}
    where |= {"low": _("words at 0"), "high": _("words at 10"), "label": _("label")}
    named = {"part": where.get(part, part), "language": language_name(told["language"])}
    return _("The %(part)s is missing in %(language)s.") % named


def _faults_of_parts() -> dict[FaultCode, str]:
    return {
        FaultCode.NO_SECTION: _("Add a section."),
        FaultCode.NO_QUESTION: _("This section asks nothing yet: add a question, or remove the section."),
        FaultCode.CODE_FORM: _("The code “%(value)s” is no code: letters, figures, - and _, beginning with a letter."),
        FaultCode.CODE_TWICE: _("The code “%(value)s” is used twice."),
        FaultCode.NAME_TWICE: _("The code “%(value)s” and that of another question become one name."),
        FaultCode.CHOICES_FEW: _("Write at least two choices."),
        FaultCode.ROWS_FEW: _("Write at least one line to rate."),
        FaultCode.NOT_FOR_KIND: _("Something set here does not go with this kind of question."),
        FaultCode.BOUNDS: _("The least is more than the most."),
        FaultCode.NO_REVERSE: _("An answer of this kind cannot be turned round."),
    }


def _faults_of_conditions() -> dict[FaultCode, str]:
    return {
        FaultCode.CONDITION_UNKNOWN: _("The condition names a question that is gone: “%(question)s”."),
        FaultCode.CONDITION_SUITS: _("“%(question)s” cannot be compared in this way."),
        FaultCode.CONDITION_VALUE: _("Nobody can answer “%(value)s” to “%(question)s”."),
        FaultCode.CONDITION_EMPTY: _("The condition says nothing: write it again."),
        FaultCode.CONDITION_CYCLE: _("“%(question)s” is shown only if it is shown: change one of the conditions."),
        FaultCode.CONDITION_NOT_ASKED: _("“%(question)s” is asked of other people, so the condition never holds."),
    }


def _faults_of_groups() -> dict[FaultCode, str]:
    return {
        FaultCode.GROUP_EMPTY: _("Tick the questions that make this score."),
        FaultCode.GROUP_UNKNOWN: _("The score names a question that is gone: “%(question)s”."),
        FaultCode.GROUP_NO_NUMBER: _("The answer to “%(question)s” is no number."),
        FaultCode.GROUP_MIXED: _("The questions of a mean or sum must be of one kind."),
        FaultCode.GROUP_NEEDS_AGREE: _("This formula is for agree scales only, and “%(question)s” is none."),
        FaultCode.GROUP_LEAST: _("At least 1 and at most %(of)s must be answered."),
    }


def change(found: Change, old: Definition, new: Definition, language: str) -> str:
    """What breaks the trend of a question or score."""
    question = new.question(found.code) or old.question(found.code)
    group = next((one for one in (*new.groups, *old.groups) if one.code == found.code), None)
    name = name_of(question, language) if question else said(group.label, language) if group else found.code
    return _changes()[found.what] % {"name": short(name)}


def _changes() -> dict[What, str]:
    return {
        What.ADDED: _("“%(name)s” is new: its trend begins here."),
        What.GONE: _("“%(name)s” is no longer asked: its trend ends."),
        What.KIND: _("“%(name)s” is answered in another way: its trend breaks."),
        What.WORDING: _("“%(name)s” has other words: its trend breaks."),
        What.ENDS: _("The ends of “%(name)s” have other words: its trend breaks."),
        What.CHOICES: _("“%(name)s” has other choices: its trend breaks."),
        What.ROWS: _("“%(name)s” has other lines: its trend breaks."),
        What.BOUNDS: _("“%(name)s” has other bounds: its trend breaks."),
        What.REVERSE: _("“%(name)s” is counted the other way round: its trend breaks."),
        What.FORMULA: _("The score “%(name)s” is made in another way: its trend breaks."),
    }
