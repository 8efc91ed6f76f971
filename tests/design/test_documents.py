"""A document in three forms: the same words on a page, in a PDF and in Word, whatever script they are in."""

import io
from datetime import UTC, datetime

import docx
import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from soundings.design.documents import (
    Cell,
    Document,
    Grid,
    Heading,
    Items,
    Para,
    Says,
    as_docx,
    as_pdf,
    legal,
    runs_leftwards,
)
from tests.design.test_printing import pages_of

AT = datetime(2026, 3, 16, 12, tzinfo=UTC)
SCRIPTS = (
    "Sie hat uns zugehört, ganz ehrlich",
    "Słuchała nas naprawdę",
    "Она нас слушала",
    "Μας άκουσε πραγματικά",
    "استمعت إلينا حقا",
    "היא באמת הקשיבה לנו",
    "उसने हमारी बात सुनी",
    "彼女は本当に聞いてくれました",
    "她真的听了我们的话",
    "그녀는 정말 들어주었다",
    "เธอฟังเราจริงๆ",
    "ნამდვილად მოგვისმინა",
    "Նա իսկապես լսեց",
    "በእውነት አዳመጠችን",
    "cô ấy đã lắng nghe",
    "\U0001f469\u200d\U0001f467 thank you \U0001f64f",
    "#strong[not a heading] $x$ = <b>",
    "\x00\x07\ufffe control",
    "e\u0301 joined \u202eturned\u202c",
)


def document(*blocks, **more):
    said = {
        "title": "Mapping together",
        "sub": "North",
        "footer": "Confidential",
        "missing": "Some letters are missing",
    }
    return Document(page="page %(n)s of %(of)s", blocks=blocks, **(said | more))


WHOLE = document(
    Heading("What we saw"),
    Para("One\ntwo"),
    Para("A note", quiet=True),
    Says("Mother", "She listened"),
    Items(["first", "second"]),
    Grid("Ratings", ["Question", "North"], [[Cell("Plan"), Cell("7 (half 5 to 8)", 4)]]),
)


def words_in(content):
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in made.paragraphs), *cells])


def test_every_block_stands_in_word_and_on_the_page():
    word, page = words_in(as_docx(WHOLE, at=AT)), render_to_string("design/document.html", {"document": WHOLE})
    for said in ("What we saw", "A note", "Mother", "She listened", "first", "second", "Ratings", "7 (half 5 to 8)"):
        assert said in word and said in page
    assert "One<br>two" in page and "One\ntwo" in word
    assert "app-heat__cell--4" in page


def test_the_pdf_is_tagged_and_the_same_for_the_same_moment():
    pdf = as_pdf(WHOLE, at=AT)
    assert pdf.startswith(b"%PDF") and b"pdfuaid" in pdf and pages_of(pdf) == 1
    assert pdf == as_pdf(WHOLE, at=AT)


def test_two_hundred_long_comments_in_every_script_break_neither():
    blocks = [Says(f"Person {n}", (SCRIPTS[n % len(SCRIPTS)] + " ") * 12) for n in range(200)]
    long = document(*blocks)
    assert pages_of(as_pdf(long, at=AT)) > 5
    word = words_in(as_docx(long, at=AT))
    for said in SCRIPTS:
        assert legal(said) in word


def test_word_turns_a_paragraph_that_runs_leftwards():
    made = docx.Document(io.BytesIO(as_docx(document(Para("استمعت إلينا"), Para("listened")), at=AT)))
    turned = {one.text: one._p.pPr is not None and one._p.pPr.find(f"{W}bidi") is not None for one in made.paragraphs}
    assert turned["استمعت إلينا"] and not turned["listened"]


def test_word_turns_a_cell_and_its_stretches_and_knows_its_language():
    grid = Grid("Ratings", ["Question", "Mother"], [[Cell("Heard?"), Cell("استمعت إلينا")]])
    made = docx.Document(io.BytesIO(as_docx(document(grid, language="en-gb"), at=AT)))
    plain, turned = (cell.paragraphs[0] for cell in made.tables[0].rows[1].cells)
    assert turned._p.pPr.find(f"{W}bidi") is not None and turned.runs[0].font.rtl
    assert (plain._p.pPr is None or plain._p.pPr.find(f"{W}bidi") is None) and not plain.runs[0].font.rtl
    spoken = {one.get(f"{W}val") for one in made.styles.element.iter(f"{W}lang")}
    assert spoken == {"en-GB"}


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.mark.parametrize(
    ("text", "leftwards"), [("12 שלום", True), ("12 hello שלום", False), ("12", False), ("", False)]
)
def test_direction_is_that_of_the_first_letter_that_has_one(text, leftwards):
    assert runs_leftwards(text) is leftwards


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=40))
def test_no_text_breaks_word(text):
    assert words_in(as_docx(document(Para(text)), at=AT))


def test_what_is_typed_is_no_markup_on_the_page():
    page = render_to_string("design/document.html", {"document": document(Says("<i>", "<script>alert(1)</script>"))})
    assert "<script>" not in page and "<i>" not in page


def test_in_word_the_name_of_a_table_stays_with_it():
    grid = Grid("The caption", ["Question", "Agreed"], [[Cell("Mapping?"), Cell("6")]])
    made = docx.Document(io.BytesIO(as_docx(document(Para("Before"), grid), at=AT)))
    stays = {one.text: one.paragraph_format.keep_with_next for one in made.paragraphs}
    assert stays["The caption"] and not stays["Before"]
