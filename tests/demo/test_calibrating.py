"""Which case the invented agency rates together."""

import pytest

from soundings.demo.calibrating import case_to_rate
from soundings.depth.rules import State
from tests.factories.accounts import AgencyFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory
from tests.factories.depth import ReviewFactory

pytestmark = pytest.mark.django_db


def test_a_case_is_rated_together_that_three_people_have_not_reviewed():
    agency = AgencyFactory()
    team, other = TeamFactory(agency=agency), TeamFactory(agency=agency)
    people = [UserFactory(agency=agency, supervisor=True, unit=other) for _n in range(4)]
    lead, second, *_others = people
    viewer = viewer_for(UserFactory(agency=agency, qa_lead=True))

    def reviewed(**by):
        case = CaseFactory(agency=agency, team=team)
        ReviewFactory(case=case, state=State.SIGNED_OFF.value, **by)
        return case

    reviewed(reviewer=lead, second=second)
    assert case_to_rate(viewer, people) is None  # two are left, and a session needs three

    once = reviewed(reviewer=lead)
    assert case_to_rate(viewer, people) == once
