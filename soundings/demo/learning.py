"""What reviews of the invented agency lead to: findings, agreed actions, examples, and its theory of change."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from soundings.accounts.models import Staff, User
from soundings.accounts.queries import Viewer, viewer_of
from soundings.cases.actions.screening import screen
from soundings.cases.queries.concerns import screenings_before
from soundings.cases.rules.concerns import Screened
from soundings.core.rules import Denied
from soundings.demo.lessons import EXAMPLES, NEXT, OVER_ALL, THEORY, WELL, WORRIED, Lesson
from soundings.depth.actions.examples import Shared, check_names_nobody, share_example
from soundings.depth.actions.findings import (
    Found,
    add_finding,
    agree_action,
    confirm_action,
    drop_action,
    finish_action,
)
from soundings.depth.actions.theory import write_step
from soundings.depth.models import AgreedAction, Programme, Review
from soundings.depth.rules import State
from soundings.instruments.rules import Definition

A_DAY = timedelta(days=1)
DAYS_TO_DO = (21, 28, 42)
PUT_ASIDE = "The family moved away, and their new team goes on with it."
LONG_AGO = 60  # days
THEORY_DAYS_AGO = 230


@dataclass(frozen=True, slots=True)
class Learners:
    """Who learns: the QA lead, who confirms in her place, and everybody who signs in."""

    lead: User
    confirms: User
    by_staff: Mapping[int, User]  # by key of their staff
    by_name: Mapping[str, User]
    managers: Mapping[int, User]  # by key of their team


def learn(agency: int, *, learners: Learners, monthly: Programme, seed: int, as_of: date) -> None:
    """Findings stand with reviews and with the programme, actions in each of their states, examples, a theory."""
    _theory(learners.lead, as_of - A_DAY * THEORY_DAYS_AGO)
    learning = _Learning(learners, as_of, Random(f"{seed}/learning"))
    finished = Review.objects.filter(agency=agency, state=State.SIGNED_OFF.value, case__restricted=False)
    reviews = list(finished.select_related("case__child", "case__team", "version", "worker", "reviewer").order_by("pk"))
    for review in reviews:
        learning.from_review(review)
    learning.from_programme(monthly)
    _share(learners.lead, reviews, as_of=as_of)
    _read_for_danger([learners.by_name["daniel.prosser"], learners.lead, learners.by_name["ruth.adeyemi"]], as_of)


def _viewer(user: User, on: date) -> Viewer:
    return viewer_of(user, on=on, at=datetime.combine(on, time(14), UTC), reason="Practice review")


@dataclass(frozen=True, slots=True)
class _Learning:
    """What is found and agreed, and how far it has come by the last day."""

    learners: Learners
    as_of: date
    rng: Random

    def from_review(self, review: Review) -> None:
        """What went well first; then a worry or what has to happen, or both."""
        on = review.signed_off_at.date() if review.signed_off_at else self.as_of
        viewer = _viewer(review.reviewer or self.learners.lead, on)
        for lesson in self._lessons(review):
            finding = add_finding(found=_found(lesson), review=review, by=viewer, at=viewer.at)
            owner = review.worker
            if lesson.managed or owner is None:
                owner = self._manager(review)
            if lesson.do and owner:
                due = on + A_DAY * self.rng.choice(DAYS_TO_DO)
                action = agree_action(finding=finding, what=lesson.do, owner=owner, by_on=due, by=viewer, at=viewer.at)
                self._follow(action, lesson)

    def _lessons(self, review: Review) -> Iterator[Lesson]:
        asked = {one.code for one in Definition.read(review.version.definition).questions}
        interpreted = bool(review.case.child.interpreter)
        for lessons, share in ((WELL, 0.9), (WORRIED, 0.7), (NEXT, 0.5)):
            fit = [one for one in lessons if set(one.questions) <= asked and (interpreted or not one.interpreted)]
            if fit and self.rng.random() < share:
                yield self.rng.choice(fit)

    def _manager(self, review: Review) -> Staff | None:
        """Whoever leads the team where the case was; of a team whose manager does not sign in, another one."""
        managers = self.learners.managers
        return managers.get(review.team_id or 0, managers[min(managers)]).staff

    def _follow(self, action: AgreedAction, lesson: Lesson) -> None:
        """Of those whose day is behind us most are done and confirmed, some wait or are late, and few are put aside."""
        if action.by_on >= self.as_of:
            return
        chance, on = self.rng.random(), action.by_on - A_DAY * 2
        if self.as_of - action.by_on > A_DAY * LONG_AGO:
            chance = min(chance, 0.6)  # by now somebody has seen that it is done
        if chance > 0.88:
            return  # late
        does = self.learners.by_staff.get(action.owner_id, self.learners.lead)
        owner = _viewer(does, on)
        if chance > 0.83:
            drop_action(action=action, reason=PUT_ASIDE, by=owner, at=owner.at)
            return
        finish_action(action=action, evidence=lesson.shown, by=owner, at=owner.at)
        if chance < 0.65:
            sees = self.learners.confirms if does == self.learners.lead else self.learners.lead
            other = _viewer(sees, on + A_DAY)
            confirm_action(action=action, by=other, at=other.at)

    def from_programme(self, programme: Programme) -> None:
        """The QA lead says what holds for the whole, and who does something about it; one is late, others ahead."""
        on = self.as_of - A_DAY * 26
        viewer = _viewer(self.learners.lead, on)
        for lesson, doers in OVER_ALL:
            finding = add_finding(found=_found(lesson), programme=programme, by=viewer, at=viewer.at)
            for name, days in doers:
                owner = self.learners.by_name[name].staff
                due = self.as_of + A_DAY * days
                if owner:
                    agree_action(finding=finding, what=lesson.do, owner=owner, by_on=due, by=viewer, at=viewer.at)


def _found(lesson: Lesson) -> Found:
    return Found(
        column=lesson.column,
        words=lesson.words,
        alignment=lesson.alignment,
        elements=lesson.elements,
        themes=lesson.themes,
        questions=lesson.questions,
    )


def _theory(lead: User, on: date) -> None:
    viewer = _viewer(lead, on)
    for level, words, questions in THEORY:
        write_step(level=level, words=words, language="en", questions=questions, by=viewer, at=viewer.at)


def _share(lead: User, reviews: Sequence[Review], *, as_of: date) -> None:
    """Each example is shared from a review of a family of which nothing in it could be a name."""
    left = list(reversed(reviews))
    for place, shown in enumerate(EXAMPLES):
        on = as_of - A_DAY * (8 + 21 * place)
        viewer = _viewer(lead, on)
        shared = Shared(
            title=shown.title,
            words=shown.words,
            elements=shown.elements,
            consent_from=shown.consent,
            consent_on=on - A_DAY * 2,
        )
        review = next((one for one in left if _ended(one, on) and _names_nobody(shared, one)), None)
        if review:
            left.remove(review)
            share_example(shared=shared, review=review, names_nobody=True, by=viewer, at=viewer.at)


def _ended(review: Review, on: date) -> bool:
    return review.signed_off_at is not None and review.signed_off_at.date() < on - A_DAY * 2


def _names_nobody(shared: Shared, review: Review) -> bool:
    try:
        check_names_nobody(shared, review)
    except Denied:
        return False
    return True


def _read_for_danger(receivers: Sequence[User], as_of: date) -> None:
    """What families and workers said was read on the day on which it was due, by a receiver who did not write it; the
    latest waits."""
    for receiver in receivers:
        for waiting in screenings_before(_viewer(receiver, as_of)):
            viewer = _viewer(receiver, waiting.due_on)
            if waiting.due_on < as_of:
                with suppress(Denied):
                    screen(screening=waiting, outcome=Screened.NOTHING, by=viewer, at=viewer.at)
