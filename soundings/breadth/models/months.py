"""Month ends: what a tally would have said on the last day of each month, and which are to be counted anew."""

from django.db import models

from soundings.accounts.models import Unit
from soundings.breadth.models.practice import Element
from soundings.core.models import AgencyOwned


class MonthEnd(AgencyOwned):
    """For one place and one element, how far it was recorded at the end of a day: as happened by then.

    Additive: a place is the sum of what stands below it today. later: neither recorded nor expected then.
    """

    pk = models.CompositePrimaryKey("unit_id", "element_id", "on")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    on = models.DateField()
    expected = models.IntegerField(default=0)
    recorded = models.IntegerField(default=0)
    exempt = models.IntegerField(default=0)
    unknown = models.IntegerField(default=0)
    later = models.IntegerField(default=0)


class MonthsDue(AgencyOwned):
    """A team whose months are to be counted anew, from the month of this day on."""

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="+")
    from_on = models.DateField()
