"""The choices above a board, as plain functions: template tags would take as long as the board itself."""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from markupsafe import Markup, escape


class Choice(Protocol):
    """One list: its name in the address, its label, what is offered and what is chosen."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def options(self) -> Sequence[tuple[str, Any]]: ...
    @property
    def chosen(self) -> str: ...


def choices(offered: Iterable[Choice]) -> Markup:
    """Each list with its label, its options and what is chosen."""
    return Markup("".join([_group(one) for one in offered]))


def _group(choice: Choice) -> str:
    known = f"id_{escape(choice.name)}"
    return (
        f'<div class="govuk-form-group"><label class="govuk-label" for="{known}">{escape(choice.label)}</label>'
        f'<select class="govuk-select" name="{escape(choice.name)}" id="{known}">'
        f"{''.join(_options(choice.options, choice.chosen))}</select></div>"
    )


def _options(pairs: Iterable[tuple[Any, Any]], chosen: str) -> Iterable[str]:
    for value, label in pairs:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(str(value))}">{"".join(_options(label, chosen))}</optgroup>'
        else:
            mark = " selected" if value == chosen else ""
            yield f'<option value="{escape(value)}"{mark}>{escape(str(label))}</option>'
