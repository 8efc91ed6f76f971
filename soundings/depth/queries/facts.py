"""The facts of a case as breadth holds them, for the review of it: never retyped, and told as of a day."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import F

from soundings.accounts.queries import Viewer
from soundings.breadth import queries as practice
from soundings.breadth.models import Element, IssueSet, Record
from soundings.breadth.queries.rows import begun_elements
from soundings.breadth.rules import Answer, ElementKind, label_of
from soundings.cases.models import Activity, Case, StageSpan, TeamSpan, WorkerSpan

_KEPT = ("a", "on", "n", "num", "mode", "why", "fam", "pros", "checked")
_PERSON = ("relation", "lay", "knows", "checked_on")  # of somebody in the network: what they are to the child


def facts_of(viewer: Viewer, case: Case, *, language: str) -> dict[str, Any]:
    """What is known of the case on the viewer's day, under the agency's own labels: days, values, names of worries.

    `{"on", "case", "elements", "worries", "people", "spans", "activity"}`, as `rules.fact_changes` compares them and
    a review keeps them. The case came from a review that the viewer may see. A dozen queries.
    """
    elements = list(practice.elements_of(viewer.agency_id))
    labels = _labels(viewer, case, elements, language)
    return {
        "on": viewer.on.isoformat(),
        "case": _case(case),
        "elements": _elements(case, elements, labels),
        "worries": _worries(viewer, case, labels),
        "people": _people(viewer, case, elements),
        "spans": _spans(case),
        "activity": _activity(viewer, case),
    }


def _labels(viewer: Viewer, case: Case, elements: Sequence[Element], language: str) -> dict[str, str]:
    """What each element is called: first those on the case's board in its words and order, then the agency's."""
    line = case.team.line if case.team else []
    boards = practice.boards_at(viewer.agency_id, line=line, on=viewer.on)
    board = practice.board_serving(boards, line=line, stage_id=practice.stage_of_case(case))
    columns = practice.columns_of(board, language, on=viewer.on) if board else []
    on_board = {one.code: one.label for one in columns if not one.fact}
    return on_board | {
        one.code: label_of(one.labels, language, code=one.code) for one in elements if one.code not in on_board
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "opened": case.opened_on.isoformat(),
        "closed": case.closed_on.isoformat() if case.closed_on else None,
        "stage": case.stage.name if case.stage else "",
        "team": case.team.name if case.team else "",
        "worker": case.worker.name if case.worker else "",
        "abuse": sorted(case.abuse_types),
    }


def _elements(case: Case, elements: Sequence[Element], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Each element in use or recorded, with what its cell says; `begun` tells whether its silence says anything."""
    state = practice.state_of(case)
    values = state.values if state else {}
    begun = begun_elements({case.team_id}).get(case.team_id, frozenset()) if case.team_id else frozenset()
    known = {one.code: one for one in elements if one.retired_on is None or one.code in values}
    return [
        {"code": code, "label": label, "kind": known[code].kind, "begun": code in begun} | _entry(values.get(code))
        for code, label in labels.items()
        if code in known
    ]


def _entry(entry: dict[str, Any] | None) -> dict[str, Any]:
    return {key: entry[key] for key in _KEPT if key in entry} if entry else {}


def _worries(viewer: Viewer, case: Case, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Each worry with the days of its statement and goal and every rating by whoever gave it, current ones first."""
    oldest_first = (F("happened_on").asc(nulls_first=True), "recorded_at", "pk")
    records = practice.records_of(viewer, case).filter(ended_at=None, answer=Answer.YES.value, issue__isnull=False)
    held: dict[int, list[Record]] = defaultdict(list)
    for record in records.order_by(*oldest_first):
        held[record.issue_id or 0].append(record)
    return [_worry(one, held[one.pk], labels) for one in practice.issues_of(viewer, case) if held[one.pk]]


def _worry(issue: IssueSet, records: Sequence[Record], labels: dict[str, str]) -> dict[str, Any]:
    rated = [one for one in records if one.element.kind == ElementKind.SCALE and one.number is not None]
    said = [one for one in records if one.element.kind != ElementKind.SCALE]
    return {
        "id": issue.public_id,
        "name": issue.name,
        "ended": issue.ended_on.isoformat() if issue.ended_on else None,
        "said": [
            {"code": one.element.code, "label": labels.get(one.element.code, one.element.code), "on": _day(one)}
            for one in said
        ],
        "ratings": [{"on": _day(one), "rater": one.rater, "number": one.number} for one in rated],
    }


def _day(record: Record) -> str | None:
    return record.happened_on.isoformat() if record.happened_on else None


def _people(viewer: Viewer, case: Case, elements: Sequence[Element]) -> list[dict[str, Any]]:
    """Who is in the network, as what they are to the child: no names, since a review outlives them."""
    lists = [one.code for one in elements if one.kind == ElementKind.LIST]
    people = [one for code in lists for one in practice.latest_detail(viewer, case, code).get("people") or ()]
    return [{key: one[key] for key in _PERSON if key in one} for one in people]


def _spans(case: Case) -> dict[str, list[dict[str, Any]]]:
    """In which stage and team the case stood, and who worked on it, oldest first."""
    stages = StageSpan.objects.filter(case=case).values_list("stage__name", "from_on", "to_on")
    teams = TeamSpan.objects.filter(case=case).values_list("team__name", "from_on", "to_on")
    workers = WorkerSpan.objects.filter(case=case).values_list("staff__name", "from_on", "to_on")
    found = {"stage": stages, "team": teams, "worker": workers}
    return {
        key: [
            {"name": name, "from": from_on.isoformat(), "to": to_on.isoformat() if to_on else None}
            for name, from_on, to_on in rows.order_by("from_on", "pk")
        ]
        for key, rows in found.items()
    }


def _activity(viewer: Viewer, case: Case) -> list[dict[str, Any]]:
    rows = Activity.objects.filter(agency=viewer.agency_id, case=case.pk).order_by("started_on", "pk")
    return [
        {
            "kind": one.kind,
            "on": one.started_on.isoformat(),
            "until": one.ended_on.isoformat() if one.ended_on else None,
            "outcome": one.outcome,
        }
        for one in rows
    ]
