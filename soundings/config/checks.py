"""What `soundings doctor` looks at. Each check says what it found and, where something is wrong, how to mend it."""

import os
import uuid
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core import checks as django_checks
from django.core.mail import get_connection
from django.db import DEFAULT_DB_ALIAS, Error, connections

from soundings.cases.queries.routes import matters_without_route
from soundings.config import preparing
from soundings.core.marking import tables_without_marks
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for, migration_aliases, wall_stands

LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report; `mend` is empty where all is well."""

    subject: str
    found: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which one would mend them. A check that cannot run is a finding too."""
    for check in CHECKS:
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001  whatever is wrong, the other checks still run
            subject = check.__name__.replace("_", " ")
            yield Finding(
                subject, f"could not be checked: {error}", "Mend what is named above first, then run this again."
            )


def settings_hold() -> Iterator[Finding]:
    """The framework's own checks find nothing to object to."""
    faults = [m for m in django_checks.run_checks() if m.level >= django_checks.ERROR and not m.is_silenced()]
    for fault in faults:
        yield Finding("settings", f"{fault.msg} ({fault.id})", fault.hint or "See the message.")
    if not faults:
        yield Finding("settings", "understood")


def data_folder() -> Iterator[Finding]:
    """What is kept there can be written, and other people of this machine cannot read the secrets."""
    folder = Path(settings.ENV.data_dir)
    problem = _cannot_write(folder)
    if problem:
        yield Finding("data folder", problem, f"Make {folder} writable for this user, or set SOUNDINGS_DATA_DIR.")
        return
    yield Finding("data folder", str(folder))
    for secret in sorted((folder / "secrets").glob("*")):
        if secret.stat().st_mode & 0o077:
            yield Finding("data folder", f"others may read {secret}", f"Run: chmod 600 {secret}")


def databases() -> Iterator[Finding]:
    """Each database answers, with the tables that the code expects."""
    for alias in settings.DATABASES:
        try:
            connections[alias].ensure_connection()
        except Error as error:
            which = "SOUNDINGS_OWNER_DATABASE_URL" if alias == "owner" else "SOUNDINGS_DATABASE_URL"
            yield Finding(f"database {alias}", f"does not answer: {error}", f"Start it, or mend {which}.")
            return
    for alias in migration_aliases():
        pending = preparing.pending_migrations(alias)
        if pending:
            mend = "Run `soundings serve` once, or `soundings migrate`."
            yield Finding(f"database {alias}", f"{len(pending)} migrations wait, from {pending[0]}", mend)
        else:
            yield Finding(f"database {alias}", f"{connections[alias].vendor}, up to date")


def two_roles() -> Iterator[Finding]:
    """On PostgreSQL the app's role is held by row-level security."""
    if connections[DEFAULT_DB_ALIAS].vendor != "postgresql":
        return
    if wall_stands():
        yield Finding("database role", "held by row-level security")
    else:
        mend = "Sign the app in as a plain role; name the tables' owner in SOUNDINGS_OWNER_DATABASE_URL."
        yield Finding("database role", "owns the tables, or may pass by row-level security", mend)


def set_up_marks() -> Iterator[Finding]:
    """Every change of what is set up is noticed by every process, whoever makes it."""
    if without := tables_without_marks():
        mend = "Stop every process, and run `soundings migrate`: it makes them again."
        yield Finding("marks of what is set up", f"no triggers on {', '.join(without)}", mend)
    else:
        yield Finding("marks of what is set up", "made by the database")


def static_files() -> Iterator[Finding]:
    """Styles and scripts are built and collected."""
    if not finders.find("built/app.css"):
        yield Finding("styles and scripts", "not built", "Run `make run`, or install the packaged product.")
    elif not preparing.static_files_stamp().exists():
        yield Finding("styles and scripts", "not collected", "Run `soundings serve` once.")
    else:
        yield Finding("styles and scripts", "in place")


def mail() -> Iterator[Finding]:
    """The mail server answers, or mail goes to files and the report says so."""
    if not settings.ENV.mail_url:
        yield Finding("mail", f"written as files into {settings.EMAIL_FILE_PATH} (no SOUNDINGS_MAIL_URL)")
        return
    try:
        connection = get_connection(timeout=10)
        connection.open()
        connection.close()
    except OSError as error:
        yield Finding("mail", f"the server does not answer: {error}", "Mend SOUNDINGS_MAIL_URL.")
    else:
        yield Finding("mail", "the server answers")


def trail_anchors() -> Iterator[Finding]:
    """The trail can be anchored outside the database: without that no page is shown."""
    folder = Path(settings.TRAIL_ANCHOR_DIR)
    problem = _cannot_write(folder)
    mend = f"Make {folder} writable for this user." if problem else ""
    yield Finding("trail anchors", problem or str(folder), mend)


def time_zones() -> Iterator[Finding]:
    """Each agency's time zone is known here: every `on` is a date in it."""
    zones = set(Agency.objects.values_list("time_zone", flat=True)) | {settings.TIME_ZONE}
    for zone in sorted(zones):
        if zone in zoneinfo.available_timezones():
            yield Finding("time zone", zone)
        else:
            yield Finding("time zone", f"{zone} is not known", "Give the agency a name like Europe/London.")


def receivers() -> Iterator[Finding]:
    """Somebody receives, in every agency, what is raised at any place."""
    for agency in Agency.objects.order_by("pk"):
        with acting_for(agency):
            missing = matters_without_route(agency)
        if missing:
            mend = "An administrator or a senior manager names people under Set up, “Who receives what is raised”."
            yield Finding("receivers", f"{agency.name}: nobody for {', '.join(missing)}", mend)
        else:
            yield Finding("receivers", f"{agency.name}: somebody receives what is raised")


def second_step() -> Iterator[Finding]:
    """The second step of sign-in is relaxed for training and demonstration copies only."""
    if not settings.RELAX_SECOND_STEP:
        yield Finding("second step", "required")
    elif Agency.objects.filter(is_training=False).exists():
        yield Finding("second step", "relaxed, although an agency is real", "Set SOUNDINGS_RELAX_SECOND_STEP=false.")
    else:
        yield Finding("second step", "relaxed: every page says so")


def way_in() -> Iterator[Finding]:
    """Whoever comes from another machine comes by https, and sees no page of the developer's."""
    if settings.DEBUG:
        yield Finding("way in", "pages for developers are on", "Set SOUNDINGS_DEBUG=false.")
    beyond = [host for host in settings.ALLOWED_HOSTS if host not in LOOPBACK]
    if "*" in beyond:
        yield Finding("way in", "any host name is taken", "List the names in SOUNDINGS_ALLOWED_HOSTS.")
    elif beyond and not settings.ENV.secure:
        mend = "Serve it behind https and set SOUNDINGS_SECURE=true."
        yield Finding("way in", f"{', '.join(beyond)} without https", mend)
    else:
        yield Finding("way in", f"{', '.join(settings.ALLOWED_HOSTS)}{' by https' if settings.ENV.secure else ''}")


def _cannot_write(folder: Path) -> str:
    """Why nothing can be written into `folder`, or nothing."""
    probe = folder / f".doctor-{uuid.uuid4().hex}"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"cannot be written: {os.strerror(error.errno or 0)}"
    return ""


CHECKS: tuple[Check, ...] = (
    settings_hold,
    data_folder,
    databases,
    two_roles,
    set_up_marks,
    static_files,
    mail,
    trail_anchors,
    time_zones,
    receivers,
    second_step,
    way_in,
)
