"""Who may write questionnaires, and who may read them. The matrix is `accounts/access.toml`.

Everybody who works for the agency may read what was published: people are told beforehand what they will be asked.
"""

from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer, may
from soundings.accounts.rules import Relation, Row
from soundings.core.rules import Denied
from soundings.instruments.models import Instrument


def can_edit_instruments(by: Viewer) -> bool:
    """Whether `by` may write and publish the agency's questionnaires."""
    return may(by, Row.TAILOR, Relation.AGENCY, edit=True)


def check_can_edit_instruments(by: Viewer, instrument: Instrument | None = None) -> None:
    """Raise Denied unless `by` may write and publish the agency's questionnaires, and this one among them."""
    if instrument is not None and instrument.agency_id != by.agency_id:
        raise Denied(_("There is no such questionnaire."))
    if not can_edit_instruments(by):
        raise Denied(_("Only a QA lead or a senior manager can change the agency’s questionnaires."))
