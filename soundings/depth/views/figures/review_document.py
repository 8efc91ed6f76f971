"""The report of one review, as a document of blocks."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from soundings.depth import cells
from soundings.depth.models import AgreedAction, Comment, Finding, Part, Review
from soundings.depth.queries.reports import ReviewReport
from soundings.depth.rules import Column, Side
from soundings.depth.views.figures.asking import language
from soundings.design.documents import Block, Cell, Document, Grid, Heading, Items, Para, Says
from soundings.instruments.cells import said_in_words
from soundings.instruments.rules import RATED, Definition, Question, said

ORDER = (Side.AGREED, Side.WORKER, Side.REVIEWER, Side.SUPERVISOR, Side.FAMILY, Side.CHILD)


def review_document(found: ReviewReport) -> Document:
    """Facts, what each side said side by side, where they differ, what was found and agreed."""
    review = found.review
    title = _("Review: %(child)s") % {"child": review.case.child.name}
    blocks = [*_before(), *_facts(review), *_answers(found), *_comments(found), *findings_told(found.findings)]
    if review.grade:
        asked = _("Its programme asks for one of four grades: %(grade)s.")
        blocks.append(Para(asked % {"grade": cells.grade(review.grade)}, quiet=True))
    return document(title, " · ".join(_about(review)), blocks)


def document(title: str, sub: str, blocks: list[Block], *, wide: bool = False) -> Document:
    """A document of ours, with what stands on each page of paper."""
    return Document(
        title=title,
        sub=sub,
        footer=_("Confidential. Soundings"),
        page=_("page %(n)s of %(of)s"),
        blocks=list(_told_apart(blocks)),
        missing=_("A question mark may stand for a letter that this print lacks: the page and the Word file show it."),
        language=language(),
        wide=wide,
    )


def _told_apart(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, tables of the same name with a number behind it: two sections may have one title."""
    seen: Counter[str] = Counter()
    for block in blocks:
        if isinstance(block, Grid):
            seen[block.caption] += 1
            n = seen[block.caption]
            yield replace(block, caption=f"{block.caption} ({n})") if n > 1 else block
        else:
            yield block


def day(at) -> str:
    """The local day of a moment."""
    return date_format(timezone.localtime(at), "j F Y")


def _about(review: Review) -> Iterator[str]:
    yield said(review.version.instrument.names, language())
    yield _("version %(n)s") % {"n": review.version.number}
    if review.team:
        yield review.team.name
    if review.signed_off_at and review.signed_off_by:
        by = {"name": review.signed_off_by.name, "day": day(review.signed_off_at)}
        yield _("signed off by %(name)s on %(day)s") % by


def _before() -> Iterator[Block]:
    yield Para(
        _(
            "For the people who work with this family. What one member of the family said reaches no other: hand this "
            "to none of them as it is."
        ),
        quiet=True,
    )


def _facts(review: Review) -> Iterator[Block]:
    lines = [_("%(what)s: %(said)s") % {"what": one["label"], "said": cells.element(one)} for one in _recorded(review)]
    if not lines:
        return
    yield Heading(_("What was known of the case"))
    if review.facts_at:
        yield Para(_("As recorded on %(day)s.") % {"day": day(review.facts_at)}, quiet=True)
    yield Items(lines)


def _recorded(review: Review) -> list[dict[str, Any]]:
    """The elements that breadth had a record of."""
    return [one for one in review.facts.get("elements") or () if one.get("a")]


def _answers(found: ReviewReport) -> Iterator[Block]:
    definition = Definition.read(found.review.version.definition)
    parts = sorted(found.parts, key=lambda part: (ORDER.index(Side(part.side)), part.pk))
    for section in definition.sections:
        rated = [one for one in section.questions if one.kind in RATED]
        told = [one for one in section.questions if one.asks and one.kind not in RATED]
        title = said(section.title, language())
        blocks = [*_ratings(definition, title, rated, parts), *_words(definition, [*rated, *told], parts)]
        if blocks:
            yield Heading(title)
            yield from blocks


def _ratings(definition: Definition, title: str, questions: list[Question], parts: list[Part]) -> Iterator[Block]:
    """Every side's rating of each question, side by side: never averaged."""
    voices = [part for part in parts if any(_has(part, one) for one in questions)]
    rows = [
        [Cell(said(one.text, language())), *(Cell(_answer(definition, one, part)) for part in voices)]
        for one in questions
        if any(_has(part, one) for part in voices)
    ]
    if rows:
        yield Grid(
            _("%(section)s: ratings side by side") % {"section": title},
            [_("Question"), *(_who(part) for part in voices)],
            rows,
        )


def _words(definition: Definition, questions: list[Question], parts: list[Part]) -> Iterator[Block]:
    for question in questions:
        said_by = [(part, text) for part in parts if (text := _text(definition, question, part))]
        if said_by:
            yield Heading(said(question.text, language()), 3)
            yield from (Says(_who(part), text) for part, text in said_by)


def _has(part: Part, question: Question) -> bool:
    return bool({"value", "left"} & (part.answers.get(question.code) or {}).keys())


def _answer(definition: Definition, question: Question, part: Part) -> str:
    return "\n".join(said_in_words(definition, question, part.answers.get(question.code), language()))


def _text(definition: Definition, question: Question, part: Part) -> str:
    """What somebody wrote: of a rating why, of the others the answer."""
    why = str((part.answers.get(question.code) or {}).get("why") or "").strip()
    return why if question.kind in RATED else "\n".join(filter(None, [_answer(definition, question, part), why]))


def _who(part: Part) -> str:
    if part.side == Side.FAMILY:
        return part.who[:1].upper() + part.who[1:]
    return {
        Side.WORKER: pgettext("part of a review", "Worker"),
        Side.REVIEWER: pgettext("part of a review", "Reviewer"),
        Side.SUPERVISOR: pgettext("part of a review", "Supervisor"),
        Side.CHILD: pgettext("part of a review", "The child"),
        Side.AGREED: pgettext("part of a review", "Agreed"),
    }[Side(part.side)]


def _comments(found: ReviewReport) -> Iterator[Block]:
    differ = [one for one in found.comments if one.disagrees]
    others = [one for one in found.comments if not one.disagrees]
    definition = Definition.read(found.review.version.definition)
    for heading, comments in ((_("Where they did not agree"), differ), (_("Words beside the review"), others)):
        if comments:
            yield Heading(heading)
            yield from (_comment(definition, one) for one in comments)


def _comment(definition: Definition, comment: Comment) -> Says:
    question = definition.question(comment.question) if comment.question else None
    who = _("%(name)s, %(day)s") % {"name": comment.by.name, "day": day(comment.at)}
    return Says(f"{who}: {said(question.text, language())}" if question else who, comment.words)


# --- findings, of a review or of a programme -------------------------------------------------------------------------


def findings_told(findings) -> Iterator[Block]:
    """What was found, what goes well first, and what is done about it."""
    if not findings:
        return
    yield Heading(_("What was found and agreed"))
    for column, heading in (
        (Column.WELL, _("What is working well")),
        (Column.WORRIED, _("What we are worried about")),
        (Column.NEXT, _("What needs to happen")),
    ):
        held: list[Finding] = [one for one in findings if one.column == column]
        if held:
            yield Heading(heading, 3)
            yield Items([line for one in held for line in _finding(one)])


def _finding(finding: Finding) -> Iterator[str]:
    tags = ", ".join(finding.themes)
    yield f"{finding.words} ({tags})" if tags else finding.words
    for action in finding.actions.all():
        yield _action(action)


def _action(action: AgreedAction) -> str:
    about = {"what": action.what.removesuffix("."), "who": action.owner.name, "day": date_format(action.by_on, "j F Y")}
    if action.dropped_at:
        return _("Action of %(who)s: %(what)s. Not done any more.") % about
    if action.confirmed_at:
        return _("Action of %(who)s: %(what)s. Done, and confirmed.") % about
    if action.done_at:
        return _("Action of %(who)s: %(what)s. Done, to be confirmed.") % about
    return _("Action of %(who)s by %(day)s: %(what)s") % about
