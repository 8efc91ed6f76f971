"""For which agency a command works, and as whom."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer, viewer_of
from soundings.core.models import Agency
from soundings.core.rules import local_date


def agency_named(code: str | None) -> Agency:
    """The agency with this code; without a code the only one there is. Raises CommandError."""
    agencies = list(Agency.objects.filter(code=code) if code else Agency.objects.all()[:2])
    if len(agencies) == 1:
        return agencies[0]
    if code:
        raise CommandError(_("There is no agency with the code “%(code)s”.") % {"code": code})
    if agencies:
        raise CommandError(_("There are several agencies: say which one with --agency."))
    raise CommandError(
        _("There is no agency yet: make one with `soundings init`, or an invented one with `soundings demo`.")
    )


def viewer_named(name: str, agency: Agency, *, at: datetime, reason: str = "") -> Viewer:
    """The user of this agency with this sign-in name, as they may act now. Raises CommandError."""
    user = User.objects.filter(email__iexact=name, agency=agency, is_active=True).first()
    if user is None:
        raise CommandError(_("Nobody signs in here as “%(name)s”.") % {"name": name})
    return viewer_of(user, on=local_date(at, agency.time_zone), at=at, reason=reason)
