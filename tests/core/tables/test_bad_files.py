"""Every family of bad file is refused: with a plain reason, in bounded memory, leaving nothing behind.

That it takes less than ten seconds is seen to by the reader itself, which ends its process after nine.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from soundings.core.tables import FileRefused, open_table_file
from soundings.core.tables.words import refusal
from tests.factories.files import bad_files, bad_names, packed, parts, written

MEBIBYTES = 256
CODE_WORDS = re.compile(r"%\(|\b(DTD|entity|None|Traceback)\b|[a-z]+-[a-z]+-[a-z]+")
# Reads every file below a folder in one fresh process and tells what came of it, and how much memory it took.
READ_ALL = """
import json, resource, sys
from pathlib import Path
from soundings.core.tables import open_table_file
from soundings.core.tables import FileRefused
told = {}
begun = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_SELF)]
for path in sorted(Path(sys.argv[1]).rglob("*.*")):
    try:
        open_table_file(path)
        told["/".join(path.parts[-2:])] = ["read", {}]
    except FileRefused as refused:
        told["/".join(path.parts[-2:])] = [refused.code, refused.params]
peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
print(json.dumps({"told": told, "grown": [peak - begin for peak, begin in zip(peaks, begun)]}))
"""


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What became of every bad file, each read by the same process after the others."""
    folder = tmp_path_factory.mktemp("bad")
    for family, files in bad_files().items():
        for name, (make, _code) in files.items():
            written(folder / family, name, make())
    before = sorted(path.name for path in folder.rglob("*"))
    ran = subprocess.run([sys.executable, "-c", READ_ALL, str(folder)], capture_output=True, text=True, check=True)
    assert sorted(path.name for path in folder.rglob("*")) == before  # nothing was left behind
    assert not ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize(("family", "name"), bad_names())
def test_bad_file_is_refused(outcome: dict, family: str, name: str):
    _make, expected = bad_files()[family][name]

    code, params = outcome["told"][f"{family}/{name}"]

    assert code == expected
    assert not CODE_WORDS.search(refusal(FileRefused(code, **params)))


def test_memory_stays_bounded(outcome: dict):
    of_server, of_readers = outcome["grown"]

    assert of_server < MEBIBYTES * 1024
    assert of_readers < MEBIBYTES * 1024


def test_there_are_more_than_twenty_families():
    assert len(bad_files()) >= 20
    assert sum(len(files) for files in bad_files().values()) >= 85


def test_the_smallest_workbook_is_read(tmp_path: Path):
    """What the bad workbooks are made from is itself fine, so that each is refused for its own fault."""
    book = open_table_file(written(tmp_path, "good.xlsx", packed(parts())))

    assert [sheet.name for sheet in book.sheets] == ["Cases"]
    assert book.sheets[0].rows == [["Child ID", "Opened"], ["4471", "03/01/2016"]]
