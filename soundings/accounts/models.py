"""The agency's tree of services and teams, its staff, and those of them who sign in.

`batch` names the import that made a row, so that it can be taken back.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from soundings.accounts.rules import GrantState, PostKind, Role, UnitKind
from soundings.core.models import Agency, AgencyOwned, SortKeyField, WithPublicId


class Stage(AgencyOwned):
    """A service stage in the agency's own words: front-end statutory, family support, preventative, ..."""

    is_set_up = True

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    voluntary = models.BooleanField(default=False)  # consent can be withdrawn: recording and questions then end
    retired_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("position", "name")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "code"), name="stage_code_once")]

    def __str__(self) -> str:
        return self.name


class Unit(WithPublicId, AgencyOwned):
    """A place in the agency's tree: the agency itself, a service, a locality or a team.

    `parent` is where it stands today; `UnitPlacement` keeps where it stood before, so that a
    reorganisation loses no history.
    """

    is_set_up = True

    kind = models.CharField(max_length=10, choices=[(k, k) for k in UnitKind])
    code = models.CharField(max_length=60)  # the name by which files know it
    code_key = SortKeyField(max_length=60)  # the same, normalised by core.rules.sort_key
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    stage = models.ForeignKey(Stage, models.PROTECT, null=True, blank=True)  # inherited from the parent if empty
    path = SortKeyField(max_length=120, blank=True)  # "1.5.9.": the ids from the root down to this one
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("name",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("agency", "code_key"), name="unit_code_once"),
            models.CheckConstraint(
                condition=Q(kind=UnitKind.AGENCY, parent=None) | (~Q(kind=UnitKind.AGENCY) & Q(parent__isnull=False)),
                name="only_the_agency_is_a_root",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("agency", "parent"), name="unit_by_parent"),
            models.Index(fields=("agency", "path"), name="unit_by_path"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def line(self) -> list[int]:
        """The ids from the root down to this unit."""
        return [int(part) for part in self.path.split(".") if part]


class UnitPlacement(AgencyOwned):
    """Under which parent a unit stood, from one day up to but not including another."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("unit",), condition=Q(to_on=None), name="one_placement_today"),
        ]


class Staff(WithPublicId, AgencyOwned):
    """Somebody who works with children. Files name people who never sign in, so staff are not users.

    A team's duty desk is staff of kind `duty` (`is_duty`), so that cases on duty stand somewhere.
    """

    name = models.CharField(max_length=120)
    name_key = SortKeyField(max_length=120)
    email = models.EmailField(blank=True)
    is_duty = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        ordering = ("name_key",)
        verbose_name_plural = "staff"
        indexes: ClassVar = [models.Index(fields=("agency", "name_key"), name="staff_by_name")]

    def __str__(self) -> str:
        return self.name


class StaffAlias(AgencyOwned):
    """A name or number by which a file knows somebody ("SMITH, Jane", "js0412")."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=120)
    alias_key = SortKeyField(max_length=120)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "alias_key"), name="alias_once")]


class Membership(AgencyOwned):
    """Somebody's post in a team, from one day up to but not including another."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    post = models.CharField(max_length=12, choices=[(k, k) for k in PostKind], default=PostKind.WORKER)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    batch = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on=None) | Q(to_on__gte=F("from_on")), name="membership_in_order"),
        ]
        indexes: ClassVar = [models.Index(fields=("team", "to_on"), name="members_of_team")]


class Leave(AgencyOwned):
    """Days on which somebody is away, both included, and who covers their cases."""

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="leaves")
    cover = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="covers")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="leave_in_order"),
        ]


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(WithPublicId, AbstractBaseUser):
    """A login. What it may do comes from its grants and from the cases its staff member holds."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="users")
    staff = models.OneToOneField(Staff, models.SET_NULL, null=True, blank=True, related_name="user")
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=12, blank=True)
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)  # when they accepted their invitation

    set_up_mark = ""  # what was set up when they were read (core/remembered.py); "": not known

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Grant(WithPublicId, AgencyOwned):
    """A role at a place in the tree, with who gave it, who approved it and when it ends."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=[(r, r) for r in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    state = models.CharField(max_length=8, choices=[(s, s) for s in GrantState])
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)  # the last day on which it holds
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("granted_by")), name="nobody_approves_their_own_grant"
            ),
            models.UniqueConstraint(  # beside a visit that holds, a longer one may wait
                fields=("user", "role", "unit", "state"),
                condition=~Q(state=GrantState.ENDED),
                name="grant_once_a_state",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("user", "state"), name="grants_of_user")]


class Invitation(AgencyOwned):
    """A single-use way in for a new user. Only the token's digest is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class KeptText(AgencyOwned):
    """What somebody had typed when their sign-in ran out. Handed back to nobody but them, once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="kept_texts")
    path = models.CharField(max_length=300)
    fields = models.JSONField()
    kept_at = models.DateTimeField()
