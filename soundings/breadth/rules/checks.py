"""Whether what somebody wants to record makes sense. Says what is wrong in codes; `words` says it in sentences."""

import dataclasses
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from soundings.breadth.rules.kinds import Answer, ElementKind, FamilyMode, Rater

EARLIEST = date(1990, 1, 1)  # nothing that a board shows happened before
RANGES = {ElementKind.SCALE: (0, 10), ElementKind.COUNT: (0, 999), ElementKind.LIST: (0, 99)}
LENGTHS = {"link": 500, "reason": 300, "new_issue_name": 120}
WEB = ("http://", "https://")


class ProblemCode(StrEnum):
    DATE_IN_FUTURE = "date-in-future"
    DATE_TOO_EARLY = "date-too-early"  # params: earliest
    NUMBER_NEEDED = "number-needed"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"  # params: low, high
    NUMBER_NOT_WANTED = "number-not-wanted"
    REASON_NEEDED = "reason-needed"
    RATER_NEEDED = "rater-needed"
    ISSUE_NEEDED = "issue-needed"
    ISSUE_NOT_WANTED = "issue-not-wanted"
    ISSUE_ENDED = "issue-ended"
    UNKNOWN_CHOICE = "unknown-choice"
    TOO_LONG = "too-long"  # params: most
    LINK_NOT_WEB = "link-not-web"
    PEOPLE_UNCLEAR = "people-unclear"  # somebody in the network without a name, or with a date that is none
    ELEMENT_RETIRED = "element-retired"
    NO_CASE = "no-case"
    ALREADY_RECORDED = "already-recorded"
    NOT_CURRENT = "not-current"  # it has been corrected or withdrawn since
    NOT_LINKED = "not-linked"  # the record does not concern that case
    NAME_NEEDED = "name-needed"
    NAME_TAKEN = "name-taken"
    CHILD_COLUMN_NEEDED = "child-column-needed"
    ELEMENT_NEEDED = "element-needed"  # a board shows at least one element
    TOO_MANY_COLUMNS = "too-many-columns"  # params: most
    DAY_PASSED = "day-passed"
    WHY_NEEDED = "why-needed"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: in which field, what, and the figures that the sentence needs.

    element: the code of the element that it is about, where several are recorded in one go.
    """

    field: str
    code: ProblemCode
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    element: str = ""


class Refused(Exception):
    """Nothing was stored. `problems` says everything that stands in the way, all at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to record of one element.

    issue: public id of a set that exists; new_issue_name: a set to begin. again: it was said that the same is recorded
    already, and this is meant all the same.
    """

    answer: str = Answer.YES
    happened_on: date | None = None
    number: int | None = None
    issue: str = ""
    new_issue_name: str = ""
    rater: str = ""
    family_mode: str = ""
    words: str = ""
    link: str = ""
    reason: str = ""
    detail: dict[str, Any] | None = None
    in_case_system: bool = False
    again: bool = False

    @property
    def names_issue(self) -> bool:
        """Whether it belongs to a set, old or new."""
        return bool(self.issue or self.new_issue_name.strip())


def problems_of(draft: Draft, *, kind: str, by_issue: bool, today: date, earliest: date | None = None) -> list[Problem]:
    """All that is wrong with `draft` for an element of this kind; empty if nothing is.

    today: the agency's local date. earliest: no practice for these children can be older (a year before the
    earliest birth, or expected birth); 1 January 1990 if not known.
    """
    found = [*_choices(draft), *_date(draft, today, earliest or EARLIEST), *_number(draft, kind), *_lengths(draft)]
    if draft.answer == Answer.NOT_APPLICABLE and not draft.reason.strip():
        found.append(Problem("reason", ProblemCode.REASON_NEEDED))
    if draft.answer == Answer.YES:
        found += _done(draft, kind, by_issue)
    if draft.names_issue and not by_issue:
        found.append(Problem("issue", ProblemCode.ISSUE_NOT_WANTED))
    return found


def _done(draft: Draft, kind: str, by_issue: bool) -> list[Problem]:
    found = []
    if kind == ElementKind.SCALE and not draft.rater:
        found.append(Problem("rater", ProblemCode.RATER_NEEDED))
    if by_issue and not draft.names_issue:
        found.append(Problem("issue", ProblemCode.ISSUE_NEEDED))
    if kind == ElementKind.LIST and not all(_is_clear(person) for person in _people(draft)):
        found.append(Problem("detail", ProblemCode.PEOPLE_UNCLEAR))
    return found


def _people(draft: Draft) -> list[Any]:
    return (draft.detail or {}).get("people") or []


def _is_clear(person: Any) -> bool:
    """Whether it is a person with a name or initials, and a date of the last check that is one."""
    if not isinstance(person, dict) or not str(person.get("name") or "").strip():
        return False
    checked = person.get("checked_on")
    if not checked:
        return True
    try:
        return date.fromisoformat(checked) >= EARLIEST
    except (TypeError, ValueError):
        return False


def _choices(draft: Draft) -> list[Problem]:
    known = {
        "answer": draft.answer in list(Answer),
        "rater": draft.rater in ("", *Rater),
        "family_mode": draft.family_mode in ("", *FamilyMode),
    }
    return [Problem(name, ProblemCode.UNKNOWN_CHOICE) for name, is_known in known.items() if not is_known]


def _date(draft: Draft, today: date, earliest: date) -> list[Problem]:
    if draft.happened_on is None:
        return []
    if draft.happened_on > today:
        return [Problem("happened_on", ProblemCode.DATE_IN_FUTURE)]
    if draft.happened_on < earliest:
        return [Problem("happened_on", ProblemCode.DATE_TOO_EARLY, {"earliest": earliest})]
    return []


def _number(draft: Draft, kind: str) -> list[Problem]:
    bounds = RANGES.get(ElementKind(kind))
    if draft.number is None:
        needed = kind == ElementKind.SCALE or (kind == ElementKind.LIST and not (draft.detail or {}).get("people"))
        return [Problem("number", ProblemCode.NUMBER_NEEDED)] if needed and draft.answer == Answer.YES else []
    if bounds is None or draft.answer != Answer.YES:
        return [Problem("number", ProblemCode.NUMBER_NOT_WANTED)]
    low, high = bounds
    if not low <= draft.number <= high:
        return [Problem("number", ProblemCode.NUMBER_OUT_OF_RANGE, {"low": low, "high": high})]
    return []


def _lengths(draft: Draft) -> list[Problem]:
    found = [
        Problem(name, ProblemCode.TOO_LONG, {"most": most})
        for name, most in LENGTHS.items()
        if len(getattr(draft, name)) > most
    ]
    if "://" in draft.link and not draft.link.lower().startswith(WEB):
        found.append(Problem("link", ProblemCode.LINK_NOT_WEB))
    return found
