"""Forms of the room."""

from soundings.instruments.forms.looking import LookForm

__all__ = ["LookForm"]
