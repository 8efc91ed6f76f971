"""A file that is not read, and cells that a spreadsheet might take for a formula."""

import re


class FileRefused(Exception):
    """A whole file cannot be read. `code` and `params` become a sentence in `words.refusal`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


# What a spreadsheet may take for a formula, and what already looks as if we had seen to that.
_ARMED = re.compile(r"'*[\s\0]*[=+\-@|%\t\r\n]")


def armed(text: str) -> str:
    """`text` for a CSV file, with an apostrophe before it where a spreadsheet might take it for a formula."""
    return f"'{text}" if _ARMED.match(text) else text


def disarmed(text: str) -> str:
    """The text that `armed` was given; any other text as it is."""
    return text[1:] if text.startswith("'") and _ARMED.match(text, 1) else text
