"""What a page answers once something was saved."""

from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from soundings.depth.actions.writing import Saved
from soundings.depth.cells import side_said
from soundings.depth.models import Review
from soundings.depth.queries.texts import asked_to_look, comments_to_look_at
from soundings.depth.rules import Act, Hat, Side, may_do
from soundings.depth.rules.asked import question_of_field
from soundings.depth.views.desk import Desk, Typed, clock


def autosaved(request: HttpRequest, saved: Saved, typed: Typed) -> JsonResponse:
    """What the script is told: the new stamp, what to say, and which answers it is to leave to the button."""
    wrong = {question_of_field(one.place, request.POST.get("only", "").split()) for one in typed.faults}
    stuck = sorted({*saved.clashes, *wrong} - {""})
    if saved.clashes:
        text = _("Somebody else changed the same answer. Choose Save to see both.")
    elif stuck:
        text = _("One answer cannot be kept as it is. Choose Save to see which.")
    else:
        text = _("Saved %(time)s") % {"time": clock(saved.part.saved_at)}
    return JsonResponse({"said": text, "stamp": saved.part.stamp, "stuck": stuck})


def chosen_at(review: Review, side: Side, who: str = "") -> str:
    """Where the choice between two answers is made."""
    asked = urlencode({"side": side.value, "who": who})
    return f"{reverse('review-choose', args=[review.public_id])}?{asked}"


def to_look_at(desk: Desk) -> list[str]:
    """Whose words the supervisor is asked to look at, by whoever read them for danger."""
    if Hat.SUPERVISOR not in desk.stand.hats:
        return []
    parts = [side_said(one.side, one.who) for one in asked_to_look(desk.viewer, desk.review)]
    return [*parts, *dict.fromkeys(one.by.name for one in comments_to_look_at(desk.viewer, desk.review))]


def family_at(desk: Desk) -> str:
    """Where the family is asked, and told afterwards, for whoever does either; "" for anybody else."""
    speaks = desk.writes(Side.FAMILY) or may_do(Act.TELL_FAMILY, desk.stand)
    return reverse("review-family", args=[desk.review.public_id]) if speaks else ""
