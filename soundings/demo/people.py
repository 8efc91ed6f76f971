"""The invented agency's tree, staff and sign-ins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from soundings.accounts.actions.agencies import NewAgency, make_agency
from soundings.accounts.actions.grants import NewGrant, give
from soundings.accounts.actions.staff import Post, add_alias, add_staff, join_team
from soundings.accounts.actions.stages import add_stage
from soundings.accounts.actions.structure import UnitDetails, add_unit
from soundings.accounts.actions.users import make_user, set_password
from soundings.accounts.models import Staff, Stage, Unit, User
from soundings.accounts.queries import root_of
from soundings.accounts.rules import PostKind, Role, UnitKind
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM
from soundings.demo.invent import STAGES, WORKERS_A_TEAM
from soundings.demo.names import CULTURES, TEAM_PLACES, WORKERS

PASSWORD = "harbour lantern demo"
AGENCY = NewAgency(name="Harbourshire Children’s Services", code="harbourshire", is_training=True)
STAGE_NAMES = {
    "front-end": ("Front-end statutory child protection", False, "Safeguarding"),
    "family-support": ("Statutory family support", False, "Family Support"),
    "preventative": ("Voluntary preventative", True, "Early Help"),
    "whole-practice": ("From referral to close", False, "Locality Practice"),
}
PRINTED = ("Jane Smith", "Ah Hin Xeng", "Alison Camp")  # the workers of the printed dashboards
TEAMS_A_LOCALITY = 8
MANAGERS = ("Ruth Adeyemi", "Daniel Prosser", "Bronwen Hale", "Tomasz Bielski")


@dataclass(frozen=True, slots=True)
class Sign:
    """Somebody who can sign in to the invented agency."""

    name: str
    role: Role
    what: str

    @property
    def email(self) -> str:
        return self.name.lower().replace(" ", ".") + "@harbourshire.example"


OFFICE = (
    Sign("Moira Costello", Role.SENIOR_MANAGER, "senior manager, whole agency"),
    Sign("Leah Winterton", Role.QA_LEAD, "QA lead, whole agency; loads files"),
    Sign("Samuel Obi", Role.ADMINISTRATOR, "system administrator"),
    Sign("Priya Nair", Role.ANALYST, "analyst, whole agency"),
    Sign("Euan Galbraith", Role.INSPECTOR, "inspector on a visit"),
)
BY_ROLE = (
    Sign("Fiona Rushworth", Role.BUSINESS_SUPPORT, "business support, Harbour Street"),
    Sign("Joel Marchant", Role.PARTNER, "partner contributor"),
    Sign("Anjali Rao", Role.BUSINESS_UNIT, "partnership business unit"),
)


@dataclass(slots=True)
class People:
    """Ids that the history needs: the agency, and for each team its unit, stage, workers and duty desk."""

    agency: Agency
    teams: list[Unit]
    stages: list[Stage]
    workers: list[list[Staff]]
    duty: list[Staff]
    managers: list[User]


def sign_ins() -> Iterator[Sign]:
    """Everybody whose name `soundings demo` prints, most used first."""
    yield Sign(PRINTED[0], Role.WORKER, "social worker, Harbour Street")
    for number, name in enumerate(MANAGERS):
        yield Sign(name, Role.SUPERVISOR, f"team manager, {TEAM_PLACES[number]}")
    yield from OFFICE
    yield from BY_ROLE


def make_people(*, teams: int, seed: int, at: datetime, opened_on: date) -> People:
    """The agency with `teams` teams (at least four), ten workers and a duty desk in each, and those who sign in."""
    agency = make_agency(agency=AGENCY, at=at)
    people = People(agency, [], [], [], [], [])
    _make_tree(people, teams, at, opened_on)
    rng = Random(f"{seed}/staff")
    shared = [add_staff(agency=agency, name=name, by=SYSTEM, at=at) for name in PRINTED]
    for number, team in enumerate(people.teams):
        _staff_team(people, number, team, shared if number < len(STAGES) else [], rng, at, opened_on)
    _make_users(people, shared[0], at, opened_on)
    return people


def _make_tree(people: People, teams: int, at: datetime, opened_on: date) -> None:
    root = root_of(people.agency)
    stages, services, localities = {}, {}, {}
    for code, (name, voluntary, service) in STAGE_NAMES.items():
        stages[code] = add_stage(agency=people.agency, name=name, code=code, voluntary=voluntary, by=SYSTEM, at=at)
        details = UnitDetails(service, stage=stages[code])
        services[code] = add_unit(kind=UnitKind.SERVICE, parent=root, details=details, on=opened_on, by=SYSTEM, at=at)
    for number in range(teams):
        code, place = STAGES[number % len(STAGES)], number // len(STAGES) // TEAMS_A_LOCALITY
        parent = services[code]
        if teams > len(STAGES) * TEAMS_A_LOCALITY:
            if (code, place) not in localities:
                details = UnitDetails(f"{services[code].name} locality {place + 1}")
                localities[code, place] = add_unit(
                    kind=UnitKind.LOCALITY, parent=parent, details=details, on=opened_on, by=SYSTEM, at=at
                )
            parent = localities[code, place]
        details = UnitDetails(f"{_team_name(number)} Team", code=f"T{number + 1:04d}")
        people.teams.append(
            add_unit(kind=UnitKind.TEAM, parent=parent, details=details, on=opened_on, by=SYSTEM, at=at)
        )
        people.stages.append(stages[code])


def _team_name(number: int) -> str:
    place, again = TEAM_PLACES[number % len(TEAM_PLACES)], number // len(TEAM_PLACES)
    return f"{place} {again + 1}" if again else place


def _staff_team(
    people: People, number: int, team: Unit, shared: list[Staff], rng: Random, at: datetime, opened_on: date
) -> None:
    names = [_worker_name(number * WORKERS_A_TEAM + place, rng) for place in range(len(shared), WORKERS_A_TEAM)]
    workers = [*shared, *(add_staff(agency=people.agency, name=name, by=SYSTEM, at=at) for name in names)]
    for place, staff in enumerate(workers):
        join_team(staff=staff, post=Post(team, from_on=opened_on), by=SYSTEM, at=at)
        if place >= len(shared):
            add_alias(staff=staff, alias=f"w{number + 1:04d}-{place + 1:02d}", by=SYSTEM, at=at)
    desk = add_staff(agency=people.agency, name=f"Duty, {team.name}", is_duty=True, by=SYSTEM, at=at)
    join_team(staff=desk, post=Post(team, PostKind.DUTY, opened_on), by=SYSTEM, at=at)
    people.workers.append(workers)
    people.duty.append(desk)


def _worker_name(number: int, rng: Random) -> str:
    free = [
        name for name in WORKERS if name not in MANAGERS and name not in {sign.name for sign in (*OFFICE, *BY_ROLE)}
    ]
    if number < len(free):
        return free[number]
    culture = rng.choices(CULTURES, [c.share for c in CULTURES])[0]
    return f"{rng.choice(culture.girls + culture.boys)} {rng.choice(culture.families)} ({number})"


def _make_users(people: People, jane: Staff, at: datetime, opened_on: date) -> None:
    root = root_of(people.agency)
    signs = list(sign_ins())
    _make_user(people.agency, signs[0], jane, people.teams[0], at)
    for sign, team in zip(signs[1 : 1 + len(MANAGERS)], people.teams, strict=False):
        staff = add_staff(agency=people.agency, name=sign.name, by=SYSTEM, at=at)
        join_team(staff=staff, post=Post(team, PostKind.SUPERVISOR, opened_on), by=SYSTEM, at=at)
        people.managers.append(_make_user(people.agency, sign, staff, team, at))
    for sign in OFFICE:
        user = _make_user(people.agency, sign, None, root, at)
        if sign.role in (Role.QA_LEAD, Role.ADMINISTRATOR):
            _give(user, Role.IMPORT_STEWARD, root, at)
    for sign in BY_ROLE:
        _make_user(people.agency, sign, None, people.teams[0] if sign.role is Role.BUSINESS_SUPPORT else root, at)


def _make_user(agency: Agency, sign: Sign, staff: Staff | None, unit: Unit, at: datetime) -> User:
    user = make_user(agency=agency, name=sign.name, email=sign.email, staff=staff, by=SYSTEM, at=at)
    set_password(user, PASSWORD)
    user.joined_at = at
    user.save(update_fields=["password", "joined_at"])
    _give(user, sign.role, unit, at)
    return user


def _give(user: User, role: Role, unit: Unit, at: datetime) -> None:
    give(new=NewGrant(user, role, unit), by=SYSTEM, at=at)
