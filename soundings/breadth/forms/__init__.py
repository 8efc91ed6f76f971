"""What people type about practice: one record, several at once, filters, and the agency's own words."""

from soundings.breadth.forms.days import DayForm, TwoDaysForm
from soundings.breadth.forms.expecting import TimeForm
from soundings.breadth.forms.filters import MISSING, OPENED, RECORDED, Choice, FindForm, board_filter, opened_between
from soundings.breadth.forms.layout import (
    AddColumnForm,
    ColumnsForm,
    PublishForm,
    RetireForm,
    SourceForm,
    TwoVersionsForm,
)
from soundings.breadth.forms.people import all_gone, detail_of, one_more, people_set, quiet, steps_set
from soundings.breadth.forms.putting_right import MoveForm, WithdrawForm
from soundings.breadth.forms.record import NEW_ISSUE, Asked, Choices, RecordForm, initial_for
from soundings.breadth.forms.several import SeveralForm
from soundings.breadth.forms.signals import (
    AS_ABOVE,
    ASKED,
    NOT_ASKED,
    AgreeForm,
    DecideForm,
    DigestForm,
    DutyForm,
    SessionForm,
    TalkForm,
)
from soundings.breadth.forms.tailoring import (
    AbuseTypeForm,
    ElementForm,
    IssueForm,
    RenameForm,
    StagesForm,
    StartsForm,
)

__all__ = [
    "ASKED",
    "AS_ABOVE",
    "MISSING",
    "NEW_ISSUE",
    "NOT_ASKED",
    "OPENED",
    "RECORDED",
    "AbuseTypeForm",
    "AddColumnForm",
    "AgreeForm",
    "Asked",
    "Choice",
    "Choices",
    "ColumnsForm",
    "DayForm",
    "DecideForm",
    "DigestForm",
    "DutyForm",
    "ElementForm",
    "FindForm",
    "IssueForm",
    "MoveForm",
    "PublishForm",
    "RecordForm",
    "RenameForm",
    "RetireForm",
    "SessionForm",
    "SeveralForm",
    "SourceForm",
    "StagesForm",
    "StartsForm",
    "TalkForm",
    "TimeForm",
    "TwoDaysForm",
    "TwoVersionsForm",
    "WithdrawForm",
    "all_gone",
    "board_filter",
    "detail_of",
    "initial_for",
    "one_more",
    "opened_between",
    "people_set",
    "quiet",
    "steps_set",
]
