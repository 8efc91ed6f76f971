"""Worked examples of good practice: shared with consent, without names, gone when the consent is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.permissions import Viewer
from soundings.core.actions import record_change
from soundings.core.rules import Denied
from soundings.depth.models import Example, Review
from soundings.depth.permissions.learning import can_withdraw, shares_examples
from soundings.depth.queries.learning import names_around, reviews_to_learn_from, staff_names
from soundings.depth.rules.naming import names_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What is shared. consent_from: in what relation ("the mother"), never a name."""

    title: str
    words: str
    consent_from: str
    consent_on: date
    elements: Sequence[str] = ()


class Doubtful(Denied):
    """Words of the text may be names, or ordinary words: whoever writes it says which."""

    def __init__(self, said: str, names: Sequence[str]) -> None:
        super().__init__(said)
        self.names = names


@transaction.atomic
def share_example(
    *,
    shared: Shared,
    review: Review,
    names_nobody: bool,
    ordinary: Collection[str] = (),
    by: Viewer,
    at: datetime,
) -> Example:
    """The example is found by everybody in the agency.

    names_nobody: the writer says so. ordinary: the words of which they said that they are no names there. Raises
    Denied without that word, without consent, for a review out of reach or of a restricted case, and where the name of
    a member of the family or of somebody who works here stands in the text; Doubtful where it may.
    """
    if not shares_examples(by) or not reviews_to_learn_from(by).filter(pk=review.pk).exists():
        raise Denied(_("There is no such review, or it is not one of yours."))
    if not names_nobody:
        raise Denied(_("Read it again, and say that nobody could be recognised."))
    if not shared.consent_from.strip() or shared.consent_on > by.on:
        raise Denied(_("Say who gave consent, and on which day."))
    check_names_nobody(shared, review, ordinary=ordinary)
    made = Example.objects.create(
        agency_id=by.agency_id,
        review=review,
        title=shared.title.strip()[:120],
        words=shared.words.strip(),
        elements=list(shared.elements),
        consent_from=shared.consent_from.strip()[:120],
        consent_on=shared.consent_on,
        shared_by=by.user,
        shared_at=at,
    )
    _trace("example.shared", made, by, at)
    return made


def check_names_nobody(shared: Shared, review: Review, *, ordinary: Collection[str] = ()) -> None:
    """Raise Denied, with the names, where the family, its workers or any member of staff is named.

    Doubtful, with the words, where an ordinary word with a capital may name one of them, but for those in `ordinary`.
    """
    family, workers = names_around(review)
    text = " ".join((shared.title, shared.words, shared.consent_from))
    around = [*family, *workers]
    found = names_in(text, whole=[*staff_names(review.agency_id), *around], parts=around)
    if found.names:
        said = _("These could be names: %(names)s. Say it without them.")
        raise Denied(said % {"names": ", ".join(found.names)})
    if doubtful := [name for name in found.doubtful if name not in ordinary]:
        raise Doubtful(_("Say it without the name, or say that it is none."), doubtful)


@transaction.atomic
def withdraw_example(*, example: Example, by: Viewer, at: datetime) -> None:
    """The consent was taken back: from this moment nobody finds it, and its words are gone."""
    if not can_withdraw(by, example):
        raise Denied(_("Whoever shared it, or a QA lead, takes it back."))
    example.withdrawn_at, example.title, example.words = at, "", ""
    example.save(update_fields=["withdrawn_at", "title", "words"])
    _trace("example.withdrawn", example, by, at)


def _trace(verb: str, example: Example, by: Viewer, at: datetime) -> None:
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=example.public_id,
        target_kind="example",
        agency=example.agency_id,
        children=[example.review.case.child.public_id] if example.review else (),
    )
