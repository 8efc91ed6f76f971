"""The frame of a draw: which cases fulfil its criteria, and how many were left out and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer
from soundings.cases.models import Activity, Case, StageSpan
from soundings.cases.permissions import known, named
from soundings.cases.rules import age_on, months_by
from soundings.depth.models import Draw, Programme, Review
from soundings.depth.rules import (
    ENDED,
    DrawKind,
    Drawn,
    Frame,
    Member,
    Sign,
    State,
    Strata,
    drawn,
    months_before,
    read_frame,
)

ACTIVITY_DAYS = 365


@dataclass(frozen=True, slots=True)
class Framed:
    """A frame: its members in order of their public ids, by stratum, and who was left out.

    reviewed: fulfilled the criteria, but were reviewed within the months of the programme, or are under review.
    """

    members: tuple[Member, ...] = ()
    strata: Mapping[str, int] = field(default_factory=dict)
    reviewed: int = 0

    @property
    def size(self) -> int:
        return len(self.members)


def framed(viewer: Viewer, programme: Programme, frame: Frame, *, restricted: bool = False) -> Framed:
    """The cases of the programme's place that fulfil the criteria today. Says no name; pseudonymised until drawn.

    Never in it: a case without a team, a child whom the viewer knows privately. restricted: the restricted cases
    whose list names the viewer, and no other; without it, no restricted case. Two queries.
    """
    cases = _cases(viewer, programme, frame, restricted=restricted)
    since = months_before(viewer.on, programme.exclude_months)
    reviewed = set(recently_reviewed(viewer.agency_id, programme, since=since))
    found, left_out = [], 0
    for row in cases.values(*_COLUMNS).iterator():
        if not _fits(row, frame, on=viewer.on):
            continue
        if row["child"] in reviewed:
            left_out += 1
        else:
            found.append(Member(row["public_id"], _stratum(row, frame.strata)))
    members = tuple(sorted(found, key=lambda member: member.id))
    return Framed(members, dict(Counter(member.stratum for member in members)), left_out)


_COLUMNS = (
    "public_id", "child", "abuse_types", "team__public_id", "stage__code",
    "child__born_on", "child__stated_age", "child__stated_age_on",
)  # fmt: skip


def recently_reviewed(agency: int, programme: Programme, *, since: date) -> QuerySet[Review, int]:
    """Keys of the children with a review that runs in this programme, or was opened anywhere on or after `since`.

    Abandoned ones do not count.
    """
    counting = Review.objects.filter(agency=agency).exclude(state=State.ABANDONED.value)
    running = Q(programme=programme) & ~Q(state__in=[state.value for state in ENDED])
    return counting.filter(running | Q(opened_at__date__gte=since)).values_list("case__child", flat=True)


def _cases(viewer: Viewer, programme: Programme, frame: Frame, *, restricted: bool) -> QuerySet[Case]:
    places = Unit.objects.filter(agency=viewer.agency_id, path__startswith=programme.unit.path)
    if frame.teams:
        places = places.filter(public_id__in=frame.teams)
    cases = Case.objects.filter(agency=viewer.agency_id, team__in=places, restricted=restricted)
    cases = cases.filter(opened_on__lte=viewer.on).exclude(known(viewer))
    if restricted:
        cases = cases.filter(named(viewer))
    if frame.stages:
        cases = cases.filter(stage__code__in=frame.stages)
    if frame.activity:
        recent = Q(ended_on=None) | Q(started_on__gte=viewer.on - timedelta(days=ACTIVITY_DAYS))
        cases = cases.filter(Exists(Activity.objects.filter(recent, case=OuterRef("pk"), kind__in=frame.activity)))
    return cases.filter(_transition(frame, on=viewer.on) if frame.sign else Q(closed_on=None))


def _transition(frame: Frame, *, on: date) -> Q:
    """The case closed, or its stage changed up or down, from the first day that counts up to today."""
    since = date.fromisoformat(frame.since)
    if frame.sign is Sign.CLOSURE:
        return Q(closed_on__gte=since, closed_on__lte=on)
    return Q(pk__in=stage_changes(frame.sign, since=since, on=on).values("case"), closed_on=None)


def stage_changes(sign: Sign | None, *, since: date, on: date) -> QuerySet[StageSpan]:
    """The spans that began in these days right after one of an earlier stage (a step down) or a later one (up).

    Stages stand in the agency's own order, the most intensive first.
    """
    before = StageSpan.objects.filter(case=OuterRef("case"), to_on=OuterRef("from_on"))
    order = {"stage__position__gt" if sign is Sign.STEP_UP else "stage__position__lt": OuterRef("stage__position")}
    spans = StageSpan.objects.filter(from_on__gte=since, from_on__lte=on)
    return spans.filter(Exists(before.filter(**order)))


def _fits(row: Mapping[str, Any], frame: Frame, *, on: date) -> bool:
    if frame.abuse and not set(frame.abuse) & set(row["abuse_types"]):
        return False
    if frame.ages is None:
        return True
    age = _age(row, on)
    return age is not None and frame.ages[0] <= age <= frame.ages[1]


def _age(row: Mapping[str, Any], on: date) -> int | None:
    """Whole years; None for an age that is not known, and for a child not born yet."""
    if row["child__born_on"]:
        return age_on(row["child__born_on"], on)
    if row["child__stated_age"] is not None:
        return months_by(row["child__stated_age"], row["child__stated_age_on"], on) // 12
    return None


def _stratum(row: Mapping[str, Any], strata: Strata) -> str:
    return {Strata.NONE: "", Strata.TEAM: row["team__public_id"], Strata.STAGE: row["stage__code"] or ""}[strata]


def members_of(draw: Draw) -> list[Member]:
    """The frame of a draw as it is on record."""
    return [Member(public_id, stratum) for public_id, stratum in draw.members]


def drawn_again(draw: Draw) -> Drawn:
    """What the draw gives when it is made again from its record: seed, members, number and method."""
    return drawn(members_of(draw), draw.wanted, draw.seed, method=draw.method)


def comes_out_the_same(draw: Draw) -> bool:
    """Whether drawing again from the record gives the very picks that stand, in their order."""
    again = drawn_again(draw)
    wanted = [(one.id, one.stratum, False) for one in again.chosen] + [
        (one.id, one.stratum, True) for one in again.reserve
    ]
    standing = draw.picks.order_by("position").values_list("case__public_id", "stratum", "reserve")
    return wanted == list(standing)


def frame_of(draw: Draw) -> Frame:
    """The criteria of a draw."""
    return read_frame(draw.frame)


def with_transition(programme: Programme, frame: Frame) -> Frame:
    """The criteria, with the transition at which the programme reviews cases, if it is one of those."""
    if programme.kind != DrawKind.TRANSITION:
        return frame
    return replace(frame, sign=Sign(programme.sign), since=programme.starts_on.isoformat())


def due_at_transition(viewer: Viewer, programme: Programme) -> Framed:
    """For a programme of transitions: the cases that fell due since it began and are still to be drawn."""
    return framed(viewer, programme, with_transition(programme, Frame()))


def cases_of(public_ids: Iterable[str], *, agency: int) -> dict[str, Case]:
    """The cases with these public ids, with child, team, worker and stage, by public id."""
    found = Case.objects.filter(public_id__in=list(public_ids), agency=agency)
    return {case.public_id: case for case in found.select_related("child", "team", "worker", "stage")}
