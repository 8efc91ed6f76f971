"""Why a whole file cannot be read, and what to do about it."""

from django.utils.translation import gettext as _

from soundings.core.tables.refused import FileRefused


def refusal(refused: FileRefused) -> str:
    """One or two sentences: what the file is, and what to send instead."""
    return _sentences()[refused.code] % refused.params


def _sentences() -> dict[str, str]:
    return _wrong_kind() | _damaged() | _too_much() | _unsafe()


def _wrong_kind() -> dict[str, str]:
    save_as = _("Open it in Excel or LibreOffice, save it as “Excel workbook (.xlsx)” or as CSV, and choose that file.")
    return {
        "empty": _("The file is empty. Was the report saved before it had finished?"),
        "wrong-type": _("This is a file of another kind (%(type)s), not a table. Choose an Excel workbook or a CSV."),
        "old-excel": _("This workbook was saved by Excel from before 2007.") + " " + save_as,
        "binary-excel": _("This is Excel’s binary format (.xlsb).") + " " + save_as,
        "open-document": _("This is an OpenDocument spreadsheet (.ods).") + " " + save_as,
        "web-page": _("This is a web page that only calls itself a spreadsheet, as some report tools write it.")
        + " "
        + save_as,
        "xml": _("This is an XML file, not a table. Choose an Excel workbook or a CSV."),
        "zip": _("This is a ZIP folder. Unpack it, and choose the workbook or CSV inside."),
        "not-excel": _("The name says Excel, but what is inside is not an Excel workbook.") + " " + save_as,
        "not-text": _("This is neither an Excel workbook nor text. Choose an Excel workbook or a CSV."),
        "nul": _("This text file holds characters that no text has, so part of it may be lost. Save the report again."),
    }


def _damaged() -> dict[str, str]:
    return {
        "truncated": _("Part of the file is missing or damaged, as if a download had stopped early. Save it again."),
        "damaged": _("The workbook is damaged and cannot be read. Open it in Excel, let Excel repair it, and save it."),
        "quotes": _(
            "A quotation mark that opens in or before line %(line)s never closes, so the rest of the file reads as one "
            "cell. Save the report again."
        ),
        "gone": _("The uploaded file is not kept any more. Choose it once more."),
        "password": _("The workbook is locked with a password. Save a copy without one, and choose that."),
    }


def _too_much() -> dict[str, str]:
    return {
        "too-big": _("The file is larger than %(limit)s MB. Split the report, by year or by team, and load the parts."),
        "too-much": _("Reading this file took more time or memory than any report needs. Split it, or save it again."),
        "rows": _("A sheet has more than %(limit)s rows. Split the report, by year or by team, and load the parts."),
        "columns": _("A sheet has more than %(limit)s columns. Delete the columns that are not needed, and save it."),
        "long-cell": _("A cell holds more than %(limit)s characters, which no spreadsheet can show. Shorten it."),
    }


def _unsafe() -> dict[str, str]:
    resave = _("Save the report again as an ordinary workbook (.xlsx) or as CSV.")
    return {
        "macros": _("The workbook holds macros (small programs). Save it as .xlsx, which leaves them out."),
        "embedded": _("The workbook holds other files or active controls.") + " " + resave,
        "calls-out": _("The workbook fetches data from elsewhere.")
        + " "
        + _("Copy the cells, paste them as values into a new workbook, and choose that."),
        "formula-calls-out": _("The formula in cell %(cell)s fetches data from elsewhere.")
        + " "
        + _("Copy the cells, paste them as values into a new workbook, and choose that."),
        "entities": _("The workbook declares things that ordinary workbooks never do, so it was not opened.")
        + " "
        + resave,
        "bomb": _("The file unpacks to far more than it says, as damaged or harmful files do.") + " " + resave,
        "paths": _("The workbook names files outside itself, as ordinary workbooks never do.") + " " + resave,
        "odd-zip": _("The workbook is packed in a way that Excel does not use.") + " " + resave,
    }
