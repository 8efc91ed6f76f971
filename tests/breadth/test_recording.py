"""Recording practice: what stands afterwards, who may, what is refused, and that nothing half stands."""

from datetime import date, timedelta

import pytest

from soundings.breadth import actions
from soundings.breadth.models import CaseState, IssueSet, Record, RecordCase, RecordingStart
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Answer, Draft, ElementKind, ProblemCode, Rater, Refused
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from tests.factories.accounts import TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import (
    AT,
    case_for,
    done,
    entry_of,
    family_for,
    office,
    open_cases_of,
    recorded,
    staff_for,
    tally_of,
)

pytestmark = pytest.mark.django_db

JANUARY = date(2026, 1, 6)
NONE = {"expected": 0, "recorded": 0, "exempt": 0, "unknown": 0}


@pytest.fixture
def here():
    return office()


def codes(refused):
    return {(one.element, one.field, one.code) for one in refused.value.problems}


def assert_true_to_records(where):
    assert list(differences(where.agency.pk)) == []


# --- one record ----------------------------------------------------------------------------------------------------


def test_a_record_stands_with_its_state_and_its_tallies_up_the_line(here):
    case = here.case()
    here.case("Mary Telis")

    record = recorded(here, case, "mapping-internal", done(JANUARY, link="https://files.example/7", words=" Kitchen "))

    assert (record.happened_on, record.words, record.recorded_by) == (JANUARY, "Kitchen", here.supervisor.public_id)
    assert entry_of(case, "mapping-internal")["on"] == "2026-01-06"
    for place in (here.team, here.service, here.team.parent.parent):
        assert tally_of(place, "mapping-internal") == {"expected": 2, "recorded": 1, "exempt": 0, "unknown": 0}
        assert open_cases_of(place) == 2
    assert_true_to_records(here)


def test_recording_begins_with_the_first_record_and_not_before(here):
    case = here.case()
    recorded(here, case, "three-houses", done())
    begun = RecordingStart.objects.get()
    assert (begun.team, begun.element.code, begun.begun_on) == (here.team, "three-houses", AT.date())
    assert tally_of(here.team, "mapping-internal") == NONE

    recorded(here, case, "three-houses", done(JANUARY), at=AT + timedelta(days=3))
    assert RecordingStart.objects.get().begun_on == AT.date()


def test_does_not_apply_and_not_known_are_counted_apart(here):
    one, two, three = here.case("A B"), here.case("C D"), here.case("E F")
    recorded(here, one, "adult-plan", Draft(answer=Answer.NOT_APPLICABLE, reason="No adult at home"))
    recorded(here, two, "adult-plan", Draft(answer=Answer.NOT_KNOWN))
    recorded(here, three, "adult-plan", Draft(answer=Answer.NO))
    assert tally_of(here.team, "adult-plan") == {"expected": 3, "recorded": 0, "exempt": 1, "unknown": 1}
    assert entry_of(one, "adult-plan")["why"] == "No adult at home"
    assert_true_to_records(here)


def test_a_rating_of_zero_is_recorded_and_is_not_no(here):
    case = here.case()
    recorded(here, case, "scale", done(JANUARY, number=0, rater=Rater.CONFERENCE, new_issue_name="Drinking"))
    assert entry_of(case, "scale")["num"] == 0
    assert tally_of(here.team, "scale")["recorded"] == 1


def test_one_mapping_is_recorded_once_for_brother_and_sister(here):
    family = family_for(here)
    melli, sam = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)

    record = actions.record(
        by=here.as_worker, at=AT, cases=[melli.pk, sam.pk], element="mapping-family", draft=done(JANUARY)
    )

    assert Record.objects.count() == 1
    assert set(RecordCase.objects.filter(record=record).values_list("case", flat=True)) == {melli.pk, sam.pk}
    assert entry_of(melli, "mapping-family") == entry_of(sam, "mapping-family")
    assert tally_of(here.team, "mapping-family")["recorded"] == 1  # one family
    entry = ChangeEntry.objects.get(verb="practice.recorded")
    assert entry.child_set.size == 2
    assert_true_to_records(here)


def test_several_elements_stand_in_one_go_and_share_the_set_that_they_begin(here):
    case = here.case()
    drafts = [
        ("statement", done(JANUARY, new_issue_name="Drinking")),
        ("goal", done(JANUARY, new_issue_name=" drinking ")),
        ("scale", done(JANUARY, new_issue_name="Drinking", number=3, rater=Rater.WORKER)),
    ]
    records = actions.record_many(by=here.as_worker, at=AT, cases=[case.pk], drafts=drafts)

    issue = IssueSet.objects.get()
    assert [record.issue for record in records] == [issue] * 3
    assert entry_of(case, "goal")["sets"] == {issue.public_id: {"name": "Drinking", "ended": None, "n": 1}}
    assert ChangeEntry.objects.filter(verb="practice.recorded").count() == 1
    assert_true_to_records(here)


def test_a_set_of_a_brother_can_be_chosen(here):
    family = family_for(here)
    melli, sam = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)
    issue = recorded(here, melli, "statement", done(new_issue_name="Drinking")).issue
    recorded(here, sam, "statement", done(issue=issue.public_id))
    assert entry_of(sam, "statement")["sets"].keys() == {issue.public_id}


# --- refusals ------------------------------------------------------------------------------------------------------


def test_nothing_stands_when_one_of_several_is_wrong_and_all_faults_come_at_once(here):
    case = here.case()
    drafts = [
        ("mapping-internal", done(date(2026, 3, 17))),
        ("scale", done(number=12, new_issue_name="Drinking")),
        ("three-houses", done(JANUARY)),
    ]
    with pytest.raises(Refused) as refused:
        actions.record_many(by=here.as_worker, at=AT, cases=[case.pk], drafts=drafts)

    assert codes(refused) == {
        ("mapping-internal", "happened_on", ProblemCode.DATE_IN_FUTURE),
        ("scale", "number", ProblemCode.NUMBER_OUT_OF_RANGE),
        ("scale", "rater", ProblemCode.RATER_NEEDED),
    }
    assert not Record.objects.exists()
    assert CaseState.objects.get(pk=case.pk).values == {}


def test_an_issue_of_another_family_cannot_be_chosen(here):
    other = recorded(here, here.case("Mary Telis"), "statement", done(new_issue_name="Drinking"))
    with pytest.raises(Refused) as refused:
        recorded(here, here.case(), "statement", done(issue=other.issue.public_id))
    assert codes(refused) == {("statement", "issue", ProblemCode.UNKNOWN_CHOICE)}


def test_an_ended_issue_takes_only_what_happened_before_its_end(here):
    case = here.case()
    issue = recorded(here, case, "statement", done(JANUARY, new_issue_name="Drinking")).issue
    actions.end_issue(by=here.as_worker, at=AT, issue=issue, on=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        recorded(here, case, "goal", done(date(2026, 2, 2), issue=issue.public_id))
    assert codes(refused) == {("goal", "issue", ProblemCode.ISSUE_ENDED)}
    recorded(here, case, "goal", done(date(2026, 1, 31), issue=issue.public_id))
    assert_true_to_records(here)


def test_a_date_more_than_a_year_before_the_birth_is_refused(here):
    case = here.case(born_on=date(2020, 6, 1))
    with pytest.raises(Refused) as refused:
        recorded(here, case, "mapping-internal", done(date(2019, 5, 31)))
    assert codes(refused) == {("mapping-internal", "happened_on", ProblemCode.DATE_TOO_EARLY)}
    recorded(here, case, "mapping-internal", done(date(2019, 6, 1)))  # the unborn have mappings too


def test_the_same_from_elsewhere_is_pointed_out_and_may_be_meant_all_the_same(here):
    case = here.case()
    first = recorded(here, case, "mapping-internal", done(JANUARY), source="forms-completed")
    with pytest.raises(Refused) as refused:
        recorded(here, case, "mapping-internal", done(JANUARY))
    problem = refused.value.problems[0]
    assert problem.code == ProblemCode.ALREADY_RECORDED
    assert (problem.params["record"], problem.params["source"]) == (first.pk, "forms-completed")

    recorded(here, case, "mapping-internal", done(JANUARY, again=True))
    assert entry_of(case, "mapping-internal")["n"] == 2


def test_another_rating_on_the_same_day_is_not_the_same(here):
    case = here.case()
    for number in (3, 4):
        recorded(here, case, "scale", done(JANUARY, number=number, rater=Rater.WORKER, new_issue_name="Drinking"))
    assert entry_of(case, "scale")["n"] == 2


def test_a_worker_may_not_record_on_a_colleagues_case_and_the_supervisor_may(here):
    case = here.case(worker=staff_for(here, "Alison Camp"))
    with pytest.raises(Denied, match="work on this case"):
        actions.record(by=here.as_worker, at=AT, cases=[case.pk], element="goal", draft=done(new_issue_name="x"))
    assert not Record.objects.exists()
    recorded(here, case, "three-houses", done())


@pytest.mark.parametrize("role", ["qa_lead", "senior_manager", "administrator", "analyst"])
def test_those_who_do_not_work_with_children_record_nothing(here, role):
    case = here.case()
    viewer = viewer_for(UserFactory(agency=here.agency, **{role: True}))
    with pytest.raises(Denied):
        actions.record(by=viewer, at=AT, cases=[case.pk], element="three-houses", draft=done())


def test_every_case_must_be_within_reach(here):
    mine, elsewhere = here.case(), here.case("Mary Telis", team=TeamFactory(parent=here.service), worker=None)
    with pytest.raises(Denied):
        actions.record(
            by=here.as_supervisor, at=AT, cases=[mine.pk, elsewhere.pk], element="three-houses", draft=done()
        )
    assert not Record.objects.exists()


def test_another_agencys_case_is_out_of_reach(here):
    viewer = here.as_supervisor
    case = office().case()
    with pytest.raises(Denied), acting_for(here.agency.pk):
        actions.record(by=viewer, at=AT, cases=[case.pk], element="three-houses", draft=done())


def test_an_element_that_is_retired_or_unknown_is_not_recorded(here):
    case = here.case()
    manager = viewer_for(UserFactory(agency=here.agency, qa_lead=True))
    element = here.element("three-houses")
    actions.retire_element(by=manager, at=AT, element=element, on=AT.date())
    with pytest.raises(Refused) as refused:
        recorded(here, case, "three-houses", done())
    assert codes(refused) == {("three-houses", "element", ProblemCode.ELEMENT_RETIRED)}
    with pytest.raises(Denied, match="no element"):
        recorded(here, case, "fourth-house", done())


def test_without_a_case_there_is_nothing_to_record(here):
    with pytest.raises(Refused):
        actions.record(by=here.as_worker, at=AT, cases=[], element="three-houses", draft=done())


def test_if_the_trail_cannot_be_written_nothing_stands(here, settings):
    case = here.case()
    settings.TRAIL_KEY = None
    with pytest.raises(AttributeError):
        recorded(here, case, "statement", done(new_issue_name="Drinking"))
    assert not Record.objects.exists()
    assert not IssueSet.objects.exists()
    assert not RecordingStart.objects.exists()
    assert CaseState.objects.get(pk=case.pk).values == {}


# --- since when ----------------------------------------------------------------------------------------------------


def test_a_team_may_begin_before_its_first_record(here):
    here.case()
    actions.begin_recording(
        by=here.as_supervisor, at=AT, team=here.team, elements=[here.element("goal")], on=date(2026, 2, 1)
    )
    assert tally_of(here.team, "goal") == {"expected": 1, "recorded": 0, "exempt": 0, "unknown": 0}
    assert RecordingStart.objects.get().begun_on == date(2026, 2, 1)
    assert_true_to_records(here)

    actions.begin_recording(by=here.as_supervisor, at=AT, team=here.team, elements=[here.element("goal")], on=AT.date())
    assert RecordingStart.objects.get().begun_on == date(2026, 2, 1)  # it keeps its day


def test_a_worker_does_not_say_since_when(here):
    with pytest.raises(Denied):
        actions.begin_recording(by=here.as_worker, at=AT, team=here.team, elements=[here.element("goal")], on=AT.date())
    assert not RecordingStart.objects.exists()


def test_each_team_begins_for_itself(here):
    south = TeamFactory(parent=here.service, name="South")
    recorded(here, here.case(), "goal", done(new_issue_name="Drinking"))
    case_for(here, "Mary Telis", team=south, worker=None)
    assert tally_of(south, "goal") == NONE
    assert tally_of(here.service, "goal") == {"expected": 1, "recorded": 1, "exempt": 0, "unknown": 0}
    assert_true_to_records(here)


# --- kinds ---------------------------------------------------------------------------------------------------------


def test_an_element_of_the_agencys_own_is_recorded_like_any_other(here):
    manager = viewer_for(UserFactory(agency=here.agency, qa_lead=True))
    actions.add_element(by=manager, at=AT, code="genogram", label="Genogram", kind=ElementKind.YES_NO)
    case = here.case()
    recorded(here, case, "genogram", done())
    assert entry_of(case, "genogram") == {"a": "yes", "on": None, "n": 1, "new": "2026-03-16"}
    assert_true_to_records(here)
