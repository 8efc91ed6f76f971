"""What plans are decided against in these tests: a few people and places, nothing stored unless a test says so."""

from collections.abc import Sequence
from datetime import date

from soundings.cases.rules import NewCase, NewRows
from soundings.core.rules import sort_key
from soundings.exchange.plans.names import Known, Names
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.wanted import ActivityNow, CaseNow, ChildNow, Stored, WantedChild
from soundings.exchange.reading import Book, Sheet
from soundings.exchange.rules import OfferKind

AS_OF = date(2026, 3, 16)
NORTH, SOUTH = 11, 12
JANE, AH_HIN = 1, 2


def known(number: int, name: str, *keys: str, team: int | None = None, gone_on: date | None = None) -> Known:
    return Known(number, f"id{number}", name, (sort_key(name), *keys), frozenset({team} if team else ()), gone_on)


def workers(*more: Known, **changes) -> Names:
    people = (known(JANE, "Jane Smith", "js0412", team=NORTH), known(AH_HIN, "Ah Hin Xeng", team=SOUTH), *more)
    return Names(OfferKind.WORKER, {one.id: one for one in people}, **changes)


def teams(**changes) -> Names:
    return Names(OfferKind.TEAM, {n: known(n, name) for n, name in ((NORTH, "North"), (SOUTH, "South"))}, **changes)


def stages() -> Names:
    return Names(OfferKind.STAGE, {3: known(3, "Front-end")})


def csv_book(*rows: Sequence[str], name: str = "table.csv") -> Book:
    return Book(name, "csv", [Sheet("", [list(map(str, row)) for row in rows])])


def workbook(**sheets: Sequence[Sequence[str]]) -> Book:
    found = [Sheet(name, [list(map(str, row)) for row in rows]) for name, rows in sheets.items()]
    return Book("book.xlsx", "xlsx", found)


def nothing_stored(wanted: Sequence[WantedChild]) -> Stored:
    return Stored()


def child_now(reference: str, *cases: CaseNow, household: str = "", **fields) -> ChildNow:
    return ChildNow(100, reference, {"sex": "U", **fields}, household, cases=list(cases))


def case_now(opened: date, closed: date | None = None, **changes) -> CaseNow:
    made = CaseNow(changes.pop("id", 500), opened, closed, "", (), None, changes.pop("team", None), None)
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def stored_after(rows: NewRows, plan: Plan) -> Stored:
    """What would stand once `rows` are stored, so that a plan can be decided once more."""
    stored = Stored(households={row.household: number for number, row in enumerate(rows.families, 900)})
    families = {row.key: row.household for row in rows.families}
    for number, child in enumerate(rows.children, 1000):
        fields = {
            name: getattr(child, name)
            for name in ("given_name", "family_name", "born_on", "expected_on", "ethnicity", "disability",
                         "first_language", "interpreter")
        } | {"sex": child.sex.value}  # fmt: skip
        stored.children[child.key] = ChildNow(
            number, child.reference, fields, families.get(str(child.family), ""), frozenset(child.ids)
        )
    for number, case in enumerate(rows.cases, 2000):
        stored.children[str(case.child)].cases.append(_as_stored(number, case))
    return stored


def _as_stored(number: int, case: NewCase) -> CaseNow:
    activities = [
        ActivityNow(number * 100 + place, one.kind.value, one.started_on, one.ended_on, one.outcome, dict(one.detail))
        for place, one in enumerate(case.activities)
    ]
    last = [spans[-1].value if spans else None for spans in (case.stages, case.teams, case.leads)]
    co_workers = frozenset(span.value for _, span in case.others)
    return CaseNow(
        number, case.opened_on, case.closed_on, case.close_reason, case.abuse_types, *last, co_workers, activities
    )
