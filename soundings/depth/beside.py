"""What reviews put on the page of a case, and on somebody's day."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from soundings.accounts.queries import Viewer
from soundings.breadth.waiting import Waiting
from soundings.cases.links import Link
from soundings.cases.models import Case
from soundings.depth.models import AgreedAction, Calibration
from soundings.depth.permissions import takes_part_in_reviews
from soundings.depth.permissions.calibration import takes_part_in_calibration
from soundings.depth.queries.calibration import to_rate_apart
from soundings.depth.queries.learning import actions_to_do, leaving_actions
from soundings.depth.queries.lists import to_do
from soundings.depth.words.learning import overdue


def links_of(viewer: Viewer, case: Case) -> list[Link]:
    """The way to the reviews of this child, for whoever has anything to do with reviews. No query."""
    if not takes_part_in_reviews(viewer):
        return []
    return [Link(reverse("case-reviews", args=[case.public_id]), _("Reviews"))]


def waits_for(viewer: Viewer) -> list[Waiting]:
    """The reviews whose next step is the viewer's, as a number; the sessions that wait for their rating; the actions
    that they agreed to do, by their day.

    The trail says first that the actions were read. Raises TrailUnavailable.
    """
    actions = leaving_actions(viewer, actions_to_do(viewer), at=viewer.at)
    sessions = to_rate_apart(viewer) if takes_part_in_calibration(viewer) else []
    rated = [_session(one, late=bool(one.rate_by and one.rate_by < viewer.on)) for one in sessions]
    return [*_reviews(viewer), *rated, *(_action(one, late=one.by_on < viewer.on) for one in actions)]


def _reviews(viewer: Viewer) -> list[Waiting]:
    if not takes_part_in_reviews(viewer) or not (n := len(to_do(viewer))):
        return []
    said = ngettext("%(n)s review waits for you", "%(n)s reviews wait for you", n) % {"n": n}
    return [Waiting(reverse("reviews"), said)]


def _session(session: Calibration, *, late: bool) -> Waiting:
    by = _("To be rated by %(day)s") % {"day": date_format(session.rate_by, "j F")} if session.rate_by else ""
    label = _("Calibration session: %(title)s") % {"title": session.title}
    return Waiting(reverse("calibration", args=[session.public_id]), label, by, late)


def _action(action: AgreedAction, *, late: bool) -> Waiting:
    by = _("Agreed, by %(day)s") % {"day": date_format(action.by_on, "j F")}
    says = overdue(action.by_on) if late else by
    return Waiting(reverse("agreed-action", args=[action.public_id]), action.what, says, late)
