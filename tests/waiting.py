"""Two transactions at once: until one of them waits for the other."""

from threading import Event

import pytest
from django.db import connection


def wait_until_somebody_waits():
    """Returns once a transaction of this database waits for a lock of another. Fails after half a minute."""
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    for _turn in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        Event().wait(0.01)
    pytest.fail("Nobody waits.")
