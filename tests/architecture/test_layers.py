"""The tiers and the files of a room hold, and the linter that says so breaks when they do not."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}


def tiers() -> dict[str, int]:
    """Each room's tier, 0 at the top, read from the linter's own contract."""
    layers = CONTRACTS["tiers"]["layers"]
    return {room.strip(" ()"): number for number, line in enumerate(layers) for room in line.split("|")}


def reaches_up(source: str, target: str) -> bool:
    """Whether a foreign key from one room to another points up, or across to a sibling."""
    return source != target and tiers()[source] >= tiers()[target]


def own_models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model.__module__.startswith("soundings.")]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_foreign_keys_point_down(model: type[models.Model]):
    related = [field.related_model for field in model._meta.get_fields() if isinstance(field, models.ForeignObject)]
    rooms = {other._meta.app_label for other in related if other.__module__.startswith("soundings.")}
    assert not [room for room in rooms if reaches_up(model._meta.app_label, room)]


def test_a_foreign_key_that_points_up_would_be_found():
    assert reaches_up("cases", "breadth")
    assert reaches_up("cases", "instruments")  # a sibling
    assert not reaches_up("breadth", "cases")
    assert not reaches_up("cases", "cases")


def lint(folder: Path) -> subprocess.CompletedProcess:
    """What the linter says of the package `soundings` in `folder`, under the contracts of pyproject.toml."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        str(ROOT / "pyproject.toml"),
    ]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, env={"PYTHONPATH": str(folder)}, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package in which to plant faults."""
    only_python = shutil.ignore_patterns("static", "templates", "locale", "__pycache__")
    shutil.copytree(ROOT / "soundings", tmp_path / "soundings", ignore=only_python)
    return tmp_path


def test_the_contracts_hold_and_nothing_is_missing_from_them(copy: Path):
    result = lint(copy)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("file", "planted", "contract"),
    [
        ("core/planted.py", "from soundings.cases import models", "Tiers point down"),
        ("cases/planted.py", "from soundings.breadth import rules", "Tiers point down"),
        ("core/rules.py", "from soundings.core import models", "Inside a room"),
        ("exchange/planted.py", "from soundings.cases import views", "Views and forms of cases"),
        ("cases/rules.py", "from django.utils import timezone", "Rules and statistics"),
    ],
)
def test_a_planted_import_breaks_its_contract(copy: Path, file: str, planted: str, contract: str):
    path = copy / "soundings" / file
    path.write_text((path.read_text() if path.exists() else "") + f"\n{planted}\n")

    result = lint(copy)

    assert result.returncode == 1, result.stdout + result.stderr
    assert any(line.startswith(contract) for line in _broken(result.stdout)), result.stdout


def test_a_room_without_a_place_breaks_the_tiers(copy: Path):
    (copy / "soundings" / "newcomer").mkdir()
    (copy / "soundings" / "newcomer" / "__init__.py").touch()
    result = lint(copy)
    assert result.returncode == 1
    assert "newcomer" in result.stdout


def _broken(output: str) -> list[str]:
    """The names of the broken contracts: a name may run over two lines, and ends with its verdict."""
    one_line = " ".join(output.split("Contracts: ")[0].split())
    names = [contract["name"] for contract in CONTRACTS.values()]
    return [name for name in names if f"{name} BROKEN" in one_line]
