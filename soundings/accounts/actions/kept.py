"""What somebody had typed when their sign-in ran out: kept for them alone, given back once."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from soundings.accounts.models import KeptText, User
from soundings.core.tenancy import acting_at_least_for

MOST_CHARACTERS = 200_000
MOST_TEXTS = 20
KEPT_DAYS = 2
NEVER_KEPT = ("csrfmiddlewaretoken", "password", "code", "credential")


def keep_text(*, user: User, path: str, fields: Mapping[str, Sequence[str]], at: datetime) -> bool:
    """The fields wait for `user` (passwords and codes excepted), in place of what waited for the same page.

    Says whether there was anything to keep. What is over 200,000 characters in all is not kept.
    """
    worth = {name: list(values) for name, values in fields.items() if _worth_keeping(name, values)}
    if not worth or sum(len(text) for values in worth.values() for text in values) > MOST_CHARACTERS:
        return False
    with acting_at_least_for(user.agency_id), transaction.atomic():
        KeptText.objects.filter(user=user, path=path).delete()
        KeptText.objects.create(agency=user.agency, user=user, path=path, fields=worth, kept_at=at)
        _drop_the_oldest(user, at)
    return True


@transaction.atomic
def drop_text(*, kept: KeptText) -> None:
    """It was given back, or is not wanted: it is kept no longer."""
    kept.delete()


def _worth_keeping(name: str, values: Sequence[str]) -> bool:
    return not any(part in name.lower() for part in NEVER_KEPT) and any(text.strip() for text in values)


def _drop_the_oldest(user: User, at: datetime) -> None:
    texts = KeptText.objects.filter(user=user)
    texts.filter(kept_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    spare = texts.order_by("-kept_at").values_list("pk", flat=True)[MOST_TEXTS:]
    texts.filter(pk__in=list(spare)).delete()
