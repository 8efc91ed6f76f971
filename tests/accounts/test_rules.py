"""The access matrix as decided, cell by cell, beside what the code makes of its data file.

MATRIX is the published matrix in its own words; SEEN and EDITED say what each phrase means for the five relations.
"""

from pathlib import Path

import pytest

from soundings.accounts import rules
from soundings.accounts.rules import Relation, Role, Row, To, matrix

MATRIX = """
answer-survey | O | O | O | O | O | O | O | O | O | –
respondent-answers | – | – | – | – | – | – | – | – | ψk | –
survey-totals | – | kT | kT | kG | kG | k own agency | k all | – | kG | kG
comments | – | – | kT | kG | kG | – | kX | – | – | kG
child-identity | – | O | T | X | G* | X | X | – | – | X*
import-data | – | – | – | e | – | – | – | e | – | –
dashboard-totals | – | T | T | G | G | k own agency | k all | – | kG | G
record-practice | – | Oe | Te | – | – | – | – | – | – | –
team-board | – | T | T | X | G* | X | – | – | ψ | X*
case-changes | – | propose | Te | – | approve | – | – | – | – | –
tailor | – | – | Te | Ge | Ge | – | own framework e | – | – | –
supervision-notes | – | O | Te | – | – | – | – | – | – | –
worker-coverage | – | O | T | – | – | – | – | – | – | –
draw-sample | – | – | T | Ge | G | – | multi-agency e | – | – | –
concern-now | – | – | named | named | named | named | named | – | – | –
wall-device | – | – | Te | – | – | – | – | revoke | – | –
draft-audit | – | O reflect | Te | Xe | – | X own section e | Xe | – | – | –
finished-audit | – | O | T | G | G | X | X | – | ψ | X*
sign-off-audit | – | – | T | G | G | – | X | – | – | –
learning-actions | – | Oe | Te | Ge | Ge | Xe | Xe | – | k | G
import-return | – | – | – | e | – | – | – | e | – | –
export-identifiable | – | – | – | X* | – | – | – | – | – | –
export-totals | – | – | kT | kG | kG | k own agency | k all | – | kG | kG
restricted-case | – | X | X * | X * | X * | – | – | – | – | –
access-log | – | own views | T | G* | G | own agency | – | events only | – | G
users-and-roles | – | – | – | – | approve | – | – | e, never own | – | –
retention | – | – | – | propose | approve | – | – | run | – | –
backup-settings | – | – | – | – | – | – | – | e, sealed | – | –
"""
PHRASES = {line.split(" | ")[0]: line.split(" | ")[1:] for line in MATRIX.strip().splitlines()}
CELLS = [
    (row, role, phrase)
    for row, cells in PHRASES.items()
    for role, phrase in zip(rules.MATRIX_ROLES, cells, strict=True)
]

OWN, TEAM, AGENCY = (
    {Relation.OWN},
    {Relation.OWN, Relation.TEAM},
    {*Relation} - {Relation.RESTRICTED, Relation.ELSEWHERE},
)
NAMED = {Relation.NAMED}
OTHERS = AGENCY - OWN
# What each phrase lets see, and edit. Groups and pseudonyms show nobody; a word gives only what it says.
SEEN = {
    "–": set(), "O": OWN, "Oe": OWN, "T": TEAM, "Te": TEAM, "G": AGENCY, "G*": AGENCY, "Ge": AGENCY,
    "X": NAMED, "X*": NAMED, "X *": NAMED, "Xe": NAMED, "named": NAMED, "multi-agency e": NAMED,
    "e": AGENCY, "e, never own": OTHERS, "e, sealed": AGENCY, "own agency": OWN, "own framework e": OWN,
    "k": set(), "kT": set(), "kG": set(), "kX": set(), "k all": set(), "k own agency": set(), "ψ": set(), "ψk": set(),
    "propose": set(), "approve": set(), "revoke": set(), "run": set(), "events only": set(), "own views": set(),
    "O reflect": set(), "X own section e": set(),
}  # fmt: skip
EDITED = {
    "Oe": OWN, "Te": TEAM, "Ge": AGENCY, "Xe": NAMED, "multi-agency e": NAMED,
    "e": AGENCY, "e, never own": OTHERS, "e, sealed": AGENCY, "own framework e": OWN,
}  # fmt: skip
GROUPS = {"k": AGENCY, "kT": TEAM, "kG": AGENCY, "kX": NAMED, "k all": AGENCY, "k own agency": OWN, "ψk": AGENCY}
WORDS = {
    "propose": To.PROPOSE, "approve": To.APPROVE, "revoke": To.REVOKE, "run": To.RUN, "events only": To.EVENTS,
    "own views": To.OWN_VIEWS, "O reflect": To.REFLECT, "X own section e": To.SECTION,
}  # fmt: skip


def allowed(row, role, **wanted):
    return {relation for relation in Relation if rules.allows(role, Row(row), relation, **wanted)}


def test_the_matrix_has_28_rows_of_10_roles():
    assert len(PHRASES) == 28
    assert {*PHRASES} == {*Row}
    assert len(CELLS) == 280


@pytest.mark.parametrize(("row", "role", "phrase"), CELLS)
def test_what_each_role_may_see_and_edit(row, role, phrase):
    assert allowed(row, role) == SEEN[phrase]
    assert allowed(row, role, edit=True) == EDITED.get(phrase, set())


@pytest.mark.parametrize(("row", "role", "phrase"), CELLS)
def test_groups_show_where_people_may_not(row, role, phrase):
    assert allowed(row, role, to=To.GROUPS) == (GROUPS[phrase] if phrase in GROUPS else SEEN[phrase])


@pytest.mark.parametrize(("row", "role", "phrase"), CELLS)
def test_a_word_gives_its_own_right_and_no_other(row, role, phrase):
    given = {word for word in WORDS.values() if allowed(row, role, to=word)}
    assert given == ({WORDS[phrase]} if phrase in WORDS else set())


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", Row)
def test_nobody_reaches_another_agency_or_an_unshared_restricted_case(row, role):
    for to in To:
        assert not {Relation.RESTRICTED, Relation.ELSEWHERE} & allowed(row, role, to=to)


@pytest.mark.parametrize(("row", "role", "phrase"), [cell for cell in CELLS if "*" in cell[2]])
def test_a_star_asks_for_a_reason(row, role, phrase):
    assert rules.cell(role, Row(row)).reason


def test_only_a_star_asks_for_a_reason():
    assert all(rules.cell(role, Row(row)).reason == ("*" in phrase) for row, role, phrase in CELLS)


def test_breaking_glass_is_for_supervisor_auditor_and_manager():
    assert rules.MATRIX[Row.RESTRICTED_CASE].break_glass == {Role.SUPERVISOR, Role.QA_LEAD, Role.SENIOR_MANAGER}


def test_loading_files_needs_the_stewards_grant():
    assert {row for row in Row if rules.MATRIX[row].needs} == {Row.IMPORT_DATA, Row.IMPORT_RETURN}
    assert not any(rules.allows(Role.IMPORT_STEWARD, row, Relation.AGENCY, to=to) for row in Row for to in To)


def test_business_support_works_for_the_team_without_notes_or_figures_of_one_worker():
    support = Role.BUSINESS_SUPPORT
    assert allowed(Row.CHILD_IDENTITY, support) == TEAM
    assert allowed(Row.RECORD_PRACTICE, support, edit=True) == TEAM
    assert allowed(Row.TEAM_BOARD, support) == TEAM
    assert not allowed(Row.SUPERVISION_NOTES, support)
    assert not allowed(Row.WORKER_COVERAGE, support)
    assert not allowed(Row.CASE_CHANGES, support, to=To.PROPOSE)


@pytest.mark.parametrize("text", ["", "e", "Z", "kk", "G approved", "OT", "G  approve", "o"])
def test_a_cell_that_means_nothing_is_refused(text):
    with pytest.raises(ValueError):
        rules.read_cell(text)


def test_a_row_without_a_cell_for_a_role_is_refused():
    text = (Path(matrix.__file__).parents[1] / "access.toml").read_text(encoding="utf-8")
    with pytest.raises(KeyError):
        rules.read_matrix(text.replace('inspector = "-"\n', "", 1))


def test_an_administrator_holds_no_content_role():
    assert rules.may_hold_together(frozenset({Role.ADMINISTRATOR, Role.IMPORT_STEWARD}))
    assert rules.may_hold_together(frozenset({Role.WORKER, Role.SUPERVISOR, Role.QA_LEAD}))
    for role in (Role.WORKER, Role.SENIOR_MANAGER, Role.ANALYST, Role.INSPECTOR, Role.BUSINESS_SUPPORT):
        assert not rules.may_hold_together(frozenset({Role.ADMINISTRATOR, role}))


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Jane Smith", ("jane smith",)),
        ("SMITH, Jane", ("smith, jane", "jane smith")),
        ("Xeng,Ah Hin", ("xeng,ah hin", "ah hin xeng")),
        ("Smith, Jane, Dr", ("smith, jane, dr",)),
        ("Smith,", ("smith,",)),
    ],
)
def test_the_names_by_which_somebody_is_known(written, keys):
    assert rules.name_keys(written) == keys


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("XENG, Ah Hin", "Ah Hin Xeng"),
        ("Smith, Jane", "Jane Smith"),
        ("O'BRIEN-ÅSA,  Łukasz", "Łukasz O'Brien-Åsa"),
        ("Ng, TJ", "TJ Ng"),
        ("Jane  Smith", "Jane Smith"),
        ("Smith, Jane, Dr", "Smith, Jane, Dr"),
    ],
)
def test_the_name_as_people_say_it(written, said):
    assert rules.name_as_spoken(written) == said
