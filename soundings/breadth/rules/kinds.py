"""The words that the rules of practice are written in."""

from collections.abc import Mapping
from enum import StrEnum


class ElementKind(StrEnum):
    DATE = "date"
    YES_NO = "yes-no"
    COUNT = "count"
    SCALE = "scale"
    LIST = "list"


class ElementScope(StrEnum):
    CHILD = "child"
    FAMILY = "family"


class Answer(StrEnum):
    """What a record says. Zero is a YES with the number 0; "Yes, date not known" is a YES without a date."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"
    NOT_KNOWN = "nk"


class Rater(StrEnum):
    WORKER = "worker"
    SUPERVISOR = "supervisor"
    CONFERENCE = "conference"
    PARENT = "parent"
    CHILD = "child"
    NETWORK = "network"
    OTHER = "other"


PROFESSIONAL_RATERS = (Rater.WORKER, Rater.SUPERVISOR, Rater.CONFERENCE, Rater.OTHER)
FAMILY_RATERS = (Rater.PARENT, Rater.CHILD, Rater.NETWORK)


class FamilyMode(StrEnum):
    """How a mapping was done with the family. Each of the three counts as done (safety.md 4)."""

    TOGETHER = "together"
    SEPARATELY = "separately"
    NOT_SAFE = "not-safe-together"


class Fact(StrEnum):
    """A board's columns that come from the case, not from practice."""

    CHILD = "child"  # name and age
    CHILD_ID = "child-id"  # name, age and id
    OPENED = "opened"
    ABUSE = "abuse"


class Shows(StrEnum):
    """How a column writes its value."""

    DATE = "date"
    DATES = "dates"
    YES_NO = "yes-no"
    NUMBER = "number"
    SCALE = "scale"


def label_of(labels: Mapping[str, str], language: str, *, code: str = "") -> str:
    """The agency's word in `language` ("cy"), else in its mother ("en" for "en-gb"), else in any, else `code`."""
    found = labels.get(language) or labels.get(language.split("-")[0])
    if found:
        return found
    return next((labels[tag] for tag in sorted(labels) if labels[tag]), code)
