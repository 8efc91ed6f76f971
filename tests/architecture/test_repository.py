"""What the repository itself promises: reasons, hashes, no address of a registry, no path of a machine."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, tracked_files

PROJECT = (ROOT / "pyproject.toml").read_text()
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
FOREIGN = {
    "an address of a package registry": r"pythonhosted\.|npmjs\.|//pypi\.|//registry\.|/simple/?[\"'\s]",
    "an option that names a registry": r"--(extra-)?index-url|--find-links|[\"']resolved[\"']:",
    "a path of somebody's machine": r"(?<![\w.}])/(work|root|home/\w+|Users/\w+)/[\w.]",
}
MADE_ELSEWHERE = {".svg", ".png", ".woff2", ".xlsx", ".ttf", ".ico"}


def foreign(text: str) -> list[str]:
    """What `text` holds that is true of one machine or one registry only."""
    return [what for what, pattern in FOREIGN.items() if re.search(pattern, text)]


@pytest.mark.parametrize("path", tracked_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_names_a_registry_or_a_machine(path: Path):
    if path.suffix in MADE_ELSEWHERE or path == Path(__file__):
        return
    assert not foreign(path.read_text(errors="replace"))


@pytest.mark.parametrize(
    "planted",
    ["--extra-index-url here", 'x = "https://registry.example.test/a"', "cd /home/sam/soundings", '"resolved": "a"'],
)
def test_a_planted_address_or_path_is_found(planted: str):
    assert foreign(planted)


def test_every_dependency_carries_its_reason():
    listed = PROJECT.split("dependencies = [", 1)[1].split("\n]", 1)[0].strip().splitlines()
    assert len(listed) == len(tomllib.loads(PROJECT)["project"]["dependencies"])
    assert not [line for line in listed if not re.search(r'",\s+# \S', line)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_locked_version_carries_hashes(lock: Path):
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert entries
    assert not [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry]


def test_the_locks_hold_the_same_versions():
    pinned = {pin for lock in LOCKS for pin in re.findall(r"^([\w.-]+)==(\S+)", lock.read_text(), re.M)}
    names = [name for name, _version in pinned]
    assert not [name for name in names if names.count(name) > 1]


def test_decisions_are_numbered_one_after_another():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for number, path in enumerate(decisions, start=1):
        assert path.read_text().startswith(f"# {number}. "), path.name
