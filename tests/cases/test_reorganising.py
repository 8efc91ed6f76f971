"""A reorganisation on a date: planned, tried out, agreed, carried out; teams move, merge and split with their cases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from soundings.accounts.models import Membership, Unit, UnitPlacement
from soundings.accounts.rules import UnitKind
from soundings.cases import tasks
from soundings.cases.actions import reorganising as actions
from soundings.cases.models import Case, Reorganisation, TeamSpan
from soundings.cases.queries import reorganising as queries
from soundings.cases.rules import Place, Step, StepKind, TroubleCode, decide, standing
from soundings.core.rules import Denied
from tests.accounts.pages import day, words
from tests.cases.conftest import verbs
from tests.factories.accounts import (
    NOON,
    AgencyFactory,
    ServiceFactory,
    StaffFactory,
    TeamFactory,
    UserFactory,
    viewer_for,
)
from tests.factories.cases import CaseFactory

TODAY = NOON.date()
TOMORROW = TODAY + timedelta(days=1)
NEXT_NOON = NOON + timedelta(days=1)


@pytest.fixture
def ada(place):
    """The administrator."""
    return viewer_for(UserFactory(administrator=True, agency=place.agency, name="Ada Administrator"))


@pytest.fixture
def plan_of(ada):
    """A draft for a day, with these steps."""

    def make(*steps: Step, on: date = TODAY) -> Reorganisation:
        plan = actions.begin_plan(name="Two services", on=on, by=ada, at=NOON)
        for step in steps:
            plan = actions.add_step(plan=plan, step=step, by=ada, at=NOON)
        return plan

    return make


def now(thing):
    return type(thing).objects.get(pk=thing.pk)


def agree(plan, ada, at=NOON):
    return actions.agree_plan(plan=plan, by=ada, at=at)


# --- carried out ---


def test_a_team_stands_elsewhere_from_the_day_and_before_where_it_stood(place, ada, plan_of):
    early = ServiceFactory(agency=place.agency, name="Early help")
    root = place.team.parent
    plan = agree(plan_of(Step("a", StepKind.MOVE, place.team.public_id, early.public_id)), ada)
    assert now(place.team).parent == early
    placements = UnitPlacement.objects.filter(unit=place.team).order_by("from_on")
    assert [(one.parent, one.to_on) for one in placements] == [(root, TODAY), (early, None)]
    assert (plan.state, plan.done_at) == ("done", NOON)
    assert queries.notes_on(ada, early) == [(TODAY, "Reorganisation: Two services")]
    assert not queries.notes_on(ada, root)  # the agency's own total is what it was
    assert not queries.notes_on(ada, place.other_team)


def test_a_merged_team_gives_its_cases_and_posts_and_closes(place, ada, plan_of, told):
    open_case = CaseFactory(team=place.team, worker=place.worker.staff)
    restricted = CaseFactory(team=place.team, restricted=True)
    closed = CaseFactory(team=place.team, closed_on=date(2026, 3, 1))
    agree(plan_of(Step("a", StepKind.MERGE, place.team.public_id, place.other_team.public_id)), ada)
    assert {now(open_case).team, now(restricted).team} == {place.other_team}
    assert now(open_case).worker == place.worker.staff
    assert now(closed).team == place.team
    assert now(place.team).closed_on == TODAY
    spans = TeamSpan.objects.filter(case=open_case).order_by("from_on").values_list("team", "from_on", "to_on")
    assert list(spans) == [
        (place.team.pk, open_case.opened_on, TODAY),
        (place.other_team.pk, TODAY, None),
    ]
    posts = Membership.objects.filter(staff=place.colleague).order_by("from_on").values_list("team", "to_on")
    assert list(posts) == [(place.team.pk, TODAY), (place.other_team.pk, None)]
    assert set(told) == {open_case.pk, restricted.pk}
    assert "reorganisation.carried-out" in verbs()


def test_a_case_on_duty_goes_to_the_duty_desk_of_the_other_team_or_to_nobody(place, ada, plan_of):
    case = CaseFactory(team=place.team, worker=place.duty)
    desk = StaffFactory(team=place.other_team, name="Duty, Mill Lane", is_duty=True)
    agree(plan_of(Step("a", StepKind.MERGE, place.team.public_id, place.other_team.public_id)), ada)
    assert now(case).worker == desk


def test_a_split_gives_a_new_team_some_people_with_their_cases_and_some_cases_by_number(place, ada, plan_of):
    hers = CaseFactory(team=place.team, worker=place.colleague)
    by_number = CaseFactory(team=place.team, worker=place.worker.staff)
    stays = CaseFactory(team=place.team, worker=place.worker.staff)
    root = place.team.parent.public_id
    new = Step("n", StepKind.NEW, target=root, name="Quay Side", unit_kind="team", stage=place.stage.code)
    split = Step(
        "s",
        StepKind.SPLIT,
        place.team.public_id,
        new.concerns,
        workers=(place.colleague.public_id,),
        references=(by_number.child.reference, "no such number"),
    )
    plan = plan_of(new, split)
    along = queries.along(plan, split)
    assert (along.cases, along.posts, along.not_found) == (2, 1, ("no such number",))
    agree(plan, ada)
    made = Unit.objects.get(name="Quay Side")
    assert (made.stage, made.opened_on) == (place.stage, TODAY)
    assert {now(hers).team, now(by_number).team} == {made}
    assert now(stays).team == place.team
    assert Membership.objects.filter(staff=place.colleague, team=made, to_on=None).exists()
    assert Membership.objects.filter(staff=place.worker.staff, team=place.team, to_on=None).exists()


def test_names_change_and_empty_places_close(place, ada, plan_of):
    empty = TeamFactory(agency=place.agency, name="Old Quay")
    rename = Step("a", StepKind.RENAME, place.team.public_id, name="Harbour Team")
    agree(plan_of(rename, Step("b", StepKind.CLOSE, empty.public_id)), ada)
    assert (now(place.team).name, now(place.team).code) == ("Harbour Team", "Harbour Street")
    assert now(empty).closed_on == TODAY


# --- on its day ---


def test_a_day_to_come_waits_for_the_worker_and_can_be_taken_back_until_then(place, ada, plan_of):
    move = Step("a", StepKind.MERGE, place.team.public_id, place.other_team.public_id)
    plan = tasks.agree(plan=plan_of(move, on=TOMORROW), by=ada, at=NOON)
    assert plan.state == "agreed"
    waiting = DBTaskResult.objects.get()
    assert waiting.run_after == datetime(2026, 3, 17, tzinfo=UTC)
    assert actions.carry_out(plan=plan, at=NOON).state == "agreed"
    assert now(place.team).closed_on is None

    actions.take_back_plan(plan=plan, by=ada, at=NOON)
    assert tasks.carry_out_plan.call(plan.public_id, plan.agency_id) == ""  # the task still waiting does nothing
    assert now(place.team).closed_on is None

    plan = agree(now(plan), ada)
    assert tasks.carry_out_plan.call(plan.public_id, plan.agency_id) == ""  # that day is long past by the real clock
    assert now(plan).state == "done"
    assert now(place.team).closed_on == TOMORROW
    with pytest.raises(Denied, match="not yet happened"):
        actions.take_back_plan(plan=now(plan), by=ada, at=NEXT_NOON)


def test_what_stands_in_the_way_by_then_is_said_and_nothing_happens(place, ada, plan_of):
    empty = TeamFactory(agency=place.agency, name="Old Quay")
    early = ServiceFactory(agency=place.agency, name="Early help")
    move = Step("m", StepKind.MOVE, place.team.public_id, early.public_id)
    plan = agree(plan_of(move, Step("c", StepKind.CLOSE, empty.public_id), on=TOMORROW), ada)
    CaseFactory(team=empty)
    said = tasks.carry_out_plan.call(plan.public_id, plan.agency_id)
    assert "Open cases stand with Old Quay" in said
    assert now(plan).state == "agreed"
    assert now(place.team).parent != early


def test_if_a_room_above_cannot_follow_nothing_has_happened(place, ada, plan_of, refusing):
    CaseFactory(team=place.team)
    plan = plan_of(Step("a", StepKind.MERGE, place.team.public_id, place.other_team.public_id))
    with pytest.raises(RuntimeError):
        agree(plan, ada)
    assert now(plan).state == "draft"
    assert now(place.team).closed_on is None
    assert not Case.objects.exclude(team=place.team).exists()


# --- refused ---


def test_only_a_system_administrator_plans(place, sam, plan_of):
    with pytest.raises(Denied):
        actions.begin_plan(name="Mine", on=TODAY, by=sam, at=NOON)
    assert not queries.plans_visible_to(sam).exists()


def test_a_plan_in_trouble_or_without_a_step_is_not_agreed(place, ada, plan_of):
    with pytest.raises(Denied, match="changes nothing yet"):
        agree(plan_of(), ada)
    CaseFactory(team=place.team)
    plan = plan_of(Step("a", StepKind.CLOSE, place.team.public_id))
    with pytest.raises(Denied, match="Open cases stand with Harbour Street"):
        agree(plan, ada)
    plan = actions.remove_step(plan=plan, step_id="a", by=ada, at=NOON)
    actions.drop_plan(plan=plan, by=ada, at=NOON)
    with pytest.raises(Denied, match="Only a draft"):
        agree(now(plan), ada)


# --- rules ---

ROOT = Place("r", UnitKind.AGENCY, "Agency", "", date(2020, 1, 1))
SERVICES = [Place(key, UnitKind.SERVICE, f"Service {key}", "r", date(2020, 1, 1)) for key in "ab"]
TEAMS = [
    Place(key, UnitKind.TEAM, f"Team {key}", parent, date(2020, 1, 1), has_cases=True, has_posts=True)
    for key, parent in (("t", "a"), ("u", "a"), ("v", "b"))
]
TREE = {place.key: place for place in [ROOT, *SERVICES, *TEAMS]}
KEYS = st.sampled_from([*TREE, "new:1", "nowhere"])
STEPS = st.lists(
    st.builds(
        Step,
        id=st.sampled_from("123"),
        kind=st.sampled_from(StepKind),
        place=KEYS,
        target=KEYS,
        name=st.sampled_from(["Team t", "Quay", "Harbour"]),
        unit_kind=st.sampled_from(["service", "team"]),
    ),
    max_size=6,
)


@given(STEPS)
def test_whatever_the_steps_every_place_hangs_from_the_agency_and_no_case_is_left_in_a_closed_team(steps):
    after = decide(TREE, steps, on=TODAY).places
    for place in after.values():
        line = [place.key]
        while after[line[-1]].parent:
            line.append(after[line[-1]].parent)
            assert len(line) <= len(after)  # no circle
        assert line[-1] == "r"
        assert place.is_open or not (place.has_cases or place.has_posts)
        if place.parent:
            assert after[place.parent].kind is not UnitKind.TEAM
    assert any(place.has_cases for place in after.values())


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("1", StepKind.MOVE, "a", "a"), TroubleCode.UNDER_ITSELF),
        (Step("1", StepKind.MOVE, "t", "u"), TroubleCode.CANNOT_HOLD),
        (Step("1", StepKind.MOVE, "t", "a"), TroubleCode.STANDS_THERE),
        (Step("1", StepKind.MOVE, "r", "a"), TroubleCode.THE_AGENCY),
        (Step("1", StepKind.MOVE, "t", "gone"), TroubleCode.TARGET_GONE),
        (Step("1", StepKind.MERGE, "a", "t"), TroubleCode.NOT_TEAMS),
        (Step("1", StepKind.MERGE, "t", "t"), TroubleCode.SAME_TEAM),
        (Step("1", StepKind.RENAME, "t", name="Team U"), TroubleCode.NAME_TAKEN),
        (Step("1", StepKind.CLOSE, "a"), TroubleCode.HOLDS_PLACES),
        (Step("1", StepKind.CLOSE, "t"), TroubleCode.HOLDS_CASES),
    ],
)
def test_why_a_step_cannot_be_taken(step, code):
    assert [one.code for one in decide(TREE, [step], on=TODAY).troubles] == [code]


def test_the_tree_afterwards_says_what_is_new_moved_renamed_and_closed():
    steps = [
        Step("1", StepKind.NEW, target="b", name="Quay", unit_kind="team"),
        Step("2", StepKind.MOVE, "t", "b"),
        Step("3", StepKind.RENAME, "u", name="Harbour"),
        Step("4", StepKind.MERGE, "v", "new:1"),
    ]
    root = standing(TREE, decide(TREE, steps, on=TODAY).places)
    seen = {one.place.name: set(one.marks) for service in root.below for one in service.below}
    assert seen == {"Harbour": {"renamed"}, "Quay": {"new"}, "Team t": {"moved"}, "Team v": {"closed"}}


# --- pages ---


@pytest.fixture
def admin(client, ada):
    client.force_login(ada.user)
    return client


def said(response) -> str:
    assert response.status_code == 200
    return words(response)


def test_a_plan_is_made_tried_out_and_agreed_on_its_pages(place, admin):
    early = ServiceFactory(agency=place.agency, name="Early help")
    CaseFactory(team=place.team, worker=place.colleague)
    CaseFactory(team=place.team, restricted=True)
    assert "No reorganisation yet" in said(admin.get(reverse("reorganisations")))
    on = timezone.localdate() + timedelta(days=30)
    answer = admin.post(reverse("new-reorganisation"), {"name": "Two services", **day("on", on)})
    plan = Reorganisation.objects.get()
    assert answer.headers["Location"] == reverse("reorganisation", args=[plan.public_id])

    def step(kind: str, **fields: object) -> str:
        address = reverse("reorganisation-step", args=[plan.public_id, kind])
        return said(admin.post(f"{address}?team={place.team.public_id}", fields, follow=True))

    step("new", unit_kind="team", name="Quay Side", target=early.public_id, stage="")
    new = queries.steps_of(now(plan))[0].concerns
    seen = step("split", target=new, workers=place.colleague.public_id, references="")
    assert "Part of Harbour Street goes to Quay Side. Goes along: 1 open case · 1 post" in seen
    seen = step("merge", place=place.team.public_id, target=place.other_team.public_id)
    assert "Goes along: 1 open case" in seen  # nobody says how many restricted ones there are
    assert "Harbour Street Team closes" in seen
    assert "Quay Side Team new" in seen
    assert "It stands under" in step("move", place=early.public_id, target=early.parent.public_id)
    assert "Agree to this plan" not in said(admin.get(answer.headers["Location"]))
    wrong = queries.steps_of(now(plan))[-1].id
    admin.post(reverse("reorganisation-remove-step", args=[plan.public_id, wrong]))
    assert "Agree to this plan" in said(admin.get(answer.headers["Location"]))
    agreed = admin.post(reverse("reorganisation-decide", args=[plan.public_id, "agree"]), follow=True)
    assert "The plan is agreed." in said(agreed)
    assert now(plan).state == "agreed"
    assert not Unit.objects.filter(name="Quay Side").exists()
    admin.post(reverse("reorganisation-decide", args=[plan.public_id, "take-back"]))
    today = {"name": "Two services", **day("on", timezone.localdate())}
    admin.post(reverse("reorganisation-details", args=[plan.public_id]), today)
    done = said(admin.post(reverse("reorganisation-decide", args=[plan.public_id, "agree"]), follow=True))
    assert "Carried out" in done
    assert Unit.objects.get(name="Quay Side").parent == early
    assert "Two services" in said(admin.get(reverse("reorganisations")))


def test_a_split_asks_first_which_team_and_then_who(place, admin, plan_of):
    CaseFactory(team=place.team, worker=place.colleague)
    plan = plan_of()
    address = reverse("reorganisation-step", args=[plan.public_id, "split"])
    assert "Which team is split?" in said(admin.get(address))
    seen = said(admin.get(address, {"team": place.team.public_id}))
    assert "Ah Hin Xeng (1 open case)" in seen
    nobody = admin.post(f"{address}?team={place.team.public_id}", {"target": place.other_team.public_id})
    assert "Say who goes, or which cases." in said(nobody)


def test_plans_are_not_there_for_others_nor_for_another_agency(place, admin, client, plan_of):
    plan = plan_of()
    stranger = UserFactory(administrator=True, agency=AgencyFactory())
    for user in (stranger, place.supervisor):
        client.force_login(user)
        assert client.get(reverse("reorganisation", args=[plan.public_id])).status_code in (403, 404)
        answer = client.post(reverse("reorganisation-decide", args=[plan.public_id, "drop"]))
        assert answer.status_code in (403, 404)
    client.force_login(plan.made_by)
    assert client.get(reverse("reorganisation", args=[plan.public_id])).context["is_draft"]
    assert client.post(reverse("reorganisation-decide", args=[plan.public_id, "burn"])).status_code == 404
    assert client.get(reverse("reorganisation-step", args=[plan.public_id, "burn"])).status_code == 404
