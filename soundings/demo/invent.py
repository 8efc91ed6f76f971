"""The history of an invented agency, made up from a seed: pure, without database or clock.

The same seed, size and day give the same history, team by team, so that a million cases need no more memory
than one team.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from soundings.demo import practice, seed2
from soundings.demo.names import CULTURES, Culture
from soundings.demo.shapes import InventedActivity, InventedCase, InventedSpan, InventedTeam

CASES_A_TEAM = 500
WORKERS_A_TEAM = 10
PRINTED_WORKERS = 3
DAYS_OF_HISTORY = 3 * 365
STAGES = ("front-end", "family-support", "preventative", "whole-practice")
ABUSE_BY_STAGE = {
    "front-end": (("N",), ("PA",), ("EA",), ("N", "EA"), ("FDV", "EA"), ("N", "PA"), ("SA",), ("FDV", "EA", "N")),
    "family-support": (("N",), ("EA",), ("FDV", "EA"), ("N", "EA"), ("EA", "N")),
    "preventative": (("N",), ("EA",), ("FDV",)),
    "whole-practice": (("N", "PA"), ("FDV", "EA", "N"), ("N",), ("EA",), ("SA",), ("FDV", "EA")),
}
CLOSE_REASONS = ("Plan worked; network in place", "Stepped down", "Moved away", "Needs met", "Transferred")


def team_count(cases: int) -> int:
    """How many teams hold `cases` cases: one per 500, at least one for each board."""
    return max(len(STAGES), -(-cases // CASES_A_TEAM))


def teams(*, cases: int, seed: int, as_of: date) -> Iterator[InventedTeam]:
    """The whole agency, one team at a time, oldest case first within a team. Exactly `cases` cases in all."""
    count = team_count(cases)
    for number in range(count):
        share = cases // count + (1 if number < cases % count else 0)
        yield team(number=number, cases=share, seed=seed, as_of=as_of)


def team(*, number: int, cases: int, seed: int, as_of: date) -> InventedTeam:
    """One team of `cases` cases. The first four teams begin with seed 2's children, one board each."""
    rng = Random(f"{seed}/{number}")
    made = InventedTeam(number, STAGES[number % len(STAGES)], [], [])
    if number < len(STAGES) and cases >= 4:
        seed2.add_seed_children(made, as_of)
    while len(made.cases) < cases:
        _add_family(made, rng, as_of, room=cases - len(made.cases))
    return made


def _add_family(made: InventedTeam, rng: Random, as_of: date, *, room: int) -> None:
    culture = rng.choices(CULTURES, [c.share for c in CULTURES])[0]
    family_name = rng.choice(culture.families)
    household = f"H{made.number:04d}-{len(made.cases):04d}"
    opened_on = as_of - timedelta(days=rng.randrange(DAYS_OF_HISTORY))
    closed_on = _closing_day(rng, opened_on, as_of)
    workers = _workers(rng, made.number, opened_on, closed_on)
    size = min(room, rng.choices((1, 2, 3, 4), (52, 30, 13, 5))[0])
    family = [
        _child(made, rng, culture, family_name, household, opened_on, closed_on, first=len(made.cases) + n)
        for n in range(size)
    ]
    _name_apart(family, culture)
    for case in family:
        case.workers = workers
        case.activities = _activities(rng, case, as_of)
    if size < room and closed_on and (as_of - closed_on).days > 120 and rng.random() < 0.35:
        family.append(_reopened(rng, made.number, family[0], as_of))
    first = len(made.cases)
    made.cases.extend(family)
    practice.add_practice(made, rng, range(first, first + size), as_of)
    for index in range(first + size, len(made.cases)):
        practice.add_practice(made, rng, range(index, index + 1), as_of)


def _closing_day(rng: Random, opened_on: date, as_of: date) -> date | None:
    closed_on = opened_on + timedelta(days=14 + int(rng.gammavariate(1.6, 215)))
    return closed_on if closed_on <= as_of else None


def _workers(rng: Random, number: int, opened_on: date, closed_on: date | None) -> list[InventedSpan]:
    """Who holds a family's cases in team `number`: sometimes the duty desk, sometimes a change, rarely nobody today."""
    places = _places(number)
    worker = rng.choice(places)
    chance = rng.random()
    if closed_on is None and chance < 0.02:
        return []
    if closed_on is None and chance < 0.04:
        return [InventedSpan(-1, "lead", opened_on, None)]
    spans = [InventedSpan(worker, "lead", opened_on, closed_on)]
    days = ((closed_on or opened_on + timedelta(days=200)) - opened_on).days
    if chance > 0.85 and closed_on and days > 60:
        change = opened_on + timedelta(days=rng.randrange(20, days - 20))
        second = rng.choice([place for place in places if place != worker])
        spans = [InventedSpan(worker, "lead", opened_on, change), InventedSpan(second, "lead", change, closed_on)]
    if chance > 0.95:
        helper = rng.choice([place for place in places if place not in {span.worker for span in spans}])
        spans.append(InventedSpan(helper, "co-worker", opened_on, closed_on))
    return spans


def _places(number: int) -> range:
    """Who takes new cases: the printed workers have a post in four teams, but a caseload of their own in the first."""
    return range(PRINTED_WORKERS if 0 < number < len(STAGES) else 0, WORKERS_A_TEAM)


def _child(
    made: InventedTeam,
    rng: Random,
    culture: Culture,
    family_name: str,
    household: str,
    opened_on: date,
    closed_on: date | None,
    *,
    first: int,
) -> InventedCase:
    sex = rng.choice("FM")
    unborn = closed_on is None and rng.random() < 0.06
    born_on = None if unborn else opened_on - timedelta(days=rng.randrange(20, 17 * 365))
    given = "" if unborn else rng.choice(culture.girls if sex == "F" else culture.boys)
    return InventedCase(
        reference=f"{4400 + made.number}-{first + 1:03d}",
        given_name=given or "Baby",
        family_name=family_name,
        sex="U" if unborn else sex,
        born_on=born_on,
        expected_on=opened_on + timedelta(days=rng.randrange(60, 200)) if unborn else None,
        ethnicity=culture.ethnicity,
        language=culture.language,
        interpreter=culture.language != "English" and rng.random() < 0.3,
        disability="Yes" if rng.random() < 0.12 else "No",
        household=household,
        stage=made.stage,
        opened_on=opened_on,
        closed_on=closed_on,
        close_reason=rng.choice(CLOSE_REASONS) if closed_on else "",
        abuse=rng.choice(ABUSE_BY_STAGE[made.stage]),
        restricted=rng.random() < 0.005,
    )


def _name_apart(family: list[InventedCase], culture: Culture) -> None:
    """No two brothers or sisters bear one name: the later one takes the next of the list that is free."""
    taken: set[str] = set()
    for case in family:
        names = culture.girls if case.sex == "F" else culture.boys
        if case.given_name in taken and case.given_name in names:
            at = names.index(case.given_name)
            case.given_name = next(name for name in (*names[at:], *names[:at]) if name not in taken)
        taken.add(case.given_name)


def _reopened(rng: Random, number: int, earlier: InventedCase, as_of: date) -> InventedCase:
    """The same child again, some months later: a new case that knows its earlier one."""
    assert earlier.closed_on is not None
    gap = (as_of - earlier.closed_on).days
    opened_on = earlier.closed_on + timedelta(days=rng.randrange(60, gap))
    closed_on = _closing_day(rng, opened_on, as_of)
    case = InventedCase(
        **{name: getattr(earlier, name) for name in InventedCase.__dataclass_fields__}
        | {
            "opened_on": opened_on,
            "closed_on": closed_on,
            "close_reason": rng.choice(CLOSE_REASONS) if closed_on else "",
            "previous_opened_on": earlier.opened_on,
            "workers": _workers(rng, number, opened_on, closed_on),
            "activities": [],
        }
    )
    case.activities = _activities(rng, case, as_of)
    return case


def _activities(rng: Random, case: InventedCase, as_of: date) -> list[InventedActivity]:
    """What the service did on this case, in order: none after it closed, nothing that has not come yet."""
    last = min(case.closed_on or as_of, as_of)
    acts = [InventedActivity("referral", case.opened_on, case.opened_on, "Accepted")]

    def add(kind: str, after: int, lasting: int, outcome: str) -> None:
        start = case.opened_on + timedelta(days=after)
        end = start + timedelta(days=lasting)
        if start > last:
            return
        if end <= last:
            acts.append(InventedActivity(kind, start, end, outcome))
        elif case.closed_on:
            acts.append(InventedActivity(kind, start, last, outcome))
        else:
            acts.append(InventedActivity(kind, start))

    if case.stage != "preventative":
        add("assessment", 1, rng.randrange(12, 45), "Support needed")
    if case.stage in ("front-end", "whole-practice") and rng.random() < 0.45:
        add("section-47", rng.randrange(1, 20), rng.randrange(3, 14), "Concerns substantiated")
        add("conference", rng.randrange(21, 35), 0, "Plan made")
        add("child-protection-plan", rng.randrange(35, 40), rng.randrange(150, 330), "")
    elif case.stage != "preventative":
        add("child-in-need-plan", rng.randrange(30, 50), rng.randrange(90, 260), "")
    if case.closed_on:
        acts.append(InventedActivity("closed", case.closed_on, None, case.close_reason))
    return acts
