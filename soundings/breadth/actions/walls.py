"""Walls: put up, changed, taken down; screens paired with a code that works once, and revoked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Staff, Unit
from soundings.accounts.queries import Viewer
from soundings.breadth.models import Board, Wall, WallScreen
from soundings.breadth.permissions import check_can_put_up_wall, check_can_revoke
from soundings.breadth.rules import NamedBy, code_digest, new_code, new_token
from soundings.core.actions import record_change
from soundings.core.rules import SYSTEM, Denied

CODE_LENGTH = 8  # letters of 31: tried once a second, a code would stand for 27,000 years
CODE_HOLDS = timedelta(minutes=15)
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class WallDraft:
    """What a wall is to show. leads: only their cases; everybody's if empty. board: None for each team's own."""

    name: str
    teams: Sequence[Unit]
    leads: Sequence[Staff] = ()
    board: Board | None = None
    named_by: str = NamedBy.NUMBER
    shows_abuse: bool = False
    seconds: int = 30
    lines: int = 12


@transaction.atomic
def put_up_wall(*, by: Viewer, at: datetime, draft: WallDraft) -> Wall:
    """The wall hangs, and `by` stands behind it. Raises Denied unless `by` may do so for each of its teams."""
    _check(by, draft)
    wall = Wall(agency_id=by.agency_id, kept_by=by.user, made_at=at)
    _fill(wall, draft)
    _tell(by, at, "wall.put-up", wall, after=_said(draft))
    return wall


@transaction.atomic
def change_wall(*, by: Viewer, at: datetime, wall: Wall, draft: WallDraft) -> Wall:
    """The wall shows what the draft says, and `by` stands behind it from now on. Raises Denied.

    `by` must be able to put up a wall for the teams it had as well as for those it has.
    """
    check_can_put_up_wall(by, [team for team in wall.teams.all() if team.closed_on is None])
    _check(by, draft)
    wall.kept_by = by.user
    _fill(wall, draft)
    _tell(by, at, "wall.changed", wall, after=_said(draft))
    return wall


@transaction.atomic
def take_down_wall(*, by: Viewer, at: datetime, wall: Wall) -> None:
    """The wall and every screen of it show nothing any more. Raises Denied."""
    check_can_revoke(by, wall)
    wall.ended_at = at
    wall.save(update_fields=["ended_at"])
    wall.screens.filter(revoked_at=None).update(revoked_at=at, token_digest="", code_digest="")
    _tell(by, at, "wall.taken-down", wall)


@transaction.atomic
def invite_screen(*, by: Viewer, at: datetime, wall: Wall, name: str) -> tuple[WallScreen, str]:
    """A screen may be paired with this wall by the code returned, once and within a quarter of an hour.

    The code itself is kept nowhere. Raises Denied.
    """
    check_can_put_up_wall(by, [team for team in wall.teams.all() if team.closed_on is None])
    code = new_code(CODE_LENGTH)
    screen = WallScreen.objects.create(
        agency_id=wall.agency_id, wall=wall, name=name, code_digest=code_digest(code), code_until=at + CODE_HOLDS
    )
    _tell(by, at, "wall.screen-invited", wall, after={"screen": screen.public_id, "name": name})
    return screen, code


@transaction.atomic
def pair_screen(*, agency_id: int, code: str, at: datetime) -> tuple[WallScreen, str]:
    """The screen of this code is paired; the token returned is what it shows from now on. The code works no more.

    Raises Denied for a code that is wrong, used, too old, or whose wall was taken down.
    """
    waiting = WallScreen.objects.select_for_update().filter(
        agency=agency_id, code_digest=code_digest(code), code_until__gt=at, revoked_at=None, wall__ended_at=None
    )
    screen = waiting.first()
    if screen is None:
        raise Denied(_("This code is wrong, was used, or is older than a quarter of an hour. Ask for a new one."))
    token = new_token()
    screen.code_digest, screen.code_until = "", None
    screen.token_digest, screen.paired_at, screen.last_seen_at = code_digest(token), at, at
    screen.save(update_fields=["code_digest", "code_until", "token_digest", "paired_at", "last_seen_at"])
    record_change(
        by=SYSTEM,
        at=at,
        verb="wall.screen-paired",
        target=screen.public_id,
        target_kind="wall-screen",
        agency=agency_id,
    )
    return screen, token


@transaction.atomic
def revoke_screen(*, by: Viewer, at: datetime, screen: WallScreen) -> None:
    """The screen shows nothing from its next request on; its code, if it has one yet, pairs nothing. Raises Denied."""
    check_can_revoke(by, screen.wall)
    screen.revoked_at, screen.token_digest, screen.code_digest = at, "", ""
    screen.save(update_fields=["revoked_at", "token_digest", "code_digest"])
    _tell(by, at, "wall.screen-revoked", screen.wall, after={"screen": screen.public_id})


def note_screen(*, screen: WallScreen, at: datetime) -> None:
    """The screen was seen at this moment, to the minute."""
    if screen.last_seen_at is None or at - screen.last_seen_at >= SEEN_EVERY:
        WallScreen.objects.filter(pk=screen.pk).update(last_seen_at=at)


def _check(by: Viewer, draft: WallDraft) -> None:
    if not draft.teams:
        raise Denied(_("A wall shows at least one team."))
    check_can_put_up_wall(by, draft.teams)


def _fill(wall: Wall, draft: WallDraft) -> None:
    wall.name, wall.board, wall.named_by = draft.name, draft.board, draft.named_by
    wall.shows_abuse, wall.seconds, wall.lines = draft.shows_abuse, draft.seconds, draft.lines
    wall.save()
    wall.teams.set(draft.teams)
    wall.leads.set(draft.leads)


def _said(draft: WallDraft) -> dict[str, object]:
    return {
        "name": draft.name,
        "teams": [team.public_id for team in draft.teams],
        "leads": [one.public_id for one in draft.leads],
        "named_by": str(draft.named_by),
        "abuse": draft.shows_abuse,
    }


def _tell(by: Viewer, at: datetime, verb: str, wall: Wall, after: object = None) -> None:
    record_change(
        by=by, at=at, verb=verb, target=wall.public_id, target_kind="wall", agency=wall.agency_id, after=after
    )
