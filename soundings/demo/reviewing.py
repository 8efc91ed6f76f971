"""Reviews of the invented agency: eight months of mappings, one theme, and some that are under way on its day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random

from django.db import transaction

from soundings.accounts.models import Grant, Unit, User
from soundings.accounts.queries import Viewer, viewer_of
from soundings.accounts.rules import Role, UnitKind
from soundings.cases.models import Case
from soundings.core.models import Agency
from soundings.core.tenancy import acting_for
from soundings.demo.calibrating import calibrate
from soundings.demo.learning import Learners, learn
from soundings.demo.lessons import AFTERWARDS, BROUGHT, MOVED, ONE_IS_MISSING, STAYS_APART
from soundings.depth.actions import (
    Begun,
    Terms,
    Wanted,
    draw_cases,
    hand_out,
    make_programme,
    move,
    open_review,
)
from soundings.depth.actions.commenting import comment
from soundings.depth.actions.family import ask, begin
from soundings.depth.actions.moderating import ask_seconds
from soundings.depth.actions.writing import give_part, save_part
from soundings.depth.models import Programme, Review
from soundings.depth.queries.doubles import second_ratings_of
from soundings.depth.rules import DrawKind, Frame, Mode, Move, Side, State
from soundings.depth.rules.asking import Asking
from soundings.depth.rules.merging import Answer, Sent
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Audience, Definition, Kind, Question, VersionState, questions_shown

MONTHS = 8
LEAST_REVIEWED = 200  # cases from which on there are enough to draw from
ENOUGH = 90  # open cases, so that five a month can be drawn and none twice
A_MONTH = timedelta(days=30)
SHARE_OF_SECONDS = 50
UNDER_WAY = (State.DRAWN, State.PREPARING, State.MEETING, State.AGREED)
REVIEWERS = ("leah.winterton", "ruth.adeyemi", "daniel.prosser", "bronwen.hale", "tomasz.bielski")
WORKERS = ("jane.smith", "ah.hin.xeng", "alison.camp")
# Beside what is drawn, some cases are chosen with those who hold them: how many days ago, and how far the review is.
CHOSEN = ((78, State.SIGNED_OFF), (47, State.SIGNED_OFF), (20, State.SIGNED_OFF))
CHOSEN_BY_THE_FIRST = ((11, State.MEETING), (5, State.PREPARING))
WHY = (
    "The words are the family’s own, and the children can say them.",
    "Mother and grandmother were each asked; father could not be reached yet.",
    "It says what was done and what it did to the child, without labels.",
    "The goal says what must stop. What would be seen instead is still vague.",
    "Two of the network know the worry; the uncle has not been told.",
    "School and the health visitor were asked, and their words stand in it.",
)
COLUMNS = (
    {
        "well": "The child’s three houses were read aloud to both parents.",
        "worried": "Nobody outside the home knows the danger statement yet.",
        "next": "The worker and the mother choose who is told first, this week.",
    },
    {
        "well": "The scale was asked of everybody, and the differences were talked about.",
        "worried": "The rules of the plan were written for the family, not by it.",
        "next": "A network meeting writes the rules again in the family’s words.",
    },
)


@dataclass(frozen=True, slots=True)
class _Cast:
    """Who takes part: the QA lead who runs it, those who review, who signs off, and whose sign-in is a worker's."""

    lead: User
    reviewers: list[User]
    signer: User
    workers: Mapping[int, User]  # by key of their staff
    users: Mapping[str, User]  # by the name in their address
    managers: Mapping[int, User]  # by key of their team

    @property
    def learners(self) -> Learners:
        """The same people as those who learn from it."""
        by_staff = {user.staff_id: user for user in self.users.values() if user.staff_id}
        return Learners(self.lead, self.signer, by_staff, self.users, self.managers)


def review_cases(agency: Agency, *, seed: int, as_of: date, months: int = MONTHS) -> None:
    """The agency has a monthly programme, a theme, and a review in each state. Through the actions of `depth`.

    The seed gives how many are drawn, by whom they are reviewed and what is said; which cases they are differs from one
    build to another, for a draw goes by the public ids of the cases.
    """
    with acting_for(agency), transaction.atomic():
        _review(agency.pk, seed=seed, as_of=as_of, months=months)


def _review(agency: int, *, seed: int, as_of: date, months: int) -> None:
    cast, rng = _cast(agency), Random(f"{seed}/reviews")
    root = Unit.objects.get(agency=agency, kind=UnitKind.AGENCY)
    first = as_of - A_MONTH * max(months, 2)
    each = 5 if Case.objects.filter(agency=agency, closed_on=None, restricted=False).count() >= ENOUGH else 3
    monthly = _programme(cast, root, first, "mapping", name="Mapping, month by month", kind=DrawKind.MONTHLY)
    for month in range(months):
        _draw(cast, monthly, first + A_MONTH * month, f"{seed}-{month}", each, rng, level=5.0 + 0.3 * month)
    theme = _programme(
        cast, root, first, "safety-planning", name="Safety planning where there is violence", kind=DrawKind.THEMED
    )
    _draw(cast, theme, as_of - A_MONTH * 2, f"{seed}-theme", 6, rng, level=5.5, abuse=("FDV",))
    _draw(cast, monthly, as_of - timedelta(days=12), f"{seed}-now", 5, rng, level=7.0, to_the_end=False)
    _choose(cast, monthly, as_of, rng)
    learn(agency, learners=cast.learners, monthly=monthly, seed=seed, as_of=as_of)
    calibrate(agency, reviewers=cast.reviewers, root=root, seed=seed, as_of=as_of)


def _cast(agency: int) -> _Cast:
    users = {
        user.email.partition("@")[0]: user
        for user in User.objects.filter(agency=agency).select_related("agency", "staff")
    }
    reviewers = [users[name] for name in REVIEWERS]
    workers = {users[name].staff_id or 0: users[name] for name in WORKERS}
    leading = Grant.objects.filter(agency=agency, role=Role.SUPERVISOR).select_related("user__staff", "user__agency")
    managers = {grant.unit_id: grant.user for grant in leading}
    return _Cast(users["leah.winterton"], reviewers, users["moira.costello"], workers, users, managers)


def _viewer(user: User, on: date, hour: int = 9) -> Viewer:
    return viewer_of(user, on=on, at=datetime.combine(on, time(hour), UTC), reason="Practice review")


def _programme(cast: _Cast, unit: Unit, on: date, tool: str, *, name: str, kind: DrawKind) -> Programme:
    instrument = Instrument.objects.get(agency=unit.agency_id, code=tool)
    lead = _viewer(cast.lead, on)
    terms = Terms(
        name=name,
        kind=kind.value,
        instrument=instrument,
        unit=unit,
        starts_on=on,
        run_by=cast.lead,
        question="What do families and children tell us that our records do not?",
        second_share=SHARE_OF_SECONDS,
        exclude_months=12,
    )
    return make_programme(terms=terms, by=lead, at=lead.at)


def _draw(
    cast: _Cast,
    programme: Programme,
    on: date,
    seed: str,
    number: int,
    rng: Random,
    *,
    level: float,
    abuse: tuple[str, ...] = (),
    to_the_end: bool = True,
) -> None:
    """Cases are drawn and handed out on a day, and reviewed within the month; on the last day some are under way."""
    lead = _viewer(cast.lead, on)
    wanted = Wanted(frame=Frame(abuse=abuse), number=number, seed=seed)
    draw = draw_cases(programme=programme, wanted=wanted, by=lead, at=lead.at)
    given = hand_out(draw=draw, reviewers=cast.reviewers, by=lead, at=lead.at).given
    asked = [one for one in second_ratings_of(lead, programme, at=lead.at) if one.review.draw_id == draw.pk]
    twice = {one.review: one.suggested for one in asked if one.suggested in cast.reviewers}
    ask_seconds(programme=programme, seconds=twice, by=lead, at=lead.at)
    for place, review in enumerate(given):
        until = State.SIGNED_OFF if to_the_end else UNDER_WAY[place % len(UNDER_WAY)]
        _Writing(cast, on, rng, level).write(Review.objects.get(pk=review.pk), until)


def _choose(cast: _Cast, programme: Programme, as_of: date, rng: Random) -> None:
    """Each of the workers who sign in has reviews of their own cases, finished ones first; the first has some to do."""
    version = Version.objects.filter(
        agency=programme.agency_id, instrument=programme.instrument_id, state=VersionState.PUBLISHED.value
    ).latest("number")
    first = next(iter(cast.workers))
    for worker in cast.workers:
        days = (*CHOSEN, *CHOSEN_BY_THE_FIRST) if worker == first else CHOSEN
        free = Case.objects.filter(worker=worker, closed_on=None, restricted=False, reviews=None)
        held = free.filter(opened_on__lt=as_of - timedelta(days=days[0][0])).order_by("opened_on", "pk")
        for place, (case, (ago, until)) in enumerate(zip(held, days, strict=False)):
            on = as_of - timedelta(days=ago)
            lead = _viewer(cast.lead, on)
            reviewer = cast.users[("daniel.prosser", "leah.winterton", "bronwen.hale")[place % 3]]
            begun = Begun(programme=programme, reviewer=reviewer, due_on=on + timedelta(days=14))
            review = open_review(case=case, version=version, begun=begun, by=lead, at=lead.at)
            _Writing(cast, on, rng, 6.5).write(review, until)


@dataclass(frozen=True, slots=True)
class _Writing:
    """One review from its beginning to its sign-off, a few days apart."""

    cast: _Cast
    on: date
    rng: Random
    level: float

    def write(self, review: Review, until: State) -> None:
        """The review stands in this state."""
        for step in self._steps(review):
            if (
                until is not State.SIGNED_OFF
                and Review.objects.values_list("state", flat=True).get(pk=review.pk) == until
            ):
                return
            step()

    def _steps(self, review: Review) -> Iterator[Callable[[], None]]:
        """What is done, one after another."""
        definition = Definition.read(review.version.definition)
        rated, own = self._ratings(definition, Audience.REVIEWER), self._ratings(definition, Audience.WORKER)
        reviewer, worker = review.reviewer, self.cast.workers.get(review.worker_id or 0)
        assert reviewer is not None
        yield partial(self._move, review, Move.BEGIN, self.cast.lead, 1)
        if worker:
            yield partial(self._give, review, Side.WORKER, worker, 4, own)
        yield partial(self._give, review, Side.REVIEWER, reviewer, 6, rated)
        if self.rng.random() < 0.7:
            yield partial(self._hear, review, Side.FAMILY, reviewer, self._ratings(definition, Audience.FAMILY))
        if self.rng.random() < 0.4:
            yield partial(self._hear, review, Side.CHILD, reviewer, self._ratings(definition, Audience.CHILD))
        if review.second:
            yield partial(self._give, review, Side.SECOND, review.second, 7, self._near(definition, rated))
        yield partial(self._move, review, Move.MEET, self.cast.lead, 8)
        agreed = self._agreed(definition, rated, own if worker else {})
        yield partial(self._give, review, Side.AGREED, reviewer, 9, agreed)
        yield partial(self._disagree, review, worker or reviewer, agreed, own if worker else rated)
        yield partial(self._move, review, Move.AGREE, reviewer, 9)
        yield partial(self._move, review, Move.SIGN_OFF, self.cast.signer, 12)
        if worker:
            yield partial(self._say, review, worker, 13, self.rng.choice(AFTERWARDS))

    def _move(self, review: Review, which: Move, user: User, days: int) -> None:
        viewer = _viewer(user, self.on + timedelta(days=days))
        move(review=review, move=which, by=viewer, at=viewer.at)

    def _give(self, review: Review, side: Side, user: User, days: int, answers: Mapping[str, Answer]) -> None:
        viewer = _viewer(user, self.on + timedelta(days=days))
        sent = {code: Sent(answer, 0) for code, answer in answers.items()}
        save_part(by=viewer, at=viewer.at, review=review, side=side, sent=sent)
        if side is not Side.AGREED:
            give_part(by=viewer, at=viewer.at, review=review, side=side)

    def _hear(self, review: Review, side: Side, user: User, answers: Mapping[str, Answer]) -> None:
        """The mother, or the child with her permission, says it on the telephone to the reviewer."""
        viewer = _viewer(user, self.on + timedelta(days=6))
        who, permission = ("mother", "") if side is Side.FAMILY else ("", "mother")
        asking = Asking(side, Mode.PHONE, who=who, permission=permission)
        invite = ask(by=viewer, at=viewer.at, review=review, asking=asking).invite
        part = begin(by=viewer, at=viewer.at, invite=invite)
        sent = {code: Sent(answer, 0) for code, answer in answers.items()}
        save_part(by=viewer, at=viewer.at, review=review, side=side, who=part.who, sent=sent)
        give_part(by=viewer, at=viewer.at, review=review, side=side, who=part.who)

    def _ratings(self, definition: Definition, audience: Audience) -> dict[str, Answer]:
        return {one.code: self._answer(one) for one in questions_shown(definition, {}, audience)}

    def _answer(self, question: Question) -> Answer:
        if question.no_evidence and self.rng.random() < 0.06:
            return {"left": "no-evidence"}
        why = {"why": self.rng.choice(WHY)} if question.why and self.rng.random() < 0.6 else {}
        level = min(10, max(0, round(self.rng.gauss(self.level, 1.6))))
        match question.kind:
            case Kind.SCALE | Kind.NUMBER:
                return {"value": level} | why
            case Kind.YES_NO_PARTLY:
                return {"value": "yes" if level >= 6 else "partly" if level >= 4 else "no"} | why
            case Kind.AGREE | Kind.FACES:
                return {"value": 1 + level * 4 // 10} | why
            case Kind.COLUMNS:
                return {"value": dict(self.rng.choice(COLUMNS))}
            case Kind.MATRIX:
                return {"value": dict.fromkeys(question.parts, level)} | why
            case Kind.ONE:
                return {"value": self.rng.choice(question.choices).code}
            case Kind.MANY:
                return {"value": [self.rng.choice(question.choices).code]}
            case Kind.DATE:
                return {"value": self.on.isoformat()}
        return {"value": self.rng.choice(WHY)}

    def _agreed(
        self, definition: Definition, rated: Mapping[str, Answer], own: Mapping[str, Answer]
    ) -> dict[str, Answer]:
        """What they agree on: mostly the reviewer’s ratings, some between the two, some that the worker could show."""
        scales = {one.code for one in questions_shown(definition, {}, Audience.REVIEWER) if one.kind is Kind.SCALE}
        return {
            code: self._met(answer, own.get(code, {})) if code in scales else answer for code, answer in rated.items()
        }

    def _met(self, mine: Answer, theirs: Answer) -> Answer:
        if self.rng.random() < 0.75:
            return mine
        if "value" not in mine:
            return {"value": theirs["value"], "why": BROUGHT} if "value" in theirs else mine
        other = theirs.get("value", mine["value"] + self.rng.choice((2, -2)))
        value = min(10, max(0, (mine["value"] + other + 1) // 2))
        return {"value": value, "why": self.rng.choice(MOVED)} if value != mine["value"] else mine

    def _disagree(self, review: Review, user: User, agreed: Mapping[str, Answer], own: Mapping[str, Answer]) -> None:
        """Whoever stands two or more from what is agreed says so, and it stays on record; a reviewer now and then."""
        apart = {
            code: abs(answer["value"] - own[code]["value"])
            for code, answer in agreed.items()
            if type(answer.get("value")) is int and type(own.get(code, {}).get("value")) is int
        }
        code = max(apart, key=lambda one: apart[one], default="")
        if user == review.reviewer and apart.get(code) and self.rng.random() < 0.25:
            self._say(review, user, 9, ONE_IS_MISSING, question=code, disagrees=True)
        if user != review.reviewer and apart.get(code, 0) > 1:
            self._say(review, user, 9, self.rng.choice(STAYS_APART), question=code, disagrees=True)

    def _say(
        self, review: Review, user: User, days: int, words: str, *, question: str = "", disagrees: bool = False
    ) -> None:
        viewer = _viewer(user, self.on + timedelta(days=days))
        comment(by=viewer, at=viewer.at, review=review, words=words, question=question, disagrees=disagrees)

    def _near(self, definition: Definition, rated: Mapping[str, Answer]) -> dict[str, Answer]:
        """Another's ratings: mostly the same, now and then a step beside."""
        scales = {one.code for one in questions_shown(definition, {}, Audience.REVIEWER) if one.kind is Kind.SCALE}
        return {code: self._beside(answer) if code in scales else answer for code, answer in rated.items()}

    def _beside(self, answer: Answer) -> Answer:
        if "value" not in answer:
            return answer
        step = self.rng.choice((0, 0, 0, 0, 1, -1, 1, -2))
        return {"value": min(10, max(0, answer["value"] + step)), "why": self.rng.choice(WHY)}
