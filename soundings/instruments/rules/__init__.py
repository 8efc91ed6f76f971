"""Decisions about questionnaires, in plain Python."""

from soundings.instruments.rules.codes import Use, VersionState

__all__ = ["Use", "VersionState"]
