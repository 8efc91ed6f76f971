"""The abuse-type key of an agency, in its own words."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.models import AbuseType
from soundings.cases.permissions import check_can_rename_abuse_types
from soundings.cases.rules import ABUSE_TYPES
from soundings.core.actions import Actor, record_change
from soundings.core.models import Agency
from soundings.core.rules import Denied


@transaction.atomic
def set_up_cases(*, agency: Agency, by: Actor, at: datetime) -> None:
    """The agency has the abuse types of the catalogue; those that the dashboards do not print are switched off.

    Repeatable: what stands already is left as it is.
    """
    for place, (code, name, printed) in enumerate(ABUSE_TYPES):
        AbuseType.objects.get_or_create(
            agency=agency, code=code, defaults={"name": name, "position": place, "active": printed}
        )
    record_change(by=by, at=at, verb="cases.set-up", target=agency.code, target_kind="agency", agency=agency)


@transaction.atomic
def describe_abuse_type(
    *, abuse_type: AbuseType, name: str, explanation: str, active: bool, by: Viewer, at: datetime
) -> AbuseType:
    """The abuse type bears this name and explanation, and can or cannot be chosen; cases that have it keep it."""
    check_can_rename_abuse_types(by, abuse_type)
    if not name.strip():
        raise Denied(_("Give the abuse type a name."))
    found = AbuseType.objects.select_for_update().get(pk=abuse_type.pk)
    before = {"name": found.name, "explanation": found.explanation, "active": found.active}
    found.name, found.explanation, found.active = name.strip(), explanation.strip(), active
    found.save(update_fields=["name", "explanation", "active"])
    record_change(
        by=by,
        at=at,
        verb="abuse-type.changed",
        target=found.code,
        target_kind="abuse-type",
        agency=found.agency_id,
        before=before,
        after={"name": found.name, "explanation": found.explanation, "active": found.active},
    )
    return found


@transaction.atomic
def add_abuse_type(*, code: str, name: str, by: Viewer, at: datetime) -> AbuseType:
    """The agency has this abuse type too, last in its key. Raises Denied if the code is taken or not a short word."""
    check_can_rename_abuse_types(by)
    code = code.strip().upper()
    if not (code.isalnum() and len(code) <= 10) or not name.strip():
        raise Denied(_("Give a code of up to ten letters or digits, and a name."))
    types = AbuseType.objects.filter(agency=by.agency_id)
    if types.filter(code=code).exists():
        raise Denied(_("There is an abuse type with that code already."))
    made = AbuseType.objects.create(agency_id=by.agency_id, code=code, name=name.strip(), position=types.count())
    record_change(
        by=by,
        at=at,
        verb="abuse-type.added",
        target=code,
        target_kind="abuse-type",
        agency=by.agency_id,
        after={"name": made.name},
    )
    return made
