"""A review of one case, the parts that people wrote in it, and the states through which it went."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from soundings.accounts.models import Staff, Unit, User
from soundings.cases.models import Case
from soundings.core.models import AgencyOwned, WithPublicId
from soundings.depth.models.programmes import Draw, Programme
from soundings.depth.rules import Mode, Side, State
from soundings.instruments.models import Version


class Review(WithPublicId, AgencyOwned):
    """One case looked at with one version of an instrument.

    worker, team, stage_code: as they were when the case was drawn; who may read follows today's allocation too.
    facts: what breadth knew of the case when the review began (elements, dates, the history of its scale), and when
    that was. grade: one of four, only where the programme asks for it.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, null=True, blank=True, related_name="reviews")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="reviews")
    case = models.ForeignKey(Case, models.PROTECT, related_name="reviews")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in State], default=State.DRAWN.value
    )
    worker = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    stage_code = models.CharField(max_length=40, blank=True)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    supervisor = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    second = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # rates a second time
    facts = models.JSONField(default=dict)
    facts_at = models.DateTimeField(null=True, blank=True)
    grade = models.CharField(max_length=20, blank=True)
    meets_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True)  # when its writers last had a message that it is due
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    signed_off_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    signed_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=("agency", "state", "due_on"), name="review_by_state"),
            models.Index(fields=("agency", "team", "state"), name="review_by_team"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("case", "programme"),
                condition=~Q(state__in=("signed-off", "abandoned")),
                name="one_open_review_of_a_case",
            ),
        ]

    @property
    def is_graded(self) -> bool:
        """Whether its programme asks for one of four grades beside the scales."""
        return bool(self.programme and self.programme.graded)


class Part(WithPublicId, AgencyOwned):
    """What one side says: their ratings and words, by the stable codes of the questions. `stamp` grows with each save.

    who: which family member ("mother", "grandfather"), never a name. given_at: they have said all they want to say.
    consent: who gave permission, the child's own yes, who helped, the language and the interpreter (safety.md, 5).
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="parts")
    side = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Side])
    who = models.CharField(max_length=60, blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answers = models.JSONField(default=dict)
    stamp = models.PositiveIntegerField(default=0)
    mode = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Mode], default=Mode.TYPED.value)
    consent = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("review", "side", "who"), name="one_part_of_each"),
        ]


class PartSave(AgencyOwned):
    """What a part said before a save changed it: for each changed question its answer before. Nothing typed is lost.

    stamp: the one that the save gave the part. refused: what was typed for a question that somebody else had changed
    meanwhile, by question; whoever typed it then chose between the two, and this stays.
    """

    part = models.ForeignKey(Part, models.CASCADE, related_name="saves")
    stamp = models.PositiveIntegerField()
    before = models.JSONField()
    refused = models.JSONField(default=dict, db_default=models.Value({}, output_field=models.JSONField()))
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: by a link
    at = models.DateTimeField()


class Comment(WithPublicId, AgencyOwned):
    """Words beside a review: a disagreement that stays, what the worker says after the sign-off, what was heard."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="comments")
    side = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Side])
    question = models.CharField(max_length=60, blank=True)  # "": of the whole review
    disagrees = models.BooleanField(default=False)
    words = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Step(AgencyOwned):
    """A review went from one state to another. reason: where one is asked for (sent back, abandoned, held)."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="steps")
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # None: the product itself
    at = models.DateTimeField()
