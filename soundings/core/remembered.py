"""Answers about what an agency has set up, remembered by a server process while nothing of it changes (ADR 18).

Teams, boards, elements, agreed days: every page asks for them, and they change a few times a month. The database
itself says when they have: a trigger on each of their tables (`core/marking.py`) makes another mark, whoever changes
them and however, and a change that is taken back takes its mark back too. A request reads the mark with who signed
in; what was answered under the same mark, to the same question for the same agency, is what would be answered now.

Only within `as_of`, which a request that changes none of this opens. Elsewhere every question goes to the database.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from typing import Any

from django.apps import apps
from django.db import models
from django.http import HttpRequest, HttpResponse

from soundings.core import plain
from soundings.core.models import SetUpMark
from soundings.core.tenancy import acting_agency

# What stands for everything that is set up, as one value of a statement; "" where nothing was ever marked.
MARK = f"(select coalesce(cast(sum(mark) as varchar(40)), '') from {SetUpMark._meta.db_table})"
MOST = 4_096  # answers of one agency that are kept: some twenty for each board
LONGEST = 1_000  # rows of an answer that is kept: what is said of every team at once is asked each time

View = Callable[..., HttpResponse]
Answers = dict[tuple[Any, ...], list[tuple[Any, ...]]]
_mark: ContextVar[str] = ContextVar("mark", default="")
_known: dict[int | None, tuple[str, Answers]] = {}  # by agency: the newest mark and what was answered under it


@contextmanager
def as_of(mark: str) -> Iterator[None]:
    """Within this block what is set up is remembered as it was under `mark`, which was just read. "": not at all.

    For work that changes nothing of what is set up, or calls `forget_here` before it reads what it has changed.
    """
    token = _mark.set(mark)
    try:
        yield
    finally:
        _mark.reset(token)


def sets_nothing_up(view: View) -> View:
    """The view changes nothing of what is set up when something is sent to it either."""

    @wraps(view)
    def remembering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with as_of(request.user.set_up_mark):  # type: ignore[union-attr]
            return view(request, *args, **kwargs)

    return remembering


def look_again() -> None:
    """From here on what is set up is as it stands at this moment, not as when the request began. One query.

    For whoever has waited for a lock. Does nothing where nothing is remembered.
    """
    if _mark.get():
        _mark.set(plain.rows(f"select {MARK}")[0][0])


def forget_here() -> None:
    """Until the end of this work nothing is remembered: it is changing what is set up."""
    _mark.set("")


def rows(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """What `plain.rows` answers, asked once while nothing that is set up changes. Not to be changed by the caller.

    Raises ValueError if the statement reads a table that has no mark.
    """
    only_set_up(sql)
    mark = _mark.get()
    if not mark:
        return plain.rows(sql, values)
    answers, question = _answers(mark), (sql, *map(_fixed, values))
    answer = answers.get(question)
    if answer is None:  # what another thread clears meanwhile is only asked again
        answer = plain.rows(sql, values)
        if len(answers) >= MOST:
            answers.clear()
        if len(answer) <= LONGEST:
            answers[question] = answer
    return answer


def _answers(mark: str) -> Answers:
    """What was answered under this mark for the agency whose work this is. An older mark's answers go."""
    agency = acting_agency()
    known = _known.get(agency)
    if known is None or known[0] != mark:
        known = _known[agency] = (mark, {})
    return known[1]


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def only_set_up(sql: str) -> None:
    """Raises ValueError, naming the table, if `sql` reads one whose changes make no mark."""
    known = {model._meta.db_table for model in set_up_models()}
    if strange := {table for table in _TABLES.findall(sql) if table not in known}:
        raise ValueError(f"{sorted(strange)} can change without a mark (is_set_up), so it is not to be remembered.")


_TABLES = re.compile(r"\b(?:from|join) (\w+)", re.IGNORECASE)


@cache
def set_up_models() -> tuple[type[models.Model], ...]:
    """The models that say `is_set_up`, and the links of many to many that start from these."""
    found = [model for model in apps.get_models() if getattr(model, "is_set_up", False)]
    fields = [field for model in found for field in model._meta.local_many_to_many]
    links = [field.remote_field.through for field in fields if field.remote_field.through]
    return (*found, *links)
