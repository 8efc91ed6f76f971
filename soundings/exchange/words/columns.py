"""What our own columns are called, on pages and in templates. Files may call them otherwise: see the plans."""

from django.utils.translation import gettext as _

from soundings.exchange.rules import Kind


def columns(kind: str) -> dict[str, str]:
    """Our columns of one kind of file, by code, in the order of the template. Empty for what has no plain columns."""
    return {
        Kind.STRUCTURE: _structure,
        Kind.STAFF: _staff,
        Kind.PEOPLE: _children,
        Kind.CASES: _children,
        Kind.FORMS_COMPLETED: _forms,
        Kind.PRACTICE: _practice,
        Kind.ANNEX_A: _annex_a,
    }.get(Kind(kind), dict)()


def _structure() -> dict[str, str]:
    return {
        "name": _("Name"),
        "code": _("Code"),
        "kind": _("Kind"),
        "parent": _("Parent"),
        "stage": _("Stage"),
        "opened": _("Opened"),
    }


def _staff() -> dict[str, str]:
    return {
        "name": _("Name"),
        "given": _("Given name"),
        "family": _("Family name"),
        "ref": _("Number"),
        "email": _("Email"),
        "team": _("Team"),
        "post": _("Post"),
        "from": _("From"),
        "to": _("To"),
        "aliases": _("Also known as"),
        "last_day": _("Last day"),
    }


def _children() -> dict[str, str]:
    return {
        "id": _("Child ID"),
        "given": _("Given name"),
        "family": _("Family name"),
        "name": _("Name"),
        "born": _("Date of birth"),
        "expected": _("Expected date"),
        "age": _("Age"),
        "age_on": _("Age stated on"),
        "sex": _("Sex"),
        "ethnicity": _("Ethnicity"),
        "disability": _("Disability"),
        "language": _("First language"),
        "interpreter": _("Interpreter"),
        "household": _("Household"),
        "household_name": _("Household name"),
        "opened": _("Opened"),
        "closed": _("Closed"),
        "close_reason": _("Close reason"),
        "abuse": _("Abuse types"),
        "stage": _("Stage"),
        "team": _("Team"),
        "worker": _("Worker"),
        "co_workers": _("Co-workers"),
        "since": _("Since"),
        "other_ids": _("Other IDs"),
    }


def _forms() -> dict[str, str]:
    return {
        "id": _("Child ID"),
        "form": _("Form"),
        "started": _("Started"),
        "completed": _("Completed"),
        "authorised": _("Authorised"),
        "form_id": _("Form ID"),
        "worker": _("Worker"),
    }


def _practice() -> dict[str, str]:
    return {
        "children": _("Child IDs"),
        "element": _("Element"),
        "answer": _("Answer"),
        "on": _("Date"),
        "number": _("Number"),
        "issue": _("Issue"),
        "rater": _("Rater"),
        "mode": _("With family"),
        "words": _("Words"),
        "link": _("Link"),
        "reason": _("Reason"),
        "detail": _("Detail"),
        "in_case_system": _("In case system"),
        "opened": _("Case opened"),
    }


def _annex_a() -> dict[str, str]:
    return {"id": _("Child Unique ID"), "on": _("the date of the list")}
