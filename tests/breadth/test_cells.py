"""Cells: each value looks and sounds different from every other, and nothing typed can break out of the page."""

import re
from datetime import date
from html.parser import HTMLParser
from typing import NamedTuple

import pytest

from soundings.breadth import cells
from soundings.breadth.cells import Group, Setting
from soundings.breadth.rules import Coverage

TODAY = date(2026, 3, 16)


@pytest.fixture
def phrases():
    return cells.phrases_on(TODAY)


def draw(entry, phrases, *, shows="date", kind="date", begun=True, due=None, opened=None):
    return cells.draw(entry, shows=shows, kind=kind, begun=begun, due=due, phrases=phrases, opened=opened)


def heard(cell):
    """What somebody hears who cannot see the cell."""
    return " ".join(re.sub(r"<[^>]+>", " ", cell.html.replace("<br>", ", ") + cell.also).split()).replace(" ,", ",")


def yes(*dates, new="2026-01-01", **more):
    return {
        "a": "yes",
        "on": dates[0] if dates else None,
        "n": max(1, len(dates)),
        "dates": list(dates),
        "new": new,
    } | more


# --- what is not there -------------------------------------------------------------------------------------------


def test_nothing_recorded_is_no_once_recording_has_begun(phrases):
    cell = draw(None, phrases)
    assert (cell.look, cell.html, heard(cell), cell.empty) == ("is-no", "No", "No", True)


def test_nothing_recorded_is_not_known_before_recording_has_begun(phrases):
    cell = draw(None, phrases, begun=False)
    assert cell.look == "is-unknown"
    assert "not known" in cell.html
    assert heard(cell) == "not known, recording has not begun here"


def test_said_to_be_not_known_is_not_no(phrases):
    cell = draw({"a": "nk", "on": None, "n": 0}, phrases)
    assert (cell.look, heard(cell)) == ("is-unknown", "not known")


def test_before_its_time_it_is_not_yet(phrases):
    cell = draw(None, phrases, due="2026-03-27")
    assert (cell.look, cell.html, cell.title) == ("is-later", "by 27 Mar", "by 27 March 2026")


def test_past_its_time_it_is_no_with_the_day_of_the_case(phrases):
    assert draw(None, phrases, due="2026-03-16").look == "is-later"  # still in time on the day itself
    cell = draw({"a": "no", "on": None, "n": 0}, phrases, due="2026-02-17", opened=date(2026, 2, 3))
    assert (cell.look, cell.html, cell.title) == (
        "is-ask",
        "No · day\N{NO-BREAK SPACE}42",
        "expected by 17 February 2026",
    )
    assert "past its time" in heard(cell)
    assert draw(None, phrases, begun=False, due="2026-02-17").look == "is-unknown"


def test_a_no_before_its_time_is_not_yet_and_without_a_time_it_is_no(phrases):
    said = {"a": "no", "on": None, "n": 0}
    assert draw(said, phrases, due="2026-03-27").look == "is-later"
    assert draw(said, phrases).look == "is-no"
    assert draw({"a": "nk", "on": None, "n": 0}, phrases, due="2026-02-17").look == "is-unknown"


def test_does_not_apply_shows_its_reason(phrases):
    cell = draw({"a": "na", "on": None, "n": 0, "why": "unborn"}, phrases)
    assert (cell.look, cell.html) == ("is-exempt", "<i>does not apply: </i>unborn")


def test_a_long_reason_is_cut_in_the_cell_and_whole_in_words(phrases):
    why = "The family has asked for this to wait until the grandmother is home"
    cell = draw({"a": "na", "on": None, "n": 0, "why": why}, phrases)
    assert heard(cell) == "does not apply: The family has asked…"
    assert cell.title == why


# --- what is there -----------------------------------------------------------------------------------------------


def test_a_date_of_this_year_has_no_year(phrases):
    cell = draw(yes("2026-02-06"), phrases)
    assert cell.look == "is-recorded"
    assert cell.html == '<time datetime="2026-02-06">6 Feb</time>'
    assert cell.title == "6 February 2026"


def test_a_date_of_another_year_has_its_year(phrases):
    assert ">6 Feb 25<" in draw(yes("2025-02-06"), phrases).html


def test_yes_without_a_date_is_yes(phrases):
    cell = draw({"a": "yes", "on": None, "n": 1, "new": "2026-01-01"}, phrases)
    assert (cell.look, cell.html) == ("is-recorded", "Yes")


def test_a_yes_no_column_says_yes_and_when_on_hearing(phrases):
    cell = draw(yes("2026-02-06"), phrases, shows="yes-no")
    assert (cell.html, cell.title) == ("Yes", "6 February 2026")


def test_several_dates_are_counted_and_all_are_said_on_hovering(phrases):
    cell = draw(yes("2026-02-06", "2026-01-19"), phrases)
    assert cell.html == '<time datetime="2026-02-06">6 Feb</time> <sup>×2</sup>'
    assert cell.title == "6 February 2026; 19 January 2026"


def test_a_column_of_dates_shows_the_one_before_too(phrases):
    two = draw(yes("2026-02-06", "2026-01-19"), phrases, shows="dates").html
    three = draw(yes("2026-02-06", "2026-01-19", "2026-01-02"), phrases, shows="dates").html
    assert "6 Feb" in two and "19 Jan" in two and "×" not in two
    assert "19 Jan" in three and "×3" in three and "2 Jan<" not in three


def test_repeated_yes_without_dates_is_counted(phrases):
    assert draw({"a": "yes", "on": None, "n": 3, "new": "2026-01-01"}, phrases).html == "Yes <sup>×3</sup>"


@pytest.mark.parametrize(("recorded", "is_new"), [("2026-03-16", True), ("2026-03-10", True), ("2026-03-09", False)])
def test_new_is_what_was_recorded_in_the_last_seven_days(phrases, recorded, is_new):
    cell = draw(yes("2025-06-01", new=recorded), phrases)
    assert ("is-new" in cell.look) is is_new
    assert ("new this week" in heard(cell)) is is_new


def test_the_count_zero_is_a_number(phrases):
    cell = draw(yes(num=0), phrases, shows="number", kind="count")
    assert (cell.look, cell.html, cell.also, cell.empty) == ("is-number", "0", "", False)


def test_a_number_column_without_a_number_says_yes(phrases):
    assert draw(yes("2026-02-06"), phrases, shows="number", kind="count").html == "Yes"


def test_the_network_says_since_when_it_is_known_to_be_safe(phrases):
    cell = draw(yes("2026-02-06", num=3, pros=1, checked="2026-01-19"), phrases, shows="number", kind="list")
    assert cell.look == "is-number"
    assert cell.html == "3<br><small>checked 19\N{NO-BREAK SPACE}Jan</small>"
    assert (heard(cell), cell.title) == ("3, checked 19 Jan", "checked safe 19 January 2026")


def test_a_network_not_yet_checked_says_so(phrases):
    cell = draw(yes("2026-02-06", num=3, pros=0, checked=None), phrases, shows="number", kind="list")
    assert "not checked" in cell.html
    assert cell.title == "not yet checked safe"


def test_a_network_known_only_by_its_number_has_no_check(phrases):
    assert draw(yes(num=3), phrases, shows="number", kind="list").html == "3"


def test_the_scale_zero_is_a_rating(phrases):
    cell = draw(yes("2026-02-06", num=0), phrases, shows="scale", kind="scale")
    assert (cell.look, cell.html, cell.also) == ("is-scale", "0", "")


def test_the_scale_shows_its_change_its_trend_and_the_familys_own(phrases):
    entry = yes("2026-02-06", num=6, trend=[["2025-12-01", 3], ["2026-01-19", 4], ["2026-02-06", 6]], fam=["parent", 5])
    cell = draw(entry, phrases, shows="scale", kind="scale")
    assert cell.html.startswith("6 <svg") and "+2 · family 5" in cell.html
    assert cell.also == ", up 2, a parent says 5"


@pytest.mark.parametrize(("last", "said", "small"), [(4, "as before", ""), (1, "down 3", "−3")])
def test_a_scale_that_stays_or_falls(phrases, last, said, small):
    cell = draw(yes(num=last, trend=[["2026-01-19", 4], [None, last]]), phrases, shows="scale", kind="scale")
    assert said in cell.also
    assert (f"<small>{small}</small>" in cell.html) is bool(small)


def test_the_familys_rating_stands_alone_where_nobody_else_rated(phrases):
    cell = draw(yes(fam=["child", 0]), phrases, shows="scale", kind="scale")
    assert (cell.html, cell.also) == ("<small>family 0</small>", ", the child says 0")


def test_all_kinds_differ_without_colour(phrases):
    """Black on white, by class and text alone, no two kinds are the same."""
    drawn = [
        draw(None, phrases),
        draw(None, phrases, begun=False),
        draw(None, phrases, due="2026-03-27"),
        draw({"a": "na", "on": None, "n": 0, "why": "unborn"}, phrases),
        draw(yes(), phrases),
        draw(yes("2026-02-06"), phrases),
        draw(yes("2026-02-06", new="2026-03-16"), phrases),
        draw(yes(num=0), phrases, shows="number", kind="count"),
        draw(yes(num=0), phrases, shows="scale", kind="scale"),
    ]
    assert len({(cell.look, cell.html) for cell in drawn}) == len(drawn)


# --- the child ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "expected", "said"),
    [
        ("2013-03-16", None, "13"),
        ("2013-03-17", None, "12"),
        ("2025-03-17", None, "11 months"),
        ("2026-02-16", None, "1 month"),
        ("2026-02-17", None, "under a month"),
        (None, "2026-06-10", "expected June"),
        (None, "2027-01-10", "expected January 2027"),
        (None, None, ""),
    ],
)
def test_age(phrases, born, expected, said):
    assert cells.age_of(born, expected, phrases) == said


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Theo"], "Theo"),
        (["Theo", "Ana"], "Theo and Ana"),
        (["Theo", "Ana", "Sam"], "Theo, Ana and Sam"),
        (["Theo", "Ana", "Sam", "Li"], "Theo, Ana and 2 others"),
    ],
)
def test_a_list_of_names(names, said):
    assert cells.listed(names) == said


# --- rows and groups ---------------------------------------------------------------------------------------------


class Column(NamedTuple):
    label: str
    fact: str = ""
    code: str = ""
    kind: str = ""
    shows: str = ""
    coverage: Coverage | None = None


class Row(NamedTuple):
    opened_on: date
    head: dict
    values: dict
    begun: frozenset = frozenset(["mapping-family"])
    kept: None = None
    editable: bool = True
    due: dict = {}


COLUMNS = [
    Column("Child", fact="child-id"),
    Column("Opened", fact="opened"),
    Column("Abuse type", fact="abuse"),
    Column("Mapping with family", code="mapping-family", kind="date", shows="date"),
]


def row(case="case-1", *, name="Melli Majid", family=None, values=None, editable=True, **head):
    facts = {"case": case, "name": name, "ref": "4471-02", "born": "2013-01-04", "expected": None, "family": family}
    return Row(date(2026, 2, 3), facts | {"abuse": ["N", "PA"]} | head, values or {}, editable=editable)


def table(phrases, *groups, columns=COLUMNS, **setting):
    return str(cells.body(groups, columns, setting=Setting(phrases, "/case/", **setting)))


def test_a_time_that_has_been_set_is_shown(phrases):
    html = table(phrases, Group("Jane", [row()._replace(due={"mapping-family": "2026-03-27"})]))
    assert "is-later" in html and "by 27 Mar" in html
    html = table(phrases, Group("Jane", [row()._replace(due={"mapping-family": "2026-03-02"})]))
    assert "is-ask" in html and "No · day\N{NO-BREAK SPACE}42" in html  # opened on 3 February


def test_one_cell_alone_is_the_same_link(phrases):
    html = table(phrases, Group("Jane", [row()]))
    alone = str(cells.link(row(), COLUMNS[3], setting=Setting(phrases, "/case/")))
    assert alone.startswith("<a ") and alone.endswith("</a>") and alone in html


def head_of(phrases, coverage, *, covers=True):
    columns = [*COLUMNS[:3], COLUMNS[3]._replace(coverage=coverage)]
    html = cells.table("A board", [], columns, covers=covers, setting=Setting(phrases, "/case/"))
    return html.partition("Mapping with family")[2]


def test_coverage_says_its_numerator_and_denominator(phrases):
    html = head_of(phrases, Coverage(expected=41, recorded=31, exempt=2, unknown=1, later=4))
    assert "31 of 34" in html and 'width="91"' in html


def test_coverage_before_recording_is_not_known_and_of_nobody_is_0_of_0(phrases):
    assert "not known" in head_of(phrases, None)
    assert "0 of 0" in head_of(phrases, Coverage(expected=1, exempt=1))


def test_coverage_that_must_not_be_seen_is_not_there(phrases):
    assert "31" not in head_of(phrases, Coverage(expected=34, recorded=31), covers=False)


def test_a_cell_is_a_link_with_a_name_that_stands_alone(phrases):
    html = table(phrases, Group("Jane Smith’s cases", [row()]))
    assert 'href="/case/case-1/mapping-family/"' in html
    assert "<i>Mapping with family, Melli Majid: </i>No<i>. Record it</i>" in html
    assert 'data-label="Mapping with family"' in html


def test_who_may_only_look_is_not_asked_to_record(phrases):
    html = table(phrases, Group("Jane Smith’s cases", [row(editable=False)]))
    assert "No<i>. Open" in html and "Record it" not in html


def test_a_heading_counts_children_and_families(phrases):
    rows = [row("a", family="f"), row("b", family="f"), row("c")]
    assert "Jane Smith’s cases <small>3 children, 2 families</small>" in table(
        phrases, Group("Jane Smith’s cases", rows)
    )


def test_brothers_and_sisters_are_named_from_the_rows_shown(phrases):
    mary = row("a", name="Mary Van Dyke", family="f")
    theo = row("b", name="Theo Van Dyke", family="f")
    html = table(phrases, Group("Jane", [mary]), Group("Ah Hin", [theo]))
    assert "with Theo<" in html and "with Mary<" in html


def test_a_sibling_of_another_name_is_named_in_full():
    mary, theo = {"name": "Mary Telis"}, {"name": "Theo Baker"}
    assert cells.given_name(theo, mary) == "Theo Baker"


def test_an_only_child_has_no_siblings_and_strangers_are_none(phrases):
    html = table(phrases, Group("Jane", [row("a", family="f"), row("b", family="g"), row("c"), row("d")]))
    assert "· with" not in html


def test_the_last_row_of_a_family_ends_it(phrases):
    html = table(phrases, Group("Jane", [row("a", family="f"), row("b", family="f"), row("c")]))
    assert html.count("is-last-of-family") == 1


def test_a_child_without_a_name_is_not_numbered_twice(phrases):
    html = table(phrases, Group("Jane", [row(name="4471-02", ref="4471-02")]))
    assert html.count(">4471-02<") == 1 and "<small>4471-02" not in html


def test_a_board_without_ids_shows_none(phrases):
    columns = [Column("Child", fact="child"), *COLUMNS[1:]]
    assert "4471-02" not in table(phrases, Group("Jane", [row()]), columns=columns)


def test_no_abuse_type_is_said(phrases):
    assert "none recorded" in table(phrases, Group("Jane", [row(abuse=[])]))


def test_what_people_type_stays_text(phrases):
    """A name, a reference, a reason, a heading and a label cannot open a tag or leave an attribute."""
    evil = """"><img src=x onerror=alert(1)>'"""
    columns = [Column(evil, fact="child-id"), Column(evil, code="mapping-family", kind="date", shows="date")]
    hostile = row(
        name=evil, ref=evil + "2", abuse=[evil], values={"mapping-family": {"a": "na", "on": None, "n": 0, "why": evil}}
    )
    sibling = row("b", name=evil, family="f")
    html = table(phrases, Group(evil, [hostile, sibling, row("c", name=evil, family="f")]), columns=columns)
    found = _Tags()
    found.feed(html)
    assert found.tags <= {"tbody", "tr", "th", "td", "span", "small", "a", "i"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "src"}


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
