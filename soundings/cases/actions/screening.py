"""Free text is read for danger by the next working day: what waits, and what came of reading it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.cases import followers
from soundings.cases.actions.concerns import raise_concern
from soundings.cases.models import Screening
from soundings.cases.queries.concerns import screening_before
from soundings.cases.rules.concerns import About, Screened, Source
from soundings.core.actions import record_change
from soundings.core.queries import calendar_of
from soundings.core.rules import Denied, local_date


@transaction.atomic
def expect(*, source: Source, stands_at: str, place: Unit, at: datetime) -> Screening:
    """This text waits to be read by the end of the next working day. What waits already is not added twice.

    stands_at: the opaque id by which the room that keeps the text finds it (`followers.keep_texts_with`).
    """
    waiting = Screening.objects.filter(
        agency=place.agency_id, source=source.value, stands_at=stands_at, screened_at=None
    ).first()
    if waiting:
        return waiting
    day = calendar_of(place.agency_id).after(local_date(at, place.agency.time_zone), 1)
    return Screening.objects.create(
        agency_id=place.agency_id, source=source.value, stands_at=stands_at, unit=place, came_at=at, due_on=day
    )


@transaction.atomic
def screen(*, screening: Screening, outcome: Screened, by: Viewer, at: datetime, words: str = "") -> Screening:
    """The text has been read, and this came of it: nothing, a concern now, or word to the worker's supervisor.

    words: what the screener writes to the receivers of a concern; a danger is raised at the text's own place.
    Raises Denied if it does not wait for the viewer.
    """
    Screening.objects.select_for_update().get(pk=screening.pk)
    found = screening_before(by, screening.public_id)
    if found is None:
        raise Denied(_("This text does not wait for you. Somebody may have read it already."))
    if outcome is Screened.RAISED:
        found.concern = raise_concern(
            by=by,
            at=at,
            about=About.CHILD,
            place=found.unit,
            words=words,
            source=Source(found.source),
            stands_at=found.stands_at,
        )
    found.outcome, found.screened_by, found.screened_at = outcome.value, by.user, at
    found.save(update_fields=["outcome", "screened_by", "screened_at", "concern"])
    record_change(
        by=by,
        at=at,
        verb="text.screened",
        target=found.public_id,
        target_kind="screening",
        agency=found.agency_id,
        after={"outcome": found.outcome},
    )
    followers.text_screened(found, by=by, at=at)
    return found
