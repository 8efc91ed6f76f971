"""Forms of one review: who writes it, and why a step is taken."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from soundings.accounts.models import Staff, User
from soundings.depth import words
from soundings.depth.models import Programme
from soundings.design.forms import DateParts, Select
from soundings.instruments.models import Version

Choices = Sequence[tuple[str, str]]


class StepForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the history of the review."),
    )


class PersonField(forms.ChoiceField):
    """One of the people on offer, or nobody. Gives a User, Staff or None."""

    widget = Select

    def offer(self, people: Sequence[User | Staff]) -> None:
        self.people: dict[Any, User | Staff] = {one.public_id: one for one in people}
        self.choices = [("", _("Nobody")), *((one.public_id, one.name) for one in people)]

    def clean(self, value: Any) -> Any:
        return self.people.get(super().clean(value))


class PeopleForm(forms.Form):
    reviewer = PersonField(label=_("Reviewer"), required=False)
    second = PersonField(
        label=_("Second rating by"),
        required=False,
        help_text=_("Without seeing the first. It checks the reviewer, never the worker."),
    )
    supervisor = PersonField(label=_("Supervisor"), required=False)
    worker = PersonField(
        label=_("Worker"), required=False, help_text=_("Whoever works on the case today, or nobody if they left.")
    )
    meets_on = DateParts(label=_("Day of the meeting"), required=False)
    due_on = DateParts(label=_("To be signed off by"), required=False)

    def __init__(
        self,
        *args: Any,
        reviewers: Sequence[User],
        supervisors: Sequence[User],
        workers: Sequence[Staff],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["reviewer"]).offer(reviewers)
        cast(PersonField, self.fields["second"]).offer(reviewers)
        cast(PersonField, self.fields["supervisor"]).offer(supervisors)
        cast(PersonField, self.fields["worker"]).offer(workers)


class VersionChoice(forms.ModelChoiceField):
    """A published questionnaire, in the language of the page."""

    def label_from_instance(self, obj: Version) -> str:
        return words.named(obj.instrument.names, code=obj.instrument.code)


class ProgrammeChoice(forms.ModelChoiceField):
    """A programme, by name."""

    def label_from_instance(self, obj: Programme) -> str:
        return obj.name


class NewReviewForm(forms.Form):
    version = VersionChoice(Version.objects.none(), label=_("Questionnaire"), widget=Select, empty_label=None)
    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Programme"),
        required=False,
        empty_label=_("It stands alone"),
        widget=Select,
    )
    reviewer = PersonField(label=_("Reviewer"), required=False)
    due_on = DateParts(label=_("To be signed off by"), required=False)

    def __init__(
        self, *args: Any, versions: Any, programmes: Any, alone: bool, reviewers: Sequence[User], **kwargs: Any
    ) -> None:
        """alone: whether the review may stand in no programme."""
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["version"]).queryset = versions
        programme = cast(forms.ModelChoiceField, self.fields["programme"])
        programme.queryset = programmes
        if not alone:
            programme.required, programme.empty_label = True, None
        cast(PersonField, self.fields["reviewer"]).offer(reviewers)
        if not programmes:
            del self.fields["programme"]

    @property
    def has_versions(self) -> bool:
        """Whether there is a questionnaire to choose."""
        versions = cast(forms.ModelChoiceField, self.fields["version"]).queryset
        return versions is not None and versions.exists()


class ShownForm(forms.Form):
    """Which reviews a list shows."""

    state = forms.ChoiceField(label=_("Step"), required=False, widget=Select)
    programme = forms.ChoiceField(label=_("Programme"), required=False, widget=Select)
    mark_optional = False

    def __init__(self, *args: Any, programmes: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = cast(forms.ChoiceField, self.fields["state"])
        states.choices = [("", _("All")), *words.STATES.items()]
        cast(forms.ChoiceField, self.fields["programme"]).choices = [("", _("All")), *programmes]
