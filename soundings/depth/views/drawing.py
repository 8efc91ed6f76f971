"""The questions as `instruments` draws them, for the pages of a review."""

from collections.abc import Sequence

from django.utils.translation import get_language

from soundings.instruments.cells import SectionShown, drawn, error_links
from soundings.instruments.rules import Answers, Definition, Fault

__all__ = ["error_links", "sections_of"]


def sections_of(
    definition: Definition, answers: Answers, *, faults: Sequence[Fault] = (), language: str = ""
) -> Sequence[SectionShown]:
    """The sections to include with "instruments/questions.html". language: of the questions; the page's if empty."""
    return drawn(definition, answers, audience=None, language=language or get_language() or "en", faults=faults)
