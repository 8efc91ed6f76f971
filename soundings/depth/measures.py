"""The figures of reviews, as `measures` shows them: signed off, understood by the family, how each scale lies."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property, partial

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth.rules import GROUPS
from soundings.depth import cells
from soundings.depth.models import Programme
from soundings.depth.queries import year as queries
from soundings.depth.queries.pictures import scope_at
from soundings.depth.queries.year import AtUnit, Counted, Year
from soundings.depth.rules import Seen, Spread, ends_of, every_member_understands, rated_questions, spread_of
from soundings.instruments.models import Instrument
from soundings.instruments.rules import Question, comparable, said, value_of
from soundings.measures.registry import AtPlace, Measure, More, Shown
from soundings.measures.rules import Figure, Part, Polarity, Scale
from soundings.stats.disclosure import percentage, rounded

DONE, UNDERSTOOD, SCALE = "reviews-signed-off", "reviews-understood", "review-scale-"
Parts = Callable[[AtUnit], Mapping[str, int]]
Drawn = Callable[[Unit, AtUnit], Figure]
InGroups = Callable[[AtUnit, Collection[str]], Figure]  # with the names of the counts that may not be said


def measures_of(viewer: Viewer) -> list[Measure]:
    """The measures of reviews in the agency; none before it has a programme or a review. One query at once."""
    if not Programme.objects.filter(agency=viewer.agency_id).exists():
        return []
    read = _Read(viewer)
    return [_done(read), _understood(read), *(_scale(read, *one) for one in read.scales)]


def more(viewer: Viewer, unit: Unit, measure: Measure) -> list[More]:
    """From a measure of reviews to the pictures of its programmes."""
    if not measure.code.startswith("review") or scope_at(viewer, unit) is None:
        return []
    return [More(reverse("review-figures"), _("Heat map, change over time and themes, by programme"))]


class _Read:
    """The year's reviews, read once for all measures of a page, and only if one is shown."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    @cached_property
    def year(self) -> Year:
        """The reviews of the last twelve months."""
        return queries.year_of(self.viewer)

    @cached_property
    def scales(self) -> list[tuple[Instrument, Question]]:
        """The rated questions of each instrument that was used in the year, as its latest version asks them."""
        latest = {self.year.instruments[version]: version for version in self.year.definitions}
        found = {one.pk: one for one in Instrument.objects.filter(pk__in=latest)}
        return [
            (found[instrument], question)
            for instrument, version in sorted(latest.items(), key=lambda one: found[one[0]].code)
            for question in rated_questions(self.year.definitions[version])
        ]

    def shown(self, drawn: Drawn, in_groups: InGroups, parts: Parts, viewer: Viewer, unit: Unit) -> Shown:
        """A figure here and right below, whole or in groups."""
        queries.check_figures_are_visible(viewer, unit)
        as_of = _("Reviews of the twelve months to %(day)s.") % {"day": date_format(viewer.on, "j F Y")}
        if queries.opens_at(viewer, unit):
            places = [unit, *queries.below(unit)]
            found = [AtPlace(one, drawn(one if one == unit else _NOWHERE, self.year.at(one))) for one in places]
            return Shown(found[0], found[1:], as_of=as_of)
        levels, units = queries.levels_above(unit)
        at = {pk: self.year.at(one) for pk, one in units.items()}
        counts = {pk: dict(parts(one)) for pk, one in at.items()}
        gone = queries.hidden_parts(levels, {pk: len(one.states) for pk, one in at.items()}, counts)
        keys = [unit.pk, *levels[-1].below]
        shut = {pk: [what for what in (*counts[pk], "of") if (pk, what) in gone] for pk in keys}
        found = [AtPlace(units[pk], in_groups(at[pk], shut[pk])) for pk in keys]
        return Shown(found[0], found[1:], in_groups=True, as_of=as_of)


_NOWHERE = Unit()  # of a place right below no list is opened from here


def _href(unit: Unit, what: Counted) -> str:
    return reverse("reviews-counted", args=[unit.public_id, what.value]) if unit.pk else ""


def _hidden() -> Figure:
    return Figure("", hidden=True, note=_("Too few, or it would give away a small number."))


def _share_in_groups(parts: Parts, first: str, at: AtUnit, gone: Collection[str]) -> Figure:
    counts = parts(at)
    of = sum(counts.values())
    share = percentage(counts[first], of, GROUPS) if not gone else None
    if share is None:
        return _hidden()
    said_of = _("of about %(of)s") % {"of": rounded(of, GROUPS)}
    return Figure(_("%(n)s per cent") % {"n": f"{share:.0f}"}, said_of, share, rounded(of, GROUPS))


# --- signed off ------------------------------------------------------------------------------------------------------


def _done(read: _Read) -> Measure:
    return Measure(
        code=DONE,
        group=_("Reviews"),
        label=_("Reviews signed off"),
        definition=_(
            "How many reviews are signed off, of those begun in the last twelve months. Abandoned ones stand apart. "
            "Reviews stand where the case was when it was drawn; restricted cases are not counted."
        ),
        numerator=_("signed off"),
        denominator=_("begun in the last twelve months and not abandoned"),
        scale=Scale.PER_CENT,
        polarity=Polarity.NEITHER,
        shown=partial(
            read.shown,
            partial(_done_at, read),
            partial(_share_in_groups, partial(_states, read), "done"),
            partial(_states, read),
        ),
    )


def _states(read: _Read, at: AtUnit) -> Mapping[str, int]:
    kinds = {"done": Counted.DONE, "under-way": Counted.UNDER_WAY}
    return {name: len(queries.keys_counted(read.year, at, what)) for name, what in kinds.items()}


def _done_at(read: _Read, unit: Unit, at: AtUnit) -> Figure:
    counts = _states(read, at)
    dropped = len(queries.keys_counted(read.year, at, Counted.ABANDONED))
    parts = [
        Part(_("Signed off"), counts["done"], _href(unit, Counted.DONE)),
        Part(_("Under way"), counts["under-way"], _href(unit, Counted.UNDER_WAY)),
        Part(_("Abandoned"), dropped, _href(unit, Counted.ABANDONED), apart=True),
    ]
    return _share_at(counts["done"], sum(counts.values()), _("No review was begun here."), parts)


def _share_at(n: int, of: int, none: str, parts: list[Part]) -> Figure:
    if not of:
        return Figure("", note=none, of=0, parts=parts)
    return Figure(_("%(n)s of %(of)s") % {"n": n, "of": of}, "", 100 * n / of, of, parts)


# --- understood ------------------------------------------------------------------------------------------------------


def _understood(read: _Read) -> Measure:
    parts = partial(_understandings, read)
    return Measure(
        code=UNDERSTOOD,
        group=_("Reviews"),
        label=_("Families understand why services are worried"),
        definition=_(
            "In how many finished reviews each member of the family who was asked says that they understand why "
            "services are worried. Reviews in which nobody of the family answered that are not in it."
        ),
        numerator=_("each member of the family who answered says yes, or 7 and more"),
        denominator=_("signed off in the last twelve months, with an answer of the family"),
        scale=Scale.PER_CENT,
        polarity=Polarity.HIGHER,
        shown=partial(read.shown, partial(_understood_at, read), partial(_share_in_groups, parts, "yes"), parts),
    )


def _understandings(read: _Read, at: AtUnit) -> Mapping[str, int]:
    said_by = Counter(every_member_understands(one, read.year.definitions[one.version]) for one in at.finished)
    return {"yes": said_by[True], "no": said_by[False]}


def _understood_at(read: _Read, unit: Unit, at: AtUnit) -> Figure:
    counts = _understandings(read, at)
    parts = [
        Part(_("Each of them understands"), counts["yes"], _href(unit, Counted.UNDERSTOOD)),
        Part(_("Somebody does not, or only partly"), counts["no"], _href(unit, Counted.NOT_UNDERSTOOD)),
        Part(_("Nobody of the family answered"), len(at.finished) - sum(counts.values()), apart=True),
    ]
    return _share_at(counts["yes"], sum(counts.values()), _("No family has answered this here yet."), parts)


# --- scales ----------------------------------------------------------------------------------------------------------


def _scale(read: _Read, instrument: Instrument, question: Question) -> Measure:
    language = get_language() or "en-gb"
    parts = partial(_thirds, read, instrument, question)
    return Measure(
        code=f"{SCALE}{instrument.code}-{question.code}",
        group=_("Reviews: %(tool)s") % {"tool": said(instrument.names, language)},
        label=said(question.text, language),
        definition=_(
            "The middle one of the agreed ratings (%(ends)s), and between which numbers half of them lie. No mean: "
            "unlike families are not averaged. What an earlier version asked otherwise is not counted."
        )
        % {"ends": cells.scale_ends(question)},
        numerator=_("the middle rating"),
        denominator=_("signed off in the last twelve months and rated"),
        scale=Scale.COUNT,
        polarity=Polarity.HIGHER,
        shown=partial(
            read.shown,
            partial(_scale_at, read, instrument, question),
            partial(_scale_in_groups, read, instrument, question),
            parts,
        ),
    )


def _spread(read: _Read, instrument: Instrument, question: Question, at: AtUnit) -> Spread | None:
    least, most = ends_of(question)
    return spread_of(_values(read.year, instrument, question, at), least=least, most=most)


def _values(year: Year, instrument: Instrument, question: Question, at: AtUnit) -> Iterable[float]:
    used = [version for version in year.definitions if year.instruments[version] == instrument.pk]
    latest = year.definitions[used[-1]]
    alike = {
        version
        for version in used
        if question.code not in {change.code for change in comparable(year.definitions[version], latest)}
    }
    for one in at.finished:
        if one.version in alike:
            for answer in one.answers_of(question.code, Seen.AGREED):
                value = value_of(question, answer)
                if value is not None:
                    yield value


def _thirds(read: _Read, instrument: Instrument, question: Question, at: AtUnit) -> Mapping[str, int]:
    found = _spread(read, instrument, question, at)
    return {"low": found.low, "middle": found.middle, "high": found.high} if found else dict.fromkeys(_THIRDS, 0)


_THIRDS = ("low", "middle", "high")


def _scale_at(read: _Read, instrument: Instrument, question: Question, unit: Unit, at: AtUnit) -> Figure:
    found = _spread(read, instrument, question, at)
    if found is None:
        return Figure("", note=_("Nobody has rated this here yet."), of=0)
    shown = cells.spread_said(found, question)
    return Figure(shown.main or shown.of, shown.of if shown.main else "", found.median, found.n)


def _scale_in_groups(
    read: _Read, instrument: Instrument, question: Question, at: AtUnit, gone: Collection[str]
) -> Figure:
    found = _spread(read, instrument, question, at)
    if found is None or found.n < GROUPS.smallest_group or "of" in gone:
        return _hidden()
    shown = cells.spread_in_groups(found, question, GROUPS, share=not gone)
    return Figure(shown.main or shown.of, shown.of if shown.main else "", found.median, rounded(found.n, GROUPS))
