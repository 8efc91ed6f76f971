"""What somebody answered in KoboToolbox or ODK comes back as it was given, however the export was asked for."""

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from soundings.instruments.rules import Definition, Kind, Question
from soundings.instruments.rules.checking import Fault
from soundings.instruments.rules.returned import NoTable, Unreadable, Wrong, fields_of, form_of, table_of
from soundings.instruments.rules.xlsform import sheets_of
from tests.depth.questionnaires import definition as small
from tests.depth.questionnaires import en, question
from tests.instruments.returned.exports import table
from tests.instruments.xlsform.shapes import ABOUT, NAMED, definitions, says

EN = "label::English (en)"
texts = st.text("abcäß =+-'\"/;,.\n", min_size=1, max_size=20).map(str.strip).filter(bool)


def sheets_for(definition: Definition):
    return sheets_of(definition, ABOUT, named=NAMED, says=says)


@st.composite
def answers_to(draw, definition: Definition) -> dict:
    """Answers that can be kept, to some of the questions."""
    found = {}
    for one in definition.questions:
        if one.asks and draw(st.booleans()) and (answer := draw(answer_to(one))):
            found[one.code] = answer
    return found


@st.composite
def answer_to(draw, one: Question) -> dict:
    ways = [way.value for way in one.ways_to_leave]
    if ways and draw(st.integers(0, 3)) == 0:
        answer = {"left": draw(st.sampled_from(ways))}
    else:
        answer = {"value": draw(value_to(one))}
    if one.why and draw(st.booleans()):
        answer["why"] = draw(texts)
    return answer


def value_to(one: Question) -> st.SearchStrategy:
    codes = [each.code for each in one.choices]
    match one.kind:
        case Kind.SCALE:
            return st.integers(0, 10)
        case Kind.AGREE | Kind.FACES:
            return st.integers(1, 5)
        case Kind.YES_NO_PARTLY:
            return st.sampled_from(["yes", "partly", "no"])
        case Kind.ONE:
            return st.sampled_from(codes)
        case Kind.MANY:
            return st.sets(st.sampled_from(codes), min_size=1).map(lambda these: [c for c in codes if c in these])
        case Kind.DATE:
            return st.dates().map(lambda day: day.isoformat())
        case Kind.NUMBER:
            least, most = one.least, one.most
            return st.sampled_from([n for n in (least, most) if n is not None] or [0, 7, 7.5])
        case Kind.MATRIX:
            return st.dictionaries(st.sampled_from(one.parts), st.integers(0, 10), min_size=1)
        case Kind.COLUMNS:
            return st.dictionaries(st.sampled_from(one.parts), texts, min_size=1)
    return texts


def read(rows, definition: Definition, whole: Definition | None = None):
    found = table_of(rows, most=500)
    assert not isinstance(found, Unreadable), found
    whole = whole or definition
    form = form_of(found, asked=definition, fields=fields_of(whole, sheets_for(whole)))
    assert not isinstance(form, Unreadable), form
    return form.read(found.lines[0])


styles = st.fixed_dictionaries(
    {"join": st.sampled_from(["/", "-", ":"]), "groups": st.booleans(), "split": st.booleans()}
)


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.data(), definitions(), styles)
def test_what_goes_out_and_is_answered_comes_back_the_same(data, definition, style):
    assume(any(one.asks for one in definition.questions))
    answers = data.draw(answers_to(definition))

    found = read(table(sheets_for(definition), definition, answers, **style), definition)

    assert found.answers == answers
    assert (found.faults, found.others) == ([], [])


SMALL = small(
    question("understands", "yes-no-partly", no_evidence=True, why=True),
    question("mapping", why=True, no_evidence=True),
    question("plan", "agree", na=True),
    question("steps", "matrix", rows=[{"code": "a", "text": en("First step")}, {"code": "b", "text": en("Second")}]),
    question("colours", "many", choices=[{"code": c, "label": en(f"{c} paint")} for c in ("red", "blue")]),
    question("day", "date"),
    question("said", "columns"),
)
GIVEN = {
    "understands": {"value": "partly", "why": "Each was asked"},
    "mapping": {"value": 0, "why": "Nobody was there"},
    "plan": {"left": "na"},
    "steps": {"value": {"a": 3, "b": 10}},
    "colours": {"value": ["red", "blue"]},
    "day": {"value": "2026-03-16"},
    "said": {"value": {"well": "Nan comes", "next": "A plan"}},
}


@given(styles)
@settings(max_examples=12, deadline=None)
def test_an_export_with_labels_comes_back_the_same(style):
    """Two questions ask "What makes it that number?": the order of the form tells them apart."""
    found = read(table(sheets_for(SMALL), SMALL, GIVEN, label=EN, **style), SMALL)

    assert found.answers == GIVEN
    assert found.faults == []


def row_with(**changed: str) -> list[list[str]]:
    heads, cells = table(sheets_for(SMALL), SMALL, GIVEN, groups=False)
    found = dict(zip(heads, cells, strict=True)) | {name.replace("__", "."): cell for name, cell in changed.items()}
    return [list(found), list(found.values())]


def test_every_fault_of_a_row_is_told_at_once_with_its_column():
    told = read(
        row_with(mapping="eleven", plan="4", colours="green", day="31/02/2026", steps__a="11", understands="perhaps"),
        SMALL,
    )

    codes = {one.column: one.fault if isinstance(one.fault, Wrong) else one.fault.code.value for one in told.faults}
    assert codes == {
        "understands": "not-a-choice",
        "mapping": "not-a-number",
        "plan.left": Wrong.BOTH,
        "steps.a": "too-high",
        "colours": "not-a-choice",
        "day": "not-a-date",
    }
    assert {one.column: one.found for one in told.faults}["day"] == "31/02/2026"
    assert all(isinstance(one.fault, Fault | Wrong) for one in told.faults)


def test_days_and_numbers_of_a_workbook_are_read():
    told = read(row_with(day="16/03/2026", mapping="7.0"), SMALL)

    assert told.answers["day"] == {"value": "2026-03-16"}
    assert told.answers["mapping"]["value"] == 7
    assert told.faults == []


def test_answers_to_questions_of_others_are_told_and_left():
    whole = small(question("mine"), question("theirs", "long"))
    mine = small(question("mine"))
    rows = [["mine", "theirs", "note to self", "KEY"], ["4", "Secret", "x", "uuid:1"]]

    told = read(rows, mine, whole)

    assert told.answers == {"mine": {"value": 4}}
    assert told.others == ["theirs", "note to self"]


def test_a_file_of_which_nothing_can_be_read_says_why():
    fields = fields_of(SMALL, sheets_for(SMALL))

    def why(rows):
        found = table_of(rows, most=2)
        found = found if isinstance(found, Unreadable) else form_of(found, asked=SMALL, fields=fields)
        return found.why if isinstance(found, Unreadable) else None

    assert why([]) == why([["KEY", "mapping"], ["", " "]]) == NoTable.NO_ROWS
    assert why([["mapping"], ["4"]]) == NoTable.NO_INSTANCE
    assert why([["KEY", "mapping"], *[["a", "4"]] * 3]) == NoTable.TOO_MANY
    assert why([["KEY", "other"], ["a", "4"]]) == NoTable.NO_QUESTION
    assert why([["KEY", "mapping", "mapping"], ["a", "4", "5"]]) == NoTable.DOUBTFUL


def test_a_label_of_two_questions_is_refused_where_one_of_their_columns_was_left_out():
    twice = small(question("one", why=True), question("two", why=True))
    fields = fields_of(twice, sheets_for(twice))
    heads = ["KEY", "One?", "why-number in en", "Two?", "why-number in en"]

    def form(keep: int):
        found = table_of([heads[:keep], ["a", "4", "x", "5", "y"][:keep]], most=5)
        return form_of(found, asked=twice, fields=fields)

    assert form(4) == Unreadable(NoTable.DOUBTFUL, ("why-number in en",))
    whole = form(5)
    assert whole.read(whole.table.lines[0]).answers == {
        "one": {"value": 4, "why": "x"},
        "two": {"value": 5, "why": "y"},
    }


def test_a_submission_that_was_edited_keeps_its_number_and_one_that_was_rejected_is_told():
    heads = ["mapping", "_uuid", "meta/rootUuid", "_submission_time", "_validation_status"]
    found = table_of([heads, ["4", "second", "uuid:first", "2026-11-12T09:00:00", "Not Approved"]], most=5)

    assert not isinstance(found, Unreadable)
    assert (found.lines[0].instance, found.lines[0].rejected, found.lines[0].number) == ("first", True, 2)
