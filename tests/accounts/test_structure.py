"""The tree: places are added, renamed, moved on a date, closed, and their history stays."""

from datetime import date, timedelta

import pytest

from soundings.accounts import followers
from soundings.accounts.actions import stages, structure
from soundings.accounts.actions.structure import UnitDetails
from soundings.accounts.models import Unit, UnitPlacement
from soundings.accounts.queries import line_on, teams_below, unit_known_as
from soundings.accounts.rules import UnitKind
from soundings.core.models import ChangeEntry
from soundings.core.rules import SYSTEM, Denied, TrailUnavailable
from tests.factories.accounts import (
    NOON,
    OPENED,
    AgencyFactory,
    MembershipFactory,
    ServiceFactory,
    StaffFactory,
    StageFactory,
    TeamFactory,
    UserFactory,
    root_for,
    viewer_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def admin(agency):
    return viewer_for(UserFactory(administrator=True, agency=agency))


def verbs():
    return list(ChangeEntry.objects.order_by("id").values_list("verb", flat=True))


def add(parent, admin, name="Harbour Street", kind=UnitKind.TEAM, code=""):
    return structure.add_unit(
        kind=kind, parent=parent, details=UnitDetails(name=name, code=code), on=TODAY, by=admin, at=NOON
    )


def test_a_place_is_added_with_its_path_its_placement_and_its_trace(agency, admin):
    service = add(root_for(agency), admin, "Family Support", UnitKind.SERVICE)
    team = add(service, admin, "Harbour  Street Team", code="HST-1")

    assert team.path == f"{root_for(agency).pk}.{service.pk}.{team.pk}."
    assert team.line == [root_for(agency).pk, service.pk, team.pk]
    assert UnitPlacement.objects.get(unit=team).parent == service
    assert unit_known_as(agency, "hst-1") == team
    assert unit_known_as(agency, "harbour street team") == team
    assert verbs()[-2:] == ["unit.added", "unit.added"]


@pytest.mark.parametrize(
    ("details", "words"),
    [
        (UnitDetails(name=" "), "name"),
        (UnitDetails(name="Another", code="harbour-street"), "code of another place"),
        (UnitDetails(name="Harbour Street"), "code of another place"),
    ],
)
def test_a_place_needs_a_name_and_a_code_of_its_own(agency, admin, details, words):
    add(root_for(agency), admin, "Harbour Street")
    before = Unit.objects.count()
    with pytest.raises(Denied, match=words):
        structure.add_unit(kind=UnitKind.TEAM, parent=root_for(agency), details=details, on=TODAY, by=admin, at=NOON)
    assert Unit.objects.count() == before


def test_a_team_holds_no_other_place(agency, admin):
    team = TeamFactory(agency=agency)
    with pytest.raises(Denied, match="holds no other"):
        add(team, admin)


@pytest.mark.parametrize("role", ["worker", "supervisor", "senior_manager", "qa_lead", "analyst"])
def test_only_an_administrator_changes_the_tree(agency, role):
    viewer = viewer_for(UserFactory(agency=agency, **{role: True}))
    with pytest.raises(Denied, match="administrator"):
        add(root_for(agency), viewer)
    assert not ChangeEntry.objects.exists()


def test_an_administrator_changes_nothing_of_another_agency(admin):
    other = TeamFactory()
    for act in (
        lambda: add(other.parent, admin),
        lambda: structure.rename_unit(unit=other, details=UnitDetails(name="x"), by=admin, at=NOON),
        lambda: structure.close_unit(unit=other, on=TODAY, by=admin, at=NOON),
        lambda: structure.move_unit(unit=other, parent=other.parent, on=TODAY, by=admin, at=NOON),
    ):
        with pytest.raises(Denied, match="no such entry"):
            act()


def test_what_fails_after_the_row_leaves_nothing(agency, admin, monkeypatch):
    def full(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr("soundings.core.anchors.check_writable", full)
    before = Unit.objects.count()
    with pytest.raises(TrailUnavailable):
        add(root_for(agency), admin)
    assert Unit.objects.count() == before


def test_renaming_keeps_who_it_is(agency, admin):
    team = TeamFactory(agency=agency)
    stage = StageFactory(agency=agency)
    renamed = structure.rename_unit(
        unit=team, details=UnitDetails(name="North", code="N1", stage=stage), by=admin, at=NOON
    )
    assert (renamed.pk, renamed.public_id) == (team.pk, team.public_id)
    assert unit_known_as(agency, "n1") == team
    assert Unit.objects.get(pk=team.pk).stage == stage


def test_a_move_takes_along_what_is_below_and_keeps_where_it_stood(agency, admin):
    old, new = ServiceFactory(agency=agency), ServiceFactory(agency=agency)
    locality = add(old, admin, "North", UnitKind.LOCALITY)
    team = TeamFactory(parent=locality)
    UnitPlacement.objects.filter(unit=locality).update(from_on=OPENED)
    Unit.objects.filter(pk=locality.pk).update(opened_on=OPENED)
    moved_on = TODAY - timedelta(days=30)

    structure.move_unit(unit=locality, parent=new, on=moved_on, by=admin, at=NOON)

    team.refresh_from_db()
    assert team.path == f"{new.path}{locality.pk}.{team.pk}."
    assert line_on(team, on=TODAY) == [root_for(agency).pk, new.pk, locality.pk, team.pk]
    assert line_on(team, on=moved_on - timedelta(days=1)) == [root_for(agency).pk, old.pk, locality.pk, team.pk]
    assert teams_below(new, on=TODAY) == [team]
    assert teams_below(old, on=TODAY) == []
    assert teams_below(old, on=moved_on - timedelta(days=1)) == [team]
    assert teams_below(new, on=moved_on - timedelta(days=1)) == []
    assert verbs()[-1] == "unit.moved"


def test_a_second_move_on_the_same_day_replaces_the_first(agency, admin):
    first, second = ServiceFactory(agency=agency), ServiceFactory(agency=agency)
    team = TeamFactory(agency=agency)
    structure.move_unit(unit=team, parent=first, on=TODAY, by=admin, at=NOON)
    structure.move_unit(unit=team, parent=second, on=TODAY, by=admin, at=NOON)
    spans = list(UnitPlacement.objects.filter(unit=team).order_by("from_on").values_list("parent", "from_on", "to_on"))
    assert spans == [(root_for(agency).pk, OPENED, TODAY), (second.pk, TODAY, None)]


def test_a_move_that_cannot_be_is_refused(agency, admin):
    service = ServiceFactory(agency=agency)
    below = ServiceFactory(parent=service)
    team = TeamFactory(parent=service)
    for unit, parent, on, words in (
        (service, below, TODAY, "below itself"),
        (service, service, TODAY, "below itself"),
        (below, team, TODAY, "holds no other"),
        (team, below, TODAY + timedelta(days=1), "on its day"),
        (team, below, OPENED - timedelta(days=1), "after that day"),
    ):
        with pytest.raises(Denied, match=words):
            structure.move_unit(unit=unit, parent=parent, on=on, by=admin, at=NOON)


def test_rooms_above_hear_of_a_move_and_can_undo_it(agency, admin, monkeypatch):
    heard = []
    monkeypatch.setattr(followers, "_followers", [lambda ids, *, at: heard.append((sorted(ids), at))])
    service, other = ServiceFactory(agency=agency), ServiceFactory(agency=agency)
    team = TeamFactory(parent=service)
    structure.move_unit(unit=service, parent=other, on=TODAY, by=admin, at=NOON)
    assert heard == [([service.pk, team.pk], NOON)]

    def refuse(ids, *, at):
        raise RuntimeError

    monkeypatch.setattr(followers, "_followers", [refuse])
    with pytest.raises(RuntimeError):
        structure.move_unit(unit=team, parent=other, on=TODAY, by=admin, at=NOON)
    team.refresh_from_db()
    assert team.parent == service


def test_closing_waits_for_what_is_in_it(agency, admin, monkeypatch):
    service = ServiceFactory(agency=agency)
    team = TeamFactory(parent=service)
    post = MembershipFactory(staff=StaffFactory(agency=agency), team=team)
    with pytest.raises(Denied, match="below it first"):
        structure.close_unit(unit=service, on=TODAY, by=admin, at=NOON)
    with pytest.raises(Denied, match="posts"):
        structure.close_unit(unit=team, on=TODAY, by=admin, at=NOON)
    post.to_on = TODAY
    post.save()
    monkeypatch.setattr(followers, "_objections", [lambda unit, on: "Three children are still open in it."])
    with pytest.raises(Denied, match="Three children"):
        structure.close_unit(unit=team, on=TODAY, by=admin, at=NOON)
    monkeypatch.setattr(followers, "_objections", [lambda unit, on: ""])

    structure.close_unit(unit=team, on=TODAY, by=admin, at=NOON)

    assert teams_below(service, on=TODAY) == []
    assert teams_below(service, on=TODAY - timedelta(days=1)) == [team]
    with pytest.raises(Denied, match="agency itself"):
        structure.close_unit(unit=root_for(agency), on=TODAY, by=admin, at=NOON)


def test_a_closing_can_be_undone(agency, admin):
    service = ServiceFactory(agency=agency)
    team = TeamFactory(parent=service)
    for unit in (team, service):
        structure.close_unit(unit=unit, on=TODAY, by=admin, at=NOON)
    with pytest.raises(Denied, match="open that first"):
        structure.reopen_unit(unit=team, by=admin, at=NOON)
    for unit in (service, team):
        structure.reopen_unit(unit=unit, by=admin, at=NOON)
    assert teams_below(service, on=TODAY) == [team]


def test_a_name_that_two_places_bear_is_nobodys_code(agency, admin):
    add(root_for(agency), admin, "Duty", code="A")
    add(root_for(agency), admin, "Duty", code="B")
    assert unit_known_as(agency, "Duty") is None
    assert unit_known_as(agency, "b").code == "B"


def test_the_console_changes_the_tree_too(agency):
    assert add(root_for(agency), SYSTEM).path


def test_stages_come_in_the_order_in_which_they_were_added(agency, admin):
    made = [
        stages.add_stage(agency=agency, name=name, voluntary=voluntary, by=admin, at=NOON)
        for name, voluntary in (("Front-end statutory", False), ("Family support", True))
    ]
    assert [(s.code, s.position, s.voluntary) for s in made] == [
        ("front-end-statutory", 0, False),
        ("family-support", 1, True),
    ]
    with pytest.raises(Denied, match="of that name"):
        stages.add_stage(agency=agency, name="family SUPPORT", voluntary=True, by=admin, at=NOON)
    renamed = stages.rename_stage(stage=made[1], name="Early help", voluntary=True, by=admin, at=NOON)
    assert renamed.code == "family-support"


def test_a_stage_in_use_is_not_retired(agency, admin):
    stage = StageFactory(agency=agency)
    team = TeamFactory(agency=agency, stage=stage)
    with pytest.raises(Denied, match="still serve"):
        stages.retire_stage(stage=stage, on=TODAY, by=admin, at=NOON)
    structure.close_unit(unit=team, on=TODAY, by=admin, at=NOON)
    assert stages.retire_stage(stage=stage, on=TODAY, by=admin, at=NOON).retired_on == TODAY
    assert stages.retire_stage(stage=stage, on=None, by=admin, at=NOON).retired_on is None


def test_nobody_but_an_administrator_touches_stages(agency):
    stage = StageFactory(agency=agency)
    manager = viewer_for(UserFactory(senior_manager=True, agency=agency))
    stranger = viewer_for(UserFactory(administrator=True))
    for viewer in (manager, stranger):
        with pytest.raises(Denied):
            stages.rename_stage(stage=stage, name="x", voluntary=False, by=viewer, at=NOON)
        with pytest.raises(Denied):
            stages.add_stage(agency=agency, name="x", voluntary=False, by=viewer, at=NOON)


def test_the_day_it_opened_is_the_day_that_was_said(agency, admin):
    on = date(2019, 4, 1)
    team = structure.add_unit(
        kind=UnitKind.TEAM, parent=root_for(agency), details=UnitDetails(name="Old"), on=on, by=admin, at=NOON
    )
    assert team.opened_on == on
    assert line_on(team, on=on) == [root_for(agency).pk, team.pk]


def test_rooms_above_set_up_what_a_new_stage_needs_and_can_undo_it(agency, admin, monkeypatch):
    heard = []
    monkeypatch.setattr(followers, "_set_ups", [lambda *, agency, by, at: heard.append((agency, by.public_id, at))])
    stages.add_stage(agency=agency, name="Family support", voluntary=True, by=admin, at=NOON)
    assert heard == [(agency, admin.public_id, NOON)]

    def refuse(*, agency, by, at):
        raise RuntimeError

    monkeypatch.setattr(followers, "_set_ups", [refuse])
    with pytest.raises(RuntimeError):
        stages.add_stage(agency=agency, name="Another", voluntary=True, by=admin, at=NOON)
    assert verbs().count("stage.added") == 1
