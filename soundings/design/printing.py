"""Sheets of paper: a typst template filled with data, as a tagged PDF. Data prints literally; nothing is fetched."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).resolve().parent / "fonts"
TEMPLATES = Path(__file__).resolve().parent / "paper"
SECONDS_ALLOWED = 20.0

_printer = ThreadPoolExecutor(max_workers=2, thread_name_prefix="paper")


class PaperTimeout(Exception):
    """The sheet was not laid out in time. Nothing was printed."""


def render_pdf(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The template of this name, filled, as a tagged PDF (PDF/UA-1); the same bytes for the same data and moment.

    Every text must be `printable`: a character that our fonts lack is refused. Raises PaperTimeout.
    """
    source = (TEMPLATES / f"{template}.typ").read_bytes()
    job = _printer.submit(_compile, source, json.dumps(data), at)
    try:
        return job.result(SECONDS_ALLOWED)
    except TooSlow:
        job.cancel()
        raise PaperTimeout(template) from None


def _compile(source: bytes, data: str, at: datetime) -> bytes:
    import typst  # 85 MB, and most processes never print

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.compile(
        source,
        font_paths=fonts,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )


@cache
def _covered() -> frozenset[str]:
    """The characters that our fonts have, as `frontend/fonts.py` found them."""
    found: set[str] = set()
    for line in (FONTS / "covered.txt").read_text(encoding="ascii").split():
        first, _dash, last = line.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


def printable(text: str) -> bool:
    """Whether our fonts have every character of `text`."""
    return _covered().issuperset(text)


def spelled(text: str) -> str:
    """`text` with a question mark for each character that our fonts lack, so that a sheet can always be printed.

    A line break stays one.
    """
    there = _covered()
    return "".join(letter if letter == "\n" or letter in there else "?" for letter in text)
