"""The choices above a board, as plain functions: template tags would take as long as the board itself."""

from collections.abc import Iterable

from django import forms
from markupsafe import Markup, escape


def choices(form: forms.Form) -> Markup:
    """Each field of the form (every one a choice) with its label, its options and what is chosen."""
    return Markup("".join(_group(form[name]) for name in form.fields))


def _group(field: forms.BoundField) -> str:
    chosen, known = str(field.value() or ""), escape(field.auto_id)
    options = "".join(_options(field.field.choices, chosen))  # type: ignore[attr-defined]
    return (
        f'<div class="govuk-form-group"><label class="govuk-label" for="{known}">{escape(field.label)}</label>'
        f'<select class="govuk-select" name="{escape(field.html_name)}" id="{known}">{options}</select></div>'
    )


def _options(pairs: Iterable[tuple[object, object]], chosen: str) -> Iterable[str]:
    for value, label in pairs:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(value)}">{"".join(_options(label, chosen))}</optgroup>'
        else:
            mark = " selected" if str(value) == chosen else ""
            yield f'<option value="{escape(value)}"{mark}>{escape(label)}</option>'
