"""Every read of reviews and programmes; each starts from what the viewer may see."""

from soundings.depth.queries.visible import (
    draw_for,
    draws_visible_to,
    held_from,
    leaving,
    parts_seen,
    programme_for,
    programmes_visible_to,
    review_for,
    reviews_of_child,
    reviews_visible_to,
    shared_reviews_visible_to,
    steps_of,
    under_way,
)

__all__ = [
    "draw_for",
    "draws_visible_to",
    "held_from",
    "leaving",
    "parts_seen",
    "programme_for",
    "programmes_visible_to",
    "review_for",
    "reviews_of_child",
    "reviews_visible_to",
    "shared_reviews_visible_to",
    "steps_of",
    "under_way",
]
