"""Saying what the names in a file stand for that are not known here."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from soundings.design.forms import Radios, Select
from soundings.exchange.plans.names import Known, offer_key
from soundings.exchange.rules import Offer, OfferKind, Settled, Unknown
from soundings.exchange.words import choice, offer

CAN_BE_NEW = (OfferKind.WORKER, OfferKind.TEAM)
MANY = 4  # names that could be new; from so many on they can be added in one go
MOST_OTHERS = 60  # more than so many are found by typing, not by scrolling


class SettleForm(forms.Form):
    """One question for each name. Nothing needs to be answered: what is not, is left out and asked again."""

    mark_optional = False

    unknown = forms.ChoiceField(label=_("Those about whom nothing is said below"), widget=Radios(inline=True))

    def __init__(
        self, *args: Any, offers: Sequence[Offer], known: Mapping[OfferKind, Iterable[Known]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offers = [one for one in offers if one.kind != OfferKind.FORM]
        self.known = {kind: sorted(some, key=lambda one: one.name) for kind, some in known.items()}
        self._ask_about_many()
        for number, asked in enumerate(self.offers):
            self._ask(number, asked)

    def _ask_about_many(self) -> None:
        if sum(1 for asked in self.offers if asked.kind in CAN_BE_NEW) < MANY:
            del self.fields["unknown"]
            return
        self.fields["unknown"].choices = [  # type: ignore[attr-defined]
            (Unknown.LEAVE.value, gettext("Leave them, and ask again")),
            (Unknown.CREATE.value, gettext("Add them all as new")),
        ]

    def _ask(self, number: int, asked: Offer) -> None:
        question, rows = offer(asked)
        few = asked.kind == OfferKind.SHIFT
        self.fields[f"offer-{number}"] = forms.ChoiceField(
            label=question,
            help_text=rows,
            choices=self._choices(asked),
            required=False,
            initial=asked.settled,
            widget=Radios() if few else Select(),
        )
        if asked.kind == OfferKind.WORKER and len(self.known.get(asked.kind, ())) > MOST_OTHERS:
            self.fields[f"named-{number}"] = forms.CharField(
                label=gettext("Or somebody else here, by name"),
                required=False,
                max_length=120,
                widget=forms.TextInput(attrs={"list": "everybody", "autocomplete": "off"}),
            )

    def _choices(self, asked: Offer) -> list[tuple[str, Any]]:
        if asked.kind == OfferKind.SHIFT:
            moves = [(how, choice(asked.kind, how, how)) for how, _name in asked.choices]
            return [*moves, (Settled.LEAVE.value, choice(asked.kind, Settled.LEAVE))]
        first: list[tuple[str, Any]] = [("", gettext("Not decided yet"))]
        first += [(_match(code), choice(asked.kind, _match(code), name)) for code, name in asked.choices]
        if asked.kind in CAN_BE_NEW:
            first.append((Settled.CREATE.value, choice(asked.kind, Settled.CREATE)))
        first.append((Settled.LEAVE.value, choice(asked.kind, Settled.LEAVE)))
        near = {code for code, _name in asked.choices}
        others = [
            (_match(one.public_id), one.name) for one in self.known.get(asked.kind, ()) if one.public_id not in near
        ]
        if others and len(others) <= MOST_OTHERS:
            first.append((gettext("Somebody or something else here"), others))
        return first

    @property
    def everybody(self) -> list[str]:
        """The names that may be typed."""
        return [one.name for one in self.known.get(OfferKind.WORKER, ())]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for number in range(len(self.offers)):
            typed = str(said.get(f"named-{number}") or "").strip()
            if typed and (found := self._named(number, typed)):
                said[f"offer-{number}"] = found
        return said

    def _named(self, number: int, typed: str) -> str:
        found = [one for one in self.known[OfferKind.WORKER] if offer_key(typed) in (offer_key(one.name), *one.keys)]
        if len(found) == 1:
            return _match(found[0].public_id)
        words = gettext("Nobody here is called that.") if not found else gettext("Several people here are called that.")
        self.add_error(f"named-{number}", words)
        return ""

    @property
    def settled(self) -> dict[str, dict[str, str]]:
        """By kind and normalised name, as an import keeps it."""
        found: dict[str, dict[str, str]] = {}
        for number, asked in enumerate(self.offers):
            said = self.cleaned_data.get(f"offer-{number}")
            if said and asked.kind != OfferKind.SHIFT:
                found.setdefault(asked.kind.value, {})[offer_key(asked.name)] = said
        return found

    @property
    def shift(self) -> str:
        """How shifted columns are to be read; "" if nothing was said."""
        numbers = (number for number, asked in enumerate(self.offers) if asked.kind == OfferKind.SHIFT)
        return next((self.cleaned_data.get(f"offer-{number}") or "" for number in numbers), "")


def _match(public_id: str) -> str:
    return f"{Settled.MATCH}:{public_id}"
