"""A correction supersedes, a withdrawal ends, a move takes the record to the right child; the old stays to be seen."""

from datetime import date, timedelta

import pytest

from soundings.breadth import actions
from soundings.breadth.models import Record, RecordCase
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Answer, Draft, ProblemCode, Rater, Refused
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from tests.factories.accounts import TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, entry_of, family_for, office, recorded, staff_for, tally_of

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 6), date(2026, 2, 6)
LATER = AT + timedelta(hours=2)


@pytest.fixture
def here():
    return office()


def assert_true_to_records(where):
    assert list(differences(where.agency.pk)) == []


def test_a_correction_replaces_the_value_and_keeps_the_old_record(here):
    case = here.case()
    old = recorded(here, case, "mapping-internal", done(JANUARY))

    new = actions.correct(by=here.as_worker, at=LATER, record=old, draft=done(FEBRUARY), reason="Wrong month")

    assert entry_of(case, "mapping-internal")["on"] == "2026-02-06"
    old.refresh_from_db()
    assert (old.ended_at, old.ended_reason, new.supersedes) == (LATER, "Wrong month", old)
    assert (old.happened_on, Record.objects.count()) == (JANUARY, 2)
    entry = ChangeEntry.objects.get(verb="practice.corrected")
    assert entry.reason == "Wrong month"
    assert entry.said["before"]["on"] == "2026-01-06"
    assert_true_to_records(here)


def test_a_correction_may_take_the_value_away(here):
    case = here.case()
    old = recorded(here, case, "adult-plan", done(JANUARY))
    draft = Draft(answer=Answer.NOT_APPLICABLE, reason="No adult at home")
    actions.correct(by=here.as_worker, at=LATER, record=old, draft=draft, reason="Other child")
    assert tally_of(here.team, "adult-plan") == {"expected": 1, "recorded": 0, "exempt": 1, "unknown": 0}


def test_a_correction_is_checked_like_a_record_and_needs_a_reason(here):
    case = here.case()
    old = recorded(here, case, "scale", done(JANUARY, number=3, rater=Rater.WORKER, new_issue_name="Drinking"))
    wrong = done(JANUARY, number=30, rater=Rater.WORKER, issue=old.issue.public_id)
    with pytest.raises(Refused) as refused:
        actions.correct(by=here.as_worker, at=LATER, record=old, draft=wrong, reason="Typed wrongly")
    assert [one.code for one in refused.value.problems] == [ProblemCode.NUMBER_OUT_OF_RANGE]
    with pytest.raises(Refused) as refused:
        actions.correct(by=here.as_worker, at=LATER, record=old, draft=wrong, reason=" ")
    assert [one.field for one in refused.value.problems] == ["reason"]
    old.refresh_from_db()
    assert old.ended_at is None
    assert entry_of(case, "scale")["num"] == 3


def test_the_second_of_two_corrections_is_told_of_the_first(here):
    old = recorded(here, here.case(), "mapping-internal", done(JANUARY))
    actions.correct(by=here.as_worker, at=LATER, record=old, draft=done(FEBRUARY), reason="Wrong month")
    with pytest.raises(Refused) as refused:
        actions.correct(by=here.as_supervisor, at=LATER, record=old, draft=done(JANUARY, again=True), reason="No")
    assert [one.code for one in refused.value.problems] == [ProblemCode.NOT_CURRENT]


def test_a_withdrawn_record_counts_no_more_and_recording_stays_begun(here):
    case = here.case()
    record = recorded(here, case, "three-houses", done(JANUARY))
    actions.withdraw(by=here.as_worker, at=LATER, record=record, reason="Another child's")
    assert entry_of(case, "three-houses") is None
    assert tally_of(here.team, "three-houses") == {"expected": 1, "recorded": 0, "exempt": 0, "unknown": 0}
    assert Record.objects.get().ended_reason == "Another child's"
    assert_true_to_records(here)


def test_nobody_else_puts_it_right(here):
    record = recorded(here, here.case(worker=staff_for(here, "Alison Camp")), "three-houses", done(JANUARY))
    with pytest.raises(Denied):
        actions.withdraw(by=here.as_worker, at=LATER, record=record, reason="-")
    elsewhere = viewer_for(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service)))
    with pytest.raises(Denied):
        actions.correct(by=elsewhere, at=LATER, record=record, draft=done(FEBRUARY), reason="-")
    record.refresh_from_db()
    assert record.ended_at is None


def test_a_record_moves_to_the_right_child_and_leaves_the_others_theirs(here):
    family = family_for(here)
    melli, sam, ada = (here.case(f"{name} Majid", family=family) for name in ("Melli", "Sam", "Ada"))
    old = actions.record(
        by=here.as_worker, at=AT, cases=[melli.pk, ada.pk], element="three-houses", draft=done(JANUARY)
    )

    new = actions.move_to_sibling(
        by=here.as_worker, at=LATER, record=old, from_case=melli, to_case=sam, reason="It was Sam"
    )

    assert entry_of(melli, "three-houses") is None
    assert entry_of(sam, "three-houses")["on"] == entry_of(ada, "three-houses")["on"] == "2026-01-06"
    assert set(RecordCase.objects.filter(record=new).values_list("case", flat=True)) == {sam.pk, ada.pk}
    assert ChangeEntry.objects.get(verb="practice.moved").child_set.size == 3
    assert_true_to_records(here)


def test_a_record_does_not_leave_the_family(here):
    melli, mary = here.case(), here.case("Mary Telis")
    record = recorded(here, melli, "three-houses", done(JANUARY))
    with pytest.raises(Denied, match="one family"):
        actions.move_to_sibling(
            by=here.as_worker, at=LATER, record=record, from_case=melli, to_case=mary, reason="It was Mary"
        )


def test_only_a_record_of_that_child_moves(here):
    family = family_for(here)
    melli, sam = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)
    record = recorded(here, sam, "three-houses", done(JANUARY))
    with pytest.raises(Refused) as refused:
        actions.move_to_sibling(by=here.as_worker, at=LATER, record=record, from_case=melli, to_case=sam, reason="-")
    assert [one.code for one in refused.value.problems] == [ProblemCode.NOT_LINKED]


def test_also_in_the_case_system(here):
    record = recorded(here, here.case(), "three-houses", done(JANUARY))
    assert actions.mark_in_case_system(by=here.as_worker, at=LATER, record=record).in_case_system
    record.refresh_from_db()
    assert record.in_case_system
    actions.mark_in_case_system(by=here.as_worker, at=LATER, record=record, stands=False)
    record.refresh_from_db()
    assert not record.in_case_system


# --- issues --------------------------------------------------------------------------------------------------------


def rated(here, case, name, number):
    return recorded(here, case, "scale", done(JANUARY, number=number, rater=Rater.WORKER, new_issue_name=name))


def test_an_issue_that_has_ended_gives_way_to_the_next_lowest(here):
    case = here.case()
    drinking = rated(here, case, "Drinking", 2).issue
    rated(here, case, "Violence", 7)
    assert entry_of(case, "scale")["num"] == 2

    actions.end_issue(by=here.as_worker, at=LATER, issue=drinking, on=FEBRUARY)
    assert entry_of(case, "scale")["num"] == 7
    assert entry_of(case, "scale")["sets"][drinking.public_id]["ended"] == "2026-02-06"
    assert_true_to_records(here)

    actions.end_issue(by=here.as_worker, at=LATER, issue=drinking, on=None)
    assert entry_of(case, "scale")["num"] == 2


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2026, 3, 17), ProblemCode.DATE_IN_FUTURE), (date(2026, 1, 5), ProblemCode.DATE_TOO_EARLY)],
)
def test_an_issue_ends_between_its_beginning_and_today(here, on, code):
    issue = rated(here, here.case(), "Drinking", 2).issue
    with pytest.raises(Refused) as refused:
        actions.end_issue(by=here.as_worker, at=LATER, issue=issue, on=on)
    assert [one.code for one in refused.value.problems] == [code]


def test_a_renamed_issue_is_renamed_on_every_board(here):
    case = here.case()
    issue = rated(here, case, "Drinking", 2).issue
    rated(here, case, "Violence", 2)
    actions.rename_issue(by=here.as_worker, at=LATER, issue=issue, name=" Alcohol ")
    assert entry_of(case, "scale")["sets"][issue.public_id]["name"] == "Alcohol"
    assert_true_to_records(here)
    for name, code in (("violence", ProblemCode.NAME_TAKEN), (" ", ProblemCode.NAME_NEEDED)):
        with pytest.raises(Refused) as refused:
            actions.rename_issue(by=here.as_worker, at=LATER, issue=issue, name=name)
        assert [one.code for one in refused.value.problems] == [code]


def test_somebody_elses_issue_stays_as_it_is(here):
    issue = rated(here, here.case(worker=None), "Drinking", 2).issue
    with pytest.raises(Denied):
        actions.rename_issue(by=here.as_worker, at=LATER, issue=issue, name="Alcohol")
    with pytest.raises(Denied):
        actions.end_issue(by=here.as_worker, at=LATER, issue=issue, on=FEBRUARY)
