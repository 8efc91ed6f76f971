"""Until when the case system has been read, for the line beneath each board."""

from datetime import date

from soundings.exchange.models import Batch
from soundings.exchange.rules import ImportState, Kind

FROM_CASE_SYSTEM = (Kind.PEOPLE, Kind.FORMS_COMPLETED, Kind.CASES, Kind.ANNEX_A)
LATEST = 10  # files among which the newest day is looked for


def fed_until(agency_id: int) -> date | None:
    """The day to which the latest stored files from the case system are true; None if there is none. One query."""
    batches = Batch.objects.filter(agency=agency_id, state=ImportState.STORED, kind__in=FROM_CASE_SYSTEM)
    days = [options.get("as_of") for options in batches.order_by("-at").values_list("options", flat=True)[:LATEST]]
    return max((date.fromisoformat(day) for day in days if day), default=None)
