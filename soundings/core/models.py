"""The agency, what belongs to one, and the trail."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from soundings.core.rules import new_public_id


class Agency(models.Model):
    """The tenant: one local authority's children's services, or a national agency's region."""

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[RegexValidator(r"^[a-z0-9-]+$")])
    name = models.CharField(_("name"), max_length=200)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    language = models.CharField(_("language"), max_length=10, default="en-gb")
    is_training = models.BooleanField(_("training or demonstration copy"), default=False)
    board_note = models.TextField(_("note on every board"), blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("agency")
        verbose_name_plural = _("agencies")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AgencyOwned(models.Model):
    """Belongs to one agency. Each model states the agency-leading indexes that its own queries need."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class WithPublicId(models.Model):
    """Is named outside the database (addresses, trail, exports) by an id that nobody can guess."""

    public_id = models.CharField(max_length=16, unique=True, default=new_public_id, editable=False)

    class Meta:
        abstract = True


class SortKeyField(models.CharField):
    """What `rules.sort_key` returned, ordered by bytes on both databases, whatever the server's language."""

    def db_parameters(self, connection):
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters
