"""What a reorganisation leaves of figures: the agency's total stays, places follow, a new team goes on as the first."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from soundings.accounts.models import Unit
from soundings.breadth.models import CaseState, Expectation, RecordingStart
from soundings.breadth.queries.proving import differences
from soundings.cases.actions import reorganising
from soundings.cases.rules import Step, StepKind
from tests.factories.accounts import ServiceFactory, TeamFactory, UserFactory, root_for, viewer_for
from tests.factories.breadth import AT, done, office, open_cases_of, recorded, tally_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return office()


def carry_out(here, *steps: Step) -> None:
    admin = viewer_for(UserFactory(administrator=True, agency=here.agency), at=AT)
    plan = reorganising.begin_plan(name="Two services", on=AT.date(), by=admin, at=AT)
    for step in steps:
        plan = reorganising.add_step(plan=plan, step=step, by=admin, at=AT)
    reorganising.agree_plan(plan=plan, by=admin, at=AT)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["move", "back", "merge"]), min_size=1, max_size=2, unique=True))
def test_the_total_of_the_agency_is_the_same_whatever_moves(kinds):
    here = office()
    early = ServiceFactory(agency=here.agency, name="Early help")
    south = TeamFactory(parent=here.service, name="South")
    RecordingStart.objects.create(agency=here.agency, team=south, element=here.element("goal"), begun_on=AT.date())
    recorded(here, here.case(), "goal", done(new_issue_name="Drinking"))
    here.case()
    root = root_for(here.agency)
    total, count = tally_of(root, "goal"), open_cases_of(root)
    steps = {
        "move": Step("1", StepKind.MOVE, south.public_id, early.public_id),
        "back": Step("2", StepKind.MOVE, here.team.public_id, early.public_id),
        "merge": Step("3", StepKind.MERGE, here.team.public_id, south.public_id),
    }
    chosen = sorted((steps[kind] for kind in kinds), key=lambda step: step.id)
    carry_out(here, *chosen)
    assert (tally_of(root, "goal"), open_cases_of(root)) == (total, count)
    assert total["recorded"] == 1
    assert list(differences(here.agency.pk)) == []


def test_a_team_that_is_split_off_goes_on_recording_what_the_first_one_did(here):
    case = here.case()
    recorded(here, case, "goal", done(new_issue_name="Drinking"))
    element = here.element("goal")
    Expectation.objects.create(
        agency=here.agency,
        unit=here.team,
        element=element,
        days=10,
        proposed_by="somebody",
        proposed_at=AT,
        agreed_by="somebody",
        from_on=AT.date(),
    )
    new = Step("n", StepKind.NEW, target=here.service.public_id, name="Quay Side", unit_kind="team")
    numbers = (case.child.reference,)
    carry_out(here, new, Step("s", StepKind.SPLIT, here.team.public_id, new.concerns, references=numbers))
    made = Unit.objects.get(name="Quay Side")
    assert CaseState.objects.get(pk=case.pk).team == made
    assert RecordingStart.objects.filter(team=made, element=element).exists()
    assert Expectation.objects.get(unit=made).days == 10
    assert tally_of(made, "goal")["recorded"] == 1
    assert list(differences(here.agency.pk)) == []
