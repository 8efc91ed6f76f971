"""What people type: parts of a questionnaire, questionnaires as such."""

from soundings.instruments.forms.looking import LookForm
from soundings.instruments.forms.parts import GroupForm, PartForm, QuestionForm, SectionForm
from soundings.instruments.forms.wholes import (
    AddLanguageForm,
    AddQuestionForm,
    AddSectionForm,
    CopyForm,
    FormFileForm,
    NamesForm,
    NewForm,
    PublishForm,
    TakeUpForm,
)

__all__ = [
    "AddLanguageForm",
    "AddQuestionForm",
    "AddSectionForm",
    "CopyForm",
    "FormFileForm",
    "GroupForm",
    "LookForm",
    "NamesForm",
    "NewForm",
    "PartForm",
    "PublishForm",
    "QuestionForm",
    "SectionForm",
    "TakeUpForm",
]
