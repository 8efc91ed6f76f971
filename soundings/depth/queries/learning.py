"""Findings, agreed actions, the theory of change and examples: every read, starting from the viewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import get_language

from soundings.accounts.models import Staff
from soundings.accounts.queries import Viewer, staff_known_as
from soundings.breadth.models import Element
from soundings.breadth.rules import label_of
from soundings.cases import queries as cases
from soundings.cases.models import Child, WorkerSpan
from soundings.depth.models import AgreedAction, Example, Finding, Programme, Review, TheoryStep
from soundings.depth.permissions.learning import actions_visible, findings_visible
from soundings.depth.queries.visible import reviews_visible_to
from soundings.depth.rules.learning import ActionFacts, ActionState, Level, action_state
from soundings.instruments.models import Instrument, Version
from soundings.instruments.queries import definition_of, published_versions
from soundings.instruments.rules import Use, VersionState, said

OWN_CASE = ("review__case__child", "review__case__team", "programme__unit", "unit", "by")


def findings_visible_to(viewer: Viewer) -> QuerySet[Finding]:
    """The findings of the reviews and programmes that exist for the viewer, oldest first."""
    found = Finding.objects.filter(findings_visible(viewer)).select_related(*OWN_CASE)
    return found.order_by("at", "pk")


def finding_for(viewer: Viewer, public_id: str) -> Finding | None:
    """The finding with this public id; None if it is out of scope."""
    return findings_visible_to(viewer).filter(public_id=public_id).first()


def findings_of(viewer: Viewer, *, review: Review | None = None, programme: Programme | None = None) -> list[Finding]:
    """What was found in a review, or over a programme, each with its actions. Two queries."""
    found = findings_visible_to(viewer).prefetch_related("actions__owner")
    return list(found.filter(review=review, programme=None) if review else found.filter(programme=programme))


def actions_visible_to(viewer: Viewer) -> QuerySet[AgreedAction]:
    """The agreed actions in the viewer's reach (row learning-actions), the soonest first."""
    found = AgreedAction.objects.filter(actions_visible(viewer))
    beside = ("owner", "finding__unit", "finding__review__case__child", "finding__programme", "done_by", "confirmed_by")
    return found.select_related(*beside).order_by("by_on", "pk")


def actions_to_do(viewer: Viewer) -> QuerySet[AgreedAction]:
    """The viewer's own agreed actions that nobody has said are done or put aside, the soonest first."""
    found = actions_visible_to(viewer).filter(done_at=None, dropped_at=None)
    return found.filter(owner=viewer.staff_id) if viewer.staff_id else found.none()


def action_for(viewer: Viewer, public_id: str) -> AgreedAction | None:
    """The action with this public id; None if it is out of scope."""
    return actions_visible_to(viewer).filter(public_id=public_id).first()


def state_of(action: AgreedAction, on: date) -> ActionState:
    """How far the action has come."""
    return action_state(facts_of(action), on)


def facts_of(action: AgreedAction) -> ActionFacts:
    """What decides about the action."""
    return ActionFacts(action.by_on, action.done_at, action.confirmed_at, action.dropped_at, action.reminded_on)


def leaving_actions(viewer: Viewer, actions: Iterable[AgreedAction], *, at: datetime) -> list[AgreedAction]:
    """The actions, once the trail says that the viewer read what was agreed about these children."""
    shown = list(actions)
    about = [action.finding.review.case for action in shown if action.finding.review]
    cases.leaving(viewer, about, verb="actions.viewed", at=at)
    return shown


def owners_known_as(viewer: Viewer, name: str) -> list[Staff]:
    """The staff of the agency who may be meant and still work here."""
    found = staff_known_as(viewer.agency_id, name)
    return [one for one in found if not one.is_duty and (one.ended_on is None or one.ended_on > viewer.on)]


def element_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """The agency's elements, by code, in its own words."""
    language = get_language() or "en"
    found = Element.objects.filter(agency=viewer.agency_id).order_by("pk")
    return [(one.code, label_of(one.labels, language, code=one.code)) for one in found]


def themes_used(viewer: Viewer) -> list[str]:
    """The themes that findings of the agency already bear, by name; for the same word next time."""
    found = Finding.objects.filter(findings_visible(viewer)).values_list("themes", flat=True)
    return sorted({theme for themes in found for theme in themes})


def questions_of(versions: Iterable[Version]) -> dict[str, str]:
    """What these versions ask, by stable code: the wording of the last that asks it."""
    language = get_language() or "en"
    found: dict[str, str] = {}
    for version in versions:
        definition = definition_of(version)
        spoken = (*_spoken(language), *definition.languages)
        found |= {one.code: said(one.text, *spoken) for one in definition.questions if one.asks}
    return found


def in_sections(versions: Iterable[Version], asked: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The questions `asked` (code and text), under the title of the section in which the last of these versions asks
    them: as the choices of a form. Sections of one title stand together."""
    language = get_language() or "en"
    titles: dict[str, str] = {}
    for version in versions:
        definition = definition_of(version)
        for section in definition.sections:
            title = said(section.title, *_spoken(language), *definition.languages)
            titles |= {one.code: title for one in section.questions}
    found: dict[str, list[tuple[str, str]]] = {}
    for code, text in asked.items():
        found.setdefault(titles.get(code, ""), []).append((code, text))
    return list(found.items())


def versions_of(instrument: Instrument) -> QuerySet[Version]:
    """The versions of the questionnaire that were ever in use, oldest first."""
    found = Version.objects.filter(instrument=instrument).exclude(state=VersionState.DRAFT.value)
    return found.order_by("number")


def _spoken(language: str) -> tuple[str, str]:
    return language, language.split("-")[0]


def questions_asked(viewer: Viewer) -> dict[str, str]:
    """Every question of the published questionnaires for reviews: its stable code and what it asks."""
    language = get_language() or "en"
    spoken = _spoken(language)
    found: dict[str, str] = {}
    for version in published_versions(viewer, Use.REVIEW):
        definition = definition_of(version)
        for question in (one for one in definition.questions if one.asks):
            found.setdefault(question.code, said(question.text, *spoken, *definition.languages))
    return found


def questions_to_map(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """The same questions, section by section."""
    return in_sections(published_versions(viewer, Use.REVIEW), questions_asked(viewer))


@dataclass(frozen=True, slots=True)
class StepRead:
    """One step of the theory of change. asked: what asks about it; gone: codes that no questionnaire asks any more."""

    step: TheoryStep
    words: str
    asked: list[str]
    gone: list[str]


def theory_of(viewer: Viewer) -> list[tuple[Level, list[StepRead]]]:
    """The agency's theory of change, level by level, with what asks about each step."""
    asked = questions_asked(viewer)
    steps = TheoryStep.objects.filter(agency=viewer.agency_id, retired_on=None).order_by("position", "pk")
    language = get_language() or "en"
    read = [
        StepRead(
            step,
            label_of(step.words, language),
            [asked[code] for code in step.questions if code in asked],
            [code for code in step.questions if code not in asked],
        )
        for step in steps
    ]
    return [(level, [one for one in read if one.step.level == level]) for level in Level]


def theory_step(viewer: Viewer, public_id: str) -> TheoryStep | None:
    """The step with this public id."""
    return TheoryStep.objects.filter(agency=viewer.agency_id, retired_on=None, public_id=public_id).first()


def examples_of(viewer: Viewer) -> QuerySet[Example]:
    """The examples of the agency whose consent holds, newest first. They name nobody, so everybody may read them."""
    found = Example.objects.filter(agency=viewer.agency_id, withdrawn_at=None)
    return found.select_related("shared_by").order_by("-shared_at", "-pk")


def example_for(viewer: Viewer, public_id: str) -> Example | None:
    """The example with this public id, while its consent holds."""
    return examples_of(viewer).filter(public_id=public_id).first()


def reviews_to_learn_from(viewer: Viewer) -> QuerySet[Review]:
    """The reviews from which the viewer may share an example."""
    return reviews_visible_to(viewer).filter(case__restricted=False)


def names_around(review: Review) -> tuple[list[str], list[str]]:
    """The names that an example from this review must not say: of the family, and of those who work with them."""
    child = review.case.child
    kin = Child.objects.filter(family=child.family_id) if child.family_id else Child.objects.filter(pk=child.pk)
    family = [text for one in kin for text in (one.given_name, one.family_name, one.name)]
    family += [child.given_name, child.family_name, child.family.name if child.family else "", child.reference]
    spans = WorkerSpan.objects.filter(case__child__in=kin).select_related("staff")
    workers = [span.staff.name for span in spans]
    workers += [user.name for user in (review.reviewer, review.supervisor, review.second) if user]
    return [name for name in family if name], workers


def staff_names(agency_id: int) -> list[str]:
    """The name of everybody who works in the agency, or did."""
    return list(Staff.objects.filter(agency=agency_id, is_duty=False).values_list("name", flat=True))
