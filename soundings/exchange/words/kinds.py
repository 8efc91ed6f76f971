"""What each kind of file is, where it comes from, and what it is counted in."""

from django.utils.translation import gettext as _

from soundings.exchange.rules import ImportState, Kind


def kind(code: str) -> str:
    """The name of a kind of file."""
    return {
        Kind.STRUCTURE: _("Services, localities and teams"),
        Kind.STAFF: _("Staff"),
        Kind.PEOPLE: _("People extract"),
        Kind.FORMS_COMPLETED: _("Forms completed"),
        Kind.CASES: _("Children and cases"),
        Kind.PRACTICE: _("Practice"),
        Kind.ANNEX_A: _("Annex A"),
        Kind.BOARD: _("Whiteboard spreadsheet"),
    }[Kind(code)]


def kind_sentence(code: str) -> str:
    """What the kind is for, in one sentence."""
    return {
        Kind.STRUCTURE: _("The tree of your agency: what stands below what, and which stage of service each team has."),
        Kind.STAFF: _("Who works in which team, with the names and numbers by which other files know them."),
        Kind.PEOPLE: _("Your open children with household, team and worker, from any report of your case system."),
        Kind.FORMS_COMPLETED: _("Which forms were completed for which child and when. You say what each stands for."),
        Kind.CASES: _("Children, families and cases in our own plain format, as the export writes it."),
        Kind.PRACTICE: _("Practice with dates, ratings and words in our own plain format, as the export writes it."),
        Kind.ANNEX_A: _("Ofsted’s child-level lists 1 to 8: children, cases, allocation and what the service did."),
        Kind.BOARD: _("The team’s whiteboard as it hangs on the wall: a row for each child beneath each worker."),
    }[Kind(code)]


def whence(code: str) -> str:
    """Where the file comes from in the case systems that agencies have; "" where it is typed by hand."""
    return {
        Kind.PEOPLE: _(
            "Liquidlogic: a report of open cases with allocated worker. Mosaic: a person report with allocations and "
            "family group. Eclipse: a person report with allocations and household. Any columns will do: you say "
            "which is which, once."
        ),
        Kind.FORMS_COMPLETED: _(
            "Liquidlogic: a report of forms by child with their dates. Mosaic: a report of completed steps and forms "
            "by person. Eclipse: a report of forms by person, with the dates completed and authorised."
        ),
        Kind.ANNEX_A: _(
            "Liquidlogic, Mosaic and Eclipse each have a ready report for it: run it as for an inspection, one "
            "workbook or a file for each list."
        ),
        Kind.STRUCTURE: _("Often a list kept by hand, or the teams as your case system or personnel office has them."),
        Kind.STAFF: _("A list of workers from your case system, with the user names that appear in its reports."),
        Kind.BOARD: _("The spreadsheet as it is. Columns are told by their headings."),
    }.get(Kind(code), "")


def state(code: str) -> str:
    """Where an import stands."""
    return {
        ImportState.CHECKED: _("Waiting for your decision"),
        ImportState.STORED: _("Stored"),
        ImportState.TAKEN_BACK: _("Taken back"),
        ImportState.DROPPED: _("Dropped"),
    }[ImportState(code)]
