"""soundings bench: how fast this machine is at the work that people wait for."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from soundings.bench.measure import Row
from soundings.bench.places import CannotRun, environment, soundings
from soundings.bench.works import WORKS, measured

HEAD = (
    "| work | database | cases | rows | median | p95 | target p95 (scaled) | memory | loop |\n"
    "|---|---|--:|--:|--:|--:|--:|--:|--:|"
)


class Command(BaseCommand):
    help = "Measure the work that people wait for, in folders and databases of the benchmark's own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, nargs="+", default=[10_000], help="sizes, such as 10000 1000000")
        parser.add_argument("--database", nargs="+", default=["sqlite"], choices=["sqlite", "postgres"])
        parser.add_argument("--only", nargs="+", default=list(WORKS), choices=list(WORKS), metavar="WORK")
        parser.add_argument("--here", action="store_true", help="in this process and data folder; prints JSON")

    def handle(self, *, cases: list[int], database: list[str], only: list[str], here: bool, **options: Any) -> None:
        if here:
            for name in only:
                self.stdout.write(json.dumps(asdict(measured(name, cases[0]))))
            return
        self.stdout.write(HEAD)
        for store in database:
            for size in cases:
                self._measure(store, size, only)

    def _measure(self, store: str, size: int, only: list[str]) -> None:
        folder = Path(settings.ENV.data_dir) / "bench" / f"{store}-{size}"
        try:
            with environment(store, folder) as own:
                if not (folder / "built").exists():
                    self.stderr.write(f"Building an invented agency of {size:,} cases on {store}")
                    soundings(["demo", "--cases", str(size)], own, quiet=True)
                    (folder / "built").touch()
                for name in only:  # a process each, so that memory is that of one piece of work
                    text = soundings(["bench", "--here", "--cases", str(size), "--only", name], own)
                    self.stdout.write(line(Row(**json.loads(text.splitlines()[-1]))))
        except CannotRun as reason:
            raise CommandError(str(reason)) from None


def line(row: Row) -> str:
    """The row as a line of a Markdown table; milliseconds, or rows a second where rows were stored."""
    target = row.scaled_target
    figures = (f"{row.median:,.1f} ms", f"{row.p95:,.1f} ms")
    wanted = "" if target is None else f"{target:,.0f} {'rows/s' if row.rate else 'ms'}"
    if row.rate:
        figures = (f"{row.rate:,.0f} rows/s", f"{row.p95 / 1000:,.1f} s")
    met = {True: " ✓", False: " ✗", None: ""}[row.within]
    return (
        f"| {row.work} | {row.database} | {row.cases:,} | {row.rows:,} | {figures[0]} | {figures[1]} "
        f"| {wanted}{met} | {row.peak_mib:,.0f} MiB | {row.loop:.0f} ms |"
    )
