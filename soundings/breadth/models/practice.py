"""Elements and boards, the records of practice, and what is kept beside the records for speed.

Records are appended and never edited. `CaseState`, `UnitCount` and `Tally` are projections of them: written
only by `actions`, in the transaction of the record, and rebuilt by `soundings state rebuild`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value

from soundings.accounts.models import Stage, Unit
from soundings.breadth.rules import Answer, ElementKind, ElementScope, Fact, FamilyMode, Rater, Shows
from soundings.cases.models import Case
from soundings.core.models import AgencyOwned, AgencyOwnedInBulk, SortKeyField, WithPublicId


class Element(AgencyOwned):
    """One thing that practice does, under its canonical code. Its names are the agency's own, by language."""

    is_set_up = True

    code = models.SlugField(max_length=40)
    labels = models.JSONField(default=dict)  # {"en-gb": "Danger statement"}
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in ElementKind])
    scope = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in ElementScope], default=ElementScope.CHILD.value
    )
    by_issue = models.BooleanField(default=False)  # belongs to a statement-goal-scale set
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "code"), name="element_once")]


class Board(AgencyOwned):
    """A whiteboard. What it shows is in its versions: a column belongs to one of them.

    place: the service or team whose own board it is; None for the agency's boards, which serve stages.
    """

    is_set_up = True

    code = models.SlugField(max_length=40)
    labels = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    place = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="boards")
    stages = models.ManyToManyField(Stage, related_name="boards", blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("position", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "code"), name="board_once"),
            models.UniqueConstraint(
                fields=("place",), condition=Q(place__isnull=False, retired_on=None), name="one_board_a_place"
            ),
        ]


class BoardVersion(AgencyOwned):
    """The columns of a board from one day on. A published version never changes; the draft is edited freely.

    In force on a day is the version with the highest number among those whose day has come. from_on: None for what
    has stood there from the beginning.
    """

    is_set_up = True

    board = models.ForeignKey(Board, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)  # None: the draft
    published_by = models.CharField(max_length=16, blank=True)  # public id of a user

    class Meta:
        ordering = ("board", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("board", "number"), name="board_version_once"),
            models.UniqueConstraint(fields=("board",), condition=Q(published_at=None), name="one_draft_a_board"),
        ]


class BoardColumn(AgencyOwned):
    """One column of a board's version: a fact of the case, or an element in this board's vocabulary."""

    is_set_up = True

    version = models.ForeignKey(BoardVersion, models.CASCADE, related_name="columns")
    position = models.PositiveSmallIntegerField()
    fact = models.CharField(max_length=8, choices=[(f.value, f.value) for f in Fact], blank=True)
    element = models.ForeignKey(Element, models.PROTECT, null=True, blank=True, related_name="columns")
    labels = models.JSONField(default=dict)
    shows = models.CharField(max_length=8, choices=[(s.value, s.value) for s in Shows], blank=True)

    class Meta:
        ordering = ("position",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("version", "position"), name="column_place_once"),
            models.CheckConstraint(
                condition=(Q(fact="") & Q(element__isnull=False)) | (~Q(fact="") & Q(element=None)),
                name="column_is_fact_or_element",
            ),
        ]


class IssueSet(WithPublicId, AgencyOwned):
    """One issue: its statement, its goal and its scale belong together. It concerns the cases of its records."""

    name = models.CharField(max_length=120)
    begun_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)


class Record(AgencyOwnedInBulk):
    """One event of practice, linked to every case that it concerns. Appended, never edited.

    A correction is a new record that `supersedes` this one; `ended_at` then says since when this one no longer
    counts. An import taken back ends its records too. Only `ended_*` and `in_case_system` ever change.
    """

    # Like the agency not looked up row by row: a load takes it from the agency's elements (ADR 12).
    element = models.ForeignKey(Element, models.PROTECT, related_name="records", db_index=False, db_constraint=False)
    answer = models.CharField(max_length=3, choices=[(a.value, a.value) for a in Answer])
    happened_on = models.DateField(null=True, blank=True)
    number = models.SmallIntegerField(null=True, blank=True)  # a rating 0-10, a count, a network's lay people
    issue = models.ForeignKey(IssueSet, models.PROTECT, null=True, blank=True, related_name="records", db_index=False)
    rater = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Rater], blank=True)
    family_mode = models.CharField(max_length=20, choices=[(m.value, m.value) for m in FamilyMode], blank=True)
    words = models.TextField(blank=True)  # where they are needed: "what makes it that number", the statement
    link = models.CharField(max_length=500, blank=True)  # where the document stands in the case system
    reason = models.CharField(max_length=300, blank=True)  # why it does not apply; why it was corrected
    detail = models.JSONField(null=True, blank=True)  # the network's people, the plan's steps, who was there
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=16)  # public id of a user
    source = models.CharField(max_length=20)  # "page", "practice", "forms-completed", "board"
    batch = models.CharField(max_length=16, blank=True)
    in_case_system = models.BooleanField(default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            # Partial, since most records have neither, and an import waits for every index.
            models.Index(fields=("batch",), condition=~Q(batch=""), name="record_by_batch"),
            models.Index(fields=("issue",), condition=Q(issue__isnull=False), name="record_by_issue"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("supersedes",), condition=Q(supersedes__isnull=False), name="corrected_once"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_APPLICABLE.value) | ~Q(reason=""), name="does_not_apply_because"
            ),
        ]


class RecordCase(AgencyOwnedInBulk):
    """A case that a record concerns."""

    pk = models.CompositePrimaryKey("case_id", "record_id")
    # Not looked up row by row: whoever links them holds the case and has just stored the record (ADR 16).
    case = models.ForeignKey(Case, models.CASCADE, related_name="record_links", db_index=False, db_constraint=False)
    record = models.ForeignKey(Record, models.CASCADE, related_name="case_links", db_constraint=False)


class CaseState(AgencyOwned):
    """What a board shows of one case: its head, and the current value of every element.

    head: what the first columns say (see `rules.head_of`); values: one entry per element code (see `rules.fold`).
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="state")
    team = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    worker_id = models.BigIntegerField(null=True)  # staff, today's lead
    family_id = models.BigIntegerField(null=True)
    is_open = models.BooleanField()
    restricted = models.BooleanField(default=False)
    opened_on = models.DateField()
    name_key = SortKeyField(max_length=170)
    search_key = SortKeyField(max_length=240)
    head = models.JSONField()
    values = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    stage_id = models.BigIntegerField(null=True)  # of the case itself; without one, its team's counts
    team_since = models.DateField(null=True)  # since when it stands in this team
    # Whether the family is counted on this case (see `rules.families`), and what brothers and sisters have recorded
    # with the family that this case lacks: an entry each, by element code.
    counts_family = models.BooleanField(default=True, db_default=True)
    lent = models.JSONField(default=dict, db_default=Value({}, output_field=models.JSONField()))

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("agency", "team", "is_open"), name="state_of_team"),
            models.Index(fields=("worker_id", "is_open"), name="state_of_worker"),
            models.Index(
                fields=("family_id",), condition=Q(is_open=True, family_id__isnull=False), name="state_of_family"
            ),
        ]


class RecordingStart(AgencyOwned):
    """Since when a team records an element: before that its column says "not known", never "No"."""

    is_set_up = True

    team = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    element = models.ForeignKey(Element, models.CASCADE, related_name="+")
    begun_on = models.DateField()
    batch = models.CharField(max_length=16, blank=True)  # the import that began it, if one did

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("team", "element"), name="recording_begins_once")]


class UnitCount(AgencyOwned):
    """How many open, unrestricted cases stand at a place in the tree or below it."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    open_cases = models.IntegerField(default=0)


class Tally(AgencyOwned):
    """For one place in the tree and one element, over open, unrestricted cases at it or below it.

    expected: cases (of a family element: families) whose team has begun recording the element; of these, recorded (a
    value or Yes), exempt (does not apply) and unknown (said to be not known). up, same, down: how the latest rating
    stands to the one before it by the same rater. Additive: a place is the sum of its parts.
    """

    pk = models.CompositePrimaryKey("unit_id", "element_id")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tallies", db_index=False)
    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    expected = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    up = models.IntegerField(default=0, db_default=0)
    same = models.IntegerField(default=0, db_default=0)
    down = models.IntegerField(default=0, db_default=0)
