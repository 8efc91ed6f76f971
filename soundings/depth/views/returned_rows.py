"""The rows of an export as the preview shows them: taken, refused with everything that is wrong, left."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from soundings.accounts.requests import Request
from soundings.depth import cells
from soundings.depth.queries.returned import Plan, RowPlan, Target, whole_of
from soundings.depth.rules.returned import LEFT_ALONE, Fate, new_in
from soundings.depth.views.doors import title_of
from soundings.depth.words.returned import FATES, what_is_wrong
from soundings.instruments.rules import said
from soundings.instruments.rules.returned import Line, Table


def row_called(line: Line) -> str:
    """A row by its number and the day on which it was sent."""
    if line.sent:
        return _("Row %(row)s, sent %(sent)s") % {"row": line.number, "sent": line.sent[:16].replace("T", " ")}
    return _("Row %(row)s") % {"row": line.number}


def candidate(request: Request, target: Target) -> str:
    """A part to which a row may go: whose review, whose part, where."""
    parts = [title_of(request, target.review), cells.side_said(target.side, target.who)]
    return " · ".join(str(one) for one in parts if one)


def rows_shown(request: Request, plan: Plan, table: Table) -> dict[str, Any]:
    """What the page lists."""
    refused = [row for row in plan.rows if row.fate is not Fate.TAKE and row.fate not in LEFT_ALONE]
    return {
        "taking": [_taking(request, row) for row in plan.of(Fate.TAKE)],
        "refused": [line for row in refused for line in _refused(request, row)],
        "refused_count": len(refused),
        "left": [{"row": row_called(row.line), "why": FATES[row.fate]} for row in plan.of(*LEFT_ALONE)],
        "others": sorted({one for row in plan.rows if row.read for one in row.read.others}, key=table.heads.index),
    }


def _taking(request: Request, row: RowPlan) -> dict[str, Any]:
    assert row.target and row.read
    definition = whole_of(row.target.review)
    languages = (get_language() or "en-gb", *definition.languages)
    new = new_in(row.target.part.answers if row.target.part else {}, row.read.answers)
    answers = [
        {"text": said(one.text, *languages), "said": cells.whole_answer(definition, one, new[one.code], *languages)}
        for one in definition.questions
        if one.code in new
    ]
    return {"row": row_called(row.line), "to": candidate(request, row.target), "answers": answers, "n": len(answers)}


def _refused(request: Request, row: RowPlan) -> Iterator[dict[str, Any]]:
    about = {"row": row_called(row.line), "to": candidate(request, row.target) if row.target else ""}
    if row.fate is Fate.FAULTY and row.read:
        for fault in row.read.faults:
            yield about | {"column": fault.column, "found": fault.found[:60], "why": what_is_wrong(fault)}
        return
    both = list(_both(row))
    yield about | {"column": "", "found": "", "why": FATES[row.fate], "both": both}


def _both(row: RowPlan) -> Iterator[dict[str, str]]:
    """What stands and what came, for each question that is answered otherwise."""
    if not (row.target and row.read and row.target.part):
        return
    definition = whole_of(row.target.review)
    languages = (get_language() or "en-gb", *definition.languages)
    for code in row.differs:
        question = definition.question(code)
        if question:
            yield {
                "text": said(question.text, *languages),
                "stands": cells.whole_answer(definition, question, row.target.part.answers.get(code), *languages),
                "came": cells.whole_answer(definition, question, row.read.answers[code], *languages),
            }
