"""The report of a programme, as a document of blocks: how it was drawn, its pictures, what was learned."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.permissions import Viewer
from soundings.depth import cells
from soundings.depth.models import Programme
from soundings.depth.permissions import can_run
from soundings.depth.queries.doubles import agreement_of
from soundings.depth.queries.pictures import heat_map_of, themes_of
from soundings.depth.queries.reports import DrawTold, ProgrammeReport, programme_report
from soundings.depth.rules import Seen, State
from soundings.depth.views.figures.agreement import agreement_shown
from soundings.depth.views.figures.pictures import sections_of
from soundings.depth.views.figures.review_document import document, findings_told
from soundings.design.documents import Block, Cell, Document, Grid, Heading, Items, Para


def programme_document(viewer: Viewer, programme: Programme) -> Document:
    """Everything that the viewer may see of a programme, small numbers hidden as on its pages."""
    found = programme_report(viewer, programme)
    until = date_format(viewer.on, "j F Y")
    about = [
        programme.unit.name,
        _("from %(day)s") % {"day": date_format(programme.starts_on, "j F Y")},
        _("as of %(day)s") % {"day": until},
    ]
    blocks: list[Block] = [Para(programme.question)] if programme.question else []
    blocks += [*_drawn(programme, found), *_heat(viewer, programme), *_eyes(viewer, programme)]
    if not any(isinstance(one, Grid) for one in blocks):
        blocks.append(Para(_("The picture begins with the first reviews that are signed off.")))
    blocks += [*_themes(viewer, programme), *_agreement(viewer, programme), *findings_told(found.findings)]
    return document(programme.name, " · ".join(about), blocks, wide=True)


def _drawn(programme: Programme, found: ProgrammeReport) -> Iterator[Block]:
    if not found.scope.opened:
        return
    yield Heading(_("How the cases were drawn"))
    if found.draws:
        yield Items([_draw(one) for one in found.draws])
        yield from _not_again(programme.exclude_months)
    states = found.states
    ended = states.get(State.SIGNED_OFF, 0), states.get(State.ABANDONED, 0)
    under_way = sum(states.values()) - sum(ended)
    told = {"done": ended[0], "under": under_way, "dropped": ended[1]}
    yield Para(_("Reviews: %(done)s signed off, %(under)s under way, %(dropped)s abandoned.") % told)
    yield Para(_("Restricted cases are drawn apart, and stand in none of this."), quiet=True)


def _not_again(months: int) -> Iterator[Block]:
    """What holds for every draw, said once."""
    if months:
        said = ngettext(
            "A case reviewed within %(n)s month is not drawn again.",
            "A case reviewed within %(n)s months is not drawn again.",
            months,
        )
        yield Para(said % {"n": months})


def _draw(told: DrawTold) -> str:
    draw = told.draw
    said = _("%(day)s: %(wanted)s drawn from a frame of %(frame)s cases, seed %(seed)s, method %(method)s.") % {
        "day": date_format(draw.on, "j F Y"),
        "wanted": draw.wanted,
        "frame": told.frame,
        "seed": draw.seed,
        "method": draw.method,
    }
    replaced = sum(told.substituted.values())
    if not replaced:
        return said
    reasons = ", ".join(f"{_reason(one)} ({n})" for one, n in sorted(told.substituted.items()))
    swapped = ngettext("%(n)s was replaced: %(why)s.", "%(n)s were replaced: %(why)s.", replaced)
    return f"{said} {swapped % {'n': replaced, 'why': reasons}}"


def _reason(code: str) -> str:
    return {
        "knows-family": _("the reviewer knows the family"),
        "closed": _("the case was closed"),
        "restricted": _("the case was restricted"),
        "worker-away": _("the worker is away"),
    }.get(code, _("another reason"))


def _heat(viewer: Viewer, programme: Programme) -> Iterator[Block]:
    found = heat_map_of(viewer, programme)
    if not found.rows:
        return
    yield Heading(_("Heat map"))
    yield Para(
        _(
            "The middle rating, between which numbers half of them lie, and how many stand where. “c”: not shown, "
            "because too few rated it, or because it would give away a team with too few."
        ),
        quiet=True,
    )
    heads = [_("Question"), *(team.name for team in found.teams), _("All of them")]
    for section in sections_of(found, programme, Seen.AGREED):
        rows = [[Cell(_asked(row)), *(_cell(one) for one in (*row["cells"], row["whole"]))] for row in section["rows"]]
        yield Grid(section["title"], heads, rows)


def _asked(row: dict[str, Any]) -> str:
    """The question, between which numbers it is rated, and how many found too little evidence to rate it."""
    return f"{row['text']} ({'; '.join(filter(None, (row['ends'], row['no_evidence'])))})"


def _cell(shown: cells.CellShown) -> Cell:
    if shown.withheld:
        return Cell("c")
    return Cell("\n".join(filter(None, [shown.main, shown.of])) or "–", shown.shade, shown.lies)


def _eyes(viewer: Viewer, programme: Programme) -> Iterator[Block]:
    """The same questions as each side rated them: side by side, never averaged."""
    by: dict[str, dict[Seen, Cell]] = {}
    texts: dict[str, str] = {}
    for seen in Seen:
        found = heat_map_of(viewer, programme, seen=seen)
        for section in sections_of(found, programme, seen):
            for row in section["rows"]:
                texts[row["code"]] = row["text"]
                by.setdefault(row["code"], {})[seen] = _cell(row["whole"])
    if by:
        yield Heading(_("As each side rated it"))
        heads = [_("Question"), *(cells.seen(one) for one in Seen)]
        rows = [[Cell(texts[code]), *(told.get(one, Cell("–")) for one in Seen)] for code, told in by.items()]
        yield Grid(_("All teams together"), heads, rows)


def _themes(viewer: Viewer, programme: Programme) -> Iterator[Block]:
    found = themes_of(viewer, programme)
    if not found:
        return
    yield Heading(_("Themes"))
    heads = [_("Theme"), _("Going well"), _("Worries us"), _("Needs to happen"), _("All")]
    rows = [[Cell(one.name), *(Cell("c" if n is None else str(n)) for n in one[1:])] for one in found]
    yield Grid(_("Findings by theme"), heads, rows)


def _agreement(viewer: Viewer, programme: Programme) -> Iterator[Block]:
    if not can_run(viewer, programme):
        return
    shown: dict[str, Any] = agreement_shown(agreement_of(viewer, programme))
    if not shown["doubles"]:
        return
    yield Heading(_("Agreement"))
    told = ngettext("%(n)s review was rated twice.", "%(n)s reviews were rated twice.", shown["doubles"])
    yield Para(told % {"n": shown["doubles"]})
    heads = [_("Question"), _("Rated twice"), _("The same"), _("Within one"), _("Weighted kappa"), _("Alpha")]
    names = ("exact", "within_one", "kappa", "alpha")
    rows = [
        [Cell(one["text"]), Cell(str(one["n"])), *(Cell(_("too few") if one["too_few"] else one[key]) for key in names)]
        for one in shown["questions"]
    ]
    yield Grid(_("Each question"), heads, rows)
