"""Sides and answers in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

from soundings.depth.rules import Side
from soundings.instruments.cells import said_in_words
from soundings.instruments.rules import Definition, Question


def side_said(side: str, who: str = "") -> str:
    """Whose part it is, as a heading: "Worker", "The child", "Mother"."""
    if side == Side.FAMILY:
        return who[:1].upper() + who[1:]
    return {
        Side.WORKER: pgettext("part of a review", "Worker"),
        Side.REVIEWER: pgettext("part of a review", "Reviewer"),
        Side.SUPERVISOR: pgettext("part of a review", "Supervisor"),
        Side.CHILD: pgettext("part of a review", "The child"),
        Side.AGREED: pgettext("part of a review", "Agreed"),
        Side.SECOND: pgettext("part of a review", "Second rating"),
    }[Side(side)]


def answer_said(definition: Definition, question: Question, answer: Mapping[str, Any] | None, *languages: str) -> str:
    """The answer in words, without what makes it so; "" for none. 0 is an answer."""
    return "\n".join(said_in_words(definition, question, answer, *languages))


def whole_answer(definition: Definition, question: Question, answer: Mapping[str, Any] | None, *languages: str) -> str:
    """The answer in words with what makes it so; "Nothing" for none."""
    parts = [answer_said(definition, question, answer, *languages), str((answer or {}).get("why", ""))]
    return "\n".join(one for one in parts if one) or gettext("Nothing")


def moment(at: datetime) -> str:
    """The local day and time of a moment."""
    return date_format(timezone.localtime(at), "j F Y, H:i")
