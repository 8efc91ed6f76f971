"""What is rated and its labels in words, how ratings lie in a sentence, and as a small dot plot."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.depth.rules import Item
from soundings.depth.rules.calibration import Lay
from soundings.instruments.rules import Kind, said

DOT, ROW, STACK, WIDE = 5, 13, 6, 330  # of a drawing: radius, height of a row of dots, rows before two stand abreast
_OUT_OF_ELEVEN = 11


def item_said(item: Item, *languages: str) -> str:
    """The question, with the row of a matrix behind it."""
    text = said(item.question.text, *languages)
    row = next((one for one in item.question.rows if one.code == item.row), None)
    return f"{text} {said(row.text, *languages)}" if row else text


def label_said(item: Item, label: object, *languages: str) -> str:
    """One label of what is rated: a number, yes, partly or no, or a choice in its words."""
    if item.question.kind is Kind.YES_NO_PARTLY:
        return {"yes": _("yes"), "partly": _("partly"), "no": _("no")}[str(label)]
    choice = next((one for one in item.question.choices if one.code == label), None)
    return said(choice.label, *languages) if choice else str(label)


def lay_said(lay: Lay, *languages: str) -> str:
    """How the ratings lie: of how many, from where to where, and the middle; of few labels how many chose each."""
    ends, middle = lay.ends, lay.middle
    if ends is None or middle is None:
        return _("Nobody rated this.")
    if len(lay.item.labels) < _OUT_OF_ELEVEN:
        return ", ".join(
            _("%(n)s %(label)s") % {"n": n, "label": label_said(lay.item, label, *languages)}
            for label, n in lay.counts
            if n
        )
    counted = ngettext("%(n)s rating", "%(n)s ratings", lay.n) % {"n": lay.n}
    if lay.apart == 0:
        return _("%(ratings)s: %(label)s") % {"ratings": counted, "label": ends[0]}
    terms = {"ratings": counted, "low": ends[0], "high": ends[1], "middle": middle[0], "other": middle[1]}
    if middle[0] == middle[1]:
        return _("%(ratings)s from %(low)s to %(high)s, the middle one %(middle)s") % terms
    return _("%(ratings)s from %(low)s to %(high)s, the middle between %(middle)s and %(other)s") % terms


def lay_drawing(lay: Lay, *languages: str) -> SafeString:
    """A dot for each rating over its label. "" for choices without an order, and where nobody rated.

    The numbers stand beside it in a table; for those who hear it the drawing says what `lay_said` says.
    """
    if not lay.has_order or not lay.n:
        return SafeString("")
    counts = lay.counts
    step = WIDE / len(counts)
    rows = [_rows(n) for _label, n in counts]
    floor = max(rows) * ROW + 4
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}"/>',
        ((x, y, DOT) for place, (_label, n) in enumerate(counts) for x, y in _dots(n, step * (place + 0.5), floor)),
    )
    labels = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text>',
        (
            (round(step * (place + 0.5)), floor + 19, label_said(lay.item, label, *languages))
            for place, (label, _n) in enumerate(counts)
        ),
    )
    return format_html(
        '<svg class="app-dots" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path d="M4 {}H{}"/><g class="app-dots__labels">{}</g><g class="app-dots__marks">{}</g></svg>',
        WIDE,
        floor + 24,
        lay_said(lay, *languages),
        floor,
        WIDE - 4,
        labels,
        dots,
    )


def _rows(n: int) -> int:
    """How many rows the dots of one label take: two abreast once one column would grow high."""
    return n if n <= STACK else -(-n // 2)


def _dots(n: int, middle: float, floor: int) -> Sequence[tuple[int, int]]:
    """Where the dots of one label stand."""
    abreast = 1 if n <= STACK else 2
    shift = 0.0 if abreast == 1 else DOT + 1.5
    return [
        (
            round(middle + (shift if one % abreast else -shift)),
            floor - ROW * (one // abreast) - DOT - 4,
        )
        for one in range(n)
    ]
