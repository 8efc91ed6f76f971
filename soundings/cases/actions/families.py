"""Families: which children belong together."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.actions.merging import all_cases_of
from soundings.cases.actions.trace import child_changed, locked_child
from soundings.cases.models import Child, Family
from soundings.cases.permissions import check_can_describe
from soundings.core.rules import Denied


@transaction.atomic
def set_siblings(*, child: Child, other: Child, by: Viewer, at: datetime) -> Family:
    """`child` belongs to the family of `other`; one is made if `other` has none yet. The rest of a family stays."""
    child, other = locked_child(child), locked_child(other)
    check_can_describe(by, *all_cases_of(child))
    check_can_describe(by, *all_cases_of(other))
    if child.pk == other.pk or child.agency_id != other.agency_id:
        raise Denied(_("Choose another child."))
    family = other.family or Family.objects.create(agency_id=other.agency_id, name=other.family_name)
    before = child.family_id
    for one in (child, other):
        one.family = family
        one.save(update_fields=["family"])
    child_changed(
        by=by, at=at, verb="family.joined", child=child, beside=[other], before=before, after=family.public_id
    )
    return family


@transaction.atomic
def leave_family(*, child: Child, by: Viewer, at: datetime) -> None:
    """The child belongs to no family. A family without children is removed, unless a file knows it."""
    child = locked_child(child)
    check_can_describe(by, *all_cases_of(child))
    family = child.family
    if family is None:
        raise Denied(_("This child belongs to no family."))
    child.family = None
    child.save(update_fields=["family"])
    if not family.household and not family.children.exists():
        family.delete()
    child_changed(by=by, at=at, verb="family.left", child=child, before=family.public_id)


@transaction.atomic
def name_family(*, child: Child, name: str, by: Viewer, at: datetime) -> Family:
    """The family of this child goes by `name`."""
    check_can_describe(by, *all_cases_of(child))
    family = child.family
    if family is None:
        raise Denied(_("This child belongs to no family."))
    before, family.name = family.name, name.strip()[:120]
    family.save(update_fields=["name"])
    child_changed(by=by, at=at, verb="family.named", child=child, before=before, after=family.name)
    return family
