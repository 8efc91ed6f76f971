"""Families count once, times move what is expected, and a database of an earlier version is made anew."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from soundings.breadth import actions
from soundings.breadth.actions.rebuilding import VERSION, rebuild_outdated
from soundings.breadth.models import CaseState, Projection, Tally, TallyDays, TallyDue
from soundings.breadth.queries.overview import coverage_by_unit
from soundings.breadth.queries.proving import differences
from soundings.breadth.rules import Answer, Coverage, Draft, Rater
from soundings.cases import followers
from soundings.cases.models import Case
from tests.factories.accounts import TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, family_for, office, recorded

TODAY = AT.date()  # Monday 16 March 2026


@pytest.fixture
def here(db):
    return office()


def covered(unit, code, on=TODAY):
    return coverage_by_unit([unit.pk], on).get(unit.pk, {}).get(code)


def change(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)
    with transaction.atomic():
        followers.tell([case.pk], at=AT)


def agreed(here, code, days, at=AT):
    by = viewer_for(UserFactory(agency=here.agency, qa_lead=True), at=at)
    waits = actions.propose_time(by=by, at=at, unit=here.team, element=here.element(code), days=days)
    return actions.agree_time(by=by, at=at, time=waits)


def test_a_family_in_two_teams_counts_once_with_the_case_open_longest(here):
    south = TeamFactory(parent=here.service, name="South")
    family = family_for(here)
    first = here.case("Melli Majid", family=family, opened_on=date(2026, 1, 5))
    second = here.case("Sam Majid", family=family, opened_on=date(2026, 2, 5), team=south)
    by = viewer_for(UserFactory(supervisor=True, unit=here.service))
    actions.record(by=by, at=AT, cases=[second.pk], element="mapping-family", draft=done(date(2026, 2, 9)))
    actions.begin_recording(by=by, at=AT, team=here.team, elements=[here.element("mapping-family")], on=TODAY)

    # Recorded on the brother's case only, in another team: with the family all the same, after 35 days.
    assert covered(here.team, "mapping-family") == Coverage(expected=1, recorded=1)
    assert covered(south, "mapping-family") is None
    assert covered(here.service, "mapping-family") == Coverage(expected=1, recorded=1)
    assert TallyDays.objects.filter(unit=here.service, recorded=1).values_list("days", flat=True).get() == 35

    change(first, closed_on=TODAY)  # now the family counts where it still has an open case
    assert covered(here.team, "mapping-family") is None
    assert covered(south, "mapping-family") == Coverage(expected=1, recorded=1)
    assert list(differences(here.agency.pk)) == []


def test_an_element_of_each_child_counts_each_child(here):
    family = family_for(here)
    first, _second = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)
    recorded(here, first, "three-houses", done(date(2026, 1, 13)))
    assert covered(here.team, "three-houses") == Coverage(expected=2, recorded=1)


def test_midnight_needs_no_write(here):
    here.case(opened_on=date(2026, 1, 5))
    here.case("Mary Telis", opened_on=date(2026, 3, 13))
    actions.begin_recording(
        by=here.as_supervisor, at=AT, team=here.team, elements=[here.element("three-houses")], on=TODAY
    )
    assert covered(here.team, "three-houses") == Coverage(expected=2)
    agreed(here, "three-houses", 10)
    assert covered(here.team, "three-houses") == Coverage(expected=2, later=1)
    assert covered(here.team, "three-houses", date(2026, 3, 27)).of == 1  # ten working days after Friday the 13th
    assert covered(here.team, "three-houses", date(2026, 3, 28)).of == 2


def test_an_ended_time_expects_everything_again(here):
    here.case(opened_on=date(2026, 3, 13))
    actions.begin_recording(by=here.as_supervisor, at=AT, team=here.team, elements=[here.element("goal")], on=TODAY)
    time = agreed(here, "goal", 10)
    assert covered(here.team, "goal").of == 0
    actions.end_time(by=here.as_supervisor, at=AT, time=time)
    assert covered(here.team, "goal").of == 1
    assert not TallyDue.objects.exclude(outstanding=0).exists()


def test_ratings_move_up_same_or_down(here):
    cases = [here.case(name) for name in ("A A", "B B", "C C", "D D")]
    for case, ratings in zip(cases, ((3, 5), (4, 4), (0, 6, 2), (7,)), strict=True):
        for number, rating in enumerate(ratings):
            draft = done(date(2026, 2, 1 + number), number=rating, rater=Rater.WORKER, new_issue_name="Drinking")
            if number:
                issue = case.record_links.first().record.issue
                draft = done(date(2026, 2, 1 + number), number=rating, rater=Rater.WORKER, issue=issue.public_id)
            recorded(here, case, "scale", draft)
    tally = Tally.objects.get(unit=here.team, element__code="scale")
    assert (tally.recorded, tally.up, tally.same, tally.down) == (4, 1, 1, 1)


def test_verify_finds_a_family_a_day_and_a_due_day_that_are_not_as_they_must_be(here, capsys):
    family = family_for(here)
    first, _second = here.case("Melli Majid", family=family), here.case("Sam Majid", family=family)
    recorded(here, first, "mapping-family", done(date(2026, 1, 13)))
    recorded(here, first, "goal", Draft(answer=Answer.NO))
    agreed(here, "goal", 60)
    call_command("state", "verify")
    capsys.readouterr()
    CaseState.objects.filter(pk=first.pk).update(counts_family=False)
    TallyDays.objects.filter(unit=here.team).update(recorded=4)
    TallyDue.objects.filter(unit=here.team).update(outstanding=5)
    with pytest.raises(CommandError):
        call_command("state", "verify")
    said = capsys.readouterr().err
    assert f"state of case {first.pk}: part in the family" in said
    assert "days:10 of element" in said
    assert "is 5, must be 1" in said


def test_a_database_of_an_earlier_version_is_made_anew_once(here):
    case = here.case()
    recorded(here, case, "goal", done(date(2026, 1, 13), new_issue_name="Drinking"))
    assert rebuild_outdated(at=AT) == []  # a new agency has nothing of an earlier version
    TallyDays.objects.all().delete()
    Projection.objects.all().delete()  # as a migration leaves it
    assert rebuild_outdated(at=AT + timedelta(days=1)) == [here.agency.code]
    assert list(differences(here.agency.pk)) == []
    assert Projection.objects.get(agency=here.agency).version == VERSION
    assert rebuild_outdated(at=AT) == []
