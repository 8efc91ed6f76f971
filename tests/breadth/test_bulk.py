"""Many records at once end in the same state as one at a time; what is there already is not doubled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from soundings.accounts.models import Grant
from soundings.breadth import actions
from soundings.breadth.actions import bulk
from soundings.breadth.actions.bulk import NewRecord
from soundings.breadth.models import CaseState, IssueSet, Record, RecordCase, RecordingStart, Tally, UnitCount
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Draft, Rater
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM
from tests.factories.accounts import TeamFactory
from tests.factories.breadth import AT, case_for, done, entry_of, family_for, office, recorded, tally_of

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 6), date(2026, 2, 6)


@pytest.fixture
def here():
    return office()


def load(where, rows, *, batch="batch-1", source="practice", at=AT):
    return bulk.store_records(rows, agency_id=where.agency.pk, batch=batch, by=SYSTEM, at=at, source=source)


def assert_true_to_records(where):
    assert list(differences(where.agency.pk)) == []


def told(where):
    """State, tallies and starts of an agency in words that do not depend on keys."""
    states = CaseState.objects.filter(agency=where.agency).order_by("name_key")
    names = {one.public_id: one.name for one in IssueSet.objects.filter(agency=where.agency)}
    tallies = Tally.objects.filter(agency=where.agency).order_by("unit__name", "element__code")
    counts = UnitCount.objects.filter(agency=where.agency).exclude(unit__kind="agency").order_by("unit__name")
    starts = RecordingStart.objects.filter(agency=where.agency).order_by("team__name", "element__code")
    return (
        [(state.head["name"], _named(state.values, names)) for state in states],
        list(
            tallies.exclude(unit__kind="agency").values_list(
                "unit__name", "element__code", "expected", "recorded", "exempt", "unknown"
            )
        ),
        list(counts.values_list("unit__name", "open_cases")),
        list(starts.values_list("team__name", "element__code", "begun_on")),
    )


def _named(values, names):
    return {
        code: entry | {"sets": {names[key]: of_set for key, of_set in entry["sets"].items()}}
        if "sets" in entry
        else entry
        for code, entry in values.items()
    }


def children_of(where):
    family = family_for(where)
    south = TeamFactory(parent=where.service, name="South")
    return [
        case_for(where, "Ada Majid", family=family),
        case_for(where, "Melli Majid", family=family),
        case_for(where, "Mary Telis", team=south, worker=None),
    ]


def history(ids):
    """Rows for the three children, at three moments, with every kind of element."""
    one, two, three = ids
    first, then, last = (AT - timedelta(days=days) for days in (60, 30, 1))
    return [
        NewRecord((one, two), "mapping-family", happened_on=JANUARY, family_mode="separately", recorded_at=first),
        NewRecord((one,), "statement", happened_on=JANUARY, issue="Drinking", recorded_at=first),
        NewRecord((one,), "scale", "yes", JANUARY, 3, "Drinking", Rater.WORKER, recorded_at=first),
        NewRecord((one,), "scale", "yes", FEBRUARY, 6, "Drinking", Rater.WORKER, recorded_at=then),
        NewRecord((one,), "scale", "yes", FEBRUARY, 2, "Drinking", Rater.PARENT, recorded_at=then),
        NewRecord((two,), "adult-plan", "na", reason="No adult at home", recorded_at=then),
        NewRecord((three,), "network", detail={"people": [{"name": "Nan", "lay": True, "checked_on": "2026-02-01"}]},
                  recorded_at=then),
        NewRecord((three,), "meetings", happened_on=FEBRUARY, recorded_at=last),
        NewRecord((three,), "meetings", happened_on=JANUARY, recorded_at=last),
        NewRecord((two,), "child-plan", "nk", recorded_at=last),
        NewRecord((one, two), "mapping-family", happened_on=FEBRUARY, recorded_at=last),
    ]  # fmt: skip


def one_at_a_time(where, rows):
    for row in rows:
        draft = Draft(
            answer=row.answer,
            happened_on=row.happened_on,
            number=row.number,
            new_issue_name=row.issue,
            rater=row.rater,
            family_mode=row.family_mode,
            reason=row.reason,
            detail=row.detail,
        )
        by = where.as_supervisor if row.element in ("network", "meetings") else where.as_worker
        actions.record(by=by, at=row.recorded_at, cases=row.case_ids, element=row.element, draft=draft)


def test_all_at_once_is_the_same_as_one_at_a_time():
    together = office()
    load(together, history([case.pk for case in children_of(together)]))
    assert_true_to_records(together)
    at_once = told(together)

    alone = office()
    ids = [case.pk for case in children_of(alone)]
    Grant.objects.filter(user=alone.supervisor).update(unit=alone.service)  # of South too
    one_at_a_time(alone, history(ids))
    assert_true_to_records(alone)
    assert told(alone) == at_once


def test_rows_in_any_order_and_in_several_loads_end_the_same(here):
    load(here, history([case.pk for case in children_of(here)]))
    in_one = told(here)

    there = office()
    rows = history([case.pk for case in children_of(there)])
    load(there, rows[::2][::-1])
    load(there, rows[1::2], at=AT + timedelta(hours=1))
    assert told(there)[:3] == in_one[:3]
    assert_true_to_records(there)


def test_the_outcome_and_the_trail_say_what_became_of_the_rows(here):
    cases = children_of(here)
    outcome = load(here, history([case.pk for case in cases]))
    assert (outcome.added, outcome.same, outcome.matched) == (11, [], [])
    entry = ChangeEntry.objects.get(verb="practice.loaded")
    assert (entry.target, entry.child_set.size) == ("batch-1", 3)
    assert Record.objects.filter(batch="batch-1", recorded_by="system", source="practice").count() == 11
    assert RecordCase.objects.count() == 13


def test_repeating_a_load_changes_nothing(here):
    rows = history([case.pk for case in children_of(here)])
    load(here, rows)
    before = told(here)
    outcome = load(here, rows, batch="batch-2")
    assert (outcome.added, outcome.same) == (0, list(range(11)))
    assert told(here) == before
    assert ChangeEntry.objects.filter(verb="practice.loaded").count() == 1


def test_a_row_twice_in_one_file_is_stored_once(here):
    case = here.case()
    row = NewRecord((case.pk,), "mapping-internal", happened_on=JANUARY)
    outcome = load(here, [row, row])
    assert (outcome.added, outcome.same) == (1, [1])


def test_the_same_from_another_source_is_a_match_unless_it_is_meant(here):
    case = here.case()
    record = recorded(here, case, "mapping-internal", done(JANUARY))
    row = NewRecord((case.pk,), "mapping-internal", happened_on=JANUARY)
    outcome = load(here, [row])
    assert (outcome.added, outcome.matched) == (0, [(0, record.pk)])
    assert load(here, [row._replace(again=True)]).added == 1
    assert entry_of(case, "mapping-internal")["n"] == 2


def test_a_family_row_is_stored_for_the_child_that_lacks_it(here):
    family = family_for(here)
    melli, sam = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)
    load(here, [NewRecord((melli.pk,), "mapping-family", happened_on=JANUARY)])
    outcome = load(here, [NewRecord((melli.pk, sam.pk), "mapping-family", happened_on=JANUARY)])
    assert (outcome.added, outcome.same) == (1, [])
    assert entry_of(melli, "mapping-family")["n"] == entry_of(sam, "mapping-family")["n"] == 1


def test_what_somebody_corrected_is_not_loaded_again(here):
    case = here.case()
    row = NewRecord((case.pk,), "mapping-internal", happened_on=JANUARY)
    load(here, [row])
    actions.correct(by=here.as_worker, at=AT, record=Record.objects.get(), draft=done(FEBRUARY), reason="Wrong month")
    assert load(here, [row], batch="batch-2").same == [0]
    assert entry_of(case, "mapping-internal")["on"] == "2026-02-06"


def test_a_load_belongs_to_the_set_of_that_name(here):
    case = here.case()
    issue = recorded(here, case, "statement", done(JANUARY, new_issue_name="Drinking")).issue
    load(here, [NewRecord((case.pk,), "goal", happened_on=JANUARY, issue="DRINKING")])
    load(here, [NewRecord((case.pk,), "goal", happened_on=JANUARY, issue="Violence")])
    assert [one["name"] for one in entry_of(case, "goal")["sets"].values()].count("Drinking") == 1
    assert Record.objects.filter(issue=issue).count() == 2
    assert IssueSet.objects.count() == 2


def test_a_load_with_an_unknown_element_or_case_leaves_nothing(here):
    case = here.case()
    good = NewRecord((case.pk,), "goal")
    for bad in (NewRecord((case.pk,), "fourth-house"), NewRecord((case.pk + 1000,), "goal")):
        with pytest.raises(KeyError), transaction.atomic():
            load(here, [good, bad])
    assert not Record.objects.exists()
    assert CaseState.objects.get(pk=case.pk).values == {}


# --- taking back ---------------------------------------------------------------------------------------------------


def test_a_load_taken_back_leaves_everything_as_it_was(here):
    cases = children_of(here)
    recorded(here, cases[0], "mapping-internal", done(JANUARY))
    before = told(here)
    load(here, history([case.pk for case in cases]))
    assert told(here) != before

    ended = bulk.take_back(agency_id=here.agency.pk, batch="batch-1", by=SYSTEM, at=AT + timedelta(hours=1))

    assert ended == 11
    states, tallies, counts, starts = told(here)
    assert (states, counts, starts) == (before[0], before[2], before[3])
    assert [row for row in tallies if any(row[2:])] == before[1]
    assert_true_to_records(here)


def test_what_somebody_carried_on_stays_begun_and_corrections_stay(here):
    case, other = here.case(), here.case("Mary Telis")
    load(here, [NewRecord((case.pk,), "goal", happened_on=JANUARY), NewRecord((case.pk,), "three-houses")])
    recorded(here, other, "goal", done(new_issue_name="Drinking"))
    corrected = Record.objects.get(element__code="three-houses")
    actions.correct(by=here.as_worker, at=AT, record=corrected, draft=done(FEBRUARY), reason="It has a date")
    bulk.take_back(agency_id=here.agency.pk, batch="batch-1", by=SYSTEM, at=AT)
    assert tally_of(here.team, "goal") == {"expected": 2, "recorded": 1, "exempt": 0, "unknown": 0}
    assert entry_of(case, "three-houses")["on"] == "2026-02-06"
    assert_true_to_records(here)


def test_what_was_taken_back_can_be_loaded_again(here):
    case = here.case()
    row = NewRecord((case.pk,), "goal", happened_on=JANUARY)
    load(here, [row])
    bulk.take_back(agency_id=here.agency.pk, batch="batch-1", by=SYSTEM, at=AT)
    assert entry_of(case, "goal") is None
    assert load(here, [row], batch="batch-2").added == 1
    assert entry_of(case, "goal")["n"] == 1


def test_recording_begins_on_the_local_day_of_the_earliest_row(here):
    case = here.case()
    late = datetime(2025, 7, 1, 23, 30, tzinfo=UTC)  # already 2 July in London
    rows = [
        NewRecord((case.pk,), "goal", recorded_at=late + timedelta(days=5)),
        NewRecord((case.pk,), "goal", "no", recorded_at=late),
    ]
    load(here, rows)
    assert RecordingStart.objects.get().begun_on == date(2025, 7, 2)
