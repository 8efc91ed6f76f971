"""The figures of practice, as `measures` shows them: coverage of each element, how soon, how scales move."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth import queries
from soundings.breadth.models import Element
from soundings.breadth.queries import ElementAt, ElementInGroups
from soundings.breadth.rules import GROUPS, Behind, Coverage, ElementKind, ElementScope, label_of
from soundings.breadth.views.figures import listed_at
from soundings.breadth.views.loading import language
from soundings.measures.registry import AtPlace, Measure, Shown
from soundings.measures.rules import Figure, Part, Point, Polarity, Scale
from soundings.stats.quantiles import quantile_of_counts

COVERAGE, SOON, MOVEMENT = "coverage-", "days-", "movement-"  # begin the codes of measures


def measures_of(viewer: Viewer) -> list[Measure]:
    """The measures of the agency's elements in use, in its words and order. One query."""
    elements = [
        one for one in queries.elements_of(viewer.agency_id) if not one.retired_on or one.retired_on > viewer.on
    ]
    dated = [one for one in elements if one.kind == ElementKind.DATE]
    scales = [one for one in elements if one.kind == ElementKind.SCALE]
    return [*map(_coverage, elements), *map(_soon, dated), *map(_movement, scales)]


def _label(element: Element) -> str:
    return label_of(element.labels, language(), code=element.code)


def _of_family(element: Element) -> bool:
    return element.scope == ElementScope.FAMILY


def _coverage(element: Element) -> Measure:
    counted = (
        _("open families of a team that records it")
        if _of_family(element)
        else _("open children of a team that records it")
    )
    return Measure(
        code=f"{COVERAGE}{element.code}",
        group=_("How far practice is recorded"),
        label=_label(element),
        definition=_(
            "How many have it recorded, of those for whom it is expected by now. Not yet expected, does not apply and "
            "not known are counted apart. A family counts once, with the child whose case has been open longest."
        )
        if _of_family(element)
        else _(
            "How many children have it recorded, of those for whom it is expected by now. Not yet expected, does not "
            "apply and not known are counted apart."
        ),
        numerator=_("recorded: Yes, a date or a number (0 is a number)"),
        denominator=_("%(counted)s, recorded or expected by now") % {"counted": counted},
        scale=Scale.PER_CENT,
        polarity=Polarity.HIGHER,
        shown=partial(_shown, element, _coverage_at, _coverage_in_groups),
        trend=partial(_trend, element),
    )


def _soon(element: Element) -> Measure:
    return Measure(
        code=f"{SOON}{element.code}",
        group=_("How soon"),
        label=_("%(element)s: days from opening") % {"element": _label(element)},
        definition=_(
            "The middle one of the calendar days from the opening of a case to the first time, of those open now that "
            "have it with a date; half lie between the two days beside it. What happened before the opening counts as "
            "day 0. Those still waiting are not in it: read it beside how far it is recorded."
        ),
        numerator=_("the middle number of days"),
        denominator=_("open cases with a dated record; a family counts once")
        if _of_family(element)
        else _("open cases with a dated record"),
        scale=Scale.DAYS,
        polarity=Polarity.LOWER,
        shown=partial(_shown, element, _soon_at, _soon_in_groups),
    )


def _movement(element: Element) -> Measure:
    return Measure(
        code=f"{MOVEMENT}{element.code}",
        group=_("How scales move"),
        label=_("%(element)s: up, same, down") % {"element": _label(element)},
        definition=_(
            "How the latest rating stands to the one before it, by the same rater and of the same worry. No mean: "
            "unlike families are not averaged."
        ),
        numerator=_("rated higher, the same, or lower than the time before"),
        denominator=_("rated twice by the same rater; a family counts once")
        if _of_family(element)
        else _("rated twice by the same rater"),
        scale=Scale.COUNT,
        polarity=Polarity.NEITHER,
        shown=partial(_shown, element, _movement_at, _movement_in_groups),
    )


Lists = Callable[[Behind], str]  # the address of the list behind a count; "" where there is none for the viewer
At = Callable[[Element, ElementAt, Lists], Figure]
InGroups = Callable[[Element, ElementInGroups], Figure]


def _shown(element: Element, at: At, in_groups: InGroups, viewer: Viewer, unit: Unit) -> Shown:
    if queries.sees_totals_at(viewer, unit):
        places = [
            AtPlace(one.unit, at(element, one, _lists_at(viewer, unit, element) if one.unit == unit else _no_list))
            for one in queries.element_at(viewer, unit, element)
        ]
        return Shown(places[0], places[1:], as_of=_as_of(viewer, unit))
    found = queries.element_in_groups(viewer, unit, element)
    places = [AtPlace(one.unit, in_groups(element, one)) for one in found]
    return Shown(places[0], places[1:], in_groups=True, as_of=_as_of(viewer, unit))


def _as_of(viewer: Viewer, unit: Unit) -> str:
    said = _("Open cases on %(day)s, as far as they were recorded.") % {"day": date_format(viewer.on, "j F Y")}
    if queries.months_are_due(unit):
        return said + " " + _("Something that happened earlier was recorded since: months are being counted anew.")
    return said


def _trend(element: Element, viewer: Viewer, unit: Unit) -> list[Point]:
    """The month ends that are over, as they had happened by then."""
    if queries.sees_totals_at(viewer, unit):
        return [_point(one.on, one.coverage) for one in queries.months_at(viewer, unit, element)]
    return [
        Point(one.on, one.share.per_cent, None, one.share.of) for one in queries.months_in_groups(viewer, unit, element)
    ]


def _point(on: date, coverage: Coverage) -> Point:
    share = 100 * coverage.recorded / coverage.of if coverage.of else None
    return Point(on, share, coverage.recorded, coverage.of)


def _lists_at(viewer: Viewer, unit: Unit, element: Element) -> Lists:
    if not queries.sees_cases_at(viewer, unit) or not listed_at(unit):
        return _no_list
    return lambda part: reverse("figure-list", args=[unit.public_id, element.code, part.value])


def _no_list(part: Behind) -> str:
    return ""


def _coverage_at(element: Element, one: ElementAt, lists: Lists) -> Figure:
    coverage = one.coverage
    if coverage is None:
        return Figure("", note=_("Recording has not begun here."))
    parts = [
        Part(_("Recorded"), coverage.recorded, lists(Behind.RECORDED)),
        Part(_("Not recorded, and expected by now"), coverage.of - coverage.recorded, lists(Behind.MISSING)),
        Part(_("Not expected yet"), coverage.later, lists(Behind.LATER), apart=True),
        Part(_("Does not apply"), coverage.exempt, lists(Behind.EXEMPT), apart=True),
        Part(_("Not known"), coverage.unknown, lists(Behind.UNKNOWN), apart=True),
    ]
    if not coverage.of:
        return Figure("", note=_("It is expected of nobody yet, or applies to nobody."), of=0, parts=parts)
    share = 100 * coverage.recorded / coverage.of
    said = _("%(n)s of %(of)s") % {"n": coverage.recorded, "of": coverage.of}
    return Figure(said, _share_note(element, share), share, coverage.of, parts)


def _share_note(element: Element, share: float) -> str:
    per_cent = f"{share:.0f}"
    if _of_family(element):
        return _("families have it recorded when expected (%(n)s per cent)") % {"n": per_cent}
    return _("children have it recorded when expected (%(n)s per cent)") % {"n": per_cent}


def _coverage_in_groups(element: Element, one: ElementInGroups) -> Figure:
    if one.share is None:
        return Figure("", note=_("Recording has not begun here."))
    if one.share.per_cent is None or one.share.of is None:
        return Figure("", hidden=True, note=too_few())
    said = _("%(n)s per cent") % {"n": f"{one.share.per_cent:.{GROUPS.decimals}f}"}
    about = _("of about %(of)s when expected") % {"of": one.share.of}
    return Figure(said, about, one.share.per_cent, one.share.of)


def too_few() -> str:
    """Why a figure is not shown to those who see groups only."""
    return _("Too few, or it would give away a small number.")


def _soon_at(element: Element, one: ElementAt, lists: Lists) -> Figure:
    n = sum(one.days.values())
    parts = [Part(_("With a day that is known"), n, lists(Behind.TIMED))]
    return _days(one.days)._replace(parts=parts, of=n)


def _soon_in_groups(element: Element, one: ElementInGroups) -> Figure:
    return _days(one.days) if one.days else Figure("", hidden=True, note=too_few())


def _days(days: Mapping[int, int]) -> Figure:
    """The middle day, and between which days half of them lie."""
    middle = quantile_of_counts(days, 0.5)
    if middle is None:
        return Figure("", note=_("Nobody has it with a date yet."))
    said = ngettext("%(n)s day", "%(n)s days", middle) % {"n": middle}
    spread = {"low": quantile_of_counts(days, 0.25), "high": quantile_of_counts(days, 0.75)}
    return Figure(said, _("middle time from opening; half within %(low)s to %(high)s") % spread, middle)


def _movement_at(element: Element, one: ElementAt, lists: Lists) -> Figure:
    n = sum(one.moves.values())
    parts = [
        Part(_("Higher than the time before"), one.moves["up"], lists(Behind.UP)),
        Part(_("The same"), one.moves["same"], lists(Behind.SAME)),
        Part(_("Lower than the time before"), one.moves["down"], lists(Behind.DOWN)),
    ]
    if not n:
        return Figure("", note=_("Nobody has been rated twice by the same rater yet."), of=0, parts=parts)
    return Figure(moves_said(one.moves), _rated_twice(element, n), None, n, parts)


def _rated_twice(element: Element, n: int) -> str:
    if _of_family(element):
        said = ngettext(
            "of %(n)s family rated twice by the same rater", "of %(n)s families rated twice by the same rater", n
        )
    else:
        said = ngettext(
            "of %(n)s child rated twice by the same rater", "of %(n)s children rated twice by the same rater", n
        )
    return said % {"n": n}


def moves_said(moves: Mapping[str, int]) -> str:
    """ "15 up, 8 same, 3 down"."""
    return _("%(up)s up, %(same)s same, %(down)s down") % dict(moves)


def _movement_in_groups(element: Element, one: ElementInGroups) -> Figure:
    if one.moves is None:
        return Figure("", hidden=True, note=too_few())
    return Figure(moves_said(one.moves), _("rounded to the nearest %(base)s") % {"base": GROUPS.base})


def codes_of(element: Element) -> Sequence[str]:
    """The codes of the measures of an element."""
    found = [f"{COVERAGE}{element.code}"]
    found += [f"{SOON}{element.code}"] if element.kind == ElementKind.DATE else []
    return [*found, f"{MOVEMENT}{element.code}"] if element.kind == ElementKind.SCALE else found
