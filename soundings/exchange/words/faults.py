"""How to mend a cell or a row that cannot be stored."""

from django.utils.translation import gettext as _

from soundings.exchange.rules import Fault

FEW_WORDS = 200  # characters of a parameter


def fix(fault: Fault) -> str:
    """What to do about it, in one sentence or two."""
    params = {name: value[:FEW_WORDS] for name, value in fault.params}
    return _sentences()[fault.code] % params


def _sentences() -> dict[str, str]:
    return _of_cells() | _of_tables() | _of_children() | _of_practice() | _of_boards() | _of_places() | _of_staff()


def _of_cells() -> dict[str, str]:
    return {
        "date": _("Write the date as day/month/year, like 31/03/2026."),
        "date-as-number": _("Excel stores the day %(date)s this way. Format the column as a date, and save the file."),
        "month-first": _("This looks like month before day. Write day/month/year, like 31/03/2026."),
        "no-such-day": _("There is no such day. Check the day and the month."),
        "year": _("Check the year: it lies before 1900 or too far ahead."),
        "yes-no": _("Write Yes, No or Unknown, or leave it empty."),
        "age": _("Write the age in years, like 13, or like 7 months."),
        "sex": _("Write F, M or U (not known), or leave it empty."),
        "whole-number": _("Write a whole number in figures, like 3."),
        "rounded-id": _(
            "The spreadsheet has rounded this number, so its last figures are lost. Format the column as text in the "
            "report, and save it again."
        ),
        "too-long": _("Shorten this to %(most)s characters or fewer."),
        "uncalculated": _(
            "This cell holds a formula without its result. Open the file in Excel, let it calculate, and save it."
        ),
        "email": _("Write one e-mail address, like name@example.org, or leave it empty."),
    }


def _of_tables() -> dict[str, str]:
    return {
        "columns-missing": _(
            "These columns are needed and were not found. Check the row of headings: the template shows their names."
        ),
        "column-missing": _(
            "List %(list)s has no such column, so none of its rows can be read. Check the headings of the sheet."
        ),
        "unknown-name": _("This name is on %(rows)s rows and is not known here. Say whom or what it means."),
        "no-lists": _("No sheet is called like a list of Annex A. Name the sheets “List 1” to “List 8”."),
        "id-missing": _("Give the child’s number in your case system. Without it nobody can tell who is meant."),
        "date-missing": _("Give the date: this list goes by it."),
        "later-than-file": _(
            "This lies after the day to which the file is true (%(day)s). Check the date, or that day."
        ),
    }


def _of_children() -> dict[str, str]:
    return {
        "born-later": _("A date of birth cannot lie ahead. For an unborn child fill in the expected date instead."),
        "other-birth": _("Row %(where)s gives this child another date of birth. Make both the same."),
        "opened-missing": _("Give the day on which the case opened."),
        "closed-before-opened": _("The case would close before it opened (%(opened)s). Check both dates."),
        "case-twice": _("Row %(row)s has a case of this child for the same time. Keep one of them."),
        "two-open": _(
            "%(where)s has this child as well, and neither row has an end date. Keep the latest, or end one."
        ),
        "ends-before-start": _("The end lies before the start (%(start)s). Check both dates."),
        "abuse": _("“%(unknown)s” is not in your key of abuse types. Write one or more of: %(codes)s."),
        "number-of-another": _(
            "This number belongs to the child with the reference %(whose)s. Check both, or merge the two children."
        ),
    }


def _of_practice() -> dict[str, str]:
    return {
        "element": _("No element of practice has this name. Write its name or code as the list of elements shows it."),
        "element-missing": _("Say which element of practice this row is about."),
        "form-missing": _("Say which form this row is about."),
        "answer": _("Write Yes, No, Not applicable or Not known. An empty cell means Yes."),
        "rater": _("Write one of: %(choices)s."),
        "mode": _("Write one of: %(choices)s."),
        "rater-needed": _("Say whose rating this is: one of %(choices)s."),
        "reason-needed": _("Say why it does not apply."),
        "issue-not-wanted": _("This element does not belong to one worry. Leave the cell empty."),
        "number-needed": _("Give the number. 0 is a number."),
        "number-wanted": _("Write a number here, in figures."),
        "number-not-wanted": _("This element takes no number. Is the number in the wrong column?"),
        "number-range": _("Write a number from %(low)s to %(high)s."),
        "detail": _("Take this cell as the export wrote it, or leave it empty."),
        "no-case-of": _(
            "No child with the number %(ids)s has a case here. Load children and cases first, or check it."
        ),
        "no-case-opened": _("The child %(ids)s has no case here that opened on %(day)s. Check the day."),
        "opened-each": _("Give one opening day for each child, in the same order, or none at all."),
    }


def _of_boards() -> dict[str, str]:
    return {
        "team-needed": _("Say whose whiteboard this is: choose the team."),
        "no-board": _("No row of headings was found that names the child and at least three elements of practice."),
        "name-missing": _("Give the child’s name, or number, in this row."),
        "board-cell": _("Write No, Yes, n/a, ? (not known), or one or more dates like 31/03/2026."),
        "child-twice": _("Row %(row)s is the same child. Keep one of the two rows."),
        "which-child": _("Several children of this team bear this name (%(ids)s). Add the number behind the name."),
    }


def _of_places() -> dict[str, str]:
    return {
        "unit-kind": _("Write service, locality, team, stage or voluntary stage."),
        "no-name": _("Give the name."),
        "twice": _("Another row has the same code or name. Give each place a code of its own."),
        "unknown-parent": _("“%(found)s” is neither in this file nor known here. Check the name of what stands above."),
        "unknown-stage": _("“%(found)s” is no stage known here. Add a row for it with the kind “stage”, or check it."),
        "other-kind": _("This place is known here as another kind. Give the new one a code of its own."),
        "cannot-stand-there": _("It cannot stand below “%(found)s”: teams stand below services, not the reverse."),
        "in-a-circle": _("It would stand below itself. Check what stands above what."),
    }


def _of_staff() -> dict[str, str]:
    return {
        "unknown-team": _("“%(found)s” is no team known here. Load the teams first, or check the name."),
        "several-of-that-name": _("Several people here are called %(found)s. Add their number or user name."),
        "alias-of-another": _(
            "These numbers or names belong to different people here: %(found)s. Check which is meant."
        ),
        "ends-before-it-begins": _("The post would end before it begins. Check both dates."),
    }
