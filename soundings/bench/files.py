"""Files loaded as the command line loads them: read, checked, stored and projected."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from soundings.breadth.models import CaseState
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, new_public_id
from soundings.core.tenancy import acting_for
from soundings.demo.annex_a import write_workbook
from soundings.demo.build import DEFAULT_AS_OF
from soundings.exchange import actions
from soundings.exchange.models import Batch
from soundings.exchange.rules import Kind, Options, Unknown

PRACTICE_ROWS = 100_000
CHILDREN = 12_000
ELEMENTS = ("mapping-internal", "mapping-family", "words-and-pictures", "child-plan", "adult-plan")
AT = datetime(DEFAULT_AS_OF.year, DEFAULT_AS_OF.month, DEFAULT_AS_OF.day, 20, tzinfo=UTC)


class NotLoaded(Exception):
    """A file that should be timed was not stored."""


@dataclass
class Load:
    """One file to load, once."""

    kind: Kind
    path: Path
    rows: int
    batch: Batch | None = None

    def run(self, _number: int) -> None:
        """The file is loaded. Raises NotLoaded if nothing was stored."""
        agency = Agency.objects.get()
        with acting_for(agency):
            result, _refused = actions.load(
                kind=self.kind,
                paths=[self.path],
                options=Options(as_of=DEFAULT_AS_OF.isoformat(), unknown=Unknown.CREATE.value),
                agency=agency,
                by=SYSTEM,
                at=AT,
                dry_run=False,
            )
        if not result.stored:
            raise NotLoaded(f"{self.kind}: nothing was stored")
        self.batch = result.batch

    def undo(self) -> None:
        """The agency is again as it was, so that whatever is measured next finds the size that it states."""
        assert self.batch, "Nothing was loaded."
        with acting_for(self.batch.agency_id):
            actions.take_back(batch=self.batch, by=SYSTEM, at=AT, reason="Measured.")
        self.path.unlink()


def practice_load() -> Load:
    """A CSV of practice, spread over the open cases."""
    agency = Agency.objects.get()
    with acting_for(agency):
        states = CaseState.objects.filter(agency=agency, is_open=True, restricted=False).order_by("pk")
        heads = list(states.values_list("head__ref", "opened_on")[:20_000])
    path = Path(settings.ENV.data_dir) / f"practice-{new_public_id()}.csv"
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(("Child IDs", "Element", "Date"))
        for number in range(PRACTICE_ROWS):
            ref, opened_on = heads[number % len(heads)]
            turn = number // len(heads)
            element, after = ELEMENTS[turn % len(ELEMENTS)], turn // len(ELEMENTS)
            day = min(opened_on + timedelta(days=after), DEFAULT_AS_OF)
            writer.writerow((ref, element, f"{day:%d/%m/%Y}"))
    return Load(Kind.PRACTICE, path, PRACTICE_ROWS)


def annex_a_load() -> Load:
    """An Annex A workbook of 12,000 children whom nobody knows yet."""
    name = new_public_id()
    path = Path(settings.ENV.data_dir) / f"annex-a-{name}.xlsx"
    rows = write_workbook(path, children=CHILDREN, seed=hash(name) % 1_000, as_of=DEFAULT_AS_OF)
    return Load(Kind.ANNEX_A, path, sum(rows.values()))
