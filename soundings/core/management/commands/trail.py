from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.core.verification import verify_trail
from soundings.core.words import problem_sentence


class Command(BaseCommand):
    help = "The trail of reads and changes: `trail verify` proves that it is complete and unaltered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["verify"], help="verify: read the whole trail; exit 1 on any problem.")

    def handle(self, *, what: str, **options: Any) -> None:
        problems = verify_trail()
        for problem in problems:
            self.stderr.write(problem_sentence(problem))
        if problems:
            raise CommandError(
                ngettext("%d problem in the trail.", "%d problems in the trail.", len(problems)) % len(problems)
            )
        self.stdout.write(_("The trail is complete and unaltered."))
