"""Names in a file that are not known here, and what a person may say they stand for."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from soundings.exchange.rules import Offer, OfferKind, Settled


def offer(asked: Offer) -> tuple[str, str]:
    """The name and a sentence of what is asked about it."""
    if not asked.rows:
        return _questions()[asked.kind] % {"name": asked.name}, _("A heading of the whiteboard.")
    rows = _shifted if asked.kind == OfferKind.SHIFT else _used
    return _questions()[asked.kind] % {"name": asked.name}, str(rows % {"rows": asked.rows})


def choice(kind: OfferKind, code: str, name: str = "") -> str:
    """One way to settle it, as a choice of a form. `code` as in `Offer.settled`; `name` of a match."""
    if code == Settled.LEAVE:
        return _leave()[kind]
    if code == Settled.CREATE:
        return _create()[kind]
    if kind == OfferKind.SHIFT:
        return _shifts()[name]
    return _("It is %(name)s") % {"name": name}


_used = ngettext_lazy("On %(rows)s row.", "On %(rows)s rows.", "rows")
_shifted = ngettext_lazy(
    "%(rows)s row has a number where Yes or a date belongs.",
    "%(rows)s rows have a number where Yes or a date belongs.",
    "rows",
)


def _questions() -> dict[OfferKind, str]:
    return {
        OfferKind.WORKER: _("Who is “%(name)s”?"),
        OfferKind.TEAM: _("Which team is “%(name)s”?"),
        OfferKind.STAGE: _("Which stage is “%(name)s”?"),
        OfferKind.FORM: _("What does the form “%(name)s” stand for?"),
        OfferKind.ELEMENT: _("Which element of practice is “%(name)s”?"),
        OfferKind.SHIFT: _("Have the columns %(name)s slipped?"),
    }


def _leave() -> dict[OfferKind, str]:
    return {
        OfferKind.WORKER: _("Leave it: these cases stand as not allocated"),
        OfferKind.TEAM: _("Leave it: these cases stand without a team"),
        OfferKind.STAGE: _("Leave it: these cases stand without a stage"),
        OfferKind.FORM: _("It is not practice that we look at: leave it out"),
        OfferKind.ELEMENT: _("Leave it out"),
        OfferKind.SHIFT: _("No: read the columns as they stand"),
    }


def _create() -> dict[OfferKind, str]:
    return {
        OfferKind.WORKER: _("Somebody new: add them to the staff"),
        OfferKind.TEAM: _("A new team: add it to the agency"),
        OfferKind.STAGE: _("A new stage: add it"),
        OfferKind.FORM: _("Something new"),
        OfferKind.ELEMENT: _("A new element: add it"),
        OfferKind.SHIFT: _("No"),
    }


def _shifts() -> dict[str, str]:
    return {
        "swap": _("Yes: the two cells have changed places"),
        "right": _("Yes: everything from there on belongs one column further right"),
    }
