"""The plain format of children and cases, and the people extract."""

from collections.abc import Sequence
from datetime import date

import pytest

from soundings.exchange.plans import cases
from soundings.exchange.plans.cases import Around, read_abuse
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.table import guess
from soundings.exchange.plans.wanted import Stored
from soundings.exchange.rules import Fault
from tests.exchange.plans.world import (
    AH_HIN,
    AS_OF,
    JANE,
    NORTH,
    SOUTH,
    case_now,
    child_now,
    csv_book,
    nothing_stored,
    stages,
    stored_after,
    teams,
    workers,
)

ABUSE = {"n": "N", "neglect": "N", "pa": "PA", "physical abuse": "PA", "fdv": "FDV", "ea": "EA"} | {
    "family and domestic violence": "FDV"
}
HEADS = ["Child ID", "Given name", "Family name", "Date of birth", "Household", "Opened", "Closed", "Abuse types",
         "Team", "Worker", "Since", "Other IDs"]  # fmt: skip
MELLI = ["4471", "Melli", "Majid", "04/01/2013", "H1", "03/01/2016", "", "N & PA", "North", "Jane Smith", "", ""]
MARY = [
    "4472",
    "Mary",
    "Telis",
    "04/01/2021",
    "",
    "12/06/2015",
    "01/02/2016",
    "FDV EA N",
    "South",
    "Ah Hin Xeng",
    "",
    "",
]
PEOPLE = ["Person ID", "Name", "DOB", "Family group", "Allocated worker", "Team name"]


def around(*, exact: bool = True, **changes) -> Around:
    return Around(AS_OF, workers(), teams(), stages(), ABUSE, exact=exact, **changes)


def decide(*rows: Sequence[str], stored_of=nothing_stored, exact: bool = True, **changes) -> Plan:
    return cases.decide([csv_book(*rows)], stored_of, around(exact=exact, **changes))


def test_children_families_and_cases_are_added():
    plan = decide(HEADS, MELLI, ["4473", "Sam", "Majid", "", "H1", "03/01/2016", "", "", "", "", "", ""])

    melli, sam = plan.work.children
    assert (melli.given_name, melli.family_name, melli.born_on) == ("Melli", "Majid", date(2013, 1, 4))
    assert melli.family == sam.family
    assert [family.household for family in plan.work.families.values()] == ["H1"]
    case = plan.work.cases[0]
    assert (case.opened_on, case.abuse_types) == (date(2016, 1, 3), ("N", "PA"))
    assert [(span.value, span.from_on, span.to_on) for span in case.leads] == [(JANE, date(2016, 1, 3), None)]


def test_a_closed_case_ends_its_spans_and_since_begins_them():
    row = [*MARY[:-2], "01/09/2015", "NHS=943; UPN=A1"]
    (case,) = decide(HEADS, row).work.cases

    assert case.closed_on == date(2016, 2, 1)
    assert [(span.value, span.from_on, span.to_on) for span in case.teams] == [
        (SOUTH, date(2015, 9, 1), case.closed_on)
    ]
    assert [(span.value, span.from_on) for span in case.leads] == [(AH_HIN, date(2015, 9, 1))]
    assert decide(HEADS, row).work.children[0].ids == (("NHS", "943"), ("UPN", "A1"))


def test_several_cases_of_a_child_follow_each_other():
    later = [*MELLI[:5], "01/01/2020", "", "", "", "", "", ""]
    earlier = [*MELLI[:5], "03/01/2016", "01/06/2018", "", "", "", "", ""]

    first, second = decide(HEADS, later, earlier).work.cases

    assert (first.opened_on, second.opened_on, second.previous) == (date(2016, 1, 3), date(2020, 1, 1), first.key)


def test_repeating_changes_nothing():
    first = decide(HEADS, MELLI, MARY)
    stored = stored_after(first.work.rows, first)

    again = decide(HEADS, MELLI, MARY, stored_of=lambda wanted: stored)

    assert again.counts == {("child", "same"): 2, ("case", "same"): 2}


def test_what_the_file_says_otherwise_is_changed_and_silence_changes_nothing():
    first = decide(HEADS, MELLI)
    stored = stored_after(first.work.rows, first)
    row = ["4471", "", "Majid-Khan", "", "", "03/01/2016", "", "", "South", "Ah Hin Xeng", "01/03/2026", ""]

    plan = decide(HEADS, row, stored_of=lambda wanted: stored)

    assert plan.work.changes.children == [(1000, {"family_name": "Majid-Khan"})]
    assert plan.work.changes.cases == [(2000, {"team": SOUTH, "worker": AH_HIN, "since": date(2026, 3, 1)})]


def test_a_preview_never_tells_what_stands_stored():
    stored = Stored(
        {"4471": child_now("4471", case_now(date(2016, 1, 3)), family_name="Hidden", born_on=date(2001, 1, 1))}
    )

    plan = decide(HEADS, MELLI, stored_of=lambda wanted: stored)

    assert plan.counts["child", "change"] == 1
    assert not any("Hidden" in cell or "2001" in cell for line in plan.lines for cell in map(str, line))


@pytest.mark.parametrize(
    ("changes", "column", "code"),
    [
        ({0: ""}, "Child ID", "id-missing"),
        ({5: ""}, "Opened", "opened-missing"),
        ({5: "31/02/2016"}, "Opened", "no-such-day"),
        ({5: "01/04/2026"}, "Opened", "later-than-file"),
        ({6: "02/01/2016"}, "Closed", "closed-before-opened"),
        ({7: "Q"}, "Abuse types", "abuse"),
        ({3: "01/04/2026"}, "Date of birth", "born-later"),
        ({1: "x" * 81}, "Given name", "too-long"),
    ],
)
def test_a_row_that_cannot_be_stored(changes: dict[int, str], column: str, code: str):
    row = [changes.get(place, cell) for place, cell in enumerate(MELLI)]

    plan = decide(HEADS, row, MARY)

    assert [(one.row, one.column, one.fault.code) for one in plan.problems] == [(2, column, code)]
    assert [child.reference for child in plan.work.children] == ["4472"]


def test_conflicts_within_the_file_are_named():
    other = [*MELLI[:3], "05/01/2013", *MELLI[4:5], "01/01/2019", *[""] * 6]
    overlapping = [*MELLI[:5], "01/01/2017", *[""] * 6]

    plan = decide(HEADS, MELLI, other, overlapping)

    assert [(one.row, one.fault.code) for one in plan.problems] == [(3, "other-birth"), (4, "case-twice")]


def test_the_number_of_another_child_is_not_taken():
    stored = Stored(numbers={("NHS", "943"): "9999"})
    plan = decide(HEADS, [*MELLI[:-1], "NHS=943"], stored_of=lambda wanted: stored)

    assert [one.fault.code for one in plan.problems] == ["number-of-another"]
    assert plan.work.children == []


def test_missing_columns_are_told():
    assert [one.fault.code for one in decide(["Name", "Opened"], ["Melli", "03/01/2016"]).problems] == [
        "columns-missing"
    ]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("N & PA", ("N", "PA")), ("FDV EA N", ("FDV", "EA", "N")), ("n, pa", ("N", "PA")), ("N and PA", ("N", "PA")),
     ("Neglect", ("N",)), ("Neglect; Physical abuse", ("N", "PA")), ("Family and domestic violence", ("FDV",)),
     ("", ()), ("No", ())],
)  # fmt: skip
def test_abuse_types(text: str, codes: tuple[str, ...]):
    assert read_abuse(text, ABUSE) == codes


def test_an_unknown_abuse_type_is_named():
    read = read_abuse("N & XX", ABUSE)
    assert isinstance(read, Fault)
    assert dict(read.params)["unknown"] == "XX"


# --- the people extract ----------------------------------------------------------------------------------------------


def test_a_first_guess_at_the_columns_of_a_report():
    titles, columns = guess(csv_book(["Report of 1 March"], PEOPLE, ["1", "x", "", "", "", ""]), cases.COLUMNS)

    assert titles == PEOPLE
    assert columns == {
        "id": "Person ID",
        "name": "Name",
        "born": "DOB",
        "household": "Family group",
        "worker": "Allocated worker",
        "team": "Team name",
    }


def test_people_with_a_worker_get_a_case_from_the_day_of_the_file():
    plan = decide(PEOPLE, ["4471", "MAJID, Melli", "04/01/2013", "H1", "SMITH, Jane", "North"], exact=False)

    (child,), (case,) = plan.work.children, plan.work.cases
    assert (child.given_name, child.family_name) == ("Melli", "MAJID")
    assert (case.opened_on, [span.value for span in case.leads]) == (AS_OF, [JANE])
    assert [note.code for note in plan.notes] == ["opens-on-file-day"]


def test_people_without_a_worker_are_children_without_a_case():
    plan = decide(PEOPLE, ["4471", "Melli Majid", "04/01/2013", "", "", ""], exact=False)

    assert (len(plan.work.children), len(plan.work.cases)) == (1, 0)


def test_people_whose_case_is_known_move_to_the_worker_of_the_report():
    stored = Stored({"4471": child_now("4471", case_now(date(2016, 1, 3), team=NORTH, worker=JANE))})

    plan = decide(PEOPLE, ["4471", "", "", "", "Ah Hin Xeng", "South"], exact=False, stored_of=lambda wanted: stored)

    assert plan.work.changes.cases == [(500, {"team": SOUTH, "worker": AH_HIN, "since": AS_OF})]
    assert plan.work.cases == []


def test_columns_that_a_person_chose_win_over_their_names():
    rows = [["Code", "Who", "When"], ["4471", "Melli Majid", "04/01/2013"]]

    (child,) = decide(*rows, exact=False, chosen={"id": "Code", "name": "Who", "born": "When"}).work.children

    assert (child.reference, child.born_on) == ("4471", date(2013, 1, 4))


def test_only_the_teams_asked_for():
    rows = [PEOPLE, ["1", "A B", "", "", "", "North"], ["2", "C D", "", "", "", "South"], ["3", "E F", "", "", "", ""]]

    plan = decide(*rows, exact=False, only_teams=frozenset({NORTH}))

    assert [child.reference for child in plan.work.children] == ["1"]
    assert plan.notes[next(note for note in plan.notes if note.code == "other-teams")] == 2
