"""Every write of practice, elements and boards. Each is atomic and leaves its trace in the trail."""

from soundings.breadth.actions.catalogue import (
    add_element,
    place_board,
    rename_column,
    rename_element,
    retire_element,
    set_up_breadth,
)
from soundings.breadth.actions.correcting import correct, mark_in_case_system, move_to_sibling, withdraw
from soundings.breadth.actions.expecting import agree_time, end_time, propose_time, withdraw_time
from soundings.breadth.actions.issues import end_issue, rename_issue
from soundings.breadth.actions.projection import project, refresh
from soundings.breadth.actions.recording import record, record_many
from soundings.breadth.actions.starting import begin_recording

__all__ = [
    "add_element",
    "agree_time",
    "begin_recording",
    "correct",
    "end_issue",
    "end_time",
    "mark_in_case_system",
    "move_to_sibling",
    "place_board",
    "project",
    "propose_time",
    "record",
    "record_many",
    "refresh",
    "rename_column",
    "rename_element",
    "rename_issue",
    "retire_element",
    "set_up_breadth",
    "withdraw",
    "withdraw_time",
]
