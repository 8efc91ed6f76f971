"""The agency's tree and its stages: seen whole, changed place by place."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from soundings.accounts.models import Staff, Stage, Unit, UnitPlacement
from soundings.accounts.rules import PostKind, UnitKind
from soundings.core.models import ChangeEntry
from tests.accounts.pages import day, words
from tests.factories.accounts import (
    NOON,
    OPENED,
    ServiceFactory,
    StaffFactory,
    StageFactory,
    TeamFactory,
    UserFactory,
    root_for,
)

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
CHANGES = ["unit", "add-unit", "unit-details", "move-unit", "close-unit"]


@pytest.fixture
def admin(signed_in, administrator):
    return signed_in(administrator)


@pytest.fixture
def safeguarding(harbour):
    stage = StageFactory(agency=harbour.agency, name="Front-end statutory", code="front-end")
    return ServiceFactory(agency=harbour.agency, name="Safeguarding", stage=stage)


def address(name, place) -> str:
    return reverse(name, args=[place.public_id])


# --- seen ---


def test_the_tree_shows_each_place_below_where_it_belongs(admin, harbour, safeguarding):
    StaffFactory(team=TeamFactory(parent=safeguarding, name="Mill Lane"))
    said = words(admin.get(reverse("structure")))
    root = root_for(harbour.agency).name
    assert f"{root} Agency Add below {root} Harbour Street Team · no stage yet" in said
    assert "Safeguarding Service · Front-end statutory Add below Safeguarding Mill Lane Team · 1 person" in said


def test_a_closed_place_stays_in_the_tree_with_its_last_day(admin, harbour):
    TeamFactory(agency=harbour.agency, name="Old Quay", closed_on=date(2025, 7, 1))
    assert "Old Quay Team · no stage yet open until 30 June 2025" in words(admin.get(reverse("structure")))


def test_the_tree_costs_the_same_however_large(admin, safeguarding, django_assert_max_num_queries):
    for _number in range(12):
        TeamFactory(parent=safeguarding)
    admin.get(reverse("structure"))
    with django_assert_max_num_queries(14):
        admin.get(reverse("structure"))


def test_a_place_says_its_stage_its_people_and_where_it_has_stood(admin, harbour, safeguarding):
    team = TeamFactory(parent=safeguarding, name="Mill Lane", code="T0002")
    StaffFactory(team=team, name="Jane Smith")
    said = words(admin.get(address("unit", team)))
    for part in (
        "Belongs to Safeguarding",
        "T0002",
        "Front-end statutory from above",
        "Jane Smith",
        "Since 1 January 2020",
    ):
        assert part in said


def test_places_of_another_agency_are_not_there(admin):
    elsewhere = TeamFactory(name="Elsewhere Team")
    assert "Elsewhere Team" not in words(admin.get(reverse("structure")))
    for name in CHANGES:
        assert admin.get(address(name, elsewhere)).status_code == 404
    assert admin.post(address("close-unit", elsewhere), day("last_day", TODAY)).status_code == 404
    assert admin.post(address("reopen-unit", elsewhere)).status_code == 404
    assert admin.post(address("add-duty-desk", elsewhere)).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.closed_on is None


@pytest.mark.parametrize("role", ["worker", "supervisor", "qa_lead", "senior_manager"])
def test_the_tree_is_for_administrators(signed_in, harbour, role):
    client = signed_in(UserFactory(unit=harbour, **{role: True}))
    assert client.get(reverse("structure")).status_code == 404
    assert client.get(address("unit", harbour)).status_code == 404


# --- added, described ---


def test_a_team_is_added_below_a_service(admin, safeguarding):
    typed = {"kind": "team", "name": "Quayside", "code": "T9"} | day("opened_on", date(2026, 1, 5))
    assert admin.post(address("add-unit", safeguarding), typed)["Location"] == reverse("structure")
    team = Unit.objects.get(name="Quayside")
    assert (team.parent, team.kind, team.code, team.opened_on) == (
        safeguarding, UnitKind.TEAM, "T9", date(2026, 1, 5),
    )  # fmt: skip
    assert ChangeEntry.objects.filter(verb="unit.added", target=team.public_id).exists()


def test_nothing_is_added_below_a_team(admin, harbour):
    typed = {"kind": "team", "name": "Quayside"} | day("opened_on", TODAY)
    response = admin.post(address("add-unit", harbour), typed)
    assert "a team holds no other places" in words(response)
    assert 'value="Quayside"' in response.content.decode()
    assert not Unit.objects.filter(name="Quayside").exists()


def test_a_place_gets_another_name_code_and_stage(admin, harbour, safeguarding):
    typed = {"name": "Harbour Street North", "code": "HSN", "stage": safeguarding.stage.pk}
    admin.post(address("unit-details", harbour), typed)
    harbour.refresh_from_db()
    assert (harbour.name, harbour.code, harbour.stage) == ("Harbour Street North", "HSN", safeguarding.stage)


def test_the_code_of_another_place_is_refused(admin, harbour, safeguarding):
    response = admin.post(address("unit-details", harbour), {"name": "Harbour Street", "code": "safeguarding"})
    assert "is the code of another place" in words(response)
    harbour.refresh_from_db()
    assert harbour.code == "Harbour Street"


# --- moved ---


def test_a_team_moves_on_a_day_and_keeps_where_it_stood(admin, harbour, safeguarding):
    typed = {"parent": safeguarding.pk} | day("on", date(2026, 2, 1))
    assert admin.post(address("move-unit", harbour), typed)["Location"] == address("unit", harbour)
    harbour.refresh_from_db()
    assert harbour.parent == safeguarding
    stood = list(UnitPlacement.objects.filter(unit=harbour).order_by("from_on").values_list("from_on", "to_on"))
    assert stood == [(OPENED, date(2026, 2, 1)), (date(2026, 2, 1), None)]
    assert "1 January 2020 to 31 January 2026" in words(admin.get(address("unit", harbour)))


@pytest.mark.parametrize(
    ("on", "field", "says"),
    [
        (TODAY + timedelta(days=1), "on", "A move is recorded on its day or afterwards"),
        (OPENED - timedelta(days=1), "parent", "It came to where it stands now after that day."),
    ],
)
def test_a_move_on_a_day_that_cannot_be_is_refused(admin, harbour, safeguarding, on, field, says):
    response = admin.post(address("move-unit", harbour), {"parent": safeguarding.pk} | day("on", on))
    assert response.context["form"].errors[field] == [says]
    harbour.refresh_from_db()
    assert harbour.parent == root_for(harbour.agency)


def test_a_place_is_not_offered_itself_nor_what_is_below_it(admin, safeguarding):
    locality = ServiceFactory(parent=safeguarding)
    offered = admin.get(address("move-unit", safeguarding)).context["form"].fields["parent"].queryset
    assert locality not in offered and safeguarding not in offered


# --- closed, opened again ---


def test_a_team_closes_after_its_last_day_and_opens_again(admin, harbour):
    admin.post(address("close-unit", harbour), day("last_day", date(2026, 3, 31)))
    harbour.refresh_from_db()
    assert harbour.closed_on == date(2026, 4, 1)
    admin.post(address("reopen-unit", harbour))
    harbour.refresh_from_db()
    assert harbour.closed_on is None


def test_a_team_where_people_have_posts_stays_open(admin, harbour):
    StaffFactory(team=harbour)
    response = admin.post(address("close-unit", harbour), day("last_day", TODAY))
    assert response.context["form"].errors["last_day"] == [
        "People still have posts in it on that day: end those first."
    ]
    harbour.refresh_from_db()
    assert harbour.closed_on is None


def test_a_team_gets_one_duty_desk(admin, harbour):
    assert "Add a duty desk" in words(admin.get(address("unit", harbour)))
    admin.post(address("add-duty-desk", harbour))
    said = words(admin.post(address("add-duty-desk", harbour), follow=True))
    assert "This team has a duty desk already." in said and "Add a duty desk" not in said
    desk = Staff.objects.get(agency=harbour.agency, is_duty=True)
    assert desk.name == "Duty, Harbour Street"
    assert [(post.team, post.post, post.from_on) for post in desk.memberships.all()] == [
        (harbour, PostKind.DUTY, TODAY)
    ]


def test_a_service_has_no_duty_desk(admin, safeguarding):
    assert "Posts are in teams." in words(admin.post(address("add-duty-desk", safeguarding), follow=True))
    assert not Staff.objects.filter(agency=safeguarding.agency).exists()


# --- stages ---


def test_a_stage_is_added_renamed_and_retired(admin, harbour):
    admin.post(reverse("add-stage"), {"name": "Early help", "voluntary": "on"})
    stage = Stage.objects.get(agency=harbour.agency)
    assert (stage.name, stage.voluntary) == ("Early help", True)

    admin.post(reverse("stage", args=[stage.code]), {"name": "Early support"})
    stage.refresh_from_db()
    assert (stage.name, stage.voluntary) == ("Early support", False)

    admin.post(reverse("retire-stage", args=[stage.code]), {"do": "retire"})
    stage.refresh_from_db()
    assert stage.retired_on == TODAY
    assert "until 15 March 2026" in words(admin.get(reverse("stages")))

    admin.post(reverse("retire-stage", args=[stage.code]), {"do": "take-up"})
    stage.refresh_from_db()
    assert stage.retired_on is None


def test_a_second_stage_of_the_same_name_is_refused(admin, safeguarding):
    response = admin.post(reverse("add-stage"), {"name": "front-end STATUTORY"})
    assert response.context["form"].errors["name"] == ["There is a stage of that name already."]
    assert Stage.objects.filter(agency=safeguarding.agency).count() == 1


def test_a_stage_that_teams_serve_is_not_retired(admin, safeguarding):
    response = admin.post(reverse("retire-stage", args=[safeguarding.stage.code]), {"do": "retire"}, follow=True)
    assert "Teams still serve this stage" in words(response)
    safeguarding.stage.refresh_from_db()
    assert safeguarding.stage.retired_on is None


def test_a_stage_of_another_agency_is_not_there(admin):
    elsewhere = StageFactory(code="elsewhere")
    assert admin.get(reverse("stage", args=[elsewhere.code])).status_code == 404
    assert admin.post(reverse("retire-stage", args=[elsewhere.code]), {"do": "retire"}).status_code == 404
    elsewhere.refresh_from_db()
    assert elsewhere.retired_on is None
