"""A team does not close while cases stand with it."""

import pytest

from soundings.accounts.actions.structure import close_unit
from soundings.accounts.models import Membership
from soundings.cases import actions
from soundings.core.rules import Denied
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory


def test_a_team_with_an_open_case_stays_open_and_says_why(place, sam):
    case = CaseFactory(team=place.team)
    Membership.objects.all().delete()
    administrator = viewer_for(UserFactory(administrator=True, agency=place.agency))
    close = {"unit": place.team, "on": NOON.date(), "by": administrator, "at": NOON}
    with pytest.raises(Denied, match="Open cases stand with this team"):
        close_unit(**close)
    place.team.refresh_from_db()
    assert place.team.closed_on is None

    actions.close_case(case=case, on=NOON.date(), reason="Needs met", by=sam, at=NOON)
    close_unit(**close)
    place.team.refresh_from_db()
    assert place.team.closed_on == NOON.date()
