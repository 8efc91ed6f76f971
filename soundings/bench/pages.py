"""Whole requests, as a signed-in person makes them: middleware, scope and trail included."""

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import Grant, Unit, User
from soundings.accounts.rules import GrantState, Role, UnitKind
from soundings.bench.trail import fill_trail
from soundings.breadth.models import Board, BoardColumn, BoardVersion, CaseState, Element
from soundings.breadth.queries.rows import KNOWN
from soundings.breadth.rules import Fact
from soundings.core.models import Agency
from soundings.core.queries import reads_of_child
from soundings.core.tenancy import acting_for

FORM = "application/x-www-form-urlencoded"  # as browsers send it; the test client's own way takes longer to read
Visit = Callable[[int], object]
LOOKED_AT = 8  # teams whose pages are looked at, over and over
USUAL = 160  # open cases of such a team: what the targets are stated for
MANAGER = "bench-manager-"
BOARD = "bench"  # the 16-column board: three facts and every element


class PageFailed(Exception):
    """A page that should be timed did not come as it should."""


def settle() -> None:
    """As `soundings serve` does once it is up: what stands now is not looked at again by the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def the_agency() -> Agency:
    return Agency.objects.get()


def make_board(agency: Agency) -> None:
    """The tailored board of 16 columns stands (once)."""
    with acting_for(agency), transaction.atomic():
        board, made = Board.objects.get_or_create(
            agency=agency, code=BOARD, defaults={"labels": {"en-gb": "Sixteen columns"}, "position": 99}
        )
        if not made:
            return
        version = BoardVersion.objects.create(agency=agency, board=board, number=1, published_at=timezone.now())
        columns = [BoardColumn(fact=fact) for fact in (Fact.CHILD_ID, Fact.OPENED, Fact.ABUSE)]
        columns += [BoardColumn(element=e, labels=e.labels) for e in Element.objects.filter(agency=agency)[:13]]
        for position, column in enumerate(columns):
            column.agency, column.version, column.position = agency, version, position
            column.save()


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def managers() -> list[User]:
    """Who leads each of the teams whose open cases come nearest to 160, with sign-in (made once). For the agency."""
    found = list(User.objects.filter(email__startswith=MANAGER).order_by("pk"))
    return found or [_manager(team_id, at=timezone.now()) for team_id in _teams_of_usual_size()]


def _teams_of_usual_size() -> list[int]:
    open_cases = CaseState.objects.filter(is_open=True, restricted=False, team__isnull=False)
    sizes = open_cases.values_list("team").annotate(n=Count("pk"))
    return [team_id for team_id, _n in sorted(sizes, key=lambda each: (abs(each[1] - USUAL), each[0]))[:LOOKED_AT]]


@transaction.atomic
def _manager(team_id: int, *, at: datetime) -> User:
    team = Unit.objects.select_related("agency").get(pk=team_id)
    user = User.objects.create(
        agency=team.agency, email=f"{MANAGER}{team_id}@example.org", name="A manager", created_at=at, joined_at=at
    )
    Grant.objects.create(
        agency=team.agency, user=user, role=Role.SUPERVISOR, unit=team, state=GrantState.ACTIVE, granted_at=at
    )
    return user


def get(client: Client, address: str) -> bytes:
    """The page at `address`. Raises PageFailed unless it comes whole."""
    reply = client.get(address)
    if reply.status_code != 200:
        raise PageFailed(f"{address.split('?')[0]} answered {reply.status_code}")
    return reply.content


def team_pages(**asked: str) -> tuple[Visit, int, Visit]:
    """A run of team boards, one manager after the other, none of which this process has drawn before.

    asked: what their addresses ask for further. Returns also how many rows a board has, at the median, and what comes
    before each visit.
    """
    visits, rows = _team_visits(asked)
    return lambda n: get(*visits[n % len(visits)]), rows, lambda _: KNOWN.forget()


def team_pages_again() -> tuple[Visit, int, Visit]:
    """The same where one child of the team has changed since the board was looked at here: its manager records."""
    visits, rows = _team_visits({})
    for visit in visits:
        get(*visit)
    agency = the_agency()
    with acting_for(agency):
        days = [_days(_open_cases(user)) for user in managers()]
    return (
        lambda n: get(*visits[n % len(visits)]),
        rows,
        lambda n: _post(visits[n % len(visits)][0], *next(days[n % len(visits)])),
    )


def _team_visits(asked: dict[str, str]) -> tuple[list[tuple[Client, str]], int]:
    """Each manager's own browser with the address of their board; and the rows of a board, at the median."""
    agency, query = the_agency(), urlencode({"board": BOARD, **asked})
    make_board(agency)
    visits, sizes = [], []
    with acting_for(agency):
        for user in managers():
            team = Unit.objects.get(grants__user=user, grants__role=Role.SUPERVISOR)
            sizes.append(CaseState.objects.filter(team=team, is_open=True, restricted=False).count())
            visits.append((signed_in(user), f"{reverse('board', args=[team.public_id])}?{query}"))
    return visits, sorted(sizes)[len(sizes) // 2]


def signal_pages() -> Callable[[int], object]:
    """A run of the lists of what is to be seen of a team's children, one manager after the other."""
    agency, visits = the_agency(), []
    with acting_for(agency):
        for user in managers():
            team = Unit.objects.get(grants__user=user, grants__role=Role.SUPERVISOR)
            visits.append((signed_in(user), reverse("team-signals", args=[team.public_id])))
    return lambda n: get(*visits[n % len(visits)])


def overview_page() -> Callable[[int], object]:
    """The agency's overview as a senior manager opens it."""
    agency = the_agency()
    with acting_for(agency):
        user = User.objects.get(grants__role=Role.SENIOR_MANAGER)
        root = Unit.objects.get(agency=agency, kind=UnitKind.AGENCY)
    client, address = signed_in(user), reverse("board", args=[root.public_id])
    return lambda _: get(client, address)


def record_one() -> Callable[[int], object]:
    """One internal mapping after another recorded on cases of one team, through the page's form."""
    agency = the_agency()
    with acting_for(agency):
        user = managers()[0]
        days = _days(_open_cases(user))
    client = signed_in(user)
    return lambda _: _post(client, *next(days))


def _open_cases(user: User) -> list[tuple[str, date]]:
    """The open, unrestricted cases of a manager's team, each with the day on which it opened. Acting for the agency."""
    team = Unit.objects.get(grants__user=user, grants__role=Role.SUPERVISOR)
    states = CaseState.objects.filter(team=team, is_open=True, restricted=False).order_by("pk")
    return [(head["case"], opened_on) for head, opened_on in states.values_list("head", "opened_on")]


def _days(cases: list[tuple[str, date]]) -> Iterator[tuple[str, date]]:
    """Case after case, then each again a day later, so that nothing is recorded twice."""
    for after in range(1, 10_000):
        for case, opened_on in cases:
            yield case, opened_on + timedelta(days=after)


def _post(client: Client, case: str, day: date) -> None:
    address = reverse("element", args=[case, "mapping-internal"])
    typed = {"answer": "yes", "happened_on_day": day.day, "happened_on_month": day.month, "happened_on_year": day.year}
    reply = client.post(address, urlencode(typed | {"again": "on"}), content_type=FORM)
    if reply.status_code != 302:
        raise PageFailed(f"recording answered {reply.status_code}")
    client.cookies.pop("messages", None)  # whoever records sees the page that says so, and the message is gone


def readers_of_a_child() -> Callable[[int], object]:
    """Who has read one child's record, among a million readings."""
    agency = the_agency()
    children = fill_trail(agency)
    return partial(_read_readers, children, agency)


def _read_readers(children: list[str], agency: Agency, number: int) -> object:
    with acting_for(agency):
        return list(reads_of_child(child=children[number % len(children)], agency_id=agency.pk)[:50])
