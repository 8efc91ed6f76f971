"""`soundings init`: a real agency and its first administrator."""

import getpass
import sys
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from soundings.accounts.actions import agencies
from soundings.accounts.actions.agencies import FirstAdministrator, NewAgency
from soundings.accounts.setup_code import forget_setup_code
from soundings.core.models import Agency
from soundings.core.rules import Denied


class Command(BaseCommand):
    help = "Make an agency and its first administrator. Asks for what is not given as an option."

    def add_arguments(self, parser):
        parser.add_argument("--agency", default="", help="name of the agency")
        parser.add_argument("--code", default="", help="short name for files (default: made from the name)")
        parser.add_argument("--time-zone", default="Europe/London")
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )
        parser.add_argument("--training", action="store_true", help="a training copy, with invented people only")
        parser.add_argument("--name", default="", help="name of the first administrator")
        parser.add_argument("--email", default="", help="the e-mail address with which they sign in")
        parser.add_argument("--password-stdin", action="store_true", help="read their password from standard input")

    def handle(self, *, agency, code, time_zone, language, training, name, email, password_stdin, **options):
        if Agency._meta.db_table not in connection.introspection.table_names():
            call_command("migrate", interactive=False, verbosity=0)
        said = NewAgency(
            name=agency or self.ask("Name of the agency"),
            code=code,
            time_zone=time_zone,
            language=language,
            is_training=training,
        )
        administrator = FirstAdministrator(
            name=name or self.ask("Your name"),
            email=email or self.ask("Your e-mail address"),
            password=self.password(from_stdin=password_stdin),
        )
        try:
            user = agencies.begin(agency=said, administrator=administrator, at=timezone.now())
        except Denied as denied:
            raise CommandError(denied.words) from denied
        forget_setup_code()
        self.stdout.write(self.style.SUCCESS(f"{user.agency.name} stands, with the code {user.agency.code}."))
        self.stdout.write(
            f"Start it with `soundings serve` and sign in as {user.email}: “Set up” leads through the rest.\n"
            "From files: `soundings import structure FILE`, `soundings import staff FILE`."
        )

    def ask(self, question: str, answer: Callable[[str], str] = input) -> str:
        """What the person at the console says. Refused where nobody is there to be asked."""
        if not sys.stdin.isatty():
            raise CommandError(f"{question}: nobody is here to say. Give it as an option (see --help).")
        return answer(f"{question}: ").strip()

    def password(self, *, from_stdin: bool) -> str:
        """The first line of standard input, or what is typed twice without being shown."""
        if from_stdin:
            return sys.stdin.readline().rstrip("\n")
        first = self.ask("Your password (12 characters or more)", getpass.getpass)
        if first != self.ask("The same once more", getpass.getpass):
            raise CommandError("The two differ. Nothing was made.")
        return first
