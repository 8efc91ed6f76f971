"""Since when a team records an element: before that its column says "not known", never "No"."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.actions.families import settle
from soundings.breadth.actions.keeping import begin, held_teams
from soundings.breadth.actions.storing import Sums
from soundings.breadth.models import Element
from soundings.breadth.permissions import check_can_begin_recording
from soundings.core.actions import record_change


@transaction.atomic
def begin_recording(*, by: Viewer, at: datetime, team: Unit, elements: Collection[Element], on: date) -> None:
    """The team records these elements since `on`; those that it records already keep their day.

    Every open case of the team without a record of them now counts as not done. Raises Denied.
    """
    check_can_begin_recording(by, team)
    chosen = {one.pk: one.code for one in elements if one.agency_id == team.agency_id}
    record_change(
        by=by,
        at=at,
        verb="recording.begun",
        target=team.public_id,
        target_kind="unit",
        agency=team.agency_id,
        after={"elements": sorted(chosen.values()), "on": on},
    )
    begun = held_teams({team.pk}, needed=chosen)[team.pk]
    missing = {pk: code for pk, code in chosen.items() if code not in begun}
    sums = Sums(team.agency_id)
    if missing:
        begin(team.agency_id, team.pk, missing, since=dict.fromkeys(missing, on), sums=sums)
    settle(sums)
