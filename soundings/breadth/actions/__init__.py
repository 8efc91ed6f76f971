"""Every write of practice, elements and boards. Each is atomic and leaves its trace in the trail."""

from soundings.breadth.actions.catalogue import (
    add_element,
    place_board,
    rename_column,
    rename_element,
    retire_element,
    set_up_breadth,
)
from soundings.breadth.actions.projection import project, refresh
from soundings.breadth.actions.recording import record, record_many

__all__ = [
    "add_element",
    "place_board",
    "project",
    "record",
    "record_many",
    "refresh",
    "rename_column",
    "rename_element",
    "retire_element",
    "set_up_breadth",
]
