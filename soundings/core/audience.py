"""Who a page is for. Every view says so; a test and `soundings.accounts.middleware.stated_audience` hold it to it.

An audience is the outer door: which of the people who sign in may ask at all. What they then see is for
permissions and queries to decide.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

View = TypeVar("View", bound=Callable[..., Any])

AUDIENCES: dict[str, str | Promise] = {
    "anyone": _("Anybody, signed in or not."),
    "first-run": _("Anybody at this machine, until the first administrator has been made."),
    "signed-in": _("Everybody who has signed in, whatever their role."),
    "staff": _("Everybody who has signed in and holds a role in practice: not administrators alone."),
    "records": _("People whose role shows them children's records, each within their own scope."),
    "import": _("Import stewards."),
    "export": _("People whose role lets them take data out."),
    "manage-team": _("Supervisors, for their own teams."),
    "walls": _("Supervisors, for the walls of their own teams, and system administrators, who may revoke a screen."),
    "manage-agency": _("QA leads and senior managers, for their agency."),
    "approve": _("Senior managers, who give the second word."),
    "administer": _("System administrators, who see no child's record."),
    "people": _("System administrators, and senior managers, who give the second word."),
}

# Views of the libraries that we mount; their names in the address table.
_LIBRARIES: dict[str, str] = {
    "account_login": "anyone",
    "account_logout": "signed-in",
    "account_inactive": "anyone",
    "account_signup": "anyone",
    "account_reauthenticate": "signed-in",
    "account_email": "signed-in",
    "account_email_verification_sent": "anyone",
    "account_confirm_email": "anyone",
    "account_confirm_login_code": "anyone",
    "account_change_password": "signed-in",
    "account_set_password": "signed-in",
    "account_reset_password": "anyone",
    "account_reset_password_done": "anyone",
    "account_reset_password_from_key": "anyone",
    "account_reset_password_from_key_done": "anyone",
    "mfa_index": "signed-in",
    "mfa_authenticate": "anyone",  # half-way through signing in
    "mfa_trust": "anyone",
    "mfa_reauthenticate": "signed-in",
    "mfa_activate_totp": "signed-in",
    "mfa_deactivate_totp": "signed-in",
    "mfa_view_recovery_codes": "signed-in",
    "mfa_generate_recovery_codes": "signed-in",
    "mfa_download_recovery_codes": "signed-in",
    "mfa_list_webauthn": "signed-in",
    "mfa_add_webauthn": "signed-in",
    "mfa_edit_webauthn": "signed-in",
    "mfa_remove_webauthn": "signed-in",
    "mfa_reauthenticate_webauthn": "signed-in",
    "mfa_login_webauthn": "anyone",
    "mfa_signup_webauthn": "anyone",
    "set_language": "anyone",
    "javascript-catalog": "anyone",
}


def audience(name: str) -> Callable[[View], View]:
    """The view says that it is for the audience `name`, a key of AUDIENCES. Raises ValueError for any other."""
    if name not in AUDIENCES:
        raise ValueError(f"{name!r} is no audience; choose one of {', '.join(AUDIENCES)}.")

    def state(view: View) -> View:
        view.audience = name  # type: ignore[attr-defined]
        return view

    return state


def audience_of(view: Callable[..., Any], route_name: str | None) -> str | None:
    """Whom `view`, mounted as `route_name`, is for; None if nobody has said."""
    stated = getattr(view, "audience", None) or getattr(getattr(view, "view_class", None), "audience", None)
    return stated or _LIBRARIES.get(route_name or "")
