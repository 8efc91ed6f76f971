"""Restricting a case, its named list, and breaking the glass."""

from datetime import timedelta

import pytest
from django.core import mail

from soundings.cases import actions, queries
from soundings.cases.actions.restricting import named_list
from soundings.cases.models import Case, NamedAccess
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, PASSWORD, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, ChildIdFactory, knows, named


def visible(user, case, *, at=NOON):
    return case in queries.cases_visible_to(viewer_for(user, at=at, reason="Looking"))


def test_a_restricted_case_exists_for_its_list_alone(place, sam, told):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    earlier = CaseFactory(team=place.team, child=case.child, closed_on=case.opened_on)
    other = UserFactory(supervisor=True, unit=place.team)

    actions.restrict(case=case, users=[place.worker], reason="Worker's own family", by=sam, at=NOON)

    assert not Case.objects.filter(restricted=False).exists()
    assert visible(place.worker, case) and visible(place.supervisor, case) and visible(place.worker, earlier)
    assert not visible(other, case)
    assert set(told) == {case.pk, earlier.pk}
    assert verbs() == ["case.restricted"]


def test_restricting_needs_a_reason_the_right_and_happens_once(place, sam, jane):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    with pytest.raises(Denied, match="say why"):
        actions.restrict(case=case, users=[], reason="", by=sam, at=NOON)
    with pytest.raises(Denied, match="propose"):
        actions.restrict(case=case, users=[], reason="Family", by=jane, at=NOON)
    actions.restrict(case=case, users=[], reason="Family", by=sam, at=NOON)
    with pytest.raises(Denied, match="already"):
        actions.restrict(case=case, users=[], reason="Family", by=sam, at=NOON)


def test_somebody_who_knows_the_family_or_belongs_elsewhere_cannot_be_named(place, sam):
    case = CaseFactory(team=place.team)
    knows(place.worker, case.child)
    for user in (place.worker, UserFactory()):
        with acting_for(place.agency), pytest.raises(Denied):
            actions.restrict(case=case, users=[user], reason="Family", by=sam, at=NOON)
    with acting_for(place.agency):
        case.refresh_from_db()
        assert not case.restricted
        assert not NamedAccess.objects.exists()


def test_lifting_makes_it_an_ordinary_case_and_ends_the_list(place, sam):
    case = CaseFactory(team=place.team, worker=place.worker.staff)
    actions.restrict(case=case, users=[], reason="Family", by=sam, at=NOON)
    actions.lift(case=case, reason="Worker moved on", by=sam, at=NOON)
    assert visible(place.worker, case)
    assert not named_list(case, at=NOON + timedelta(seconds=1)).exists()
    with pytest.raises(Denied, match="not restricted"):
        actions.lift(case=case, reason="Again", by=sam, at=NOON)


def test_only_somebody_on_the_list_manages_it_and_nobody_leaves_it_empty(place, sam):
    case = CaseFactory(team=place.team)
    actions.restrict(case=case, users=[], reason="Family", by=sam, at=NOON)
    outsider = viewer_for(UserFactory(supervisor=True, unit=place.team))
    with pytest.raises(Denied, match="no such case"):
        actions.add_named(case=case, user=outsider.user, reason="Me too", by=outsider, at=NOON)
    own = NamedAccess.objects.get(case=case)
    with pytest.raises(Denied, match="never left to nobody"):
        actions.remove_named(access=own, reason="Bye", by=sam, at=NOON)

    access = actions.add_named(case=case, user=place.worker, reason="Works with them", by=sam, at=NOON)
    assert visible(place.worker, case)
    with pytest.raises(Denied, match="already"):
        actions.add_named(case=case, user=place.worker, reason="Twice", by=sam, at=NOON)
    actions.remove_named(access=access, reason="Moved team", by=sam, at=NOON)
    assert not visible(place.worker, case, at=NOON + timedelta(seconds=1))


def test_an_ordinary_case_is_shared_by_name_with_a_qa_lead(place, sam):
    case = CaseFactory(team=place.team)
    lead = UserFactory(qa_lead=True, agency=place.agency)
    assert not visible(lead, case)
    actions.add_named(case=case, user=lead, reason="Collaborative review", by=sam, at=NOON)
    assert visible(lead, case)


class TestBreakGlass:
    @pytest.fixture
    def case(self, place):
        case = CaseFactory(team=place.team, restricted=True)
        ChildIdFactory(child=case.child, value="990011")
        return case

    @pytest.fixture
    def others(self, place):
        """Two who can be told."""
        return [
            UserFactory(senior_manager=True, agency=place.agency),
            UserFactory(qa_lead=True, agency=place.agency),
        ]

    @pytest.mark.parametrize("by_reference", [True, False])
    def test_it_opens_for_an_hour_and_two_people_are_told(
        self, place, sam, case, others, django_capture_on_commit_callbacks, by_reference
    ):
        number = case.child.reference if by_reference else "990011"
        with django_capture_on_commit_callbacks(execute=True):
            opened = actions.break_glass(number=number, reason="Police at the door", password=PASSWORD, by=sam, at=NOON)

        assert opened == case
        assert visible(place.supervisor, case, at=NOON + timedelta(minutes=59))
        assert not visible(place.supervisor, case, at=NOON + timedelta(minutes=60))
        assert sorted(message.to[0] for message in mail.outbox) == sorted(user.email for user in others)
        for message in mail.outbox:
            text = f"{message.subject} {message.body}".lower()
            assert not any(word in text for word in ("child", "case", "restricted", case.child.family_name.lower()))
        entry = ChangeEntry.objects.filter(verb="glass.broken").get()
        assert (entry.actor, entry.reason) == (sam.public_id, "Police at the door")

    def test_wrong_password_unknown_number_other_place_and_open_case_read_alike(self, place, sam, case, others):
        elsewhere = CaseFactory(team=place.other_team, restricted=True)
        ordinary = CaseFactory(team=place.team)
        tries = [
            (case.child.reference, "not my password"),
            ("no such number", PASSWORD),
            (elsewhere.child.reference, PASSWORD),
            (ordinary.child.reference, PASSWORD),
        ]
        said = set()
        for number, password in tries:
            with pytest.raises(Denied) as denied:
                actions.break_glass(number=number, reason="Looking", password=password, by=sam, at=NOON)
            said.add(denied.value.words)
        assert len(said) == 1
        assert verbs() == ["glass.refused"] * 4
        assert not NamedAccess.objects.exists()

    def test_a_worker_or_administrator_cannot(self, place, jane, case, others):
        administrator = viewer_for(UserFactory(administrator=True, agency=place.agency))
        for by in (jane, administrator):
            with pytest.raises(Denied):
                actions.break_glass(number=case.child.reference, reason="Looking", password=PASSWORD, by=by, at=NOON)

    def test_whoever_knows_the_child_cannot(self, place, sam, case, others):
        knows(place.supervisor, case.child)
        with pytest.raises(Denied):
            actions.break_glass(number=case.child.reference, reason="Looking", password=PASSWORD, by=sam, at=NOON)

    def test_it_stays_shut_while_two_people_cannot_be_told(self, sam, case):
        with pytest.raises(Denied, match="Two people"):
            actions.break_glass(number=case.child.reference, reason="Looking", password=PASSWORD, by=sam, at=NOON)
        assert not NamedAccess.objects.exists()

    def test_the_named_list_is_told_first(self, place, sam, case, others):
        listed = [UserFactory(worker=True, unit=place.team), UserFactory(supervisor=True, unit=place.team)]
        for user in listed:
            named(case, user)
        actions.break_glass(number="990011", reason="Looking", password=PASSWORD, by=sam, at=NOON)
        told = NamedAccess.objects.get(break_glass=True).told
        assert sorted(told) == sorted(user.public_id for user in listed)

    def test_each_use_waits_for_a_second_person(self, place, sam, case, others):
        actions.break_glass(number="990011", reason="Looking", password=PASSWORD, by=sam, at=NOON)
        access = NamedAccess.objects.get(break_glass=True)
        with pytest.raises(Denied, match="Somebody else reviews"):
            actions.review_broken_glass(access=access, by=sam, at=NOON)
        actions.review_broken_glass(access=access, by=viewer_for(others[0]), at=NOON)
        access.refresh_from_db()
        assert (access.reviewed_by, access.reviewed_at) == (others[0], NOON)
