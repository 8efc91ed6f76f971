"""What an administrator sees of this room while setting an agency up."""

from django.utils.translation import gettext as _

from soundings.accounts.followers import SetUpStep
from soundings.cases.queries.routes import matters_without_route


def receivers_step(agency_id: int) -> SetUpStep:
    """Whether somebody receives, in the whole agency, that somebody may be in danger, a complaint and the like."""
    missing = matters_without_route(agency_id)
    says = (
        _("Nobody is named yet for everything that can be raised: until then it cannot be sent.")
        if missing
        else _("If somebody may be in danger, for complaints, allegations and whistleblowing.")
    )
    return SetUpStep(_("Who receives what is raised"), says, "concern-routes", not missing)
