"""Two entries of one child become one and are taken apart again, with nothing lost."""

from datetime import date

import pytest

from soundings.cases import actions, queries
from soundings.cases.models import Case, Child, ChildId, ChildMerge, KnownPerson
from soundings.cases.rules import ChildDetails
from soundings.core.models import ChangeEntry
from soundings.core.queries import changes_to_child
from soundings.core.rules import Denied
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import (
    ActivityFactory,
    CaseFactory,
    ChildFactory,
    ChildIdFactory,
    FamilyFactory,
    knows,
    named,
)


@pytest.fixture
def pair(place):
    """The entry to keep, with an open case, and its double with an earlier closed one, a number and a family."""
    keep = ChildFactory(agency=place.agency, given_name="Mary", family_name="Telis", born_on=None, ethnicity="")
    gone = ChildFactory(
        agency=place.agency,
        given_name="Marie",
        family_name="Telis",
        born_on=date(2010, 9, 9),
        ethnicity="White British",
        family=FamilyFactory(agency=place.agency),
    )
    ChildIdFactory(child=gone, value="5512")
    CaseFactory(team=place.team, child=keep, opened_on=date(2026, 2, 3))
    ActivityFactory(
        case=CaseFactory(team=place.team, child=gone, opened_on=date(2025, 1, 5), closed_on=date(2025, 6, 1))
    )
    return keep, gone


def snapshot(*children):
    """Everything that belongs to these children, by row."""
    ids = [child.pk for child in children]
    return {
        "children": list(Child.objects.filter(pk__in=ids).order_by("pk").values()),
        "cases": list(Case.objects.filter(child__in=ids).order_by("pk").values()),
        "ids": list(ChildId.objects.filter(child__in=ids).order_by("pk").values()),
        "words": sorted(Child.objects.filter(pk__in=ids).values_list("pk", "words__word")),
    }


def test_a_merge_moves_cases_numbers_and_what_was_known(place, sam, pair, told):
    keep, gone = pair
    earlier = gone.cases.get()

    merge = actions.merge_children(keep=keep, gone=gone, reason="Same girl", by=sam, at=NOON)

    keep.refresh_from_db()
    gone.refresh_from_db()
    assert set(keep.cases.all()) == {earlier, Case.objects.get(closed_on=None)}
    assert Case.objects.get(closed_on=None).previous == earlier
    assert earlier.activities.count() == 1
    assert (keep.given_name, keep.born_on, keep.ethnicity) == ("Mary", date(2010, 9, 9), "White British")
    assert keep.family is not None
    assert (gone.merged_into, gone.family) == (keep, None)
    assert merge.by == place.supervisor
    assert set(told) == {case.pk for case in keep.cases.all()}
    for child in (keep, gone):
        assert changes_to_child(child=child.public_id, agency_id=place.agency.pk).count() == 1


def test_the_kept_entry_is_found_by_every_number_and_the_other_no_more(sam, pair):
    keep, gone = pair
    actions.merge_children(keep=keep, gone=gone, reason="Same girl", by=sam, at=NOON)
    assert list(queries.find(sam, "telis")) == [keep]
    assert list(queries.find(sam, "5512")) == [keep]
    assert list(queries.find(sam, gone.reference)) == [keep]
    assert list(queries.find(sam, "marie")) == []


def test_an_undone_merge_leaves_both_as_they_were(sam, pair):
    before = snapshot(*pair)
    merge = actions.merge_children(keep=pair[0], gone=pair[1], reason="Same girl", by=sam, at=NOON)

    actions.undo_merge(merge=merge, reason="Cousins", by=sam, at=NOON)

    assert snapshot(*pair) == before
    merge.refresh_from_db()
    assert merge.undone_at == NOON
    with pytest.raises(Denied, match="undone already"):
        actions.undo_merge(merge=merge, reason="Again", by=sam, at=NOON)


AGED = {"born_on": None, "stated_age": 156, "stated_age_on": date(2026, 2, 1)}
BORN = {"born_on": date(2012, 9, 9), "stated_age": None, "stated_age_on": None}
NEITHER = {"born_on": None, "stated_age": None, "stated_age_on": None}


@pytest.mark.parametrize(
    ("kept", "joins", "together"),
    [(AGED, BORN, BORN), (BORN, AGED, BORN), (NEITHER, AGED, AGED), (AGED, NEITHER, AGED)],
)
def test_a_stated_age_gives_way_to_a_date_of_birth_and_comes_back(sam, pair, kept, joins, together):
    for child, facts in zip(pair, (kept, joins), strict=True):
        Child.objects.filter(pk=child.pk).update(**facts)
    before = snapshot(*pair)
    merge = actions.merge_children(keep=pair[0], gone=pair[1], reason="Same girl", by=sam, at=NOON)
    assert Child.objects.filter(pk=pair[0].pk).values(*together).get() == together

    actions.undo_merge(merge=merge, reason="Cousins", by=sam, at=NOON)
    assert snapshot(*pair) == before


def test_an_age_corrected_since_the_merge_stays_whole(sam, pair):
    for child, facts in zip(pair, (NEITHER, AGED), strict=True):
        Child.objects.filter(pk=child.pk).update(**facts)
    merge = actions.merge_children(keep=pair[0], gone=pair[1], reason="Same girl", by=sam, at=NOON)
    details = ChildDetails(given_name="Mary", family_name="Telis", stated_age=168, stated_age_on=date(2026, 2, 1))
    actions.edit_child(child=pair[0], details=details, by=sam, at=NOON)
    actions.undo_merge(merge=merge, reason="Cousins", by=sam, at=NOON)
    assert Child.objects.filter(pk=pair[0].pk, stated_age=168, stated_age_on=date(2026, 2, 1)).exists()


def test_what_was_corrected_since_the_merge_stays_with_the_kept_entry(sam, pair):
    keep, gone = pair
    merge = actions.merge_children(keep=keep, gone=gone, reason="Same girl", by=sam, at=NOON)
    details = ChildDetails(given_name="Mary", family_name="Telis", born_on=date(2010, 9, 10), ethnicity="White British")
    actions.edit_child(child=keep, details=details, by=sam, at=NOON)
    actions.undo_merge(merge=merge, reason="Cousins", by=sam, at=NOON)
    keep.refresh_from_db()
    assert (keep.born_on, keep.ethnicity) == (date(2010, 9, 10), "")


def test_two_open_cases_stand_in_the_way_with_the_way_out(place, sam):
    one, two = CaseFactory(team=place.team), CaseFactory(team=place.team)
    with pytest.raises(Denied, match="Close the one that should not have been opened"):
        actions.merge_children(keep=one.child, gone=two.child, reason="Same", by=sam, at=NOON)
    assert not ChildMerge.objects.exists()
    assert not ChangeEntry.objects.exists()


def test_a_merge_needs_two_entries_a_reason_and_the_right(place, sam, jane, pair):
    keep, gone = pair
    with pytest.raises(Denied, match="two different"):
        actions.merge_children(keep=keep, gone=keep, reason="Same", by=sam, at=NOON)
    with pytest.raises(Denied, match="say why"):
        actions.merge_children(keep=keep, gone=gone, reason=" ", by=sam, at=NOON)
    with pytest.raises(Denied, match="Only a supervisor"):
        actions.merge_children(keep=keep, gone=gone, reason="Same", by=jane, at=NOON)
    elsewhere = CaseFactory(team=place.other_team)
    with pytest.raises(Denied, match="no such case"):
        actions.merge_children(keep=keep, gone=elsewhere.child, reason="Same", by=sam, at=NOON)
    nobody = ChildFactory(agency=place.agency)
    actions.merge_children(keep=keep, gone=gone, reason="Same", by=sam, at=NOON)
    with pytest.raises(Denied):
        actions.merge_children(keep=gone, gone=nobody, reason="Same", by=sam, at=NOON)


def test_a_merge_with_a_restricted_child_restricts_all_and_keeps_the_list(place, sam, pair):
    keep, gone = pair
    Case.objects.filter(child=gone).update(restricted=True)
    named(gone.cases.get(), place.supervisor)
    outsider = viewer_for(UserFactory(worker=True, unit=place.team))
    assert queries.cases_visible_to(outsider).filter(child=keep).exists()

    actions.merge_children(keep=keep, gone=gone, reason="Same girl", by=sam, at=NOON)

    assert not keep.cases.filter(restricted=False).exists()
    assert not queries.cases_visible_to(outsider).filter(child=keep).exists()
    assert queries.cases_visible_to(sam).filter(child=keep).count() == 2


def test_who_knows_the_double_knows_the_kept_entry(place, sam, pair):
    keep, gone = pair
    knows(place.worker, gone)
    actions.merge_children(keep=keep, gone=gone, reason="Same girl", by=sam, at=NOON)
    assert not queries.cases_visible_to(viewer_for(place.worker)).filter(child=keep).exists()


def test_a_split_moves_the_chosen_cases_to_a_new_child_of_the_family(place, sam, told):
    child = ChildFactory(agency=place.agency, family=FamilyFactory(agency=place.agency))
    earlier = CaseFactory(team=place.team, child=child, opened_on=date(2025, 1, 5), closed_on=date(2025, 6, 1))
    now = CaseFactory(team=place.team, child=child, previous=earlier)
    knows(place.worker, child)

    made = actions.split_child(
        child=child,
        details=ChildDetails(given_name="Twin", family_name="Exampleton"),
        cases=[now],
        reason="Twins in one entry",
        by=sam,
        at=NOON,
    )

    now.refresh_from_db()
    assert (now.child, now.previous) == (made, None)
    assert made.family == child.family
    assert list(child.cases.all()) == [earlier]
    assert set(told) == {now.pk, earlier.pk}
    assert KnownPerson.objects.filter(child=made, user=place.worker).exists()
    assert list(queries.find(sam, "twin")) == [made]


def test_a_split_moves_some_and_leaves_some(place, sam):
    child = CaseFactory(team=place.team).child
    foreign = CaseFactory(team=place.team)
    for cases in ([], list(child.cases.all()), [foreign]):
        with pytest.raises(Denied, match="At least one moves and one stays"):
            actions.split_child(
                child=child, details=ChildDetails(given_name="Twin"), cases=cases, reason="Twins", by=sam, at=NOON
            )
    assert Child.objects.count() == 2
