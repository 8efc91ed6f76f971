"""Who may see and do what with reviews and programmes. The matrix is `accounts/access.toml`, rows draw-sample,
draft-audit, finished-audit and sign-off-audit; `rules.states` says what each may do in which state.

A review is one's own for its worker and for whoever works on its case today. It is shared by name with its reviewer,
its second rater, its supervisor and whoever runs its programme or drew its case. A review of a restricted case
exists for the named list alone, and none of a child whom the viewer knows privately.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from soundings.accounts.models import Unit
from soundings.accounts.queries import Viewer, may, may_here, reach
from soundings.accounts.rules import Relation, Row, To
from soundings.cases.models import Case, KnownPerson, NamedAccess
from soundings.cases.permissions import NO_SUCH_CASE, gives, named, own, path_of, standing_of
from soundings.cases.permissions import visible as case_visible
from soundings.core.rules import Denied
from soundings.depth.models import Part, PartSave, Programme, Review
from soundings.depth.rules import RUNNING, Act, Hat, Move, Reason, Side, Stand, State, may_do, why_not

NO_SUCH_REVIEW = gettext_noop("There is no such review, or it is not one of yours.")
WRITES = frozenset({Side.WORKER, Side.REVIEWER, Side.SECOND, Side.AGREED})  # who wrote these wrote the review

HANDED_ON = frozenset({Side.WORKER.value, Side.REVIEWER.value})  # what somebody may take over from another

WHY_NOT: Mapping[Reason, str | Promise] = {
    Reason.STATE: gettext_lazy("This review is at another step by now. Please look at it again."),
    Reason.NOT_YOURS: gettext_lazy("This step is for somebody else to take."),
    Reason.WROTE: gettext_lazy("You took part in writing this review, so somebody else must sign it off."),
    Reason.HOLDS: gettext_lazy("You work on this case, so somebody else must sign its review off."),
    Reason.NOT_GIVEN: gettext_lazy("The reviewer and the worker each finish their own part before they meet."),
    Reason.NOT_AGREED: gettext_lazy("Nothing has been written down as agreed yet."),
    Reason.NOT_NAMED: gettext_lazy("The case is restricted and the reviewer is not on its list. Choose another first."),
}


def visible(viewer: Viewer) -> Q:
    """The condition that a review exists for the viewer, in its state and in what their roles give them."""
    found = Q(case__restricted=False) & (_drafts(viewer) | _agreed(viewer) | _finished(viewer))
    if may(viewer, Row.RESTRICTED_CASE, Relation.NAMED):
        found |= Q(case__restricted=True, case__in=Case.objects.filter(named(viewer)))
    known = KnownPerson.objects.filter(user=viewer.user.pk).values("child")
    return Q(agency=viewer.agency_id) & found & ~Q(case__child__in=known)


def _drafts(viewer: Viewer) -> Q:
    seen, edited = reach(viewer, Row.DRAFT_AUDIT), reach(viewer, Row.DRAFT_AUDIT, edit=True)
    found = _in_units(seen.paths)
    if seen.own or reach(viewer, Row.DRAFT_AUDIT, to=To.REFLECT).own:
        found |= _own(viewer)
    if edited:
        found |= shared_by_name(viewer)
    return found


def _agreed(viewer: Viewer) -> Q:
    """What waits to be signed off is there for whoever may sign it off."""
    signs = reach(viewer, Row.SIGN_OFF_AUDIT)
    return Q(state=State.AGREED) & (Q() if signs.whole else _in_units(signs.paths))


def _finished(viewer: Viewer) -> Q:
    seen = reach(viewer, Row.FINISHED_AUDIT)
    found = Q() if seen.whole else _in_units(seen.paths)
    if seen.own and not seen.whole:
        found |= _own(viewer)
    if seen.named:
        found |= shared_by_name(viewer) | Q(case__in=Case.objects.filter(named(viewer)))
    return Q(state=State.SIGNED_OFF) & found


def _in_units(paths: tuple[str, ...]) -> Q:
    if not paths:
        return Q(pk__in=())
    within = Q()
    for path in paths:
        within |= Q(path__startswith=path)
    return Q(case__team__in=Unit.objects.filter(within))


def _own(viewer: Viewer) -> Q:
    return Q(case__in=Case.objects.filter(own(viewer))) | (
        Q(worker=viewer.staff_id) if viewer.staff_id else Q(pk__in=())
    )


def shared_by_name(viewer: Viewer) -> Q:
    """The condition that a review names the viewer: reviewer, second rater, supervisor, or in charge of its draw."""
    user = viewer.user.pk
    people = Q(reviewer=user) | Q(second=user) | Q(supervisor=user) | Q(draw__named_for=user)
    return people | Q(programme__run_by=user) | Q(draw__by=user)


def hats_of(viewer: Viewer, review: Review) -> frozenset[Hat]:
    """How the viewer stands to a review that exists for them: read with case, team, programme and draw. No query."""
    user, staff = viewer.user.pk, viewer.staff_id
    edits = bool(reach(viewer, Row.DRAFT_AUDIT, edit=True))
    is_worker = staff is not None and review.worker_id == staff
    runs = bool(reach(viewer, Row.DRAW_SAMPLE, edit=True)) and user in _in_charge(review)
    found = {
        Hat.WORKER: is_worker and (edits or reach(viewer, Row.DRAFT_AUDIT, to=To.REFLECT).own),
        Hat.REVIEWER: edits and review.reviewer_id == user,
        Hat.SECOND: edits and review.second_id == user,
        Hat.SUPERVISOR: not is_worker
        and (_edits_here(viewer, review.case) or (edits and review.supervisor_id == user)),
        Hat.LEAD: runs,
        Hat.SIGNER: _signs_here(viewer, review.case),
    }
    return frozenset(hat for hat, worn in found.items() if worn)


def _in_charge(review: Review) -> set[int | None]:
    drew = {review.draw.by_id, review.draw.named_for_id} if review.draw else set()
    return drew | ({review.programme.run_by_id} if review.programme else set())


def _edits_here(viewer: Viewer, case: Case) -> bool:
    return may_here(viewer, Row.DRAFT_AUDIT, path=path_of(case), edit=True)


def _signs_here(viewer: Viewer, case: Case) -> bool:
    return may_here(viewer, Row.SIGN_OFF_AUDIT, path=path_of(case))


def stand_of(viewer: Viewer, review: Review) -> Stand:
    """How the review stands, and the viewer to it, for `rules.why_not` and `may_do`. Four queries at most."""
    parts = list(Part.objects.filter(review=review).only("side", "who", "user", "given_at"))
    user = viewer.user.pk
    saved = PartSave.objects.filter(part__review=review, by=user, part__side__in=WRITES)
    theirs = user in (review.reviewer_id, review.second_id) or review.worker_id == (viewer.staff_id or 0)
    wrote = theirs or any(part.user_id == user and part.side in WRITES for part in parts)
    return Stand(
        state=State(review.state),
        hats=hats_of(viewer, review),
        written=sides_of(parts),
        given=sides_of(part for part in parts if part.given_at),
        has_worker=review.worker_id is not None,
        wrote=wrote or saved.exists(),
        holds=standing_of(viewer, review.case).is_own,
        named=reviewer_is_named(review, viewer),
    )


def sides_of(parts: Iterable[Part]) -> frozenset[Side]:
    """The sides of these parts. What an earlier worker or reviewer wrote (`who` says so) stands for neither."""
    return frozenset(Side(part.side) for part in parts if not part.who or part.side not in HANDED_ON)


def reviewer_is_named(review: Review, viewer: Viewer) -> bool:
    """Whether the case is not restricted, or its reviewer stands on its list at this moment."""
    if not review.case.restricted:
        return True
    lists = NamedAccess.objects.filter(case__child=review.case.child_id, user=review.reviewer_id)
    lists = lists.filter(agency=review.agency_id, given_at__lte=viewer.at, break_glass=False)
    return lists.filter(Q(until=None) | Q(until__gt=viewer.at)).exists()


def can_see(viewer: Viewer, review: Review) -> bool:
    """Whether the review exists for the viewer."""
    return Review.objects.filter(visible(viewer), pk=review.pk).exists()


def check_can_see(viewer: Viewer, review: Review) -> None:
    """Raise Denied, as for a review that does not exist, unless the viewer may see it."""
    if not can_see(viewer, review):
        raise Denied(_(NO_SUCH_REVIEW))


def can_move(viewer: Viewer, review: Review, move: Move) -> bool:
    """Whether the viewer may take this step with a review that exists for them."""
    return why_not(move, stand_of(viewer, review)) is None


def check_can_move(viewer: Viewer, review: Review, move: Move) -> None:
    """Raise Denied, in words, unless the viewer may take this step."""
    check_can_see(viewer, review)
    if reason := why_not(move, stand_of(viewer, review)):
        raise Denied(str(WHY_NOT[reason]))


def can_do(viewer: Viewer, review: Review, act: Act) -> bool:
    """Whether the viewer may do this in a review that exists for them, as it stands."""
    return may_do(act, stand_of(viewer, review))


def check_can_do(viewer: Viewer, review: Review, act: Act) -> None:
    """Raise Denied, in words, unless the viewer may do this in the review as it stands."""
    check_can_see(viewer, review)
    if not can_do(viewer, review, act):
        moves_on = State(review.state) in RUNNING
        raise Denied(str(WHY_NOT[Reason.NOT_YOURS]) if moves_on else _("This review does not take that any more."))


WRITING: Mapping[Side, Act] = {
    Side.WORKER: Act.WRITE_WORKER,
    Side.REVIEWER: Act.WRITE_REVIEWER,
    Side.SUPERVISOR: Act.WRITE_SUPERVISOR,
    Side.FAMILY: Act.WRITE_FAMILY,
    Side.CHILD: Act.WRITE_FAMILY,
    Side.AGREED: Act.WRITE_AGREED,
    Side.SECOND: Act.WRITE_SECOND,
}
ONCE = frozenset({Side.FAMILY, Side.CHILD, Side.SECOND})  # once given, these are not written on


def can_write(viewer: Viewer, review: Review, side: Side, *, given: bool = False, stand: Stand | None = None) -> bool:
    """Whether the viewer may write the part of this side, as the review stands. given: it was handed over.

    What the family says is never written down by somebody who works on the case (safety.md, 5).
    """
    stand = stand or stand_of(viewer, review)
    if (given and side in ONCE) or (WRITING[side] is Act.WRITE_FAMILY and stand.holds):
        return False
    return may_do(WRITING[side], stand)


def check_can_write(viewer: Viewer, review: Review, side: Side, *, given: bool = False) -> None:
    """Raise Denied, in words, unless the viewer may write the part of this side."""
    check_can_see(viewer, review)
    if not can_write(viewer, review, side, given=given):
        raise Denied(_("This part is not yours to write, or not while the review stands as it does now."))


def can_open(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer may begin a review of this case by themselves: its supervisor, or who draws cases there.

    Of a restricted case only somebody on its list.
    """
    there = Case.objects.filter(case_visible(viewer, Row.TEAM_BOARD) | drawable(viewer), pk=case.pk).exists()
    return there and (_edits_here(viewer, case) or may_here(viewer, Row.DRAW_SAMPLE, path=path_of(case), edit=True))


def drawable(viewer: Viewer) -> Q:
    """The ordinary cases at a place where the viewer draws samples, but for children whom they know privately."""
    draws = reach(viewer, Row.DRAW_SAMPLE, edit=True)
    if not draws:
        return Q(pk__in=())
    place = Q() if draws.whole else Q(team__in=Unit.objects.filter(draws.where()))
    known = KnownPerson.objects.filter(user=viewer.user.pk).values("child")
    return Q(agency=viewer.agency_id, restricted=False) & place & ~Q(child__in=known)


def check_can_open(viewer: Viewer, case: Case) -> None:
    """Raise Denied unless the viewer may begin a review of this case."""
    if not Case.objects.filter(case_visible(viewer, Row.TEAM_BOARD) | drawable(viewer), pk=case.pk).exists():
        raise Denied(_(NO_SUCH_CASE))
    if not can_open(viewer, case):
        raise Denied(_("A supervisor of the case’s team, or a QA lead, begins a review."))


def can_draw(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer makes programmes and draws cases at this place."""
    return unit.agency_id == viewer.agency_id and may_here(viewer, Row.DRAW_SAMPLE, path=unit.path, edit=True)


def check_can_draw(viewer: Viewer, unit: Unit) -> None:
    """Raise Denied unless the viewer makes programmes and draws cases at this place."""
    if not can_draw(viewer, unit):
        raise Denied(_("Only a QA lead of this place makes programmes and draws cases."))


def draws_somewhere(viewer: Viewer) -> bool:
    """Whether making programmes and drawing cases is among what the viewer's roles give."""
    return bool(reach(viewer, Row.DRAW_SAMPLE, edit=True))


def sees_programmes(viewer: Viewer) -> bool:
    """Whether programmes and their draws are among what the viewer's roles show."""
    return bool(reach(viewer, Row.DRAW_SAMPLE))


def can_run(viewer: Viewer, programme: Programme) -> bool:
    """Whether the viewer changes this programme, draws for it and hands its cases out."""
    return can_draw(viewer, programme.unit)


def check_can_run(viewer: Viewer, programme: Programme) -> None:
    """Raise Denied unless the viewer changes this programme, draws for it and hands its cases out."""
    if programme.agency_id != viewer.agency_id:
        raise Denied(_("There is no such programme."))
    check_can_draw(viewer, programme.unit)


def programme_visible(viewer: Viewer) -> Q:
    """The condition that a programme exists for the viewer: it lies in their place, or their place lies in it."""
    seen = reach(viewer, Row.DRAW_SAMPLE)
    user = viewer.user.pk
    takes_part = Review.objects.filter(Q(reviewer=user) | Q(second=user)).exclude(programme=None)
    found = Q(run_by=user) | Q(pk__in=takes_part.values("programme"))
    if seen.paths:
        above = [int(part) for path in seen.paths for part in path.split(".") if part]
        found |= Q(unit__in=Unit.objects.filter(seen.where())) | Q(unit__in=above)
    return Q(agency=viewer.agency_id) & found


def names_child(viewer: Viewer, review: Review) -> bool:
    """Whether a page of this review names the child: to whoever takes part, not to who merely signs it off."""
    if hats_of(viewer, review) - {Hat.SIGNER}:
        return True
    return gives(viewer, review.case, standing_of(viewer, review.case), Row.CHILD_IDENTITY)


def takes_part_in_reviews(viewer: Viewer) -> bool:
    """Whether reviews are among what the viewer's roles give, in any way. No query."""
    rows = (Row.DRAFT_AUDIT, Row.FINISHED_AUDIT, Row.DRAW_SAMPLE)
    return any(bool(reach(viewer, row)) for row in rows) or bool(reach(viewer, Row.DRAFT_AUDIT, to=To.REFLECT))
