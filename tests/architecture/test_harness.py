"""The tests' own promises: nothing skipped in CI, the other database deselected, no network."""

import os
import socket
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT


def run(path, **environment: str) -> subprocess.CompletedProcess:
    """Run one planted test file under this project's settings and fixtures."""
    own = {"CI": "", "SOUNDINGS_TEST_DB": "sqlite"} | environment
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "SOUNDINGS_"))}
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", str(path)]
    return subprocess.run(command, cwd=ROOT, env=kept | own, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("ci", "code"), [("true", 1), ("", 0)])
def test_a_skipped_test_is_a_fault_in_ci_only(tmp_path, ci: str, code: int):
    path = tmp_path / "test_planted.py"
    path.write_text("import pytest\ndef test_a(): pytest.skip('no reason')\ndef test_b(): pass\n")
    result = run(path, CI=ci)
    assert result.returncode == code, result.stdout + result.stderr
    assert ("nothing may be skipped" in result.stdout) == bool(ci)


def test_what_is_for_the_other_database_is_deselected(tmp_path):
    path = tmp_path / "test_planted.py"
    path.write_text("import pytest\n@pytest.mark.postgres\ndef test_a(): assert 0\ndef test_b(): pass\n")
    result = run(path, CI="true")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 passed, 1 deselected" in result.stdout


def test_no_test_leaves_this_machine():
    with socket.socket() as probe, pytest.raises(RuntimeError, match="tests stay on this machine"):
        probe.connect(("192.0.2.1", 80))
