"""Whom staff know privately; what workers propose and others decide; activity."""

from datetime import date

import pytest

from soundings.cases import actions, queries
from soundings.cases.actions import Opening
from soundings.cases.models import Activity, Case, Child, KnownPerson, Proposal
from soundings.cases.rules import ActivityKind, ChildDetails, NewActivity, Sex
from soundings.core.models import ChangeEntry
from soundings.core.queries import changes_to_child
from soundings.core.rules import Denied
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import ActivityFactory, CaseFactory, ChildFactory

TODAY = NOON.date()
MELLI = ChildDetails(
    given_name="Melli",
    family_name="Majid",
    born_on=date(2013, 1, 4),
    sex=Sex.FEMALE,
    ids=(("Mosaic", "7712"),),
)


class TestKnowing:
    def test_whom_one_knows_one_sees_no_more(self, place, jane):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        assert actions.declare_known(children=[case.child], by=jane, at=NOON) == 1
        assert actions.declare_known(children=[case.child], by=jane, at=NOON) == 0
        assert case not in queries.cases_visible_to(jane)
        assert verbs() == ["known.declared"]

    def test_one_cannot_take_it_back_oneself_and_a_supervisor_can(self, place, jane, sam):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        actions.declare_known(children=[case.child], by=jane, at=NOON)
        known = KnownPerson.objects.get()
        with pytest.raises(Denied, match="never oneself"):
            actions.withdraw_known(known=known, reason="A namesake", by=jane, at=NOON)
        actions.withdraw_known(known=known, reason="A namesake", by=sam, at=NOON)
        assert case in queries.cases_visible_to(jane)

    def test_nobody_declares_for_another_agency(self, jane):
        with pytest.raises(Denied):
            actions.declare_known(children=[ChildFactory()], by=jane, at=NOON)
        assert not KnownPerson.objects.exists()


class TestProposals:
    def propose(self, place, by, **changes):
        opening = Opening(on=date(2026, 3, 2), team=place.team, lead=place.worker.staff, abuse_types=("N",))
        return actions.propose_create(
            **{"child": MELLI, "opening": opening, "reason": "New referral", "by": by, "at": NOON} | changes
        )

    def test_an_accepted_case_opens_exactly_as_proposed(self, place, jane, sam):
        proposal = self.propose(place, jane)
        assert not Child.objects.exists()

        proposal = actions.accept(proposal=proposal, by=sam, at=NOON)

        case = Case.objects.get()
        assert proposal.case == case and proposal.accepted
        assert (case.team, case.worker, case.opened_on, case.abuse_types) == (
            place.team,
            place.worker.staff,
            date(2026, 3, 2),
            ["N"],
        )
        assert (case.child.name, case.child.born_on, case.child.sex) == ("Melli Majid", date(2013, 1, 4), "F")
        assert case.child.ids.get().value == "7712"
        with pytest.raises(Denied, match="decided already"):
            actions.accept(proposal=proposal, by=sam, at=NOON)

    def test_a_declined_proposal_changes_nothing_and_needs_a_reason(self, place, jane, sam):
        proposal = self.propose(place, jane)
        with pytest.raises(Denied, match="say why"):
            actions.decline(proposal=proposal, reason="", by=sam, at=NOON)
        actions.decline(proposal=proposal, reason="Known already", by=sam, at=NOON)
        proposal.refresh_from_db()
        assert (proposal.accepted, proposal.decided_reason) == (False, "Known already")
        assert not Child.objects.exists()

    def test_nobody_decides_their_own_and_a_colleague_does_not_decide(self, place, jane):
        proposal = self.propose(place, jane)
        with pytest.raises(Denied, match="somebody else decides"):
            actions.accept(proposal=proposal, by=jane, at=NOON)
        colleague = viewer_for(UserFactory(worker=True, unit=place.team))
        with pytest.raises(Denied, match="decides about this"):
            actions.accept(proposal=proposal, by=colleague, at=NOON)
        actions.decline(proposal=proposal, reason="I was wrong", by=jane, at=NOON)

    def test_a_worker_proposes_for_their_own_teams_only(self, place, jane):
        opening = Opening(on=TODAY, team=place.other_team)
        with pytest.raises(Denied, match="that you work in"):
            self.propose(place, jane, opening=opening)
        assert not Proposal.objects.exists()

    def test_a_manager_approves_a_merge_across_teams(self, place, sam):
        here = CaseFactory(team=place.team)
        there = CaseFactory(team=place.other_team, opened_on=date(2025, 1, 1), closed_on=date(2025, 2, 1))
        one, two = (
            viewer_for(UserFactory(senior_manager=True, agency=place.agency), reason="Doubles") for _ in range(2)
        )
        proposal = actions.propose_merge(keep=here.child, gone=there.child, reason="Same child", by=one, at=NOON)
        with pytest.raises(Denied):  # the supervisor decides about one of the two only
            actions.accept(proposal=proposal, by=sam, at=NOON)
        actions.accept(proposal=proposal, by=two, at=NOON)
        assert set(here.child.cases.all()) == {here, there}

    def test_what_stands_in_the_way_of_a_merge_is_said_at_once(self, place, jane):
        mine, colleagues = CaseFactory(team=place.team, worker=place.worker.staff), CaseFactory(team=place.team)
        with pytest.raises(Denied, match="open case"):
            actions.propose_merge(keep=mine.child, gone=colleagues.child, reason="Same", by=jane, at=NOON)

    def test_a_split_is_proposed_and_done(self, place, jane, sam):
        child = ChildFactory(agency=place.agency)
        CaseFactory(team=place.team, child=child, closed_on=date(2026, 2, 20), worker=place.worker.staff)
        now = CaseFactory(team=place.team, child=child, opened_on=date(2026, 3, 1), worker=place.worker.staff)
        proposal = actions.propose_split(
            child=child, details=MELLI, cases=[now], reason="Twins in one entry", by=jane, at=NOON
        )
        actions.accept(proposal=proposal, by=sam, at=NOON)
        now.refresh_from_db()
        assert now.child.name == "Melli Majid"

    def test_a_restriction_is_proposed_and_both_are_on_the_list(self, place, jane, sam):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        proposal = actions.propose_restrict(case=case, reason="My cousin's family", by=jane, at=NOON)
        actions.accept(proposal=proposal, by=sam, at=NOON)
        case.refresh_from_db()
        assert case.restricted
        assert set(case.named_list.values_list("user", flat=True)) == {place.worker.pk, place.supervisor.pk}
        assert "proposal.accepted" in verbs(place.supervisor)

    def test_an_acceptance_that_cannot_be_carried_out_leaves_the_proposal_waiting(self, place, jane, sam):
        proposal = self.propose(place, jane)
        place.worker.staff.ended_on = date(2026, 3, 10)
        place.worker.staff.save()
        with pytest.raises(Denied, match="does not work here"):
            actions.accept(proposal=proposal, by=sam, at=NOON)
        proposal.refresh_from_db()
        assert proposal.decided_at is None
        assert not Child.objects.exists()


class TestActivity:
    def test_it_is_added_ended_corrected_and_withdrawn_with_what_it_said(self, place, jane, told):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        new = NewActivity(ActivityKind.ASSESSMENT, date(2026, 2, 10))
        activity = actions.add_activity(case=case, activity=new, by=jane, at=NOON)
        activity = actions.end_activity(
            activity=activity, on=date(2026, 3, 2), outcome=" Child in need ", by=jane, at=NOON
        )
        assert (activity.ended_on, activity.outcome) == (date(2026, 3, 2), "Child in need")
        corrected = NewActivity(ActivityKind.SECTION_47, date(2026, 2, 11), date(2026, 3, 2), "Child in need")
        actions.correct_activity(activity=activity, corrected=corrected, reason="Wrong kind", by=jane, at=NOON)
        activity.refresh_from_db()
        assert activity.kind == "section-47"
        actions.withdraw_activity(activity=activity, reason="Another child's", by=jane, at=NOON)

        assert not Activity.objects.exists()
        assert told == [case.pk] * 4
        last = ChangeEntry.objects.latest("pk")
        assert (last.verb, last.said["before"]["kind"]) == ("activity.withdrawn", "section-47")
        assert changes_to_child(child=case.child.public_id, agency_id=place.agency.pk).count() == 4

    @pytest.mark.parametrize(
        ("started_on", "ended_on", "words"),
        [
            (date(2026, 3, 17), None, "has not come yet"),
            (date(2026, 3, 1), date(2026, 2, 28), "before it began"),
            (date(2026, 3, 1), date(2026, 3, 17), "has not come yet"),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, place, jane, started_on, ended_on, words):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        new = NewActivity(ActivityKind.REFERRAL, started_on, ended_on)
        with pytest.raises(Denied, match=words):
            actions.add_activity(case=case, activity=new, by=jane, at=NOON)
        assert not Activity.objects.exists()

    def test_the_closing_is_undone_not_withdrawn(self, place, sam):
        case = CaseFactory(team=place.team)
        actions.close_case(case=case, on=TODAY, reason="Moved away", by=sam, at=NOON)
        closing = Activity.objects.get()
        with pytest.raises(Denied, match="undo the closure"):
            actions.withdraw_activity(activity=closing, reason="Wrong", by=sam, at=NOON)
        with pytest.raises(Denied, match="Close the case itself"):
            actions.add_activity(case=case, activity=NewActivity(ActivityKind.CLOSED, TODAY), by=sam, at=NOON)

    def test_a_colleague_keeps_out(self, place):
        activity = ActivityFactory(case=CaseFactory(team=place.team))
        colleague = viewer_for(UserFactory(worker=True, unit=place.team))
        with pytest.raises(Denied):
            actions.withdraw_activity(activity=activity, reason="Why not", by=colleague, at=NOON)

    def test_business_support_keeps_the_facts_of_the_teams_cases(self, place):
        case = CaseFactory(team=place.team)
        support = viewer_for(UserFactory(business_support=True, unit=place.team))
        new = NewActivity(ActivityKind.REFERRAL, date(2026, 2, 4))
        assert actions.add_activity(case=case, activity=new, by=support, at=NOON).pk
