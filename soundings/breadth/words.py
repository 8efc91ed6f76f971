"""The sentences for what the rules of practice say in codes. Names of elements are the agency's own, not here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from soundings.breadth.rules import (
    Age,
    Answer,
    Behind,
    By,
    Change,
    ChangeKind,
    ElementKind,
    ElementScope,
    Fact,
    FamilyMode,
    LayoutChange,
    Lies,
    Move,
    NamedBy,
    Problem,
    ProblemCode,
    Rater,
    Shows,
    Unclear,
)


def answer(code: str) -> str:
    """An answer as history and forms say it."""
    return {
        Answer.YES: gettext("Yes"),
        Answer.NO: gettext("No"),
        Answer.NOT_APPLICABLE: gettext("Does not apply"),
        Answer.NOT_KNOWN: gettext("Not known"),
    }[Answer(code)]


def behind(code: str) -> str:
    """A count of a figure, as the title of the list behind it."""
    return {
        Behind.RECORDED: gettext("recorded"),
        Behind.MISSING: gettext("not recorded, and expected by now"),
        Behind.LATER: gettext("not expected yet"),
        Behind.EXEMPT: gettext("does not apply"),
        Behind.UNKNOWN: gettext("not known"),
        Behind.TIMED: gettext("recorded on a day that is known"),
        Behind.UP: gettext("rated higher than the time before"),
        Behind.SAME: gettext("rated the same as the time before"),
        Behind.DOWN: gettext("rated lower than the time before"),
    }[Behind(code)]


def move(code: str) -> str:
    """How something moved between two days, after how many."""
    return {
        Move.NEW: gettext("newly recorded"),
        Move.UNDONE: gettext("no longer recorded: corrected or withdrawn"),
        Move.UP: gettext("rated higher"),
        Move.SAME: gettext("rated the same again"),
        Move.DOWN: gettext("rated lower"),
        Move.GREW: gettext("with more people"),
        Move.SHRANK: gettext("with fewer people"),
    }[Move(code)]


def change(what: Change, element: str, on: str | None) -> str:
    """What moved for one child, as a line. element: its label. on: the ISO day on which it last happened, if known."""
    said = {"element": element, "before": what.before, "after": what.after, "worry": what.issue}
    if what.move is Move.NEW:
        said["date"] = date_format(date.fromisoformat(on), "j F Y") if on else gettext("date not known")
        if what.after is None:
            return gettext("%(element)s: newly recorded, %(date)s") % said
        return gettext("%(element)s: newly recorded, %(after)s (%(date)s)") % said
    if what.move is Move.UNDONE:
        return gettext("%(element)s: no longer recorded, it was corrected or withdrawn") % said
    if what.move in (Move.GREW, Move.SHRANK):
        return gettext("%(element)s: %(before)s people before, %(after)s now") % said
    if what.issue:
        return gettext("%(element)s, “%(worry)s”: %(before)s before, %(after)s now") % said
    return gettext("%(element)s: %(before)s before, %(after)s now") % said


def lies(code: str) -> str:
    """Where a place lies on a funnel."""
    return {
        Lies.WITHIN: gettext("as chance alone would have it"),
        Lies.ABOVE: gettext("higher than by chance"),
        Lies.BELOW: gettext("lower than by chance"),
        Lies.WITHHELD: gettext("too few to say"),
    }[Lies(code)]


def by(code: str) -> str:
    """What a split is by."""
    return {
        By.STAGE: gettext("Service stage"),
        By.ABUSE: gettext("Abuse type"),
        By.AGE: gettext("Age"),
        By.ETHNICITY: gettext("Ethnicity"),
        By.DISABILITY: gettext("Disability"),
    }[By(code)]


def ages() -> dict[str, str]:
    """The bands of age."""
    return {
        Age.UNBORN: gettext("Unborn"),
        Age.UNDER_1: gettext("Under 1"),
        Age.TO_4: gettext("1 to 4"),
        Age.TO_9: gettext("5 to 9"),
        Age.TO_15: gettext("10 to 15"),
        Age.OVER_15: gettext("16 and over"),
        Age.UNKNOWN: gettext("Not known"),
    }


def rater(code: str) -> str:
    """Whoever gave a rating, as the beginning of a line: "Worker", "The child"."""
    return {
        Rater.WORKER: pgettext("who rates", "Worker"),
        Rater.SUPERVISOR: pgettext("who rates", "Supervisor"),
        Rater.CONFERENCE: pgettext("who rates", "Conference or meeting"),
        Rater.PARENT: pgettext("who rates", "Parent or carer"),
        Rater.CHILD: pgettext("who rates", "Child or young person"),
        Rater.NETWORK: pgettext("who rates", "Network"),
        Rater.OTHER: pgettext("who rates", "Somebody else"),
    }[Rater(code)]


def family_mode(code: str) -> str:
    """How a mapping was done with the family. Each of the three counts as done."""
    return {
        FamilyMode.TOGETHER: gettext("Together"),
        FamilyMode.SEPARATELY: gettext("Separately"),
        FamilyMode.NOT_SAFE: gettext("Not safe together, so with each apart"),
    }[FamilyMode(code)]


def kind(code: str) -> str:
    """A kind of element, on the page of words."""
    return {
        ElementKind.DATE: gettext("Date"),
        ElementKind.YES_NO: gettext("Yes or no"),
        ElementKind.COUNT: gettext("Count"),
        ElementKind.SCALE: gettext("Scale from 0 to 10"),
        ElementKind.LIST: gettext("List of people"),
    }[ElementKind(code)]


def scope(code: str) -> str:
    """Whether each child has its own, or the family one together."""
    return {
        ElementScope.CHILD: gettext("For each child"),
        ElementScope.FAMILY: gettext("For the family together"),
    }[ElementScope(code)]


def fact(code: str) -> str:
    """The heading of a column that comes from the case, unless the agency has its own."""
    return {
        Fact.CHILD: gettext("Child"),
        Fact.CHILD_ID: gettext("Child"),
        Fact.OPENED: gettext("Opened"),
        Fact.ABUSE: gettext("Abuse type"),
    }[Fact(code)]


def shows(code: str) -> str:
    """How a column writes its value, on the page of words."""
    return {
        Shows.DATE: gettext("No or the latest date"),
        Shows.DATES: gettext("No or the dates"),
        Shows.YES_NO: gettext("Yes or No"),
        Shows.NUMBER: gettext("A number"),
        Shows.SCALE: gettext("The scale"),
    }[Shows(code)]


def layout_change(change: LayoutChange) -> str:
    """One difference between two versions of a board, as a sentence."""
    label = change.label
    match change.kind:
        case ChangeKind.ADDED:
            return gettext("“%(column)s” was added.") % {"column": label}
        case ChangeKind.DROPPED:
            return gettext("“%(column)s” was taken off.") % {"column": label}
        case ChangeKind.RENAMED:
            return gettext("“%(before)s” is called “%(after)s”.") % {"before": change.before, "after": change.after}
        case ChangeKind.MOVED:
            return gettext("“%(column)s” stands in another place.") % {"column": label}
    said = {"column": label, "before": _written(change.before), "after": _written(change.after)}
    return gettext("“%(column)s” shows: %(after)s. It showed: %(before)s.") % said


def _written(code: str) -> str:
    with_id = {Fact.CHILD.value: gettext("Name and age"), Fact.CHILD_ID.value: gettext("Name, age and id")}
    return with_id.get(code) or shows(code)


def source(code: str) -> str:
    """From where a record came."""
    known = {
        "page": gettext("recorded here"),
        "practice": gettext("from a practice file"),
        "forms-completed": gettext("from the forms in the case system"),
        "board": gettext("from the whiteboard spreadsheet"),
        "demo": gettext("invented"),
    }
    return known.get(code, gettext("from a file"))


def problem(found: Problem) -> str:
    """What is wrong and how to mend it, in one sentence or two."""
    params: dict[str, Any] = {
        name: date_format(value, "j F Y") if hasattr(value, "year") else value for name, value in found.params.items()
    }
    return _sentences()[found.code] % params


def problems_by_field(found: Iterable[Problem]) -> Mapping[str, list[str]]:
    """The sentences for each field of a form."""
    said: dict[str, list[str]] = {}
    for each in found:
        said.setdefault(each.field, []).append(problem(each))
    return said


def _sentences() -> dict[ProblemCode, str]:
    return {
        ProblemCode.DATE_IN_FUTURE: gettext("This date is still to come. Write the day on which it happened."),
        ProblemCode.DATE_TOO_EARLY: gettext("This date is before %(earliest)s. Is the year right?"),
        ProblemCode.NUMBER_NEEDED: gettext("Choose or write a number. 0 is a number."),
        ProblemCode.NUMBER_OUT_OF_RANGE: gettext("Write a number from %(low)s to %(high)s."),
        ProblemCode.NUMBER_NOT_WANTED: gettext("There is no number to give here. Leave it empty."),
        ProblemCode.REASON_NEEDED: gettext("Say why it does not apply."),
        ProblemCode.RATER_NEEDED: gettext("Say whose rating this is."),
        ProblemCode.ISSUE_NEEDED: gettext("Choose which worry this is about, or name a new one."),
        ProblemCode.ISSUE_NOT_WANTED: gettext("This does not belong to one worry. Leave it empty."),
        ProblemCode.ISSUE_ENDED: gettext("This worry has ended. Choose another, or name a new one."),
        ProblemCode.UNKNOWN_CHOICE: gettext("Choose one of those offered."),
        ProblemCode.TOO_LONG: gettext("Shorten this to %(most)s characters or fewer."),
        ProblemCode.LINK_NOT_WEB: gettext(
            "Start the link with http:// or https://, or write where the document stands in words."
        ),
        ProblemCode.PEOPLE_UNCLEAR: gettext("Give each person a first name or initials."),
        ProblemCode.ELEMENT_RETIRED: gettext("This is no longer recorded here. Its history stays."),
        ProblemCode.NO_CASE: gettext("Choose at least one child."),
        ProblemCode.ALREADY_RECORDED: gettext(
            "This is recorded already, with the same date. If it happened twice, say so below."
        ),
        ProblemCode.NOT_CURRENT: gettext(
            "Somebody has corrected or withdrawn this since. Look again before you change it."
        ),
        ProblemCode.NOT_LINKED: gettext("This record does not concern that child."),
        ProblemCode.NAME_NEEDED: gettext("Give it a name."),
        ProblemCode.NAME_TAKEN: gettext("There is one of this name already."),
        ProblemCode.CHILD_COLUMN_NEEDED: gettext("The child’s own column stays: without it nobody is on the board."),
        ProblemCode.ELEMENT_NEEDED: gettext("Put at least one element on the board first."),
        ProblemCode.TOO_MANY_COLUMNS: gettext("A board holds %(most)s columns. Take one off before you add another."),
        ProblemCode.DAY_PASSED: gettext(
            "This day has passed. Past days keep the board that they had: choose today or later."
        ),
        ProblemCode.WHY_NEEDED: gettext("Say why in a few words, for those who look at it later."),
    }


def named_by(code: str) -> str:
    """How a wall or a sheet names a child, in the list of walls."""
    return {
        NamedBy.NUMBER: gettext("children by number"),
        NamedBy.INITIALS: gettext("children by initials"),
        NamedBy.NAME: gettext("children by name"),
    }[NamedBy(code)]


def unclear(code: Unclear) -> str:
    """How to mend a cell that was typed from a sheet."""
    return {
        Unclear.NOT_READ: gettext("Write a day like 6/2 or 6/2/26, or y, n, nk, or na and why."),
        Unclear.NO_SUCH_DAY: gettext("There is no such day, or it is still to come. Write day/month, like 6/2."),
        Unclear.REASON: gettext("Say why it does not apply, after “na”."),
        Unclear.NUMBER: gettext("Write a number, perhaps with its day: 5 or 5 6/2."),
        Unclear.NO_NUMBER: gettext("A number says nothing here. Write a day, y, n, nk, or na and why."),
    }[code]


def problem_on_sheet(found: Problem) -> str:
    """The same for a cell that was typed from a sheet, where there is nothing to choose from."""
    if found.code == ProblemCode.ISSUE_NEEDED:
        return gettext("This family has no current worry here, or several. Record it on the child’s page instead.")
    return problem(found)
