"""What roles, places, posts and problems are called on pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from soundings.accounts.rules import MATRIX, Cell, GrantState, PostKind, Problem, Relation, Role, Row, To, UnitKind
from soundings.accounts.rules.people import PersonState

ROLES: dict[str, Promise] = {
    Role.WORKER: gettext_lazy("Worker"),
    Role.SUPERVISOR: gettext_lazy("Supervisor"),
    Role.QA_LEAD: gettext_lazy("Quality assurance lead"),
    Role.SENIOR_MANAGER: gettext_lazy("Senior manager"),
    Role.PARTNER: gettext_lazy("Partner agency contributor"),
    Role.BUSINESS_UNIT: gettext_lazy("Partnership business unit"),
    Role.ADMINISTRATOR: gettext_lazy("System administrator"),
    Role.ANALYST: gettext_lazy("Analyst"),
    Role.INSPECTOR: gettext_lazy("Inspector"),
    Role.BUSINESS_SUPPORT: gettext_lazy("Business support"),
    Role.IMPORT_STEWARD: gettext_lazy("Import steward"),
    Role.RESPONDENT: gettext_lazy("Respondent"),
}

# What each role is for, beside the choice.
ROLE_HINTS: dict[str, Any] = {
    Role.WORKER: gettext_lazy("Sees their team’s board, records practice on their own cases."),
    Role.SUPERVISOR: gettext_lazy("Sees and records practice on every case of their teams, opens and allocates cases."),
    Role.QA_LEAD: gettext_lazy("Sees figures for the agency, and cases shared with them by name."),
    Role.SENIOR_MANAGER: gettext_lazy("Sees figures for the agency, opens a record with a reason, approves roles."),
    Role.PARTNER: gettext_lazy("Sees only what is shared with them by name, for 28 days unless you say otherwise."),
    Role.BUSINESS_UNIT: gettext_lazy("Works on multi-agency reviews that are shared with them."),
    Role.ADMINISTRATOR: gettext_lazy("Looks after people, teams and settings. Sees no child’s record."),
    Role.ANALYST: gettext_lazy("Sees figures of groups that are large enough, never a name."),
    Role.INSPECTOR: gettext_lazy("Sees figures and what is shared with them, for 28 days unless you say otherwise."),
    Role.BUSINESS_SUPPORT: gettext_lazy("Records for a team, without its practice notes."),
    Role.IMPORT_STEWARD: gettext_lazy("Beside a role as administrator or quality assurance lead: loads files."),
}

# In the order of a list to choose from. Respondents are not given a sign-in.
CHOOSABLE_ROLES = tuple(role for role in ROLE_HINTS if role != Role.BUSINESS_UNIT)

UNIT_KINDS: dict[str, Promise] = {
    UnitKind.AGENCY: gettext_lazy("Agency"),
    UnitKind.SERVICE: gettext_lazy("Service"),
    UnitKind.LOCALITY: gettext_lazy("Locality"),
    UnitKind.TEAM: gettext_lazy("Team"),
}

POSTS: dict[str, Promise] = {
    PostKind.WORKER: gettext_lazy("Worker"),
    PostKind.SUPERVISOR: gettext_lazy("Supervisor"),
    PostKind.DUTY: gettext_lazy("Duty desk"),
}

GRANT_STATES: dict[str, Promise] = {
    GrantState.PENDING: gettext_lazy("Waits for approval"),
    GrantState.ACTIVE: gettext_lazy("Holds"),
    GrantState.ENDED: gettext_lazy("Ended"),
}

PERSON_STATES: dict[str, Promise] = {
    PersonState.NO_SIGN_IN: gettext_lazy("No sign-in"),
    PersonState.INVITED: gettext_lazy("Invited"),
    PersonState.ARRIVED: gettext_lazy("Signs in"),
    PersonState.OFF: gettext_lazy("Switched off"),
    PersonState.AWAY: gettext_lazy("Away"),
    PersonState.LEFT: gettext_lazy("Left"),
}


SECOND_STEPS: dict[str, Promise] = {
    "totp": gettext_lazy("Authenticator app"),
    "webauthn": gettext_lazy("Passkey"),
    "recovery_codes": gettext_lazy("Recovery codes"),
}


def second_step(kind: str) -> str:
    """The kind of second step in words."""
    return str(SECOND_STEPS[kind])


def role_name(role: str) -> str:
    """The role in words."""
    return str(ROLES[role])


def unit_kind(kind: str) -> str:
    """The kind of place in words."""
    return str(UNIT_KINDS[kind])


def post_name(post: str) -> str:
    """The post in words."""
    return str(POSTS[post])


def person_state(state: str) -> str:
    """How somebody stands, in words."""
    return str(PERSON_STATES[state])


# --- what a role may do, as the matrix says it ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Right:
    """One thing that a role may do: with what, how, and where."""

    what: str
    how: str
    where: str


def rights_of(role: Role) -> Iterator[Right]:
    """What `role` may do today, row by row of the matrix; rows that do not exist yet are left out."""
    for row in Row:
        cell = MATRIX[row].cells[role]
        if MATRIX[row].exists and cell.reach is not None:
            yield Right(gettext(MATRIX[row].says), ", ".join(_how(role, row, cell)), _where(role, cell.reach))


def _how(role: Role, row: Row, cell: Cell) -> Iterator[str]:
    given = _what_it_gives(cell)
    yield gettext("Yes") if row in _DEEDS and given in (To.SEE, To.EDIT) else str(_HOW[given])
    if cell.reason:
        yield gettext("with a reason, noted once a session")
    if cell.never_own:
        yield gettext("never their own")
    if needed := MATRIX[row].needs:
        yield gettext("only with “%(role)s” beside this role") % {"role": ROLES[needed]}
    if role in MATRIX[row].break_glass:
        yield gettext("any other in an emergency: for an hour, and two people are told")


def _what_it_gives(cell: Cell) -> To:
    if cell.word:
        return cell.word
    if cell.grouped or cell.pseudonym:
        return To.GROUPS if cell.grouped else To.PSEUDONYM
    return To.EDIT if cell.edit else To.SEE


def _where(role: Role, reach: Relation) -> str:
    if reach is Relation.OWN and role in (Role.PARTNER, Role.BUSINESS_UNIT):
        return gettext("Their own organisation’s part")
    return str(_WHERE[reach])


# Rows that name something to do: whoever may, may.
_DEEDS = frozenset(
    {Row.RECORD_PRACTICE, Row.IMPORT_DATA, Row.CASE_CHANGES, Row.TAILOR, Row.EXPORT_IDENTIFIABLE, Row.EXPORT_TOTALS}
)

_HOW: dict[To, Promise] = {
    To.SEE: gettext_lazy("See"),
    To.EDIT: gettext_lazy("See and change"),
    To.GROUPS: gettext_lazy("See figures of groups that are large enough"),
    To.PSEUDONYM: gettext_lazy("See without names"),
    To.PROPOSE: gettext_lazy("Propose"),
    To.APPROVE: gettext_lazy("Approve, as the second person"),
    To.REFLECT: gettext_lazy("Add reflections"),
    To.SECTION: gettext_lazy("Write their own section"),
    To.REVOKE: gettext_lazy("Switch off"),
    To.OWN_VIEWS: gettext_lazy("See what they opened themselves"),
    To.EVENTS: gettext_lazy("See that something happened, not to whom"),
    To.RUN: gettext_lazy("Carry out"),
}

_WHERE: dict[Relation, Promise] = {
    Relation.OWN: gettext_lazy("Their own cases"),
    Relation.TEAM: gettext_lazy("Their own team, or the teams below the place"),
    Relation.AGENCY: gettext_lazy("Everything at and below the place"),
    Relation.NAMED: gettext_lazy("What is shared with them by name"),
}


def problem(problem: Problem) -> str:
    """How to mend a row of a file of places or people."""
    return str(_PROBLEMS[problem.code])


_PROBLEMS: dict[str, Promise] = {
    "no-name": gettext_lazy("Give a name."),
    "twice": gettext_lazy("This code stands in the file twice. Give each place a code of its own."),
    "unknown-parent": gettext_lazy(
        "No place is known by this code. Add it to the file, or write the code of one that is."
    ),
    "unknown-stage": gettext_lazy("There is no such stage of service. Add it first, or leave the cell empty."),
    "other-kind": gettext_lazy("This place is of another kind. Give the new one a code of its own."),
    "cannot-stand-there": gettext_lazy("A team holds no other places. Write the code of a service or locality."),
    "in-a-circle": gettext_lazy("These places would stand below each other. Put one of them below the agency."),
    "unknown-team": gettext_lazy("No team is known by this name or code. Add the team first, or mend the cell."),
    "several-of-that-name": gettext_lazy(
        "Several people bear this name. Write the number by which files know this one."
    ),
    "ends-before-it-begins": gettext_lazy("The post ends before it begins. Mend one of the dates."),
    "alias-of-another": gettext_lazy("These names belong to different people. Write only those of one person."),
}
