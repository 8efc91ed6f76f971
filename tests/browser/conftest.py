"""A real server on the invented agency, a real browser, and the steps that journeys share.

Each test process starts its own server on its own copy of the data. A page that writes an error to its console,
or asks another site for anything, fails its test.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests import temporary

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = ROOT / "docs" / "pictures"
CASES = 200
IN_CI = os.environ.get("CI") in ("1", "true")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PLACES = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Served:
    """Where the server answers, and what it says."""

    address: str
    log: Path


# --- the browser ---------------------------------------------------------------------------------------------------


def _chromium() -> str | None:
    places = (
        os.environ.get("SOUNDINGS_CHROMIUM"),
        "/usr/bin/chromium",
        "chromium",
        "chromium-browser",
        "google-chrome",
    )
    return next((found for place in places if place and (found := shutil.which(place))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict:
    chromium = _chromium()
    if chromium is None and IN_CI:
        pytest.fail("No Chromium: in CI the browser tests must run.")
    if chromium is None:
        pytest.skip("No Chromium. On Debian: sudo apt-get install chromium; elsewhere set SOUNDINGS_CHROMIUM.")
    return {"executable_path": chromium, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return browser_context_args | {
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def context(context: BrowserContext, served: Served, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """The browser's context, watched."""
    yield from watched(context, served, request)


def watched(context: BrowserContext, served: Served, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """Afterwards browser and server must have been quiet, and no other site asked."""
    context.set_default_timeout(15_000)
    faults: list[str] = []
    logged = served.log.stat().st_size
    context.on("console", lambda line: faults.append(f"console: {line.text}") if line.type == "error" else None)
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    context.on("request", lambda asked: faults.extend(_elsewhere(asked.url, served.address)))
    yield context
    faults.extend(line for line in served.log.read_text()[logged:].splitlines() if '"level": "error"' in line)
    if not request.node.get_closest_marker("console_errors_expected"):
        assert not faults, "Browser and server reported:\n  " + "\n  ".join(faults)


def _elsewhere(url: str, site: str) -> list[str]:
    inside = url.startswith((site, "data:", "blob:", "about:"))
    return [] if inside else [f"asked another site: {url}"]


# --- the site ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the invented agency, built by the first process of the run that asks for it."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder, done = shared / "prepared", shared / "prepared-done"
    try:
        folder.mkdir()
    except FileExistsError:
        _wait_for(done.exists, 300, "another test process to build the invented agency")
    else:
        subprocess.run(_soundings("demo", "--cases", str(CASES)), env=_environment(folder), check=True)
        done.touch()
    return folder


@pytest.fixture(scope="session")
def served(prepared: Path) -> Iterator[Served]:
    """A running server, with its background worker, on a fresh copy of the invented agency."""
    with serving(prepared) as server:
        yield server


@contextmanager
def serving(prepared: Path, **more: str) -> Iterator[Served]:
    """A server runs on a copy of what is prepared. more: what else its environment holds."""
    folder = temporary.folder("site")
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = folder / "server.log"
    with log.open("w") as output:
        command = _soundings("serve", "--port", str(port), "--processes", "1")
        server = subprocess.Popen(command, env=_environment(folder) | more, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(lambda: server.poll() is not None or _answers(address), 60, "the server to answer")
        assert server.poll() is None, f"The server ended:\n{log.read_text()}"
        yield Served(address, log)
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def site(served: Served) -> str:
    """The address of the running server."""
    return served.address


@pytest.fixture(scope="session")
def base_url(site: str) -> str:
    """So that `page.goto("/")` opens the site."""
    return site


def _soundings(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "soundings.config.cli", *arguments]


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOUNDINGS_", "DJANGO_"))}
    return kept | {"SOUNDINGS_DATA_DIR": str(folder), "SOUNDINGS_RELAX_SECOND_STEP": "true"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        return urllib.request.urlopen(f"{address}/healthz", timeout=2).status == 200
    except OSError:
        return False


def _wait_for(ready: Callable[[], bool], seconds: float, what: str) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"Waited {seconds:.0f} s for {what}."
        time.sleep(0.1)


# --- the steps -----------------------------------------------------------------------------------------------------


@pytest.fixture
def signed_in() -> Callable[[Page, str], Page]:
    """`signed_in(page, "jane.smith")`: the page of this person of the invented agency, on their first page."""
    from soundings.demo.people import PASSWORD

    def sign_in(page: Page, name: str) -> Page:
        page.goto("/")
        page.get_by_label(re.compile("^e-?mail", re.I)).fill(name)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
        return page

    return sign_in


def whole(page: Page) -> None:
    """Wait for a page that has come in whole: just after a click the new one may still be without its elements."""
    page.wait_for_function("() => document.documentElement && document.readyState === 'complete'")


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: nothing on the page as it stands breaks WCAG 2.2 AA or axe's best practice."""

    def check(page: Page) -> None:
        whole(page)
        page.evaluate(AXE.read_text())
        options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
        found = page.evaluate("options => axe.run(document, options)", options)["violations"]
        lines = [f"{v['id']}: {v['help']}\n    " + "\n    ".join(n["html"] for n in v["nodes"][:3]) for v in found]
        assert not found, f"axe finds on {urlsplit(page.url).path}:\n  " + "\n  ".join(lines)

    return check


@pytest.fixture
def at_width() -> Callable[[Page, int], Page]:
    """`at_width(page, 320)`: the page at that width, where nothing makes the whole page scroll sideways."""

    def resize(page: Page, width: int) -> Page:
        page.set_viewport_size({"width": width, "height": 900})
        whole(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{urlsplit(page.url).path} is {wide} px wide in a window of {width} px."
        return page

    return resize


@pytest.fixture
def picture() -> Callable[..., None]:
    """`picture(page, "team-board")`: docs/pictures/team-board.png, drawn only by `make docs-pictures`."""

    def draw(page: Page, name: str, **options) -> None:
        if os.environ.get("SOUNDINGS_DOCS_PICTURES") == "1":
            PICTURES.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=PICTURES / f"{name}.png", animations="disabled", **options)

    return draw
