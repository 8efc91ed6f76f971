"""Everything that changes a questionnaire."""

from soundings.instruments.actions.drafting import (
    FormToTake,
    Seen,
    change_draft,
    copy_instrument,
    mark_of,
    take_up_form,
)
from soundings.instruments.actions.instruments import create_instrument, rename_instrument, restore, retire
from soundings.instruments.actions.starting import set_up_instruments
from soundings.instruments.actions.versions import drop_draft, new_draft_of, publish, save_draft

__all__ = [
    "FormToTake",
    "Seen",
    "change_draft",
    "copy_instrument",
    "create_instrument",
    "drop_draft",
    "mark_of",
    "new_draft_of",
    "publish",
    "rename_instrument",
    "restore",
    "retire",
    "save_draft",
    "set_up_instruments",
    "take_up_form",
]
