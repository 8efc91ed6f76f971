"""Whether words name somebody who must not be named."""

import re
from collections.abc import Iterable

from soundings.core.rules import sort_key

SHORTEST = 3  # letters of a name that is looked for by itself: "Li" stands in too many words


def names_somebody(text: str, names: Iterable[str]) -> bool:
    """Whether any part of any of these names stands in the text as a word, whatever its case or accents.

    Parts shorter than SHORTEST letters count only where the whole name stands there.
    """
    words = f" {_plain(text)} "
    for name in names:
        whole = _plain(name)
        parts = [part for part in whole.split() if len(part) >= SHORTEST]
        if any(f" {part} " in words for part in (*parts, whole) if part):
            return True
    return False


def _plain(text: str) -> str:
    """Lower case, without accents, words parted by single spaces."""
    return " ".join(filter(None, map(sort_key, re.findall(r"\w+", text))))
