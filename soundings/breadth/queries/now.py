"""Cases as their tables have them now, and their values as their records have them: what a state must say."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from soundings.breadth.queries.events import Fold, events_of
from soundings.breadth.rules import Head, fold_all, head_of
from soundings.cases.models import Case, TeamSpan

STATE_FIELDS = (
    "agency_id",
    "team_id",
    "worker_id",
    "family_id",
    "is_open",
    "restricted",
    "opened_on",
    "name_key",
    "search_key",
    "stage_id",
    "team_since",
    "head",
    "values",
)


class CaseNow(NamedTuple):
    """A case as its tables have it, as far as its state is concerned."""

    pk: int
    agency_id: int
    public_id: str
    opened_on: date
    closed_on: date | None
    restricted: bool
    abuse_types: list[str]
    previous_id: int | None
    worker_id: int | None
    team_id: int | None
    path: str | None
    child: str
    given_name: str
    family_name: str
    reference: str
    born_on: date | None
    expected_on: date | None
    stated_age: int | None
    stated_age_on: date | None
    name_key: str
    search_key: str
    family_id: int | None
    family: str | None
    stage_id: int | None
    team_since: date | None

    def head(self) -> dict[str, Any]:
        """What the first columns say of it."""
        name = f"{self.given_name} {self.family_name}".strip() or self.reference
        return head_of(
            Head(
                case=self.public_id,
                child=self.child,
                name=name,
                ref=self.reference,
                born=_iso(self.born_on),
                expected=_iso(self.expected_on),
                abuse=self.abuse_types,
                family=self.family,
                reopened=self.previous_id is not None,
                aged=(self.stated_age or 0, self.stated_age_on.isoformat()) if self.stated_age_on else None,
            )
        )

    def stated(self, values: dict[str, Any]) -> tuple[Any, ...]:
        """What its state must say with these values, in the order of `STATE_FIELDS`."""
        return (
            self.agency_id,
            self.team_id,
            self.worker_id,
            self.family_id,
            self.closed_on is None,
            self.restricted,
            self.opened_on,
            self.name_key,
            self.search_key,
            self.stage_id,
            self.team_since,
            self.head(),
            values,
        )


def cases_now(case_ids: Collection[int]) -> list[CaseNow]:
    """These cases as their tables have them, by key. One query."""
    rows = Case.objects.filter(pk__in=case_ids).order_by("pk")
    running = TeamSpan.objects.filter(case=OuterRef("pk"), to_on=None)
    return [
        CaseNow(*row)
        for row in rows.values_list(
            "pk",
            "agency_id",
            "public_id",
            "opened_on",
            "closed_on",
            "restricted",
            "abuse_types",
            "previous_id",
            "worker_id",
            "team_id",
            "team__path",
            "child__public_id",
            "child__given_name",
            "child__family_name",
            "child__reference",
            "child__born_on",
            "child__expected_on",
            "child__stated_age",
            "child__stated_age_on",
            "child__name_key",
            "child__search_key",
            "child__family_id",
            "child__family__public_id",
            "stage_id",
            Subquery(running.values("from_on")[:1]),
        )
    ]


def folded(case_ids: Sequence[int], fold: Fold) -> dict[int, dict[str, Any]]:
    """The values of these cases from their records; a case without any is left out. Two queries."""
    events = events_of(case_ids, time_zone=fold.time_zone)
    return {case_id: fold_all(fold.elements, of_case) for case_id, of_case in events.items()}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
