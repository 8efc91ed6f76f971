"""The data of a programme under pseudonyms: a row for each answer of each side of each finished review."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Reach, Viewer, reach
from soundings.accounts.rules import Row, To
from soundings.cases.models import Child
from soundings.core.rules import Denied, local_date
from soundings.depth.models import Part, Programme, Review
from soundings.depth.queries.pictures.reading import definitions_of, finished_reviews
from soundings.depth.queries.visible import leaving
from soundings.depth.rules import OPENED, Side
from soundings.depth.rules.screening import names_somebody
from soundings.instruments.rules import Definition, Question, value_in, value_of

HEADINGS = (
    "Review", "Team", "Stage", "Version", "Signed off in", "Side", "Question", "Row", "Answer", "Number", "Left",
)  # fmt: skip
WORDS = "Words"
_SIDES = (Side.AGREED, Side.WORKER, Side.REVIEWER, Side.SUPERVISOR, Side.FAMILY, Side.CHILD, Side.SECOND)
_WORDY = ("short", "long", "columns")
Table = tuple[tuple[str, ...], list[list[Any]]]


def exportable(viewer: Viewer, programme: Programme) -> Reach | None:
    """The places whose reviews the viewer may take out under pseudonyms; None for none of this programme's.

    Both rows must give it: finished audits at least under a pseudonym, and taking figures out at least in groups.
    """
    seen = reach(viewer, Row.FINISHED_AUDIT, to=To.PSEUDONYM)
    takes = reach(viewer, Row.EXPORT_TOTALS, to=To.GROUPS)
    paths = tuple(path for path in seen.paths if takes.holds(path))
    here = [path for path in paths if path.startswith(programme.unit.path) or programme.unit.path.startswith(path)]
    return Reach(paths=tuple(here)) if here and programme.agency_id == viewer.agency_id else None


def may_take_words(viewer: Viewer, programme: Programme) -> bool:
    """Whether words may come along: for whoever may read every one of these reviews with its names."""
    seen = reach(viewer, Row.FINISHED_AUDIT)
    return exportable(viewer, programme) is not None and seen.holds(programme.unit.path)


def programmes_to_export(viewer: Viewer) -> list[Programme]:
    """The programmes of whose reviews the viewer may take data out, the newest first."""
    found = Programme.objects.filter(agency=viewer.agency_id).select_related("unit", "instrument")
    return [one for one in found.order_by("-starts_on", "-pk") if exportable(viewer, one)]


def reviews_table(viewer: Viewer, programme: Programme, *, words: bool = False, at: datetime) -> Table:
    """The finished reviews of unrestricted cases, codes for children, teams and members of the family.

    The same code stands for the same review in every export of a programme, and says nothing without the key of this
    installation. A team with fewer than three reviews is "other". No day, only the month; no relation of a family
    member, only "family 1". words: what people wrote, each text left out that names the child, its family or somebody
    who took part. The trail says first whose data left. Raises Denied.
    """
    within = exportable(viewer, programme)
    if within is None or (words and not may_take_words(viewer, programme)):
        raise Denied(_("The data of this programme is not yours to take out."))
    beside = ("case__child", "team", "version", "worker", "reviewer", "second", "supervisor")
    reviews = list(_not_rated_blind(viewer, finished_reviews(programme, within)).select_related(*beside))
    leaving(viewer, reviews, verb="reviews.exported", at=at)
    definitions = definitions_of(one.version_id for one in reviews)
    parts = _parts(reviews)
    teams = _teams(programme, reviews)
    names = _names(reviews) if words else {}
    rows = []
    for review in reviews:
        about = [
            _code(programme, "R", review.public_id),
            teams[review.team_id],
            review.stage_code,
            review.version.number,
            f"{local_date(review.signed_off_at, viewer.user.agency.time_zone):%Y-%m}" if review.signed_off_at else "",
        ]
        for side, answers in _voices(parts.get(review.pk, ())):
            for question in definitions[review.version_id].questions:
                found = _rows(definitions[review.version_id], question, answers.get(question.code))
                for cells, text in found:
                    row = [*about, side, *cells]
                    rows.append([*row, _screened(text, names[review.pk])] if words else row)
    headings = (*HEADINGS, WORDS) if words else HEADINGS
    return headings, [row for row in rows if words or any(cell not in ("", None) for cell in row[8:])]


def _not_rated_blind(viewer: Viewer, reviews: QuerySet[Review]) -> QuerySet[Review]:
    """Without those that the viewer is still to rate, or is rating, without seeing the first."""
    given = Part.objects.filter(side=Side.SECOND.value, user=viewer.user).exclude(given_at=None)
    return reviews.exclude(Q(second=viewer.user) & ~Q(pk__in=given.values("review")))


def _parts(reviews: Iterable[Review]) -> dict[int, list[Part]]:
    """What was agreed, and the other parts that are finished."""
    found: dict[int, list[Part]] = {}
    finished = Part.objects.filter(Q(side=Side.AGREED.value) | Q(given_at__isnull=False))
    for part in finished.filter(review__in=list(reviews)).order_by("pk"):
        found.setdefault(part.review_id, []).append(part)
    return found


def _voices(parts: Iterable[Part]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The sides in their order; of several members of the family, each with a number."""
    counts: Counter[str] = Counter()
    for part in sorted(parts, key=lambda one: (_SIDES.index(Side(one.side)), one.pk)):
        counts[part.side] += 1
        numbered = part.side in (Side.FAMILY, Side.CHILD, Side.SECOND)
        yield f"{part.side} {counts[part.side]}" if numbered else part.side, part.answers


def _teams(programme: Programme, reviews: Iterable[Review]) -> dict[int | None, str]:
    counts = Counter(one.team_id for one in reviews)
    places = {one.pk: one.public_id for one in Unit.objects.filter(pk__in=[pk for pk in counts if pk])}
    return {
        pk: _code(programme, "T", places[pk]) if pk and n >= OPENED.smallest_group else "other"
        for pk, n in counts.items()
    }


def _code(programme: Programme, letter: str, public_id: str) -> str:
    digest = salted_hmac("soundings.reviews", f"{programme.public_id} {public_id}", algorithm="sha256").hexdigest()
    return f"{letter}-{digest[:10]}"


def _rows(
    definition: Definition, question: Question, answer: Mapping[str, Any] | None
) -> Iterator[tuple[list[Any], str]]:
    """The cells of one answer, and its words apart."""
    if not answer or not question.asks:
        return
    value, why = value_in(answer), str(answer.get("why") or "")
    left = str(answer.get("left") or "")
    if question.kind == "matrix" and isinstance(value, Mapping):
        for row, number in value.items():
            yield [question.code, row, number, number, ""], ""
        if why:
            yield [question.code, "", "", None, ""], why
        return
    if question.kind in _WORDY:
        text = " / ".join(map(str, value.values())) if isinstance(value, Mapping) else str(value or "")
        yield [question.code, "", "", None, left], text
        return
    said = ", ".join(map(str, value)) if isinstance(value, list) else value
    yield [question.code, "", "" if said is None else said, value_of(question, answer), left], why


def _names(reviews: Iterable[Review]) -> dict[int, list[str]]:
    """Whom the words of each review must not name: the child, its family, and whoever took part."""
    found = list(reviews)
    families = [one.case.child.family_id for one in found if one.case.child.family_id]
    siblings: dict[int, list[str]] = {}
    for family, given, name in Child.objects.filter(family__in=families).values_list(
        "family", "given_name", "family_name"
    ):
        siblings.setdefault(family, []).append(f"{given} {name}")
    return {
        one.pk: [
            one.case.child.name,
            *siblings.get(one.case.child.family_id or 0, ()),
            *(who.name for who in (one.worker, one.reviewer, one.second, one.supervisor) if who),
        ]
        for one in found
    }


def _screened(text: str, names: Iterable[str]) -> str:
    return _("[left out: it names somebody]") if text and names_somebody(text, names) else text


def programme_to_export(viewer: Viewer, public_id: str) -> Programme | None:
    """The programme with this public id, if the viewer may take data of it out."""
    return next((one for one in programmes_to_export(viewer) if one.public_id == public_id), None)
