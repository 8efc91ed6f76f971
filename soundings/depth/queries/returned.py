"""To which part of which review each row of an export goes, and what becomes of it there."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from soundings.accounts.queries import Viewer
from soundings.depth import words
from soundings.depth.models import FamilyInvite, Part, Programme, Returned, Review
from soundings.depth.permissions import WRITING, can_write, hats_of, stand_of
from soundings.depth.queries.family import invited_to
from soundings.depth.queries.visible import BESIDE, parts_seen, reviews_visible_to
from soundings.depth.rules import ACTS, Mode, Side, Stand
from soundings.depth.rules.asked import asked_of, everything
from soundings.depth.rules.asking import FAMILY
from soundings.depth.rules.returned import Fate, Stands, differing, fate_of
from soundings.instruments.rules import Definition
from soundings.instruments.rules.returned import Form, Line, RowRead, Table, Unreadable, fields_of, form_of
from soundings.instruments.words.xlsform import form_of as sheets_for


@dataclass(frozen=True, slots=True)
class Target:
    """A part to which answers may go. invite: who of the family was asked. open: whether they can still answer."""

    review: Review
    side: Side
    who: str = ""
    invite: FamilyInvite | None = None
    part: Part | None = None
    open: bool = True

    @property
    def key(self) -> str:
        """What stands for it on a page."""
        return f"{self.review.public_id}.{self.invite.public_id}" if self.invite else self.review.public_id


@dataclass(frozen=True, slots=True)
class Scope:
    """Among which reviews: one, those of a programme, or all that the viewer may write in."""

    review: Review | None = None
    programme: Programme | None = None

    def holds(self, review: Review) -> bool:
        """Whether this review is among them."""
        if self.review:
            return review.pk == self.review.pk
        return self.programme is None or review.programme_id == self.programme.pk


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of one row. differs: the questions that are answered otherwise here."""

    line: Line
    fate: Fate
    target: Target | None = None
    read: RowRead | None = None
    differs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row and what becomes of it, in the order of the file."""

    rows: Sequence[RowPlan]

    def of(self, *fates: Fate) -> list[RowPlan]:
        """The rows that come to this."""
        return [row for row in self.rows if row.fate in fates]

    @property
    def told(self) -> str:
        """A line that is the same as long as the same would be stored and refused."""
        return ";".join(
            f"{row.line.number}:{row.fate.value}:{row.target.key if row.target else ''}"
            f":{row.target.part.stamp if row.target and row.target.part else 0}"
            for row in self.rows
        )

    @property
    def needs_yes(self) -> bool:
        """Whether somebody of the family would speak here whose own yes has not been written down."""
        coming = [row.target for row in self.of(Fate.TAKE) if row.target and row.target.side in FAMILY]
        return any(one.part and not one.part.consent.get("yes_at") for one in coming)


def whole_of(review: Review) -> Definition:
    """The questionnaire of the review with all its questions."""
    return everything(Definition.read(review.version.definition))


def writable(viewer: Viewer, side: Side, scope: Scope) -> list[Target]:
    """The parts of this side that the viewer may write now, by the day on which the reviews are due.

    The reviews among which a row that names none can be put. About six queries for each.
    """
    states, hats = ACTS[WRITING[side]]
    found = reviews_visible_to(viewer).filter(state__in=[one.value for one in states]).select_related(*BESIDE)
    if scope.review:
        found = found.filter(pk=scope.review.pk)
    if scope.programme:
        found = found.filter(programme=scope.programme)
    targets: list[Target] = []
    for review in found.order_by("due_on", "pk"):
        if hats_of(viewer, review) & hats:
            targets += _open_targets(viewer, review, side)
    return targets


def _open_targets(viewer: Viewer, review: Review, side: Side) -> list[Target]:
    stand = stand_of(viewer, review)
    found = [one for one in targets_in(viewer, review, side, stand) if one.open]
    return [one for one in found if can_write(viewer, review, side, given=is_given(one), stand=stand)]


def is_given(target: Target) -> bool:
    """Whether the part was handed over."""
    return bool(target.part and target.part.given_at)


def targets_in(viewer: Viewer, review: Review, side: Side, stand: Stand) -> list[Target]:
    """The parts of this side in a review, written or not: of the family everybody who is asked by a person."""
    if side in FAMILY:
        asked = [one for one in invited_to(viewer, review) if one.invite.side == side and one.invite.mode != Mode.LINK]
        return [Target(review, side, one.invite.who, one.invite, one.part, one.is_open) for one in asked]
    part = next((one for one in parts_seen(viewer, review, stand=stand) if one.side == side and not one.who), None)
    return [Target(review, side, "", None, part)]


@dataclass
class _Planner:
    """Looks at one row after the other; what it has looked up it keeps."""

    viewer: Viewer
    side: Side
    table: Table
    scope: Scope
    marked: Mapping[str, Review]
    taken: Mapping[str, Returned]
    chosen: Mapping[str, Target]
    stands: dict[int, Stand] = field(default_factory=dict)
    forms: dict[int, Form | Unreadable] = field(default_factory=dict)

    def row(self, line: Line) -> RowPlan:
        if line.instance in self.taken:
            return RowPlan(line, Fate.TAKEN)
        if line.rejected:
            return RowPlan(line, Fate.REJECTED)
        target = self.target(line)
        if isinstance(target, Fate):
            return RowPlan(line, target)
        return self._decided(line, target)

    def target(self, line: Line) -> Target | Fate:
        """The part that the row names, or that was chosen for it."""
        if line.instance in self.chosen:
            return self.chosen[line.instance]
        if not line.review:
            return Fate.CHOOSE
        review = self.marked.get(line.review)
        if review is None:
            return Fate.NO_REVIEW
        if not self.scope.holds(review):
            return Fate.OTHER
        stand = self._stand(review)
        if not can_write(self.viewer, review, self.side, stand=stand):
            return Fate.NOT_YOURS
        found = targets_in(self.viewer, review, self.side, stand)
        if line.asked:
            found = [one for one in found if one.invite and one.invite.public_id == line.asked]
        if self.side in FAMILY and len(found) > 1:
            found = [one for one in found if one.open] or found[:1]
        return found[0] if len(found) == 1 else Fate.CHOOSE if found else Fate.NOT_ASKED

    def _decided(self, line: Line, target: Target) -> RowPlan:
        form = self.form(target.review)
        if isinstance(form, Unreadable):
            return RowPlan(line, Fate.FAULTY, target)
        read, given = form.read(line), is_given(target)
        if not target.open and not given:
            return RowPlan(line, Fate.NOT_ASKED, target)
        may = can_write(self.viewer, target.review, self.side, stand=self._stand(target.review))
        stands = Stands(target.part.answers if target.part else {}, given, may)
        fate = fate_of(stands, read.answers, faulty=bool(read.faults))
        shown = differing(stands.answers, read.answers) if fate in (Fate.DIFFERS, Fate.GIVEN) else ()
        return RowPlan(line, fate, target, read, shown)

    def form(self, review: Review) -> Form | Unreadable:
        """How the file is read for the questionnaire of this review."""
        if review.version_id not in self.forms:
            whole = whole_of(review)
            asked = asked_of(Definition.read(review.version.definition), self.side)
            self.forms[review.version_id] = form_of(self.table, asked=asked, fields=fields_of(whole, sheets_for(whole)))
        return self.forms[review.version_id]

    def _stand(self, review: Review) -> Stand:
        if review.pk not in self.stands:
            self.stands[review.pk] = stand_of(self.viewer, review)
        return self.stands[review.pk]


def plan_of(
    viewer: Viewer, table: Table, side: Side, scope: Scope, *, chosen: Mapping[str, Target] = {}
) -> Plan | Unreadable:
    """What becomes of each row, for this viewer at this moment. Changes nothing.

    chosen: by number of submission the part that was chosen for it. Unreadable where none of the rows can be read for
    the questionnaire of its review. About seven queries for each review.
    """
    marked = _marked(viewer, table.lines, scope)
    planner = _Planner(viewer, side, table, scope, marked, _taken(viewer, table.lines), chosen)
    rows = [planner.row(line) for line in table.lines]
    refused = [one for one in planner.forms.values() if isinstance(one, Unreadable)]
    if refused:
        return refused[0]
    return Plan(_each_once(rows))


def _marked(viewer: Viewer, lines: Iterable[Line], scope: Scope) -> dict[str, Review]:
    """The reviews that rows name, by what they write: the id, or the label that the form gave it."""
    named = {line.review for line in lines if line.review}
    if not named:
        return {}
    found = reviews_visible_to(viewer).select_related(*BESIDE)
    by_id = {one.public_id: one for one in found.filter(public_id__in=named)}
    rest = named - set(by_id)
    if rest and scope.programme:
        by_id |= {label_in_form(one): one for one in found.filter(programme=scope.programme)}
    return {name: one for name, one in by_id.items() if name in named}


def label_in_form(review: Review) -> str:
    """How a form with several reviews calls this one: a code and the team, never the child."""
    code = words.code_of(review.public_id)
    return f"{code} · {review.team.name}" if review.team else code


def _taken(viewer: Viewer, lines: Iterable[Line]) -> dict[str, Returned]:
    numbers = [line.instance for line in lines]
    found = Returned.objects.filter(agency=viewer.agency_id, instance__in=numbers)
    return {one.instance: one for one in found}


def _each_once(rows: Sequence[RowPlan]) -> list[RowPlan]:
    """Of several rows for one part, or with one number, none is taken: nobody can say which is meant."""
    taken = [row for row in rows if row.fate is Fate.TAKE and row.target]
    parts = Counter(row.target.key for row in taken if row.target)
    numbers = Counter(row.line.instance for row in rows)
    twice = {row.line.number for row in taken if row.target and parts[row.target.key] > 1}
    twice |= {row.line.number for row in taken if numbers[row.line.instance] > 1}
    return [replace(row, fate=Fate.TWICE) if row.line.number in twice else row for row in rows]
