"""The one safe door for files: CSV and Excel workbooks come out as sheets of text cells, or are refused with a reason.

A workbook is opened in a process of its own with limits on memory and time, so that no file can hurt the server.
"""

from soundings.exchange.reading.book import UNCALCULATED, Book, Sheet
from soundings.exchange.reading.door import open_table_file

__all__ = ["UNCALCULATED", "Book", "Sheet", "open_table_file"]
