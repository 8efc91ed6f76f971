"""Each page of the benchmark answers, and is the page that its line says."""

import pytest

from soundings.bench import figures, pages
from soundings.bench.works import PAST
from soundings.breadth.models import MonthsDue
from soundings.breadth.queries.rows import KNOWN
from soundings.breadth.queries.splits import snapshot_file
from soundings.demo.build import DEFAULT_AS_OF, build
from soundings.design import drawing


@pytest.mark.django_db
def test_every_page_of_the_benchmark_comes_whole_and_is_what_its_line_says(settings, tmp_path, monkeypatch):
    settings.RELAX_SECOND_STEP = True  # as in the folders of the benchmark
    monkeypatch.setattr(settings.ENV, "data_dir", tmp_path)
    build(cases=200, seed=3, as_of=DEFAULT_AS_OF)

    board, rows, forget = pages.team_pages()
    with_questions = board(0)
    assert KNOWN.known()
    forget(0)
    assert not KNOWN.known()
    again, _rows, record = pages.team_pages_again()
    before = again(0)
    record(0)
    assert again(0) != before
    plain, _rows, _before = pages.team_pages(rows="plain")
    assert rows > 10
    assert len(plain(0)) < len(with_questions)
    assert b"The board as it was on Friday 25 September 2026" in pages.team_pages(on=PAST)[0](0)
    assert b"<h1" in pages.signal_pages()(0)

    assert b"<svg" in figures.coverage_of_team()(0)
    assert b"<svg" in figures.coverage_of_agency()(0)
    assert b"<table" in figures.splits()(0)
    assert b"<h1" in figures.funnel()(0)
    agency = pages.the_agency()
    assert snapshot_file(agency.pk).exists() and not MonthsDue.objects.exists()


def test_drawings_that_are_forgotten_are_drawn_anew(monkeypatch):
    drawn = []
    monkeypatch.setattr(
        drawing, "_draw", lambda spec, _names: drawn.append(spec) or "<svg xmlns='http://www.w3.org/2000/svg'/>"
    )
    spec = {"of": "nothing else"}
    for forget in (False, False, True):
        if forget:
            drawing.forget_drawings()
        drawing.render_svg(spec, title="t")
    assert len(drawn) == 2
