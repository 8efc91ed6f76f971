"""Places and staff as tables."""

from collections.abc import Sequence
from datetime import date

import pytest

from soundings.accounts.rules import PostKind, StaffNow, UnitKind, UnitNow
from soundings.exchange.plans import structure
from soundings.exchange.plans.outcome import Plan
from soundings.exchange.plans.structure import post_of, shown_name
from tests.exchange.plans.world import AS_OF, csv_book

HEADS = ["Name", "Code", "Kind", "Parent", "Stage"]
ROOT = UnitNow("hs", "Harbourshire", UnitKind.AGENCY)
STAFF = ["Name", "Staff ID", "Email", "Team", "Post", "From"]


def around(**changes) -> structure.Around:
    made = structure.Around(AS_OF, {"hs": ROOT}, {"front end": "front-end"}, (), {"north": "north"})
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def places(*rows: Sequence[str], **changes) -> Plan:
    return structure.decide_structure([csv_book(HEADS, *rows)], around(**changes))


def people(*rows: Sequence[str], heads: Sequence[str] = STAFF, **changes) -> Plan:
    return structure.decide_people([csv_book(heads, *rows)], around(**changes))


def test_places_may_come_in_any_order_and_name_their_parent_by_name():
    plan = places(
        ["North Team", "NT", "Team", "Family Services", "Front-end"],
        ["Family Services", "FS", "Service", "", ""],
    )

    assert plan.problems == []
    assert [(unit.name, unit.kind, unit.parent) for unit in plan.work.units] == [
        ("North Team", UnitKind.TEAM, "FS"),
        ("Family Services", UnitKind.SERVICE, ""),
    ]
    assert plan.counts == {("unit", "add"): 2}


def test_stages_come_with_the_places():
    plan = places(["Voluntary", "vol", "voluntary stage", "", ""], ["North Team", "", "team", "", "Voluntary"])

    assert [(one.code, one.name, one.voluntary) for one in plan.work.stages] == [("vol", "Voluntary", True)]
    assert plan.problems == []


def test_every_problem_of_every_row():
    plan = places(
        ["", "X", "team", "", ""],
        ["North", "", "orchestra", "", ""],
        ["South", "", "team", "Nowhere", ""],
        ["West", "", "team", "", "No such stage"],
        ["East", "", "team", "South", ""],
        ["A", "", "service", "B", ""],
        ["B", "", "service", "A", ""],
    )

    assert sorted((one.row, one.fault.code) for one in plan.problems) == [
        (2, "no-name"),
        (3, "unit-kind"),
        (4, "unknown-parent"),
        (5, "unknown-stage"),
        (6, "cannot-stand-there"),
        (7, "in-a-circle"),
        (8, "in-a-circle"),
    ]
    assert plan.work.units == []


def test_what_stands_is_left_and_what_differs_is_changed():
    now = {"hs": ROOT, "nt": UnitNow("NT", "North Team", UnitKind.TEAM), "st": UnitNow("ST", "South", UnitKind.TEAM)}
    plan = places(["North Team", "NT", "team", "", ""], ["South Team", "ST", "team", "", ""], units=now)

    assert plan.counts == {("unit", "same"): 1, ("unit", "change"): 1}


def test_staff_with_several_posts_and_numbers():
    plan = people(
        ["SMITH, Jane", "js0412", "jane@example.org", "North", "Social Worker", "01/01/2025"],
        ["Jane Smith", "js0412", "", "North", "Team Manager", "01/06/2025"],
    )

    assert plan.problems == []
    assert plan.counts == {("staff", "add"): 1}
    first, second = plan.work
    assert (first.name, first.post, first.from_on) == ("Jane Smith", PostKind.WORKER, date(2025, 1, 1))
    assert second.post is PostKind.SUPERVISOR


def test_staff_who_stand_already_are_left():
    now = [StaffNow(1, "Jane Smith", "jane@example.org", None, frozenset({"js0412"}))]
    plan = people(["Jane Smith", "js0412", "jane@example.org", "", "", ""], staff=now)
    assert plan.counts == {("staff", "same"): 1}


def test_staff_that_cannot_be_stored():
    plan = people(
        ["Jane Smith", "", "jane at example", "North", "", ""],
        ["Ah Hin Xeng", "", "", "Atlantis", "", ""],
        ["", "", "x@example.org", "", "", ""],
    )
    assert sorted((one.row, one.column, one.fault.code) for one in plan.problems) == [
        (2, "Email", "email"),
        (3, "Team", "unknown-team"),
        (4, "Name", "no-name"),
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("SMITH, Jane", "Jane Smith"),
        ("Smith, Jane", "Jane Smith"),
        ("Jane Smith", "Jane Smith"),
        ("O’BRIEN, Cian", "Cian O’Brien"),
    ],
)
def test_names_are_shown_given_name_first(written: str, shown: str):
    assert shown_name(written) == shown


@pytest.mark.parametrize(
    ("title", "post"),
    [
        ("Team Manager", PostKind.SUPERVISOR),
        ("Duty desk", PostKind.DUTY),
        ("Social Worker", PostKind.WORKER),
        ("", PostKind.WORKER),
    ],
)
def test_posts_by_job_title(title: str, post: PostKind):
    assert post_of(title) is post
