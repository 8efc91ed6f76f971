"""Colours that can be read, and one set of them for pages and charts."""

import re
from itertools import product

import pytest

from soundings.design import palette
from tests.architecture.source import ROOT

STYLES = ROOT / "frontend" / "scss" / "_palette.scss"
TEXT = [
    *product(("INK", "SOFT", "SEA", "SEA_HOVER", "STOP"), ("FOAM", "CARD", "SHALLOW")),
    ("KELP", "KELP_BG"), ("KELP", "CARD"), ("SAND_INK", "SAND"), ("STOP", "STOP_BG"), ("INK", "FOCUS"),
    ("CARD", "SEA"), ("CARD", "SEA_HOVER"), ("CARD", "DEEP"), ("SPRAY", "DEEP"), ("CARD", "STOP"), ("INK", "SAND"),
]  # fmt: skip
EDGES = [
    *product(("CONTROL", "SEA", "KELP", "SAND_LINE", "STOP"), ("CARD", "FOAM")),
    ("SAND_LINE", "SAND"), ("KELP", "KELP_BG"), ("WAVE", "DEEP"), ("FOCUS", "DEEP"), ("INK", "FOAM"), ("MEAN", "CARD"),
]  # fmt: skip


def colour(name: str) -> str:
    return getattr(palette, name)


def test_contrast_agrees_with_published_values():
    # WCAG 2.2: black on white is 21; #767676 on white is the known lightest grey that passes, 4.54.
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str):
    assert palette.contrast(colour(text), colour(ground)) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_controls_and_marks_stand_out(edge: str, ground: str):
    assert palette.contrast(colour(edge), colour(ground)) >= 3


@pytest.mark.parametrize("series", palette.CATEGORIES)
def test_series_of_a_chart_stand_out(series: str):
    assert palette.contrast(series, palette.CARD) >= 3
    assert palette.contrast(series, palette.FOAM) >= 3


def test_pages_and_charts_share_their_colours():
    styles = dict(re.findall(r'"([\w-]+)": (#\w{6})', STYLES.read_text()))
    here = {
        name.lower().replace("_", "-"): value
        for name, value in vars(palette).items()
        if isinstance(value, str) and value.startswith("#")
    }
    assert styles == here
