"""Boards on paper, and what was keyed back in from them."""

from typing import ClassVar

from django.db import models

from soundings.accounts.models import Unit
from soundings.breadth.models.practice import Board, Record
from soundings.breadth.rules import NamedBy
from soundings.core.models import AgencyOwned


class Sheet(AgencyOwned):
    """A board as it was printed: which rows and columns in which order, so that it can be keyed back in by its code."""

    code = models.CharField(max_length=8)
    team = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # None: one's own cases
    board = models.ForeignKey(Board, models.PROTECT, related_name="+")
    columns = models.JSONField()  # codes of elements, in order
    cases = models.JSONField()  # public ids of cases: row 1 is the first
    named_by = models.CharField(max_length=8, choices=[(n.value, n.value) for n in NamedBy])
    made_by = models.CharField(max_length=16)  # public id of a user
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "code"), name="sheet_code_once")]


class SheetCell(AgencyOwned):
    """One thing recorded from a sheet: the same in the same place is never recorded from it again."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="keyed")
    row = models.PositiveSmallIntegerField()
    element = models.CharField(max_length=40)
    said = models.CharField(max_length=60)  # what it came to, without words: see `rules.Keyed.said`
    record = models.ForeignKey(Record, models.CASCADE, related_name="+")
    keyed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("sheet", "row", "element", "said"), name="keyed_once"),
        ]
