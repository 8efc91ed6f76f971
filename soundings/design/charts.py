"""Charts as Vega-Lite specifications, plain dicts; `render_svg` draws them, `trend_svg` is a small one by hand.

Show a chart only with its table of numbers (`<c-chart>`). Dates go in as ISO strings and are read as UTC, so that no
time zone moves a point.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from soundings.design import palette
from soundings.design.drawing import ChartTimeout, render_svg

__all__ = [
    "ChartTimeout",
    "bar_chart",
    "funnel_chart",
    "line_chart",
    "month_chart",
    "render_svg",
    "scale_chart",
    "trend_svg",
]

FONT = "Atkinson Hyperlegible Next"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

THEME: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": 4,
    "view": {"stroke": None},
    "range": {"category": list(palette.CATEGORIES)},
    "axis": {
        "labelColor": palette.SOFT,
        "titleColor": palette.SOFT,
        "labelFontSize": 13,
        "titleFontSize": 13,
        "titleFontWeight": "normal",
        "gridColor": palette.LINE,
        "domainColor": palette.CONTROL,
        "tickColor": palette.CONTROL,
        "labelPadding": 5,
    },
    "legend": {
        "labelColor": palette.INK,
        "labelFontSize": 13,
        "title": None,
        "orient": "top",
        "symbolSize": 90,
        "symbolStrokeWidth": 2,
        "symbolFillColor": palette.CARD,
        "labelLimit": 260,
    },
    "line": {"strokeWidth": 2.4},
    "point": {"size": 60, "filled": True, "opacity": 1},
    "bar": {"color": palette.SEA, "cornerRadiusEnd": 2},
    "rule": {"color": palette.MEAN},
}


def scale_chart(ratings: Sequence[Mapping[str, Any]], *, width: int = 480, height: int = 240) -> dict[str, Any]:
    """Ratings from 0 to 10 over time, a line for each rater. Colour, shape and dash all tell the raters apart.

    ratings: dicts of `on` (date), `rating` (0 to 10), `rater` (words for the reader).
    """
    rows = [{"on": _iso(one["on"]), "rating": one["rating"], "rater": str(one["rater"])} for one in ratings]
    raters = list(dict.fromkeys(row["rater"] for row in rows))
    rater = {"field": "rater", "type": "nominal", "sort": raters}
    quiet, coloured = {**rater, "legend": None}, {"expr": "scale('color', datum.value)"}
    encoding = {
        "x": _time_axis(),
        "y": {
            "field": "rating",
            "type": "quantitative",
            "title": None,
            "scale": {"domain": [0, 10]},
            "axis": {"values": list(range(0, 11, 2))},
        },
        "color": quiet,
        # One legend for shape and colour: it asks the scale for the colour of each of its symbols.
        "shape": {**rater, "legend": {"symbolFillColor": coloured, "symbolStrokeColor": coloured}},
    }
    lines = {
        "mark": {"type": "line"},
        "encoding": {"x": encoding["x"], "y": encoding["y"], "color": quiet, "strokeDash": quiet},
    }
    return _chart(
        rows, width=width, height=height, layer=[lines, {"mark": {"type": "point", "size": 75}, "encoding": encoding}]
    )


def line_chart(
    points: Sequence[tuple[date, float]],
    *,
    mean: float | None = None,
    band: tuple[float, float] | None = None,
    y_title: str | None = None,
    width: int = 480,
    height: int = 210,
) -> dict[str, Any]:
    """One series over time, with its mean as a dashed line and its usual variation as a band where they are given."""
    rows = [{"on": _iso(on), "value": value} for on, value in points]
    value = {"field": "value", "type": "quantitative", "title": y_title, "scale": {"zero": False, "nice": True}}
    layers: list[dict[str, Any]] = []
    if band:
        layers.append(
            {
                "mark": {"type": "rect", "color": palette.SHALLOW},
                "encoding": {"y": {"datum": band[0]}, "y2": {"datum": band[1]}},
            }
        )
    if mean is not None:
        layers.append({"mark": {"type": "rule", "strokeDash": [5, 4]}, "encoding": {"y": {"datum": mean}}})
    mark = {"type": "line", "color": palette.SEA, "point": {"color": palette.SEA, "size": 60}}
    layers.append({"mark": mark, "encoding": {"x": _time_axis(), "y": value}})
    return _chart(rows, width=width, height=height, layer=layers)


def month_chart(
    points: Sequence[tuple[date, float]],
    *,
    notes: Sequence[tuple[date, str]] = (),
    most: float | None = None,
    y_title: str = "",
    width: int = 640,
    height: int = 240,
) -> dict[str, Any]:
    """One series of month ends from zero, with a dashed line and its words on each day that has a note.

    most: fixes the top of the axis (100 for per cent). A month without a point leaves a gap in the marks only.
    """
    rows = [{"on": _iso(on), "value": value} for on, value in points]
    scale = {"domain": [0, most]} if most is not None else {"zero": True, "nice": True}
    value = {"field": "value", "type": "quantitative", "title": y_title or None, "scale": scale}
    mark = {"type": "line", "color": palette.SEA, "point": {"color": palette.SEA, "size": 60}}
    layers: list[dict[str, Any]] = [{"mark": mark, "encoding": {"x": _time_axis(), "y": value}}]
    return _chart(rows, width=width, height=height, layer=[*layers, *_notes(notes)])


def spread_chart(
    points: Sequence[tuple[date, float, float, float, int]],
    *,
    least: float,
    most: float,
    notes: Sequence[tuple[date, str]] = (),
    beneath: Sequence[tuple[date, str]] = (),
    beneath_title: str = "",
    width: int = 640,
    height: int = 240,
) -> dict[str, Any]:
    """Middle values over time with the half around each as a bar, on an axis from `least` to `most`.

    points: the day, the lower quarter, the middle, the upper quarter, and the piece of the line to which it belongs:
    pieces are not joined. notes: words on a day, drawn as a dashed line there. beneath: what stands in a line of its
    own under the axis, each below its day, and what that line is called.
    """
    rows = [
        {"on": _iso(on), "low": low, "value": middle, "high": high, "piece": piece}
        for on, low, middle, high, piece in points
    ]
    scale = {"domain": [least, most]}
    value = {"field": "value", "type": "quantitative", "title": None, "scale": scale}
    x, piece = _month_axis(), {"field": "piece", "type": "nominal"}
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "rule", "strokeWidth": 7, "color": palette.WAVE},
            "encoding": {"x": x, "y": value | {"field": "low"}, "y2": {"field": "high"}},
        },
        {"mark": {"type": "line", "color": palette.SEA}, "encoding": {"x": x, "y": value, "detail": piece}},
        {"mark": {"type": "point", "color": palette.SEA, "size": 60}, "encoding": {"x": x, "y": value}},
    ]
    under = _beneath(beneath, beneath_title, height) if beneath else []
    return _chart(rows, width=width, height=height, layer=[*layers, *under, *_notes(notes)])


def _beneath(texts: Sequence[tuple[date, str]], title: str, height: int) -> list[dict[str, Any]]:
    """The title, and below it the texts, both under the names of the months."""
    rows = [{"on": _iso(on), "text": text} for on, text in texts]
    mark = {"type": "text", "fontSize": 13, "color": palette.INK, "baseline": "top"}
    at = {"x": _month_axis(), "y": {"value": height + 50}, "text": {"field": "text", "type": "nominal"}}
    head = {"x": {"value": 0}, "y": {"value": height + 30}, "text": {"value": title}}
    return [
        {"data": {"values": [{}]}, "mark": mark | {"align": "left", "color": palette.SOFT}, "encoding": head},
        {"data": {"values": rows}, "mark": mark | {"fontWeight": "bold"}, "encoding": at},
    ]


def funnel_chart(
    places: Sequence[tuple[str, int, float, bool]],
    limits: Sequence[tuple[int, float, float]],
    *,
    whole: float,
    x_title: str,
    y_title: str,
    width: int = 640,
    height: int = 320,
) -> dict[str, Any]:
    """Shares (per cent) against the size of each place, within the limits of chance. Shape and colour tell who is out.

    places: name, size, per cent, whether it lies outside. limits: size, lower and upper per cent, ascending. Names
    stand beside those outside only; all of them in the table.
    """
    rows = [{"name": name, "size": size, "share": share, "out": out} for name, size, share, out in places]
    curve = [{"size": size, "lower": lower, "upper": upper} for size, lower, upper in limits]
    x = {"field": "size", "type": "quantitative", "title": x_title, "scale": {"zero": True}, "axis": {"grid": False}}
    y = {"type": "quantitative", "title": y_title, "scale": {"domain": [0, 100]}}
    band = {
        "data": {"values": curve},
        "mark": {"type": "area", "color": palette.SHALLOW},
        "encoding": {"x": x, "y": {"field": "lower", **y}, "y2": {"field": "upper"}},
    }
    mean = {"mark": {"type": "rule", "strokeDash": [5, 4]}, "encoding": {"y": {"datum": whole}}}
    inside, outside = {"filter": "!datum.out"}, {"filter": "datum.out"}
    at = {"x": x, "y": {"field": "share", **y}}
    text = {"type": "text", "align": "left", "dx": 8, "fontSize": 13, "color": palette.INK}
    layers: list[dict[str, Any]] = [
        band,
        mean,
        {"transform": [inside], "mark": {"type": "point", "color": palette.SEA}, "encoding": at},
        {
            "transform": [outside],
            "mark": {"type": "point", "shape": "diamond", "size": 140, "color": palette.INK},
            "encoding": at,
        },
        {"transform": [outside], "mark": text, "encoding": at | {"text": {"field": "name"}}},
    ]
    return _chart(rows, width=width, height=height, layer=layers)


def bar_chart(
    bars: Sequence[tuple[str, float]], *, x_title: str | None = None, most: float | None = None, width: int = 340
) -> dict[str, Any]:
    """Lying bars in the given order, each with its number at its end.

    most: fixes the end of the axis (100 for per cent).
    """
    rows = [{"label": label, "value": value} for label, value in bars]
    y = {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelLimit": 260, "ticks": False, "domain": False},
    }
    scale = {"domain": [0, most]} if most is not None else {"zero": True}
    x = {
        "field": "value",
        "type": "quantitative",
        "title": x_title,
        "scale": scale,
        "axis": {"grid": False, "tickCount": 5},
    }
    text = {"type": "text", "align": "left", "dx": 5, "fontSize": 13, "fontWeight": "bold", "color": palette.INK}
    layers = [
        {"mark": {"type": "bar", "height": 18}, "encoding": {"x": x, "y": y}},
        {"mark": text, "encoding": {"x": x, "y": y, "text": {"field": "value"}}},
    ]
    return _chart(rows, width=width, height={"step": 28}, layer=layers)


def trend_svg(points: Iterable[float], *, lowest: float = 0, highest: float = 10) -> SafeString:
    """The small trend in a board's cell, hidden from screen readers because the number stands beside it.

    points: oldest first, on the scale from `lowest` to `highest`; the last eight are drawn. One point draws a dot,
    none draws nothing.
    """
    shown = list(points)[-8:]
    reach = (highest - lowest) or 1
    ys = [round(12.5 - 11 * (min(max(value, lowest), highest) - lowest) / reach, 1) for value in shown]
    if not ys:
        return SafeString("")
    if len(ys) == 1:
        return _trend("", f'<circle cx="17" cy="{ys[0]}" r="2.4"/>')
    way = "is-up" if shown[-1] > shown[-2] else "is-down" if shown[-1] < shown[-2] else "is-flat"
    path = " ".join(f"{round(1 + 32 * i / (len(ys) - 1), 1)},{y}" for i, y in enumerate(ys))
    return _trend(way, f'<polyline points="{path}"/>')


def _trend(way: str, drawing: str) -> SafeString:
    return mark_safe(f'<svg class="app-trend {way}" viewBox="0 0 34 14" aria-hidden="true">{drawing}</svg>')


def _chart(rows: Sequence[Mapping[str, Any]], **rest: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "config": THEME, "data": {"values": list(rows)}, **rest}


def _notes(notes: Sequence[tuple[date, str]]) -> list[dict[str, Any]]:
    """A dashed line with its words on each day that has a note."""
    layers: list[dict[str, Any]] = []
    for on, words in notes:
        # A number: as text a day is not read, and the line would stand at the very left.
        moment = int(datetime(on.year, on.month, on.day, tzinfo=UTC).timestamp() * 1000)
        at = {"x": {"datum": moment, "type": "temporal"}}
        text = {"type": "text", "align": "left", "baseline": "top", "dx": 5, "y": 2, "fontSize": 13, "text": words}
        layers += [
            {"mark": {"type": "rule", "strokeDash": [3, 3], "color": palette.CONTROL}, "encoding": at},
            {"mark": text | {"color": palette.SOFT}, "encoding": at},
        ]
    return layers


def _time_axis() -> dict[str, Any]:
    axis = {"grid": False, "tickCount": 6, "format": "%-d %b %Y", "labelFlush": True, "labelOverlap": "greedy"}
    return {
        "field": "on",
        "type": "temporal",
        "title": None,
        "scale": {"type": "utc", "nice": False, "padding": 12},
        "axis": axis,
    }


def _month_axis() -> dict[str, Any]:
    """Whole months, each said once."""
    found = _time_axis()
    return found | {"axis": found["axis"] | {"format": "%b %Y", "tickCount": {"interval": "month", "step": 1}}}


def _iso(on: date) -> str:
    return on.isoformat()
