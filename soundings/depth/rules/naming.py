"""Names that a text must not say: which stand in it, and which words may be a name or may be none."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import category

from soundings.core.rules import sort_key
from soundings.depth.rules.ordinary import ORDINARY

LEAST_LETTERS = 3  # of a part of a name that is looked for by itself


class Named(NamedTuple):
    """names: those that stand in the text. doubtful: ordinary words that may be names there. Each once, as known."""

    names: list[str]
    doubtful: list[str]


class _Word(NamedTuple):
    key: str  # as it compares
    is_capital: bool


def names_in(text: str, *, whole: Iterable[str], parts: Iterable[str] = ()) -> Named:
    """The names that stand in `text`, each once, whatever its accents.

    whole: names of which all words have to follow each other. parts: names of which each word by itself counts, from
    three letters on. A name counts in any case, unless all its words are ordinary ones (`ordinary.ORDINARY`): in small
    letters these are no name; with a capital they may be one, or begin a sentence. Two of them that follow each other,
    both with a capital, are a name.
    """
    words = _words(text)
    there = {word.key for word in words}
    names, doubtful = [], []
    for name, keys in _looked_for(whole, parts):
        if not there.issuperset(keys):
            continue
        found = [[word.is_capital for word in place] for place in _places(words, keys)]
        if (found and not ORDINARY.issuperset(keys)) or any(all(capitals) and len(keys) > 1 for capitals in found):
            names.append(name)
        elif any(any(capitals) for capitals in found):
            doubtful.append(name)
    sure = list(dict.fromkeys(names))
    return Named(sure, [name for name in dict.fromkeys(doubtful) if name not in sure])


def is_ordinary(word: str) -> bool:
    """Whether this word, as it is written, is an ordinary one that is a name too, in small letters."""
    return word[:1].islower() and sort_key(word) in ORDINARY


def _looked_for(whole: Iterable[str], parts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each name with the words of which it consists."""
    for name in whole:
        if keys := [word.key for word in _words(name)]:
            yield name, keys
    for name in parts:
        for part in name.replace("-", " ").split():
            if len(part) >= LEAST_LETTERS:
                yield from ((part, [word.key]) for word in _words(part))


def _places(words: Sequence[_Word], keys: Sequence[str]) -> Iterator[Sequence[_Word]]:
    """Where these words follow each other."""
    for start in range(len(words) - len(keys) + 1):
        place = words[start : start + len(keys)]
        if [word.key for word in place] == list(keys):
            yield place


def _words(text: str) -> list[_Word]:
    """Words as they compare; "Majid's" is "majid"."""
    flat = text.replace("’s", " ").replace("'s", " ").replace("’S", " ").replace("'S", " ").replace("-", " ")
    written = "".join(one if one.isalnum() or category(one).startswith("M") else " " for one in flat).split()
    return [_Word(key, not one[:1].islower()) for one in written for key in sort_key(one).split()]
