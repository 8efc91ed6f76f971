"""Charts drawn on the server: Vega-Lite specifications as plain dicts, and the SVG that comes of them.

Show a chart only with its table of numbers (`<c-chart>`). Dates go in as ISO strings and are read as UTC, so that no
time zone moves a point.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from soundings.design import palette

FONT = "Atkinson Hyperlegible Next"
FONTS = Path(__file__).resolve().parent / "fonts"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VL_VERSION = "6.4"
SECONDS_ALLOWED = 10.0
KEPT = 256

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


class ChartTimeout(Exception):
    """The renderer did not answer in time. The page shows the table of numbers alone."""


def scale_chart(ratings: Sequence[Mapping[str, Any]], *, width: int = 620, height: int = 260) -> dict[str, Any]:
    """Ratings from 0 to 10 over time, a line for each rater. Colour, shape and dash all tell the raters apart.

    ratings: dicts of `on` (date), `rating` (0 to 10), `rater` (words for the reader).
    """
    rows = [{"on": _iso(one["on"]), "rating": one["rating"], "rater": str(one["rater"])} for one in ratings]
    raters = list(dict.fromkeys(row["rater"] for row in rows))
    rater = {"field": "rater", "type": "nominal", "sort": raters}
    encoding = {
        "x": _time_axis(),
        "y": {"field": "rating", "type": "quantitative", "title": None, "scale": {"domain": [0, 10]}, "axis": {"values": list(range(0, 11, 2))}},
        "color": rater,
        "shape": rater,
    }
    lines = {"mark": {"type": "line"}, "encoding": {**encoding, "strokeDash": {**rater, "legend": None}}}
    del lines["encoding"]["shape"]
    return _chart(rows, width=width, height=height, layer=[lines, {"mark": {"type": "point", "size": 75}, "encoding": encoding}])


def line_chart(
    points: Sequence[tuple[date, float]], *, mean: float | None = None, band: tuple[float, float] | None = None,
    y_title: str | None = None, width: int = 620, height: int = 220,
) -> dict[str, Any]:
    """One series over time, with its mean as a dashed line and its usual variation as a band where they are given."""
    rows = [{"on": _iso(on), "value": value} for on, value in points]
    value = {"field": "value", "type": "quantitative", "title": y_title, "scale": {"zero": False, "nice": True}}
    layers: list[dict[str, Any]] = []
    if band:
        layers.append({"mark": {"type": "rect", "color": palette.SHALLOW}, "encoding": {"y": {"datum": band[0]}, "y2": {"datum": band[1]}}})
    if mean is not None:
        layers.append({"mark": {"type": "rule", "strokeDash": [5, 4]}, "encoding": {"y": {"datum": mean}}})
    mark = {"type": "line", "color": palette.SEA, "point": {"color": palette.SEA, "size": 60}}
    layers.append({"mark": mark, "encoding": {"x": _time_axis(), "y": value}})
    return _chart(rows, width=width, height=height, layer=layers)


def bar_chart(bars: Sequence[tuple[str, float]], *, x_title: str | None = None, most: float | None = None, width: int = 560) -> dict[str, Any]:
    """Lying bars in the given order, each with its number at its end. `most` fixes the end of the axis (100 for per cent)."""
    rows = [{"label": label, "value": value} for label, value in bars]
    y = {"field": "label", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 260, "ticks": False, "domain": False}}
    scale = {"domain": [0, most]} if most is not None else {"zero": True}
    x = {"field": "value", "type": "quantitative", "title": x_title, "scale": scale, "axis": {"grid": False, "tickCount": 5}}
    text = {"type": "text", "align": "left", "dx": 5, "fontSize": 13, "fontWeight": "bold", "color": palette.INK}
    layers = [
        {"mark": {"type": "bar", "height": 18}, "encoding": {"x": x, "y": y}},
        {"mark": text, "encoding": {"x": x, "y": y, "text": {"field": "value"}}},
    ]
    return _chart(rows, width=width, height={"step": 28}, layer=layers)


def render_svg(spec: Mapping[str, Any], *, title: str, description: str = "") -> SafeString:
    """The chart as inline SVG with a name and a description for screen readers, safe under the content security policy.

    Kept in memory by content. Raises ChartTimeout if the renderer takes longer than SECONDS_ALLOWED.
    """
    key = sha256(json.dumps([spec, title, description], sort_keys=True).encode()).hexdigest()[:16]
    found = _kept.get(key)
    if found is None:
        found = _kept.put(key, _accessible(_draw(spec), key=key, title=title, description=description))
    return mark_safe(found)  # noqa: S308 - drawn by us, parsed and cleaned in _accessible


def trend_svg(points: Iterable[float], *, lowest: float = 0, highest: float = 10) -> SafeString:
    """The small trend in a board's cell: a plain string, hidden from screen readers because the number stands beside it.

    points: oldest first, on the scale from `lowest` to `highest`; the last eight are drawn. One point draws a dot, none nothing.
    """
    shown = list(points)[-8:]
    if not shown:
        return SafeString("")
    reach = (highest - lowest) or 1
    ys = [round(12.5 - 11 * (min(max(value, lowest), highest) - lowest) / reach, 1) for value in shown]
    if len(ys) == 1:
        return mark_safe(f'<svg class="app-trend" viewBox="0 0 34 14" aria-hidden="true"><circle cx="17" cy="{ys[0]}" r="2.4"/></svg>')
    kind = "up" if shown[-1] > shown[-2] else "down" if shown[-1] < shown[-2] else "flat"
    path = " ".join(f"{round(1 + 32 * i / (len(ys) - 1), 1)},{y}" for i, y in enumerate(ys))
    return mark_safe(f'<svg class="app-trend is-{kind}" viewBox="0 0 34 14" aria-hidden="true"><polyline points="{path}"/></svg>')


def _chart(rows: Sequence[Mapping[str, Any]], **rest: Any) -> dict[str, Any]:
    return {"$schema": SCHEMA, "config": THEME, "data": {"values": list(rows)}, **rest}


def _time_axis() -> dict[str, Any]:
    axis = {"grid": False, "tickCount": 6, "format": "%-d %b %Y", "labelFlush": True, "labelOverlap": "greedy"}
    return {"field": "on", "type": "temporal", "title": None, "scale": {"type": "utc", "nice": False, "padding": 12}, "axis": axis}


def _iso(on: date) -> str:
    return on.isoformat()


class _Kept:
    """The most recently used drawings."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: OrderedDict[str, str] = OrderedDict()

    def get(self, key: str) -> str | None:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
            return self._items.get(key)

    def put(self, key: str, svg: str) -> str:
        with self._lock:
            self._items[key] = svg
            while len(self._items) > KEPT:
                self._items.popitem(last=False)
        return svg


_kept = _Kept()
_fonts_told = threading.Event()


def _draw(spec: Mapping[str, Any]) -> str:
    """The renderer hangs for ever in a forked child whose parent has drawn, so it runs in a thread that may be left behind."""
    answers: Queue[str | BaseException] = Queue(maxsize=1)
    threading.Thread(target=_draw_into, args=(answers, spec), daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS_ALLOWED)
    except Empty as error:
        raise ChartTimeout(f"The chart was not drawn within {SECONDS_ALLOWED:.0f} seconds.") from error
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _draw_into(answers: "Queue[str | BaseException]", spec: Mapping[str, Any]) -> None:
    import vl_convert  # 90 MB: only in a process that draws

    try:
        if not _fonts_told.is_set():
            vl_convert.register_font_directory(str(FONTS))
            _fonts_told.set()
        answers.put(vl_convert.vegalite_to_svg(vl_spec=dict(spec), vl_version=VL_VERSION, allowed_base_urls=[]))
    except BaseException as error:  # noqa: BLE001 - handed to the caller, who raises it
        answers.put(error)


DROPPED = ("style", "role", "class", "pointer-events", "aria-hidden", "aria-label", "aria-roledescription")
NAMESPACE = "{http://www.w3.org/2000/svg}"


def _accessible(svg: str, *, key: str, title: str, description: str) -> str:
    from lxml import etree

    root = etree.fromstring(svg.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    for node in root.iter():
        _clean(node, key)
    for node in root.findall(f".//{NAMESPACE}script") + root.findall(f".//{NAMESPACE}style"):
        node.getparent().remove(node)
    names = f"chart-{key}-title chart-{key}-description" if description else f"chart-{key}-title"
    root.attrib.update({"role": "img", "aria-labelledby": names, "focusable": "false"})
    drawing = etree.tostring(root, encoding="unicode")
    words = f'<title id="chart-{key}-title">{escape(title)}</title>'
    words += f'<desc id="chart-{key}-description">{escape(description)}</desc>' if description else ""
    head, rest = drawing.split(">", 1)
    return f"{head}>{words}{rest}"


def _clean(node: Any, key: str) -> None:
    """No inline style (the policy refuses it), no inner roles (the whole is one image), ids that are unique on a page."""
    for declaration in node.attrib.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        if value:
            node.attrib[name.strip()] = value.strip()
    for name in DROPPED:
        node.attrib.pop(name, None)
    for name, value in list(node.attrib.items()):
        if name.startswith("on") or name.endswith("href"):
            del node.attrib[name]
        elif name == "id":
            node.attrib[name] = f"chart-{key}-{value}"
        elif "url(#" in value:
            node.attrib[name] = value.replace("url(#", f"url(#chart-{key}-")
