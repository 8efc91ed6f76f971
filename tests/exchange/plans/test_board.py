"""The whiteboard spreadsheet, as printed: what each row says, counted by hand."""

from collections.abc import Mapping, Sequence
from datetime import date

import pytest

from soundings.breadth.catalogue import catalogue
from soundings.core.rules import sort_key
from soundings.exchange.plans import board
from soundings.exchange.plans.board import name_age_and_id
from soundings.exchange.plans.board_cells import read_cell
from soundings.exchange.plans.names import Known, Names
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.records import ElementNow
from soundings.exchange.plans.wanted import ChildNow, Stored
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.rules import Fault, OfferKind
from tests.factories.whiteboards import BOARDS, FAMILY_SUPPORT, FRONT_END, PREVENTATIVE, WHOLE_PRACTICE

AS_OF = date(2026, 3, 16)
TEAM = 7
ABUSE = {code.casefold(): code for code in ("PA", "SA", "EA", "N", "FDV")} | {"neglect": "N"}
ELEMENTS = [
    ElementNow(number, one.code, one.label, one.kind, one.by_issue, one.scope == "family", (sort_key(one.label),))
    for number, one in enumerate(catalogue().elements, start=1)
]


def person(number: int, name: str, team: int = TEAM) -> Known:
    return Known(number, f"staff{number}", name, (sort_key(name),), frozenset({team}))


def around(**changes) -> board.Around:
    workers = {one.id: one for one in (person(1, "Jane Smith"), person(2, "Ah Hin Xeng"), person(3, "Alison Camp"))}
    made = board.Around(
        AS_OF,
        TEAM,
        Names(OfferKind.WORKER, workers),
        ELEMENTS,
        ABUSE,
        lambda wanted, names: (Stored(), {}),
        lambda ids: lambda record: "new",
        why_not="The board says so.",
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def decide(rows: Sequence[Sequence[str]], **changes) -> Plan:
    return board.decide([Book("board.csv", "csv", [Sheet("", [list(row) for row in rows])])], around(**changes))


def said(plan: Plan) -> dict[str, dict[str, list[str]]]:
    """What the plan would record: by child and element."""
    names = {child.key: f"{child.given_name} {child.family_name}" for child in plan.work.cases.children}
    found: dict[str, dict[str, list[str]]] = {}
    for record in plan.work.records:
        child = next(names[case.child] for case in plan.work.cases.cases if case.key == record.case_ids[0])
        value = f"{record.happened_on:%d/%m/%Y}" if record.happened_on else record.answer
        value = str(record.number) if record.number is not None else value
        found.setdefault(child, {}).setdefault(record.element, []).append(str(value))
    return found


def test_the_front_end_board_is_read_as_printed():
    plan = decide(FRONT_END)

    assert plan.problems == []
    assert said(plan) == {
        "Melli Majid": {
            "mapping-internal": ["06/02/2016"],
            "mapping-family": ["no"],
            "three-houses": ["12/02/2016"],
            "statement": ["yes"],
            "goal": ["no"],
            "scale": ["2"],
            "words-and-pictures": ["27/02/2016"],
            "network": ["3"],
            "meetings": ["1"],
            "interim-adult-plan": ["no"],
            "child-plan": ["no"],
        }
    }
    (case,) = plan.work.cases.cases
    assert (case.opened_on, case.abuse_types) == (date(2016, 2, 3), ("N", "PA"))
    assert [span.value for span in case.leads] == [1]
    assert [span.value for span in case.teams] == [TEAM]


def test_the_family_support_board_is_read_as_printed():
    plan = decide(FAMILY_SUPPORT)

    assert plan.problems == []
    assert said(plan)["Mary Telis"] == {
        "mapping-internal": ["yes"],
        "mapping-family": ["yes"],
        "three-houses": ["yes"],
        "statement": ["yes"],
        "goal": ["yes"],
        "scale": ["no"],
        "words-and-pictures": ["yes"],
        "network": ["7"],
        "adult-plan": ["yes"],
        "child-plan": ["no"],
    }
    assert [case.abuse_types for case in plan.work.cases.cases] == [("N", "PA"), ("FDV", "EA", "N")]


def test_the_preventative_board_has_no_abuse_types_and_ends_with_the_trajectory():
    plan = decide(PREVENTATIVE)

    assert plan.problems == []
    assert said(plan)["Melli Majid"]["words-and-pictures"] == ["no"]
    assert said(plan)["Mary Telis"]["adult-plan"] == ["17/08/2015"]
    assert "timeline" not in said(plan)["Melli Majid"]
    assert [case.abuse_types for case in plan.work.cases.cases] == [(), ()]


def test_the_shifted_columns_of_the_whole_practice_board_are_a_problem_to_settle():
    plan = decide(WHOLE_PRACTICE)

    assert [(one.row, one.column, one.found, one.fault.code) for one in plan.problems] == [
        (3, "Word and Pictures", "2", "number-not-wanted"),
        (4, "Word and Pictures", "7", "number-not-wanted"),
        (4, "Network Provide number", "Yes", "number-wanted"),
    ]
    (offer,) = [offer for offer in plan.offers if offer.kind == OfferKind.SHIFT]
    assert [code for code, _ in offer.choices] == ["swap", "right"]
    assert offer.rows == 2
    assert plan.work.records == []


def test_the_two_columns_exchanged():
    plan = decide(WHOLE_PRACTICE, shift="swap")

    assert plan.problems == []
    melli, mary = said(plan)["Melli Majid"], said(plan)["Mary Telis"]
    assert (melli["words-and-pictures"], melli["network"], melli["adult-plan"]) == (["no"], ["2"], ["no"])
    assert (mary["words-and-pictures"], mary["network"], mary["adult-plan"]) == (["yes"], ["7"], ["no"])
    assert mary["child-plan"] == ["23/11/2015"]
    assert (mary["scale"], mary["timeline"]) == (["6"], ["15/07/2015"])


def test_every_cell_one_column_to_the_right():
    plan = decide(WHOLE_PRACTICE, shift="right")

    assert plan.problems == []
    melli, mary = said(plan)["Melli Majid"], said(plan)["Mary Telis"]
    assert (melli["network"], melli["adult-plan"], melli["child-plan"]) == (["2"], ["no"], ["no"])
    assert (mary["network"], mary["adult-plan"], mary["child-plan"]) == (["7"], ["yes"], ["no"])
    assert "words-and-pictures" not in melli
    assert [dict(note.params)["found"] for note in plan.notes] == ["23/11/15"]


def test_headings_that_nearly_name_somebody_are_offered_not_guessed():
    offers = {offer.name: offer for offer in decide(WHOLE_PRACTICE).offers if offer.kind == OfferKind.WORKER}

    assert offers["Ah Hins"].choices[0] == ("staff2", "Ah Hin Xeng")
    assert offers["Ah Hins"].rows == 0  # no child stands beneath
    assert "Alison Camp" not in offers
    assert "Jane Smith" not in offers


def test_an_unknown_worker_leaves_the_case_unallocated():
    plan = decide([WHOLE_PRACTICE[0], ["Pat Brown's cases"], FAMILY_SUPPORT[2]], shift="swap")

    assert [(offer.name, offer.rows) for offer in plan.offers if offer.kind == OfferKind.WORKER] == [("Pat Brown", 1)]
    assert plan.work.cases.cases[0].leads == ()


def test_a_name_that_ends_in_s_keeps_it():
    workers = {1: person(1, "Tom Jones")}
    plan = decide([FRONT_END[0], ["Tom Jones Cases"], FRONT_END[2]], workers=Names(OfferKind.WORKER, workers))

    assert [span.value for span in plan.work.cases.cases[0].leads] == [1]


def test_the_key_beneath_the_board_is_not_a_child():
    for rows in BOARDS.values():
        assert decide(rows, shift="swap").rows in (1, 2)


def known(opened: date, *, reference: str = "4471", case: int = 50) -> Mapping[str, list[ChildNow]]:
    from soundings.exchange.plans.wanted import CaseNow

    now = CaseNow(case, opened, None, "", ("N", "PA"), None, TEAM, 1)
    fields = {
        "given_name": "Melli",
        "family_name": "Majid",
        "born_on": date(2003, 1, 4),
    }
    return {"melli majid": [ChildNow(9, reference, fields, "", cases=[now])]}


def test_a_child_of_this_team_is_known_by_name():
    plan = decide(FRONT_END, children_of=lambda wanted, names: (Stored(), known(date(2016, 2, 3))))

    assert plan.work.cases.children == []
    assert plan.counts["child", "same"] == 1
    assert {record.case_ids for record in plan.work.records} == {(50,)}


def test_a_child_without_an_id_is_told_by_its_row_and_not_by_its_name():
    told = [line for line in decide(FRONT_END).lines if line.noun == "child"]

    assert [(line.name, line.value) for line in told] == [("", "3")]


def test_two_children_of_one_name_in_the_team_are_asked_about():
    both = {
        "melli majid": [*known(date(2015, 1, 1))["melli majid"], *known(date(2014, 1, 1), reference="9")["melli majid"]]
    }
    plan = decide(FRONT_END, children_of=lambda wanted, names: (Stored(), both))

    assert [one.fault.code for one in plan.problems] == ["which-child"]
    assert plan.work.records == []


def test_a_board_without_a_team_asks_whose_it_is():
    assert [one.fault.code for one in decide(FRONT_END, team=None).problems] == ["team-needed"]


def test_a_table_that_is_no_board_is_said_to_be_none():
    assert [one.fault.code for one in decide([["Child ID", "Opened"], ["1", "2"]]).problems] == ["no-board"]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ("Melli Majid 13", "Melli Majid", ""),
        ("Melli Majid, 13", "Melli Majid", ""),
        ("Melli Majid (13)", "Melli Majid", ""),
        ("Melli Majid 13 4471-02", "Melli Majid", "4471-02"),
        ("Melli Majid 13 #4471-02", "Melli Majid", "4471-02"),
        ("Melli Majid/13/ID 4471", "Melli Majid", "4471"),
        ("Melli Majid 13yrs LCS44712", "Melli Majid", "LCS44712"),
        ("Baby Telis 4m", "Baby Telis", ""),
        ("Melli Majid", "Melli Majid", ""),
        ("Zoë O’Brien-Smith 7", "Zoë O’Brien-Smith", ""),
        ("Melli Majid 4471-02", "Melli Majid", "4471-02"),
    ],
)
def test_the_first_column_holds_name_age_and_perhaps_an_id(text: str, name: str, number: str):
    found, _age, ref = name_age_and_id(text)
    assert (found, ref) == (name, number)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Melli Majid 13", 156),
        ("Melli Majid (13 yrs) 4471-02", 156),
        ("Baby Telis 4m", 4),
        ("Baby Telis 9 weeks", 2),
        ("Melli Majid", None),
        ("Melli Majid 77", None),  # nobody's age here
        ("Melli Majid 4471-02", None),
    ],
)
def test_the_first_column_may_hold_an_age(text: str, months: int | None):
    assert name_age_and_id(text)[1] == months


def element(code: str) -> ElementNow:
    return next(one for one in ELEMENTS if one.code == code)


@pytest.mark.parametrize(
    ("code", "text", "answer", "days", "number"),
    [
        ("mapping-family", "No", "no", 0, None),
        ("mapping-family", "Yes", "yes", 0, None),
        ("mapping-family", "6/1/16, 23/2/16", "yes", 2, None),
        ("mapping-family", "6/1/16 & 23/2/16", "yes", 2, None),
        ("mapping-family", "6/1/16\n23/2/16", "yes", 2, None),
        ("mapping-family", "n/a", "na", 0, None),
        ("mapping-family", "?", "nk", 0, None),
        ("scale", "0", "yes", 0, 0),
        ("scale", "6/10", "yes", 0, 6),
        ("scale", "No", "no", 0, None),
        ("network", "0", "yes", 0, 0),
        ("meetings", "3", "yes", 0, 3),
    ],
)
def test_what_a_cell_says(code: str, text: str, answer: str, days: int, number: int | None):
    cell = read_cell(text, element(code), AS_OF)

    assert cell is not None
    assert not isinstance(cell, Fault)
    assert (cell.answer, len(cell.dates), cell.number) == (answer, days, number)


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("scale", "11", "number-range"),
        ("scale", "Yes", "number-wanted"),
        ("three-houses", "7", "number-not-wanted"),
        ("three-houses", "soon", "board-cell"),
        ("three-houses", "01/01/2027", "later-than-file"),
    ],
)
def test_what_a_cell_cannot_say(code: str, text: str, why: str):
    cell = read_cell(text, element(code), AS_OF)

    assert isinstance(cell, Fault)
    assert cell.code == why


@pytest.mark.parametrize("text", ["", " ", "-", "#N/A"])
def test_an_empty_cell_says_nothing(text: str):
    assert read_cell(text, element("scale"), AS_OF) is None
