"""Answers from KoboToolbox or ODK stand in a review as if typed there: never over others, never twice, never half."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soundings.cases.models import Screening
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.depth.actions import family
from soundings.depth.actions.returned import Coming, take_answers
from soundings.depth.actions.writing import give_part, save_part
from soundings.depth.models import Part, Returned
from soundings.depth.queries.returned import Plan, Scope, plan_of, writable
from soundings.depth.rules import Mode, Side, State
from soundings.depth.rules.asking import Asking
from soundings.depth.rules.merging import Sent
from soundings.depth.rules.returned import Fate, Stands, differing, fate_of, new_in
from soundings.instruments.rules.returned import NoTable, Unreadable, table_of
from tests.factories.accounts import NOON
from tests.factories.depth import ReviewFactory
from tests.factories.together import review_for

answers = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 10).map(lambda n: {"value": n}))


@given(answers, answers, st.booleans(), st.booleans(), st.booleans())
def test_nothing_that_stands_is_ever_written_over(here, coming, given_, may_write, faulty):
    fate = fate_of(Stands(here, given_, may_write), coming, faulty=faulty)

    if fate is Fate.TAKE:
        assert may_write and not given_ and not faulty
        assert {**here, **coming} == {**coming, **here}  # no question is answered in two ways
    assert {**here, **new_in(here, coming)} == {**coming, **here}
    if fate is Fate.SAME:
        assert not differing(here, coming) and not new_in(here, coming)


def test_several_choices_in_another_order_are_the_same_answer():
    assert differing({"a": {"value": ["x", "y"]}}, {"a": {"value": ["y", "x"], "why": ""}}) == []


HEADS = ["SubmissionDate", "soundings.review", "understanding-understands", "understanding-understands.why", "KEY"]


def rows_of(*rows: tuple[str, ...]):
    table = table_of([HEADS, *([*row] for row in rows)], most=200)
    assert not isinstance(table, Unreadable)
    return table


def planned(made, *rows, viewer=None, side=Side.REVIEWER, chosen=None, scope=None) -> Plan:
    plan = plan_of(viewer or made.as_reviewer, rows_of(*rows), side, scope or Scope(), chosen=chosen or {})
    assert isinstance(plan, Plan), plan
    return plan


def row_for(made, value="7", why="Each was asked", instance="uuid:one", review=None):
    return ("2026-11-12T09:00:00.000Z", made.review.public_id if review is None else review, value, why, instance)


def fates(plan: Plan) -> list[Fate]:
    return [row.fate for row in plan.rows]


def coming_from(plan: Plan) -> list[Coming]:
    return [
        Coming(
            row.target.review,
            row.target.side,
            row.target.who,
            row.target.invite,
            row.target.part.stamp if row.target.part else 0,
            row.line.instance,
            row.read.answers,
        )
        for row in plan.of(Fate.TAKE)
    ]


def typed(made, value, viewer=None, side=Side.REVIEWER, stamp=0):
    answer = {"understands": Sent({"value": value}, stamp)}
    save_part(by=viewer or made.as_reviewer, at=NOON, review=made.review, side=side, sent=answer)


@pytest.fixture
def made(db):
    return review_for()


def test_a_row_that_names_its_review_goes_into_the_reviewers_part(made):
    plan = planned(made, row_for(made))

    n = take_answers(by=made.as_reviewer, at=NOON, coming=coming_from(plan))

    part = Part.objects.get(review=made.review, side="reviewer")
    assert n == 1
    assert part.answers == {"understands": {"value": 7, "why": "Each was asked"}}
    assert part.user == made.reviewer and part.given_at is None  # they say themselves that they are ready
    entry = ChangeEntry.objects.get(verb="review.answers-came-back")
    assert entry.target == made.review.public_id and "asked" not in str(entry.details)


def test_the_same_file_again_changes_nothing_even_when_the_part_was_written_on(made):
    first = coming_from(planned(made, row_for(made)))
    take_answers(by=made.as_reviewer, at=NOON, coming=first)

    assert fates(planned(made, row_for(made))) == [Fate.TAKEN]
    assert fates(planned(made, row_for(made, instance="other"))) == [Fate.SAME]
    typed(made, 3, stamp=1)
    assert fates(planned(made, row_for(made))) == [Fate.TAKEN]
    with pytest.raises(Denied, match="taken over meanwhile"):
        take_answers(by=made.as_reviewer, at=NOON, coming=[replace(one, stamp=2) for one in first])
    assert Part.objects.get(review=made.review).answers == {"understands": {"value": 3}}


def test_answers_that_stand_are_refused_and_both_are_told(made):
    typed(made, 3)

    (row,) = planned(made, row_for(made)).rows

    assert row.fate is Fate.DIFFERS and row.differs == ["understands"]
    assert row.target.part.answers["understands"] == {"value": 3}
    assert row.read.answers["understands"]["value"] == 7


def test_a_part_that_was_given_takes_nothing_more(made):
    typed(made, 3)
    give_part(by=made.as_reviewer, at=NOON, review=made.review, side=Side.REVIEWER)

    assert fates(planned(made, row_for(made))) == [Fate.GIVEN]


def test_rows_for_others_are_refused_without_a_word_of_what_they_wrote(made):
    typed(made, 3, viewer=made.as_worker, side=Side.WORKER)

    (row,) = planned(made, row_for(made), side=Side.WORKER).rows  # the reviewer brings the worker's answers
    (unknown,) = planned(made, row_for(made, review="nowhere")).rows

    assert (row.fate, row.target, row.differs) == (Fate.NOT_YOURS, None, ())
    assert unknown.fate is Fate.NO_REVIEW


def test_two_rows_for_one_part_are_both_refused_and_other_rows_say_why(made):
    plan = planned(
        made,
        row_for(made),
        row_for(made, "8", instance="two"),
        row_for(made, "eleven", instance="three"),
        row_for(made, "", "", instance="four"),
        row_for(made, instance="five", review=""),
    )

    assert fates(plan) == [Fate.TWICE, Fate.TWICE, Fate.FAULTY, Fate.EMPTY, Fate.CHOOSE]
    fault = plan.rows[2].read.faults[0]
    assert (fault.column, fault.found, plan.rows[2].line.number) == ("understanding-understands", "eleven", 4)


def test_a_row_that_names_no_review_goes_where_it_is_put(made):
    (target,) = writable(made.as_reviewer, Side.REVIEWER, Scope())

    plan = planned(made, row_for(made, review=""), chosen={"one": target})

    assert fates(plan) == [Fate.TAKE]
    assert plan.rows[0].target.review == made.review
    assert writable(made.as_worker, Side.REVIEWER, Scope()) == []


def test_a_file_of_another_questionnaire_says_so(made):
    table = table_of([["soundings.review", "other", "KEY"], [made.review.public_id, "4", "a"]], most=5)

    assert plan_of(made.as_reviewer, table, Side.REVIEWER, Scope()) == Unreadable(NoTable.NO_QUESTION)


def mother(made):
    asking = Asking(Side.FAMILY, Mode.PAPER, who="mother")
    return family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=asking).invite


def test_the_family_is_taken_only_where_they_were_asked_and_said_yes_and_is_read_for_danger(made):
    assert fates(planned(made, row_for(made), side=Side.FAMILY)) == [Fate.NOT_ASKED]
    invite = mother(made)
    plan = planned(made, row_for(made), side=Side.FAMILY)
    assert fates(plan) == [Fate.TAKE] and plan.needs_yes

    with pytest.raises(Denied, match="own yes"):
        take_answers(by=made.as_reviewer, at=NOON, coming=coming_from(plan))
    assert not Returned.objects.exists()

    take_answers(by=made.as_reviewer, at=NOON, coming=coming_from(plan), yes=True)
    part = Part.objects.get(review=made.review, side="family")
    assert (part.who, part.mode, part.given_at) == ("mother", "paper", NOON)
    assert part.consent["yes_at"] and part.answers["understands"]["why"] == "Each was asked"
    assert Screening.objects.filter(stands_at=part.public_id).exists()
    family.end_asking(by=made.as_supervisor, at=NOON, invite=invite, erase=False)


def test_a_mother_who_took_it_back_is_not_taken_again(made):
    invite = mother(made)
    coming = coming_from(planned(made, row_for(made), side=Side.FAMILY))
    take_answers(by=made.as_reviewer, at=NOON, coming=coming, yes=True)
    family.end_asking(by=made.as_reviewer, at=NOON, invite=invite, erase=True)

    assert fates(planned(made, row_for(made), side=Side.FAMILY)) == [Fate.NOT_ASKED]
    with pytest.raises(Denied):
        take_answers(by=made.as_reviewer, at=NOON, coming=coming, yes=True)
    assert not Part.objects.filter(side="family").exists()


def test_whoever_holds_the_case_brings_nothing_of_the_family(made):
    mother(made)

    assert fates(planned(made, row_for(made), viewer=made.as_worker, side=Side.FAMILY)) == [Fate.NOT_YOURS]


def test_two_of_the_family_are_told_apart_by_the_form_or_by_hand(made):
    first = mother(made)
    asking = Asking(Side.FAMILY, Mode.PHONE, who="grandfather")
    family.ask(by=made.as_reviewer, at=NOON, review=made.review, asking=asking)

    assert fates(planned(made, row_for(made), side=Side.FAMILY)) == [Fate.CHOOSE]
    table = table_of(
        [[*HEADS, "soundings.asked"], [*row_for(made), first.public_id]],
        most=5,
    )
    plan = plan_of(made.as_reviewer, table, Side.FAMILY, Scope())
    assert [row.target.who for row in plan.rows] == ["mother"]


def test_what_somebody_wrote_meanwhile_keeps_all_of_it_out(made):
    other = ReviewFactory(
        case=made.where.case("Ida Berg"), version=made.review.version, state="preparing", reviewer=made.reviewer
    )
    coming = coming_from(planned(made, row_for(made), row_for(made, instance="two", review=other.public_id)))
    assert len(coming) == 2
    answer = {"understands": Sent({"value": 3}, 0)}
    save_part(by=made.as_reviewer, at=NOON, review=other, side=Side.REVIEWER, sent=answer)

    with pytest.raises(Denied, match="meanwhile"):
        take_answers(by=made.as_reviewer, at=NOON, coming=coming)

    assert not Returned.objects.exists()
    assert not Part.objects.filter(review=made.review).exists()
    assert Part.objects.get(review=other).answers == {"understands": {"value": 3}}


def test_a_row_of_another_review_than_the_one_that_is_open_is_left(made):
    other = ReviewFactory(case=made.where.case("Ida Berg"), version=made.review.version, reviewer=made.reviewer)

    plan = planned(made, row_for(made), row_for(made, instance="two", review=other.public_id), scope=Scope(made.review))

    assert fates(plan) == [Fate.TAKE, Fate.OTHER]


def test_a_review_that_has_met_takes_no_answers_of_one_side(made):
    made.now(State.MEETING)

    assert fates(planned(made, row_for(made))) == [Fate.NOT_YOURS]
