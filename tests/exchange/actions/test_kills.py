"""Killing the process at any moment loses nothing and doubles nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.exchange.actions.killing import KILLS, ROWS
from tests.factories.files import csv_of

SETTLE = """
import django; django.setup()
from django.core.management import call_command
from soundings.core.tenancy import migration_aliases
for alias in migration_aliases():
    call_command("migrate", database=alias, verbosity=0)
from datetime import date
from soundings.cases.actions.bulk import store
from soundings.cases.rules import NewCase, NewChild, NewRows, Span
from soundings.core.rules import SYSTEM
from tests.factories.accounts import NOON
from tests.factories.breadth import office
place = office()
children = tuple(NewChild(f"c{n}", f"{4000 + n}", "Sam", f"Example {n}") for n in range(100))
on = date(2025, 1, 1)
cases = tuple(NewCase(f"k{n}", f"c{n}", on, teams=(Span(place.team.pk, on),)) for n in range(100))
store(NewRows((), children, cases), agency_id=place.agency.pk, by=SYSTEM, at=NOON)
"""
ELEMENTS = ("mapping-family", "three-houses", "words-and-pictures", "child-plan", "timeline")


@pytest.mark.sqlite
def test_an_import_killed_at_any_instant_is_whole_or_was_never_there(tmp_path: Path):
    """Twelve random instants of one import: each time nothing of it stands or all, and loading again completes it."""
    root = Path(__file__).resolve().parents[3]
    rows = [
        [4000 + n % 100, ELEMENTS[n % 5], f"{1 + n % 28:02}/{1 + n // 28 % 12:02}/2025", f"note {n}"]
        for n in range(ROWS)
    ]
    csv_of(tmp_path / "practice.csv", [["Child ID", "Element", "Date", "Words"], *rows])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SOUNDINGS_")}
    environment |= {
        "SOUNDINGS_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "soundings.config.settings",
        "PYTHONPATH": str(root),
    }

    def run(*args: str) -> str:
        ran = subprocess.run(
            [sys.executable, *args], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    run("-c", SETTLE)
    outcome = json.loads(run("-m", "tests.exchange.actions.killing", str(tmp_path)))

    expected, told = outcome["expected"], outcome["told"]
    assert len(told) == KILLS
    assert expected > 0
    assert {one["left"] for one in told} <= {0, expected}
    assert all(one["after"] for one in told)
    assert all(one["states"] for one in told)
