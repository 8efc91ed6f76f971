"""The gallery, the plain pages, and redirects of in-place requests."""

import pytest
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import get_template
from django.test import RequestFactory
from lxml import html

from soundings.design import views
from soundings.design.middleware import in_place


@pytest.fixture
def ask(rf: RequestFactory):
    """Calls a view as htmx or as a plain browser would."""

    def asked(view, *, htmx: bool = False, data: dict | None = None) -> HttpResponse:
        request = rf.post("/look/place/", data) if data is not None else rf.get("/look/place/")
        request.htmx = htmx
        return view(request)

    return asked


def test_the_views_state_their_audience():
    assert views.gallery.audience == "staff"
    assert views.place.audience == "staff"


def test_the_place_is_a_whole_page_or_the_fragment_alone(ask):
    assert b"<!doctype html>" in ask(views.place).content
    fragment = html.fromstring(ask(views.place, htmx=True).content)
    assert fragment.tag == "section"
    assert fragment.get("class") == "app-place"


def test_a_wrong_place_comes_back_with_its_summary(ask):
    page = html.fromstring(ask(views.place, htmx=True, data={"happened_on_day": "1"}).content)
    assert page.xpath("//div[@data-module='govuk-error-summary']//a/@href") == ["#id_happened_on_1"]
    whole = html.fromstring(ask(views.place, data={"happened_on_day": "1"}).content)
    assert len(whole.xpath("//div[@data-module='govuk-error-summary']")) == 1
    assert whole.findtext(".//title").startswith("Error: ")


def test_a_right_place_redirects(ask):
    typed = {"happened_on_day": "1", "happened_on_month": "3", "happened_on_year": "26"}
    assert ask(views.place, data=typed).status_code == 302


def test_a_redirect_of_an_in_place_request_moves_the_whole_page(rf: RequestFactory):
    redirect = HttpResponseRedirect("/look/")
    redirect.set_cookie("kept", "yes")
    request = rf.post("/")
    request.htmx = True
    answer = in_place(lambda _request: redirect)(request)
    assert (answer.status_code, answer["HX-Redirect"], answer.content) == (204, "/look/", b"")
    assert answer.cookies["kept"].value == "yes"


def test_a_plain_redirect_stays_one(rf: RequestFactory):
    request = rf.post("/")
    request.htmx = False
    assert in_place(lambda _request: HttpResponseRedirect("/look/"))(request).status_code == 302


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500", "503"])
def test_a_plain_page_stands_without_a_request(name: str):
    page = html.fromstring(get_template(f"{name}.html").render())
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//main[@id='main']")
    assert page.get("lang")


def test_a_refusal_gives_its_reason():
    assert "You took part." in get_template("403.html").render({"words": "You took part."})


def test_the_page_says_that_it_is_independent_of_the_mark():
    assert "independent of the owners of the Signs of Safety mark" in get_template("404.html").render()


def test_the_gallery_shows_every_kind_of_cell_in_every_row(ask):
    page = html.fromstring(ask(views.gallery).content)
    kinds = {
        name for cell in page.xpath("//table[@data-grid]//a[contains(@class, 'app-cell')]") for name in cell.classes
    }
    assert kinds == {
        "app-cell", "is-recorded", "is-new", "is-no", "is-ask", "is-later", "is-exempt", "is-unknown", "is-number",
        "is-scale",
    }  # fmt: skip
    rows = page.xpath("//tr[contains(@class, 'app-board__row')]")
    assert len(rows) == 7
    assert all(len(row.xpath("./td[@data-label]")) == 13 for row in rows)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
