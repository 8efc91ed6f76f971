"""Whether answers to two versions may stand in one trend."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from soundings.instruments.rules.codes import What
from soundings.instruments.rules.definition import Definition, Group, Question
from soundings.instruments.rules.texts import Texts


class Change(NamedTuple):
    """One thing that is different. code: of the question, or of the group where what is FORMULA."""

    code: str
    what: What


def comparable(old: Definition, new: Definition) -> list[Change]:
    """What breaks the trend of a question or a group from `old` to `new`; empty where every trend runs on.

    A question is the same if its code is. A language that is only in one of the two breaks nothing; neither do hints,
    order, conditions, who is asked, and whether an answer is required.
    """
    before, after = ({one.code: one for one in each.questions if one.asks} for each in (old, new))
    found = [Change(code, What.GONE) for code in before if code not in after]
    found += [Change(code, What.ADDED) for code in after if code not in before]
    for code, one in after.items():
        if code in before:
            found += [Change(code, what) for what in _differences(before[code], one)]
    return [*found, *_of_groups(old, new)]


def _differences(old: Question, new: Question) -> Iterator[What]:
    if old.kind != new.kind:
        yield What.KIND
    if _reworded(old.text, new.text):
        yield What.WORDING
    if _reworded(old.low, new.low) or _reworded(old.high, new.high):
        yield What.ENDS
    if _relabelled({one.code: one.label for one in old.choices}, {one.code: one.label for one in new.choices}):
        yield What.CHOICES
    if _relabelled({one.code: one.text for one in old.rows}, {one.code: one.text for one in new.rows}):
        yield What.ROWS
    if (old.least, old.most) != (new.least, new.most):
        yield What.BOUNDS
    if old.reverse != new.reverse:
        yield What.REVERSE


def _relabelled(old: dict[str, Texts], new: dict[str, Texts]) -> bool:
    return set(old) != set(new) or any(_reworded(old[code], new[code]) for code in old)


def _reworded(old: Texts, new: Texts) -> bool:
    """Whether the words differ in a language that both have; with none in common, only a text and no text differ."""
    common = set(old) & set(new)
    if not common:
        return bool(old) != bool(new)
    return any(old[one].split() != new[one].split() for one in common)


def _of_groups(old: Definition, new: Definition) -> Iterator[Change]:
    before = {one.code: one for one in old.groups}
    for group in new.groups:
        was = before.get(group.code)
        if was and _reckoned(was) != _reckoned(group):
            yield Change(group.code, What.FORMULA)


def _reckoned(group: Group) -> tuple[str, frozenset[str], int]:
    return group.formula.value, frozenset(group.of), group.least_answered
