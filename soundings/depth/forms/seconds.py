"""Who rates which review a second time."""

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import User
from soundings.depth.models import Review
from soundings.depth.queries.doubles import SecondRating


class SecondsForm(forms.Form):
    """A choice of person for each review whose second rating has not been given."""

    mark_optional = False

    def __init__(self, *args, rows: Iterable[SecondRating], people: Sequence[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = [row for row in rows if not row.given and row.review.state not in ("agreed", "signed-off")]
        self.people = {one.public_id: one for one in people}
        for row in self.rows:
            taken = row.review.reviewer_id
            choices = [("", _("Nobody")), *((key, one.name) for key, one in self.people.items() if one.pk != taken)]
            chosen = row.review.second or row.suggested
            self.fields[row.review.public_id] = forms.ChoiceField(
                label=_("Second rating"), choices=choices, required=False, initial=chosen.public_id if chosen else ""
            )

    def seconds(self) -> dict[Review, User | None]:
        """What was chosen, by review."""
        said = self.cleaned_data
        return {row.review: self.people.get(said[row.review.public_id]) for row in self.rows}

    def field_of(self, review: Review):
        """The field of this review; None where nothing is chosen any more."""
        return self[review.public_id] if review.public_id in self.fields else None
