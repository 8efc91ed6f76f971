"""Each change of a case through its page: done by who may, refused with a reason, and not there for the others."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from soundings.cases.forms.changes import CHANGES
from soundings.cases.models import Activity, Case, Child, ChildMerge, NamedAccess, WorkerSpan
from soundings.cases.rules import ActivityKind
from tests.factories.accounts import AgencyFactory, TeamFactory, UserFactory
from tests.factories.cases import CaseFactory, ChildFactory

pytestmark = pytest.mark.django_db


def day(on: date, name: str = "on") -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def case(place) -> Case:
    return CaseFactory(team=place.team, worker=place.worker.staff, child__given_name="Melli")


@pytest.fixture
def supervisor(client, place):
    client.force_login(place.supervisor)
    return client


def change(client, case: Case, slug: str, **typed):
    return client.post(reverse("case-change-one", args=[case.public_id, slug]), typed)


def done(reply) -> None:
    problems = reply.context["form"].errors if reply.context else ""
    assert reply.status_code == 302, problems


def test_the_menu_has_what_the_supervisor_may_do_and_every_page_of_it_opens(supervisor, case):
    page = supervisor.get(reverse("case-change", args=[case.public_id])).content.decode()
    offered = [slug for slug in CHANGES if reverse("case-change-one", args=[case.public_id, slug]) in page]
    assert {"allocate", "team", "stage", "close", "merge", "restrict"} <= set(offered)
    assert not {"undo-closure", "reopen", "lift", "split", "undo-merge", "end-beside"} & set(offered)
    for slug in offered:
        assert supervisor.get(reverse("case-change-one", args=[case.public_id, slug])).status_code == 200


@pytest.mark.parametrize("slug", list(CHANGES))
def test_out_of_scope_is_not_there(client, place, slug):
    next_team = CaseFactory(team=place.other_team)
    elsewhere = CaseFactory(team=TeamFactory(agency=AgencyFactory()))
    client.force_login(place.supervisor)
    for case in (elsewhere, next_team):
        assert client.get(reverse("case-change-one", args=[case.public_id, slug])).status_code == 404
        assert change(client, case, slug).status_code == 404


def test_a_worker_keeps_facts_but_does_not_decide(client, place, case):
    client.force_login(place.worker)
    assert client.get(reverse("case-change-one", args=[case.public_id, "abuse-types"])).status_code == 200
    for slug in ("allocate", "team", "close", "merge", "restrict"):
        assert change(client, case, slug).status_code == 404
    case.refresh_from_db()
    assert case.closed_on is None and not case.restricted


def test_allocate_to_a_colleague_and_to_nobody(supervisor, place, case):
    done(change(supervisor, case, "allocate", staff=place.colleague.public_id, **day(today())))
    case.refresh_from_db()
    assert case.worker == place.colleague

    done(change(supervisor, case, "allocate", staff="", **day(today())))
    case.refresh_from_db()
    assert case.worker is None


def test_a_co_worker_comes_and_goes(supervisor, place, case):
    who = place.colleague.public_id
    done(change(supervisor, case, "beside", staff=who, role="co-worker", **day(case.opened_on)))
    span = WorkerSpan.objects.get(case=case, staff=place.colleague)
    assert span.to_on is None

    done(change(supervisor, case, "end-beside", span=str(span.pk), **day(today())))
    span.refresh_from_db()
    assert span.to_on == today()


@pytest.mark.parametrize(("lead", "name"), [("nobody", None), ("same", "Jane Smith"), ("duty", None)])
def test_move_to_another_team(supervisor, place, case, lead, name):
    done(change(supervisor, case, "team", team=place.other_team.public_id, lead=lead, **day(today())))
    case.refresh_from_db()
    assert case.team == place.other_team
    assert (case.worker and case.worker.name) == name


def test_stage_and_abuse_types(supervisor, place, case):
    done(change(supervisor, case, "stage", stage=place.stage.code, **day(today())))
    done(change(supervisor, case, "abuse-types", codes=["FDV", "N"]))
    case.refresh_from_db()
    assert case.stage == place.stage
    assert sorted(case.abuse_types) == ["FDV", "N"]


def test_close_undo_and_reopen(supervisor, case):
    done(change(supervisor, case, "close", why="Plan worked", **day(today())))
    case.refresh_from_db()
    assert case.closed_on == today()

    done(change(supervisor, case, "undo-closure", why="The wrong child"))
    case.refresh_from_db()
    assert case.closed_on is None

    change(supervisor, case, "close", why="Plan worked", **day(today()))
    done(change(supervisor, case, "reopen", lead="", **day(today())))
    assert Case.objects.get(previous=case).closed_on is None


def test_a_day_to_come_is_refused_and_what_was_typed_stays(supervisor, case):
    later = today().replace(year=today().year + 1, day=1)
    reply = change(supervisor, case, "close", why="Plan worked", **day(later))
    assert reply.status_code == 200
    assert reply.context["form"].non_field_errors()
    assert "Plan worked" in reply.content.decode()
    case.refresh_from_db()
    assert case.closed_on is None


def test_merge_split_and_undo(supervisor, place, case):
    other = CaseFactory(team=place.team, child__reference="4471-77", closed_on=date(2026, 3, 1))
    done(change(supervisor, case, "merge", other="4471-77", why="Same birth certificate"))
    assert Case.objects.filter(child=case.child).count() == 2

    done(change(supervisor, case, "undo-merge", merge=str(ChildMerge.objects.get().pk), why="Not the same"))
    assert Case.objects.filter(child=case.child).count() == 1

    change(supervisor, case, "merge", other="4471-77", why="Same after all")
    done(change(supervisor, case, "split", cases=[str(other.pk)], given_name="Twin", why="Twins"))
    assert Child.objects.get(given_name="Twin").cases.get() == other


def test_merging_with_a_child_out_of_sight_is_refused_like_one_who_does_not_exist(supervisor, case):
    ChildFactory(reference="0000-00")
    hidden = change(supervisor, case, "merge", other="0000-00", why="Same")
    unknown = change(supervisor, case, "merge", other="9999-99", why="Same")
    assert hidden.context["form"].errors == unknown.context["form"].errors
    assert not ChildMerge.objects.exists()


def test_restrict_name_somebody_take_them_off_and_lift(supervisor, place, case):
    friend = UserFactory(supervisor=True, unit=place.other_team)
    done(change(supervisor, case, "restrict", people=friend.email, why="A relative works here"))
    case.refresh_from_db()
    assert case.restricted

    access = NamedAccess.objects.get(user=friend)
    done(change(supervisor, case, "remove-named", access=str(access.pk), why="No longer needed"))
    done(change(supervisor, case, "add-named", person=friend.email, why="Covers the review"))
    done(change(supervisor, case, "lift", why="She has left"))
    case.refresh_from_db()
    assert not case.restricted


def test_an_address_that_nobody_signs_in_with_is_named_and_nothing_changes(supervisor, case):
    reply = change(supervisor, case, "restrict", people="nobody@example.org", why="A relative works here")
    assert "nobody@example.org" in str(reply.context["form"].errors)
    case.refresh_from_db()
    assert not case.restricted


def test_activity_is_added_ended_corrected_and_withdrawn(supervisor, case):
    begun = day(case.opened_on, "started_on")
    done(change(supervisor, case, "add-activity", kind="assessment", **begun))
    act = Activity.objects.get(case=case, kind=ActivityKind.ASSESSMENT)

    done(change(supervisor, case, "end-activity", activity=str(act.pk), outcome="Support", **day(today())))
    act.refresh_from_db()
    assert (act.ended_on, act.outcome) == (today(), "Support")

    typed = {"kind": "referral", "activity": str(act.pk), "why": "It was a referral"}
    done(change(supervisor, case, "correct-activity", **typed, **begun))
    act.refresh_from_db()
    assert act.kind == ActivityKind.REFERRAL

    done(change(supervisor, case, "withdraw-activity", activity=str(act.pk), why="Another child"))
    assert not Activity.objects.filter(pk=act.pk).exists()
