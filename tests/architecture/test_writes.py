"""Rows are written in `actions` and nowhere else, so that every change leaves its trace."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.source import Module, calls, modules, names_along

WRITING_ROLES = {"actions", "models", "migrations"}
WRITING_ROOMS = {"demo", "bench"}  # they build whole agencies, through the bulk actions of each room
REASONS = {
    "core/bulk.py": "stores many rows at once for actions",
    "core/marking.py": "builds the triggers after migrations",
    "core/tenancy.py": "builds the wall after migrations",
    "design/documents.py": "saves a Word document into memory, no row",
}
ALWAYS = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "executemany", "asave", "acreate"}
ON_ROWS = {"create", "update", "delete"}  # these are names of dicts, caches and files too
OF_ROWS = {"objects", "_default_manager", "filter", "exclude", "all", "select_for_update", "order_by", "annotate"}
WRITING_SQL = ("insert", "update", "delete", "replace", "truncate", "create", "drop", "alter", "copy", "grant")


def writes(module: Module) -> Iterator[ast.Call]:
    """The calls in `module` that write rows, as far as their look tells."""
    for call, name in calls(module.tree):
        if name in ALWAYS or (name in ON_ROWS and _on_rows(call, name)) or (name == "execute" and _writing_sql(call)):
            yield call


def _on_rows(call: ast.Call, name: str) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if names_along(call.func.value) & OF_ROWS:
        return True
    return not call.args if name == "delete" else bool(call.keywords) and not call.args


def _writing_sql(call: ast.Call) -> bool:
    texts = [node.value for node in ast.walk(call) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return any(text.strip().lower().startswith(WRITING_SQL) for text in texts)


def may_write(module: Module) -> bool:
    return module.role in WRITING_ROLES or module.room in WRITING_ROOMS or module.name in REASONS


@pytest.mark.parametrize("module", [m for m in modules() if not may_write(m)], ids=lambda m: m.name)
def test_only_actions_write(module: Module):
    found = [f"{module.at(call)}: {ast.unparse(call)[:80]}" for call in writes(module)]
    assert not found, "Move these writes into actions:\n  " + "\n  ".join(found)


@pytest.mark.parametrize("name", sorted(REASONS))
def test_every_exception_is_still_needed(name: str):
    assert any(module.name == name and list(writes(module)) for module in modules())


@pytest.mark.parametrize(
    "planted",
    [
        "case.save()",
        "Case.objects.create(name=name)",
        "Case.objects.filter(pk=1).update(closed_on=on)",
        "rows.update(closed_on=on)",
        "case.delete()",
        "cases[0].activity.all().delete()",
        "Case.objects.bulk_create(made)",
        "cursor.execute('  INSERT INTO cases_case values (1)')",
        "cursor.execute(f'delete from {table}')",
        "cursor.executemany(sql, rows)",
    ],
)
def test_a_planted_write_is_found(planted: str):
    assert list(writes(Module("cases/views.py", planted)))


@pytest.mark.parametrize(
    "harmless",
    ["found.update(extra)", "digest.update(b'')", "cache.delete('key')", "cursor.execute('select 1')", "words.create"],
)
def test_what_only_looks_like_a_write_is_let_be(harmless: str):
    assert not list(writes(Module("cases/views.py", harmless)))
