"""What was made of a row of a board, so that it need not be made twice. See ADR 17."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

MOST = 6  # things kept of one row: two layouts, say, in two languages


class Kept(dict[Hashable, Any]):
    """What was made of one row, by a token of all else that it was made of."""

    def put(self, sign: Hashable, made: Any) -> Any:
        """It is kept; returns it."""
        if len(self) >= MOST:
            self.clear()
        self[sign] = made
        return made


@lru_cache(maxsize=512)
def token(*parts: Hashable) -> Hashable:
    """Something short that stands for these parts, all of them together: the same as long as they are asked for."""
    return object()
