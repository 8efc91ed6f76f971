"""Every write of reviews and programmes."""

from soundings.depth.actions.assigning import Writers, assign, name_worker, writers_of
from soundings.depth.actions.reviewing import Begun, abandon, go_on, hold, move, open_review, sign_off

__all__ = [
    "Begun",
    "Writers",
    "abandon",
    "assign",
    "go_on",
    "hold",
    "move",
    "name_worker",
    "open_review",
    "sign_off",
    "writers_of",
]
