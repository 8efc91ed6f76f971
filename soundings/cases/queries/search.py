"""Finding a child by the start of any word of the name, the reference or another system's number."""

from datetime import date

from django.db.models import Q, QuerySet

from soundings.accounts.queries import Viewer
from soundings.accounts.rules import Row
from soundings.cases.models import Child, ChildId, ChildWord
from soundings.cases.queries.visible import children_among
from soundings.cases.rules import Likely, Likeness, likeness
from soundings.core.rules import sort_key

MOST_WORDS = 6
MOST_COMPARED = 500
LAST = "\U0010ffff"  # sorts after every letter, in both databases' order by bytes


def find(viewer: Viewer, text: str, *, row: Row = Row.TEAM_BOARD) -> QuerySet[Child]:
    """The children visible to the viewer of whom each word of `text` begins a word or number; by name, sliceable.

    Accents, case, apostrophes and hyphens do not matter; nor does the order of the words. None for no words.
    """
    words = sort_key(text).split()[:MOST_WORDS]
    if not words:
        return Child.objects.none()
    children = Child.objects.all()
    for word in words:
        children = children.filter(pk__in=_having(viewer.agency_id, word))
    return children_among(viewer, children, row).select_related("family").order_by("name_key", "pk")


def child_known_as(viewer: Viewer, number: str) -> Child | None:
    """The visible child with exactly this reference or number from any system; None if there is none, or several."""
    wanted = number.strip()
    numbered = ChildId.objects.filter(agency=viewer.agency_id, value=wanted).values("child")
    children = Child.objects.filter(Q(reference=wanted) | Q(pk__in=numbered), agency=viewer.agency_id)
    found = list(children_among(viewer, children)[:2])
    return found[0] if len(found) == 1 else None


def _having(agency_id: int, start: str) -> QuerySet:
    return ChildWord.objects.filter(agency=agency_id, word__gte=start, word__lt=start + LAST).values("child")


def likely_same(
    viewer: Viewer, *, name: str, born_on: date | None = None, ids: tuple[str, ...] = (), beside: Child | None = None
) -> list[tuple[Child, Likeness]]:
    """Visible children who may be the one described, with the reason, strongest first; at most ten.

    name: given and family name in any order. ids: the reference and any numbers. beside: a child to leave out.
    """
    wanted = Likely(sort_key(name), born_on, frozenset(map(sort_key, ids)) - {""})
    children = children_among(viewer, _candidates(viewer.agency_id, wanted)).prefetch_related("ids")
    if beside:
        children = children.exclude(pk=beside.pk)
    pairs = [(child, likeness(wanted, likely_of(child))) for child in children[:MOST_COMPARED]]
    found = [(child, why) for child, why in pairs if why]
    return sorted(found, key=lambda pair: (list(Likeness).index(pair[1]), pair[0].name_key))[:10]


def _candidates(agency_id: int, wanted: Likely) -> QuerySet[Child]:
    """Children who share a number, the whole name, or a word of the name and the day of birth."""
    words = ChildWord.objects.filter(agency=agency_id)
    shared = Q(pk__in=words.filter(word__in=wanted.ids).values("child"))
    names = wanted.name.split()
    if names:
        whole = Q()
        for name in names:
            whole &= Q(pk__in=words.filter(word=name).values("child"))
        shared |= whole
        if wanted.born_on:
            shared |= Q(born_on=wanted.born_on, pk__in=words.filter(word__in=names).values("child"))
    return Child.objects.filter(shared, agency=agency_id)


def likely_of(child: Child) -> Likely:
    """What a stored child is compared by."""
    numbers = [child.reference, *(one.value for one in child.ids.all())]
    return Likely(sort_key(f"{child.given_name} {child.family_name}"), child.born_on, frozenset(map(sort_key, numbers)))
