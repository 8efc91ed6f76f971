"""The invented return files that stand beside this repository where it is developed. Elsewhere these step aside."""

from pathlib import Path

import pytest

RETURNS = Path(__file__).resolve().parents[2].parent / "shared" / "returns"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Without the folder there is nothing to read; tests/exchange reads files of its own in any case."""
    return True if collection_path.name.startswith("test_") and not RETURNS.is_dir() else None


@pytest.fixture
def annex_a() -> Path:
    """The folder of Annex A workbooks."""
    return RETURNS / "annex-a"
