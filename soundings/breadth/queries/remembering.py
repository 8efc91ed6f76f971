"""Rows of boards that were made before. A row, and what is drawn of it, follows from what its columns say and from
nothing else: so what the database says once more, word for word, need not be made once more. See ADR 17.
"""

import time
from collections.abc import Hashable, Sequence
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")
MOST = 2_000  # rows in each half: about 15 KiB each, with what is drawn of them
LONGEST = 1_800  # seconds until a half that has not filled up gives way


class Remembered(Generic[Made]):
    """What was made last, by all that it was made of. What nobody asks for is forgotten, by number and by age.

    Two halves: what is found in the older comes over to the newer; when that is full, or half an hour old, the older
    is forgotten. Several threads may ask at once: at worst something is made twice.
    """

    def __init__(self, *, most: int = MOST, longest: float = LONGEST) -> None:
        self._most, self._longest = most, longest
        self.forget()

    def forget(self) -> None:
        """Nothing is remembered."""
        self._newer: dict[Hashable, Made] = {}
        self._older: dict[Hashable, Made] = {}
        self._since = time.monotonic()

    def found(self, keys: Sequence[Hashable]) -> list[Made | None]:
        """What was made of each of these; None for what is not remembered."""
        if time.monotonic() - self._since > self._longest:
            self._turn()
        newer = self._newer
        found = [newer.get(key) for key in keys]
        if self._older and None in found:
            for place, (key, one) in enumerate(zip(keys, found, strict=True)):
                if one is None and (earlier := self._older.get(key)) is not None:
                    found[place] = earlier
                    self.keep(key, earlier)
        return found

    def known(self) -> set[Any]:
        """Of what something is remembered."""
        return {*self._newer, *self._older}

    def keep(self, key: Hashable, made: Made) -> None:
        """This was made of that."""
        if len(self._newer) >= self._most:
            self._turn()
        self._newer[key] = made

    def _turn(self) -> None:
        self._older, self._newer, self._since = self._newer, {}, time.monotonic()
