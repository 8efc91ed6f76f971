"""What a case's practice records come to, decided without a database."""

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
