"""What is summed beside `Tally`, additive like it, and by which version of the rules all of it was made."""

from django.db import models

from soundings.accounts.models import Unit
from soundings.breadth.models.practice import Element
from soundings.core.models import Agency, AgencyOwned


class TallyDue(AgencyOwned):
    """Of the expected of a tally, the ones still to do that are expected by this day: summed to the day shown."""

    pk = models.CompositePrimaryKey("unit_id", "element_id", "due_on")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    due_on = models.DateField()
    outstanding = models.IntegerField(default=0)


class TallyDays(AgencyOwned):
    """Of the recorded of a tally, those first recorded so many days after opening (at most `rules.MOST_DAYS`)."""

    pk = models.CompositePrimaryKey("unit_id", "element_id", "days")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", db_index=False)
    element = models.ForeignKey(Element, models.CASCADE, related_name="+", db_index=False)
    days = models.SmallIntegerField()
    recorded = models.IntegerField(default=0)


class Projection(AgencyOwned):
    """By which version of the rules the states and tallies of an agency were made."""

    agency = models.OneToOneField(Agency, models.CASCADE, primary_key=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=0)
    months_to = models.DateField(null=True)  # the last month end that has been counted, or is noted to be
