"""The invented agency's tree, staff and sign-ins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.contrib.auth.hashers import make_password

from soundings.accounts.actions.agencies import NewAgency, make_agency
from soundings.accounts.actions.bulk import Load, UserRow, store_staff, store_structure, store_users
from soundings.accounts.models import Stage, Unit, User
from soundings.accounts.queries import staff_by_key, unit_by_key
from soundings.accounts.rules import PostKind, Role, StaffRow, StageRow, UnitKind, UnitRow
from soundings.core.models import Agency
from soundings.core.rules import SYSTEM, sort_key
from soundings.core.tenancy import acting_for
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
COLLEAGUES = tuple(Sign(name, Role.WORKER, "social worker, Harbour Street") for name in PRINTED[1:])
BY_ROLE = (
    Sign("Fiona Rushworth", Role.BUSINESS_SUPPORT, "business support, Harbour Street"),
    Sign("Joel Marchant", Role.PARTNER, "partner contributor, invited to Early Help"),
    Sign("Anjali Rao", Role.BUSINESS_UNIT, "partnership business unit, figures of the whole agency"),
)


@dataclass(slots=True)
class People:
    """What the history needs: the agency, and for each team its unit, stage, workers, duty desk and who records."""

    agency: Agency
    teams: list[Unit]
    stages: list[Stage]
    workers: list[list[int]]  # ids of staff
    duty: list[int]
    managers: list[User]  # of the first teams: they record, and are on the lists of restricted cases


def sign_ins() -> Iterator[Sign]:
    """Everybody whose name `soundings demo` prints, most used first."""
    yield Sign(PRINTED[0], Role.WORKER, "social worker, Harbour Street")
    for number, name in enumerate(MANAGERS):
        yield Sign(name, Role.SUPERVISOR, f"team manager, {TEAM_PLACES[number]}")
    yield from OFFICE
    yield from BY_ROLE
    yield from COLLEAGUES


def make_people(*, teams: int, seed: int, at: datetime, opened_on: date) -> People:
    """The agency with `teams` teams (at least four), ten workers and a duty desk in each, and those who sign in."""
    agency = make_agency(agency=AGENCY, at=at)
    with acting_for(agency):
        load = Load(agency, opened_on)
        stages = [StageRow(code, name, voluntary) for code, (name, voluntary, _) in STAGE_NAMES.items()]
        store_structure(load=load, stages=stages, units=list(_units(teams)), by=SYSTEM, at=at)
        store_staff(load=load, rows=list(_staff(teams, seed, opened_on)), by=SYSTEM, at=at)
        users = store_users(load=load, rows=list(_users()), at=at)
        return _found(agency, teams, users[1 : 1 + len(MANAGERS)])


def _units(teams: int) -> Iterator[UnitRow]:
    for code, (_, _, service) in STAGE_NAMES.items():
        yield UnitRow(service, UnitKind.SERVICE, stage=code)
    in_localities = teams > len(STAGES) * TEAMS_A_LOCALITY
    for number in range(teams):
        code, place = STAGES[number % len(STAGES)], number // len(STAGES)
        parent = STAGE_NAMES[code][2]
        if in_localities:
            locality = f"{parent} locality {place // TEAMS_A_LOCALITY + 1}"
            if place % TEAMS_A_LOCALITY == 0:
                yield UnitRow(locality, UnitKind.LOCALITY, parent=parent)
            parent = locality
        yield UnitRow(f"{_place_name(number)} Team", UnitKind.TEAM, code=_team_code(number), parent=parent)


def _team_code(number: int) -> str:
    return f"T{number + 1:04d}"


def _worker_code(number: int, place: int) -> str:
    return f"W{number + 1:04d}-{place + 1:02d}"


def _place_name(number: int) -> str:
    place, again = TEAM_PLACES[number % len(TEAM_PLACES)], number // len(TEAM_PLACES)
    return f"{place} {again + 1}" if again else place


def _staff(teams: int, seed: int, opened_on: date) -> Iterator[StaffRow]:
    """Each team's workers and duty desk; the printed workers have a post in each of the first four teams."""
    rng = Random(f"{seed}/staff")
    for number in range(teams):
        team = _team_code(number)
        for place in range(WORKERS_A_TEAM):
            if number < len(STAGES) and place < len(PRINTED):
                yield StaffRow(PRINTED[place], ref=_worker_code(0, place), team=team, from_on=opened_on)
            else:
                name = _worker_name(number * WORKERS_A_TEAM + place, rng)
                yield StaffRow(name, ref=_worker_code(number, place), team=team, from_on=opened_on)
        desk = f"Duty, {_place_name(number)}"
        yield StaffRow(desk, ref=f"DUTY-{team}", is_duty=True, team=team, post=PostKind.DUTY, from_on=opened_on)
    for number, name in enumerate(MANAGERS):
        yield StaffRow(name, ref=f"M{number}", team=_team_code(number), post=PostKind.SUPERVISOR, from_on=opened_on)


def _worker_name(number: int, rng: Random) -> str:
    taken = {*MANAGERS, *(sign.name for sign in (*OFFICE, *BY_ROLE))}
    free = [name for name in WORKERS if name not in taken]
    if number < len(free):
        return free[number]
    culture = rng.choices(CULTURES, [c.share for c in CULTURES])[0]
    return f"{rng.choice(culture.girls + culture.boys)} {rng.choice(culture.families)}"


def _users() -> Iterator[UserRow]:
    hashed = make_password(PASSWORD)
    team = 0
    for sign in sign_ins():
        staff, place = "", ""
        if sign.role is Role.WORKER:
            staff, place = _worker_code(0, PRINTED.index(sign.name)), _team_code(0)
        elif sign.role is Role.SUPERVISOR:
            staff, place, team = f"M{team}", _team_code(team), team + 1
        elif sign.role is Role.BUSINESS_SUPPORT:
            place = _team_code(0)
        elif sign.role is Role.PARTNER:
            place = STAGE_NAMES["preventative"][2]
        roles = [(sign.role, place)]
        if sign.role in (Role.QA_LEAD, Role.ADMINISTRATOR):
            roles.append((Role.IMPORT_STEWARD, ""))
        yield UserRow(sign.email, sign.name, hashed, staff, tuple(roles))


def _found(agency: Agency, teams: int, managers: list[User]) -> People:
    """What was stored, by team."""
    units, staff = unit_by_key(agency), staff_by_key(agency)
    people = People(agency, [], [], [], [], managers)
    stages = {stage.code: stage for stage in Stage.objects.filter(agency=agency)}
    for number in range(teams):
        people.teams.append(units[sort_key(_team_code(number))])
        people.stages.append(stages[STAGES[number % len(STAGES)]])
        shared = len(PRINTED) if number < len(STAGES) else 0
        codes = [_worker_code(0 if place < shared else number, place) for place in range(WORKERS_A_TEAM)]
        people.workers.append([staff[sort_key(code)][0] for code in codes])
        people.duty.append(staff[sort_key(f"DUTY-{_team_code(number)}")][0])
    return people
