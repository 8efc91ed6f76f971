"""Row-level security in the tests, on PostgreSQL: the app's role sees an agency's rows only when acting for it.

A test that calls actions and queries directly acts for the agency that it made last, without saying so; with two
agencies it says which by `core.tenancy.acting_for`. Requests and commands begin with no agency, as in production, and
must name their own.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection
from django.db.models.signals import post_save
from django.test.client import ClientHandler

from soundings.core.models import Agency
from soundings.core.tenancy import SETTING


@contextmanager
def held(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Within this block: as the module says."""
    for owner, name in ((ClientHandler, "__call__"), (BaseCommand, "execute")):
        patch.setattr(owner, name, _from_no_agency(getattr(owner, name)))
    post_save.connect(_act_for, sender=Agency)
    try:
        yield
    finally:
        post_save.disconnect(_act_for, sender=Agency)


def _act_for(instance: Agency, created: bool, **kwargs) -> None:
    if created:
        _set(str(instance.pk))


def _from_no_agency(entry):
    def entered(*args, **kwargs):
        before = _set("")
        try:
            return entry(*args, **kwargs)
        finally:
            with suppress(DatabaseError):  # a transaction that is broken takes the setting back by itself
                _set(before)

    return entered


def _set(agency: str) -> str:
    """The setting for the rest of the session, or until the test's transaction is rolled back. Returns what it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select coalesce(current_setting('{SETTING}', true), ''), set_config(%s, %s, false)", [SETTING, agency]
        )
        return cursor.fetchone()[0]
