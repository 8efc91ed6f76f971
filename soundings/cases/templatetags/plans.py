"""What templates say of a plan."""

from django import template

from soundings.cases import words
from soundings.cases.rules import Mark

register = template.Library()


@register.filter
def plan_mark(mark: str) -> str:
    """What the plan does to a place, in words."""
    return str(words.MARKS[Mark(mark)])
