"""Draws Vega-Lite specifications as SVG that a page may hold: named, described, without inline style."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FONTS = Path(__file__).resolve().parent / "fonts"
VL_VERSION = "6.4"
SECONDS_ALLOWED = 10.0
KEPT = 256
NAMESPACE = "{http://www.w3.org/2000/svg}"
DROPPED = ("style", "role", "class", "pointer-events", "aria-hidden", "aria-label", "aria-roledescription")


class ChartTimeout(Exception):
    """The renderer did not answer in time. The page shows the table of numbers alone."""


def render_svg(spec: Mapping[str, Any], *, title: str, description: str = "") -> SafeString:
    """The chart as inline SVG with a name and a description for screen readers, safe under the content security policy.

    Its days and months are named in the language of the page. Kept in memory by content. Raises ChartTimeout if the
    renderer takes longer than SECONDS_ALLOWED.
    """
    names = _names_of_days()
    key = sha256(json.dumps([spec, title, description, names], sort_keys=True).encode()).hexdigest()[:16]
    found = _kept.get(key)
    if found is None:
        found = _kept.put(key, _accessible(_draw(spec, names), key=key, title=title, description=description))
    return mark_safe(found)  # drawn by us, parsed and cleaned in _accessible


def _names_of_days() -> dict[str, Any]:
    """What the renderer calls days and months, as Django says them in the language of the page."""
    from_sunday = (6, 0, 1, 2, 3, 4, 5)
    return {
        "dateTime": "%-d %B %Y %H:%M",
        "date": "%-d %B %Y",
        "time": "%H:%M",
        "periods": ["am", "pm"],
        "days": [str(WEEKDAYS[day]) for day in from_sunday],
        "shortDays": [str(WEEKDAYS_ABBR[day]) for day in from_sunday],
        "months": [str(MONTHS[month]) for month in range(1, 13)],
        "shortMonths": [date_format(date(2000, month, 1), "M") for month in range(1, 13)],
    }


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

    def forget(self) -> None:
        with self._lock:
            self._items.clear()


_kept = _Kept()
_fonts_told = threading.Event()


def forget_drawings() -> None:
    """Every chart is drawn anew when it is asked for next: for whoever measures."""
    _kept.forget()


def _draw(spec: Mapping[str, Any], names: Mapping[str, Any]) -> str:
    # The renderer hangs for ever in a forked child whose parent has drawn: hence a thread that may be left behind.
    answers: Queue[str | BaseException] = Queue(maxsize=1)
    threading.Thread(target=_draw_into, args=(answers, spec, names), daemon=True).start()
    try:
        answer = answers.get(timeout=SECONDS_ALLOWED)
    except Empty as error:
        raise ChartTimeout(f"The chart was not drawn within {SECONDS_ALLOWED:.0f} seconds.") from error
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _draw_into(answers: "Queue[str | BaseException]", spec: Mapping[str, Any], names: Mapping[str, Any]) -> None:
    import vl_convert  # 90 MB: only in a process that draws

    try:
        if not _fonts_told.is_set():
            vl_convert.register_font_directory(str(FONTS))
            _fonts_told.set()
        drawn = vl_convert.vegalite_to_svg(
            vl_spec=dict(spec), vl_version=VL_VERSION, allowed_base_urls=[], time_format_locale=dict(names)
        )
        answers.put(drawn)
    except BaseException as error:  # noqa: BLE001 - handed to the caller, who raises it
        answers.put(error)


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
    # No inline style (the policy refuses it), no inner roles (the whole is one image), ids unique on a page.
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
