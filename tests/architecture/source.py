"""The product's own source, parsed, with the place of each file in its room."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file of a room. `name` is "cases/actions/merging.py", `role` is "actions"."""

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def room(self) -> str:
        return self.name.split("/")[0]

    @property
    def role(self) -> str:
        parts = self.name.split("/")
        return parts[1].removesuffix(".py") if len(parts) > 1 else ""

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"


def modules() -> list[Module]:
    """Every Python file of the product, by name."""
    package = ROOT / "soundings"
    found = sorted(path for path in package.rglob("*.py") if "node_modules" not in path.parts)
    return [Module(path.relative_to(package).as_posix(), path.read_text()) for path in found]


def tracked_files() -> list[Path]:
    """What git keeps, and what it would keep if it were added now."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Each call, with the last part of what is called: `a.b.c(...)` is "c"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node, node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node, node.func.id


def names_along(node: ast.AST) -> set[str]:
    """Every name in a chain: `Case.objects.filter(x).update` has Case, objects, filter, update."""
    names: set[str] = set()
    while True:
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute):
            names.add(node.attr)
            node = node.value
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return names | ({node.id} if isinstance(node, ast.Name) else set())
