"""The agency's own theory of change."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.depth.models import TheoryStep
from soundings.depth.permissions.learning import check_keeps_theory
from soundings.depth.rules.learning import Level


@transaction.atomic
def write_step(
    *,
    level: Level,
    words: str,
    language: str,
    questions: Sequence[str],
    by: Viewer,
    at: datetime,
    step: TheoryStep | None = None,
) -> TheoryStep:
    """The step says this in this language, and these questions (stable codes) ask about it; a new one stands last."""
    check_keeps_theory(by)
    if not words.strip():
        raise Denied(_("Say what this step is."))
    if step is None:
        last = TheoryStep.objects.filter(agency=by.agency_id).aggregate(last=Max("position"))["last"]
        step = TheoryStep(agency_id=by.agency_id, position=(last or 0) + 1)
    elif step.agency_id != by.agency_id:
        raise Denied(_("There is no such step."))
    before = {"words": step.words, "questions": step.questions} if step.pk else None
    step.level, step.questions = level.value, list(dict.fromkeys(questions))
    step.words = step.words | {language: words.strip()}
    step.save()
    _trace("theory.step-written", step, by, at, before=before, after={"words": step.words, "questions": step.questions})
    return step


@transaction.atomic
def retire_step(*, step: TheoryStep, by: Viewer, at: datetime) -> None:
    """The step stands no longer in the theory of change."""
    check_keeps_theory(by)
    if step.agency_id != by.agency_id:
        raise Denied(_("There is no such step."))
    step.retired_on = by.on
    step.save(update_fields=["retired_on"])
    _trace("theory.step-retired", step, by, at)


def _trace(
    verb: str, step: TheoryStep, by: Viewer, at: datetime, *, before: object = None, after: object = None
) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=step.public_id,
        target_kind="theory-step",
        agency=step.agency_id,
        before=before,
        after=after,
    )
