"""soundings demo: an invented agency to try, to test and to show."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from soundings.config.preparing import bring_up_to_date, refresh_statistics
from soundings.core.models import Agency
from soundings.demo.build import DEFAULT_AS_OF, DEFAULT_CASES, DEFAULT_SEED, MOST_COUNTED, build
from soundings.demo.people import PASSWORD, sign_ins
from soundings.demo.reviewing import LEAST_REVIEWED, review_cases


class Command(BaseCommand):
    help = "Build the invented agency: the same seed gives the same exports. Prints the sign-in names."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=DEFAULT_CASES, help="how many cases, 4 to 1,000,000")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another number, another agency")
        parser.add_argument("--as-of", type=date.fromisoformat, default=DEFAULT_AS_OF, help="last day, YYYY-MM-DD")

    def handle(self, *, cases: int, seed: int, as_of: date, **options: Any) -> None:
        if not 4 <= cases <= 1_000_000:
            raise CommandError("Ask for 4 to 1,000,000 cases.")
        bring_up_to_date()
        if Agency.objects.exists():
            raise CommandError("There is an agency here already. Set SOUNDINGS_DATA_DIR to an empty folder for a demo.")
        people = build(cases=cases, seed=seed, as_of=as_of, progress=self._say)
        if LEAST_REVIEWED <= cases <= MOST_COUNTED:
            review_cases(people.agency, seed=seed, as_of=as_of)
        refresh_statistics()
        self.stderr.write(f"{cases:,} cases of an invented agency, to {as_of:%d %B %Y}.")
        self.stdout.write(f"Sign in at http://127.0.0.1:8000 (everybody's password: {PASSWORD})")
        for sign in sign_ins():
            self.stdout.write(f"  {sign.email:45} {sign.what}")

    def _say(self, done: int) -> None:
        if done % 10_000 < 500:
            self.stderr.write(f"{done:,} cases stored")
