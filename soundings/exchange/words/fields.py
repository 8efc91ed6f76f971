"""What of a child or case a file changes, and why something stays when an import is taken back."""

from django.utils.translation import gettext as _

from soundings.cases.rules import Kept

NAMING = frozenset({"given_name", "family_name", "born_on", "expected_on", "stated_age"})  # says who the child is


def field(code: str) -> str:
    """One field that an import changes, in the middle of a sentence; the code's own letters for a new one."""
    return {
        "given_name": _("given name"),
        "family_name": _("family name"),
        "born_on": _("date of birth"),
        "expected_on": _("expected date"),
        "stated_age": _("age as stated"),
        "stated_age_on": _("day on which the age was stated"),
        "sex": _("sex"),
        "ethnicity": _("ethnicity"),
        "disability": _("disability"),
        "first_language": _("first language"),
        "interpreter": _("interpreter"),
        "family": _("household"),
        "opened_on": _("opening"),
        "closed_on": _("closure"),
        "close_reason": _("reason for closure"),
        "abuse_types": _("abuse types"),
        "stage": _("stage"),
        "team": _("team"),
        "worker": _("worker"),
        "co_workers": _("co-workers"),
    }.get(code, code.replace("_", " "))


def why_kept(code: str) -> str:
    """Why something of an import stays."""
    return {
        Kept.RECORDED_SINCE: _("Practice was recorded on it since."),
        Kept.WORKED_ON_SINCE: _("It was allocated, moved or worked on since."),
        Kept.REOPENED_SINCE: _("It was reopened since."),
        Kept.CHANGED_SINCE: _("Somebody changed it again since."),
        Kept.HAS_CASES: _("It has cases that stay."),
        Kept.KNOWN_OR_MERGED: _("It was merged, or somebody said that they know the child."),
    }[Kept(code)]
