"""Annex A decided: what opens and closes a case, whose team and worker win, and every problem at once."""

from datetime import date

import pytest

from soundings.exchange.plans import annex_a
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.reading import Book, Sheet
from tests.exchange.plans.world import (
    AH_HIN,
    AS_OF,
    JANE,
    NORTH,
    SOUTH,
    case_now,
    child_now,
    nothing_stored,
    stored_after,
    teams,
    workbook,
    workers,
)

COMMON = ["Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age"]
WHO = ["Allocated Team", "Allocated Worker"]
MELLI = ["4471", "b) Female", "a) WBRI", "04/01/2013", "13"]
LIST_1 = [*COMMON, "Date of Contact", "Contact Source"]
LIST_2 = [*COMMON, "Assessment start date", "Assessment completion date", "Organisation completing assessment"]
LIST_3 = [*COMMON, "Date of referral", "Referral Source", "Referral NFA?", "Number", *WHO]
LIST_4 = [*COMMON, "Does the Child have a Disability", "Continuous Assessment Start Date",
          "Continuous Assessment Date of Authorisation",
          "Was the child assessed as requiring LA children’s social care support?", *WHO]  # fmt: skip
LIST_5 = [*COMMON, "Strategy discussion initiating Section 47 Enquiry Start Date",
          "Was an Initial Child Protection Conference deemed unnecessary?",
          "Date of Initial Child Protection Conference",
          "Did the Initial Child Protection Conference Result in a Child Protection Plan", *WHO]  # fmt: skip
LIST_6 = [*COMMON, "CIN Start Date", "Primary Need Code", "CIN Closure Date", "Reason for Closure", "Case Status", *WHO]
LIST_7 = [*COMMON, "Child Protection Plan Start Date", "Initial Category of Abuse", "Latest Category of Abuse",
          "Child Protection Plan End Date", *WHO]  # fmt: skip
LIST_8 = [*COMMON, "Date Started to be Looked After", "Child's Legal Status", "Date Ceased to be Looked After",
          "Reason Ceased to be Looked After", *WHO]  # fmt: skip


def decide(*books: Book, stored_of=nothing_stored, **sheets) -> Plan:
    found = list(books) or [workbook(**sheets)]
    return annex_a.decide(annex_a.told(found, as_of=AS_OF), stored_of, workers=workers(), teams=teams(), as_of=AS_OF)


def problems(plan: Plan) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.row, one.found, one.fault.code) for one in plan.problems]


def test_a_case_opens_with_the_earliest_of_lists_3_to_8():
    plan = decide(
        List_3=[LIST_3, [*MELLI, "10/01/2026", "q) 6: Police", "b) No", "0", "", ""]],
        List_4=[LIST_4, [*MELLI, "b) No", "12/01/2026", "", "", "", ""]],
        List_6=[LIST_6, [*MELLI, "10/01/2026", "N1", "", "", "d) Open assessment", "", ""]],
        List_7=[LIST_7, [*MELLI, "02/02/2026", "a) Neglect", "a) Neglect", "", "", ""]],
    )

    (case,) = plan.work.cases
    assert (case.opened_on, case.closed_on, case.abuse_types) == (date(2026, 1, 10), None, ("N",))
    assert [one.kind for one in case.activities] == ["child-protection-plan", "assessment", "referral"]


def test_list_6_closes_the_case_and_what_starts_later_reopens_it():
    plan = decide(
        List_3=[LIST_3, [*MELLI, "01/02/2026", "", "b) No", "1", "", ""]],
        List_4=[LIST_4, [*MELLI, "b) No", "05/10/2025", "01/11/2025", "a) Yes", "", ""]],
        List_6=[LIST_6, [*MELLI, "01/10/2025", "N1", "20/12/2025", "RC7", "e) Closed episode", "", ""]],
    )

    first, second = plan.work.cases
    assert (first.opened_on, first.closed_on, first.close_reason) == (date(2025, 10, 1), date(2025, 12, 20), "RC7")
    assert (second.opened_on, second.closed_on, second.previous) == (date(2026, 2, 1), None, first.key)


def test_the_end_of_a_plan_or_of_care_closes_no_case():
    plan = decide(
        List_7=[LIST_7, [*MELLI, "01/06/2025", "b) Physical abuse", "", "01/02/2026", "", ""]],
        List_8=[LIST_8, [*MELLI, "01/07/2025", "C2: FCO", "01/02/2026", "E4A", "", ""]],
    )

    (case,) = plan.work.cases
    assert case.closed_on is None
    assert {one.kind: one.ended_on for one in case.activities} == {
        "child-protection-plan": date(2026, 2, 1),
        "looked-after": date(2026, 2, 1),
    }


def test_contacts_and_early_help_open_nothing_but_stand_in_the_case_of_their_time():
    other = ["9", *MELLI[1:]]
    plan = decide(
        List_1=[LIST_1, [*MELLI, "09/01/2026", "q) 6: Police"], [*other, "09/01/2026", "q) 6: Police"]],
        List_2=[LIST_2, [*MELLI, "01/12/2025", "20/12/2025", "Early Help Service"]],
        List_3=[LIST_3, [*MELLI, "10/01/2026", "q) 6: Police", "b) No", "0", "", ""]],
    )

    assert [child.reference for child in plan.work.children] == ["4471"]
    assert [one.kind for one in plan.work.cases[0].activities] == ["referral", "early-help", "contact"]
    assert plan.counts["activity", "left"] == 1
    assert [note.code for note in plan.notes if note.code == "no-case"] == ["no-case"]


def test_a_referral_without_further_action_opens_nothing():
    plan = decide(List_3=[LIST_3, [*MELLI, "10/01/2026", "q) 6: Police", "a) Yes", "0", "North", "Jane Smith"]])

    assert plan.work.cases == []
    assert plan.work.children == []


@pytest.mark.parametrize(
    ("naming", "team"),
    [((8, 7, 6), SOUTH), ((7, 6), SOUTH), ((6, 4), SOUTH), ((4, 5, 3), SOUTH), ((5, 3), SOUTH), ((3,), SOUTH)],
)
def test_team_and_worker_come_from_the_first_of_8_7_6_4_5_3(naming: tuple[int, ...], team: int):
    """The first list named says South and Ah Hin Xeng, every later one North and Jane Smith."""
    who = {number: ["South", "Ah Hin Xeng"] if number == naming[0] else ["North", "Jane Smith"] for number in naming}
    rows = {
        3: [LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0"]],
        4: [LIST_4, [*MELLI, "b) No", "12/01/2026", "", ""]],
        5: [LIST_5, [*MELLI, "13/01/2026", "b) No", "", ""]],
        6: [LIST_6, [*MELLI, "10/01/2026", "N1", "", "", "c) Child in need plan"]],
        7: [LIST_7, [*MELLI, "02/02/2026", "a) Neglect", "a) Neglect", ""]],
        8: [LIST_8, [*MELLI, "03/02/2026", "C2", "", ""]],
    }
    plan = decide(**{f"List_{n}": [heads, [*row, *who.get(n, ["#N/A", "#N/A"])]] for n, (heads, row) in rows.items()})

    (case,) = plan.work.cases
    assert [span.value for span in case.teams] == [team]
    assert [span.value for span in case.leads] == [AH_HIN]


def test_a_list_that_names_only_a_team_leaves_the_worker_open():
    plan = decide(
        List_8=[LIST_8, [*MELLI, "03/02/2026", "C2", "", "", "South", "#N/A"]],
        List_3=[LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0", "North", "Jane Smith"]],
    )
    assert [span.value for span in plan.work.cases[0].teams] == [SOUTH]
    assert plan.work.cases[0].leads == ()


def test_children_without_a_case_are_counted_by_why():
    def of(ref: str) -> list[str]:
        return [ref, *MELLI[1:]]

    plan = decide(
        List_1=[LIST_1, *([*of(ref), "05/01/2026", "q) 6: Police"] for ref in ("1", "2", "2", "3", "4"))],
        List_2=[LIST_2, *([*of(ref), "05/01/2026", "", "School"] for ref in ("3", "5", "6"))],
        List_3=[
            LIST_3,
            [*of("1"), "10/01/2026", "q) 6: Police", "a) Yes", "0", "", ""],
            [*of("4"), "10/01/2026", "q) 6: Police", "b) No", "0", "", ""],
            [*of("6"), "10/01/2026", "q) 6: Police", "b) No", "0", "", ""],
        ],
    )

    assert {child.reference for child in plan.work.children} == {"4", "6"}
    counted = {note.code: many for note, many in plan.notes.items()}
    assert (counted["only-contacts"], counted["only-early-help"]) == (2, 2)  # 1 and 2; 3 and 5
    assert counted["no-case"] == 6  # three contacts, two of early help, one referral: of those four children


@pytest.mark.parametrize("name", ["List 3", "List_3", "list 03 - Referrals", "Referrals", "LIST3"])
def test_sheets_are_told_loosely(name: str):
    rows = [LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0", "North", "Jane Smith"]]
    book = Book("a.xlsx", "xlsx", [Sheet("Guidance", [["List 1: Contacts are ..."]]), Sheet(name, rows)])

    assert len(decide(book).work.cases) == 1


def test_a_sheet_may_be_told_by_its_title_and_lists_may_come_as_files():
    titled = Book(
        "a.xlsx",
        "xlsx",
        [Sheet("Sheet1", [["List 3: Referral"], LIST_3, [*MELLI, "10/01/2026", "", "No", "0", "", ""]])],
    )
    as_file = Book("list_4.csv", "csv", [Sheet("", [LIST_4, [*MELLI, "b) No", "12/01/2026", "", "", "", ""]])])

    plan = decide(titled, as_file)

    assert len(plan.work.cases[0].activities) == 2


def test_gender_or_sex_float_ids_and_stray_spaces():
    heads = ["Child Unique ID", "Sex", *LIST_3[2:]]
    row = [
        "4471.0",
        "a) Male",
        " a) WBRI\xa0",
        "04/01/2013",
        "13",
        "10/01/2026",
        "",
        "b) No",
        "0",
        " North\xa0",
        "Jane\xa0Smith",
    ]
    (child,) = decide(List_3=[heads, row]).work.children

    assert (child.reference, child.sex, child.ethnicity, child.born_on) == ("4471", "M", "WBRI", date(2013, 1, 4))


def test_an_unborn_child_is_expected():
    unborn = ["4471", "c) Not stated/recorded (or unborn)", "", "20/05/2026", "-1"]
    (child,) = decide(List_3=[LIST_3, [*unborn, "10/01/2026", "", "b) No", "0", "", ""]]).work.children

    assert (child.born_on, child.expected_on, child.sex) == (None, date(2026, 5, 20), "U")


def test_names_are_taken_where_they_stand():
    heads = [*COMMON, "Forename", "Surname", *LIST_3[5:]]
    (child,) = decide(List_3=[heads, [*MELLI, "Melli", "Majid", "10/01/2026", "", "No", "0", "", ""]]).work.children

    assert (child.given_name, child.family_name) == ("Melli", "Majid")


@pytest.mark.parametrize(
    ("category", "codes"),
    [("a) Neglect", ("N",)), ("b) Physical abuse", ("PA",)), ("c) Sexual abuse", ("SA",)), ("Emotional abuse", ("EA",)),
     ("e) Multiple/not recommended", ())],
)  # fmt: skip
def test_the_category_of_abuse(category: str, codes: tuple[str, ...]):
    plan = decide(List_7=[LIST_7, [*MELLI, "01/06/2025", "a) Neglect", category, "", "", ""]])

    assert plan.work.cases[0].abuse_types == codes
    assert (not codes) == any(note.code == "abuse-multiple" for note in plan.notes)


def test_every_problem_is_told_at_once_with_its_place():
    plan = decide(
        List_3=[
            LIST_3,
            [*MELLI, "13/13/2026", "", "maybe", "0", "", ""],
            ["", *MELLI[1:], "10/01/2026", "", "b) No", "0", "", ""],
            [*MELLI, "", "", "b) No", "0", "", ""],
        ],
        List_6=[LIST_6, ["5", "purple", "", "44090", "", "10/01/2026", "N1", "01/01/2026", "", "", "", ""]],
    )

    assert sorted(problems(plan)) == [
        ("List_3", 2, "13/13/2026", "no-such-day"),
        ("List_3", 2, "maybe", "yes-no"),
        ("List_3", 3, "", "id-missing"),
        ("List_3", 4, "", "date-missing"),
        ("List_6", 2, "44090", "date-as-number"),
        ("List_6", 2, "purple", "sex"),
    ]
    assert len(plan.refused) == 4


def test_rows_that_contradict_each_other_are_named():
    other_birth = [MELLI[0], MELLI[1], MELLI[2], "05/01/2013", "13"]
    plan = decide(
        List_3=[
            LIST_3,
            [*MELLI, "10/01/2026", "", "No", "0", "", ""],
            [*other_birth, "11/01/2026", "", "No", "0", "", ""],
        ],
        List_6=[
            LIST_6,
            [*MELLI, "10/01/2026", "", "09/01/2026", "", "", "", ""],
            [*MELLI, "10/01/2026", "", "", "", "", "", ""],
            [*MELLI, "11/01/2026", "", "", "", "", "", ""],
        ],
    )

    assert sorted(one.fault.code for one in plan.problems) == ["ends-before-start", "other-birth", "two-open"]
    by_code = {one.fault.code: one for one in plan.problems}
    assert dict(by_code["other-birth"].fault.params) == {"where": "List_3, 2"}
    assert (by_code["two-open"].row, dict(by_code["two-open"].fault.params)) == (4, {"where": "List_6, 3"})


def test_a_start_long_before_birth_is_worth_checking_and_stops_nothing():
    late = [*MELLI[:3], "04/01/2025", "1"]
    plan = decide(
        List_7=[LIST_7, [*late, "01/11/2024", "a) Neglect", "", "", "", ""]],
        List_8=[LIST_8, ["5", *late[1:], "01/06/2010", "C2", "", "", "", ""]],
    )

    assert plan.problems == []
    assert [dict(note.params) for note in plan.notes if note.code == "before-birth"] == [
        {"sheet": "List_8", "row": "2"}
    ]


def test_the_same_row_twice_counts_once():
    row = [*MELLI, "10/01/2026", "", "b) No", "0", "", ""]
    plan = decide(List_3=[LIST_3, row, row])

    assert len(plan.work.cases[0].activities) == 1
    assert [note.code for note in plan.notes if note.code == "row-twice"] == ["row-twice"]


def test_a_list_without_its_date_column_is_a_problem_and_an_empty_one_is_not():
    assert problems(decide(List_3=[COMMON, MELLI])) == [("List_3", 1, "", "column-missing")]
    assert decide(List_3=[COMMON], List_4=[LIST_4]).problems == []


def test_a_workbook_without_lists_says_so():
    assert [one.fault.code for one in decide(Sheet1=[["a", "b"], ["1", "2"]]).problems] == ["no-lists"]


def test_unknown_workers_and_teams_are_offered():
    plan = decide(List_3=[LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0", "MASH", "Dustin Hazlett"]])

    assert [(offer.kind, offer.name, offer.rows) for offer in plan.offers] == [
        ("team", "MASH", 1),
        ("worker", "Dustin Hazlett", 1),
    ]
    assert plan.work.cases[0].teams == plan.work.cases[0].leads == ()


def full():
    return {
        "List_1": [LIST_1, [*MELLI, "09/01/2026", "q) 6: Police"]],
        "List_3": [LIST_3, [*MELLI, "10/01/2026", "q) 6: Police", "b) No", "0", "North", "Jane Smith"]],
        "List_5": [LIST_5, [*MELLI, "13/01/2026", "b) No", "20/01/2026", "a) Yes", "North", "Jane Smith"]],
        "List_7": [LIST_7, [*MELLI, "20/01/2026", "a) Neglect", "a) Neglect", "", "South", "Ah Hin Xeng"]],
    }


def test_repeating_a_file_changes_nothing():
    first = decide(**full())
    stored = stored_after(first.work.rows, first)

    again = decide(**full(), stored_of=lambda wanted: stored)

    assert again.sum_of("add") == again.sum_of("change") == 0
    assert again.counts == {("child", "same"): 1, ("case", "same"): 1, ("activity", "same"): 5}
    assert again.work.rows.children == again.work.rows.cases == ()


def test_absence_closes_nothing():
    first = decide(**full())
    stored = stored_after(first.work.rows, first)

    later = decide(List_3=[LIST_3], stored_of=lambda wanted: stored)

    assert later.counts == {}


def test_a_later_file_closes_moves_and_fills_in():
    first = decide(**full())
    stored = stored_after(first.work.rows, first)
    case_id = stored.children["4471"].cases[0].id

    later = decide(
        List_6=[LIST_6, [*MELLI, "08/01/2026", "N1", "10/03/2026", "RC7", "e) Closed episode", "South", "Ah Hin Xeng"]],
        List_7=[
            LIST_7,
            [*MELLI, "20/01/2026", "a) Neglect", "d) Emotional abuse", "01/03/2026", "South", "Ah Hin Xeng"],
        ],
        stored_of=lambda wanted: stored,
    )

    assert later.work.changes.cases == [
        (
            case_id,
            {
                "opened_on": date(2026, 1, 8),
                "closed_on": date(2026, 3, 10),
                "close_reason": "RC7",
                "abuse_types": ["N", "EA"],
            },
        )
    ]
    ((_, _, filled),) = later.work.changes.activities
    assert filled["ended_on"] == date(2026, 3, 1)


def test_a_worker_who_is_not_named_any_more_stays():
    stored_case = case_now(date(2026, 1, 10), team=NORTH, worker=JANE)

    def stored_of(wanted):
        from soundings.exchange.plans.wanted import Stored

        return Stored({"4471": child_now("4471", stored_case, born_on=date(2013, 1, 4), ethnicity="WBRI")})

    plan = decide(List_3=[LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0", "#N/A", "#N/A"]], stored_of=stored_of)

    assert plan.work.changes.cases == []


def test_what_was_told_can_be_decided_on_again():
    sheets = workbook(
        List_1=[LIST_1, [*MELLI, "05/01/2026", "School"]],
        List_3=[LIST_3, [*MELLI, "10/01/2026", "", "b) No", "0", "North", "Jane Smith"]],
    )
    told = annex_a.told([sheets], as_of=AS_OF)

    first, again = (
        annex_a.decide(told, nothing_stored, workers=workers(), teams=teams(), as_of=AS_OF) for _ in range(2)
    )

    assert first == again
    assert [one.kind for one in first.work.cases[0].activities] == ["referral", "contact"]


def test_names_to_be_made_come_first_and_nothing_is_decided_before():
    row = [*MELLI, "10/01/2026", "", "b) No", "0", "North", "Somebody New"]
    told = annex_a.told([workbook(List_3=[LIST_3, row])], as_of=AS_OF)

    def asked(**names):
        return annex_a.decide(
            told, nothing_stored, workers=workers(**names), teams=teams(), as_of=AS_OF, names_first=True
        )

    to_make, left = asked(settled={"somebody new": "create"}), asked()

    assert ([offer.name for offer in to_make.offers], to_make.work) == (["Somebody New"], None)
    assert [case.leads for case in left.work.cases] == [()]
