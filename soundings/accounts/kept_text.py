"""What somebody had typed when their sign-in ran out, as a page gets it back."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from soundings.accounts.models import KeptText

DATE_PARTS = ("day", "month", "year")
View = TypeVar("View", bound=Callable[..., Any])


def keeps_nothing(view: View) -> View:
    """What is sent to this view after the sign-in has run out is not kept under anybody's name: it is lost."""
    view.keeps_nothing = True  # type: ignore[attr-defined]
    return view


class KeptFields(Mapping[str, Any]):
    """The fields of a form as they were typed: `Form(initial=request.kept_text)`. Empty if nothing was kept.

    A field sent once is its text, one sent several times a list, a date its three parts. `taken` once a form has
    looked inside: it is then kept no longer. For a form with a prefix: `request.kept_text.under("prefix")`.
    """

    def __init__(self, kept: KeptText | None = None) -> None:
        self.kept = kept
        self.taken = False
        self._fields: dict[str, list[str]] = kept.fields if kept else {}

    def under(self, prefix: str) -> dict[str, Any]:
        """The fields of the form with this prefix, by their names without it."""
        begin = f"{prefix}-"
        self.taken = bool(self._fields)
        return {name.removeprefix(begin): self[name] for name in self._fields if name.startswith(begin)}

    def __getitem__(self, name: str) -> Any:
        self.taken = bool(self._fields)
        if name not in self._fields and f"{name}_day" in self._fields:
            return ["".join(self._fields.get(f"{name}_{part}", [])) for part in DATE_PARTS]
        values = self._fields[name]
        return values[0] if len(values) == 1 else values

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)
