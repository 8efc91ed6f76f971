"""What the build leaves: our own look, nobody else's identity, nothing fetched from elsewhere."""

import re

import pytest

from tests.architecture.source import ROOT

BUILT = ROOT / "soundings" / "design" / "static" / "built"
TEXT = {".css", ".js", ".svg"}
SOURCES = [*(ROOT / "frontend" / "src").glob("*.js"), *(ROOT / "soundings" / "design" / "templates").rglob("*.html")]
OTHERS = re.compile(r"gds transport|crown|crest|govuk-logo", re.I)


def built() -> list:
    files = [path for path in BUILT.rglob("*") if path.suffix in TEXT]
    assert files, "Build first: node build.mjs in frontend/."
    return files


def test_no_crown_crest_logo_or_font_of_another_body():
    for path in built():
        assert not OTHERS.search(path.read_text()), path.name
    assert not [path.name for path in BUILT.rglob("*") if OTHERS.search(path.name)]


def test_the_check_would_find_one():
    assert OTHERS.search(".govuk-header__crown{}")


def test_styles_fetch_only_from_the_same_folder():
    urls = re.findall(r"url\(([^)]+)\)", (BUILT / "app.css").read_text())
    assert urls
    for url in (url.strip("\"'") for url in urls):
        assert url.startswith("data:") or (BUILT / url).is_file(), url


def test_the_font_brings_its_licence():
    assert "SIL Open Font License" in (BUILT / "fonts" / "LICENSE").read_text()


def test_modules_of_our_own_stay_small():
    assert [path.name for path in SOURCES if path.suffix == ".js" and len(path.read_text().splitlines()) > 65] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if path.suffix == ".html"], ids=lambda path: path.name)
def test_templates_hold_nothing_that_the_policy_refuses(path):
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", text)
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", text)
    assert not re.search(r"(src|href)=\"(https?:)?//", text)


def test_scripts_keep_nothing_in_the_browser():
    for path in SOURCES:
        assert not re.search(r"localStorage|sessionStorage|indexedDB|document\.cookie", path.read_text()), path.name
