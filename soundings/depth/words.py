"""The sentences for what the rules of reviews say in codes."""

from django.utils.translation import gettext

from soundings.depth.rules import Unfit


def unfit(code: Unfit, name: str) -> str:
    """Why somebody does not review a case."""
    said = {
        Unfit.KNOWS: gettext("%(name)s said that they know this family, so somebody else reviews the case."),
        Unfit.HOLDS: gettext("%(name)s works on this case, so somebody else reviews it."),
        Unfit.OWN_TEAM: gettext("%(name)s belongs to the team of this case, and reviews here go across teams."),
        Unfit.NOT_NAMED: gettext("The case is restricted and %(name)s is not on its list."),
    }[code]
    return said % {"name": name}
