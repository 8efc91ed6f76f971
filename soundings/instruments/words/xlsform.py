"""What is wrong with an XLSForm and how to mend it, what is worth knowing of it, and the fixed words that it holds."""

from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from soundings.instruments.rules import Definition
from soundings.instruments.rules.xlsform import About, FaultInForm, FormFault, FormNote, Phrase, Sheets, sheets_of

DASH = "–"
NOTHING = About("form", {}, {}, "", "")


def where(fault: FaultInForm, *, more: int = 0) -> str:
    """Sheet, row and column, as the spreadsheet shows them. more: rows of which the same is said."""
    if more:
        rows = ngettext("%(where)s, and %(n)s more row", "%(where)s, and %(n)s more rows", more)
        return rows % {"where": where(fault), "n": more}
    spot = fault.spot
    said = {"sheet": spot.sheet, "row": spot.row, "column": spot.column}
    if not spot.row:
        return _("Sheet “%(sheet)s”") % said
    if not spot.column:
        return _("Sheet “%(sheet)s”, row %(row)s") % said
    return _("Sheet “%(sheet)s”, row %(row)s, column “%(column)s”") % said


def sentence(fault: FaultInForm) -> str:
    """What to do about it, or what it means."""
    said = {"found": fault.found or DASH, **fault.params}
    if fault.code is FormFault.MEANING:
        return _meaning(fault.params)
    if "language" in said:
        said["language"] = language_name(str(said["language"]))
    if fault.code is FormNote.UNTRANSLATED:
        return _untranslated(fault.params)
    if fault.code is FormFault.TYPE_UNKNOWN and not fault.params.get("meant"):
        return _("There is no such type of question. The how-to page of spreadsheets lists them.")
    return _sentences()[fault.code] % said


def _sentences() -> dict[FormFault | FormNote, str]:
    return _of_sheets() | _of_rows() | _of_choices() | _of_groups() | _of_conditions() | _of_ours() | _notes()


def _of_sheets() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.NO_SHEET: _("The workbook has no sheet “%(sheet)s”. Add it, or rename the sheet that holds it."),
        FormFault.NO_COLUMN: _("The sheet has no such column. Its headings stand in row 1: add this one."),
        FormFault.COLUMN_TWICE: _("Another column has this heading already. Keep one of them."),
        FormFault.COLUMN_NEAR: _("There is no such column. Did you mean “%(meant)s”?"),
        FormFault.LANGUAGE_FORM: _("Write the language with its code, like “label::English (en)”."),
        FormFault.LANGUAGES_MIXED: _("Other columns of this text name their language, so this one must name its own."),
        FormFault.LANGUAGE_UNKNOWN: _("No label is said in this language. Add its label column, or correct it here."),
        FormFault.UNCALCULATED: _("The cell holds a formula without a result. Type the words themselves."),
        FormFault.TEXT_LONG: _("The text is longer than %(most)s letters. Shorten it."),
        FormFault.NO_QUESTIONS: _("The sheet asks nothing. Write one question in each row."),
    }


def _of_rows() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.TYPE_MISSING: _("Say in this column what the row is, for example text or select_one."),
        FormFault.TYPE_UNKNOWN: _("There is no such type of question. Did you mean “%(meant)s”?"),
        FormFault.TYPE_NOT_HERE: _("A questionnaire here cannot ask this. Remove the row, or ask in another way."),
        FormFault.OR_OTHER: _("“or_other” is not known here. Add a choice “Other” and a text question below."),
        FormFault.NAME_MISSING: _("Give the row a name: letters, figures, - and _, beginning with a letter."),
        FormFault.NAME_FORM: _("A name has letters, figures, - and _ only, and begins with a letter."),
        FormFault.NAME_TWICE: _("Row %(row)s has this name already. Each row needs a name of its own."),
        FormFault.NAME_ALIKE: _("This name and that of row %(row)s become the same here. Change one of them."),
        FormFault.LABEL_MISSING: _("Write what is asked, in one language at least."),
        FormFault.LABEL_UNSAID: _("Write it in %(language)s too: it is the form’s own language, and another says it."),
        FormFault.LABEL_REFERS: _("The text repeats the answer to another question, which cannot be done here."),
        FormFault.RANGE: _("A scale goes from 0 to 10 by ones here: write start=0 end=10 step=1."),
        FormFault.REQUIRED: _("Write yes or no. Whether it must be answered cannot depend on other answers here."),
        FormFault.CONSTRAINT: _("Of a number only the least and the most can be said, like . >= 0 and . <= 20."),
        FormFault.BOUNDS: _("The least is more than the most. Change them round."),
        FormFault.CALCULATION_MISSING: _("Write in this column what is calculated, or remove the row."),
    }


def _of_choices() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.LIST_MISSING: _("Say which list it is chosen from, like select_one colours."),
        FormFault.LIST_UNKNOWN: _("The sheet of choices has no list of this name. Add it, or correct the name."),
        FormFault.LIST_SHORT: _("The list has fewer than two choices. Add what else may be chosen."),
        FormFault.LIST_NAME_MISSING: _("Say to which list the choice belongs."),
        FormFault.CHOICE_NAME_MISSING: _("Give the choice a name, for example a number or a short word."),
        FormFault.CHOICE_NAME_FORM: _("The name of a choice holds no spaces. Write - or _ instead."),
        FormFault.CHOICE_TWICE: _("Row %(row)s of the same list has this name already. Change one of them."),
        FormFault.CHOICE_LABEL_MISSING: _("Write the words of the choice, in one language at least."),
        FormFault.CHOICE_FILTER: _("Choices that depend on other answers cannot be had here. Empty this cell."),
    }


def _of_groups() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.GROUP_OPEN: _("This group never ends. Add an end_group row after its last question."),
        FormFault.GROUP_CLOSED: _("Nothing that began is still open here. Remove this row, or add where it begins."),
        FormFault.GROUP_NESTED: _("A section holds no other section. End the one before, and begin this one after it."),
        FormFault.GROUP_EMPTY: _("The group holds no question. Add one, or remove its two rows."),
        FormFault.REPEAT: _("Questions cannot be repeated here. Remove the two rows, or write them out."),
        FormFault.TABLE_ROWS: _("The rows of this table are not what they must be: see the how-to page."),
        FormFault.GROUP_NUMBER: _("Write how many must be answered, as a whole number."),
    }


def _of_conditions() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.RELEVANT_SYNTAX: _("The condition cannot be read at “%(piece)s”. Look at its brackets and signs."),
        FormFault.RELEVANT_BEYOND: _(
            "“%(piece)s” cannot be used here. A condition compares answers with =, !=, >=, <= or selected()."
        ),
        FormFault.RELEVANT_UNKNOWN: _("No question is called “%(piece)s”. Write the name of one in this form."),
        FormFault.RELEVANT_VALUE: _("The answer is a number, so it cannot be compared with “%(piece)s”."),
        FormFault.RELEVANT_ROW: _("A single row of a table cannot have a condition. Put it on the whole table."),
    }


def _of_ours() -> dict[FormFault | FormNote, str]:
    return {
        FormFault.OURS_UNKNOWN: _("“%(found)s” is not known here. The how-to page lists what may stand there."),
        FormFault.OURS_SUITS: _("“%(found)s” does not go with the type of this row (%(type)s)."),
        FormFault.PART_STRAY: _("The row belongs to the question named before it, and that is not the one above."),
    }


def _notes() -> dict[FormFault | FormNote, str]:
    return {
        FormNote.LEFT_OUT: _("A row of type %(found)s asks nobody anything. It is left out."),
        FormNote.COLUMN_UNUSED: _("This column is not used."),
        FormNote.CELL_UNUSED: _("What stands here is not used: %(found)s"),
        FormNote.WHOLE_NUMBERS: _("Numbers with a fraction will be taken too."),
        FormNote.BLANK: _("Here the condition does not hold while the question is not answered."),
        FormNote.PICTURE: _("The picture %(found)s is not one of ours. It is left out."),
        FormNote.LABELS_OURS: _("The agree scale has its own words here. Those of the list are left out."),
        FormNote.LIKERT: _("It becomes one choice of several. Name the choices 1 to 5 for the agree scale."),
        FormNote.CODE_MADE: _("The name %(found)s becomes %(made)s."),
        FormNote.NO_ENDS: _("The ends of this scale have no words yet. Add them before publishing."),
    }


def _untranslated(params: Mapping[str, object]) -> str:
    number = int(str(params["number"]))
    said = {"number": number, "language": language_name(str(params["language"]))}
    if not params["language"]:
        return _("A picture has not been chosen yet.")
    return (
        ngettext(
            "%(number)s text is still to be written in %(language)s.",
            "%(number)s texts are still to be written in %(language)s.",
            number,
        )
        % said
    )


def _meaning(params: Mapping[str, object]) -> str:
    """A fault that the questionnaire itself would have."""
    known = {
        "condition-value": _("The condition asks for “%(value)s”, which nobody can answer to “%(question)s”."),
        "condition-suits": _("“%(question)s” cannot be compared in this way."),
        "condition-cycle": _("“%(question)s” is shown only if it is shown. Change one of the conditions."),
        "condition-not-asked": _("“%(question)s” is asked of other people, so the condition never holds."),
        "group-unknown": _("No question is called “%(question)s”."),
        "group-no-number": _("The answer to “%(question)s” is no number, so it cannot be counted in a score."),
        "group-needs-agree": _("This formula is for agree scales only, and “%(question)s” is none."),
        "group-mixed": _("The questions of a mean or sum must be of one kind."),
        "group-empty": _("Say which questions make the score."),
        "group-least": _("At least 1 and at most %(of)s must be answered."),
        "no-reverse": _("An answer of this kind cannot be turned round."),
        "not-for-kind": _("This does not go with the kind of the question."),
        "code-twice": _("“%(value)s” is named twice."),
        "code-form": _("“%(value)s” cannot be a name here."),
        "name-twice": _("The name “%(value)s” and the name of another row become one. Change one of them."),
    }
    said = {"value": DASH, "question": DASH, "of": DASH, **params}
    general = _("This cannot be part of a questionnaire here. Compare it with a questionnaire that was written out.")
    return known.get(str(params.get("fault")), general) % said


# --- fixed words, and the names of languages --------------------------------------------------------------------------


@cache
def says(phrase: Phrase, language: str) -> str:
    """A fixed word of a form in a language; in English where there is no catalogue of it."""
    with override(language):
        return _phrases()[phrase]


def _phrases() -> dict[Phrase, str]:
    return {
        Phrase.WHY_NUMBER: _("What makes it that number?"),
        Phrase.WHY: _("What makes you say so?"),
        Phrase.LEAVE: _("If it cannot be answered"),
        Phrase.NA: _("Does not apply"),
        Phrase.UNSAID: _("Prefer not to say"),
        Phrase.NO_EVIDENCE: _("Not enough evidence"),
        Phrase.AGREE_1: _("Strongly disagree"),
        Phrase.AGREE_2: _("Disagree"),
        Phrase.AGREE_3: _("Neither agree nor disagree"),
        Phrase.AGREE_4: _("Agree"),
        Phrase.AGREE_5: _("Strongly agree"),
        Phrase.FACES_1: _("Very unhappy"),
        Phrase.FACES_2: _("Unhappy"),
        Phrase.FACES_3: _("In between"),
        Phrase.FACES_4: _("Happy"),
        Phrase.FACES_5: _("Very happy"),
        Phrase.YES: _("Yes"),
        Phrase.PARTLY: _("Partly"),
        Phrase.NO: _("No"),
        Phrase.WORRIED: _("What are we worried about?"),
        Phrase.WELL: _("What is working well?"),
        Phrase.NEXT: _("What needs to happen?"),
    }


def language_name(code: str, *, among: str = "en") -> str:
    """The name of a language in the language `among`; its code where nobody has a name for it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(Locale.parse(among, sep="-")) or code
    except (UnknownLocaleError, ValueError):
        return code


def heading(code: str) -> str:
    """How a column names the language: "English (en)"."""
    return f"{language_name(code)} ({code})"


def headings(definition: Definition) -> dict[str, str]:
    """How columns name each language of the questionnaire."""
    return {one: heading(one) for one in definition.languages}


def form_of(definition: Definition, about: About = NOTHING) -> Sheets:
    """The questionnaire as an XLSForm in the words of the product. about: nothing, where only its fields matter."""
    return sheets_of(definition, about, named=headings(definition), says=says)
