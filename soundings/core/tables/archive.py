"""What is inside a workbook, checked before anything else opens it: a zip that tells the truth about itself.

Sizes are counted while inflating; what the zip says of them is not believed.
"""

import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from soundings.core.tables.refused import FileRefused

MAX_PARTS = 1_000
MAX_PART = 320 * 1024 * 1024  # one part, inflated
MAX_INFLATED = 384 * 1024 * 1024  # all parts together
MAX_RATIO = 300  # inflated against stored, for parts that matter
SMALL = 4 * 1024 * 1024  # below this the ratio does not matter
BLOCK = 1024 * 1024
LOCAL_HEADER = 30

# Parts by which a workbook runs or fetches something, or hides a file.
MACROS = re.compile(r"vbaproject|macrosheets/|activex/|/dialogsheets/", re.I)
CALLS_OUT = re.compile(r"xl/externallinks/|xl/connections\.xml|xl/querytables/|xl/webextensions|xl/model/", re.I)
EMBEDDED = re.compile(r"/embeddings/|/package/services/", re.I)
MARKUP = (".xml", ".rels", ".vml")
BINARY_START = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


class Archive:
    """The parts of a zip file, checked one against the other, and read with their true sizes counted."""

    def __init__(self, path: Path) -> None:
        self.file: BinaryIO = open(path, "rb")  # noqa: SIM115 (the process that reads one workbook ends with it)
        try:
            self.parts = {part.filename: part for part in zipfile.ZipFile(self.file).infolist() if not part.is_dir()}
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, UnicodeDecodeError, EOFError):
            raise FileRefused("truncated") from None
        self.inflated = 0
        self._check_directory(path.stat().st_size)

    def _check_directory(self, size: int) -> None:
        parts = list(self.parts.values())
        if len(parts) > MAX_PARTS:
            raise FileRefused("bomb")
        names = {name.casefold() for name in self.parts}
        if len(names) != len(parts) or any(_wanders(name) for name in self.parts):
            raise FileRefused("paths")
        if any(part.flag_bits & 0x1 for part in parts):
            raise FileRefused("password")
        if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
            raise FileRefused("odd-zip")
        spans = sorted((part.header_offset, part.header_offset + part.compress_size) for part in parts)
        if any(end > begin for (_, end), (begin, _) in itertools.pairwise(spans)):
            raise FileRefused("bomb")  # parts that share their bytes
        if any(end > size for _, end in spans):
            raise FileRefused("truncated")

    def size(self, name: str) -> int:
        """The bytes of one part when inflated, as the zip states them; 0 if there is no such part."""
        return self.parts[name].file_size if name in self.parts else 0

    def blocks(self, name: str) -> Iterator[bytes]:
        """The bytes of one part, inflated block by block. Raises FileRefused for too many or too few."""
        part = self.parts[name]
        self.file.seek(part.header_offset)
        header = self.file.read(LOCAL_HEADER)
        if len(header) < LOCAL_HEADER or not header.startswith(b"PK\x03\x04"):
            raise FileRefused("truncated")
        if int.from_bytes(header[8:10], "little") != part.compress_type:
            raise FileRefused("odd-zip")
        self.file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        produced, check = 0, 0
        for block in self._raw(part):
            produced += len(block)
            self.inflated += len(block)
            self._bear(produced, part)
            check = zlib.crc32(block, check)
            yield block
        if produced != part.file_size or check != part.CRC:
            raise FileRefused("truncated")

    def _raw(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        left = part.compress_size
        if part.compress_type == zipfile.ZIP_STORED:
            while left and (block := self.file.read(min(left, BLOCK))):
                left -= len(block)
                yield block
            return
        inflater = zlib.decompressobj(-15)
        try:
            while left and not inflater.eof and (stored := self.file.read(min(left, BLOCK // 4))):
                left -= len(stored)
                while stored:
                    yield inflater.decompress(stored, BLOCK)
                    stored = inflater.unconsumed_tail
            yield inflater.flush()
        except zlib.error:
            raise FileRefused("truncated") from None

    def _bear(self, produced: int, part: zipfile.ZipInfo) -> None:
        if produced > MAX_PART or self.inflated > MAX_INFLATED:
            raise FileRefused("bomb")
        if produced > part.file_size:  # more than the zip says
            raise FileRefused("bomb" if produced > 10 * part.file_size else "damaged")
        if produced > SMALL and produced > MAX_RATIO * part.compress_size:
            raise FileRefused("bomb")

    def whole(self, name: str, *, limit: int = 8 * 1024 * 1024) -> bytes:
        """One small part as a whole. Raises FileRefused above `limit` bytes."""
        kept = bytearray()
        for block in self.blocks(name):
            kept += block
            if len(kept) > limit:
                raise FileRefused("bomb")
        return bytes(kept)


def _wanders(name: str) -> bool:
    """Whether a part's name points outside the workbook."""
    steps = name.replace("\\", "/").split("/")
    return "\\" in name or "\0" in name or name.startswith("/") or ".." in steps or ":" in name or len(name) > 255


def refuse_by_parts(archive: Archive) -> None:
    """Returns if the parts are those of an ordinary workbook; raises FileRefused otherwise."""
    names = list(archive.parts)
    lower = {name.casefold() for name in names}
    if "[content_types].xml" not in lower:
        raise FileRefused("open-document" if "content.xml" in lower else "zip")
    if any(MACROS.search(name) for name in names):
        raise FileRefused("macros")
    if any(name.startswith(("word/", "ppt/", "visio/")) for name in lower):
        raise FileRefused("wrong-type", type="Word, PowerPoint")
    if any(name.endswith("workbook.bin") for name in lower):
        raise FileRefused("binary-excel")
    if any(EMBEDDED.search(name) for name in names):
        raise FileRefused("embedded")
    if any(CALLS_OUT.search(name) for name in names):
        raise FileRefused("calls-out")
    if not any(name.endswith("workbook.xml") for name in lower):
        raise FileRefused("not-excel")
