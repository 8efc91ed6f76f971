"""The one safe door for files: CSV and Excel workbooks come out as sheets of text cells, or are refused with a reason.

A workbook is opened in a process of its own with limits on memory and time, so that no file can hurt the server.
Workbooks are written by `writing`.
"""

from soundings.core.tables.book import UNCALCULATED, Book, Sheet
from soundings.core.tables.door import open_table_file
from soundings.core.tables.refused import FileRefused, armed, disarmed

__all__ = ["UNCALCULATED", "Book", "FileRefused", "Sheet", "armed", "disarmed", "open_table_file"]
