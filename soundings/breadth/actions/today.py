"""When somebody looked at their day, and whether they want a message about it each day."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from soundings.accounts.queries import Viewer, viewer_of
from soundings.breadth.models import DayVisit, DigestChoice
from soundings.breadth.queries.today import Counts, counts_for
from soundings.core.actions import record_change
from soundings.core.models import Agency
from soundings.core.rules import local_date
from soundings.core.tenancy import acting_for


@transaction.atomic
def note_visit(*, by: Viewer, at: datetime) -> None:
    """The viewer has looked today; what moved is told since their last look on an earlier day. Leaves no trail."""
    visit = DayVisit.objects.select_for_update().filter(user=by.user.pk).first()
    if visit is None:
        DayVisit.objects.create(agency_id=by.agency_id, user=by.user, day=by.on, last_at=at, since_at=at)
        return
    if visit.day != by.on:
        visit.day, visit.since_at = by.on, visit.last_at
    visit.last_at = at
    visit.save(update_fields=["day", "since_at", "last_at"])


@transaction.atomic
def choose_digest(*, by: Viewer, at: datetime, hour: int | None, address: str) -> None:
    """A message goes out each day from this hour of the agency's clock on; None for no message.

    address: where the link in it leads. Raises ValueError for an hour that no day has.
    """
    if hour is not None and not 0 <= hour <= 23:
        raise ValueError(f"No hour of a day: {hour}")
    DigestChoice.objects.filter(user=by.user.pk).delete()
    if hour is not None:
        today = by.on if at.astimezone(ZoneInfo(by.user.agency.time_zone)).hour >= hour else None
        DigestChoice.objects.create(agency_id=by.agency_id, user=by.user, hour=hour, address=address, sent_on=today)
    record_change(
        by=by,
        at=at,
        verb="digest.chosen",
        target=by.public_id,
        target_kind="user",
        agency=by.agency_id,
        after={"hour": hour},
    )


def send_digests(*, at: datetime, send: Callable[[DigestChoice, Counts], None]) -> int:
    """Whoever chose an hour that has come has today's message, once; none where the day holds nothing.

    Returns how many went out. send: puts one on its way; if it raises OSError, that one is tried again next time.
    """
    done = 0
    for agency in Agency.objects.order_by("pk"):
        with acting_for(agency):
            on, hour = local_date(at, agency.time_zone), at.astimezone(ZoneInfo(agency.time_zone)).hour
            due = DigestChoice.objects.filter(agency=agency, hour__lte=hour, user__is_active=True).exclude(sent_on=on)
            for choice in due.select_related("user", "user__agency", "user__staff"):
                counts = counts_for(viewer_of(choice.user, on=on, at=at))
                if any(counts):
                    try:
                        send(choice, counts)
                    except OSError:
                        continue
                    done += 1
                DigestChoice.objects.filter(pk=choice.pk).update(sent_on=on)
    return done
