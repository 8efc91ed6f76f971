"""Every write of practice, elements and boards. Each is atomic and leaves its trace in the trail."""

from soundings.breadth.actions.catalogue import (
    add_element,
    place_board,
    rename_element,
    retire_element,
    set_up_breadth,
)
from soundings.breadth.actions.correcting import correct, mark_in_case_system, move_to_sibling, withdraw
from soundings.breadth.actions.expecting import agree_time, end_time, propose_time, withdraw_time
from soundings.breadth.actions.issues import end_issue, rename_issue
from soundings.breadth.actions.layouts import (
    Wording,
    add_column,
    add_own_element,
    begin_draft,
    drop_column,
    drop_draft,
    move_column,
    publish,
    rename_board,
    retire_board,
    tailor,
    word_columns,
)
from soundings.breadth.actions.projection import project, refresh
from soundings.breadth.actions.recording import record, record_many
from soundings.breadth.actions.starting import begin_recording

__all__ = [
    "Wording",
    "add_column",
    "add_element",
    "add_own_element",
    "agree_time",
    "begin_draft",
    "begin_recording",
    "correct",
    "drop_column",
    "drop_draft",
    "end_issue",
    "end_time",
    "mark_in_case_system",
    "move_column",
    "move_to_sibling",
    "place_board",
    "project",
    "propose_time",
    "publish",
    "record",
    "record_many",
    "refresh",
    "rename_board",
    "rename_element",
    "rename_issue",
    "retire_board",
    "retire_element",
    "set_up_breadth",
    "tailor",
    "withdraw",
    "withdraw_time",
    "word_columns",
]
