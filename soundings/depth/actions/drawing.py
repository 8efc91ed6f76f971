"""Cases are drawn for a programme, left out for others, and handed to reviewers."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.models import Case
from soundings.core.actions import record_change
from soundings.core.queries import calendar_of
from soundings.core.rules import Denied
from soundings.depth.actions.reviewing import Begun, store_review
from soundings.depth.models import Draw, Pick, Programme, Review
from soundings.depth.permissions import check_can_run
from soundings.depth.queries.framing import cases_of, framed, with_transition
from soundings.depth.rules import METHOD, Drawn, Frame, drawn
from soundings.instruments.models import Version
from soundings.instruments.rules import VersionState

MOST = 200  # cases in one draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be drawn. seed: made here unless given. restricted: from the restricted cases that name the drawer."""

    frame: Frame
    number: int
    seed: str = ""
    restricted: bool = False


@transaction.atomic
def draw_cases(*, programme: Programme, wanted: Wanted, by: Viewer, at: datetime) -> Draw:
    """Cases have been drawn from the frame, by a seed that stands beside them, and each has a review in state drawn.

    Raises Denied for whoever does not run the programme, a closed programme, no published version, no case in the
    frame, and a number below 1 or above 200.
    """
    programme = (
        Programme.objects.select_for_update(of=("self",)).select_related("unit", "instrument").get(pk=programme.pk)
    )
    check_can_run(by, programme)
    version = _check(programme, wanted, by)
    frame = with_transition(programme, wanted.frame)
    found = framed(by, programme, frame, restricted=wanted.restricted)
    if not found.members:
        raise Denied(_("No case fulfils these criteria. Choose fewer of them."))
    draw = Draw.objects.create(
        agency_id=programme.agency_id,
        programme=programme,
        frame=frame.as_json() | {"reviewed": found.reviewed},
        members=[[member.id, member.stratum] for member in found.members],
        seed=wanted.seed or secrets.token_hex(16),
        wanted=wanted.number,
        method=METHOD,
        named_for=by.user if wanted.restricted else None,
        by=by.user,
        on=by.on,
        at=at,
    )
    _store_picks(draw, drawn(found.members, wanted.number, draw.seed), version, by=by, at=at)
    return draw


def version_of(programme: Programme) -> Version | None:
    """The version with which reviews of this programme begin today: the latest published one."""
    published = Version.objects.filter(instrument=programme.instrument_id, state=VersionState.PUBLISHED.value)
    return published.select_related("instrument").order_by("-number").first()


def due_day(programme: Programme, on: date) -> date:
    """The working day by which a review drawn on this day is to be signed off."""
    return calendar_of(programme.agency_id).after(on, programme.days_to_do)


def _check(programme: Programme, wanted: Wanted, by: Viewer) -> Version:
    if programme.closed_at or programme.starts_on > by.on or (programme.ends_on and programme.ends_on < by.on):
        raise Denied(_("This programme does not run today."))
    if not 1 <= wanted.number <= MOST:
        raise Denied(_("Draw at least one case and at most %(most)s.") % {"most": MOST})
    version = version_of(programme)
    if version is None:
        raise Denied(_("The questionnaire of this programme has not been published."))
    return version


def _store_picks(draw: Draw, found: Drawn, version: Version, *, by: Viewer, at: datetime) -> None:
    members = [*found.chosen, *found.reserve]
    cases = locked_cases([member.id for member in members], draw.agency_id)
    picks = [
        Pick(
            agency_id=draw.agency_id,
            draw=draw,
            position=position,
            case=cases[member.id],
            stratum=member.stratum,
            reserve=position > len(found.chosen),
        )
        for position, member in enumerate(members, start=1)
    ]
    Pick.objects.bulk_create(picks)
    for pick in picks[: len(found.chosen)]:
        begin_review(draw, pick.case, version, by=by, at=at)
    chosen = [pick.case.child.public_id for pick in picks[: len(found.chosen)]]
    draw_changed(draw, "drawn", chosen, by=by, at=at, after={"wanted": draw.wanted, "of": len(draw.members)})


def locked_cases(public_ids: Sequence[str], agency: int) -> dict[str, Case]:
    """The cases as they stand now, held until the transaction ends, in the order of their keys."""
    held = Case.objects.filter(public_id__in=public_ids, agency=agency).order_by("pk")
    list(held.select_for_update(of=("self",)).values_list("pk", flat=True))
    return cases_of(public_ids, agency=agency)


def begin_review(draw: Draw, case: Case, version: Version, *, by: Viewer, at: datetime) -> Review:
    """A review of a case that the draw gave; the case is locked."""
    begun = Begun(programme=draw.programme, draw=draw, due_on=due_day(draw.programme, by.on))
    return store_review(case=case, version=version, begun=begun, by=by, at=at)


def draw_changed(
    draw: Draw, what: str, children: Sequence[str], *, by: Viewer, at: datetime, after: object, reason: str = ""
) -> None:
    """What happened to a draw is in the trail, as of its children."""
    record_change(
        by=by,
        at=at,
        verb=f"draw.{what}",
        target=draw.public_id,
        target_kind="draw",
        agency=draw.agency_id,
        children=children,
        after=after,
        reason=reason,
    )
