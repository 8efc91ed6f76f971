"""Every fault of an XLSForm is told with its sheet, row and column, all at once; forms of other people are read."""

import pytest
from django.utils.functional import Promise

from soundings.core.tables import UNCALCULATED, Sheet
from soundings.instruments.rules import Clause, Every, Is, Kind, Some
from soundings.instruments.rules.xlsform import FormFault, FormNote, FormRead, complaint, read_form
from soundings.instruments.words import xlsform as words

HEADS = ["type", "name", "label::English (en)", "hint::English (en)", "required", "relevant", "appearance",
         "parameters", "constraint", "media::image", "choice_filter", "calculation", "soundings::kind",
         "soundings::part", "soundings::for", "soundings::reverse", "soundings::low::English (en)"]  # fmt: skip
LABEL = "label::English (en)"
CHOICE_HEADS = ["list_name", "name", LABEL]
COLOURS = [["colour", "red", "Red"], ["colour", "blue", "Blue"]]
FIRST = ["text", "first", "First?"]


def row(*cells: str, **more: str) -> list[str]:
    """A row of the survey: type, name, label, then other columns by name (dots of a name as two underscores)."""
    found = dict(zip(HEADS, [*cells, *[""] * len(HEADS)], strict=False))
    for name, value in more.items():
        found[next(one for one in HEADS if one.replace("::", "_").startswith(name))] = value
    return [found[head] for head in HEADS]


def form(*rows: list[str], choices: list[list[str]] = COLOURS, heads: list[str] = HEADS, **others: list) -> FormRead:
    sheets = [Sheet("survey", [heads, *rows]), Sheet("choices", [CHOICE_HEADS, *choices])]
    return read_form(sheets + [Sheet(name, rows) for name, rows in others.items()])


def told(read: FormRead) -> list[tuple[str, str, int, str]]:
    return [(one.code.value, one.spot.sheet, one.spot.row, one.spot.column) for one in read.findings.faults]


def noted(read: FormRead) -> set[tuple[str, int]]:
    return {(one.code.value, one.spot.row) for one in read.findings.notes}


FAULTS = [
    ("type-missing", 3, "type", [row("", "x", "X?")]),
    ("type-unknown", 3, "type", [row("select_won colour", "x", "X?")]),
    ("type-not-here", 3, "type", [row("geopoint", "x", "Where?")]),
    ("or-other", 3, "type", [row("select_one colour or_other", "x", "X?")]),
    ("name-missing", 3, "name", [row("text", "", "X?")]),
    ("calculation-missing", 3, "calculation", [row("calculate", "x", "")]),
    ("name-form", 3, "name", [row("text", "two words", "X?")]),
    ("name-twice", 3, "name", [row("text", "first", "Again?")]),
    ("name-alike", 4, "name", [row("text", "a.b", "X?"), row("text", "a-b", "X?")]),
    ("label-missing", 3, LABEL, [row("text", "x", "")]),
    ("label-refers", 3, LABEL, [row("text", "x", "You said ${first}")]),
    ("text-long", 3, LABEL, [row("text", "x", "long" * 2000)]),
    ("uncalculated", 3, LABEL, [row("text", "x", UNCALCULATED), row("text", "y", "Y?")]),
    ("list-missing", 3, "type", [row("select_one", "x", "X?")]),
    ("list-unknown", 3, "type", [row("select_one shapes", "x", "X?")]),
    ("choice-filter", 3, "choice_filter", [row("select_one colour", "x", "X?", choice_filter="a=1")]),
    ("group-open", 3, "type", [row("begin_group", "g", "G"), row("text", "x", "X?")]),
    ("group-closed", 3, "type", [row("end_group")]),
    ("group-nested", 4, "type", [row("begin_group", "g", "G"), row("begin group", "h", "H"), row("text", "x", "X?"),
                                 row("end group"), row("end_group")]),
    ("group-empty", 3, "type", [row("begin_group", "g", "G"), row("end_group")]),
    ("repeat", 3, "type", [row("begin_repeat", "r", "R"), row("text", "x", "X?"), row("end_repeat")]),
    ("table-rows", 3, "type", [row("begin_group", "m", "M", soundings_kind="matrix"), row("text", "x", "X?"),
                               row("end_group")]),
    ("range", 3, "parameters", [row("range", "x", "X?", parameters="start=1 end=5 step=1")]),
    ("required", 3, "required", [row("text", "x", "X?", required="${first} = 'a'")]),
    ("relevant-syntax", 3, "relevant", [row("text", "x", "X?", relevant="${first} = 'a' and (")]),
    ("relevant-beyond", 3, "relevant", [row("text", "x", "X?", relevant="count(${first}) > 1")]),
    ("relevant-beyond", 3, "relevant", [row("text", "x", "X?", relevant="${first} = ''")]),
    ("relevant-unknown", 3, "relevant", [row("text", "x", "X?", relevant="${nobody} = 'a'")]),
    ("relevant-value", 4, "relevant", [row("integer", "n", "N?"), row("text", "x", "X?", relevant="${n} = 'many'")]),
    ("meaning", 4, "relevant", [row("select_one colour", "c", "C?"), row("text", "x", "X?", relevant="${c} = 'no'")]),
    ("meaning", 3, "relevant", [row("text", "x", "X?", relevant="${x} != ''")]),
    ("constraint", 3, "constraint", [row("decimal", "x", "X?", constraint="regex(., '[0-9]')")]),
    ("bounds", 3, "constraint", [row("decimal", "x", "X?", constraint=". >= 9 and . <= 2")]),
    ("ours-unknown", 3, "soundings::kind", [row("text", "x", "X?", soundings_kind="essay")]),
    ("ours-unknown", 3, "soundings::for", [row("text", "x", "X?", soundings_for="worker neighbour")]),
    ("ours-suits", 3, "soundings::kind", [row("text", "x", "X?", soundings_kind="scale")]),
    ("part-stray", 3, "soundings::part", [row("text", "other.why", "Why?", soundings_part="why")]),
    ("meaning", 3, "soundings::reverse", [row("text", "x", "X?", soundings_reverse="yes")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "number", "column", "rows"), FAULTS, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_fault_of_the_survey_stands_where_it_is(code, number, column, rows):
    assert told(form(row(*FIRST), *rows)) == [(code, "survey", number, column)]


@pytest.mark.parametrize(
    ("code", "number", "column", "choices"),
    [
        ("list-name-missing", 4, "list_name", [*COLOURS, ["", "green", "Green"]]),
        ("choice-name-missing", 4, "name", [*COLOURS, ["colour", "", "Green"]]),
        ("choice-name-form", 4, "name", [*COLOURS, ["colour", "light green", "Green"]]),
        ("choice-twice", 4, "name", [*COLOURS, ["colour", "red", "Red again"]]),
        ("choice-label-missing", 4, LABEL, [*COLOURS, ["colour", "green", ""]]),
    ],
)
def test_a_fault_of_the_choices_stands_where_it_is(code, number, column, choices):
    assert told(form(row("select_one colour", "x", "X?"), choices=choices)) == [(code, "choices", number, column)]


def test_a_list_of_one_choice_is_a_fault_of_the_question():
    read = form(row("select_one colour", "x", "X?"), choices=COLOURS[:1])
    assert told(read) == [("list-short", "survey", 2, "type")]


@pytest.mark.parametrize(
    ("code", "column", "heads"),
    [
        ("no-column", "name", ["type", "nom", LABEL]),
        ("column-twice", "Type", ["type", "name", LABEL, "Type"]),
        ("column-near", "lable::English (en)", ["type", "name", LABEL, "lable::English (en)"]),
        ("column-near", "requird", ["type", "name", LABEL, "requird"]),
        ("language-form", "hint::English", ["type", "name", LABEL, "hint::English"]),
        ("languages-mixed", "label", ["type", "name", "label", LABEL]),
        ("language-unknown", "hint::Polish (pl)", ["type", "name", LABEL, "hint::Polish (pl)"]),
        ("ours-unknown", "soundings::colour", ["type", "name", LABEL, "soundings::colour"]),
    ],
)
def test_a_fault_of_the_headings_stands_in_row_1(code, column, heads):
    found = told(form(["text", "x", "X?", ""], heads=heads))
    assert (code, "survey", 1, column) in found
    assert all(one[2] == 1 or code == "no-column" for one in found)


POLISH = "label::Polski (pl)"


def two_languages(*rows, choices=(), **settings) -> FormRead:
    """A form in English and Polish."""
    heads = ["type", "name", LABEL, POLISH, "soundings::part"]
    sheets = [Sheet("survey", [heads, *rows]), Sheet("choices", [["list_name", "name", POLISH, LABEL], *choices])]
    return read_form([*sheets, Sheet("settings", [list(settings), list(settings.values())])])


def test_a_label_that_only_another_language_says_is_a_fault_where_it_lacks():
    read = two_languages(
        ["begin_group", "g", "", "Część", ""],
        ["note", "g.guidance", "", "Przeczytaj", "guidance"],
        ["select_one colour", "a", "", "Kolor?", ""],
        ["text", "b", "Why?", "", ""],  # a translation that is still to come is none
        ["text", "c", "", "", ""],
        ["end_group", "", "", "", ""],
        choices=[["colour", "red", "Czerwony", ""], ["colour", "blue", "Niebieski", "Blue"]],
    )
    assert told(read) == [
        ("label-unsaid", "survey", 2, LABEL),
        ("label-unsaid", "survey", 3, LABEL),
        ("label-unsaid", "survey", 4, LABEL),
        ("label-missing", "survey", 6, LABEL),
        ("label-unsaid", "choices", 2, LABEL),
    ]
    first = read.findings.faults[0]
    assert (first.found, words.sentence(first)) == (
        "Część", "Write it in English too: it is the form’s own language, and another says it.",
    )  # fmt: skip


def test_the_settings_say_which_language_is_the_forms_own():
    rows = [["text", "a", "", "Kolor?", ""], ["text", "b", "Why?", "", ""], ["calculate", "n", "Sum", "", ""]]
    read = two_languages(*rows, form_title="F", default_language="Polski (pl)")
    assert [one for one in told(read) if one[0] == "label-unsaid"] == [("label-unsaid", "survey", 3, POLISH)]


def test_a_row_whose_words_are_ours_needs_no_label():
    read = two_languages(["range", "a", "A?", "A?", ""], ["text", "a.why", "", "Dlaczego?", "why"])
    assert told(read) == []


def test_a_file_without_its_sheets_says_which():
    assert told(read_form([Sheet("Tabelle1", [["a"]])])) == [("no-sheet", "survey", 0, "")]
    read = read_form([Sheet("Survey", [["type", "name", "label"], ["select_one colour", "x", "X?"]])])
    assert ("no-sheet", "choices", 0, "") in told(read)
    assert told(form())[0] == ("no-questions", "survey", 0, "")


def test_ten_faults_are_named_at_once_and_each_says_how_to_mend_it():
    read = form(
        row("text", "two words", "One?"),
        row("txt", "b", "Two?"),
        row("text", "", "Three?"),
        row("select_one shapes", "d", "Four?"),
        row("range", "e", "Five?", parameters="start=1 end=10"),
        row("text", "f", ""),
        row("text", "g", "Seven?", relevant="${nobody} = 'a'"),
        row("decimal", "h", "Eight?", constraint=". > 3"),
        row("begin_repeat", "i", "Nine"),
        row("end_repeat"),
        row("text", "g", "Ten?"),
    )
    assert [(one[0], one[2]) for one in told(read)] == [
        ("name-form", 2), ("type-unknown", 3), ("name-missing", 4), ("list-unknown", 5), ("range", 6),
        ("label-missing", 7), ("relevant-unknown", 8), ("constraint", 9), ("repeat", 10), ("name-twice", 12),
    ]  # fmt: skip
    said = [f"{words.where(one)}: {words.sentence(one)}" for one in read.findings.faults]
    assert len(set(said)) == 10
    assert said[1] == "Sheet “survey”, row 3, column “type”: There is no such type of question. Did you mean “text”?"
    assert "row 8 has this name already" in said[9].lower()


@pytest.mark.parametrize("code", [*FormFault, *FormNote])
def test_every_fault_and_note_has_its_sentence(code):
    if code in (FormFault.MEANING, FormNote.UNTRANSLATED):
        return
    sentence = words._sentences()[code]
    assert not isinstance(sentence, Promise)
    assert sentence.endswith((".", "?", "%(found)s"))


# --- forms of other people --------------------------------------------------------------------------------------------


def questions(read: FormRead):
    assert told(read) == []
    return read.definition.questions


def test_the_types_of_xlsform_become_kinds():
    choices = [*COLOURS, *(["agree", str(n), f"Level {n}"] for n in range(1, 6)), ["agree", "na", "Does not apply"],
               ["ypn", "yes", "Yes"], ["ypn", "partly", "In part"], ["ypn", "no", "No"]]  # fmt: skip
    read = form(
        row("range", "a", "A?"),
        row("select_one agree", "b", "B?", appearance="likert"),
        row("select one ypn", "c", "C?"),
        row("select_one colour", "d", "D?"),
        row("select_multiple colour", "e", "E?"),
        row("text", "f", "F?"),
        row("text", "g", "G?", appearance="multiline"),
        row("date", "h", "H?", required="yes"),
        row("integer", "i", "I?", constraint=". >= 0 and . <= 20"),
        row("note", "j", "J"),
        row("note", "k", "K", media_image="path.png"),
        row("note", "l", "L", media_image="holiday.jpg"),
        row("calculate", "m", "", calculation="1+1"),
        choices=choices,
    )
    found = questions(read)
    assert [one.kind.value for one in found] == [
        "scale", "agree", "yes-no-partly", "one", "many", "short", "long", "date", "number", "heading", "picture",
        "heading",
    ]  # fmt: skip
    assert found[1].na
    assert not found[1].unsaid
    assert [one.code for one in found[3].choices] == ["red", "blue"]
    assert found[7].required
    assert (found[8].least, found[8].most) == (0, 20)
    assert noted(read) >= {("no-ends", 2), ("labels-ours", 3), ("whole-numbers", 10), ("picture", 13), ("left-out", 14)}


def test_a_table_of_nought_to_ten_is_a_matrix_and_any_other_is_asked_one_by_one():
    ten = [["ten", str(n), str(n)] for n in range(11)]
    table = [row("begin_group", "t", "How safe?", appearance="table-list"), row("select_one ten", "home", "At home"),
             row("select_one ten", "school", "At school"), row("end_group")]  # fmt: skip
    (matrix,) = questions(form(*table, choices=ten))
    assert (matrix.kind, [one.code for one in matrix.rows]) == (Kind.MATRIX, ["home", "school"])
    other = questions(form(row(*FIRST), *[[cell.replace("ten", "colour") for cell in one] for one in table]))
    assert [(one.code, one.kind.value) for one in other] == [
        ("first", "short"), ("t", "heading"), ("home", "one"), ("school", "one"),
    ]  # fmt: skip


def test_conditions_are_read_as_they_are_meant():
    read = form(
        row("select_one colour", "c", "C?"),
        row("select_multiple colour", "m", "M?"),
        row("range", "s", "S?"),
        row("text", "x", "X?", relevant="selected(${c}, 'red') and (selected(${m}, 'blue') or ${s} > 6)"),
        row("text", "y", "Y?", relevant="'red' != ${c}"),
        row("text", "z", "Z?", relevant="${s} != '' and 3 >= ${s}"),
    )
    x, y, z = questions(read)[3:]
    assert x.show_if == Every(
        (Clause("c", Is.EQUAL, "red"), Some((Clause("m", Is.INCLUDES, "blue"), Clause("s", Is.AT_LEAST, 7))))
    )
    assert y.show_if == Clause("c", Is.NOT_EQUAL, "red")
    assert ("blank", 6) in noted(read)
    assert z.show_if == Every((Clause("s", Is.ANSWERED), Clause("s", Is.AT_MOST, 3)))


def test_groups_are_sections_and_what_stands_outside_is_one_too():
    read = form(
        row("text", "a", "A?"),
        row("begin group", "g", "Second part", relevant="${a} != ''"),
        row("text", "b", "B?"),
        row("end group"),
        settings=[["form_title", "form_id"], ["My form", "My_Form"]],
    )
    assert told(read) == []
    assert [(one.code, one.title) for one in read.definition.sections] == [
        ("questions", {"en": "My form"}), ("g", {"en": "Second part"}),
    ]  # fmt: skip
    assert read.definition.sections[1].show_if == Clause("a", Is.ANSWERED)
    assert (read.code, read.names) == ("my_form", {"en": "My form"})


def test_what_pyxform_says_against_a_form_is_told():
    heads = ["type", "name", "label", "appearance"]
    good = [Sheet("survey", [heads, ["text", "a", "A?", ""]])]
    bad = [Sheet("survey", [heads, ["begin_group", "g", "G", ""], ["text", "a", "A?", ""]])]
    assert complaint(good) == ""
    assert "g" in complaint(bad)
