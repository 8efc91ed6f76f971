"""Pages of figures as whole requests: coverage of an element, split, and across places."""

from collections.abc import Callable, Iterable
from itertools import product

from django.urls import reverse

from soundings.accounts.models import Unit, User
from soundings.accounts.rules import Role, UnitKind
from soundings.bench.files import AT
from soundings.bench.pages import get, managers, signed_in, the_agency
from soundings.breadth.actions.months import count_months
from soundings.breadth.actions.snapshot import make_snapshot
from soundings.breadth.models import Element
from soundings.breadth.queries.splits import snapshot_file
from soundings.breadth.rules import By
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for
from soundings.design import drawing

Visit = Callable[[int], object]


def made_ready() -> Agency:
    """The agency, its month ends counted and its snapshot made, as a worker does beside the server (once)."""
    agency = the_agency()
    count_months(agency.pk, at=AT)
    if not snapshot_file(agency.pk).exists():
        make_snapshot(agency.pk, at=AT)
    return agency


def _codes(agency: Agency) -> list[str]:
    return list(Element.objects.filter(agency=agency, retired_on=None).values_list("code", flat=True))


def _in_turn(user: User, addresses: Iterable[str]) -> Visit:
    """One page after the other, each seen once already: their charts are drawn."""
    client, listed = signed_in(user), list(addresses)
    for address in listed:
        get(client, address)
    return lambda n: get(client, listed[n % len(listed)])


def _measures(codes: Iterable[str], place: Unit) -> list[str]:
    return [f"{reverse('measure', args=[f'coverage-{code}'])}?place={place.public_id}" for code in codes]


def coverage_of_team() -> Visit:
    """The coverage of one element after the other at a team, as its manager opens it."""
    agency = made_ready()
    with acting_for(agency):
        user = managers()[0]
        team = Unit.objects.get(grants__user=user, grants__role=Role.SUPERVISOR)
        pages = _measures(_codes(agency), team)
    return _in_turn(user, pages)


def coverage_of_agency() -> Visit:
    """The same of the whole agency, unsplit, as a senior manager opens it."""
    agency, user, root = _from_above()
    with acting_for(agency):
        pages = _measures(_codes(agency), root)
    return _in_turn(user, pages)


def coverage_drawn_anew() -> Visit:
    """The same where no chart is kept, as after a start or a new month."""
    visit = coverage_of_agency()

    def anew(number: int) -> object:
        drawing.forget_drawings()
        return visit(number)

    return anew


def splits() -> Visit:
    """The whole agency split by each of the five, one element after the other."""
    agency, user, root = _from_above()
    with acting_for(agency):
        codes = _codes(agency)
    ways = product(codes, By)
    return _in_turn(user, [f"{reverse('split', args=[root.public_id, code])}?by={by.value}" for code, by in ways])


def funnel() -> Visit:
    """The places below the agency side by side, one element after the other."""
    agency, user, root = _from_above()
    with acting_for(agency):
        codes = _codes(agency)
    return _in_turn(user, [reverse("compare", args=[root.public_id, code]) for code in codes])


def _from_above() -> tuple[Agency, User, Unit]:
    agency = made_ready()
    with acting_for(agency):
        root = Unit.objects.get(agency=agency, kind=UnitKind.AGENCY)
        return agency, User.objects.get(grants__role=Role.SENIOR_MANAGER), root
