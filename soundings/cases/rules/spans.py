"""Dated spans: the stage, the team and the worker of a case from one day up to but not including another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """Something held from one day up to but not including another; `to_on` None: still."""

    value: int
    from_on: date
    to_on: date | None = None

    def covers(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on < self.to_on)


def placed(spans: Sequence[Span], value: int | None, from_on: date) -> list[Span]:
    """The spans once `value` (None: nothing) holds from `from_on` until the next change already known.

    What held on that day ends then, and the new span takes over its end. Spans come and go oldest first, without
    overlap; neighbours with the same value are one.
    """
    held = next((span for span in spans if span.covers(from_on)), None)
    if held:
        until = held.to_on
    else:
        until = min((span.from_on for span in spans if span.from_on > from_on), default=None)
    kept = [replace(span, to_on=from_on) if span is held else span for span in spans]
    new = [] if value is None else [Span(value, from_on, until)]
    return joined([*kept, *new])


def ended(spans: Sequence[Span], on: date) -> list[Span]:
    """The spans once everything ends on `on`: what ran then is cut, what would begin later never began."""
    cut = [replace(span, to_on=on) if span.to_on is None or span.to_on > on else span for span in spans]
    return joined(cut)


def resumed(spans: Sequence[Span], on: date) -> list[Span]:
    """The spans once what ended on `on` runs on, as if nothing had ended then."""
    return [replace(span, to_on=None) if span.to_on == on and span == spans[-1] else span for span in spans]


def joined(spans: Iterable[Span]) -> list[Span]:
    """Oldest first, empty spans left out, and neighbours of the same value as one."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda span: span.from_on):
        if span.to_on is not None and span.to_on <= span.from_on:
            continue
        if result and result[-1].value == span.value and result[-1].to_on == span.from_on:
            result[-1] = replace(result[-1], to_on=span.to_on)
        else:
            result.append(span)
    return result


def value_on(spans: Iterable[Span], on: date) -> int | None:
    """What held on `on`; None if nothing did."""
    return next((span.value for span in spans if span.covers(on)), None)


def latest_value(spans: Sequence[Span]) -> int | None:
    """What holds now, or held last; None if there are no spans."""
    return spans[-1].value if spans else None


def in_order(spans: Sequence[Span]) -> bool:
    """Whether each span ends before the next begins, and none is empty."""
    none_empty = all(span.to_on is None or span.from_on < span.to_on for span in spans)
    return none_empty and all(
        first.to_on is not None and first.to_on <= second.from_on for first, second in pairwise(spans)
    )
