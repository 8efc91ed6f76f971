"""Many places and people at once, from a file or for the invented agency. Repeating it changes nothing."""

from soundings.accounts.actions.bulk.aliases import add_aliases
from soundings.accounts.actions.bulk.load import Load, Loaded, LoadRefused, RowChange
from soundings.accounts.actions.bulk.logins import UserRow, store_users
from soundings.accounts.actions.bulk.people import store_staff, team_codes
from soundings.accounts.actions.bulk.places import store_structure
from soundings.accounts.actions.bulk.undo import take_back

__all__ = [
    "Load",
    "LoadRefused",
    "Loaded",
    "RowChange",
    "UserRow",
    "add_aliases",
    "store_staff",
    "store_structure",
    "store_users",
    "take_back",
    "team_codes",
]
