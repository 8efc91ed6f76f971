"""What comes out of a file: sheets of rows of text, as the spreadsheet shows them."""

from dataclasses import dataclass, field

MAX_BYTES = 100 * 1024 * 1024  # of the file itself
MAX_ROWS = 500_000
MAX_COLUMNS = 1_000
MAX_CELL = 32_767  # characters: Excel's own limit

# A formula whose result the file does not hold. Not a character of any text, so no cell can be mistaken for it.
UNCALCULATED = "\ufdd0"


@dataclass(slots=True)
class Sheet:
    """One table. `rows[0]` is row 1 of the spreadsheet; every cell is text, as typed.

    Real dates are written 31/03/2026 (with a time where they have one), whole numbers without a point, true and
    false as 1 and 0, and errors such as #N/A are empty.
    """

    name: str
    rows: list[list[str]] = field(default_factory=list)
    shown: bool = True  # False for a hidden sheet
    errors: int = 0  # cells that held an error and were read as empty


@dataclass(slots=True)
class Book:
    """A file that was read."""

    name: str
    form: str  # "csv" or "xlsx"
    sheets: list[Sheet]

    @property
    def is_workbook(self) -> bool:
        return self.form == "xlsx"
