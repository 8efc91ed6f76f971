"""Children: their details, their numbers, birth, and the words by which they are found."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.actions.trace import child_changed, chunks, locked_child, said
from soundings.cases.models import Case, Child, ChildId, ChildWord
from soundings.cases.permissions import check_can_describe
from soundings.cases.rules import ChildDetails, Sex, name_key, search_key, words_of
from soundings.core.bulk import insert_rows
from soundings.core.rules import Denied

FIELDS = (
    "given_name",
    "family_name",
    "born_on",
    "expected_on",
    "stated_age",
    "stated_age_on",
    "sex",
    "ethnicity",
    "disability",
    "first_language",
    "interpreter",
)


@transaction.atomic
def edit_child(*, child: Child, details: ChildDetails, by: Viewer, at: datetime) -> Child:
    """The child is described as `details` say. An empty reference leaves the one there is."""
    child = locked_child(child)
    check_can_describe(by, *_cases_to_check(child))
    _check_details(details, child.agency_id, today=by.on, beside=child)
    before = _said(child)
    _describe(child, details)
    child.save()
    store_words(child)
    after = _said(child)
    changed = {field for field in after if after[field] != before[field]}
    if changed:
        child_changed(
            by=by,
            at=at,
            verb="child.edited",
            child=child,
            before={field: before[field] for field in sorted(changed)},
            after={field: after[field] for field in sorted(changed)},
        )
    return child


def make_child(*, details: ChildDetails, agency_id: int, family_id: int | None, today: date) -> Child:
    """A new child is stored, found by every word of its name and numbers. Part of opening a case or of a split."""
    _check_details(details, agency_id, today=today)
    child = Child(agency_id=agency_id, family_id=family_id)
    child.reference = child.public_id
    _describe(child, details)
    child.save()
    if not details.reference:
        child.reference = f"S-{child.pk}"
        _describe(child, details)
        child.save()
    for system, value in details.ids:
        _store_id(child, system, value)
    store_words(child)
    return child


@transaction.atomic
def birth(*, child: Child, born_on: date, sex: Sex, given_name: str, by: Viewer, at: datetime) -> Child:
    """The expected child is born: the day, the sex and, if given, the name are known. The expected day stays."""
    child = locked_child(child)
    check_can_describe(by, *_cases_to_check(child))
    if child.born_on:
        raise Denied(
            _("This child was born on %(day)s. Edit the details to correct that.") % {"day": said(child.born_on)}
        )
    _check_born(born_on, by.on)
    changed = ("born_on", "expected_on", "sex", "given_name", *(("stated_age",) if child.stated_age_on else ()))
    before = {field: getattr(child, field) for field in changed}
    child.born_on, child.sex, child.stated_age, child.stated_age_on = born_on, sex.value, None, None
    child.given_name = given_name.strip() or child.given_name
    set_keys(child)
    child.save()
    store_words(child)
    after = {"born_on": born_on, "sex": child.sex, "given_name": child.given_name}
    child_changed(by=by, at=at, verb="child.born", child=child, before=before, after=after)
    return child


@transaction.atomic
def add_id(*, child: Child, system: str, value: str, by: Viewer, at: datetime) -> ChildId:
    """The child is also known by this number in another system, and is found by it."""
    child = locked_child(child)
    check_can_describe(by, *_cases_to_check(child))
    made = _store_id(child, system, value)
    store_words(child)
    child_changed(by=by, at=at, verb="child.id-added", child=child, after={"system": made.system, "value": made.value})
    return made


@transaction.atomic
def remove_id(*, number: ChildId, by: Viewer, at: datetime) -> None:
    """The child is no longer known by this number."""
    child = locked_child(number.child)
    check_can_describe(by, *_cases_to_check(child))
    number.delete()
    store_words(child)
    before = {"system": number.system, "value": number.value}
    child_changed(by=by, at=at, verb="child.id-removed", child=child, before=before)


def store_words(child: Child) -> None:
    """The child is found by each word of the name and of every number, those of merged entries included."""
    merged = Child.objects.filter(merged_into=child).values_list("reference", flat=True)
    numbers = [child.reference, *merged, *child.ids.values_list("value", flat=True)]
    wanted = set() if child.merged_into_id else words_of(child.given_name, child.family_name, *numbers)
    stored = dict(ChildWord.objects.filter(child=child).values_list("word", "pk"))
    ChildWord.objects.filter(pk__in=[pk for word, pk in stored.items() if word not in wanted]).delete()
    new = [ChildWord(agency_id=child.agency_id, child=child, word=word) for word in sorted(wanted - stored.keys())]
    ChildWord.objects.bulk_create(new)


def store_words_of(child_ids: Collection[int]) -> None:
    """The same for many children, in few statements."""
    for some in chunks(sorted(child_ids)):
        texts: dict[int, list[str]] = {}
        agencies: dict[int, int] = {}
        for child in Child.objects.filter(pk__in=some, merged_into=None):
            texts[child.pk] = [child.given_name, child.family_name, child.reference]
            agencies[child.pk] = child.agency_id
        for merged in Child.objects.filter(merged_into__in=texts):
            texts[merged.merged_into_id or merged.pk].append(merged.reference)
        for pk, value in ChildId.objects.filter(child__in=texts).values_list("child", "value"):
            texts[pk].append(value)
        ChildWord.objects.filter(child__in=some).delete()
        rows = ((agencies[pk], pk, word) for pk, given in texts.items() for word in words_of(*given))
        insert_rows(ChildWord, ("agency_id", "child_id", "word"), rows)


def _cases_to_check(child: Child) -> list[Case]:
    """The cases that decide who may describe the child: the open one, or else all the earlier ones."""
    cases = list(Case.objects.filter(child=child).select_related("team"))
    return [case for case in cases if case.closed_on is None] or cases


def _check_details(details: ChildDetails, agency_id: int, *, today: date, beside: Child | None = None) -> None:
    if details.born_on:
        _check_born(details.born_on, today)
    if (details.stated_age is None) != (details.stated_age_on is None):
        raise Denied(_("An age needs the day on which it was stated."))
    if details.stated_age_on and details.stated_age_on > today:
        raise Denied(_("%(day)s has not come yet.") % {"day": said(details.stated_age_on)})
    if details.reference:
        same = Child.objects.filter(agency=agency_id, reference=details.reference)
        if (same.exclude(pk=beside.pk) if beside else same).exists():
            raise Denied(_("Another entry already has the number %(number)s.") % {"number": details.reference})
    if not (details.given_name or details.family_name or details.reference or beside):
        raise Denied(_("Give a name or a number by which this child is known."))


def _check_born(born_on: date, today: date) -> None:
    if born_on > today:
        raise Denied(
            _("%(day)s has not come yet. For an unborn child give the expected date.") % {"day": said(born_on)}
        )


def _describe(child: Child, details: ChildDetails) -> None:
    child.reference = details.reference or child.reference
    for field in FIELDS:
        setattr(child, field, getattr(details, field))
    child.sex = details.sex.value
    if child.born_on:
        child.stated_age = child.stated_age_on = None
    set_keys(child)


def set_keys(child: Child) -> None:
    """The child is sorted and searched by the name it has now. Not saved yet."""
    child.name_key = name_key(child.given_name, child.family_name, child.reference)
    child.search_key = search_key(child.given_name, child.family_name, child.reference)


def _store_id(child: Child, system: str, value: str) -> ChildId:
    system, value = system.strip(), value.strip()
    if not system or not value:
        raise Denied(_("Give both the system and the number."))
    if ChildId.objects.filter(agency=child.agency_id, system=system, value=value).exists():
        raise Denied(_("Another entry already has the number %(number)s.") % {"number": value})
    return ChildId.objects.create(agency_id=child.agency_id, child=child, system=system, value=value)


def _said(child: Child) -> dict[str, Any]:
    return {field: getattr(child, field) for field in ("reference", *FIELDS)}
