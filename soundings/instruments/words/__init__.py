"""What the room says: kinds, faults, fixed answers, and what is wrong with a spreadsheet."""

from soundings.instruments.words import editing, xlsform

__all__ = ["editing", "xlsform"]
