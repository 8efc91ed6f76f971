"""Findings, agreed actions, the theory of change and examples: who writes and reads them, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.queries import reads_of_child
from soundings.core.rules import Denied
from soundings.core.tenancy import acting_for
from soundings.depth import tasks
from soundings.depth.actions.examples import Doubtful, Shared, share_example, withdraw_example
from soundings.depth.actions.findings import (
    Found,
    add_finding,
    agree_action,
    confirm_action,
    drop_action,
    finish_action,
    remind_owners,
    send_action_back,
)
from soundings.depth.actions.theory import retire_step, write_step
from soundings.depth.mail import send_reminder
from soundings.depth.models import AgreedAction, Example, Finding, TheoryStep
from soundings.depth.queries import learning
from soundings.depth.rules import Alignment, Column, Side, State
from soundings.depth.rules.learning import ActionState, Level
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, ChildFactory, FamilyFactory, knows
from tests.factories.depth import ReviewFactory, part_of

pytestmark = pytest.mark.django_db
FOUND = Found(column=Column.WORRIED, words="The children’s words are missing.", alignment=Alignment.LEARNING)
FRIDAY = date(2026, 3, 20)


@pytest.fixture
def review(house):
    return ReviewFactory(
        case=house.case, state=State.MEETING.value, reviewer=house.reviewer, supervisor=house.supervisor
    )


@pytest.fixture
def finding(house, review) -> Finding:
    return add_finding(found=FOUND, review=review, by=viewer_for(house.reviewer), at=NOON)


@pytest.fixture
def action(house, finding) -> AgreedAction:
    return agreed(finding, house.reviewer, house.worker.staff)


def agreed(finding, user, owner, **more) -> AgreedAction:
    said = {"what": "Three houses with each child.", "owner": owner, "by_on": FRIDAY}
    return agree_action(finding=finding, by=viewer_for(user), at=NOON, **said | more)


def seen(user) -> list[AgreedAction]:
    return list(learning.actions_visible_to(viewer_for(user)))


class TestFindings:
    def test_it_stands_at_the_place_of_its_case_for_those_who_see_the_review(self, house, review, finding):
        assert (finding.unit, finding.column, finding.alignment) == (house.team, "worried", "learning")
        for user, there in ((house.worker, True), (house.supervisor, True), (house.manager, False)):
            assert learning.findings_visible_to(viewer_for(user)).exists() is there, user.name

    def test_nobody_writes_one_while_they_still_write_apart(self, house):
        apart = ReviewFactory(case=CaseFactory(team=house.team), state=State.PREPARING.value, reviewer=house.reviewer)
        with pytest.raises(Denied):
            add_finding(found=FOUND, review=apart, by=viewer_for(house.reviewer), at=NOON)
        assert not Finding.objects.exists()

    def test_a_stranger_to_the_review_writes_none(self, house, review):
        stranger = UserFactory(worker=True, unit=house.other)
        with pytest.raises(Denied):
            add_finding(found=FOUND, review=review, by=viewer_for(stranger), at=NOON)

    def test_without_words_there_is_none(self, house, review):
        with pytest.raises(Denied, match="what was found"):
            add_finding(
                found=Found(column=Column.WELL, words=" "), review=review, by=viewer_for(house.reviewer), at=NOON
            )

    def test_over_a_programme_whoever_runs_it_writes(self, house):
        made = add_finding(found=FOUND, programme=house.programme, by=viewer_for(house.lead), at=NOON)
        assert made.unit == house.programme.unit
        with pytest.raises(Denied, match="runs the programme"):
            add_finding(found=FOUND, programme=house.programme, by=viewer_for(house.supervisor), at=NOON)

    def test_a_second_rater_reads_none_before_their_own_rating_is_given(self, house, review, finding):
        review.second = UserFactory(supervisor=True, unit=house.other, name="Second Rater")
        review.save()
        second = viewer_for(review.second)
        assert not learning.findings_visible_to(second).exists()
        part_of(review, Side.SECOND, review.second)
        assert learning.findings_visible_to(second).get() == finding

    def test_themes_are_kept_once_and_found_again(self, house, review):
        found = Found(column=Column.WELL, words="Clear words", themes=[" Voice", "voice", "Voice", ""])
        made = add_finding(found=found, review=review, by=viewer_for(house.reviewer), at=NOON)
        assert made.themes == ["Voice", "voice"]
        assert learning.themes_used(viewer_for(house.reviewer)) == ["Voice", "voice"]


class TestActions:
    def test_its_owner_finishes_it_with_evidence_and_somebody_else_confirms(self, house, action):
        jane, sam = viewer_for(house.worker), viewer_for(house.supervisor)
        with pytest.raises(Denied, match="what shows"):
            finish_action(action=action, evidence=" ", by=jane, at=NOON)
        done = finish_action(action=action, evidence="Pictures are in the file.", by=jane, at=NOON)
        assert learning.state_of(done, FRIDAY + timedelta(days=9)) is ActionState.DONE
        with pytest.raises(Denied, match="Somebody else"):
            confirm_action(action=action, by=jane, at=NOON)
        assert confirm_action(action=action, by=sam, at=NOON).confirmed_by == house.supervisor

    def test_whoever_said_that_it_is_done_does_not_confirm_it(self, house, action):
        sam = viewer_for(house.supervisor)
        finish_action(action=action, evidence="I have seen the pictures.", by=sam, at=NOON)
        with pytest.raises(Denied, match="Somebody else"):
            confirm_action(action=action, by=sam, at=NOON)
        assert confirm_action(action=action, by=viewer_for(house.lead), at=NOON).confirmed_at

    def test_it_can_be_opened_again_with_the_reason_beside_the_evidence(self, house, action):
        finish_action(action=action, evidence="Done.", by=viewer_for(house.worker), at=NOON)
        again = send_action_back(action=action, reason="One child is missing.", by=viewer_for(house.lead), at=NOON)
        assert learning.state_of(again, NOON.date()) is ActionState.OPEN
        assert again.evidence == "Done.\n\nOne child is missing."

    def test_what_is_put_aside_is_not_done_afterwards(self, house, action):
        jane = viewer_for(house.worker)
        drop_action(action=action, reason="The family moved.", by=jane, at=NOON)
        with pytest.raises(Denied, match="cannot be done"):
            finish_action(action=action, evidence="Done.", by=jane, at=NOON)

    def test_a_colleague_neither_sees_nor_finishes_it(self, house, action):
        colleague = UserFactory(worker=True, unit=house.team)
        assert seen(colleague) == []
        with pytest.raises(Denied):
            finish_action(action=action, evidence="Done.", by=viewer_for(colleague), at=NOON)

    def test_who_sees_it_follows_from_the_matrix(self, house, action):
        inspector = UserFactory(inspector=True, agency=house.agency)
        for user in (house.worker, house.supervisor, house.lead, house.manager, house.reviewer, inspector):
            assert seen(user) == [action], user.name
        for role in ("analyst", "administrator"):
            assert seen(UserFactory(agency=house.agency, **{role: True})) == []
        assert seen(UserFactory(supervisor=True, unit=house.other)) == []

    def test_from_a_restricted_case_and_of_a_known_child_it_is_not_there(self, house, action):
        knows(house.manager, house.case.child)
        assert seen(house.manager) == []
        house.case.restricted = True
        house.case.save()
        assert seen(house.lead) == [] == seen(house.supervisor)

    def test_a_day_that_has_passed_and_nobody_are_refused(self, house, finding):
        with pytest.raises(Denied, match="passed"):
            agreed(finding, house.reviewer, house.worker.staff, by_on=date(2026, 3, 15))
        stranger = UserFactory(worker=True).staff
        with acting_for(house.agency), pytest.raises(Denied, match="works here"):
            agreed(finding, house.reviewer, stranger)
        assert not AgreedAction.objects.exists()

    def test_reading_it_is_a_reading_of_the_child(self, house, action):
        learning.leaving_actions(viewer_for(house.manager), [action], at=NOON)
        about = {"child": house.case.child.public_id, "agency_id": house.agency.pk}
        assert reads_of_child(**about).get().verb == "actions.viewed"
        assert ChangeEntry.objects.get(verb="action.agreed").target == action.public_id
        assert not ReadEntry.objects.exclude(verb="actions.viewed").exists()

    def test_what_the_trail_cannot_take_is_not_stored(self, house, action, monkeypatch):
        def refuse(**change):
            raise RuntimeError("The trail cannot be written.")

        monkeypatch.setattr("soundings.depth.actions.findings.record_change", refuse)
        with pytest.raises(RuntimeError):
            finish_action(action=action, evidence="Done.", by=viewer_for(house.worker), at=NOON)
        action.refresh_from_db()
        assert action.done_at is None

    def test_its_owner_is_reminded_once_a_week_by_a_message_that_names_nobody(self, house, action):
        agency = house.agency.pk
        days = [FRIDAY + timedelta(days=n) for n in (-4, -3, -2, 4)]
        assert [remind_owners(agency_id=agency, on=on, send=send_reminder) for on in days] == [0, 1, 0, 1]
        assert [one.to for one in mail.outbox] == [[house.worker.email]] * 2
        sent = mail.outbox[0].subject + mail.outbox[0].body
        assert "20 March" in sent
        assert not [word for word in ("Three", "child", "Jane", "Soundings", "review") if word in sent]

    def test_a_reminder_that_fails_is_tried_again(self, house, action):
        def fail(action):
            raise OSError

        assert remind_owners(agency_id=house.agency.pk, on=FRIDAY, send=fail) == 0
        assert remind_owners(agency_id=house.agency.pk, on=FRIDAY, send=send_reminder) == 1

    def test_the_worker_keeps_reminding(self):
        tasks.keep_reminding()
        tasks.keep_reminding()
        assert DBTaskResult.objects.filter(task_path=tasks.remind.module_path).count() == 1


class TestTheory:
    def test_a_step_shows_what_asks_about_it_and_what_no_longer_does(self, house):
        lead = viewer_for(house.lead)
        said = {"level": Level.UNDERSTOOD, "language": "en", "by": lead, "at": NOON}
        one = write_step(words="Each knows why we are worried.", questions=["understand", "gone-by-now"], **said)
        two = write_step(words="They feel heard.", questions=[], **said)
        (first, second) = learning.theory_of(viewer_for(house.worker))[0][1]
        assert (first.step, second.step) == (one, two)
        assert first.asked == ["Do family members, each asked, understand why services are worried?"]
        assert (first.gone, second.asked) == (["gone-by-now"], [])

    def test_words_in_another_language_stand_beside_the_first(self, house):
        said = {"level": Level.DONE, "questions": [], "by": viewer_for(house.lead), "at": NOON}
        step = write_step(words="We map together.", language="en", **said)
        write_step(step=step, words="Rydym yn mapio gyda’n gilydd.", language="cy", **said)
        assert set(TheoryStep.objects.get().words) == {"en", "cy"}

    def test_a_supervisor_writes_none_and_what_is_taken_out_is_gone(self, house):
        said = {"level": Level.DONE, "language": "en", "questions": [], "at": NOON}
        with pytest.raises(Denied):
            write_step(words="We map.", by=viewer_for(house.supervisor), **said)
        step = write_step(words="We map.", by=viewer_for(house.manager), **said)
        with pytest.raises(Denied):
            retire_step(step=step, by=viewer_for(house.supervisor), at=NOON)
        retire_step(step=step, by=viewer_for(house.manager), at=NOON)
        assert not [steps for _level, steps in learning.theory_of(viewer_for(house.lead)) if steps]


class TestExamples:
    def shared(self, **more) -> Shared:
        said = {"title": "Words and pictures", "words": "The mother drew it with the grandmother."}
        return Shared(**said | {"consent_from": "the mother", "consent_on": date(2026, 3, 10)} | more)

    def share(self, house, review, **more) -> Example:
        said = {"names_nobody": more.pop("names_nobody", True), "ordinary": more.pop("ordinary", ())}
        by = viewer_for(more.pop("by", house.reviewer))
        return share_example(shared=self.shared(**more), review=review, by=by, at=NOON, **said)

    def test_everybody_finds_it_until_the_consent_is_taken_back(self, house, review):
        example = self.share(house, review)
        far = viewer_for(UserFactory(worker=True, unit=house.other))
        assert list(learning.examples_of(far)) == [example]
        with pytest.raises(Denied):
            withdraw_example(example=example, by=far, at=NOON)
        withdraw_example(example=example, by=viewer_for(house.lead), at=NOON)
        assert not learning.examples_of(far).exists()
        assert Example.objects.get().words == ""

    def test_names_of_the_family_of_workers_and_of_any_colleague_are_refused(self, house, review):
        child = house.case.child
        child.family = FamilyFactory(agency=house.agency, name="Zbrozek")
        child.save()
        sister = ChildFactory(agency=house.agency, family=child.family, given_name="Łucja")
        UserFactory(worker=True, unit=house.other, name="Tom Faraway")
        for words in (
            f"{child.given_name} drew it.",
            f"Lucja ({sister.given_name}) drew it.",
            "The Zbrozek family drew it.",
            "Smith drew it with them.",
            "Tom Faraway drew it.",
        ):
            with pytest.raises(Denied, match="could be names"):
                self.share(house, review, words=words)
        assert not Example.objects.exists()

    def test_an_ordinary_word_that_may_be_a_name_is_shared_once_the_writer_says_that_it_is_none(self, house, review):
        child = house.case.child
        child.given_name = "Hope"
        child.save()
        words = "There was hope, and Hope stood in the plan."
        with pytest.raises(Doubtful) as told:
            self.share(house, review, words=words)
        assert told.value.names == ["Hope"]
        with pytest.raises(Denied, match=f"could be names: {child.family_name}"):
            self.share(house, review, words=f"{words} Hope {child.family_name} said so.", ordinary=["Hope"])
        assert not Example.objects.exists()

        assert self.share(house, review, words=words, ordinary=["Hope"]).words == words

    @pytest.mark.parametrize(
        "wrong", [{"names_nobody": False}, {"consent_from": " "}, {"consent_on": date(2026, 3, 17)}]
    )
    def test_without_consent_or_the_writers_word_nothing_is_shared(self, house, review, wrong):
        with pytest.raises(Denied):
            self.share(house, review, **wrong)
        assert not Example.objects.exists()

    def test_nothing_is_shared_from_a_restricted_case_or_a_review_out_of_reach(self, house, review):
        with pytest.raises(Denied, match="no such review"):
            self.share(house, review, by=UserFactory(supervisor=True, unit=house.other))
        house.case.restricted = True
        house.case.save()
        with pytest.raises(Denied, match="no such review"):
            self.share(house, review)
