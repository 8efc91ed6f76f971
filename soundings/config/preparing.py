"""What must be true before pages are served: tables as the code expects them, styles and scripts in place."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from soundings.breadth.actions.rebuilding import rebuild_outdated
from soundings.breadth.tasks import keep_counting_months, keep_sending_digests
from soundings.cases.tasks import keep_watching_concerns
from soundings.core.tenancy import migration_aliases
from soundings.depth.tasks import keep_reminding


def pending_migrations(alias: str) -> list[str]:
    """The migrations that the code has and this database does not, as "room.name"."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def bring_up_to_date() -> None:
    """Every database has the tables that the code expects, and the app may use them; states and tallies are current."""
    for alias in migration_aliases():
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    rebuild_outdated(at=timezone.now())
    keep_counting_months()
    keep_sending_digests()
    keep_watching_concerns()
    keep_reminding()


def refresh_statistics() -> None:
    """The databases know what their tables hold now, and plan by it: after loading very much at once."""
    for alias in migration_aliases():
        with connections[alias].cursor() as cursor:
            cursor.execute("analyze")


def static_files_sum() -> str:
    """Changes whenever a style, script, font or picture does, or where they are kept."""
    found = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list(["CVS", ".*", "*~"]):
            stat = Path(storage.path(path)).stat()
            found.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return found.hexdigest()[:20]


def static_files_stamp() -> Path:
    """The file that stands where the collected styles and scripts are those of `static_files_sum`."""
    return Path(settings.STATIC_ROOT) / f".made-{static_files_sum()}"


def collect_static_files() -> bool:
    """Styles and scripts stand, hashed and compressed, where the server looks. Says whether there was work to do."""
    stamp = static_files_stamp()
    if stamp.exists():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    for old in stamp.parent.glob(".made-*"):
        old.unlink()
    stamp.touch()
    return True
