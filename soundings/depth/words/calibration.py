"""Calibration sessions in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from soundings.depth.rules.calibration import CalibrationState

STATES: dict[str, str | Promise] = {
    CalibrationState.RATING: _("Each rates apart"),
    CalibrationState.TOGETHER: _("Being talked about"),
    CalibrationState.CLOSED: _("Closed"),
    CalibrationState.CALLED_OFF: _("Called off"),
}
ENDED: dict[str, str | Promise] = {
    "open": _("The ratings are open to everybody in the session."),
    "close": _("The session is closed. What was agreed stays."),
    "call-off": _("The session is called off. Nobody reads its ratings."),
}
