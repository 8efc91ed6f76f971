"""The address of a link that somebody of the family is given.

It begins with the number of the agency, since nobody has signed in where it is opened, and on PostgreSQL the database
shows nothing before the agency is known. The rest is the token: 256 random bits.
"""

from django.urls import reverse


def link_path(agency_id: int, token: str) -> str:
    """The path of the link."""
    return reverse("family-link", args=[f"{agency_id:x}.{token}"])


def read_token(text: str) -> tuple[int, str]:
    """The key of the agency and the token; (0, "") for what is none."""
    agency, _dot, token = text.partition(".")
    try:
        found = int(agency, 16) if agency.isascii() and 0 < len(agency) < 12 else 0
    except ValueError:
        found = 0
    return (found, token) if found > 0 and token else (0, "")
