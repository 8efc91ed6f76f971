"""Tells what a file is from its first bytes, whatever its name says, and has it read or refused."""

from pathlib import Path

from soundings.core.tables import commas, workbook
from soundings.core.tables.book import MAX_BYTES, Book
from soundings.core.tables.refused import FileRefused

HEAD = 4096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Excel before 2007, and any Office file with a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

# First bytes of what people pick by mistake -> what to call it.
OTHERS = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)


def open_table_file(path: Path, *, name: str = "") -> Book:
    """The sheets of the file at `path`, which the user knows as `name`.

    Raises FileRefused with a reason for anything that is not a whole, harmless table of bearable size.
    """
    name = name or path.name
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("empty")
    if size > MAX_BYTES:
        raise FileRefused("too-big", limit=MAX_BYTES // 1024**2)
    with open(path, "rb") as file:
        head = file.read(HEAD)
    if head.startswith(b"PK"):
        return Book(name, "xlsx", workbook.read(path))
    refuse_by_head(head, path, name)
    return Book(name, "csv", [commas.read(path)])


def refuse_by_head(head: bytes, path: Path, name: str) -> None:
    """Returns if `head` may begin a text file; raises FileRefused for what it recognises as something else."""
    if head.startswith(OLE):
        raise FileRefused("password" if ENCRYPTED in path.read_bytes() else "old-excel")
    for magic, called in OTHERS:
        if head.startswith(magic):
            raise FileRefused("wrong-type", type=called)
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<body")):
        raise FileRefused("web-page")
    if text.startswith((b"<?xml", b"<!doctype", b"<!entity")):
        raise FileRefused("xml")
    if name.lower().endswith((".xlsx", ".xlsm", ".xlsb", ".xls")):
        raise FileRefused("not-excel")
