"""Components: what each says, above all when there is nothing to say."""

from django.core.paginator import Paginator
from django.template import Context, Template
from django_cotton.compiler_regex import CottonCompiler
from lxml import html

from soundings.design.templatetags.design import page_numbers


def drawn(source: str, **context: object) -> html.HtmlElement:
    template = Template(CottonCompiler().process(source))
    return html.fromstring(f"<div>{template.render(Context(context))}</div>")


def words(page: html.HtmlElement) -> str:
    return " ".join(page.text_content().split())


def test_a_figure_knows_nought_from_unknown():
    page = drawn('<c-figure label="Visits" :value="value" unit="days" />', value=0)
    assert words(page) == "Visits 0 days" or words(page) == "Visits0 days"
    for unknown in (None, ""):
        assert "Not known" in words(drawn('<c-figure label="Visits" :value="value" unit="days" />', value=unknown))
        assert "days" not in words(drawn('<c-figure label="Visits" :value="value" unit="days" />', value=unknown))


def test_a_figure_opens_where_it_has_a_list():
    page = drawn('<c-figure label="Mapped" value="31 of 34" href="/list/" />')
    assert page.xpath("//dd/a/@href") == ["/list/"]


def test_a_count_knows_nought_from_unknown():
    assert "0" in words(drawn('<c-count label="to add" :value="0" />'))
    assert "Not known" in words(drawn('<c-count label="to add" :value="None" />'))


def test_a_button_with_an_address_is_a_link():
    assert drawn('<c-button href="/x/">Go</c-button>').xpath("//a[@role='button']/@href") == ["/x/"]
    button = drawn('<c-button kind="warning" name="undo" value="1">Undo</c-button>').xpath("//button")[0]
    assert (button.get("type"), button.get("name"), button.get("value")) == ("submit", "undo", "1")
    assert "govuk-button--warning" in button.get("class")


def test_the_pill_of_this_page_is_marked():
    page = drawn(
        '<c-pills label="Views"><c-pill href="/a/" current="1">A</c-pill><c-pill href="/b/">B</c-pill></c-pills>'
    )
    assert page.xpath("//nav/@aria-label") == ["Views"]
    assert page.xpath("//a[@aria-current='page']/@href") == ["/a/"]


def test_a_change_link_says_what_it_changes():
    page = drawn('<c-summary><c-summary-row key="Date of birth" href="/x/">4 June</c-summary-row></c-summary>')
    assert words(page.xpath("//a")[0]) == "Change Date of birth"


def test_a_problem_shows_its_row_and_remedy_and_cuts_long_finds():
    row = {"row": 14, "column": "Opened", "found": "x" * 60, "fix": "Write a date."}
    page = drawn('<c-problems :rows="rows" caption="1 row" />', rows=[row, row | {"found": ""}])
    assert "14" in words(page)
    assert "Write a date." in words(page)
    assert "x" * 41 not in words(page)
    assert "an empty cell" in words(page)


def test_a_corrected_entry_says_so_in_words():
    assert "corrected since" in words(drawn('<c-entry title="Together" kind="superseded" />'))
    assert "taken back" in words(drawn('<c-entry title="Together" kind="removed" />'))


def test_pages_keep_the_filter_and_mark_where_one_is():
    page = drawn('<c-pages :page="page" query="worker=3&" />', page=Paginator(range(412), 20).page(7))
    assert page.xpath("//a[@aria-current]/@href") == ["?worker=3&page=7"]
    assert "121 to 140 of 412" in words(page)
    assert not drawn('<c-pages :page="page" />', page=Paginator(range(5), 20).page(1)).xpath("//nav")


def test_page_numbers_leave_gaps():
    many = Paginator(range(210), 10)
    assert page_numbers(many, 7) == [1, 0, 6, 7, 8, 0, 21]
    assert page_numbers(many, 1) == [1, 2, 0, 21]
    assert page_numbers(many, 21) == [1, 0, 20, 21]
    assert page_numbers(Paginator(range(30), 10), 2) == [1, 2, 3]


def test_a_table_can_be_scrolled_from_the_keyboard_and_has_a_name():
    region = drawn('<c-table caption="Teams"><tbody></tbody></c-table>').xpath("//*[@role='region']")[0]
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Teams")


def test_a_chart_comes_with_its_table_one_click_away():
    page = drawn('<c-chart :svg="svg" title="Scale"><table></table></c-chart>', svg="")
    assert page.xpath("//figure/details//table")


def test_every_component_stands_in_the_gallery():
    from tests.architecture.source import ROOT

    folder = ROOT / "soundings" / "design" / "templates"
    shown = "".join((folder / "design" / name).read_text() for name in ("gallery.html", "_place.html", "place.html"))
    names = [path.stem.replace("_", "-") for path in (folder / "cotton").glob("*.html")]
    assert [name for name in names if f"<c-{name}" not in shown] == []
