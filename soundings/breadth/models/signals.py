"""What is worth seeing about a case, how each place has agreed it, and what was decided and said about it.

`CaseSignal` is a projection like `CaseState`: written in the transaction of the record, rebuilt by `soundings state
rebuild`. A row stands from the day on which its rule became certain to be true if nothing changes; it is to be seen
from `fires_on`.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from soundings.accounts.models import Staff, Unit, User
from soundings.breadth.rules.signals import Rule, Tier
from soundings.cases.models import Case
from soundings.core.models import AgencyOwned, WithPublicId


class CaseSignal(AgencyOwned):
    """One thing to see about one open case, as `rules.signals` says it."""

    pk = models.CompositePrimaryKey("case_id", "rule")
    case = models.ForeignKey(Case, models.CASCADE, related_name="signals", db_index=False)
    rule = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Rule])
    tier = models.CharField(max_length=8, choices=[(t.value, t.value) for t in Tier])
    fires_on = models.DateField()
    since = models.DateField()  # when its cause began
    cause = models.CharField(max_length=16)  # another cause asks again
    params = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("agency", "tier", "fires_on"), name="signal_by_tier")]


class SignalTerm(AgencyOwned):
    """How a place has agreed one rule, for itself and every place below it that says nothing else.

    Empty halves stand as they are further up. questions: in the place's own words, by language.
    """

    is_set_up = True

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    rule = models.CharField(max_length=30, choices=[(r.value, r.value) for r in Rule])
    is_on = models.BooleanField(null=True, blank=True)
    n = models.SmallIntegerField(null=True, blank=True)
    questions = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("unit", "rule"), name="term_once")]


class SignalRework(AgencyOwned):
    """The signals of this place and below it are to be made anew: too many to do while somebody waits."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()


class DutyManager(AgencyOwned):
    """Who decides at a place and below it, from one day up to but not including another."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="duties")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="duty_in_order"),
        ]


class Decision(WithPublicId, AgencyOwned):
    """What a manager decided about a case, and who does what by when. Never edited; a new cause asks anew.

    causes: {rule: cause} of everything that it settled; facts: {rule: params}, as they were.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    causes = models.JSONField()
    facts = models.JSONField(default=dict)
    since = models.DateField()  # when the earliest of its causes began
    decided = models.TextField()
    who = models.CharField(max_length=120)
    does = models.TextField()
    by_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)  # that it stands in the case system too

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="decision_confirmed_by_whom",
            ),
        ]


class Conversation(WithPublicId, AgencyOwned):
    """Who asked, what was said, and on which day to ask again unless the cause changes before.

    causes: {rule: cause} of the questions that were talked about.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="conversations")
    causes = models.JSONField()
    said = models.TextField(blank=True)
    until = models.DateField()  # asked again on this day
    reason = models.CharField(max_length=300, blank=True)  # why not before
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()


class SupervisionSession(WithPublicId, AgencyOwned):
    """One supervision of one worker: prepared by both, held on a day, closed. Nobody else reads it."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="supervisions")
    on = models.DateField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("staff",), condition=Q(closed_at=None), name="one_open_supervision"),
        ]


class SupervisionNote(AgencyOwned):
    """Words of a session: about one case, or about the work. Appended; the latest of a kind counts, all can be read."""

    KINDS = ("prepared", "note", "step")  # the worker's own words before; the session's; what was agreed

    session = models.ForeignKey(SupervisionSession, models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=[(one, one) for one in KINDS])
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class DayVisit(AgencyOwned):
    """When somebody last looked at their day, so that it shows what has changed since an earlier day."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()
    last_at = models.DateTimeField()
    since_at = models.DateTimeField()  # the last look before `day`


class DigestChoice(AgencyOwned):
    """Somebody wants a message each day at this hour of their agency's clock: counts and a link, nothing else."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    hour = models.PositiveSmallIntegerField()
    address = models.URLField(max_length=300, default="")  # where the link leads: as whoever chose it signs in
    sent_on = models.DateField(null=True, blank=True)
