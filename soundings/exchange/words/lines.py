"""Whole lines: a problem with its place, and what an import did, counted. For the command line and for files."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from soundings.exchange.rules import RowProblem
from soundings.exchange.words.faults import fix

MOST_FOUND = 40  # characters of a cell that are told
WHY_NOT_ON_BOARD = _("The whiteboard says that it does not apply.")
WHY_COLUMN = _("Why this row was not stored")

COUNTED: Mapping[str, Callable[[int], str]] = {
    "child": lambda n: ngettext("%(n)s child", "%(n)s children", n),
    "family": lambda n: ngettext("%(n)s family", "%(n)s families", n),
    "case": lambda n: ngettext("%(n)s case", "%(n)s cases", n),
    "activity": lambda n: ngettext("%(n)s activity", "%(n)s activities", n),
    "record": lambda n: ngettext("%(n)s record of practice", "%(n)s records of practice", n),
    "form": lambda n: ngettext("%(n)s form", "%(n)s forms", n),
    "unit": lambda n: ngettext("%(n)s service, locality or team", "%(n)s services, localities and teams", n),
    "stage": lambda n: ngettext("%(n)s stage", "%(n)s stages", n),
    "staff": lambda n: ngettext("%(n)s member of staff", "%(n)s members of staff", n),
    "row": lambda n: ngettext("%(n)s row", "%(n)s rows", n),
}
VERBS: Mapping[str, str | Promise] = {
    "add": _("Added"),
    "change": _("Changed"),
    "same": _("Left as they are"),
    "left": _("Left out"),
    "match": _("Matched with what another source said"),
    "refused": _("Refused"),
}


def problem(one: RowProblem, *, files: Iterable[str] = ()) -> str:
    """A problem in one line: where, what was found, how to mend it. No other cell of the row is told.

    files: the names of the files, told where there are several.
    """
    names = list(files)
    where = [names[one.file]] if len(names) > 1 else []
    where += [one.sheet] if one.sheet else []
    where += [gettext("Row %(row)s") % {"row": one.row}] if one.row else []
    where += [one.column] if one.column else []
    if not one.column and not one.found:
        return f"{', '.join(where)}: {fix(one.fault)}"
    cut = one.found[:MOST_FOUND] + "…" if len(one.found) > MOST_FOUND else one.found
    found = gettext("found “%(found)s”") % {"found": cut} if one.found else gettext("found an empty cell")
    return f"{', '.join(where)}: {found}. {fix(one.fault)}"


def counted(noun: str, many: int) -> str:
    """ "12,000 children"."""
    return COUNTED[noun](many) % {"n": f"{many:,}"}


def verb_line(verb: str, counts: Mapping[tuple[str, str], int]) -> str:
    """ "Added: 3 children, 3 cases"; what did not happen is left out."""
    told = [counted(noun, counts[noun, verb]) for noun in COUNTED if counts.get((noun, verb))]
    return f"{VERBS[verb]}: {', '.join(told) or gettext('nothing')}"
