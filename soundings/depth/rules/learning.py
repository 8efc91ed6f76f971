"""Agreed actions, reminders, and the steps of a theory of change."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=7)


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
