"""What the source itself promises: documented functions, a given clock, rules without words."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, calls, modules, names_along

DOCUMENTED = {"rules", "queries", "actions"}
READS_THE_CLOCK = {"views", "api", "management", "tasks", "middleware", "migrations"}
CLOCK = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("timezone", "now"), ("timezone", "localdate")}
MANY_WORDS = 5


def of_role(*roles: str) -> list[Module]:
    return [module for module in modules() if module.role in roles or ("rules" in roles and module.room == "stats")]


# --- docstrings ----------------------------------------------------------------------------------------------------


def undocumented(module: Module) -> Iterator[str]:
    for node in module.tree.body:
        public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if public and ast.get_docstring(node) is None:
            yield f"{module.at(node)} {node.name}"


@pytest.mark.parametrize("module", of_role(*DOCUMENTED), ids=lambda m: m.name)
def test_public_functions_say_what_comes_back(module: Module):
    assert not list(undocumented(module))


def test_a_planted_function_without_a_docstring_is_found():
    assert list(undocumented(Module("cases/queries.py", "def open_cases(): pass")))
    assert not list(undocumented(Module("cases/queries.py", "def _open(): pass")))


# --- the clock -----------------------------------------------------------------------------------------------------


def looks_at_the_clock(module: Module) -> Iterator[str]:
    for call, name in calls(module.tree):
        if isinstance(call.func, ast.Attribute) and any((of, name) in CLOCK for of in names_along(call.func.value)):
            yield f"{module.at(call)} {ast.unparse(call)}"


def may_look(module: Module) -> bool:
    return module.role in READS_THE_CLOCK or module.room in {"config", "bench"}


@pytest.mark.parametrize("module", [m for m in modules() if not may_look(m)], ids=lambda m: m.name)
def test_below_views_and_commands_the_clock_is_given(module: Module):
    assert not list(looks_at_the_clock(module)), "Pass `on` or `at` instead."


@pytest.mark.parametrize("planted", ["date.today()", "timezone.now()", "datetime.datetime.now(UTC)"])
def test_a_planted_look_at_the_clock_is_found(planted: str):
    assert list(looks_at_the_clock(Module("cases/queries.py", planted)))


# --- rules ---------------------------------------------------------------------------------------------------------


def sentences(module: Module) -> Iterator[str]:
    """Strings of five words and more, apart from docstrings and from what an error says to a programmer."""
    every = list(ast.walk(module.tree))
    let_be = {id(part) for node in every if isinstance(node, ast.Raise) for part in ast.walk(node)}
    let_be |= {id(node.value) for node in every if isinstance(node, ast.Expr)}
    for node in every:
        text = node.value if isinstance(node, ast.Constant) and id(node) not in let_be else None
        if isinstance(text, str) and len(text.split()) >= MANY_WORDS:
            yield f"{module.at(node)} {text[:60]}"


def imports_django(module: Module) -> bool:
    imported = [node for node in ast.walk(module.tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", "") or "" for node in imported} | {a.name for node in imported for a in node.names}
    return any(name.split(".")[0] in {"django", "allauth"} or "gettext" in name for name in names)


@pytest.mark.parametrize("module", of_role("rules"), ids=lambda m: m.name)
def test_rules_return_codes_and_leave_the_words_to_words(module: Module):
    assert not imports_django(module)
    assert not list(sentences(module))


def test_planted_words_in_rules_are_found():
    assert list(sentences(Module("cases/rules.py", "WORDS = 'This child has not been seen'")))
    assert imports_django(Module("cases/rules.py", "from django.utils.translation import gettext as _"))
