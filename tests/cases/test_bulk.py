"""Many rows at once come to the same as one action at a time, and a whole load can be taken back."""

import dataclasses
import json
import sys
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from soundings.cases import actions, followers, queries
from soundings.cases.actions import Beside, Opening, bulk
from soundings.cases.models import (
    Activity,
    Case,
    Child,
    ChildId,
    ChildWord,
    Family,
    NamedAccess,
    StageSpan,
    TeamSpan,
    WorkerSpan,
)
from soundings.cases.rules import (
    ActivityKind,
    AllocationRole,
    BeforeImage,
    ChildDetails,
    Kept,
    NewActivity,
    NewCase,
    NewChild,
    NewFamily,
    NewRows,
    RowChanges,
    Sex,
    Span,
)
from soundings.core.bulk import insert_rows
from soundings.core.models import ChangeEntry
from soundings.core.queries import changes_to_child
from soundings.core.rules import SYSTEM
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, viewer_for
from tests.factories.cases import CaseFactory, ChildFactory

BATCH = "batch-0000000001"
OPENED = date(2025, 9, 1)
TABLES = (Family, Child, ChildId, ChildWord, Case, StageSpan, TeamSpan, WorkerSpan, Activity)


def spans(*pairs: tuple[object, date], until: date | None = None) -> tuple[Span, ...]:
    """Spans of rows, one after the other; the last one runs on or ends on `until`."""
    ends = [day for _, day in pairs[1:]] + [until]
    return tuple(Span(row.pk, day, end) for (row, day), end in zip(pairs, ends, strict=True))


def plan(place, **changes) -> NewRows:
    """Two siblings: one open, one closed and reopened."""
    jane = place.worker.staff
    melli = NewChild(
        "m", "4471-02", "Melli", "Majid", date(2013, 1, 4), sex=Sex.FEMALE, family="f", ids=(("Mosaic", "7712"),)
    )
    ali = NewChild("a", "4471-03", "Ali", "Majid", date(2016, 7, 2), sex=Sex.MALE, family="f", interpreter=True)
    rows = NewRows(
        families=(NewFamily("f", "Majid", "H-0001"),),
        children=(melli, ali),
        cases=(
            NewCase(
                "m1",
                "m",
                OPENED,
                abuse_types=("N", "PA"),
                stages=spans((place.stage, OPENED)),
                teams=spans((place.team, OPENED)),
                leads=spans((place.duty, OPENED), (jane, date(2025, 9, 20))),
                others=((AllocationRole.CO_WORKER, Span(place.colleague.pk, date(2025, 10, 1))),),
                activities=(NewActivity(ActivityKind.REFERRAL, OPENED, outcome="Assess"),),
            ),
            NewCase(
                "a1",
                "a",
                OPENED,
                closed_on=date(2025, 12, 1),
                close_reason="Moved away",
                teams=spans((place.team, OPENED), until=date(2025, 12, 1)),
                leads=spans((jane, OPENED), until=date(2025, 12, 1)),
            ),
            NewCase("a2", "a", date(2026, 2, 1), teams=spans((place.team, date(2026, 2, 1))), previous="a1"),
        ),
    )
    return dataclasses.replace(rows, **changes)


def store(place, rows=None, **kwargs) -> bulk.StoredRows:
    rows = rows if rows is not None else plan(place)
    return bulk.store(rows, agency_id=place.agency.pk, by=SYSTEM, at=NOON, batch=BATCH, source="page", **kwargs)


def state(agency) -> list:
    """Every row of an agency without ids, batches and our own numbers; links said by references and days."""
    children = {child.pk: child.reference for child in Child.objects.filter(agency=agency)}
    cases = {case.pk: (children[case.child_id], case.opened_on) for case in Case.objects.filter(agency=agency)}
    families = {
        family.pk: sorted(children[child.pk] for child in family.children.all())
        for family in Family.objects.filter(agency=agency)
    }
    links = {"child_id": children, "case_id": cases, "previous_id": cases, "family_id": families}
    found = []
    for model in TABLES:
        for row in model.objects.filter(agency=agency).values():
            for gone in ("id", "public_id", "batch", "agency_id", "household", "name"):
                row.pop(gone, None)
            said = {name: links[name].get(value) if name in links else value for name, value in row.items()}
            found.append((model.__name__, json.dumps(said, default=str, sort_keys=True)))
    return sorted(found)


def one_by_one(place, sam) -> None:
    """The history of `plan`, made by hand."""
    jane = place.worker.staff
    melli = ChildDetails("Melli", "Majid", "4471-02", date(2013, 1, 4), sex=Sex.FEMALE, ids=(("Mosaic", "7712"),))
    ali = ChildDetails("Ali", "Majid", "4471-03", date(2016, 7, 2), sex=Sex.MALE, interpreter=True)
    at = {"by": sam, "at": NOON}
    opening = Opening(OPENED, place.team, place.duty, place.stage, ("N", "PA"))
    first = actions.open_case(child=melli, opening=opening, **at)
    actions.allocate(case=first, staff=jane, on=date(2025, 9, 20), **at)
    actions.allocate_beside(case=first, beside=Beside(place.colleague), on=date(2025, 10, 1), **at)
    referral = NewActivity(ActivityKind.REFERRAL, OPENED, outcome="Assess")
    actions.add_activity(case=first, activity=referral, **at)
    second = actions.open_case(child=ali, opening=Opening(OPENED, place.team, jane), **at)
    actions.set_siblings(child=second.child, other=first.child, **at)
    actions.close_case(case=second, on=date(2025, 12, 1), reason="Moved away", **at)
    actions.reopen(case=second, opening=Opening(date(2026, 2, 1), place.team), **at)


def test_bulk_comes_to_the_same_as_one_action_at_a_time(place, sam):
    one_by_one(place, sam)
    by_hand = state(place.agency)
    for model in (Activity, StageSpan, TeamSpan, WorkerSpan, ChildId, ChildWord):
        model.objects.all().delete()
    Case.objects.update(previous=None)
    Case.objects.all().delete()
    Child.objects.all().delete()
    Family.objects.all().delete()

    store(place)

    assert state(place.agency) == by_hand


def test_one_entry_of_the_trail_names_all_the_children_and_the_rooms_are_told_once(place, told):
    stored = store(place)
    assert verbs() == ["cases.stored"]
    assert told == list(stored.cases.values())
    for child in Child.objects.all():
        assert changes_to_child(child=child.public_id, agency_id=place.agency.pk).count() == 1


def test_details_of_activities_keep_the_kind_of_their_values(place):
    # What many activities say is written out once: 1, True and "1" must not be taken for one another.
    said = [{"count": 1}, {"count": True}, {"count": "1"}, {"count": "1"}, {"count": [1]}, {}]
    activities = tuple(NewActivity(ActivityKind.CONTACT, OPENED, detail=detail) for detail in said)
    rows = NewRows(children=(NewChild("a", "A-1"),), cases=(NewCase("c", "a", OPENED, activities=activities),))

    bulk.store(rows, agency_id=place.agency.pk, by=SYSTEM, at=NOON, batch=BATCH)

    held = list(Activity.objects.order_by("pk").values_list("detail", flat=True))
    assert json.dumps(held) == json.dumps(said)


def test_every_row_carries_the_batch(place):
    store(place)
    for model in (Family, Child, ChildId, Case, StageSpan, TeamSpan, WorkerSpan, Activity):
        assert model.objects.exists()
        assert not model.objects.exclude(batch=BATCH).exists(), model


def test_stored_children_are_found(place, sam):
    stored = store(place)
    assert list(queries.find(sam, "maj 7712").values_list("pk", flat=True)) == [stored.children["m"]]


def test_a_case_for_a_stored_child_and_a_child_for_a_stored_family(place):
    child = ChildFactory(agency=place.agency)
    family = Family.objects.create(agency=place.agency, household="H-9")
    rows = NewRows(
        children=(NewChild("x", "", "Ana", "Nowak", family=family.pk),),
        cases=(NewCase("c", child.pk, OPENED), NewCase("d", "x", OPENED)),
    )
    stored = store(place, rows)
    assert Case.objects.get(pk=stored.cases["c"]).child == child
    made = Child.objects.get(pk=stored.children["x"])
    assert (made.family, made.reference) == (family, f"S-{made.pk}")
    assert child.public_id in stored.child_public_ids


def test_a_restricted_case_comes_with_its_list(place):
    rows = plan(place)
    hidden = [dataclasses.replace(case, restricted=True, named=(place.worker.pk,)) for case in rows.cases]
    store(place, dataclasses.replace(rows, cases=tuple(hidden)))
    assert queries.restricted_cases_named_for(viewer_for(place.worker)).count() == 3
    assert queries.cases_visible_to(viewer_for(place.supervisor)).count() == 0
    assert NamedAccess.objects.filter(given_by=None).count() == 3


def test_the_same_reference_twice_stores_nothing(place):
    ChildFactory(agency=place.agency, reference="4471-03")
    # sqlite3's or Django's IntegrityError
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        store(place)
    assert not Case.objects.exists()
    assert not ChangeEntry.objects.exists()


def test_a_load_opens_no_savepoint_that_would_keep_every_page_in_memory(place, monkeypatch):
    # On SQLite a savepoint holds what each page held before: of 200,000 cases that was 160 MiB for an Annex A workbook.
    def open_now():
        return [name for name in connection.savepoint_ids if name]

    def watched(model, *args, **kwargs):
        seen.append(open_now())
        return insert_rows(model, *args, **kwargs)

    seen, before = [], open_now()
    for name in ("soundings.cases.actions.bulk.store", "soundings.breadth.actions.storing"):
        monkeypatch.setattr(sys.modules[name], "insert_rows", watched)

    store(place)

    assert len(seen) > len(TABLES)  # the states are among them
    assert all(names == before for names in seen)


def test_a_key_names_one_row(place):
    twice = (NewFamily("f"), NewFamily("f"))
    with pytest.raises(ValueError, match="same key"):
        store(place, NewRows(families=twice))


# --- changing --------------------------------------------------------------------------------------------------------


def change(place, batch="batch-0000000002", families=None, **fields) -> list[BeforeImage]:
    changes = RowChanges(**fields)
    return bulk.change(
        changes, agency_id=place.agency.pk, by=SYSTEM, at=NOON, batch=batch, families=families, source="page"
    )


def leads(case):
    rows = WorkerSpan.objects.filter(case=case, role="lead").order_by("from_on")
    return list(rows.values_list("staff__name", "from_on", "to_on"))


def test_changes_come_to_the_same_as_actions(place, sam):
    """The same stored cases, once changed by a file and once by hand, side by side."""
    since, closed = date(2026, 1, 10), date(2026, 3, 1)
    by_file = CaseFactory.create_batch(2, team=place.team, worker=place.worker.staff, opened_on=OPENED)
    by_hand = CaseFactory.create_batch(2, team=place.team, worker=place.worker.staff, opened_on=OPENED)

    moved = {"team": place.other_team.pk, "worker": place.colleague.pk, "stage": place.stage.pk, "since": since}
    ended = {"closed_on": closed, "close_reason": "Needs met"}
    change(place, cases=[(by_file[0].pk, moved), (by_file[1].pk, ended)])
    at = {"by": sam, "at": NOON}
    actions.change_stage(case=by_hand[0], stage=place.stage, on=since, **at)
    actions.move_team(case=by_hand[0], team=place.other_team, lead=place.colleague, on=since, **at)
    actions.close_case(case=by_hand[1], on=closed, reason="Needs met", **at)

    for one, other in zip(by_file, by_hand, strict=True):
        assert rows_of(one) == rows_of(other)


def rows_of(case) -> dict:
    fields = ("opened_on", "closed_on", "close_reason", "abuse_types", "stage", "team", "worker")
    return {
        "case": Case.objects.filter(pk=case.pk).values(*fields).get(),
        "stages": list(StageSpan.objects.filter(case=case).order_by("from_on").values("stage", "from_on", "to_on")),
        "teams": list(TeamSpan.objects.filter(case=case).order_by("from_on").values("team", "from_on", "to_on")),
        "workers": list(
            WorkerSpan.objects.filter(case=case).order_by("from_on").values("staff", "role", "from_on", "to_on")
        ),
        "activities": list(Activity.objects.filter(case=case).values("kind", "started_on", "ended_on", "outcome")),
    }


def test_names_numbers_and_families_change_and_are_found(place, sam):
    stored = store(place)
    melli = stored.children["m"]
    change(
        place,
        children=[(melli, {"given_name": "Melanie", "family": None, "sex": Sex.FEMALE})],
        new_ids=[(melli, "Eclipse", "E-55")],
    )
    assert list(queries.find(sam, "melanie")) == list(queries.find(sam, "e 55 7712")) == [Child.objects.get(pk=melli)]
    assert list(queries.find(sam, "melli")) == []
    child = Child.objects.get(pk=melli)
    assert (child.family, child.name_key) == (None, "majid melanie")


def test_an_earlier_opening_moves_what_began_with_it(place):
    stored = store(place)
    case = stored.cases["m1"]
    earlier = OPENED - timedelta(days=10)
    change(place, cases=[(case, {"opened_on": earlier})])
    assert Case.objects.get(pk=case).opened_on == earlier
    assert leads(case) == [
        ("Duty, Harbour Street", earlier, date(2025, 9, 20)),
        ("Jane Smith", date(2025, 9, 20), None),
    ]
    assert TeamSpan.objects.get(case=case).from_on == earlier


def test_another_day_of_closing_moves_spans_and_what_says_so(place):
    stored = store(place)
    case = stored.cases["a1"]
    change(place, cases=[(case, {"closed_on": date(2025, 12, 5), "close_reason": "Moved"})])
    assert leads(case) == [("Jane Smith", OPENED, date(2025, 12, 5))]
    closing = Activity.objects.get(case=case, kind="closed")
    assert (closing.started_on, closing.outcome) == (date(2025, 12, 5), "Moved")


def test_an_activity_for_a_case_that_has_gone_is_refused_and_nothing_of_the_call_is_stored(place):
    stored = bulk.store(plan(place), agency_id=place.agency.pk, by=SYSTEM, at=NOON)
    there, gone = next(iter(stored.cases.values())), 987_654
    contact = NewActivity(ActivityKind.CONTACT, OPENED)
    before = Activity.objects.count()

    with pytest.raises(Case.DoesNotExist):
        bulk.change(
            RowChanges(new_activities=[(there, contact), (gone, contact)]),
            agency_id=place.agency.pk,
            by=SYSTEM,
            at=NOON,
        )

    assert Activity.objects.count() == before


def test_before_images_hold_exactly_what_changed(place):
    stored = store(place)
    images = change(
        place,
        cases=[(stored.cases["m1"], {"abuse_types": ["EA"]})],
        activities=[(stored.cases["m1"], Activity.objects.get(kind="referral").pk, {"ended_on": date(2025, 9, 3)})],
    )
    assert {(image.model, json.dumps(image.before), json.dumps(image.after)) for image in images} == {
        ("case", '{"abuse_types": ["N", "PA"]}', '{"abuse_types": ["EA"]}'),
        ("activity", '{"ended_on": null}', '{"ended_on": "2025-09-03"}'),
    }


def test_what_is_so_already_changes_nothing(place):
    stored = store(place)
    before = state(place.agency)
    images = change(
        place,
        children=[(stored.children["m"], {"given_name": "Melli"})],
        cases=[(stored.cases["m1"], {"worker": place.worker.staff.pk, "since": date(2026, 1, 1)})],
    )
    assert images == []
    assert state(place.agency) == before


# --- taking back -----------------------------------------------------------------------------------------------------


def take_back(place, images=(), batch=BATCH):
    return bulk.take_back(
        batch, list(images), agency_id=place.agency.pk, by=SYSTEM, at=NOON + timedelta(hours=1), reason="Wrong file"
    )


def test_a_load_taken_back_leaves_nothing(place, told):
    before = state(place.agency)
    store(place)
    done = take_back(place)
    assert state(place.agency) == before == []
    assert done.removed == {"case": 3, "child": 2, "family": 1}
    assert done.kept == []
    assert verbs()[-1] == "cases.taken-back"


def test_a_second_load_taken_back_leaves_the_first(place, told):
    stored = store(place)
    before = state(place.agency)
    second = "batch-0000000002"
    bulk.store(
        NewRows(
            children=(NewChild("n", "4471-09", "New", "Majid", family=stored.families["f"]),),
            cases=(NewCase("n1", "n", OPENED, teams=spans((place.team, OPENED))),),
        ),
        agency_id=place.agency.pk,
        by=SYSTEM,
        at=NOON,
        batch=second,
    )
    images = change(
        place,
        children=[(stored.children["m"], {"family_name": "Majeed"})],
        new_ids=[(stored.children["m"], "Eclipse", "E-55")],
        cases=[
            (stored.cases["m1"], {"opened_on": date(2025, 8, 1), "team": place.other_team.pk, "worker": None}),
            (stored.cases["a1"], {"closed_on": date(2025, 12, 5)}),
            (stored.cases["a2"], {"closed_on": date(2026, 3, 1), "close_reason": "Ended"}),
        ],
        new_activities=[(stored.cases["m1"], NewActivity(ActivityKind.ASSESSMENT, date(2025, 9, 5)))],
    )
    assert state(place.agency) != before

    done = take_back(place, images, second)

    assert state(place.agency) == before
    assert done.kept == []
    assert told[-3:] == sorted(stored.cases.values())


def test_images_survive_being_kept_as_json(place):
    stored = store(place)
    before = state(place.agency)
    images = change(place, cases=[(stored.cases["m1"], {"team": place.other_team.pk, "since": date(2026, 1, 2)})])
    kept = [BeforeImage(**json.loads(json.dumps(dataclasses.asdict(image)))) for image in images]
    take_back(place, kept, "batch-0000000002")
    assert state(place.agency) == before


def test_a_case_that_somebody_worked_on_since_stays_with_its_child_and_family(place, sam):
    stored = store(place)
    case = Case.objects.get(pk=stored.cases["m1"])
    actions.allocate(case=case, staff=place.colleague, on=date(2026, 3, 1), by=sam, at=NOON)

    done = take_back(place)

    assert [(row.model, row.reference, row.why) for row in done.kept] == [
        ("case", "4471-02", Kept.WORKED_ON_SINCE),
        ("child", "4471-02", Kept.HAS_CASES),
    ]
    assert list(Case.objects.all()) == [case]
    assert leads(case)[-1] == ("Ah Hin Xeng", date(2026, 3, 1), None)
    assert Family.objects.count() == 1


def test_a_case_reopened_since_stays(place, sam):
    rows = plan(place)
    store(place, dataclasses.replace(rows, cases=rows.cases[:2]))
    closed = Case.objects.get(closed_on__isnull=False)
    actions.reopen(case=closed, opening=Opening(date(2026, 2, 1), place.team), by=sam, at=NOON)
    done = take_back(place)
    assert [row.why for row in done.kept] == [Kept.REOPENED_SINCE, Kept.HAS_CASES]
    assert Case.objects.count() == 2


def test_a_room_above_may_hold_a_case_and_lets_go_of_the_others(place, monkeypatch):
    stored = store(place)
    held, forgotten = stored.cases["m1"], []
    monkeypatch.setattr(followers, "_holders", [lambda ids: {held: "Practice was recorded on it."}])
    monkeypatch.setattr(followers, "_forgetters", [forgotten.extend])
    done = take_back(place)
    assert done.kept[0].words == "Practice was recorded on it."
    assert done.kept[0].why == Kept.RECORDED_SINCE
    assert sorted(forgotten) == sorted([stored.cases["a1"], stored.cases["a2"]])
    assert list(Case.objects.values_list("pk", flat=True)) == [held]


def test_a_value_changed_again_since_stays_and_the_rest_goes_back(place, sam):
    stored = store(place)
    melli = stored.children["m"]
    images = change(place, children=[(melli, {"given_name": "Melanie", "ethnicity": "Any other"})])
    child = Child.objects.get(pk=melli)
    details = ChildDetails("Mel", "Majid", "", date(2013, 1, 4), sex=Sex.FEMALE, ethnicity="Any other")
    actions.edit_child(child=child, details=details, by=sam, at=NOON)

    done = take_back(place, images, "batch-0000000002")

    child.refresh_from_db()
    assert (child.given_name, child.ethnicity) == ("Mel", "")
    assert [(row.model, row.why) for row in done.kept] == [("child", Kept.CHANGED_SINCE)]
    assert list(queries.find(sam, "mel")) == [child]


def test_an_allocation_made_since_is_not_undone(place, sam):
    stored = store(place)
    case = Case.objects.get(pk=stored.cases["m1"])
    images = change(place, cases=[(case.pk, {"worker": place.colleague.pk, "since": date(2026, 1, 10)})])
    actions.allocate(case=case, staff=place.duty, on=date(2026, 3, 1), by=sam, at=NOON)
    now = leads(case)

    done = take_back(place, images, "batch-0000000002")

    assert leads(case) == now
    assert [row.why for row in done.kept] == [Kept.CHANGED_SINCE]


def test_opening_again_gives_no_child_two_open_cases(place, sam):
    stored = store(place)
    case = Case.objects.get(pk=stored.cases["m1"])
    images = change(place, cases=[(case.pk, {"closed_on": date(2026, 2, 1)})])
    actions.reopen(case=case, opening=Opening(date(2026, 2, 5), place.team), by=sam, at=NOON)
    done = take_back(place, images, "batch-0000000002")
    case.refresh_from_db()
    assert case.closed_on == date(2026, 2, 1)
    assert Kept.CHANGED_SINCE in {row.why for row in done.kept}


def test_rows_without_a_batch_are_never_taken_back(place):
    with pytest.raises(ValueError, match="without a batch"):
        take_back(place, batch="")


@pytest.mark.parametrize("seed", range(6))
def test_random_changes_taken_back_leave_everything_as_it_was(place, seed):
    rng = Random(seed)
    stored = store(place)
    before = state(place.agency)
    staff = [place.worker.staff.pk, place.colleague.pk, place.duty.pk, None]
    images = []
    for key in ("m1", "a2"):
        opened = Case.objects.get(pk=stored.cases[key]).opened_on
        fields: dict = {}
        if rng.random() < 0.5:
            fields["opened_on"] = opened + timedelta(days=rng.randrange(-20, 15))
        if rng.random() < 0.4:
            fields["closed_on"] = date(2026, 3, 1)
        else:
            fields |= {"worker": rng.choice(staff), "team": place.other_team.pk, "stage": place.stage.pk}
            fields["since"] = opened + timedelta(days=rng.randrange(15, 40))
        images += change(place, cases=[(stored.cases[key], fields)])
    take_back(place, images, "batch-0000000002")
    assert state(place.agency) == before
