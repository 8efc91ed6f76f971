"""Cases with practice for tests: an agency with its elements and boards, a team, its people, and children on it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet

from soundings.accounts.models import Staff, Stage, Unit, User
from soundings.accounts.queries import Viewer
from soundings.breadth import actions
from soundings.breadth.models import Board, BoardColumn, CaseState, Element, Record, Tally, UnitCount
from soundings.breadth.queries import version_on
from soundings.breadth.rules import Answer, Draft
from soundings.cases.models import Case, Child, Family, TeamSpan, WorkerSpan
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, new_public_id, sort_key
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    ServiceFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    viewer_for,
)

OPENED = date(2026, 1, 3)
AT = NOON


@dataclass
class Office:
    """One team at work: its agency has elements and boards, Jane Smith a login and Sam Reed supervises."""

    agency: Agency
    service: Unit
    team: Unit
    worker: User
    supervisor: User
    number: int = field(default=0)

    @property
    def jane(self) -> Staff:
        return self.worker.staff

    @property
    def as_worker(self) -> Viewer:
        return viewer_for(self.worker)

    @property
    def as_supervisor(self) -> Viewer:
        return viewer_for(self.supervisor)

    def element(self, code: str) -> Element:
        return Element.objects.get(agency=self.agency, code=code)

    def board(self, code: str = "whole-practice") -> Board:
        return Board.objects.get(agency=self.agency, code=code)

    def columns(self, code: str = "whole-practice") -> QuerySet[BoardColumn]:
        """The columns of the version of this board that is in force."""
        return BoardColumn.objects.filter(version=version_on(self.board(code), AT.date())).order_by("position")

    def case(self, name: str = "Melli Majid", **kwargs) -> Case:
        """An open case of this team, led by Jane Smith unless told otherwise; its state stands."""
        return case_for(self, name, **kwargs)


def office(**agency) -> Office:
    """An agency with a service, a team, a worker and a supervisor, set up for practice."""
    made = AgencyFactory(**agency)
    service = ServiceFactory(agency=made, name="Family services")
    team = TeamFactory(parent=service, name="North")
    Stage.objects.create(agency=made, code="front-end", name="Front-end statutory")
    Stage.objects.create(agency=made, code="voluntary", name="Voluntary preventative", voluntary=True, position=1)
    actions.set_up_breadth(agency=made, by=SYSTEM, at=AT)
    return Office(
        agency=made,
        service=service,
        team=team,
        worker=UserFactory(worker=True, unit=team, name="Jane Smith"),
        supervisor=UserFactory(supervisor=True, unit=team, name="Sam Reed"),
    )


def case_for(
    where: Office,
    name: str = "Melli Majid",
    *,
    team: Unit | None = None,
    worker: Staff | str | None = "jane",
    opened_on: date = OPENED,
    closed_on: date | None = None,
    born_on: date | None = date(2013, 1, 4),
    family: Family | None = None,
    abuse: tuple[str, ...] = ("N", "PA"),
    restricted: bool = False,
    at: datetime = AT,
) -> Case:
    """A case as `cases` would leave it, and its state beside it."""
    given, _, surname = name.partition(" ")
    where.number += 1
    reference = f"{4000 + where.number}-{new_public_id()[:4]}"
    child = Child.objects.create(
        agency=where.agency,
        reference=reference,
        given_name=given,
        family_name=surname,
        name_key=sort_key(f"{surname} {given}"),
        search_key=sort_key(f"{given} {surname} {given} {reference}"),
        born_on=born_on,
        family=family,
    )
    team = team or where.team
    lead = where.jane if worker == "jane" else worker
    case = Case.objects.create(
        agency=where.agency,
        child=child,
        opened_on=opened_on,
        closed_on=closed_on,
        abuse_types=list(abuse),
        team=team,
        worker=lead,
        restricted=restricted,
    )
    TeamSpan.objects.create(agency=where.agency, case=case, team=team, from_on=opened_on)
    if lead:
        WorkerSpan.objects.create(agency=where.agency, case=case, staff=lead, from_on=opened_on)
    actions.refresh([case.pk], at=at)
    return case


def family_for(where: Office) -> Family:
    return Family.objects.create(agency=where.agency, name="Majid")


def staff_for(where: Office, name: str, **kwargs) -> Staff:
    return StaffFactory(team=kwargs.pop("team", where.team), name=name, **kwargs)


def done(on: date | None = None, **kwargs) -> Draft:
    """A draft that says Yes."""
    return Draft(answer=Answer.YES, happened_on=on, **kwargs)


def recorded(where: Office, case: Case, element: str, draft: Draft, *, at: datetime = AT, **kwargs) -> Record:
    """One record by the team's supervisor."""
    return actions.record(by=where.as_supervisor, at=at, cases=[case.pk], element=element, draft=draft, **kwargs)


def entry_of(case: Case, element: str) -> dict | None:
    return CaseState.objects.get(pk=case.pk).values.get(element)


def tally_of(unit: Unit, element: str) -> dict[str, int]:
    """The tally of a place, as a dict; zeros if there is none."""
    columns = ("expected", "recorded", "exempt", "unknown")
    found = Tally.objects.filter(unit=unit, element__code=element).values(*columns).first()
    return found or dict.fromkeys(columns, 0)


def open_cases_of(unit: Unit) -> int:
    return UnitCount.objects.filter(unit=unit).values_list("open_cases", flat=True).first() or 0
