"""What templates say of people, places and roles."""

from datetime import date, timedelta

from django import template

from soundings.accounts import words
from soundings.accounts.rules import Role, UnitKind
from soundings.accounts.rules.people import PersonState

register = template.Library()
TAGS = {
    PersonState.INVITED: "new",
    PersonState.ARRIVED: "good",
    PersonState.OFF: "stop",
    PersonState.AWAY: "ask",
}


@register.filter
def role_name(role: str) -> str:
    """The role in words."""
    return words.role_name(Role(role))


@register.filter
def unit_kind(kind: str) -> str:
    """The kind of place in words."""
    return words.unit_kind(UnitKind(kind))


@register.filter
def post_name(post: str) -> str:
    """The post in words."""
    return words.post_name(post)


@register.filter
def person_state(state: str) -> str:
    """How somebody stands, in words."""
    return words.person_state(state)


@register.filter
def state_tag(state: PersonState) -> str:
    """The kind of tag for this state."""
    return TAGS.get(state, "plain")


@register.filter
def second_step(kind: str) -> str:
    """The kind of second step in words."""
    return words.second_step(kind)


@register.filter
def last_day(first_day_after: date | None) -> date | None:
    """The last day on which something held, from the first day on which it holds no longer."""
    return first_day_after and first_day_after - timedelta(days=1)
