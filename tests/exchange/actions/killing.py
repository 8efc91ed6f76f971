"""Kills an import at random instants and tells what was left each time. Runs as a process of its own, on SQLite.

The folder given holds a database with an agency and its children; each attempt begins on a copy of it. Children of this
process are forked, so that every kill falls into the import itself and not into the start of Python.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

KILLS = 12
ROWS = 3_000


def main(folder: Path) -> None:
    import django

    django.setup()
    from django.db import connections

    template = folder / "template"
    template.mkdir()
    connections.close_all()
    for path in folder.glob("soundings*.sqlite3*"):
        shutil.copy(path, template / path.name)

    whole = time.monotonic()
    _attempt(folder, delay=None)
    whole = time.monotonic() - whole
    expected = _standing()
    told = []
    for number in range(KILLS):
        _restore(folder, template)
        _attempt(folder, delay=random.Random(number).uniform(0, whole))
        left = _standing()
        _attempt(folder, delay=None)
        told.append({"left": len(left["records"]), "after": _standing() == expected, "states": _states_agree()})
    sys.stdout.write(json.dumps({"expected": len(expected["records"]), "told": told}))


def _restore(folder: Path, template: Path) -> None:
    from django.db import connections

    connections.close_all()
    for path in folder.glob("soundings*.sqlite3*"):
        path.unlink()
    for path in template.iterdir():
        shutil.copy(path, folder / path.name)


def _attempt(folder: Path, *, delay: float | None) -> None:
    """Load the file in a child of this process; kill it after `delay` seconds, or wait until it is done."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        _load(folder / "practice.csv")
        os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _load(path: Path) -> None:
    from datetime import UTC, datetime

    from soundings.core.models import Agency
    from soundings.core.rules import SYSTEM
    from soundings.exchange import actions
    from soundings.exchange.rules import Kind, Options

    at = datetime(2026, 3, 16, 12, tzinfo=UTC)
    options = Options("2026-03-16")
    actions.load(kind=Kind.PRACTICE, paths=[path], options=options, agency=Agency.objects.get(), by=SYSTEM, at=at)


def _standing() -> dict:
    """What stands of practice, without the ids and moments of one run."""
    from soundings.breadth.models import CaseState, RecordCase, Tally

    records = RecordCase.objects.values_list(
        "case", "record__element", "record__answer", "record__happened_on", "record__number", "record__words"
    )
    states = CaseState.objects.order_by("pk").values_list("pk", "values")
    tallies = Tally.objects.order_by("unit", "element").values_list("unit", "element", "expected", "recorded")
    return {
        "records": sorted(map(str, records)),
        "states": list(states),
        "tallies": list(tallies),
    }


def _states_agree() -> bool:
    """Whether states and tallies are what the records make of them."""
    import io

    from django.core.management import CommandError, call_command

    try:
        call_command("state", "verify", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError:
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
