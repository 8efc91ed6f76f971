"""What stands in an XLSForm beside the questions themselves: fixed names, and how a code of ours becomes a name there.

A name of ours may hold a dot, which no code does, so that nothing that we add can bear the name of a question.
"""

import re
from enum import StrEnum

from soundings.instruments.rules.codes import Kind, Left

OURS = "soundings"  # before two colons: a column that other programs leave alone
GROUPS_SHEET = "soundings_groups"
WORDS_SHEET = "soundings_words"

AGREE_LIST = "soundings.agree"
FACES_LIST = "soundings.faces"
YES_LIST = "soundings.yes-no-partly"
TEN_LIST = "soundings.0-10"
LEFT_LIST = "soundings.left"

FIVE = ("1", "2", "3", "4", "5")
TEN = tuple(str(number) for number in range(11))
LEFT_CODES = tuple(one.value for one in Left)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")  # what XLSForm takes as a name
GAP = "\u2060"  # between "$" and "{" in a text, so that it is not taken for a reference

# What each type of a row may be here, the usual one first.
KINDS_OF_TYPE: dict[str, tuple[Kind, ...]] = {
    "range": (Kind.SCALE,),
    "select_one": (Kind.ONE, Kind.AGREE, Kind.FACES, Kind.YES_NO_PARTLY),
    "select_multiple": (Kind.MANY,),
    "text": (Kind.SHORT, Kind.LONG),
    "date": (Kind.DATE,),
    "decimal": (Kind.NUMBER,),
    "integer": (Kind.NUMBER,),
    "note": (Kind.HEADING, Kind.PICTURE),
    "begin_group": (Kind.MATRIX, Kind.COLUMNS),
}


class Part(StrEnum):
    """What a row is that belongs to the question, or the section, before it."""

    GUIDANCE = "guidance"
    WHY = "why"
    LEFT = "left"


class Phrase(StrEnum):
    """Fixed words that an XLSForm spells out, by the codes of OWN_WORDS; the caller says them in each language."""

    WHY_NUMBER = "why-number"
    WHY = "why"
    LEAVE = "leave"
    NA = "na"
    UNSAID = "unsaid"
    NO_EVIDENCE = "no-evidence"
    AGREE_1 = "agree-1"
    AGREE_2 = "agree-2"
    AGREE_3 = "agree-3"
    AGREE_4 = "agree-4"
    AGREE_5 = "agree-5"
    FACES_1 = "face-1"
    FACES_2 = "face-2"
    FACES_3 = "face-3"
    FACES_4 = "face-4"
    FACES_5 = "face-5"
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    WORRIED = "worried"
    WELL = "well"
    NEXT = "next"


def code_of(name: str) -> str:
    """The code that a name of somebody else's form becomes here: the name itself wherever it can be."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", name.removeprefix("section."))
    return re.sub(r"^[^A-Za-z]+", "", plain)[:60]


def small_code_of(name: str) -> str:
    """The code of a choice or a row, which may begin with a figure."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:60]
