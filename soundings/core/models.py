"""The agency, what belongs to one, and the trail."""

import json
from dataclasses import dataclass
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from soundings.core.rules import new_public_id


class SetUpMark(models.Model):
    """What stands here says whether something was set up otherwise since. Kept by the database (core/marking.py)."""

    mark = models.BigIntegerField()
    at = models.DateTimeField()


class Agency(models.Model):
    """The tenant: one local authority's children's services, or a national agency's region."""

    is_set_up = True  # as all models that say so: answers about it are remembered (core/remembered.py)

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9-]+$")])
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    is_training = models.BooleanField(_("training or demonstration copy"), default=False)
    board_note = models.TextField(_("note on every board"), blank=True)
    # Whose bank holidays are days off ("GB-ENG": England and Wales), and which number the day has from which working
    # days are counted (core/workdays.py).
    holidays_of = models.CharField(_("bank holidays of"), max_length=12, default="GB-ENG")
    first_day = models.PositiveSmallIntegerField(default=0)
    # Working days before what a team has taken over counts in its coverage.
    transfer_grace_days = models.PositiveSmallIntegerField(default=10)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=models.Q(first_day__in=(0, 1)), name="first_day_is_0_or_1")]

    def __str__(self) -> str:
        return self.name


class AgencyOwned(models.Model):
    """Belongs to one agency. Each model states the agency-leading indexes that its own queries need."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class AgencyOwnedInBulk(AgencyOwned):
    """The same for tables filled by the million: the database does not look up the agency of each row (ADR 12)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)

    class Meta:
        abstract = True


class WithPublicId(models.Model):
    """Is named outside the database (addresses, trail, exports) by an id that nobody can guess."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class OwnDay(AgencyOwned):
    """A day on which the agency differs from its region: off, or, where `works`, a holiday on which it works."""

    is_set_up = True

    on = models.DateField()
    works = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=("agency", "on"), name="own_day_once")]


class SortKeyField(models.CharField):
    """What `rules.sort_key` returned, ordered by bytes on both databases, whatever the server's language."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class TrailChain(models.Model):
    """The head of one chain: what one person did for one agency on one day (UTC). Locked while an entry is added."""

    agency_id = models.BigIntegerField()  # a plain number, 0 for none: the trail points at nothing
    actor = models.CharField(max_length=32)
    day = models.DateField()
    number = models.PositiveIntegerField()  # of the newest entry; the first is 1
    mac = models.CharField(max_length=43)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=("day", "agency_id", "actor"), name="%(class)s_once")]


class ChildSet(models.Model):
    """Some children, named once however often they are read together. Entries refer to it."""

    agency_id = models.BigIntegerField()
    digest = models.CharField(max_length=43)  # rules.children_digest
    size = models.PositiveIntegerField()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=("agency_id", "digest"), name="%(class)s_once")]


class ChildSetMember(models.Model):
    """One child of a set, by public id."""

    agency_id = models.BigIntegerField()
    child = models.CharField(max_length=16)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=("agency_id", "child", "child_set"), name="%(class)s_once")]


class TrailEntry(models.Model):
    """One thing read or changed, sealed with the entry before it. Never altered or removed (migration 0002).

    `details` and `reason` may hold personal words: they can be erased, and `details_digest`, which is sealed,
    stays. Every field but those two and the salt is under `mac` (rules.Facts).
    """

    agency_id = models.BigIntegerField()
    actor = models.CharField(max_length=32)
    day = models.DateField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    reason = models.TextField(blank=True)
    details = models.TextField(null=True)  # JSON text, exactly as digested  # noqa: DJ001
    details_salt = models.CharField(max_length=22, blank=True)
    details_digest = models.CharField(max_length=43, blank=True)
    previous = models.CharField(max_length=43, blank=True)
    mac = models.CharField(max_length=43)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=("day", "agency_id", "actor", "number"), name="%(class)s_once"),
        ]
        indexes = [
            models.Index(fields=("child_set", "id"), name="%(class)s_of_set"),
            models.Index(fields=("agency_id", "actor", "id"), name="%(class)s_by"),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """What was before and after, as recorded; empty if nothing was or if it has been erased."""
        return json.loads(self.details) if self.details else {}


class ReadChain(TrailChain):
    """The head of a chain of readings."""


class ReadChildSet(ChildSet):
    """Children read together."""


class ReadChildSetMember(ChildSetMember):
    """A child of such a set."""

    child_set = models.ForeignKey(ReadChildSet, models.PROTECT, related_name="members")


class ReadEntry(TrailEntry):
    """Somebody read children's records."""

    child_set = models.ForeignKey(ReadChildSet, models.PROTECT, null=True, related_name="entries", db_index=False)


class ChangeChain(TrailChain):
    """The head of a chain of changes."""


class ChangeChildSet(ChildSet):
    """Children changed together."""


class ChangeChildSetMember(ChildSetMember):
    """A child of such a set."""

    child_set = models.ForeignKey(ChangeChildSet, models.PROTECT, related_name="members")


class ChangeEntry(TrailEntry):
    """Somebody changed something."""

    child_set = models.ForeignKey(ChangeChildSet, models.PROTECT, null=True, related_name="entries", db_index=False)


@dataclass(frozen=True)
class TrailKind:
    """The four tables of one kind of trail."""

    name: str
    entry: type[ReadEntry] | type[ChangeEntry]
    chain: type[ReadChain] | type[ChangeChain]
    child_set: type[ReadChildSet] | type[ChangeChildSet]
    member: type[ReadChildSetMember] | type[ChangeChildSetMember]


READS = TrailKind("reads", ReadEntry, ReadChain, ReadChildSet, ReadChildSetMember)
CHANGES = TrailKind("changes", ChangeEntry, ChangeChain, ChangeChildSet, ChangeChildSetMember)
KINDS = (READS, CHANGES)
