"""Something is raised: it is stored apart, and everybody's turn is set."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import By, Viewer, check_same_agency
from soundings.cases import followers
from soundings.cases.models import Case, Concern, ConcernTurn
from soundings.cases.permissions import check_can_see
from soundings.cases.queries.routes import readers_at
from soundings.cases.rules.concerns import About, Matter, Source
from soundings.core.actions import record_change
from soundings.core.rules import SYSTEM, Denied


@dataclass(frozen=True, slots=True, kw_only=True)
class Raising:
    """What somebody says. concerning: who, in their words. stands_at: the opaque id of what it was said in.

    named: whether the name of whoever raises it is kept; only whistleblowing may go without.
    """

    matter: Matter
    about: About
    words: str
    source: Source
    concerning: str = ""
    contact: str = ""
    case: Case | None = None
    stands_at: str = ""
    named: bool = True


def raise_concern(
    *,
    by: By,
    at: datetime,
    about: About,
    place: Unit,
    words: str,
    source: Source,
    concerning: str = "",
    contact: str = "",
    case: Case | None = None,
    stands_at: str = "",
) -> Concern:
    """Somebody may be in danger now: the receiver of the place is told at once. As `raise_matter` says."""
    raising = Raising(
        matter=Matter.CONCERN_NOW,
        about=about,
        words=words,
        source=source,
        concerning=concerning,
        contact=contact,
        case=case,
        stands_at=stands_at,
    )
    return raise_matter(raising=raising, place=place, by=by, at=at)


@transaction.atomic
def raise_matter(*, raising: Raising, place: Unit, by: By, at: datetime) -> Concern:
    """What was said is stored where only its receivers see it, and a message to the first of them is on its way.

    by: SYSTEM where it came without a sign-in. Raises Denied where nobody is set to receive it at this place, where
    nothing was said, or where the case is out of the viewer's scope: nothing is stored then.
    """
    _check(raising, place, by)
    readers = readers_at(
        place,
        raising.matter,
        at=at,
        concerning=raising.concerning,
        child=raising.case.child if raising.case else None,
    )
    if readers is None:
        raise Denied(_("Nobody in Soundings is set to receive this here, so nothing was sent. Please telephone."))
    made = _store(raising, place, readers.due_at, by=by, at=at)
    ConcernTurn.objects.bulk_create(
        ConcernTurn(agency_id=made.agency_id, concern=made, user=one.user, part=one.part.value, from_at=one.from_at)
        for one in readers.people
    )
    # Who blew the whistle stands in no trail; and no entry names the child (queries.read_concern says why).
    record_change(
        by=SYSTEM if raising.matter is Matter.WHISTLEBLOWING else by,
        at=at,
        verb="concern.raised",
        target=made.public_id,
        target_kind="concern",
        agency=made.agency_id,
        after={"matter": made.matter, "source": made.source},
    )
    transaction.on_commit(followers.concern_waits)
    return made


def _check(raising: Raising, place: Unit, by: By) -> None:
    check_same_agency(by, place)
    if raising.case is not None and isinstance(by, Viewer):
        check_can_see(by, raising.case)
    if not raising.words.strip():
        raise Denied(_("Say in a few words what worries you."))


def _store(raising: Raising, place: Unit, due_at: datetime, *, by: By, at: datetime) -> Concern:
    """The row itself. Who blows the whistle stands in it only if they said so."""
    keeps_name = raising.named or raising.matter is not Matter.WHISTLEBLOWING
    return Concern.objects.create(
        agency_id=place.agency_id,
        matter=raising.matter.value,
        about=raising.about.value,
        concerning=raising.concerning[:200],
        source=raising.source.value,
        stands_at=raising.stands_at,
        unit=place,
        case=raising.case,
        words=raising.words,
        contact=raising.contact[:300],
        raised_by=by.user if keeps_name and isinstance(by, Viewer) else None,
        raised_at=at,
        due_at=due_at,
    )
