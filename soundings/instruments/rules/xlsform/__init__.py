"""Questionnaires as XLSForms, the spreadsheets from which KoboToolbox and ODK make forms: in and out."""

from soundings.instruments.rules.xlsform.accepting import complaint
from soundings.instruments.rules.xlsform.faults import FaultInForm, Findings, FormFault, FormNote, Spot
from soundings.instruments.rules.xlsform.names import Phrase
from soundings.instruments.rules.xlsform.reading import FormRead, read_form
from soundings.instruments.rules.xlsform.writing import About, Says, Sheets, sheets_of

__all__ = [
    "About",
    "FaultInForm",
    "Findings",
    "FormFault",
    "FormNote",
    "FormRead",
    "Phrase",
    "Says",
    "Sheets",
    "Spot",
    "complaint",
    "read_form",
    "sheets_of",
]
