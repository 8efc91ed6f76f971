"""What people and scripts rely on stands in the reference: commands, settings, pages."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from soundings.config.environment import Environment
from soundings.config.routes import Route, all_routes
from tests.architecture.source import ROOT, tracked_files

SETTINGS = sorted(f"SOUNDINGS_{name.upper()}" for name in Environment.model_fields)
COMMANDS = sorted(name for name, app in get_commands().items() if app.startswith("soundings."))
PAGES = [route for route in all_routes() if route.name and not route.pattern.startswith("/look/")]


def reference(name: str) -> str:
    """One page of the reference; empty until it is written."""
    path = ROOT / "docs" / "reference" / name
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_reference(command: str):
    assert re.search(rf"`soundings {command}\b", reference("commands.md")), "Describe it in docs/reference/commands.md."


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_reference_and_in_the_sample(setting: str):
    assert f"`{setting}`" in reference("settings.md"), "Describe it in docs/reference/settings.md."
    assert re.search(rf"^{setting}=", (ROOT / ".env.sample").read_text(), re.M), "Show it in .env.sample."


def test_the_sample_shows_no_setting_that_is_gone():
    shown = re.findall(r"^(SOUNDINGS_\w+)=", (ROOT / ".env.sample").read_text(), re.M)
    assert sorted(shown) == SETTINGS


def as_written(pattern: str) -> str:
    """The address as the reference shows it: `/case/<public_id>/`, also where Django has an expression."""
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern).replace("^", "").replace("$", "")
    return re.sub(r"<\w+:(\w+)>", r"<\1>", plain)


@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.name)
def test_every_page_is_in_the_reference(route: Route):
    address = as_written(route.pattern)
    assert f"`{address}`" in reference("pages.md"), f"Describe {address} in docs/reference/pages.md."


PAGES_OF_TEXT = [path for path in tracked_files() if path.suffix == ".md"]


@pytest.mark.parametrize("text", PAGES_OF_TEXT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(text: Path):
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text.read_text())
    assert not [target for target in targets if not (text.parent / target).exists()]
