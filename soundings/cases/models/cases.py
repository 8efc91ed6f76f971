"""Children, families and cases. A case is one child's continuous involvement with the service.

Restricted cases stand in none of the shared structures: start from `queries.cases_visible_to`.
`batch` names the import that made a row (exchange's public id), so that it can be taken back.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from soundings.accounts.models import Staff, Stage, Unit, User
from soundings.cases.rules import ActivityKind, AllocationRole, PlanState, ProposalKind, Sex
from soundings.core.models import AgencyOwned, AgencyOwnedInBulk, SortKeyField, WithPublicId


class AbuseType(AgencyOwned):
    """A code of the abuse-type key, in the agency's own words."""

    is_set_up = True

    code = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    explanation = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "code"), name="abuse_type_once")]


class Family(WithPublicId, AgencyOwned):
    """Children who belong together. `household` is the key by which a file knows it."""

    name = models.CharField(max_length=120, blank=True)
    household = models.CharField(max_length=60, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name_plural = "families"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "household"), condition=~Q(household=""), name="household_once")
        ]
        indexes: ClassVar = [models.Index(fields=("batch",), condition=~Q(batch=""), name="family_by_batch")]


class Child(WithPublicId, AgencyOwned):
    """A child, born or expected. Without a name the reference stands in its place."""

    reference = models.CharField(max_length=40)  # the id shown on boards, from the case system or made here
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    name_key = SortKeyField(max_length=170, blank=True)  # core.rules.sort_key("family given")
    search_key = SortKeyField(max_length=240, blank=True)  # "given family given reference", normalised
    born_on = models.DateField(null=True, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    stated_age = models.PositiveSmallIntegerField(null=True, blank=True)  # months, while no date of birth is known
    stated_age_on = models.DateField(null=True, blank=True)  # the day on which they were said to be as old
    sex = models.CharField(max_length=1, choices=[(s.value, s.value) for s in Sex], default=Sex.UNKNOWN.value)
    ethnicity = models.CharField(max_length=80, blank=True)
    disability = models.CharField(max_length=80, blank=True)  # "" not known; otherwise as recorded
    first_language = models.CharField(max_length=60, blank=True)
    interpreter = models.BooleanField(null=True, blank=True)
    family = models.ForeignKey(Family, models.SET_NULL, null=True, blank=True, related_name="children")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name_plural = "children"
        indexes: ClassVar = [
            models.Index(fields=("agency", "name_key"), name="child_by_name"),
            models.Index(fields=("batch",), condition=~Q(batch=""), name="child_by_batch"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "reference"), name="child_reference_once"),
            models.CheckConstraint(
                condition=Q(stated_age=None, stated_age_on=None)
                | Q(stated_age__isnull=False, stated_age_on__isnull=False, born_on=None),
                name="stated_age_has_its_day_and_no_birth",
            ),
        ]

    @property
    def name(self) -> str:
        """The name as shown; the reference where no name is known."""
        return f"{self.given_name} {self.family_name}".strip() or self.reference


class ChildId(AgencyOwned):
    """The number by which another system knows a child."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="ids")
    system = models.CharField(max_length=40)
    value = models.CharField(max_length=60)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "system", "value"), name="child_id_once"),
        ]
        indexes: ClassVar = [models.Index(fields=("batch",), condition=~Q(batch=""), name="child_id_by_batch")]


class ChildWord(AgencyOwnedInBulk):
    """A word by which a child is found: each word of the name, the reference, the ids; normalised.

    A table of its own, because a search for the start of any word must not read a million names.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="words", db_index=False)
    word = SortKeyField(max_length=80)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("child", "word"), name="child_word_once")]
        indexes: ClassVar = [models.Index(fields=("agency", "word", "child"), name="child_by_word")]


class ChildMerge(WithPublicId, AgencyOwned):
    """Two entries of the same child became one. `moved` says what came over, so that it can go back.

    {"cases": [ids], "ids": [ids of ChildId], "filled": {field: value taken over}}
    """

    kept = models.ForeignKey(Child, models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Child, models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)


class Case(WithPublicId, AgencyOwned):
    """One child's continuous involvement. `previous` is the case that this one reopens.

    stage, team and worker are today's, kept beside the dated spans below by the same action; those of a closed
    case are the last ones. `restricted` is the same for all cases of one child.
    """

    child = models.ForeignKey(Child, models.PROTECT, related_name="cases")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    close_reason = models.CharField(max_length=120, blank=True)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reopened_as")
    abuse_types = models.JSONField(default=list)  # codes, in the order typed: ["N", "PA"]
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True)
    team = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases")
    worker = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="led_cases")
    restricted = models.BooleanField(default=False)
    source = models.CharField(max_length=30, blank=True)  # "page", "annex-a", "people", ...
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")), name="case_closed_after_opened"
            ),
            models.UniqueConstraint(fields=("child",), condition=Q(closed_on=None), name="one_open_case_a_child"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("agency", "team", "closed_on"), name="case_by_team"),
            models.Index(fields=("worker",), condition=Q(closed_on=None), name="open_case_by_worker"),
            models.Index(fields=("batch",), condition=~Q(batch=""), name="case_by_batch"),
        ]


class StageSpan(AgencyOwnedInBulk):
    """The service stage of a case from one day up to but not including another."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="stage_spans")
    stage = models.ForeignKey(Stage, models.PROTECT)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case",), condition=Q(to_on=None), name="one_stage_today"),
        ]
        indexes: ClassVar = [models.Index(fields=("batch",), condition=~Q(batch=""), name="stage_span_by_batch")]


class TeamSpan(AgencyOwnedInBulk):
    """The team of a case from one day up to but not including another."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="team_spans")
    team = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("case",), condition=Q(to_on=None), name="one_team_today"),
        ]
        indexes: ClassVar = [models.Index(fields=("batch",), condition=~Q(batch=""), name="team_span_by_batch")]


class WorkerSpan(AgencyOwnedInBulk):
    """Who works on a case, from one day up to but not including another: one lead, any co-workers and cover."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="worker_spans")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="worker_spans", db_index=False)
    role = models.CharField(
        max_length=10, choices=[(r.value, r.value) for r in AllocationRole], default=AllocationRole.LEAD.value
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case",), condition=Q(to_on=None, role=AllocationRole.LEAD.value), name="one_lead_today"
            ),
            models.UniqueConstraint(
                fields=("case", "staff", "role"), condition=Q(to_on=None), name="worker_once_a_role"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("staff", "to_on"), name="spans_of_worker"),
            models.Index(fields=("batch",), condition=~Q(batch=""), name="worker_span_by_batch"),
        ]


class Activity(AgencyOwnedInBulk):
    """What the service did: a referral, an assessment, a conference, a plan, with dates and outcome."""

    # Not looked up row by row: whoever adds one holds the case, or has just stored it (ADR 16).
    case = models.ForeignKey(Case, models.CASCADE, related_name="activities", db_index=False, db_constraint=False)
    kind = models.CharField(max_length=24, choices=[(k.value, k.value) for k in ActivityKind])
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict, blank=True)  # category of abuse, source, legal status, ...
    source = models.CharField(max_length=30, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("started_on", "pk")
        indexes: ClassVar = [
            models.Index(fields=("case", "kind", "started_on"), name="activity_of_case"),
            models.Index(fields=("batch",), condition=~Q(batch=""), name="activity_by_batch"),
        ]


class NamedAccess(WithPublicId, AgencyOwned):
    """Somebody to whom a case is shared by name; for a restricted case, its named list.

    It holds for all cases of the child. Break-glass entries end after sixty minutes; taking somebody off the list
    sets `until`.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="named_list")
    user = models.ForeignKey(User, models.CASCADE, related_name="named_cases")
    reason = models.CharField(max_length=300)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # None: came with the data
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    break_glass = models.BooleanField(default=False)
    told = models.JSONField(default=list)  # public ids of the users who were told of a broken glass
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("user", "until"), name="named_for_user")]


class KnownPerson(AgencyOwned):
    """A child whom a member of staff says they know privately: their cases are taken out of that person's view."""

    user = models.ForeignKey(User, models.CASCADE, related_name="known_children")
    child = models.ForeignKey(Child, models.CASCADE, related_name="known_by")
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("user", "child"), name="known_once")]


class Handover(WithPublicId, AgencyOwned):
    """What one worker tells the next when a case changes hands."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    from_staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    to_staff = models.ForeignKey(Staff, models.PROTECT, related_name="+")
    on = models.DateField()
    worried = models.TextField(blank=True)
    working_well = models.TextField(blank=True)
    needs_to_happen = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Proposal(WithPublicId, AgencyOwned):
    """A worker's request that needs a second person: create, merge, split, restrict."""

    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in ProposalKind])
    team = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # who is asked
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="proposals")
    fields = models.JSONField()
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_reason = models.CharField(max_length=300, blank=True)
    accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("agency", "team", "accepted"), name="proposals_of_team")]


class Reorganisation(WithPublicId, AgencyOwned):
    """Changes of the agency's tree that happen together on the day `on`. steps: rules.Step, as kept, in their order.

    touched: once it has been carried out, the public ids of the places whose figures it changed.
    """

    name = models.CharField(max_length=120)
    on = models.DateField()
    steps = models.JSONField(default=list)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in PlanState], default=PlanState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    touched = models.JSONField(default=list)

    class Meta:
        ordering = ("-on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="agreed_by_and_at",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("agency", "state", "on"), name="reorganisations_due")]
