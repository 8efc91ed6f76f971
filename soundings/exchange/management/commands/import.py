"""`soundings import KIND FILE...`: loads files. Safe to repeat: the same file changes nothing twice."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import By
from soundings.accounts.queries import unit_known_as
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, Denied, local_date
from soundings.core.tables import FileRefused
from soundings.core.tables.words import refusal
from soundings.core.tenancy import acting_for
from soundings.depth.rules import Side
from soundings.depth.rules.returned import SIDES
from soundings.exchange import actions
from soundings.exchange.management import answers
from soundings.exchange.management.who import agency_named, viewer_named
from soundings.exchange.models import ColumnMap
from soundings.exchange.queries.reports import Report
from soundings.exchange.rules import Kind, OfferKind, Options, Unknown
from soundings.exchange.words.lines import VERBS, counted, problem, verb_line
from soundings.exchange.words.notes import note


class Command(BaseCommand):
    help = (
        "Load files: checks everything first and tells every problem. Nothing is stored while there is one, "
        "unless --good-rows. Exit 0 only if every row was stored."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[*(kind.value for kind in Kind), answers.KIND])
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be stored, and store nothing")
        parser.add_argument("--agency", metavar="CODE", help="for which agency, where there are several")
        parser.add_argument("--as", dest="user", metavar="USER", help="sign-in name of who loads it")
        parser.add_argument(
            "--good-rows", action="store_true", help="store the good rows; the others come back as a file"
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the rows that were not stored")
        parser.add_argument("--map", default="", metavar="NAME", help="the remembered columns of a report")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="day of the file (default: today)")
        parser.add_argument(
            "--team", action="append", default=[], metavar="CODE",
            help="for a board: whose it is; otherwise: take the children of these teams only",
        )  # fmt: skip
        parser.add_argument(
            "--unknown", choices=[one.value for one in Unknown], default=Unknown.LEAVE.value,
            help="names of workers and teams that are not known: leave them out, create them, or refuse the file",
        )  # fmt: skip
        parser.add_argument(
            "--shift", choices=["swap", "right"], default="", help="for a board whose columns have slipped"
        )

        parser.add_argument(
            "--side", choices=[side.value for side in SIDES], help="for answers from KoboToolbox or ODK: who answered"
        )
        parser.add_argument(
            "--yes", action="store_true",
            help="for answers of the family: each was told who reads it and said themselves that they want to",
        )  # fmt: skip

    def handle(self, *, kind: str, files: Sequence[Path], dry_run: bool, **options: Any) -> None:
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise CommandError(_("There is no such file: %(files)s.") % {"files": ", ".join(missing)})
        at = timezone.now()
        agency = agency_named(options["agency"])
        if kind == answers.KIND:
            self._bring(files, agency, at, dry_run=dry_run, given=options)
            return
        with acting_for(agency):
            by: By = viewer_named(options["user"], agency, at=at) if options["user"] else SYSTEM
            said = self._options(Kind(kind), agency, at, options)
            try:
                result, refused = actions.load(
                    kind=Kind(kind), paths=files, options=said, agency=agency, by=by, at=at, dry_run=dry_run
                )
            except FileRefused as error:
                raise CommandError(refusal(error)) from None
            except Denied as error:
                raise CommandError(error.words) from None
        self._tell(result, [path.name for path in files], dry_run=dry_run)
        self._give_back(refused, files[0], options["out"], good_rows=options["good_rows"] and not dry_run)
        self._end(result, dry_run=dry_run)

    def _bring(
        self, files: Sequence[Path], agency: Agency, at: datetime, *, dry_run: bool, given: dict[str, Any]
    ) -> None:
        if len(files) > 1:
            raise CommandError(_("Answers come from one file at a time."))
        if not given["user"] or not given["side"]:
            raise CommandError(_("Say with --as who brings them, and with --side who answered."))
        how = answers.Bringing(Side(given["side"]), given["yes"], dry_run, given["good_rows"])
        with acting_for(agency):
            left = answers.bring(self, files[0], how, by=viewer_named(given["user"], agency, at=at), at=at)
        if left:  # said after the transaction, or what was stored would go with it
            raise CommandError(left)

    def _options(self, kind: Kind, agency: Agency, at: datetime, given: dict[str, Any]) -> Options:
        teams = [self._team(agency, code) for code in given["team"]]
        if kind is Kind.BOARD and len(teams) > 1:
            raise CommandError(_("A board is one team’s: give one --team."))
        if given["map"] and not ColumnMap.objects.filter(agency=agency, kind=kind, name=given["map"]).exists():
            raise CommandError(_("No columns are remembered under the name “%(name)s”.") % {"name": given["map"]})
        day = given["as_of"] or local_date(at, agency.time_zone)
        return Options(
            as_of=day.isoformat(),
            good_rows=given["good_rows"],
            team=teams[0].public_id if teams and kind is Kind.BOARD else "",
            only_teams=[] if kind is Kind.BOARD else [team.public_id for team in teams],
            map=given["map"],
            unknown=given["unknown"],
            shift=given["shift"],
        )

    def _team(self, agency: Agency, code: str) -> Unit:
        unit = unit_known_as(agency, code)
        if unit is None or unit.kind != "team":
            raise CommandError(_("No team is known as “%(code)s”.") % {"code": code})
        return unit

    def _tell(self, result: actions.Result, names: Sequence[str], *, dry_run: bool) -> None:
        report = result.report
        for one in report.problems:
            self.stderr.write(problem(one, files=names))
        for said, many in report.notes:
            self.stderr.write(note(said, many))
        self._tell_offers(report)
        if dry_run:
            self.stdout.write(_("Nothing was stored: this is what would be."))
        for verb in VERBS:
            if verb == "refused":
                self.stdout.write(f"{VERBS[verb]}: {counted('row', report.refused)}")
            elif verb in ("add", "change", "same") or report_has(report, verb):
                self.stdout.write(verb_line(verb, report.counts if result.stored or dry_run else {}))

    def _tell_offers(self, report: Report) -> None:
        for offer in report.unsettled:
            near = ", ".join(name for _code, name in offer.choices)
            self.stderr.write(
                _("Not known here: %(kind)s “%(name)s”, on %(rows)s rows.")
                % {"kind": offer.kind, "name": offer.name, "rows": offer.rows}
                + (" " + _("Near: %(names)s.") % {"names": near} if near else "")
            )

    def _give_back(self, refused: tuple[str, bytes] | None, first: Path, out: Path | None, *, good_rows: bool) -> None:
        if refused is None or not (good_rows or out):
            return
        path = out or first.with_name(refused[0])
        path.write_bytes(refused[1])
        self.stderr.write(_("The rows that were not stored are in %(path)s.") % {"path": path})

    def _end(self, result: actions.Result, *, dry_run: bool) -> None:
        report = result.report
        if report.problem_count and not result.stored:
            told = _("%(problems)s problems. Nothing was stored.") % {"problems": f"{report.problem_count:,}"}
            raise CommandError(told)
        if report.refused:
            raise CommandError(_("%(rows)s were not stored.") % {"rows": counted("row", report.refused)})
        forms = [offer.name for offer in report.unsettled if offer.kind == OfferKind.FORM]
        if forms:
            told = _("Say on a page what these forms stand for, and name it with --map: %(forms)s.")
            raise CommandError(told % {"forms": ", ".join(forms)})
        if not dry_run and not report.sum_of("add") and not report.sum_of("change"):
            self.stdout.write(_("Everything in the file stands already."))


def report_has(report: Report, verb: str) -> bool:
    """Whether anything was done in this way."""
    return any(many for (_noun, done), many in report.counts.items() if done == verb)
