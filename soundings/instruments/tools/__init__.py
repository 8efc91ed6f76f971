"""The questionnaires that every agency starts with, in our own words, read from the files beside this one.

Texts are English; `in_cy.toml` has the Welsh of each. A section may give its questions what they share: `for`, `with`.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from soundings.instruments.rules import SILENT, Definition, Use

LANGUAGE = "en"
OTHERS = ("cy",)
TEXTS = ("title", "guidance", "text", "hint", "label", "low", "high")
ORDER = ("mapping", "safety-planning", "whole-case", "supervision", "early-help", "multi-agency")


@dataclass(frozen=True, slots=True)
class Tool:
    """One questionnaire as every agency starts with it."""

    code: str
    use: Use
    names: dict[str, str]
    purposes: dict[str, str]
    definition: dict[str, Any]


@cache
def tools() -> tuple[Tool, ...]:
    """The tools in the order in which they are offered. Raises ValueError or KeyError for a file that is none."""
    return tuple(_tool(Path(__file__).with_name(f"{code}.toml")) for code in ORDER)


def _tool(path: Path) -> Tool:
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    sections = [_section(one) for one in read["sections"]]
    groups = [one | {"label": _texts(one["label"])} for one in read["groups"]]
    names = _texts(read["name"])
    definition = {"languages": [LANGUAGE, *OTHERS], "sections": sections, "groups": groups}
    whole = Definition.read(definition).as_json()
    return Tool(read["code"], Use(read["use"]), names, _texts(read["purpose"]), whole)


def _section(read: dict[str, Any]) -> dict[str, Any]:
    shared = read.pop("with", {}) | {"for": read.pop("for", [])}
    return _said(read) | {"questions": [_question(shared, one) for one in read["questions"]]}


def _question(shared: dict[str, Any], read: dict[str, Any]) -> dict[str, Any]:
    silent = read.get("kind") in SILENT
    whole = _said(({"for": shared["for"]} if silent else shared) | read)
    low, high = whole.pop("low", None), whole.pop("high", None)
    return whole | ({"ends": {"low": low, "high": high}} if low and high else {})


def _said(read: dict[str, Any]) -> dict[str, Any]:
    return {name: _texts(value) if name in TEXTS else value for name, value in read.items()}


def _texts(english: str) -> dict[str, str]:
    return {LANGUAGE: english} | {language: _words(language)[english] for language in OTHERS}


@cache
def _words(language: str) -> dict[str, str]:
    """What each English sentence of the tools is in this language."""
    return tomllib.loads(Path(__file__).with_name(f"in_{language}.toml").read_text(encoding="utf-8"))
