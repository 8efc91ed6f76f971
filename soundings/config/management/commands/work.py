"""`soundings work`: does the work that pages leave for later."""

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django_tasks_db.management.commands import db_worker

from soundings.config.worker import end_with_server


class Command(BaseCommand):
    help = "Run a background worker. `soundings serve` runs one by itself; run more where imports queue up."

    def add_arguments(self, parser):
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing is left to do")
        parser.add_argument("--beside-server", action="store_true", help="stop when standard input closes")

    def handle(self, *, until_empty, beside_server, **options):
        if beside_server:
            end_with_server()
        call_command(QuietWorker(), queue_name="*", batch=until_empty, reload=False, startup_delay=False)


class QuietWorker(db_worker.Command):
    """The library's worker, logging what our settings say."""

    def configure_logging(self, verbosity):
        pass
