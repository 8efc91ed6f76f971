"""Until when the case system has been read, for the line beneath each board."""

import json
from datetime import date

from soundings.core import remembered
from soundings.exchange.models import Batch
from soundings.exchange.rules import ImportState, Kind

FROM_CASE_SYSTEM = (Kind.PEOPLE, Kind.FORMS_COMPLETED, Kind.CASES, Kind.ANNEX_A)
LATEST = 10  # files among which the newest day is looked for


def fed_until(agency_id: int) -> date | None:
    """The day to which the latest stored files from the case system are true; None if there is none. One query."""
    found = remembered.rows(_FED, [agency_id, ImportState.STORED, *FROM_CASE_SYSTEM, LATEST])
    days = [json.loads(options).get("as_of") for (options,) in found]
    return max((date.fromisoformat(day) for day in days if day), default=None)


# Plain SQL, since every board asks for it.
_FED = (
    f"select cast(options as text) from {Batch._meta.db_table} where agency_id = %s and state = %s"
    f" and kind in ({', '.join(['%s'] * len(FROM_CASE_SYSTEM))}) order by at desc limit %s"
)
