"""Two teams, the people of one of them, QA leads, and a case under review."""

from types import SimpleNamespace

import pytest

from tests.factories.accounts import AgencyFactory, ServiceFactory, StageFactory, TeamFactory, UserFactory
from tests.factories.cases import CaseFactory
from tests.factories.depth import ProgrammeFactory, VersionFactory


@pytest.fixture
def house(db) -> SimpleNamespace:
    """Harbour Street with worker, supervisor and a case; Mill Lane with a supervisor who reviews; a QA lead."""
    agency = AgencyFactory()
    stage = StageFactory(agency=agency, code="front-end")
    service = ServiceFactory(agency=agency, name="Children in need")
    team = TeamFactory(parent=service, name="Harbour Street", stage=stage)
    other = TeamFactory(parent=service, name="Mill Lane", stage=stage)
    worker = UserFactory(worker=True, unit=team, name="Jane Smith")
    lead = UserFactory(qa_lead=True, agency=agency, name="Rhona Bell")
    version = VersionFactory(agency=agency)
    return SimpleNamespace(
        agency=agency,
        stage=stage,
        service=service,
        team=team,
        other=other,
        worker=worker,
        supervisor=UserFactory(supervisor=True, unit=team, name="Sam Okafor"),
        reviewer=UserFactory(supervisor=True, unit=other, name="Amira Khan"),
        lead=lead,
        manager=UserFactory(senior_manager=True, agency=agency, name="Grace Lin"),
        case=CaseFactory(team=team, worker=worker.staff, stage=stage),
        version=version,
        programme=ProgrammeFactory(agency=agency, run_by=lead, instrument=version.instrument),
    )
