"""Charts: valid specifications, drawings that a page may hold."""

from datetime import date

import altair
import pytest
from django.utils import translation
from jsonschema import ValidationError
from lxml import etree

from soundings.design import drawing, samples
from soundings.design.charts import (
    ChartTimeout,
    bar_chart,
    line_chart,
    render_svg,
    scale_chart,
    spread_chart,
    trend_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
SPECS = {
    "scale": scale_chart(samples.RATINGS),
    "line": line_chart(samples.MONTHLY, mean=83, band=(77, 88), y_title="per cent"),
    "plain line": line_chart([(date(2026, 3, 1), 4), (date(2026, 4, 1), 5)]),
    "spread": spread_chart([(date(2026, 3, 1), 3, 4, 6, 0), (date(2026, 4, 1), 4, 5, 6, 1)], least=0, most=10),
    "bar": bar_chart([("Mapping", 31), ("Three Houses", 0)], most=100),
}


@pytest.mark.parametrize("name", SPECS)
def test_the_specification_is_valid(name: str):
    spec = {key: value for key, value in SPECS[name].items() if key != "$schema"}
    altair.LayerChart.from_dict(spec)


def test_a_misspelt_specification_would_be_found():
    spec = {key: value for key, value in SPECS["bar"].items() if key != "$schema"} | {"heigth": 3}
    with pytest.raises(ValidationError):
        altair.LayerChart.from_dict(spec)


@pytest.mark.parametrize("name", SPECS)
def test_a_drawing_has_a_name_and_nothing_the_policy_refuses(name: str):
    root = etree.fromstring(render_svg(SPECS[name], title="A <name>", description="It rose from 2 to 6."))
    assert root.get("role") == "img"
    named = {node.get("id"): node.text for node in root.iter(f"{SVG}title", f"{SVG}desc")}
    assert [named[i] for i in root.get("aria-labelledby").split()] == ["A <name>", "It rose from 2 to 6."]
    for node in root.iter():
        assert node.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}image")
        assert not [a for a in node.attrib if a == "style" or a.startswith("on") or a.endswith("href")]


def test_two_drawings_share_no_id():
    ids = [
        {node.get("id") for node in etree.fromstring(render_svg(SPECS["line"], title=title)).iter() if node.get("id")}
        for title in ("One", "Two")
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_words_are_set_in_our_own_font():
    assert 'font-family="Atkinson Hyperlegible Next"' in render_svg(SPECS["bar"], title="Bars")


def test_raters_are_told_apart_without_colour():
    lines, points = SPECS["scale"]["layer"]
    assert lines["encoding"]["strokeDash"]["field"] == "rater"
    assert points["encoding"]["shape"]["field"] == "rater"


def test_dates_stay_on_their_day():
    svg = render_svg(line_chart([(date(2026, 3, 29), 1), (date(2026, 3, 30), 2)]), title="Summer time begins")
    assert "29 Mar 2026" in svg
    assert "28 Mar 2026" not in svg


def test_months_are_named_in_the_language_of_the_page():
    spec = line_chart([(date(2026, 7, 1), 4), (date(2026, 7, 29), 5)])
    assert "Jul 2026" in render_svg(spec, title="Ratings")
    with translation.override("cy"):
        said = render_svg(spec, title="Ratings")  # the same chart, and not the one that was kept
    assert "Gor 2026" in said
    assert "Jul" not in said


def test_a_renderer_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(drawing, "SECONDS_ALLOWED", 0.0)
    with pytest.raises(ChartTimeout):
        render_svg(SPECS["bar"], title="Never drawn before")


def test_the_trend_goes_from_left_to_right_and_higher_is_up():
    root = etree.fromstring(trend_svg([0, 5, 10]))
    assert root.get("aria-hidden") == "true"
    assert root.find("polyline").get("points") == "1.0,12.5 17.0,7.0 33.0,1.5"


@pytest.mark.parametrize(("points", "way"), [([2, 6], "is-up"), ([6, 2], "is-down"), ([2, 6, 6], "is-flat")])
def test_the_trend_says_its_last_change(points: list[int], way: str):
    assert way in trend_svg(points)


def test_the_trend_of_one_rating_is_a_dot_and_of_none_is_nothing():
    assert "<circle" in trend_svg([0])
    assert trend_svg([]) == ""


def test_the_trend_shows_the_last_eight():
    assert len(etree.fromstring(trend_svg(range(10))).find("polyline").get("points").split()) == 8


def test_a_spread_is_not_joined_over_a_break():
    points = [(date(2026, 1, 1), 3, 4, 6, 0), (date(2026, 2, 1), 4, 5, 6, 0), (date(2026, 3, 1), 5, 7, 8, 1)]
    spec = spread_chart(points, least=0, most=10, notes=[(date(2026, 3, 1), "version 2")])
    bar, line, _point, rule, words = spec["layer"]
    assert line["encoding"]["detail"]["field"] == "piece"
    assert bar["encoding"]["y2"] == {"field": "high"}
    assert line["encoding"]["y"]["scale"] == {"domain": [0, 10]}
    assert rule["mark"]["type"] == "rule" and words["mark"]["text"] == "version 2"
    assert render_svg(spec, title="Plan").count("<svg") == 1


def test_what_stands_beneath_a_spread_stands_below_its_axis_under_its_name():
    points = [(date(2026, 1, 1), 3, 4, 6, 0), (date(2026, 2, 1), 4, 5, 6, 0)]
    beneath = [(date(2026, 1, 1), "17"), (date(2026, 2, 1), "23")]
    spec = spread_chart(points, least=0, most=10, beneath=beneath, beneath_title="Left out", height=200)
    drawn = render_svg(spec, title="Plan")
    title, texts = spec["layer"][-2:]
    assert 200 < title["encoding"]["y"]["value"] < texts["encoding"]["y"]["value"]
    assert all(f">{one}</text>" in drawn for one in ("Left out", "17", "23"))
