"""Reviews with the people who write them, for tests of writing together."""

from dataclasses import dataclass

from soundings.accounts.models import User
from soundings.accounts.queries import Viewer
from soundings.cases.models import Case
from soundings.depth.models import Review
from soundings.depth.rules import State
from soundings.instruments.models import Instrument, Version
from tests.factories.accounts import NOON, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import Office, office


def text(words: str) -> dict[str, str]:
    return {"en": words}


def scale(code: str, words: str, **kwargs) -> dict:
    ends = {"low": text("not at all"), "high": text("fully")}
    return {"code": code, "kind": "scale", "text": text(words), "ends": ends, "why": True, "no_evidence": True} | kwargs


DEFINITION = {
    "languages": ["en"],
    "sections": [
        {
            "code": "understanding",
            "title": text("What the family understands"),
            "questions": [
                {"code": "well", "kind": "long", "text": text("What is going well?")},
                scale("understands", "Do family members, each asked, understand why services are worried?"),
                scale("plan", "How workable is the plan?", **{"for": ["worker", "reviewer", "supervisor"]}),
                {
                    "code": "listened",
                    "kind": "yes-no-partly",
                    "text": text("Were you listened to?"),
                    "for": ["family", "child"],
                    "unsaid": True,
                },
            ],
        }
    ],
    "groups": [],
}


def version_for(where: Office, definition: dict = DEFINITION) -> Version:
    """A published instrument for reviews."""
    instrument = Instrument.objects.create(
        agency=where.agency, code="mapping-test", use="review", names=text("Mapping")
    )
    return Version.objects.create(
        agency=where.agency,
        instrument=instrument,
        number=1,
        state="published",
        definition=definition,
        made_at=NOON,
        published_at=NOON,
    )


@dataclass
class Together:
    """A review of one of Jane Smith's cases: Rita Hall of another team reviews it, Sam Reed supervises."""

    where: Office
    case: Case
    review: Review
    reviewer: User

    @property
    def as_worker(self) -> Viewer:
        return viewer_for(self.where.worker)

    @property
    def as_supervisor(self) -> Viewer:
        return viewer_for(self.where.supervisor)

    @property
    def as_reviewer(self) -> Viewer:
        return viewer_for(self.reviewer)

    def now(self, state: State) -> Review:
        """The review in this state, however it came there."""
        Review.objects.filter(pk=self.review.pk).update(state=state.value)
        self.review.refresh_from_db()
        return self.review


def review_for(where: Office | None = None, *, state: State = State.PREPARING, definition=DEFINITION) -> Together:
    where = where or office()
    case = where.case("Melli Majid")
    south = TeamFactory(parent=where.service, name="South")
    reviewer = UserFactory(supervisor=True, unit=south, name="Rita Hall")
    review = Review.objects.create(
        agency=where.agency,
        case=case,
        version=version_for(where, definition),
        state=state.value,
        worker=where.jane,
        team=where.team,
        reviewer=reviewer,
        supervisor=where.supervisor,
        opened_by=where.supervisor,
        opened_at=NOON,
    )
    return Together(where, case, review, reviewer)


__all__ = ["DEFINITION", "Together", "review_for", "scale", "text", "version_for"]
