"""Every template compiles."""

from pathlib import Path

import pytest
from django.template import engines

from tests.architecture.source import ROOT

FOLDERS = {"templates": "django", "jinja2": "jinja2"}


def templates() -> list[tuple[str, str]]:
    """Each template's engine and name."""
    found = []
    for folder, engine in FOLDERS.items():
        for path in sorted((ROOT / "soundings").glob(f"*/{folder}/**/*")):
            parts = path.parts
            if path.is_file():
                found.append((engine, str(Path(*parts[parts.index(folder) + 1 :]))))
    return found


@pytest.mark.parametrize(("engine", "name"), templates())
def test_template_compiles(engine: str, name: str):
    assert engines[engine].get_template(name)


def test_there_are_templates():
    assert templates()
