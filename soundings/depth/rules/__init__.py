"""Decisions about reviews, in plain Python."""

from soundings.depth.rules.codes import Alignment, Column, DrawKind, Mode, Side, Sign, State

__all__ = ["Alignment", "Column", "DrawKind", "Mode", "Side", "Sign", "State"]
