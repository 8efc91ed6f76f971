"""The store of sessions (`SESSION_ENGINE`): Django's own, read by one plain statement, since every page begins here."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Stored
from django.db import connection
from django.utils import timezone

from soundings.core.plain import first


class SessionStore(Stored):
    """Sessions in the database. What they hold, how they are signed and how they are saved is Django's."""

    def load(self) -> dict[str, Any]:
        """What the session holds; a new one, without a key, where there is none or it has run out."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        sql = f"select session_data from {self.model._meta.db_table} where session_key = %s and expire_date > %s"
        if found := first(sql, [self.session_key, now]):
            return dict(self.decode(found[0]))
        self._session_key = None
        return {}
