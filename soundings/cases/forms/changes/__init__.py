"""What can be changed of one case: one form each, which knows who may, what it says and what it does."""

from soundings.cases.forms.changes.activity import AddActivity, CorrectActivity, EndActivity, WithdrawActivity
from soundings.cases.forms.changes.base import Change
from soundings.cases.forms.changes.closing import Close, Reopen, UndoClosure
from soundings.cases.forms.changes.merging import Merge, Split, UndoMerge
from soundings.cases.forms.changes.placing import AbuseTypes, Allocate, Beside, EndBeside, MoveTeam, Stage
from soundings.cases.forms.changes.restricting import AddNamed, Lift, RemoveNamed, Restrict

# In the order of the menu: what is wanted most often first.
GROUPS: tuple[tuple[str, tuple[type[Change], ...]], ...] = (
    ("who", (Allocate, Beside, EndBeside, MoveTeam)),
    ("where", (Stage, AbuseTypes, AddActivity, EndActivity, CorrectActivity, WithdrawActivity)),
    ("ends", (Close, UndoClosure, Reopen)),
    ("entries", (Merge, Split, UndoMerge)),
    ("seen", (Restrict, Lift, AddNamed, RemoveNamed)),
)
CHANGES: dict[str, type[Change]] = {change.slug: change for _group, changes in GROUPS for change in changes}

__all__ = ["CHANGES", "GROUPS", "Change"]
