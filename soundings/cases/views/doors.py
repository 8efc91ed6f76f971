"""What the pages share: the child, the case or the person of an address, or a 404; and trying an action."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404

from soundings.accounts.models import Staff
from soundings.accounts.permissions import Viewer, check_reason
from soundings.accounts.requests import Request
from soundings.accounts.rules import Row
from soundings.cases import queries
from soundings.cases.models import Case, Child
from soundings.core.rules import Denied


def case_or_404(request: Request, public_id: str, *, verb: str = "case.viewed") -> tuple[Viewer, Case]:
    """The case, its reading in the trail; 404 alike for none and for one out of scope.

    Whoever would see more with a reason is asked for one first, whether there is such a case or not.
    """
    viewer = request.viewer
    case = queries.case_visible_to(viewer, public_id)
    if case is None:
        check_reason(viewer, Row.TEAM_BOARD)
        raise Http404
    queries.leaving(viewer, [case], verb=verb, at=viewer.at, target=public_id, target_kind="case")
    return viewer, case


def child_or_404(request: Request, public_id: str) -> tuple[Viewer, Child]:
    """The same for a child's details."""
    viewer = request.viewer
    child = queries.child_visible_to(viewer, public_id, Row.CHILD_IDENTITY)
    if child is None:
        check_reason(viewer, Row.CHILD_IDENTITY)
        raise Http404
    queries.leaving(viewer, [child], verb="child.viewed", at=viewer.at, target=public_id, target_kind="child")
    return viewer, child


def staff_or_404(viewer: Viewer, public_id: str) -> Staff:
    """The member of staff of the viewer's agency."""
    staff = Staff.objects.filter(agency=viewer.agency_id, public_id=public_id).first()
    if staff is None:
        raise Http404
    return staff


def attempt(form: forms.BaseForm, act: Callable[[], Any]) -> bool:
    """Whether `act` was done. If it was refused, the form says why."""
    try:
        act()
    except Denied as denied:
        form.add_error(None, denied.words)
        return False
    return True


def attempt_plainly(request: Request, act: Callable[[], Any], *, done: str) -> None:
    """The same for a button without a form: a message says what was done, or why it was not."""
    try:
        act()
    except Denied as denied:
        messages.error(request, denied.words)
    else:
        messages.success(request, done)
