"""`soundings state verify` and `soundings state rebuild`."""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from soundings.breadth.actions.months import count_months
from soundings.breadth.actions.rebuilding import rebuild
from soundings.breadth.queries.proving import Difference, differences, one_moment
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for

SHOWN = 50  # differences that are listed; the others are counted


class Command(BaseCommand):
    help = (
        "verify: proves that what boards show is what cases and records say (exit 1 with a list if not). "
        "rebuild: makes it so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify", "rebuild"])
        parser.add_argument("--agency", metavar="CODE", help="this agency only")

    def handle(self, *, what: str, agency: str | None, **options: Any) -> None:
        agencies = list(Agency.objects.filter(code=agency) if agency else Agency.objects.all())
        if agency and not agencies:
            raise CommandError(f"No agency has the code {agency}.")
        wrong = [one.code for one in agencies if not self._done(what, one)]
        if wrong:
            raise CommandError(f"Not as the records say: {', '.join(wrong)}. “soundings state rebuild” mends it.")

    def _done(self, what: str, agency: Agency) -> bool:
        if what == "verify":
            return self._verified(agency)
        cases = rebuild(agency.pk, at=timezone.now(), progress=self._say)
        count_months(agency.pk, at=timezone.now())
        self.stdout.write(f"{agency.code}: made anew for {cases:,} cases.")
        return True

    def _verified(self, agency: Agency) -> bool:
        with one_moment(), acting_for(agency):
            found = differences(agency.pk, progress=self._say)
            first = list(islice(found, SHOWN))
            more = sum(1 for _ in found)
        for one in first:
            self.stderr.write(_line(one))
        if more:
            self.stderr.write(f"and {more:,} more")
        if not first:
            self.stdout.write(f"{agency.code}: every state, signal, tally and count is as the records say.")
        return not first

    def _say(self, done: int) -> None:
        if done % 100_000 == 0:
            self.stdout.write(f"{done:,} cases looked at")


def _line(one: Difference) -> str:
    """Says where, by key: no name of a child stands in a terminal or a log."""
    if one.what == "signal":
        return f"signal of case {one.where}: {one.field} is not as the rules say"
    if one.what == "state":
        return f"state of case {one.where}: {one.field or 'none'} is not as it must be"
    if one.what == "record":
        return f"record {one.where}: no element of this agency has the key {one.stored}; a rebuild does not mend that"
    if one.what == "link":
        return f"record {one.where}, case {one.stored}: there is no such {one.field}; a rebuild does not mend that"
    if one.what == "activity":
        return f"activity {one.where}: there is no case {one.stored}; a rebuild does not mend that"
    return f"{one.what} of place {one.where}: {one.field} is {one.stored}, must be {one.expected}"
