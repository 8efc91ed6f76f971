"""Places and people from files: decided first, stored together, repeated without effect, taken back."""

from datetime import date, timedelta

import pytest

from soundings.accounts import followers
from soundings.accounts.actions import bulk
from soundings.accounts.actions.bulk import Load, LoadRefused, UserRow
from soundings.accounts.models import Membership, Staff, StaffAlias, Stage, Unit, UnitPlacement, User
from soundings.accounts.queries import staff_known_as, staff_of, teams_below, unit_known_as
from soundings.accounts.rules import PostKind, Role, StaffRow, StageRow, UnitKind, UnitRow, decide_staff, decide_units
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM, Denied
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    MembershipFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    root_for,
    viewer_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
STAGES = [StageRow("statutory", "Front-end statutory"), StageRow("support", "Family support", voluntary=True)]
UNITS = [
    UnitRow("Harbour Street Team", UnitKind.TEAM, code="HST", parent="North", stage="Family support"),
    UnitRow("North", UnitKind.LOCALITY, parent="CS"),
    UnitRow("Children's services", UnitKind.SERVICE, code="CS", stage="statutory", opened_on=date(2019, 4, 1)),
]
PEOPLE = [
    StaffRow("Jane Smith", ref="js0412", team="HST", from_on=date(2025, 1, 1), email="jane@example.org"),
    StaffRow("Jane Smith", ref="js0412", team="HST", post=PostKind.SUPERVISOR, from_on=date(2025, 6, 1)),
    StaffRow("XENG, Ah Hin", team="Harbour Street Team"),
    StaffRow("Duty, Harbour Street", is_duty=True, team="HST", post=PostKind.DUTY),
]


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def load(agency):
    return Load(agency, TODAY, "batch-1")


@pytest.fixture
def steward(agency):
    return viewer_for(UserFactory(administrator=True, import_steward=True, agency=agency))


@pytest.fixture
def stored(load, steward):
    bulk.store_structure(load=load, stages=STAGES, units=UNITS, by=steward, at=NOON)
    bulk.store_staff(load=load, rows=PEOPLE, by=steward, at=NOON)


def test_a_structure_stands_as_the_rows_say(agency, load, steward):
    loaded = bulk.store_structure(load=load, stages=STAGES, units=UNITS, by=steward, at=NOON)

    assert len(loaded.added) == 5
    team, north, service = (unit_known_as(agency, code) for code in ("hst", "north", "cs"))
    assert team.line == [root_for(agency).pk, service.pk, north.pk, team.pk]
    assert (team.stage.name, service.opened_on, team.opened_on) == ("Family support", date(2019, 4, 1), TODAY)
    assert teams_below(service, on=TODAY) == [team]
    assert ChangeEntry.objects.get(verb="unit.structure-loaded").said["after"]["added"] == 5


def test_repeating_a_structure_changes_nothing(agency, load, steward, stored):
    before = ChangeEntry.objects.count()
    loaded = bulk.store_structure(load=load, stages=STAGES, units=UNITS, by=steward, at=NOON)
    assert (loaded.added, loaded.changed, loaded.same, loaded.changes) == ([], [], 5, [])
    assert ChangeEntry.objects.count() == before


def test_what_differs_is_changed_and_what_is_absent_stays(agency, load, steward, stored, monkeypatch):
    heard = []
    monkeypatch.setattr(followers, "_followers", [lambda ids, *, at: heard.append(sorted(ids))])
    south = UnitRow("South", UnitKind.LOCALITY, parent="CS")
    moved = UnitRow("Harbour Team", UnitKind.TEAM, code="hst", parent="South", stage="statutory")

    loaded = bulk.store_structure(load=load, units=[moved, south], by=steward, at=NOON)

    team = unit_known_as(agency, "HST")
    assert (loaded.added, loaded.changed, team.name) == (["South"], ["Harbour Team"], "Harbour Team")
    assert (team.parent.name, team.stage.code) == ("South", "statutory")
    assert team.path == f"{team.parent.path}{team.pk}."
    assert unit_known_as(agency, "North")
    assert heard == [[team.pk]]


def test_naming_the_agency_as_parent_is_the_same_as_naming_none(agency, load, steward):
    row = UnitRow("Duty", UnitKind.TEAM)
    bulk.store_structure(load=load, units=[row], by=steward, at=NOON)
    again = UnitRow("Duty", UnitKind.TEAM, parent=root_for(agency).code)
    assert bulk.store_structure(load=load, units=[again], by=steward, at=NOON).same == 1


def test_all_problems_of_a_structure_come_at_once_and_nothing_is_stored(agency, load, steward):
    TeamFactory(agency=agency, name="Standing", code="standing")
    rows = [
        UnitRow("Good", UnitKind.TEAM),
        UnitRow("", UnitKind.TEAM),
        UnitRow("Orphan", UnitKind.TEAM, parent="nowhere"),
        UnitRow("Odd", UnitKind.TEAM, stage="no such stage"),
        UnitRow("good", UnitKind.TEAM),
        UnitRow("Standing", UnitKind.SERVICE),
        UnitRow("Inner", UnitKind.TEAM, parent="Standing"),
        UnitRow("A", UnitKind.SERVICE, parent="B"),
        UnitRow("B", UnitKind.SERVICE, parent="A"),
    ]
    with pytest.raises(LoadRefused) as refused:
        bulk.store_structure(load=load, stages=STAGES, units=rows, by=steward, at=NOON)
    assert {(p.row, p.code) for p in refused.value.problems} == {
        (4, "twice"),
        (1, "no-name"),
        (2, "unknown-parent"),
        (3, "unknown-stage"),
        (5, "other-kind"),
        (6, "cannot-stand-there"),
        (7, "in-a-circle"),
        (8, "in-a-circle"),
    }
    assert not Stage.objects.exists()
    assert unit_known_as(agency, "Good") is None


def test_people_have_their_names_aliases_and_posts(agency, stored):
    team = unit_known_as(agency, "HST")
    jane, xeng = staff_known_as(agency, "JS0412")[0], staff_known_as(agency, "Ah Hin Xeng")[0]
    assert [(m.post, m.from_on) for m in Membership.objects.filter(staff=jane).order_by("from_on")] == [
        ("worker", date(2025, 1, 1)),
        ("supervisor", date(2025, 6, 1)),
    ]
    assert {one.name for one in staff_of(team, on=TODAY)} == {jane.name, xeng.name, "Duty, Harbour Street"}
    assert Staff.objects.get(is_duty=True).name == "Duty, Harbour Street"


def test_repeating_people_changes_nothing(agency, load, steward, stored):
    later = Load(agency, TODAY + timedelta(days=7), "batch-2")
    loaded = bulk.store_staff(load=later, rows=PEOPLE, by=steward, at=NOON)
    assert (loaded.added, loaded.changed, loaded.same) == ([], [], 4)
    assert Membership.objects.count() == 4


def test_people_are_changed_by_what_the_file_says_and_not_by_what_it_leaves_out(agency, load, steward, stored):
    rows = [
        StaffRow("Jane Xeng-Smith", ref="JS0412", team="hst", to_on=TODAY, from_on=date(2025, 1, 1)),
        StaffRow("Xeng, Ah Hin", aliases=("ahx",), ended_on=TODAY + timedelta(days=30)),
    ]
    loaded = bulk.store_staff(load=load, rows=rows, by=steward, at=NOON)
    jane, xeng = staff_known_as(agency, "js0412")[0], staff_known_as(agency, "ahx")[0]
    assert sorted(loaded.changed) == ["Ah Hin Xeng", "Jane Xeng-Smith"]
    assert (jane.name, jane.email) == ("Jane Xeng-Smith", "jane@example.org")
    assert Membership.objects.get(staff=jane, post="worker").to_on == TODAY
    assert Membership.objects.get(staff=jane, post="supervisor").to_on is None
    assert xeng.ended_on == TODAY + timedelta(days=30)


def test_people_who_cannot_be_told_apart_are_a_problem(agency, load, steward):
    TeamFactory(agency=agency, name="HST")
    for _ in range(2):
        StaffFactory(agency=agency, name="Kim Lee")
    rows = [
        StaffRow("Kim Lee"),
        StaffRow(" "),
        StaffRow("Ann", team="nowhere"),
        StaffRow("Bea", team="HST", from_on=TODAY, to_on=TODAY - timedelta(days=1)),
        StaffRow("Kim Lee", ref="kl77", team="HST"),
    ]
    with pytest.raises(LoadRefused) as refused:
        bulk.store_staff(load=load, rows=rows, by=steward, at=NOON)
    assert [(p.row, p.code) for p in refused.value.problems] == [
        (0, "several-of-that-name"),
        (1, "no-name"),
        (2, "unknown-team"),
        (3, "ends-before-it-begins"),
    ]
    # with a number of their own, the third Kim Lee is somebody new
    assert bulk.store_staff(load=load, rows=rows[4:], by=steward, at=NOON).added == ["Kim Lee"]


def test_a_number_goes_to_the_one_bearer_of_the_name_who_has_none(agency, load, steward):
    kim = StaffFactory(agency=agency, name="Kim Lee")
    bulk.store_staff(load=load, rows=[StaffRow("Kim Lee", ref="kl1")], by=steward, at=NOON)
    assert staff_known_as(agency, "kl1") == [kim]
    other = bulk.store_staff(load=load, rows=[StaffRow("Kim Lee", ref="kl2")], by=steward, at=NOON)
    assert other.added == ["Kim Lee"]


def test_two_aliases_of_two_people_in_one_row_are_a_problem():
    kim, lee = (
        bulk.people.StaffNow(1, "Kim", aliases=frozenset({"k"})),
        bulk.people.StaffNow(2, "Lee", aliases=frozenset({"l"})),
    )
    decision = decide_staff([StaffRow("Kim", aliases=("K", "L"))], [kim, lee], {}, on=TODAY)
    assert [p.code for p in decision.problems] == ["alias-of-another"]


def test_deciding_needs_no_database():
    decision = decide_units(UNITS, {}, {"statutory": "statutory", "family support": "support"})
    assert [row.key for row in decision.add[1:]] == ["north", "hst"]


@pytest.mark.parametrize("role", ["worker", "supervisor", "senior_manager", "administrator"])
def test_only_a_steward_loads(agency, load, role):
    viewer = viewer_for(UserFactory(agency=agency, **{role: True}))
    with pytest.raises(Denied, match="steward"):
        bulk.store_structure(load=load, units=UNITS[2:], by=viewer, at=NOON)
    with pytest.raises(Denied, match="steward"):
        bulk.store_staff(load=load, rows=PEOPLE, by=viewer, at=NOON)


def test_a_steward_loads_for_their_own_agency_only(load):
    stranger = viewer_for(UserFactory(administrator=True, import_steward=True))
    with pytest.raises(Denied, match="no such entry"):
        bulk.store_structure(load=load, units=UNITS[2:], by=stranger, at=NOON)


def test_a_load_is_taken_back_whole(agency, load, steward):
    old = StaffFactory(agency=agency, name="Jane Smith")
    place = TeamFactory(agency=agency, name="Old name", code="HST")
    rows = [UnitRow("New name", UnitKind.TEAM, code="HST", parent="S"), UnitRow("S", UnitKind.SERVICE)]
    first = bulk.store_structure(load=load, stages=STAGES, units=rows, by=steward, at=NOON)
    second = bulk.store_staff(
        load=load,
        rows=[StaffRow("Jane Smith", ref="j1", email="j@x.org", team="HST"), StaffRow("Kim")],
        by=steward,
        at=NOON,
    )

    counts = bulk.take_back(load=load, changes=[*first.changes, *second.changes], by=steward, at=NOON)

    place.refresh_from_db()
    old.refresh_from_db()
    assert (place.name, place.parent, place.path) == (
        "Old name",
        root_for(agency),
        f"{root_for(agency).path}{place.pk}.",
    )
    assert (old.email, StaffAlias.objects.count(), Membership.objects.count()) == ("", 0, 0)
    assert {s.name for s in Staff.objects.filter(agency=agency)} == {"Jane Smith"}
    assert not Stage.objects.exists() and unit_known_as(agency, "S") is None
    assert counts == {"removed": 6, "restored": 3, "left": 0}
    assert not UnitPlacement.objects.filter(unit=place, to_on=None).exclude(parent=root_for(agency)).exists()


def test_what_was_changed_since_is_left(agency, load, steward):
    old = StaffFactory(agency=agency, name="Jane Smith")
    loaded = bulk.store_staff(load=load, rows=[StaffRow("Jane Smith", email="a@x.org")], by=steward, at=NOON)
    Staff.objects.filter(pk=old.pk).update(email="b@x.org")
    counts = bulk.take_back(load=load, changes=loaded.changes, by=steward, at=NOON)
    assert (counts["left"], Staff.objects.get(pk=old.pk).email) == (1, "b@x.org")


def test_what_is_in_use_is_not_taken_back(agency, load, steward, stored):
    MembershipFactory(staff=StaffFactory(agency=agency), team=unit_known_as(agency, "HST"))
    with pytest.raises(Denied, match="in use"):
        bulk.take_back(load=load, changes=[], by=steward, at=NOON)
    assert staff_known_as(agency, "js0412")


def test_logins_of_a_training_copy():
    agency = AgencyFactory(is_training=True)
    TeamFactory(agency=agency, name="HST")
    jane = StaffFactory(agency=agency, name="Jane Smith")
    row = UserRow("jane@example.org", "Jane Smith", "!", staff="Jane Smith", roles=((Role.WORKER, "HST"),))
    for _ in range(2):
        bulk.store_users(load=Load(agency, TODAY), rows=[row], at=NOON)
    user = User.objects.get()
    assert (user.staff, [h.role for h in viewer_for(user).grants]) == (jane, [Role.WORKER])
    with pytest.raises(Denied, match="training"):
        bulk.store_users(load=Load(AgencyFactory(), TODAY), rows=[row], at=NOON)


def test_by_the_console_too(agency, load):
    bulk.store_structure(load=load, units=UNITS[2:], stages=STAGES, by=SYSTEM, at=NOON)
    assert Unit.objects.filter(agency=agency, batch="batch-1").count() == 1
