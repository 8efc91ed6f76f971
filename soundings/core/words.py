"""What `core` says to people."""

from django.utils.translation import gettext as _

from soundings.core.rules import Fault, Problem


def problem_sentence(problem: Problem) -> str:
    """One fault of the trail, where it is, and nothing about any child."""
    return _faults()[problem.fault] % {
        "where": _where(problem),
        "number": problem.number,
        "day": problem.day,
        "kind": _kinds()[problem.kind],
        "agency": problem.agency_id,
    }


def _where(problem: Problem) -> str:
    return _("%(kind)s of %(actor)s on %(day)s, agency %(agency)s") % {
        "kind": _kinds()[problem.kind],
        "actor": problem.actor,
        "day": problem.day,
        "agency": problem.agency_id,
    }


def _kinds() -> dict[str, str]:
    return {"reads": _("Readings"), "changes": _("Changes")}


def _faults() -> dict[Fault, str]:
    return {
        Fault.ENTRY_ALTERED: _("%(where)s: entry %(number)s is not as it was written."),
        Fault.ENTRY_MISSING: _("%(where)s: something before entry %(number)s has been removed."),
        Fault.ENTRY_MOVED: _("%(where)s: entry %(number)s does not follow the one before it."),
        Fault.DETAILS_ALTERED: _("%(where)s: the words of entry %(number)s are not as they were written."),
        Fault.CHILDREN_ALTERED: _("%(kind)s, agency %(agency)s: the children of set %(number)s are not as they were."),
        Fault.HEAD_DIFFERS: _("%(where)s: entry %(number)s should be there, as its chain says, and is not."),
        Fault.HEAD_MISSING: _("%(where)s: the head of the chain has been removed."),
        Fault.ANCHORED_ENTRY_MISSING: _("%(where)s: entry %(number)s was anchored and has been removed."),
        Fault.ANCHOR_DIFFERS: _("%(where)s: entry %(number)s and its anchor differ; one of them was altered."),
        Fault.ANCHOR_DAMAGED: _("%(kind)s on %(day)s, agency %(agency)s: line %(number)s of the anchors is damaged."),
        Fault.ANCHORS_MISSING: _("%(kind)s on %(day)s, agency %(agency)s: the file of anchors is missing."),
    }
