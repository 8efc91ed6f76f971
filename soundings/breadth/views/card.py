"""What a card above a board is."""

from typing import NamedTuple


class Card(NamedTuple):
    """One figure. value: large; label: the sentence beneath it; kind: "", "good" or "ask"."""

    value: str
    label: str
    note: str = ""
    kind: str = ""
    href: str = ""
