"""`soundings export cases|practice|dashboard|reviews`: writes what the named user may export."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.rules import Past
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, Denied, TrailUnavailable
from soundings.core.tenancy import acting_for
from soundings.depth.queries.exports import programmes_to_export, reviews_table
from soundings.exchange.management.who import agency_named, viewer_named
from soundings.exchange.permissions import can_export
from soundings.exchange.queries.dashboards import Asked, Table, dashboard_figures, named_dashboard
from soundings.exchange.queries.exports import EXPORTS, exported
from soundings.exchange.writing.tables import FORMATS, table_file

DASHBOARD, REVIEWS = "dashboard", "reviews"


class Command(BaseCommand):
    help = (
        "Write cases or practice, with names, in the form that `soundings import` takes, or a dashboard: with names "
        "for whoever may take them, else its figures with small numbers hidden, or the answers of a programme of "
        "reviews under codes. The trail says who took which child. "
        "Without --as only cases and practice, from a training or demonstration copy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*EXPORTS, DASHBOARD, REVIEWS])
        parser.add_argument("--agency", metavar="CODE", help="of which agency, where there are several")
        parser.add_argument("--as", dest="user", metavar="USER", help="sign-in name of who exports")
        parser.add_argument("--reason", default="", help="why the list is needed; it stands in the trail")
        parser.add_argument("--format", choices=FORMATS, default="csv", dest="form")
        parser.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
        of_reviews = parser.add_argument_group("of reviews")
        of_reviews.add_argument("--programme", metavar="ID", default="", help="default: the latest programme")
        of_reviews.add_argument("--words", action="store_true", help="with what people wrote, names left out")
        of_dashboard = parser.add_argument_group("of a dashboard")
        of_dashboard.add_argument("--unit", metavar="CODE", help="of which team, service or locality")
        of_dashboard.add_argument("--board", metavar="CODE", default="", help="default: the one that is shown there")
        of_dashboard.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="as a team’s was, YYYY-MM-DD")
        of_dashboard.add_argument("--known", action="store_true", help="only what had been recorded by then")
        of_dashboard.add_argument("--figures", action="store_true", help="the figures, also where names may leave")

    def handle(self, *, kind: str, user: str | None, reason: str, form: str, out: Path | None, **options: Any) -> None:
        at = timezone.now()
        agency = agency_named(options["agency"])
        if user is None and (kind in (DASHBOARD, REVIEWS) or not agency.is_training):
            raise CommandError(_("Say who exports, with --as and their sign-in name."))
        try:
            with acting_for(agency):
                by = viewer_named(user, agency, at=at, reason=reason) if user else SYSTEM
                if kind == DASHBOARD and isinstance(by, Viewer):
                    headings, rows = _dashboard(by, agency, at, options)
                elif kind == REVIEWS and isinstance(by, Viewer):
                    headings, rows = _reviews(by, at, options)
                else:
                    headings, rows = exported(kind, agency=agency, by=by, at=at)
        except Denied as error:
            raise CommandError(error.words) from None
        except TrailUnavailable:
            raise CommandError(_("The trail cannot be written, so nothing was exported.")) from None
        self._write(table_file(kind, headings, rows, form=form), len(rows), form, out)

    def _write(self, content: bytes, rows: int, form: str, out: Path | None) -> None:
        if out:
            out.write_bytes(content)
            self.stderr.write(_("%(rows)s rows in %(path)s.") % {"rows": f"{rows:,}", "path": out})
        elif form == "xlsx" and sys.stdout.isatty():
            raise CommandError(_("A workbook does not go to the screen: give --out FILE."))
        else:
            self.stdout.flush()
            sys.stdout.buffer.write(content)


def _reviews(by: Viewer, at: datetime, options: dict[str, Any]) -> Table:
    wanted = options["programme"]
    found = [one for one in programmes_to_export(by) if wanted in ("", one.public_id)]
    if not found:
        raise CommandError(_("There is no programme of reviews whose data you may take out."))
    return reviews_table(by, found[0], words=options["words"], at=at)


def _dashboard(by: Viewer, agency: Agency, at: datetime, options: dict[str, Any]) -> Table:
    code, on = options["unit"], options["on"]
    place = Unit.objects.filter(agency=agency, code=code).first() if code else None
    if code and place is None:
        raise CommandError(_("There is no place with the code “%(code)s”.") % {"code": code})
    past = Past(on, options["known"]) if on and on != by.on else None
    asked = Asked(place, options["board"], past, get_language() or agency.language)
    if can_export(by) and not options["figures"]:
        return named_dashboard(by, asked, at=at)
    return dashboard_figures(by, asked)
