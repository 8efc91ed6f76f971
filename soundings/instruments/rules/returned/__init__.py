"""Answers that come back from KoboToolbox or ODK: exports, read by the names and labels of the form that went out."""

from soundings.instruments.rules.returned.fields import Field, fields_of
from soundings.instruments.rules.returned.reading import CellFault, Form, RowRead, Wrong, form_of
from soundings.instruments.rules.returned.table import Line, NoTable, Table, Unreadable, table_of

__all__ = [
    "CellFault",
    "Field",
    "Form",
    "Line",
    "NoTable",
    "RowRead",
    "Table",
    "Unreadable",
    "Wrong",
    "fields_of",
    "form_of",
    "table_of",
]
