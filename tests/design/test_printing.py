"""Paper: our type alone, every character of it known, and data that prints literally."""

import zlib
from datetime import UTC, datetime
from unicodedata import category

import pytest
from fontTools.ttLib import TTFont

from soundings.design import printing
from soundings.design.printing import FONTS, PaperTimeout, printable, render_pdf, spelled

AT = datetime(2026, 3, 16, 12, tzinfo=UTC)
CHILD = {"number": 1, "name": "#strong[MM] $x$ *", "beneath": "", "starts-family": True, "cells": ["6 Feb\nagain"]}
BOARD = {
    "title": "North",
    "sub": "one",
    "key": "two",
    "lang": "en",
    "paper": "a4",
    "size": 8,
    "blank": 4,
    "room": 4,
    "code": "ABCD-EFGH",
    "footer": "Shred",
    "page": "page %(n)s of %(of)s",
    "notes": "Notes",
    "heads": [{"label": "Child", "cover": "", "first": True}, {"label": "Mapping", "cover": "1 of 2", "first": False}],
    "widths": [2.0, 1.0],
    "groups": [{"title": "Jane Smith’s cases", "note": "1 child", "children": [CHILD]}],
}


OWN_WORDS = (
    "قالت أمي إن كل شيء بخير، الحمد لله.", "ہم سب مل کر بات کریں گے", "می‌خواهم در خانه بمانم", "אני רוצה לגור עם סבתא",
    "আমি দিদার সঙ্গে থাকতে চাই", "ਮੈਂ ਨਾਨੀ ਨਾਲ ਰਹਿਣਾ ਚਾਹੁੰਦਾ ਹਾਂ", "મારે નાની સાથે રહેવું છે", "मैं नानी के साथ रहना चाहता हूँ",
    "நான் பாட்டியுடன் இருக்க விரும்புகிறேன்", "ከአያቴ ጋር መኖር እፈልጋለሁ", "Θέλω να μείνω με τη γιαγιά",
    "Я хочу жити з бабусею", "Con muốn ở với bà ngoại", "Chcę być z babcią",
    "我想和奶奶住在一起。", "我想和奶奶住，媽媽說好。", "おばあちゃんと暮らしたいです。", "할머니와 함께 살고 싶어요.",
)  # fmt: skip


def both_cuts() -> set[int]:
    cuts = [set(TTFont(path).getBestCmap()) for path in sorted(FONTS.glob("*.ttf"))]
    assert len(cuts) == 2
    return set.intersection(*cuts)


def scripts() -> set[int]:
    return {point for path in FONTS.glob("scripts/*.ttf") for point in TTFont(path).getBestCmap()}


def pages_of(pdf: bytes) -> int:
    """How many pages it has: its page objects stand in compressed streams."""
    inside = [pdf]
    for part in pdf.split(b"stream\n")[1:]:
        try:
            inside.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return b"".join(inside).replace(b"/Type /Page", b"/Type/Page").replace(b"/Pages", b"").count(b"/Type/Page")


def test_what_is_said_to_be_printable_is_what_the_fonts_have():
    there = {point for point in both_cuts() | scripts() if category(chr(point)) not in ("Cc", "Co", "Cn")}
    there.discard(0xFEFF)  # a mark of an encoding, which a tagged PDF may not hold
    assert [point for point in range(0x30000) if printable(chr(point)) != (point in there)] == []
    assert printable("Łukasz Åström ŷ 6–7 · ×2 − €")


@pytest.mark.parametrize("said", OWN_WORDS)
def test_what_families_say_is_printed_in_their_own_script(said):
    assert spelled(said) == said


def test_what_is_not_printable_becomes_a_question_mark_and_lines_stay():
    assert spelled("Ana ย\nsays") == "Ana ?\nsays"


def test_a_board_is_a_tagged_pdf_the_same_for_the_same_moment():
    pdf = render_pdf("board", BOARD, at=AT)
    assert pdf == render_pdf("board", BOARD, at=AT)
    assert pages_of(pdf) == 1
    assert b"pdfuaid" in pdf


def test_heads_are_repeated_over_as_many_pages_as_it_takes():
    children = [CHILD | {"number": n} for n in range(1, 161)]
    group = BOARD["groups"][0] | {"children": children}
    on_a4 = pages_of(render_pdf("board", BOARD | {"groups": [group]}, at=AT))
    on_a3 = pages_of(render_pdf("board", BOARD | {"groups": [group], "paper": "a3"}, at=AT))
    assert 10 <= on_a4 <= 20  # ten to twelve children with room to write
    assert on_a3 < on_a4


def test_a_sheet_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(printing, "SECONDS_ALLOWED", 0.0)
    with pytest.raises(PaperTimeout):
        render_pdf("board", BOARD, at=AT)
