"""The practice that an invented team recorded: mapping before plan, re-mapping, scales that move or do not."""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from soundings.demo.shapes import InventedRecord, InventedTeam

ISSUES = (
    "Arguments at home at night",
    "Being left alone",
    "Drinking at home",
    "Getting to school",
    "Rough handling",
    "Food and warmth",
    "Who looks after the baby",
    "Messages from adults online",
    "Sleeping and bedtimes",
)
WHY_THAT_NUMBER = (
    "Nan comes every evening and the children know whom to ring.",
    "It has been quiet for three weeks; we want to see it hold.",
    "The plan has not yet been tried on a bad night.",
    "School says mornings are calmer.",
    "Nobody outside the house knows the worry yet.",
)
RELATIONS = ("grandmother", "aunt", "uncle", "neighbour", "family friend", "older cousin", "godparent", "teacher")
STEPS = (
    "Words and Pictures told",
    "Two weeks of the plan in daytime",
    "First overnight",
    "Network meets without us",
    "Close",
)


class _Writer:
    """Appends records of one family, dropping what would lie after the case closed or after the day shown."""

    def __init__(self, made: InventedTeam, rng: Random, cases: Sequence[int], as_of: date) -> None:
        self.made, self.rng, self.cases, self.as_of = made, rng, tuple(cases), as_of
        self.first = made.cases[self.cases[0]]
        self.last = min(self.first.closed_on or as_of, as_of)

    def day(self, after: int) -> date:
        return self.first.opened_on + timedelta(days=after)

    def add(self, element: str, after: int, *, cases: Sequence[int] | None = None, **what: Any) -> bool:
        happened_on = self.day(after)
        recorded_on = happened_on + timedelta(days=self.rng.choice((0, 0, 0, 1, 2, 5)))
        if recorded_on > self.last:
            return False
        what.setdefault("answer", "yes")
        self.made.records.append(
            InventedRecord(
                element, tuple(cases or self.cases), happened_on=happened_on, recorded_on=recorded_on, **what
            )
        )
        return True


def add_practice(made: InventedTeam, rng: Random, cases: Sequence[int], as_of: date) -> None:
    """What was recorded on one family's cases, in an order that practice would take."""
    write = _Writer(made, rng, cases, as_of)
    keen = 0.55 + 0.45 * rng.random()  # how much of the practice this family met
    first_map = rng.randrange(1, 9)
    if rng.random() < 0.97 * keen + 0.1:
        _mappings(write, keen, first_map)
    _child_work(write, keen, first_map)
    if rng.random() < keen:
        _issues(write, keen, first_map + rng.randrange(3, 20))
    _network_and_plans(write, keen, first_map + rng.randrange(10, 35))


def _mappings(write: _Writer, keen: float, after: int) -> None:
    rng = write.rng
    write.add("mapping-internal", after)
    for again in range(after + rng.randrange(80, 130), 700, rng.randrange(85, 150)):
        if rng.random() > keen * 0.8 or not write.add("mapping-internal", again):
            break
    if rng.random() > keen:
        return
    modes = (30, 50, 20) if "FDV" in write.first.abuse else (80, 17, 3)
    with_family = after + rng.randrange(3, 25)
    for again in range(with_family, 700, rng.randrange(90, 160)):
        mode = rng.choices(("together", "separately", "not-safe-together"), modes)[0]
        if not write.add("mapping-family", again, family_mode=mode) or rng.random() > keen * 0.7:
            break


def _child_work(write: _Writer, keen: float, after: int) -> None:
    rng = write.rng
    for index in write.cases:
        child = write.made.cases[index]
        if child.born_on is None:
            write.add("three-houses", after, cases=[index], answer="na", reason="Not born yet")
        elif rng.random() < keen * 0.85:
            write.add("three-houses", after + rng.randrange(5, 30), cases=[index])
    if rng.random() < keen * 0.6:
        write.add("words-and-pictures", after + rng.randrange(35, 100))


def _issues(write: _Writer, keen: float, after: int) -> None:
    rng = write.rng
    _first_plan(write, after)
    for issue in rng.sample(ISSUES, rng.choices((1, 2, 3), (68, 26, 6))[0]):
        if not write.add("statement", after, issue=issue):
            return
        if rng.random() < keen:
            write.add("goal", after + rng.randrange(0, 12), issue=issue)
        if rng.random() < keen:
            _ratings(write, issue, after + rng.randrange(0, 10))


def _first_plan(write: _Writer, after: int) -> None:
    """Nearly every family has a plan, if a first one, by the day after the worry is put into words."""
    stage = write.first.stage
    if stage != "preventative" and write.rng.random() < 0.95:
        first = "interim-adult-plan" if stage == "front-end" else "adult-plan"
        write.add(first, after + write.rng.randrange(0, 2))


def _ratings(write: _Writer, issue: str, after: int) -> None:
    """The same people rate again every two months or so: half of the scales rise, some stay, few fall."""
    rng = write.rng
    number = rng.choices((2, 3, 4, 5, 6), (3, 22, 30, 27, 18))[0]
    moves = rng.choices(((0, 1, 1, 2), (0, 0, 0, 1), (-1, 0, 1), (0,)), (50, 25, 10, 15))[0]
    parent, supervisor = rng.random() < 0.5, rng.random() < 0.25
    for day in range(after, after + 540, rng.randrange(45, 80)):
        words = rng.choice(WHY_THAT_NUMBER) if rng.random() < 0.3 else ""
        if not write.add("scale", day, issue=issue, number=number, rater="worker", words=words):
            return
        if parent:
            write.add("scale", day, issue=issue, number=min(10, number + rng.choice((0, 1, 2))), rater="parent")
        if supervisor:
            write.add("scale", day + 7, issue=issue, number=max(0, number + rng.choice((-1, 0))), rater="supervisor")
        number = max(0, min(10, number + rng.choice(moves)))


def _network_and_plans(write: _Writer, keen: float, after: int) -> None:
    rng = write.rng
    stage = write.first.stage
    if rng.random() < keen:
        people = rng.choices((0, 1, 2, 3, 5, 7), (6, 14, 24, 26, 20, 10))[0]
        write.add("network", after, number=people, detail=_people(rng, people, write.day(after)))
        later = after + rng.randrange(60, 140)
        if rng.random() < keen * 0.6:
            write.add("network", later, number=people + 2, detail=_people(rng, people + 2, write.day(later)))
    if stage in ("front-end", "whole-practice"):
        for day in range(after + 10, after + 500, rng.randrange(40, 90)):
            if rng.random() > keen or not write.add("meetings", day):
                break
    if rng.random() < 0.04:
        write.add("adult-plan", after + 5, answer="na", reason="The adult of worry has left the home for good")
    elif rng.random() < keen * 0.6:
        write.add("adult-plan", after + rng.randrange(20, 70))
        if rng.random() < keen * 0.8:
            write.add("child-plan", after + rng.randrange(25, 110))
    if stage in ("preventative", "whole-practice") and rng.random() < keen * 0.5:
        start = after + rng.randrange(10, 40)
        steps = [
            {"on": (write.day(start) + timedelta(days=21 * n)).isoformat(), "what": step}
            for n, step in enumerate(STEPS, start=1)
        ]
        write.add("timeline", start, detail={"steps": steps})


def _people(rng: Random, lay: int, checked: date) -> dict[str, list[dict[str, Any]]]:
    """A network as people, first names left out: initials are enough for an invented one."""
    people: list[dict[str, Any]] = [
        {
            "name": rng.choice("ABCDEFGHJKLMNPRSTW") + ".",
            "relation": rng.choice(RELATIONS[:-1]),
            "lay": True,
            "agreed": "family",
            "knows": rng.random() < 0.8,
            "checked_by": "worker" if rng.random() < 0.8 else "",
            "checked_on": checked.isoformat() if rng.random() < 0.8 else None,
        }
        for _ in range(lay)
    ]
    if rng.random() < 0.4:
        people.append(
            {
                "name": "Class teacher",
                "relation": "teacher",
                "lay": False,
                "agreed": "family",
                "knows": True,
                "checked_by": "",
                "checked_on": None,
            }
        )
    return {"people": people}
