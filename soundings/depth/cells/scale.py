"""Where everybody puts it on one scale from 0 to 10, drawn beside its numbers."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

STEP, EDGE, HIGH = 30, 15, 24  # of the drawing: between two numbers, to the first, one mark above another


class Mark(NamedTuple):
    """One rating: its letter (which stands before the name in the table), whose it is, and the number."""

    letter: str
    label: str
    number: int


def scale_drawing(marks: Sequence[Mark], *, title: str) -> SafeString:
    """The scale with a lettered circle over each rating; marks of one number stand on one another. "" without marks.

    title: what it says, for those who hear it; the numbers stand in the table beside it.
    """
    if not marks:
        return SafeString("")
    over: dict[int, list[Mark]] = {}
    for mark in marks:
        over.setdefault(mark.number, []).append(mark)
    floor = HIGH * max(map(len, over.values())) + 6
    circles = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="11"/><text x="{}" y="{}">{}</text>',
        (
            (_x(number), floor - 6 - HIGH * place - 8, _x(number), floor - 6 - HIGH * place - 3, mark.letter)
            for number, stack in over.items()
            for place, mark in enumerate(stack)
        ),
    )
    numbers = format_html_join(
        "", '<text x="{}" y="{}">{}</text>', ((_x(number), floor + 20, number) for number in range(11))
    )
    ticks = format_html_join("", '<path d="M{} {}v6"/>', ((_x(number), floor - 3) for number in range(11)))
    return format_html(
        '<svg class="app-together-scale" viewBox="0 0 {} {}" role="img" aria-label="{}">'
        '<path class="app-together-scale__line" d="M{} {}H{}"/><g class="app-together-scale__ticks">{}</g>'
        '<g class="app-together-scale__numbers">{}</g><g class="app-together-scale__marks">{}</g></svg>',
        *(_x(10) + EDGE, floor + 26, title, _x(0), floor, _x(10), ticks, numbers, circles),
    )


def _x(number: int) -> int:
    return EDGE + STEP * number
