"""What the pages share: who is looking, the case or a 404, the element in this service's words, what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.accounts.rules import Row
from soundings.breadth import queries
from soundings.breadth.forms import Asked, Choices
from soundings.breadth.models import Board, Element
from soundings.breadth.rules import label_of
from soundings.cases import permissions as case_permissions
from soundings.cases import queries as case_queries
from soundings.cases.models import Case


def viewer_of_request(request: HttpRequest) -> Viewer:
    """Who is looking. The middleware has put it there."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def language() -> str:
    """The language of the page."""
    return get_language() or "en-gb"


def in_place(request: HttpRequest) -> bool:
    """Whether the answer opens below a cell."""
    return bool(getattr(request, "htmx", False))


def typed_on(request: HttpRequest) -> QueryDict | None:
    """What was sent, or what was typed here when a sign-in ran out; None for a page that is only looked at."""
    if request.method == "POST":
        return request.POST
    kept: dict[str, Any] = getattr(request, "kept_text", None) or {}
    if not kept:
        return None
    typed = QueryDict(mutable=True)
    for name, value in kept.items():
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed


@dataclass(frozen=True)
class Opened:
    """A case that the viewer may see."""

    viewer: Viewer
    case: Case
    may_record: bool

    @property
    def url(self) -> str:
        return reverse("case", args=[self.case.public_id])

    @property
    def name(self) -> str:
        return self.case.child.name

    @cached_property
    def siblings(self) -> Sequence[Case]:
        """The open cases of brothers and sisters on which the viewer may record too."""
        return queries.siblings_to_record_on(self.viewer, self.case) if self.may_record else []

    @cached_property
    def issues(self) -> Sequence[tuple[str, str]]:
        """The current worries of the family, as a form offers them."""
        found = queries.issues_of(self.viewer, self.case, self.siblings, current=True)
        return [(one.public_id, one.name) for one in found]

    def choices(self, *, by_issue: bool) -> Choices:
        """What a form offers for this case. The brothers and sisters are looked for once somebody asks."""
        siblings: Any = SimpleLazyObject(lambda: [(one.public_id, one.child.name) for one in self.siblings])
        return Choices(issues=self.issues if by_issue else (), siblings=siblings)

    @cached_property
    def board(self) -> Board | None:
        """The board that the team of the case shows, else the one that serves its stage."""
        line = self.case.team.line if self.case.team else []
        boards = queries.boards_at(self.case.agency_id, line=line, on=self.viewer.on)
        return queries.board_serving(boards, line=line, stage_id=queries.stage_of_case(self.case))

    @cached_property
    def columns(self) -> Sequence[queries.Column]:
        """The columns of that board."""
        return queries.columns_of(self.board, language(), on=self.viewer.on) if self.board else []

    def word_for(self, element: Element) -> str:
        """The board's own word for the element, else the agency's."""
        on_board = next((one.label for one in self.columns if one.code == element.code), "")
        return on_board or label_of(element.labels, language(), code=element.code)

    def asked(self, element: Element) -> Asked:
        """The element, and how this service speaks of it."""
        return Asked(
            code=element.code,
            label=self.word_for(element),
            kind=element.kind,
            scope=element.scope,
            by_issue=element.by_issue,
            voluntary=bool(self.case.stage and self.case.stage.voluntary),
            choices=self.choices(by_issue=element.by_issue),
        )


def opened(request: HttpRequest, public_id: str) -> Opened:
    """The case with this public id; 404 alike for none and for one out of scope."""
    viewer = viewer_of_request(request)
    seen = case_queries.case_seen_by(viewer, public_id)
    if seen is None:
        raise Http404
    case, standing = seen
    records = case_permissions.gives(viewer, case, standing, Row.RECORD_PRACTICE, edit=True)
    may_record = case.closed_on is None and records
    return Opened(viewer, case, may_record)


def place_or_404(request: HttpRequest, public_id: str) -> tuple[Viewer, Unit]:
    """Who is looking, and the place with this public id; 404 alike for none and for one out of scope."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    if unit is None:
        raise Http404
    return viewer, unit


def element_or_404(found: Opened, code: str) -> Element:
    """The agency's element with this code."""
    element = queries.element_of(found.viewer, code)
    if element is None:
        raise Http404
    return element
