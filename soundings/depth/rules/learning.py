"""Agreed actions, reminders, the steps of a theory of change, and names that an example must not say."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from soundings.core.rules import sort_key

REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=7)
LEAST_LETTERS = 3  # of a part of a name that is looked for by itself


class Level(StrEnum):
    """From what is done to what changes for children."""

    UNDERSTOOD = "understood"  # what the family understands
    DONE = "done"  # what was done
    HOW_WELL = "how-well"
    CHANGED = "changed"  # for children


class ActionState(StrEnum):
    """How far an agreed action has come."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"  # waits for somebody else to confirm it
    CONFIRMED = "confirmed"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class ActionFacts:
    """What decides about an action."""

    by_on: date
    done_at: datetime | None = None
    confirmed_at: datetime | None = None
    dropped_at: datetime | None = None
    reminded_on: date | None = None


def action_state(facts: ActionFacts, on: date) -> ActionState:
    """How far the action has come on the day `on`. Its last day is still in time."""
    if facts.dropped_at:
        return ActionState.DROPPED
    if facts.confirmed_at:
        return ActionState.CONFIRMED
    if facts.done_at:
        return ActionState.DONE
    return ActionState.OVERDUE if on > facts.by_on else ActionState.OPEN


def reminder_due(facts: ActionFacts, on: date) -> bool:
    """Whether its owner hears of it on the day `on`: from three days before its day, and each week while it is open."""
    if action_state(facts, on) not in (ActionState.OPEN, ActionState.OVERDUE):
        return False
    return time_to_remind(facts.by_on, facts.reminded_on, on)


def time_to_remind(by_on: date, reminded_on: date | None, on: date) -> bool:
    """Whether somebody hears on the day `on` of what is due by `by_on`: from three days before it, then each week."""
    if on < by_on - REMIND_BEFORE:
        return False
    return reminded_on is None or on >= reminded_on + REMIND_AGAIN


def names_in(text: str, *, whole: Iterable[str], parts: Iterable[str] = ()) -> list[str]:
    """The names that stand in `text`, each once, whatever its case and accents.

    whole: names of which all words have to follow each other. parts: names of which each word by itself counts, from
    three letters on. Rather a common word once too often than a name once too seldom.
    """
    words = _words(text)
    plain = f" {' '.join(words)} "
    found = [name for name in whole if (key := " ".join(_words(name))) and f" {key} " in plain]
    there = set(words)
    found += [
        part
        for name in parts
        for part in name.replace("-", " ").split()
        if len(part) >= LEAST_LETTERS and there & set(_words(part))
    ]
    return list(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    """Words as they compare; "Majid's" is "majid"."""
    flat = text.replace("’s", " ").replace("'s", " ").replace("-", " ")
    return sort_key("".join(one if one.isalnum() else " " for one in flat)).split()
