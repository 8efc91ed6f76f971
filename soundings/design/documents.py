"""A document made of blocks, told three ways with the same words: on a page, as a tagged PDF, and for Word.

What a reader typed goes into blocks as it is, in any script and any direction; each way takes care of it.
"""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from soundings.design import palette
from soundings.design.printing import printable, render_pdf, spelled

SHADES = ("", "#f5f9f8", "#dff1f3", "#c3e6eb", "#a9dce3", palette.WAVE)  # as `app-heat__cell--N` on a page


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 2 or 3 beneath the title."""

    text: str
    level: int = 2
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Para:
    """One paragraph. quiet: smaller, for notes."""

    text: str
    quiet: bool = False
    kind: ClassVar[str] = "para"


@dataclass(frozen=True, slots=True)
class Says:
    """What somebody said, under who they are. Line breaks stay."""

    who: str
    text: str
    kind: ClassVar[str] = "says"


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines."""

    lines: Sequence[str]
    kind: ClassVar[str] = "items"


class Bar(NamedTuple):
    """How many of n lie in the upper, middle and lower third. upper: high and middle. A page draws it beside the text,
    which says the same; paper and Word have the text."""

    n: int
    high: int
    middle: int
    low: int
    upper: int


@dataclass(frozen=True, slots=True)
class Cell:
    """shade: 0 to 5, beside what the text says."""

    text: str
    shade: int = 0
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its heads; the first cell of each row is the row's head."""

    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    kind: ClassVar[str] = "grid"


Block = Heading | Para | Says | Items | Grid


@dataclass(frozen=True, slots=True)
class Document:
    """title, sub: of the whole. footer: on each page of paper. missing: said at the end of a PDF that lacks letters."""

    title: str
    sub: str
    footer: str
    page: str  # "page %(n)s of %(of)s"
    blocks: Sequence[Block]
    missing: str
    language: str = "en"
    wide: bool = False  # lying, for a table of many columns


def as_pdf(document: Document, *, at: datetime) -> bytes:
    """A tagged PDF. A letter that our type lacks is a question mark there, and the end says so. Raises PaperTimeout."""
    lacks = not all(printable(text.replace("\n", "")) for text in _texts(document))
    blocks = [_plain(one) for one in document.blocks]
    if lacks:
        blocks.append({"kind": "para", "text": spelled(document.missing), "quiet": True})
    data = {
        "title": spelled(document.title),
        "sub": spelled(document.sub),
        "footer": spelled(document.footer),
        "page": spelled(document.page),
        "lang": document.language.partition("-")[0],
        "wide": document.wide,
        "blocks": blocks,
        "shades": list(SHADES),
    }
    return render_pdf("document", data, at=at)


def _texts(document: Document) -> Iterator[str]:
    yield from (document.title, document.sub)
    for block in document.blocks:
        match block:
            case Heading() | Para():
                yield block.text
            case Says():
                yield from (block.who, block.text)
            case Items():
                yield from block.lines
            case Grid():
                yield from (block.caption, *block.heads)
                yield from (cell.text for row in block.rows for cell in row)


def _plain(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"kind": block.kind, "text": spelled(block.text), "level": block.level}
        case Para():
            return {"kind": block.kind, "text": spelled(block.text), "quiet": block.quiet}
        case Says():
            return {"kind": block.kind, "who": spelled(block.who), "text": spelled(block.text)}
        case Items():
            return {"kind": block.kind, "lines": [spelled(line) for line in block.lines]}
    rows = [[{"text": spelled(cell.text), "shade": cell.shade} for cell in row] for row in block.rows]
    heads = [spelled(head) for head in block.heads]
    return {"kind": block.kind, "caption": spelled(block.caption), "heads": heads, "rows": rows}


# --- Word ------------------------------------------------------------------------------------------------------------


def as_docx(document: Document, *, at: datetime) -> bytes:
    """A Word document to be written on in. Its letters are all there: Word finds a type for each."""
    import docx  # slow to load, and most processes never write one
    from docx.enum.section import WD_ORIENT

    made = docx.Document()
    made.core_properties.title, made.core_properties.author = legal(document.title), "Soundings"
    made.core_properties.created = made.core_properties.modified = at.replace(tzinfo=None)
    made.core_properties.comments, made.core_properties.language = "", document.language
    _speaks(made, document.language)
    section = made.sections[0]
    if document.wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.footer.paragraphs[0].text = legal(document.footer)
    made.add_heading(legal(document.title), 1)
    _paragraph(made, document.sub)
    for block in document.blocks:
        _write(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _write(made: Any, block: Block) -> None:
    match block:
        case Heading():
            made.add_heading(legal(block.text), block.level)
        case Para():
            _paragraph(made, block.text, small=block.quiet)
        case Says():
            _paragraph(made, block.who, bold=True, stays=True)
            _paragraph(made, block.text, style="Quote")
        case Items():
            for line in block.lines:
                _paragraph(made, line, style="List Bullet")
        case Grid():
            _table(made, block)


def _paragraph(
    made: Any, text: str, *, style: str | None = None, bold: bool = False, small: bool = False, stays: bool = False
) -> None:
    """stays: on the page of what follows it."""
    from docx.shared import Pt

    paragraph = made.add_paragraph(style=style)
    run = paragraph.add_run(legal(text))
    run.bold = bold or None
    paragraph.paragraph_format.keep_with_next = stays or None
    if small:
        run.font.size = Pt(9)
    _turned(paragraph)


def _turned(paragraph: Any) -> None:
    """A paragraph whose words run from right to left begins at the right, and so does each stretch of it."""
    from docx.oxml import OxmlElement

    if runs_leftwards(paragraph.text):
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        for run in paragraph.runs:
            run.font.rtl = True


def _speaks(made: Any, language: str) -> None:
    """Word checks the spelling in the language of the document, and screen readers read it so."""
    from docx.oxml.ns import qn

    base, _, region = language.partition("-")
    for one in made.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), f"{base}-{region.upper()}" if region else base)


def _table(made: Any, block: Grid) -> None:
    _paragraph(made, block.caption, bold=True, stays=True)
    table = made.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
        cell.paragraphs[0].add_run(legal(head)).bold = True
    _repeats(table.rows[0])
    for row in block.rows:
        for place, (cell, said) in enumerate(zip(table.add_row().cells, row, strict=True)):
            cell.paragraphs[0].add_run(legal(said.text)).bold = True if place == 0 else None
            _turned(cell.paragraphs[0])
            if said.shade:
                _shade(cell, SHADES[said.shade])
    made.add_paragraph()


def _repeats(row: Any) -> None:
    """The heads stand on every page over which the table runs."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _shade(cell: Any, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", colour.lstrip("#"))):
        mark.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(mark)


def legal(text: str) -> str:
    """`text` without the characters that no XML may hold; line breaks and tabs stay."""
    return "".join(letter for letter in text if letter in "\n\t" or _is_legal(ord(letter)))


def _is_legal(point: int) -> bool:
    return 0x20 <= point <= 0xD7FF or 0xE000 <= point <= 0xFFFD or 0x10000 <= point <= 0x10FFFF


def runs_leftwards(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False
