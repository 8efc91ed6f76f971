"""What reviews put on the page of a case."""

from django.urls import reverse
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.cases.links import Link
from soundings.cases.models import Case
from soundings.depth.permissions import takes_part_in_reviews


def links_of(viewer: Viewer, case: Case) -> list[Link]:
    """The way to the reviews of this child, for whoever has anything to do with reviews. No query."""
    if not takes_part_in_reviews(viewer):
        return []
    return [Link(reverse("case-reviews", args=[case.public_id]), _("Reviews"))]
