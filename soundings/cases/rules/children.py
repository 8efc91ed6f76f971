"""What is true of a child, and when two entries may be the same one."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from soundings.cases.rules.kinds import Sex
from soundings.core.rules import sort_key


def age_on(born_on: date, on: date) -> int:
    """Whole years lived by `on`; 29 February counts from 1 March in other years. Negative before birth."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


OLDEST = 25  # years: whoever is older is no child of this service

_AGE = re.compile(r"\s*(?:aged?\s*)?(\d{1,3})\s*(y|m|w)?[a-z/]*\.?\s*", re.I)


def read_age(text: str) -> int | None:
    """The months in an age as people state it: "13", "13 yrs", "7 months", "3 wks". None where it is no age."""
    match = _AGE.fullmatch(text)
    if match is None:
        return None
    number, unit = int(match[1]), (match[2] or "y").lower()
    months = {"y": number * 12, "m": number, "w": number * 7 * 12 // 365}[unit]
    return months if months <= OLDEST * 12 else None


def write_age(months: int) -> str:
    """An age so that `read_age` gives the same months: "13", "7 months"."""
    return f"{months} months" if months % 12 or not months else str(months // 12)


def months_by(stated: int, stated_on: date, on: date) -> int:
    """The months of somebody on `on` who was said to be `stated` months old on `stated_on`. Never fewer than none."""
    since = (on.year - stated_on.year) * 12 + on.month - stated_on.month - (on.day < stated_on.day)
    return max(stated + since, 0)


class Likeness(StrEnum):
    """Why an entry may be the same child, strongest first."""

    SAME_ID = "same-id"
    SAME_NAME_AND_BIRTH = "same-name-and-birth"
    SAME_BIRTH_AND_PART_OF_NAME = "same-birth-and-part-of-name"
    SAME_NAME = "same-name"


@dataclass(frozen=True, slots=True)
class Likely:
    """What two entries are compared by. Names are sort keys; ids are sort keys of every number known."""

    name: str
    born_on: date | None
    ids: frozenset[str] = frozenset()


def likeness(one: Likely, other: Likely) -> Likeness | None:
    """How two entries resemble each other; None if there is no reason to ask. The order does not matter.

    The words of a name count in any order, since files write the family name first or last.
    """
    if one.ids & other.ids:
        return Likeness.SAME_ID
    words, others = set(one.name.split()), set(other.name.split())
    same_name = bool(words) and words == others
    same_birth = one.born_on is not None and one.born_on == other.born_on
    if same_name and same_birth:
        return Likeness.SAME_NAME_AND_BIRTH
    if same_birth and words & others:
        return Likeness.SAME_BIRTH_AND_PART_OF_NAME
    return Likeness.SAME_NAME if same_name else None


@dataclass(frozen=True, slots=True)
class ChildDetails:
    """What a page says of a child. `ids` are (system, value) and are for a new child only."""

    given_name: str = ""
    family_name: str = ""
    reference: str = ""  # made here if empty
    born_on: date | None = None
    expected_on: date | None = None
    stated_age: int | None = None  # in months, where no date of birth is known, as it was said on `stated_age_on`
    stated_age_on: date | None = None
    sex: Sex = Sex.UNKNOWN
    ethnicity: str = ""
    disability: str = ""
    first_language: str = ""
    interpreter: bool | None = None
    ids: tuple[tuple[str, str], ...] = ()


def name_key(given_name: str, family_name: str, reference: str) -> str:
    """By what a child is sorted: family name, then given name; the reference where there is no name."""
    return (sort_key(f"{family_name} {given_name}") or sort_key(reference))[:170]


def search_key(given_name: str, family_name: str, reference: str) -> str:
    """By what a list in memory is searched: given, family, given again, reference."""
    return sort_key(f"{given_name} {family_name} {given_name} {reference}")[:240]


def words_of(*texts: str) -> set[str]:
    """The words by which somebody is found: each word of each text, normalised, at most 80 characters each."""
    return {word[:80] for text in texts for word in sort_key(text).split()}
