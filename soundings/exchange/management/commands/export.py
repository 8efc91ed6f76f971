"""`soundings export cases|practice`: writes what the named user may export, in the form that `import` takes."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from soundings.core.rules import SYSTEM, Denied, TrailUnavailable
from soundings.core.tenancy import acting_for
from soundings.exchange.management.who import agency_named, viewer_named
from soundings.exchange.queries.exports import EXPORTS, exported
from soundings.exchange.writing.tables import FORMATS, table_file


class Command(BaseCommand):
    help = (
        "Write cases or practice, with names, in the form that `soundings import` takes. The trail says who took them. "
        "Without --as only from a training or demonstration copy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(EXPORTS))
        parser.add_argument("--agency", metavar="CODE", help="of which agency, where there are several")
        parser.add_argument("--as", dest="user", metavar="USER", help="sign-in name of who exports")
        parser.add_argument("--reason", default="", help="why the list is needed; it stands in the trail")
        parser.add_argument("--format", choices=FORMATS, default="csv", dest="form")
        parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")

    def handle(self, *, kind: str, user: str | None, reason: str, form: str, out: Path | None, **options: Any) -> None:
        at = timezone.now()
        agency = agency_named(options["agency"])
        if user is None and not agency.is_training:
            raise CommandError(_("Say who exports, with --as and their sign-in name."))
        try:
            with acting_for(agency):
                by = viewer_named(user, agency, at=at, reason=reason) if user else SYSTEM
                headings, rows = exported(kind, agency=agency, by=by, at=at)
        except Denied as error:
            raise CommandError(error.words) from None
        except TrailUnavailable:
            raise CommandError(_("The trail cannot be written, so nothing was exported.")) from None
        content = table_file(kind, headings, rows, form=form)
        if out:
            out.write_bytes(content)
            self.stderr.write(_("%(rows)s rows in %(path)s.") % {"rows": f"{len(rows):,}", "path": out})
        elif form == "xlsx" and sys.stdout.isatty():
            raise CommandError(_("A workbook does not go to the screen: give --out FILE."))
        else:
            self.stdout.flush()
            sys.stdout.buffer.write(content)
