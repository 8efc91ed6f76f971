"""The words of one cell of the heat map, of a figure of agreement, and of what broke a line."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soundings.depth.rules import HeatCell, Seen, Spread
from soundings.depth.rules.grades import Grade
from soundings.design.documents import Bar
from soundings.instruments.rules import OUT_OF_FIVE, Kind, Question, What
from soundings.stats.disclosure import Policy, percentage, rounded


class CellShown(NamedTuple):
    """What a cell says. main: the middle and half around it; of: how many lie where; href: the list behind it.

    lies: the same for a bar, for those alone who may open the reviews; team: whose cell it is, where that must be said.
    """

    main: str = ""
    of: str = ""
    shade: int = 0
    href: str = ""
    withheld: bool = False
    lies: Bar | None = None
    team: str = ""


def heat_cell(cell: HeatCell, question: Question, policy: Policy, *, opened: bool, href: str = "") -> CellShown:
    """What a cell says to whoever may open the reviews, or else to those who see groups only."""
    if cell.withheld:
        return CellShown(withheld=True)
    if cell.spread is None:
        return CellShown()
    said = spread_said(cell.spread, question) if opened else spread_in_groups(cell.spread, question, policy)
    return said._replace(shade=cell.shade, href=href if opened else "")


def spread_said(spread: Spread, question: Question) -> CellShown:
    """How ratings lie: the middle and the half around it, and how many stand where."""
    lies = Bar(spread.n, spread.high, spread.middle, spread.low, spread.high + spread.middle)
    return CellShown(_middle(spread, question), _of(spread, question), lies=lies)


def spread_in_groups(spread: Spread, question: Question, policy: Policy, *, share: bool = True) -> CellShown:
    """The same for those who see groups only: rounded, and a share only where it gives nothing away."""
    return CellShown(_middle(spread, question), _of_about(spread, policy, share))


def _middle(spread: Spread, question: Question) -> str:
    if question.kind is Kind.YES_NO_PARTLY:
        return ""
    if spread.quarter == spread.three_quarters:
        return number(spread.median)
    around = {"low": number(spread.quarter), "high": number(spread.three_quarters)}
    return _("%(middle)s (half %(low)s to %(high)s)") % {"middle": number(spread.median), **around}


def _of(spread: Spread, question: Question) -> str:
    counts = {"n": spread.n, "low": spread.low, "middle": spread.middle, "high": spread.high}
    if question.kind is Kind.YES_NO_PARTLY:
        return _("of %(n)s: %(high)s yes, %(middle)s partly, %(low)s no") % counts
    if question.kind in OUT_OF_FIVE:
        return _("of %(n)s: %(high)s at 4 to 5, %(middle)s at 3, %(low)s at 1 to 2") % counts
    return _("of %(n)s: %(high)s at 7 to 10, %(middle)s at 4 to 6, %(low)s at 0 to 3") % counts


def _of_about(spread: Spread, policy: Policy, with_share: bool) -> str:
    share = percentage(spread.high, spread.n, policy) if with_share else None
    about = {"n": rounded(spread.n, policy)}
    if share is None:
        return _("of about %(n)s") % about
    return _("of about %(n)s: %(share)s per cent in the upper third") % {"share": f"{share:.0f}", **about}


def no_evidence(n: int | None, policy: Policy, *, opened: bool) -> str:
    """How many answered that there is not enough evidence; "" for none, and where too few answered to say so."""
    if not n:
        return ""
    if not opened:
        return _("about %(n)s found not enough evidence") % {"n": rounded(n, policy)}
    return _("%(n)s found not enough evidence") % {"n": n}


def no_evidence_number(n: int, policy: Policy, *, opened: bool) -> str:
    """The same as a number by itself, rounded for those who see groups only."""
    return str(n if opened else rounded(n, policy))


def number(value: float) -> str:
    """A rating as it is said: without a point where it is whole."""
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def scale_ends(question: Question) -> str:
    """Between which numbers a question is rated, and that high is good."""
    if question.kind is Kind.YES_NO_PARTLY:
        return _("yes, partly or no")
    said = _("1 to 5") if question.kind in OUT_OF_FIVE else _("0 to 10")
    return _("%(ends)s, turned round: high is good") % {"ends": said} if question.reverse else said


def seen(code: Seen) -> str:
    """Through whose eyes."""
    return {
        Seen.AGREED: _("As agreed"),
        Seen.WORKER: _("Workers"),
        Seen.REVIEWER: _("Reviewers"),
        Seen.SUPERVISOR: _("Supervisors"),
        Seen.FAMILY: _("Families"),
    }[code]


def change(what: What) -> str:
    """What is different in a question since the version before."""
    return {
        What.ADDED: _("it was added"),
        What.GONE: _("it was taken out"),
        What.KIND: _("it is answered in another way"),
        What.WORDING: _("its words changed"),
        What.ENDS: _("the words at the ends of its scale changed"),
        What.CHOICES: _("its choices changed"),
        What.ROWS: _("its rows changed"),
        What.BOUNDS: _("its lowest or highest number changed"),
        What.REVERSE: _("it is turned the other way round"),
        What.FORMULA: _("its formula changed"),
    }[what]


def grade(code: str) -> str:
    """One of the four grades."""
    return {
        Grade.OUTSTANDING: _("Outstanding"),
        Grade.GOOD: _("Good"),
        Grade.REQUIRES_IMPROVEMENT: _("Requires improvement"),
        Grade.INADEQUATE: _("Inadequate"),
    }[Grade(code)]


def coefficient(value: float | None) -> str:
    """A kappa or an alpha, with a true minus; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def agreed_share(value: float | None) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if value is None else pgettext("a share", "%(n)s per cent") % {"n": f"{100 * value:.0f}"}
