"""The four grades, for programmes that ask for one beside the scales. They stand on no first page."""

from enum import StrEnum


class Grade(StrEnum):
    """From the highest to the lowest."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    REQUIRES_IMPROVEMENT = "requires-improvement"
    INADEQUATE = "inadequate"
