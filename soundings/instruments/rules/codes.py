"""The fixed words of the room."""

from enum import StrEnum


class Use(StrEnum):
    """What an instrument is for."""

    REVIEW = "review"
    SURVEY = "survey"
    RATING = "rating"  # people rate themselves


class VersionState(StrEnum):
    """A version is a draft until it is published; then it never changes. Retired: no longer chosen for new work."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"
