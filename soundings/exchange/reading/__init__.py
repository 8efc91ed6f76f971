"""What a load reads: files through the safe door of `core.tables`, and what each cell of them says (`values`)."""

from soundings.core.tables import UNCALCULATED, Book, Sheet, open_table_file

__all__ = ["UNCALCULATED", "Book", "Sheet", "open_table_file"]
