"""Children and cases as a file wants them, held against what stands stored: what to add, what to change.

Repeating a file changes nothing, since what it wants then stands. Absence closes nothing and empties nothing: only
what a file says is compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from soundings.cases.rules import (
    ActivityKind,
    AllocationRole,
    Key,
    NewActivity,
    NewCase,
    NewChild,
    NewFamily,
    NewRows,
    RowChanges,
    Sex,
    Span,
    months_by,
    write_age,
)
from soundings.exchange.plans.outcome import ADD, CHANGE, LEFT, SAME, Line, Plan, fault
from soundings.exchange.plans.wanted import ActivityNow, CaseNow, ChildNow, Stored, WantedCase, WantedChild


@dataclass(slots=True)
class CaseWork:
    """What the storing action takes: new rows, and changes of rows that stand."""

    families: dict[str, NewFamily] = field(default_factory=dict)
    children: list[NewChild] = field(default_factory=list)
    cases: list[NewCase] = field(default_factory=list)
    changes: RowChanges = field(default_factory=RowChanges)

    @property
    def rows(self) -> NewRows:
        return NewRows(tuple(self.families.values()), tuple(self.children), tuple(self.cases))


def reconcile(wanted: Iterable[WantedChild], stored: Stored, plan: Plan, *, as_of: date) -> CaseWork:
    """The work that makes `wanted` true. Counts and lines go to `plan`; so do children whose cases contradict."""
    work = CaseWork()
    for child in wanted:
        now = stored.children.get(child.ref)
        if child.ids and not _own_numbers(child, stored, plan):
            continue
        if now is None:
            _add_child(child, stored, work, plan)
        else:
            _change_child(child, now, stored, work, plan, as_of)
    plan.count("family", ADD, len(work.families))
    return work


def _own_numbers(child: WantedChild, stored: Stored, plan: Plan) -> bool:
    """Whether none of the child's other numbers is somebody else's; the row is refused if one is."""
    reference = stored.children[child.ref].reference if child.ref in stored.children else child.ref
    for system, value in child.ids:
        whose = stored.numbers.setdefault((system, value), reference)
        if whose != reference:
            plan.refuse(child.place, "", f"{system}={value}", fault("number-of-another", whose=whose))
            return False
    return True


def _add_child(child: WantedChild, stored: Stored, work: CaseWork, plan: Plan) -> None:
    _place_loose(child, (), child.cases, plan)
    if not child.cases and not child.alone:
        early_help = any(one.kind == ActivityKind.EARLY_HELP for one in child.loose)
        plan.note("only-early-help" if early_help else "only-contacts")
        return
    fields = dict(child.fields)
    sex = Sex(fields.pop("sex", Sex.UNKNOWN))
    family = _family(child, stored, work)
    reference = "" if child.unnumbered else child.ref
    work.children.append(NewChild(child.ref, reference, sex=sex, family=family, ids=tuple(child.ids), **fields))
    plan.count("child", ADD)
    plan.tell(Line(ADD, "child", "", value=str(child.place.row)) if child.unnumbered else Line(ADD, "child", child.ref))
    _add_cases(child, child.cases, child.ref, None, work, plan)


def _family(child: WantedChild, stored: Stored, work: CaseWork) -> Key | None:
    """The family of a household: the one stored, or one that this file makes."""
    if not child.household:
        return None
    if child.household in stored.households:
        return stored.households[child.household]
    key = f"household {child.household}"
    if key not in work.families:
        work.families[key] = NewFamily(key, child.household_name, child.household)
    return key


def _add_cases(
    child: WantedChild, cases: Sequence[WantedCase], owner: Key, previous: Key | None, work: CaseWork, plan: Plan
) -> None:
    for case in cases:
        key = f"{child.ref} {case.opened_on.isoformat()}"
        work.cases.append(new_case(key, owner, case, previous))
        plan.count("case", ADD)
        plan.count("activity", ADD, len(case.activities))
        previous = key


def new_case(key: str, owner: Key, case: WantedCase, previous: Key | None) -> NewCase:
    """A case with its spans: what the file says of stage, team and worker holds from `since`, else from the opening."""
    begin = max(case.since or case.opened_on, case.opened_on)
    until = case.closed_on
    if until is not None and begin > until:
        begin = case.opened_on

    def spans(value: int | None, from_on: date = begin) -> tuple[Span, ...]:
        return () if value is None else (Span(value, from_on, until),)

    return NewCase(
        key=key,
        child=owner,
        opened_on=case.opened_on,
        closed_on=case.closed_on,
        close_reason=case.close_reason,
        abuse_types=case.abuse,
        stages=spans(case.stage, case.opened_on),
        teams=spans(case.team),
        leads=spans(case.worker),
        others=tuple((AllocationRole.CO_WORKER, span) for one in case.co_workers for span in spans(one)),
        activities=tuple(case.activities),
        previous=previous,
    )


def _change_child(child: WantedChild, now: ChildNow, stored: Stored, work: CaseWork, plan: Plan, as_of: date) -> None:
    changed = {name: value for name, value in child.fields.items() if _differs(value, now.fields.get(name))}
    _weigh_age(changed, child.fields, now.fields)
    if child.household and child.household != now.household:
        changed["family"] = _family(child, stored, work)
    new_ids = [(now.id, *one) for one in child.ids if one not in now.ids]
    work.changes.new_ids += new_ids
    if changed:
        work.changes.children.append((now.id, changed))
        for name, value in changed.items():
            if name != "stated_age_on" and value is not None:
                said = write_age(value) if name == "stated_age" else _said(value)
                plan.tell(Line(CHANGE, "child", child.ref, name, said))
    plan.count("child", CHANGE if changed or new_ids else SAME)
    _match_cases(child, now, work, plan, as_of)


def _weigh_age(changed: dict[str, Any], wanted: Mapping[str, Any], held: Mapping[str, Any]) -> None:
    """A date of birth, held or told, leaves no age beside it; an age told again is left while it says the same."""
    if wanted.get("born_on") or held.get("born_on"):
        dropped = {"stated_age": None, "stated_age_on": None} if held.get("stated_age") is not None else {}
        changed.pop("stated_age", None)
        changed.pop("stated_age_on", None)
        changed |= dropped
    elif "stated_age" in wanted and held.get("stated_age") is not None:
        told, on = wanted["stated_age"], wanted["stated_age_on"]
        by_then = months_by(held["stated_age"], held["stated_age_on"], on)
        if by_then == told or (by_then >= 12 <= told and by_then // 12 == told // 12):
            changed.pop("stated_age", None)
            changed.pop("stated_age_on", None)


def _differs(wanted: Any, held: Any) -> bool:
    return wanted not in (None, "") and wanted != held and not (wanted == Sex.UNKNOWN and held)


def _said(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str("" if value is None else value)


def _match_cases(child: WantedChild, now: ChildNow, work: CaseWork, plan: Plan, as_of: date) -> None:
    matches = match_cases(child.cases, now.cases)
    fresh = [case for case, match in matches if match is None]
    found = _place_loose(child, now.cases, fresh, plan)
    for case, match in matches:
        if match is not None:
            found.setdefault(match.id, []).extend(case.activities)
            _change_case(child, case, match, now.cases, work, plan, as_of)
    for match in now.cases:
        if match.id in found:
            _match_activities(match, found[match.id], work, plan)
    earlier = [one.id for one in now.cases if fresh and one.opened_on < fresh[0].opened_on]
    _add_cases(child, fresh, now.id, earlier[-1] if earlier else None, work, plan)


def _place_loose(
    child: WantedChild, standing: Sequence[CaseNow], fresh: Sequence[WantedCase], plan: Plan
) -> dict[int, list[NewActivity]]:
    """Contacts and early help go to the case of their time: into `fresh`, or by case id if it stands stored."""
    found: dict[int, list[NewActivity]] = {}
    for one in child.loose:
        target = case_of_time(one.started_on, standing, fresh)
        if target is None:
            plan.count("activity", LEFT)
            plan.note("no-case")
        elif isinstance(target, WantedCase):
            target.activities.append(one)
        else:
            found.setdefault(target.id, []).append(one)
    return found


def case_of_time(
    on: date, standing: Sequence[CaseNow], fresh: Sequence[WantedCase] = ()
) -> CaseNow | WantedCase | None:
    """The case that ran on `on`; else the next to open, to which it led. None if there is neither."""
    cases: list[CaseNow | WantedCase] = [*standing, *fresh]
    running = [case for case in cases if case.opened_on <= on and (case.closed_on is None or on <= case.closed_on)]
    if running:
        return running[-1]
    return min((case for case in cases if case.opened_on > on), key=lambda case: case.opened_on, default=None)


def match_cases(wanted: Sequence[WantedCase], standing: Sequence[CaseNow]) -> list[tuple[WantedCase, CaseNow | None]]:
    """Each case that the file tells, oldest first, with the stored one that is the same involvement.

    A stored case is matched once, and by its opening day before anything else: of two cases that the file tells one
    after the other, the first closes the stored one and the second is new.
    """
    left = list(standing)
    found: dict[int, CaseNow] = {}
    for sure in (True, False):
        for place, case in enumerate(wanted):
            match = same_case(case, left) if place not in found else None
            if match and (not sure or match.opened_on == case.opened_on):
                found[place] = match
                left.remove(match)
    return [(case, found.get(place)) for place, case in enumerate(wanted)]


def same_case(case: WantedCase, standing: Sequence[CaseNow]) -> CaseNow | None:
    """The stored case that is the same involvement: opened on the same day, or running at the same time."""
    for now in standing:
        if now.opened_on == case.opened_on:
            return now
    for now in standing:
        ends_before = now.closed_on is not None and now.closed_on < case.opened_on
        begins_after = case.closed_on is not None and case.closed_on < now.opened_on
        if not ends_before and not begins_after:
            return now
    return None


def _change_case(
    child: WantedChild,
    case: WantedCase,
    now: CaseNow,
    standing: Sequence[CaseNow],
    work: CaseWork,
    plan: Plan,
    as_of: date,
) -> None:
    changed = {**_dates(case, now, standing), **_allocation(case, now, as_of)}
    codes = case.abuse if case.exact else (*now.abuse, *(code for code in case.abuse if code not in now.abuse))
    if case.abuse and tuple(codes) != now.abuse:
        changed["abuse_types"] = list(codes)
    closed_on = changed.get("closed_on", now.closed_on)
    if closed_on is not None and closed_on < changed.get("opened_on", now.opened_on):
        plan.refuse(case.place, "", _said(closed_on), fault("closed-before-opened", opened=_said(now.opened_on)))
        return
    if changed:
        work.changes.cases.append((now.id, changed))
        for name in sorted(changed.keys() - {"since"}):
            plan.tell(Line(CHANGE, "case", child.ref, name, _said(changed[name])))
    plan.count("case", CHANGE if changed else SAME)


def _dates(case: WantedCase, now: CaseNow, standing: Sequence[CaseNow]) -> dict[str, Any]:
    """An opening moves earlier if the file knows of something earlier; later only where the file states it."""
    changed: dict[str, Any] = {}
    earlier = [one.closed_on for one in standing if one.closed_on and one.opened_on < now.opened_on]
    free = not earlier or case.opened_on >= max(earlier)
    if case.opened_on != now.opened_on and free and (case.exact or case.opened_on < now.opened_on):
        changed["opened_on"] = case.opened_on
    if case.closed_on and case.closed_on != now.closed_on:
        changed["closed_on"] = case.closed_on
    if case.close_reason and case.close_reason != now.close_reason and (case.closed_on or now.closed_on):
        changed["close_reason"] = case.close_reason
    return changed


def _allocation(case: WantedCase, now: CaseNow, as_of: date) -> dict[str, Any]:
    """Stage, team and workers of a case that is open and stays open, and since when the new ones hold."""
    if now.closed_on or case.closed_on:
        return {}
    changed: dict[str, Any] = {
        name: getattr(case, name)
        for name in ("stage", "team", "worker")
        if getattr(case, name) is not None and getattr(case, name) != getattr(now, name)
    }
    if new := [one for one in case.co_workers if one not in now.co_workers]:
        changed["co_workers"] = new
    if changed:
        changed["since"] = max(case.since or as_of, now.opened_on)
    return changed


def _match_activities(now: CaseNow, wanted: Sequence[NewActivity], work: CaseWork, plan: Plan) -> None:
    """The same kind on the same day is the same activity; what the file adds to it is filled in."""
    left: dict[tuple[str, date], list[ActivityNow]] = {}
    for held in now.activities:
        left.setdefault((held.kind, held.started_on), []).append(held)
    unsure: list[NewActivity] = []
    for one in wanted:
        same = next((held for held in left.get((one.kind, one.started_on), ()) if not _to_fill(one, held)), None)
        if same:
            left[one.kind, one.started_on].remove(same)
            plan.count("activity", SAME)
        else:
            unsure.append(one)
    for one in unsure:
        candidates = left.get((one.kind, one.started_on))
        if candidates:
            held = candidates.pop(0)
            work.changes.activities.append((now.id, held.id, _to_fill(one, held)))
            plan.count("activity", CHANGE)
        else:
            work.changes.new_activities.append((now.id, one))
            plan.count("activity", ADD)


def _to_fill(wanted: NewActivity, held: ActivityNow) -> dict[str, Any]:
    """The fields of an activity that the file says otherwise; empty if it says nothing new."""
    fill: dict[str, Any] = {}
    if wanted.ended_on and wanted.ended_on != held.ended_on:
        fill["ended_on"] = wanted.ended_on
    if wanted.outcome and wanted.outcome != held.outcome:
        fill["outcome"] = wanted.outcome
    merged: Mapping[str, Any] = {**held.detail, **wanted.detail}
    if merged != held.detail:
        fill["detail"] = merged
    return fill
