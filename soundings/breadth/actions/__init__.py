"""Every write of practice, elements and boards. Each is atomic and leaves its trace in the trail."""

from soundings.breadth.actions.agreeing import Term, agree_rules, end_duty, set_duty_manager
from soundings.breadth.actions.catalogue import (
    add_element,
    place_board,
    rename_element,
    retire_element,
    set_up_breadth,
)
from soundings.breadth.actions.correcting import correct, mark_in_case_system, move_to_sibling, withdraw
from soundings.breadth.actions.deciding import Settling, confirm_decision, decide, talk
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
from soundings.breadth.actions.sheets import Entry, KeyedIn, SheetRefused, key_in, make_sheet
from soundings.breadth.actions.signalling import rework_marked
from soundings.breadth.actions.starting import begin_recording
from soundings.breadth.actions.supervising import close_session, open_session, write_notes
from soundings.breadth.actions.today import choose_digest, note_visit, send_digests
from soundings.breadth.actions.walls import (
    WallDraft,
    change_wall,
    invite_screen,
    note_screen,
    pair_screen,
    put_up_wall,
    revoke_screen,
    take_down_wall,
)

__all__ = [
    "Entry",
    "KeyedIn",
    "Settling",
    "SheetRefused",
    "Term",
    "WallDraft",
    "Wording",
    "add_column",
    "add_element",
    "add_own_element",
    "agree_rules",
    "agree_time",
    "begin_draft",
    "begin_recording",
    "change_wall",
    "choose_digest",
    "close_session",
    "confirm_decision",
    "correct",
    "decide",
    "drop_column",
    "drop_draft",
    "end_duty",
    "end_issue",
    "end_time",
    "invite_screen",
    "key_in",
    "make_sheet",
    "mark_in_case_system",
    "move_column",
    "move_to_sibling",
    "note_screen",
    "note_visit",
    "open_session",
    "pair_screen",
    "place_board",
    "project",
    "propose_time",
    "publish",
    "put_up_wall",
    "record",
    "record_many",
    "refresh",
    "rename_board",
    "rename_element",
    "rename_issue",
    "retire_board",
    "retire_element",
    "revoke_screen",
    "rework_marked",
    "send_digests",
    "set_duty_manager",
    "set_up_breadth",
    "tailor",
    "take_down_wall",
    "talk",
    "withdraw",
    "withdraw_time",
    "word_columns",
    "write_notes",
]
