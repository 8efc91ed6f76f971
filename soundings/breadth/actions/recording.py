"""Recording practice: one element or several, on one case or on several siblings at once.

Everything here locks in the order of `storing`: cases, the trail, teams, states, tallies.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from soundings.accounts.queries import Viewer
from soundings.breadth.actions.concerned import Concerned, locked_cases
from soundings.breadth.actions.keeping import Changed, begin_and_keep
from soundings.breadth.models import Element, IssueSet, Record, RecordCase
from soundings.breadth.queries.beside import cases_everywhere
from soundings.breadth.queries.case_page import elements_with
from soundings.breadth.queries.events import local_day
from soundings.breadth.rules import Answer, Draft, Problem, ProblemCode, Refused, problems_of
from soundings.core.actions import record_change
from soundings.core.plain import cursor_for
from soundings.core.rules import Denied, sort_key

YEAR = timedelta(days=366)  # before birth: a mapping may be older than the child


def record(
    *, by: Viewer, at: datetime, cases: Collection[int], element: str, draft: Draft, source: str = "page"
) -> Record:
    """One record of `element` (its code) stands, linked to all of `cases` (keys); states and tallies follow it.

    Raises Denied unless `by` may record on every one of the cases; Refused with all that is wrong with the draft, also
    when the same is recorded already and the draft does not say `again`.
    """
    return record_many(by=by, at=at, cases=cases, drafts=[(element, draft)], source=source)[0]


@transaction.atomic
def record_many(
    *, by: Viewer, at: datetime, cases: Collection[int], drafts: Sequence[tuple[str, Draft]], source: str = "page"
) -> list[Record]:
    """The same for several elements (code, draft) in one go: all of them stand, or none. In the order given."""
    concerned = locked_cases(by, cases)
    elements = elements_by_code(by.agency_id, [code for code, _draft in drafts])
    sets = sets_of(by.agency_id, cases) if any(draft.names_issue for _code, draft in drafts) else []
    ready = [(elements[code], draft) for code, draft in drafts]
    check_drafts(ready, concerned, sets, at=at)
    records = _stored(by, at, concerned, ready, sets, source)
    tell_trail(by=by, at=at, verb="practice.recorded", cases=concerned, records=records)
    since = min((record.happened_on for record in records if record.happened_on), default=None)
    changed = Changed(by.agency_id, concerned[0].time_zone, teams_of(concerned), folded_elements(records), since)
    begin_and_keep(changed, at=at)
    return records


def elements_by_code(agency_id: int, codes: Collection[str]) -> dict[str, Element]:
    """These elements of the agency. Raises Denied for a code that it does not have."""
    found = elements_with(agency_id, codes)
    if missing := set(codes) - set(found):
        raise Denied(_("This agency has no element “%(code)s”.") % {"code": min(missing)})
    return found


def sets_of(agency_id: int, case_ids: Collection[int]) -> list[IssueSet]:
    """The sets of these cases and of the cases of their brothers and sisters, the current ones first.

    One issue of a family may come to concern a child whose cases have no record of it yet.
    """
    records = RecordCase.objects.filter(case__in=cases_everywhere(case_ids)).values_list("record", flat=True)
    issues = Record.objects.filter(pk__in=list(records), issue__isnull=False).values("issue")
    sets = IssueSet.objects.filter(agency=agency_id, pk__in=issues)
    return sorted(sets, key=lambda one: (one.ended_on is not None, one.begun_on, one.pk))


def check_drafts(
    drafts: Sequence[tuple[Element, Draft]],
    concerned: Sequence[Concerned],
    sets: Sequence[IssueSet],
    *,
    at: datetime,
    instead_of: int | None = None,
) -> None:
    """Raise Refused with everything that is wrong with these drafts; each problem names its element.

    instead_of: the key of a record that they replace, and so may repeat.
    """
    today = date.fromisoformat(local_day(at, concerned[0].time_zone))
    births = [case.born_on or case.expected_on for case in concerned]
    known = [birth for birth in births if birth]
    earliest = min(known) - YEAR if len(known) == len(births) else None
    found: list[Problem] = []
    for element, draft in drafts:
        problems = problems_of(draft, kind=element.kind, by_issue=element.by_issue, today=today, earliest=earliest)
        problems += _set_problems(draft, sets)
        if element.retired_on and element.retired_on <= today:
            problems.append(Problem("element", ProblemCode.ELEMENT_RETIRED))
        if not problems:
            problems = _same_already(element, draft, concerned, sets, instead_of)
        found += [replace(problem, element=element.code) for problem in problems]
    if found:
        raise Refused(found)


def _set_problems(draft: Draft, sets: Sequence[IssueSet]) -> list[Problem]:
    if not draft.issue:
        return []
    chosen = _chosen(draft, sets)
    if chosen is None:
        return [Problem("issue", ProblemCode.UNKNOWN_CHOICE)]
    if chosen.ended_on and not (draft.happened_on and draft.happened_on <= chosen.ended_on):
        return [Problem("issue", ProblemCode.ISSUE_ENDED, {"ended_on": chosen.ended_on})]
    return []


def _chosen(draft: Draft, sets: Sequence[IssueSet]) -> IssueSet | None:
    """The set that the draft names: chosen, or begun anew under a name that a current set has already."""
    if draft.issue:
        return next((one for one in sets if one.public_id == draft.issue), None)
    wanted = sort_key(draft.new_issue_name)
    return next((one for one in sets if one.ended_on is None and sort_key(one.name) == wanted), None)


def _same_already(
    element: Element,
    draft: Draft,
    concerned: Sequence[Concerned],
    sets: Sequence[IssueSet],
    instead_of: int | None,
) -> list[Problem]:
    """The same event may have come from elsewhere, or from a second click. Only what is dated can be told apart."""
    if draft.again or draft.answer != Answer.YES or draft.happened_on is None:
        return []
    issue = _chosen(draft, sets) if draft.names_issue else None
    if draft.names_issue and issue is None:
        return []
    same = Record.objects.filter(
        case_links__case__in=[case.pk for case in concerned],
        ended_at=None,
        element=element,
        answer=draft.answer,
        happened_on=draft.happened_on,
        rater=draft.rater,
        number=draft.number,
        issue=issue,
    ).exclude(pk__in=[instead_of] if instead_of else [])
    found = same.values("pk", "source", "recorded_at", "case_links__case").first()
    if not found:
        return []
    case = next((one.public_id for one in concerned if one.pk == found["case_links__case"]), "")
    params = {"record": found["pk"], "source": found["source"], "recorded_at": found["recorded_at"], "case": case}
    return [Problem("happened_on", ProblemCode.ALREADY_RECORDED, params)]


def _stored(
    by: Viewer,
    at: datetime,
    concerned: Sequence[Concerned],
    drafts: Sequence[tuple[Element, Draft]],
    sets: Sequence[IssueSet],
    source: str,
) -> list[Record]:
    known = list(sets)
    records = []
    for element, draft in drafts:
        issue = set_for(draft, known, by=by, at=at, time_zone=concerned[0].time_zone)
        records.append(made(element, draft, issue, by=by, at=at, source=source))
    stored = Record.objects.bulk_create(records)
    link(stored, [case.pk for case in concerned])
    return stored


def set_for(draft: Draft, known: list[IssueSet], *, by: Viewer, at: datetime, time_zone: str) -> IssueSet | None:
    """The set that the draft belongs to, begun now (and added to `known`) if there is none of that name."""
    if not draft.names_issue:
        return None
    chosen = _chosen(draft, known)
    if chosen is None:
        chosen = IssueSet.objects.create(
            agency_id=by.agency_id,
            name=draft.new_issue_name.strip(),
            begun_on=draft.happened_on or date.fromisoformat(local_day(at, time_zone)),
        )
        known.append(chosen)
    return chosen


def made(element: Element, draft: Draft, issue: IssueSet | None, *, by: Viewer, at: datetime, source: str) -> Record:
    """The record that the draft describes, not yet stored."""
    return Record(
        agency_id=by.agency_id,
        element=element,
        answer=draft.answer,
        happened_on=draft.happened_on,
        number=draft.number,
        issue=issue,
        rater=draft.rater,
        family_mode=draft.family_mode,
        words=draft.words.strip(),
        link=draft.link.strip(),
        reason=draft.reason.strip(),
        detail=draft.detail,
        recorded_at=at,
        recorded_by=by.public_id,
        source=source,
        in_case_system=draft.in_case_system,
    )


def link(records: Sequence[Record], case_ids: Sequence[int]) -> None:
    """Each of these records concerns each of these cases."""
    sql = f"insert into {RecordCase._meta.db_table} (agency_id, case_id, record_id) values (%s, %s, %s)"
    links = [(record.agency_id, case_id, record.pk) for case_id in sorted(case_ids) for record in records]
    with cursor_for() as cursor:
        for one in links:
            cursor.execute(sql, one)


def tell_trail(
    *,
    by: Viewer,
    at: datetime,
    verb: str,
    cases: Sequence[Concerned],
    records: Sequence[Record],
    before: Any = None,
    reason: str = "",
) -> None:
    """The trail says what was recorded about whom. Words stay out of it: they stand in the record itself."""
    record_change(
        by=by,
        at=at,
        verb=verb,
        target=cases[0].public_id,
        target_kind="case",
        agency=by.agency_id,
        children=[case.child for case in cases],
        before=before,
        after=[said(one) for one in records],
        reason=reason,
    )


def said(record: Record) -> dict[str, Any]:
    """What the trail keeps of a record."""
    return {
        "record": record.pk,
        "element": record.element.code,
        "answer": str(record.answer),
        "on": record.happened_on,
        "number": record.number,
        "rater": str(record.rater),
    }


def teams_of(concerned: Sequence[Concerned]) -> dict[int, int | None]:
    """The team by case."""
    return {case.pk: case.team_id for case in concerned}


def folded_elements(records: Sequence[Record]) -> dict[int, tuple[str, str, bool]]:
    """The elements of these records, as the fold knows them."""
    elements = {record.element_id: record.element for record in records}
    return {pk: (one.code, one.kind, one.by_issue) for pk, one in elements.items()}
