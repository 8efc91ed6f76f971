"""Two entries of one child become one, and can be taken apart again. History is moved, never lost."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.actions.children import FIELDS, make_child, set_keys, store_words
from soundings.cases.actions.trace import check_reason, child_changed, locked_child
from soundings.cases.models import Case, Child, ChildId, ChildMerge, KnownPerson
from soundings.cases.permissions import check_can_change
from soundings.cases.rules import ChildDetails, Sex
from soundings.core.rules import Denied

AGE = frozenset({"stated_age", "stated_age_on"})  # both or neither, and neither beside a date of birth


@transaction.atomic
def merge_children(*, keep: Child, gone: Child, reason: str, by: Viewer, at: datetime) -> ChildMerge:
    """`gone` was the same child: its cases, numbers and known details are `keep`'s now, and can go back.

    Where one of them is restricted, both are from now on. Denied while both have an open case.
    """
    check_can_change(by, *all_cases_of(keep), *all_cases_of(gone))
    return store_merge(keep=keep, gone=gone, reason=reason, by=by, at=at)


def store_merge(*, keep: Child, gone: Child, reason: str, by: Viewer, at: datetime) -> ChildMerge:
    """The same without asking who asks: for a proposal that somebody else has accepted."""
    keep, gone = locked_child(keep), locked_child(gone)
    reason = check_reason(reason)
    check_mergeable(keep, gone)
    moved = {
        "cases": _move(Case, gone, keep),
        "ids": _move(ChildId, gone, keep),
        "filled": _fill(keep, gone),
        "aged": _birth_for_age(keep),
        "family": gone.family_id,
        "merged": _move(Child, gone, keep, field="merged_into"),
    }
    moved["restricted"] = _restrict_all_or_none(keep)
    moved["linked"] = _link(keep)
    _carry_known(gone, keep)
    gone.merged_into, gone.family = keep, None
    gone.save(update_fields=["merged_into", "family"])
    keep.save()
    store_words(gone)
    store_words(keep)
    merge = ChildMerge.objects.create(
        agency_id=keep.agency_id, kept=keep, gone=gone, moved=moved, reason=reason, by=by.user, at=at
    )
    child_changed(by=by, at=at, verb="child.merged", child=keep, beside=[gone], after=moved, reason=reason)
    return merge


def check_mergeable(keep: Child, gone: Child) -> None:
    """Raise Denied, with the way out, unless these two entries can become one."""
    if keep.pk == gone.pk or keep.agency_id != gone.agency_id:
        raise Denied(_("Choose two different entries."))
    if keep.merged_into_id or gone.merged_into_id:
        raise Denied(_("One of these entries has been merged already."))
    if Case.objects.filter(child__in=[keep.pk, gone.pk], closed_on=None).count() > 1:
        raise Denied(
            _("Both entries have an open case. Close the one that should not have been opened, then merge them.")
        )


@transaction.atomic
def undo_merge(*, merge: ChildMerge, reason: str, by: Viewer, at: datetime) -> Child:
    """The two entries stand apart as before the merge; what was added to the kept one since stays with it.

    Cases that the merge restricted stay restricted, to be lifted by somebody who has looked.
    """
    check_can_change(by, *all_cases_of(merge.kept))
    return store_undo(merge=merge, reason=reason, by=by, at=at)


def store_undo(*, merge: ChildMerge, reason: str, by: Viewer, at: datetime) -> Child:
    """The same without asking who asks."""
    merge = ChildMerge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise Denied(_("This merge has been undone already."))
    keep, gone = locked_child(merge.kept), locked_child(merge.gone)
    moved = merge.moved
    Case.objects.filter(pk__in=moved["cases"], child=keep).update(child=gone)
    ChildId.objects.filter(pk__in=moved["ids"], child=keep).update(child=gone)
    Child.objects.filter(pk__in=moved["merged"], merged_into=keep).update(merged_into=gone)
    Case.objects.filter(pk__in=moved["linked"]).update(previous=None)
    _empty(keep, moved["filled"], moved.get("aged", {}))
    gone.merged_into, gone.family_id = None, moved["family"]
    gone.save(update_fields=["merged_into", "family"])
    keep.save()
    store_words(gone)
    store_words(keep)
    merge.undone_by, merge.undone_at = by.user, at
    merge.save(update_fields=["undone_by", "undone_at"])
    child_changed(by=by, at=at, verb="child.merge-undone", child=keep, beside=[gone], before=moved, reason=reason)
    return gone


@transaction.atomic
def split_child(
    *, child: Child, details: ChildDetails, cases: Sequence[Case], reason: str, by: Viewer, at: datetime
) -> Child:
    """These cases are another child's, who is made from `details` and belongs to the same family.

    At least one case moves and one stays. Who knows the child privately is taken to know both.
    """
    check_can_change(by, *all_cases_of(child))
    return store_split(child=child, details=details, cases=cases, reason=reason, by=by, at=at)


def store_split(
    *, child: Child, details: ChildDetails, cases: Sequence[Case], reason: str, by: Viewer, at: datetime
) -> Child:
    """The same without asking who asks."""
    child = locked_child(child)
    reason = check_reason(reason)
    chosen, all_of_them = {case.pk for case in cases}, {case.pk for case in all_cases_of(child)}
    if not chosen or not chosen < all_of_them:
        raise Denied(_("Choose which cases belong to the other child. At least one moves and one stays."))
    made = make_child(details=details, agency_id=child.agency_id, family_id=child.family_id, today=by.on)
    Case.objects.filter(pk__in=chosen).update(child=made)
    for ids, others in ((chosen, all_of_them - chosen), (all_of_them - chosen, chosen)):
        Case.objects.filter(pk__in=ids, previous__in=others).update(previous=None)
    _carry_known(child, made)
    child_changed(
        by=by, at=at, verb="child.split", child=child, beside=[made], after={"cases": sorted(chosen)}, reason=reason
    )
    return made


def all_cases_of(child: Child) -> list[Case]:
    """Every case of the child, with its team, first opened first."""
    return list(Case.objects.filter(child=child).select_related("team", "child").order_by("opened_on", "pk"))


def _move(model: type[Case] | type[ChildId] | type[Child], gone: Child, keep: Child, field: str = "child") -> list[int]:
    rows = model._default_manager.filter(**{field: gone})
    ids = list(rows.values_list("pk", flat=True))
    rows.update(**{field: keep})
    return ids


def _fill(keep: Child, gone: Child) -> dict[str, Any]:
    """What `keep` did not know and `gone` did is taken over; returned as it is stored."""
    filled: dict[str, Any] = {}
    for field in FIELDS:  # the date of birth stands before the age
        if field in AGE and keep.born_on:
            continue
        if _unknown(getattr(keep, field)) and not _unknown(getattr(gone, field)):
            setattr(keep, field, getattr(gone, field))
            filled[field] = _plain(getattr(gone, field))
    if keep.family_id is None and gone.family_id is not None:
        keep.family_id = filled["family_id"] = gone.family_id
    set_keys(keep)
    return filled


def _birth_for_age(keep: Child) -> dict[str, Any]:
    """Beside a date of birth that came with the other entry no stated age stands; returned as it is stored."""
    if keep.born_on is None or keep.stated_age_on is None:
        return {}
    aged = {field: _plain(getattr(keep, field)) for field in AGE}
    keep.stated_age = keep.stated_age_on = None
    return aged


def _empty(keep: Child, filled: dict[str, Any], aged: dict[str, Any]) -> None:
    """What was taken over, and has not been changed since, is unknown again; an age that a birth replaced is back."""
    blank = Child()
    unchanged = {field for field, value in filled.items() if _plain(getattr(keep, field)) == value}
    if not unchanged >= AGE:
        unchanged -= AGE
    for field in unchanged:
        setattr(keep, field, getattr(blank, field))
    if aged and keep.born_on is None:
        keep.stated_age, keep.stated_age_on = aged["stated_age"], date.fromisoformat(aged["stated_age_on"])
    set_keys(keep)


def _unknown(value: object) -> bool:
    return value is None or value in ("", Sex.UNKNOWN.value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _restrict_all_or_none(child: Child) -> list[int]:
    """One restricted case restricts them all. Returns the ids of those that were not."""
    cases = Case.objects.filter(child=child)
    if not cases.filter(restricted=True).exists():
        return []
    newly = list(cases.filter(restricted=False).values_list("pk", flat=True))
    cases.filter(pk__in=newly).update(restricted=True)
    return newly


def _link(child: Child) -> list[int]:
    """Cases without an earlier one are linked to it. Returns the ids of those that got a link."""
    linked = []
    previous = None
    for case in all_cases_of(child):
        if previous and case.previous_id is None:
            Case.objects.filter(pk=case.pk).update(previous=previous)
            linked.append(case.pk)
        previous = case
    return linked


def _carry_known(source: Child, target: Child) -> None:
    for known in KnownPerson.objects.filter(child=source):
        KnownPerson.objects.get_or_create(
            user_id=known.user_id,
            child=target,
            defaults={"agency_id": known.agency_id, "declared_at": known.declared_at},
        )
