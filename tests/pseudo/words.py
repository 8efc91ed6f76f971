"""English with accents, four tenths longer. What stands between the words (placeholders, tags) is as it was."""

import re
from pathlib import Path

from babel.messages.catalog import Catalog

from soundings.config import catalogues

LONG, MIRRORED = "eo", "ar"  # codes that Django knows and that we do not ship; Arabic runs from right to left
KEPT = re.compile(r"(%\(\w+\)[a-z]|%[sd%]|\{\w*\}|<[^>]*>|&\w+;|\n)")
ACCENTS = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
LONGER = 0.4


def pseudo(text: str) -> str:
    """The same text, longer and with accents; a date format stays one."""
    parts = KEPT.split(text)
    words = "".join(part if index % 2 else part.translate(ACCENTS) for index, part in enumerate(parts))
    more = "~" * round(len("".join(parts[::2])) * LONGER)
    body = words.rstrip("\n")
    return f"{body} {more}{words[len(body) :]}" if more else words


def make(folder: Path) -> None:
    """Both languages stand in `folder`, as Django reads them."""
    sentences = catalogues.said()
    for language in (LONG, MIRRORED):
        made = Catalog(language, charset="utf-8", fuzzy=False)
        for one in sentences:
            if (one.context or "").startswith("date format"):
                continue
            numbers = (one.words,) if isinstance(one.words, str) else one.words
            said = [pseudo(words) for words in numbers]
            forms = said[0] if len(said) == 1 else (said[0], *[said[1]] * (made.num_plurals - 1))
            made.add(one.words, forms, context=one.context)
        catalogues.compile_to(folder / language / "LC_MESSAGES" / "django.mo", made)
