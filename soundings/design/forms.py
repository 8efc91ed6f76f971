"""Turns any Django form into accessible markup: label, hint, error and how they are joined.

`FORM_RENDERER` points at `Renderer`; a form needs to inherit nothing. Fields that the web lacks (`DateParts`, `Scale`)
and widgets with a little more (`Radios`, `Checkboxes`) are here too. design/README.md shows them in use.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (Input, "govuk-input"),
)
SMALL_TICKS = {"class": "govuk-checkboxes--small"}  # attrs of `Checkboxes` where there are many
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget)


class BoundField(DjangoBoundField):
    """A form's field with what the templates ask of it."""

    @property
    def label_text(self) -> str:
        """The label, with "(optional)" where the field is.

        Not for tick boxes, nor where the form or the field says `mark_optional = False`.
        """
        marks = getattr(self.form, "mark_optional", True) and getattr(self.field, "mark_optional", True)
        plain = self.field.required or self.is_tick or not marks
        return str(self.label) if plain else gettext("%(label)s (optional)") % {"label": self.label}

    @property
    def is_tick(self) -> bool:
        """True for a single tick box, whose label stands after it."""
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_password(self) -> bool:
        """True where the field can be shown and hidden."""
        return isinstance(self.field.widget, forms.PasswordInput)

    @cached_property
    def focus_id(self) -> str:
        """The id that a link in the error summary goes to: the first control, or the part that is wrong."""
        if not self.use_fieldset:
            return self.id_for_label or self.auto_id
        return f"{self.auto_id}_{DateParts.PARTS.index(self.wrong_part) if self.wrong_part else 0}"

    @cached_property
    def wrong_part(self) -> str:
        """ "day", "month" or "year" where just one part of a date is at fault, else ""."""
        found = [error.code for error in self.errors.as_data()] if self.errors else []
        return next((str(code) for code in found if code in DateParts.PARTS), "")

    @cached_property
    def error_texts(self) -> list[str]:
        """The messages to show. Django's bare "This field is required." is said more kindly."""
        bare = str(forms.Field.default_error_messages["required"])
        return [gettext("Please fill this in") if str(text) == bare else str(text) for text in self.errors]

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("required", None)  # errors come from the server, in one voice and in the summary
        if isinstance(widget, GROUPS):
            attrs.pop("aria-invalid", None)  # the fieldset is described by its error; radios may not be invalid
            if isinstance(widget, DatePartsInput):
                widget.mark(self.wrong_part, wrong=bool(self.errors))
            return attrs
        if widget.attrs.get("placeholder") == self.label:
            attrs["placeholder"] = False  # a label said twice disappears as soon as it is needed
        own = next((name for kind, name in CLASSES if isinstance(widget, kind)), "")
        wrong = f"{own.split()[0]}--error" if own and self.errors and not self.is_tick else ""
        said = widget.attrs.get("class", "")
        narrow = "" if "--width-" in said else self._width_of_number(widget)
        classes = " ".join(part for part in (own, wrong, narrow, said) if part)
        return attrs | {"class": classes} if classes and not widget.is_hidden else attrs

    def _width_of_number(self, widget: forms.Widget) -> str:
        """A box for a number is about as wide as the largest one that may stand in it."""
        if not isinstance(widget, forms.NumberInput):
            return ""
        most = getattr(self.field, "max_value", None)
        signs = len(str(most)) if most is not None else 4
        return f"govuk-input--width-{next((width for width in (2, 3, 4, 5) if width > signs), 10)}"


class Renderer(TemplatesSetting):
    """Set as `FORM_RENDERER`: every form of the product is drawn by the templates in design/forms."""

    form_template_name = "design/forms/form.html"
    formset_template_name = "design/forms/formset.html"
    field_template_name = "design/forms/field.html"
    bound_field_class = BoundField


class Hinted:
    """A choice widget with hints below its choices, and a choice of running side by side."""

    def __init__(self, *args: Any, hints: Mapping[Any, str] | None = None, inline: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.inline = inline

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["inline"] = self.inline
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"hint": self.hints.get(str(value), "")}


class Radios(Hinted, forms.RadioSelect):
    """One of several. `hints` maps a value to a sentence; `inline` sets short choices side by side."""


class Checkboxes(Hinted, forms.CheckboxSelectMultiple):
    """Any of several. Arguments as for `Radios`."""


class FoldedCheckboxes(Checkboxes):
    """Any of very many, in groups: each group behind its name, and open where one of it is ticked."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        context["widget"]["folded"] = True
        context["widget"]["open"] = [at for _g, options, at in groups if any(one["selected"] for one in options)]
        return context


class Select(forms.Select):
    """One of many, as a drop-down list."""


class DatePartsInput(forms.MultiWidget):
    """Day, month and year in three boxes."""

    template_name = "design/forms/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        narrow = {"class": "govuk-input govuk-date-input__input govuk-input--width-2"}
        wide = {"class": "govuk-input govuk-date-input__input govuk-input--width-4"}
        # A month may be typed as a word, so its box does not ask for the number pad.
        parts = {"day": box | narrow, "month": {"autocomplete": "off"} | narrow, "year": box | wide}
        super().__init__({name: forms.TextInput(attrs=one) for name, one in parts.items()}, attrs)

    def mark(self, part: str, *, wrong: bool) -> None:
        """The named part, or all three when none is named, is drawn as wrong."""
        for name, widget in zip(DateParts.PARTS, self.widgets, strict=True):
            base = widget.attrs["class"].replace(" govuk-input--error", "")
            here = wrong and part in ("", name)
            widget.attrs["class"] = f"{base} govuk-input--error" if here else base
            widget.attrs.pop("aria-invalid", None)
            if here:
                widget.attrs["aria-invalid"] = "true"

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return [value, "", ""]
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = (gettext("Day"), gettext("Month"), gettext("Year"))
        context["parts"] = list(zip(context["widget"]["subwidgets"], words, strict=True))
        return context


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateParts(forms.Field):
    """A date typed as day, month and year. Gives a `date`, or None when empty and not required.

    Takes 3 or 03, a month's name in English or its first three letters, and a year of two digits (26 is 2026) or four.
    Errors carry the code "day", "month" or "year" when one part is at fault.
    """

    PARTS = ("day", "month", "year")
    widget = DatePartsInput
    default_error_messages = {
        "required": _("Enter a date"),
        "missing": _("The date must include a %(part)s"),
        "day": _("The day must be a number from 1 to 31"),
        "month": _("The month must be a number from 1 to 12, or its name"),
        "year": _("The year must have four digits, for example 2026"),
        "invalid": _("There is no such date: check the day and the month"),
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        typed = [str(part or "").strip() for part in value] if isinstance(value, list | tuple) else [str(value), "", ""]
        if not any(typed):
            return None
        self._refuse_missing(typed)
        day, month, year = self._number(typed[0], "day", 31), self._month(typed[1]), self._year(typed[2])
        try:
            return date(year, month, day)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or None)
        except ValidationError:
            return True

    def _refuse_missing(self, typed: list[str]) -> None:
        words = (gettext("day"), gettext("month"), gettext("year"))
        for part, word, text in zip(self.PARTS, words, typed, strict=True):
            if not text:
                raise ValidationError(self.error_messages["missing"], code=part, params={"part": word})

    def _number(self, text: str, part: str, most: int) -> int:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text[:5]) <= most):
            raise ValidationError(self.error_messages[part], code=part)
        return int(text)

    def _month(self, text: str) -> int:
        short = text.lower()[:3]
        return MONTHS.index(short) + 1 if short in MONTHS else self._number(text, "month", 12)

    def _year(self, text: str) -> int:
        if len(text) not in (2, 4):
            raise ValidationError(self.error_messages["year"], code="year")
        year = self._number(text, "year", 9999) if text != "00" else 0
        return 2000 + year if len(text) == 2 else year


class ScaleInput(forms.RadioSelect):
    """0 to 10 in a row of boxes, the ends in words."""

    template_name = "design/forms/scale.html"

    def __init__(self, *, lowest: str = "", highest: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lowest, self.highest = lowest, highest

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"lowest": self.lowest, "highest": self.highest}
        return context


class Scale(forms.TypedChoiceField):
    """A rating from 0 to 10. Gives an `int` (0 is a rating), or None when there is none and none is required."""

    default_error_messages = {"required": _("Choose a number from 0 to 10")}

    def __init__(self, *, lowest: str = "", highest: str = "", **kwargs: Any) -> None:
        choices: list[tuple[Any, Any]] = [(number, number) for number in range(11)]
        if not kwargs.get("required", True):
            choices.append(("", _("No rating")))
        widget = ScaleInput(lowest=lowest, highest=highest)
        super().__init__(choices=choices, coerce=int, empty_value=None, widget=widget, **kwargs)


class FileField(forms.FileField):
    """A file to upload. `accept` is a hint to the browser only; the reader checks what the file is."""

    widget = forms.FileInput
    default_error_messages = {"required": _("Choose a file"), "empty": _("The file is empty")}

    def __init__(self, *, accept: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if accept:
            self.widget.attrs["accept"] = accept


def error_links(forms_or_form: Any) -> list[tuple[str, str]]:
    """What an error summary lists: (id to go to, message), in the order of the page. Empty when nothing is wrong.

    Takes a form, a formset, or any list of them; those that are unbound or sound add nothing.
    """
    return [link for form in _flatten(forms_or_form) for link in _links_of(form)]


def _flatten(given: Any) -> Iterator[Any]:
    if isinstance(given, forms.BaseFormSet):
        yield given
        yield from given.forms
    elif isinstance(given, forms.BaseForm):
        yield given
    elif isinstance(given, Iterable) and not isinstance(given, str | SafeString):
        for one in given:
            yield from _flatten(one)


def _links_of(form: Any) -> Iterator[tuple[str, str]]:
    if not form.is_bound:
        return
    if isinstance(form, forms.BaseFormSet):
        yield from ((f"{form.prefix}-errors", str(error)) for error in form.non_form_errors())
        return
    for error in form.non_field_errors():
        yield form_errors_id(form), str(error)
    for field in form:
        unnamed = gettext("Please fill this in")
        texts = (f"{str(field.label).rstrip('?:.')}: {text}" if text == unnamed else text for text in field.error_texts)
        yield from ((field.focus_id, text) for text in texts)


def form_errors_id(form: forms.BaseForm) -> str:
    """The id of the place where a form's errors that belong to no field stand."""
    return f"{form.prefix}-form-errors" if form.prefix else "form-errors"


__all__ = [
    "SMALL_TICKS",
    "BoundField",
    "Checkboxes",
    "DateParts",
    "DatePartsInput",
    "FileField",
    "FoldedCheckboxes",
    "Radios",
    "Renderer",
    "Scale",
    "ScaleInput",
    "Select",
    "error_links",
    "form_errors_id",
]
