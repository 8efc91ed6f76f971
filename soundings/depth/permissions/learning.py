"""Who writes findings, agrees actions, says that they are done, and confirms it (matrix row learning-actions); who
keeps the theory of change and shares examples."""

from django.db.models import Q
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.queries import Reach, Viewer, may, may_here, reach
from soundings.accounts.rules import Relation, Row
from soundings.cases.models import KnownPerson
from soundings.core.rules import Denied
from soundings.depth.models import AgreedAction, Example, Finding, Part, Programme, Review
from soundings.depth.permissions import can_do, can_run, can_see, check_can_do, programme_visible, visible
from soundings.depth.rules import Act, Side


def findings_visible(viewer: Viewer) -> Q:
    """The condition that a finding exists for the viewer: its review or its programme does.

    Whoever rates a review a second time reads no finding of it before their own rating is given.
    """
    rated = Part.objects.filter(side=Side.SECOND.value, user=viewer.user.pk).exclude(given_at=None)
    blind = Q(second=viewer.user.pk) & ~Q(pk__in=rated.values("review"))
    reviews = Review.objects.filter(visible(viewer)).exclude(blind)
    programmes = Programme.objects.filter(programme_visible(viewer))
    return Q(agency=viewer.agency_id) & (Q(review__in=reviews) | Q(review=None, programme__in=programmes))


def actions_visible(viewer: Viewer) -> Q:
    """The condition that an agreed action exists for the viewer: their own, and those of the places in reach.

    What comes from a restricted case exists for its named list alone, and nothing of a child whom they know.
    """
    found = _within(viewer, reach(viewer, Row.LEARNING_ACTIONS))
    sealed = Q(finding__review__case__restricted=True) & ~Q(finding__review__in=Review.objects.filter(visible(viewer)))
    known = KnownPerson.objects.filter(user=viewer.user.pk).values("child")
    about_known = Q(finding__review__isnull=False, finding__review__case__child__in=known)
    return Q(agency=viewer.agency_id) & found & ~sealed & ~about_known


def _within(viewer: Viewer, reached: Reach) -> Q:
    if reached.whole:
        return Q()  # alone: `Q() | other` is `other`
    found = Q(finding__unit__in=Unit.objects.filter(reached.where())) if reached.paths else Q(pk__in=())
    if reached.own or reached.named:
        found |= Q(made_by=viewer.user.pk)
    if reached.own and viewer.staff_id:
        found |= Q(owner=viewer.staff_id)
    return found


def can_find_in(viewer: Viewer, review: Review) -> bool:
    """Whether the viewer writes findings of this review as it stands."""
    return can_do(viewer, review, Act.FIND)


def check_can_find(viewer: Viewer, *, review: Review | None, programme: Programme | None) -> None:
    """Raise Denied unless the viewer writes findings here: in a review who may, over a programme who runs it."""
    if review is not None:
        check_can_do(viewer, review, Act.FIND)
    elif programme is None or not can_run(viewer, programme):
        raise Denied(_("Whoever runs the programme writes what was found over it."))


def can_agree(viewer: Viewer, finding: Finding) -> bool:
    """Whether the viewer may agree with others what is done about this finding."""
    if finding.review:
        return can_see(viewer, finding.review) and can_find_in(viewer, finding.review)
    return finding.programme is not None and can_run(viewer, finding.programme)


def check_can_agree(viewer: Viewer, finding: Finding) -> None:
    """Raise Denied unless the viewer may agree what is done about this finding."""
    if finding.agency_id != viewer.agency_id or not can_agree(viewer, finding):
        raise Denied(_("Those who wrote the review, or run the programme, agree what is done."))


def owns(viewer: Viewer, action: AgreedAction) -> bool:
    """Whether the action is the viewer's own to do."""
    return viewer.staff_id is not None and action.owner_id == viewer.staff_id


def oversees(viewer: Viewer, action: AgreedAction) -> bool:
    """Whether the viewer looks after actions at its place."""
    unit = action.finding.unit
    return unit is not None and may_here(viewer, Row.LEARNING_ACTIONS, path=unit.path, edit=True)


def can_finish(viewer: Viewer, action: AgreedAction) -> bool:
    """Whether the viewer may say that it is done: its owner, or who looks after it."""
    return owns(viewer, action) or oversees(viewer, action)


def can_confirm(viewer: Viewer, action: AgreedAction) -> bool:
    """Whether the viewer may confirm that it is done: who looks after it, and neither owns it nor said so."""
    return oversees(viewer, action) and not owns(viewer, action) and action.done_by_id != viewer.user.pk


def check_can_finish(viewer: Viewer, action: AgreedAction) -> None:
    """Raise Denied unless the viewer may say that it is done, or put it aside."""
    if not can_finish(viewer, action):
        raise Denied(_("Its owner, or a supervisor of the place, says that it is done."))


def check_can_confirm(viewer: Viewer, action: AgreedAction) -> None:
    """Raise Denied unless the viewer may confirm that it is done."""
    if not can_confirm(viewer, action):
        raise Denied(_("Somebody else than its owner, who looks after this place, confirms that it is done."))


def keeps_theory(viewer: Viewer) -> bool:
    """Whether the viewer writes the agency's theory of change."""
    return may(viewer, Row.TAILOR, Relation.AGENCY, edit=True)


def check_keeps_theory(viewer: Viewer) -> None:
    """Raise Denied unless the viewer writes the agency's theory of change."""
    if not keeps_theory(viewer):
        raise Denied(_("A QA lead or a senior manager writes the theory of change."))


def shares_examples(viewer: Viewer) -> bool:
    """Whether the viewer may share an example of good practice: who writes reviews."""
    reached = reach(viewer, Row.DRAFT_AUDIT, edit=True)
    return bool(reached.paths or reached.named) and bool(reach(viewer, Row.LEARNING_ACTIONS, edit=True))


def can_withdraw(viewer: Viewer, example: Example) -> bool:
    """Whether the viewer takes an example back: who shared it, and who writes the agency's words."""
    same = example.agency_id == viewer.agency_id
    return same and (example.shared_by_id == viewer.user.pk or keeps_theory(viewer))
