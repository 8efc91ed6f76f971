"""Who may do what, as pure decisions. The matrix itself is data: `access.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from soundings.accounts.rules.roles import MATRIX_ROLES, Role


class Row(StrEnum):
    """The rows of the access matrix."""

    ANSWER_SURVEY = "answer-survey"
    RESPONDENT_ANSWERS = "respondent-answers"
    SURVEY_TOTALS = "survey-totals"
    COMMENTS = "comments"
    CHILD_IDENTITY = "child-identity"
    IMPORT_DATA = "import-data"
    DASHBOARD_TOTALS = "dashboard-totals"
    RECORD_PRACTICE = "record-practice"
    TEAM_BOARD = "team-board"
    CASE_CHANGES = "case-changes"
    TAILOR = "tailor"
    SUPERVISION_NOTES = "supervision-notes"
    WORKER_COVERAGE = "worker-coverage"
    DRAW_SAMPLE = "draw-sample"
    CONCERN_NOW = "concern-now"
    WALL_DEVICE = "wall-device"
    DRAFT_AUDIT = "draft-audit"
    FINISHED_AUDIT = "finished-audit"
    SIGN_OFF_AUDIT = "sign-off-audit"
    LEARNING_ACTIONS = "learning-actions"
    IMPORT_RETURN = "import-return"
    EXPORT_IDENTIFIABLE = "export-identifiable"
    EXPORT_TOTALS = "export-totals"
    RESTRICTED_CASE = "restricted-case"
    ACCESS_LOG = "access-log"
    USERS_AND_ROLES = "users-and-roles"
    RETENTION = "retention"
    BACKUP_SETTINGS = "backup-settings"


class Relation(StrEnum):
    """How what is asked for stands to whoever asks: the closest that is true."""

    OWN = "own"
    TEAM = "team"
    AGENCY = "agency"  # another team of the same agency
    NAMED = "named"  # shared with them by name
    RESTRICTED = "restricted"  # a restricted case whose list does not name them
    ELSEWHERE = "elsewhere"  # of another agency


class To(StrEnum):
    """What somebody wants to do. The first four go with plain cells, the others are words in a cell."""

    SEE = "see"
    EDIT = "edit"
    GROUPS = "groups"  # only figures of groups that are large enough
    PSEUDONYM = "pseudonym"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFLECT = "reflect"
    SECTION = "section"
    REVOKE = "revoke"
    OWN_VIEWS = "own-views"
    EVENTS = "events"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: how far it reaches, and in what form."""

    reach: Relation | None = None
    edit: bool = False
    grouped: bool = False
    pseudonym: bool = False
    reason: bool = False
    never_own: bool = False
    word: To | None = None

    def covers(self, relation: Relation) -> bool:
        """Whether what stands in this relation lies within the reach of the cell."""
        if relation is Relation.OWN and self.never_own:
            return False
        return self.reach is not None and relation in _COVERED[self.reach]

    def gives(self, to: To) -> bool:
        """Whether the cell gives this right to what it covers."""
        if self.reach is None:
            return False
        if self.word is not None:
            return to is self.word
        plain = not (self.grouped or self.pseudonym)
        return {
            To.SEE: plain,
            To.EDIT: plain and self.edit,
            To.GROUPS: plain or self.grouped,
            To.PSEUDONYM: not self.grouped,
        }.get(to, False)


_COVERED: Mapping[Relation, frozenset[Relation]] = {
    Relation.OWN: frozenset({Relation.OWN}),
    Relation.TEAM: frozenset({Relation.OWN, Relation.TEAM}),
    Relation.AGENCY: frozenset({Relation.OWN, Relation.TEAM, Relation.AGENCY, Relation.NAMED}),
    Relation.NAMED: frozenset({Relation.NAMED}),
}
_REACH = {"O": Relation.OWN, "T": Relation.TEAM, "G": Relation.AGENCY, "X": Relation.NAMED}
_CELL = re.compile(r"(?P<form>[kψ]*)(?P<reach>[OTGX])(?P<after>[e*!]*)(?: (?P<word>[a-z-]+))?")
NOTHING = Cell()


def read_cell(text: str) -> Cell:
    """The cell that `text` stands for ("kG", "Te", "G approve", "-"). Raises ValueError for anything else."""
    if text == "-":
        return NOTHING
    found = _CELL.fullmatch(text)
    if not found:
        raise ValueError(f"Not a cell of the access matrix: {text!r}")
    form, after, word = found["form"], found["after"], found["word"]
    return Cell(
        reach=_REACH[found["reach"]],
        edit="e" in after,
        grouped="k" in form,
        pseudonym="ψ" in form,
        reason="*" in after,
        never_own="!" in after,
        word=To(word) if word else None,
    )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of the matrix, with its cells by role."""

    says: str
    exists: bool
    cells: Mapping[Role, Cell]
    needs: Role | None = None
    break_glass: frozenset[Role] = frozenset()


def read_matrix(text: str) -> dict[Row, MatrixRow]:
    """The whole matrix, business support worked out from the worker's cells. Raises for a missing cell or row."""
    data = tomllib.loads(text)
    support = data["business-support"]
    return {row: _read_row(row, data["row"][row], support) for row in Row}


def _read_row(row: Row, data: Mapping[str, Any], support: Mapping[str, Any]) -> MatrixRow:
    cells = {role: read_cell(data[role]) for role in MATRIX_ROLES}
    cells[Role.BUSINESS_SUPPORT] = _support_cell(row, cells[Role(support["from"])], support)
    cells[Role.IMPORT_STEWARD] = NOTHING  # gives nothing by itself: rows name it in `needs`
    return MatrixRow(
        says=data["says"],
        exists=data["exists"],
        cells=cells,
        needs=Role(data["needs"]) if "needs" in data else None,
        break_glass=frozenset(Role(role) for role in data.get("break_glass", ())),
    )


def _support_cell(row: Row, worker: Cell, support: Mapping[str, Any]) -> Cell:
    if row in support["nothing_in"]:
        return NOTHING
    if row in support["own_becomes_team"]:
        return replace(worker, reach=Relation.TEAM)
    return worker


MATRIX = read_matrix((Path(__file__).parents[1] / "access.toml").read_text(encoding="utf-8"))


def cell(role: Role, row: Row) -> Cell:
    """The cell of `role` in `row`."""
    return MATRIX[row].cells[role]


def allows(role: Role, row: Row, relation: Relation, *, edit: bool = False, to: To = To.SEE) -> bool:
    """Whether `role` may do this with something in this relation. `edit=True` is short for `to=To.EDIT`.

    Says nothing about the grant that a row may need beside the role: `queries.may` asks for that too.
    A restricted case is nobody's by role alone: whoever is on its list stands in the relation NAMED.
    """
    asked = cell(role, row)
    return asked.covers(relation) and asked.gives(To.EDIT if edit else to)
