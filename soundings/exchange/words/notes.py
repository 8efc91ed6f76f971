"""What is worth knowing about a file and stops nothing."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from soundings.exchange.rules import Note


def note(said: Note, many: int = 1) -> str:
    """One sentence. many: how often it applies."""
    params = {**dict(said.params), "many": many}
    if said.code == "form-not-finished":
        params["date"] = form_date(str(params["date"])).lower()
    if said.code == "list-missing":
        return _("There is no list %(list)s (%(name)s). That is fine if it is not needed.") % {
            "list": params["list"],
            "name": _lists()[str(params["list"])],
        }
    if said.code == "errors-as-empty" and not params["sheet"]:
        params["sheet"] = _("the file")
    return str(_sentences()[said.code] % params)


def form_date(code: str) -> str:
    """Which of a form's dates counts."""
    return {"completed": _("Completed"), "authorised": _("Authorised"), "started": _("Started")}[code]


def _lists() -> dict[str, str]:
    return {
        "1": _("contacts"),
        "2": _("early help"),
        "3": _("referrals"),
        "4": _("assessments"),
        "5": _("section 47 enquiries and conferences"),
        "6": _("children in need"),
        "7": _("child protection"),
        "8": _("children in care"),
    }


def _sentences() -> dict[str, Any]:
    return _of_cells() | _left_out() | _stored()


def _of_cells() -> dict[str, Any]:
    """What single rows and cells hold."""
    return {
        "row-twice": ngettext_lazy(
            "%(many)s row says exactly the same as one before it, and counts once.",
            "%(many)s rows say exactly the same as others before them, and count once.",
            "many",
        ),
        "errors-as-empty": ngettext_lazy(
            "%(many)s cell of %(sheet)s holds an error such as #N/A, and is read as empty.",
            "%(many)s cells of %(sheet)s hold errors such as #N/A, and are read as empty.",
            "many",
        ),
        "beyond-last-column": ngettext_lazy(
            "Row %(row)s: “%(found)s” would stand beyond the last column, and is left out.",
            "Row %(row)s: “%(found)s” would stand beyond the last column, and is left out.",
            "many",
        ),
        "before-birth": ngettext_lazy(
            "%(sheet)s, row %(row)s: this begins long before the child was born. Is a date wrong?",
            "%(sheet)s, row %(row)s: this begins long before the child was born. Is a date wrong?",
            "many",
        ),
    }


def _left_out() -> dict[str, Any]:
    """What is not stored, and why."""
    return {
        "other-teams": ngettext_lazy(
            "%(many)s child of another team is left out, as you asked.",
            "%(many)s children of other teams are left out, as you asked.",
            "many",
        ),
        "no-case": ngettext_lazy(
            "%(many)s contact, early help assessment or referral without further action led to no case, and "
            "is left out.",
            "%(many)s contacts, early help assessments or referrals without further action led to no case, "
            "and are left out.",
            "many",
        ),
        "only-contacts": ngettext_lazy(
            "%(many)s child has only contacts, or a referral without further action: no work with the child "
            "followed, and nothing is kept.",
            "%(many)s children have only contacts, or a referral without further action: no work with them "
            "followed, and nothing is kept.",
            "many",
        ),
        "only-early-help": ngettext_lazy(
            "%(many)s child is in list 2, early help, and in none of lists 3 to 8. That list names no team, "
            "so the child is not stored. If a team here works with the child, load a file of cases or a "
            "people extract.",
            "%(many)s children are in list 2, early help, and in none of lists 3 to 8. That list names no "
            "team, so they are not stored. If a team here works with them, load a file of cases or a people "
            "extract.",
            "many",
        ),
        "form-not-finished": ngettext_lazy(
            "%(many)s form has no date in “%(date)s” yet, and is left out until it does.",
            "%(many)s forms have no date in “%(date)s” yet, and are left out until they do.",
            "many",
        ),
    }


def _stored() -> dict[str, Any]:
    """What is stored, with a remark."""
    return {
        "abuse-multiple": ngettext_lazy(
            "%(many)s child protection plan says “multiple” and no more: which abuse types can be added on the case.",
            "%(many)s child protection plans say “multiple” and no more: which abuse types can be added on each case.",
            "many",
        ),
        "worker-left": ngettext_lazy(
            "%(name)s has left: %(many)s open case of theirs stands as not allocated.",
            "%(name)s has left: %(many)s open cases of theirs stand as not allocated.",
            "many",
        ),
        "opens-on-file-day": ngettext_lazy(
            "%(many)s child has no opening date in the file: their case opens on the day of the file.",
            "%(many)s children have no opening date in the file: their cases open on the day of the file.",
            "many",
        ),
    }
