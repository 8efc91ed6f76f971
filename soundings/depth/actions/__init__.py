"""Every write of reviews and programmes."""

from soundings.depth.actions.assigning import Writers, assign, assign_all, name_worker, step_back, writers_of
from soundings.depth.actions.drawing import Wanted, draw_cases, version_of
from soundings.depth.actions.handing import HandedOut, hand_out, waiting_in
from soundings.depth.actions.programmes import (
    Terms,
    change_programme,
    close_programme,
    make_programme,
    reopen_programme,
)
from soundings.depth.actions.reviewing import Begun, abandon, go_on, hold, move, open_review, sign_off
from soundings.depth.actions.substituting import picks_in, substitute

__all__ = [
    "Begun",
    "HandedOut",
    "Terms",
    "Wanted",
    "Writers",
    "abandon",
    "assign",
    "assign_all",
    "change_programme",
    "close_programme",
    "draw_cases",
    "go_on",
    "hand_out",
    "hold",
    "make_programme",
    "move",
    "name_worker",
    "open_review",
    "picks_in",
    "reopen_programme",
    "sign_off",
    "step_back",
    "substitute",
    "version_of",
    "waiting_in",
    "writers_of",
]
