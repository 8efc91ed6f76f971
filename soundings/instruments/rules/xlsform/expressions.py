"""Conditions as XLSForm writes them in `relevant`, and back.

Only what a condition can say is read: comparisons of one answer with a value, `selected`, `and`, `or`, brackets.
In an XLSForm a blank answer is not equal to anything; here an answer that was not given meets no clause. So "is not" is
written with "was answered" before it, and read back as one clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from soundings.instruments.rules.codes import OUT_OF_FIVE, WITH_CHOICES, Is, Kind
from soundings.instruments.rules.conditions import Clause, Condition, Every, Some
from soundings.instruments.rules.definition import Definition, Question
from soundings.instruments.rules.xlsform.names import small_code_of

WHOLE_KINDS = frozenset({Kind.SCALE, *OUT_OF_FIVE})
NUMBER_KINDS = WHOLE_KINDS | {Kind.NUMBER}
TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{\s*[^}]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|=|<|>|\(|\)|,)|(?P<word>[A-Za-z][A-Za-z0-9:-]*))"
)
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}


class Unreadable(Exception):
    """The expression says what no condition can. code: "syntax", "beyond" or "unknown"; found: the piece of it."""

    def __init__(self, code: str, found: str) -> None:
        super().__init__(code, found)
        self.code, self.found = code, found


class Target(NamedTuple):
    """What a reference points at. part: which part of a question of several fields, "" for the question itself."""

    code: str
    kind: Kind
    part: str = ""
    parts: tuple[str, ...] = ()


Targets = Mapping[str, Target]  # by the name in the form


# --- writing ---------------------------------------------------------------------------------------------------------


def written(condition: Condition | None, definition: Definition) -> str:
    """The condition as an expression; "" for none."""
    return "" if condition is None else _written(condition, definition, inside=False)


def _written(condition: Condition, definition: Definition, *, inside: bool) -> str:
    if isinstance(condition, Clause):
        said = _clause(condition, definition.question(condition.question))
        joined = condition.relation is Is.NOT_EQUAL
    else:
        both = isinstance(condition, Every)
        parts = [_written(one, definition, inside=True) for one in condition.of]
        if len(parts) < 2:  # "all of one thing" stays what it is
            parts.append("true()" if both else "false()")
        said, joined = (" and " if both else " or ").join(parts), True
    return f"({said})" if inside and joined else said


def _clause(clause: Clause, question: Question | None) -> str:
    ref = f"${{{clause.question}}}"
    match clause.relation:
        case Is.ANSWERED:
            return _answered(clause.question, question)
        case Is.INCLUDES:
            return f"selected({ref}, {_value(clause.value, question)})"
        case Is.NOT_EQUAL:
            return f"{ref} != '' and {ref} != {_value(clause.value, question)}"
    sign = {Is.EQUAL: "=", Is.AT_LEAST: ">=", Is.AT_MOST: "<="}[clause.relation]
    return f"{ref} {sign} {_value(clause.value, question)}"


def _answered(code: str, question: Question | None) -> str:
    parts = [f"${{{code}.{part}}}" for part in question.parts] if question else []
    if len(parts) > 1:
        return f"concat({', '.join(parts)}) != ''"
    return f"{parts[0] if parts else f'${{{code}}}'} != ''"


def _value(value: Any, question: Question | None) -> str:
    if isinstance(value, int | float):
        return number(value)
    if question and question.kind is Kind.DATE:
        return f"date({quoted(str(value))})"
    return quoted(str(value))


def number(value: float) -> str:
    """A number without an exponent."""
    return format(Decimal(repr(value)), "f")


def quoted(text: str) -> str:
    """`text` between quotation marks; put together from pieces where it holds both kinds, or a reference."""
    if "${" not in text and not ("'" in text and '"' in text):
        return f'"{text}"' if "'" in text else f"'{text}'"
    pieces = [one for one in re.split(r"(')|(?<=\$)(?=\{)", text) if one]
    return "concat(" + ", ".join(f'"{one}"' if one == "'" else f"'{one}'" for one in pieces) + ")"


# --- reading ---------------------------------------------------------------------------------------------------------


class Token(NamedTuple):
    """A piece of an expression."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Unlike:
    """`!=` as it stands, before it is known whether "was answered" goes with it."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class _Constant:
    """true() or false()."""

    value: bool


_Found = Condition | _Unlike | _Constant
_Joined = Callable[[tuple[Condition, ...]], Condition]


@dataclass(slots=True)
class Read:
    """A condition that was read. blank: it held for a blank answer in the form, and does not here."""

    condition: Condition | None
    blank: bool = False


def read(text: str, targets: Targets) -> Read:
    """The condition that the expression says. Raises Unreadable."""
    if not text.strip():
        return Read(None)
    parser = _Parser(list(tokens(text)), targets)
    found = parser.either()
    if parser.ahead is not None:
        raise Unreadable("syntax", parser.ahead.text)
    if isinstance(found, _Constant):
        if found.value:
            return Read(None)
        raise Unreadable("beyond", "false()")
    return Read(parser.settled(found), parser.blank)


def tokens(text: str) -> Iterator[Token]:
    """The pieces of an expression. Raises Unreadable for what is none."""
    at, text = 0, text.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise Unreadable("syntax", text[at : at + 20].strip())
        yield Token(match.lastgroup, match[match.lastgroup])
        at = match.end()


class _Parser:
    """Goes through the pieces once: `either` is made of `both`, `both` of `one`."""

    def __init__(self, pieces: list[Token], targets: Targets) -> None:
        self.pieces, self.targets, self.at = pieces, targets, 0
        self.blank = False

    @property
    def ahead(self) -> Token | None:
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def take(self, text: str = "") -> Token:
        """The next piece, which must be `text` where that is given."""
        piece = self.ahead
        if piece is None or (text and piece.text != text):
            raise Unreadable("syntax", piece.text if piece else text)
        self.at += 1
        return piece

    def skips(self, *texts: str) -> bool:
        """Whether the next pieces are these; then they are passed."""
        there = [one.text for one in self.pieces[self.at : self.at + len(texts)]] == list(texts)
        self.at += len(texts) if there else 0
        return there

    def either(self) -> _Found:
        return self._joined("or", self.both, Some, drop=False)

    def both(self) -> _Found:
        return self._joined("and", self.one, Every, drop=True)

    def _joined(self, word: str, part: Callable[[], _Found], together: _Joined, *, drop: bool) -> _Found:
        found = [part()]
        while self.ahead == Token("word", word):
            self.take()
            found.append(part())
        if len(found) == 1:
            return found[0]
        if drop and (unlike := _answered_and_unlike(found)):
            return unlike
        kept = [one for one in found if one != _Constant(drop)]
        if any(isinstance(one, _Constant) for one in kept):
            raise Unreadable("beyond", "true()" if drop is False else "false()")
        return together(tuple(self.settled(one) for one in kept)) if kept else _Constant(drop)

    def settled(self, found: _Found) -> Condition:
        """A condition for good."""
        if isinstance(found, _Unlike):
            self.blank = True
            return found.clause
        if isinstance(found, _Constant):
            raise Unreadable("beyond", "true()" if found.value else "false()")
        return found

    def one(self) -> _Found:
        if self.skips("("):
            found = self.either()
            self.take(")")
            return found
        for word, value in (("true", True), ("false", False)):
            if self.skips(word, "(", ")"):
                return _Constant(value)
        if self.skips("selected", "("):
            return self._selected()
        return self._comparison()

    def _selected(self) -> Condition:
        target = self._target(self.take())
        self.take(",")
        value = self._literal()
        self.take(")")
        relation = Is.INCLUDES if target.kind is Kind.MANY else Is.EQUAL
        return Clause(target.code, relation, self._suited(value, target))

    def _comparison(self) -> _Found:
        left = self._side()
        sign = self.take().text
        if sign not in FLIPPED:
            raise Unreadable("syntax", sign)
        right = self._side()
        if isinstance(right, list) and not isinstance(left, list):
            left, right, sign = right, left, FLIPPED[sign]
        if not isinstance(left, list) or isinstance(right, list):
            raise Unreadable("beyond", sign)
        return self._compared(left, sign, right)

    def _side(self) -> list[Target] | str | float:
        """The questions whose answers stand here, put together; or a value."""
        if self.ahead and self.ahead.kind == "ref":
            return [self._target(self.take())]
        ahead = self.pieces[self.at : self.at + 3]
        if [one.text for one in ahead[:2]] == ["concat", "("] and len(ahead) == 3 and ahead[2].kind == "ref":
            return self._together()
        return self._literal()

    def _together(self) -> list[Target]:
        self.at += 2
        found = [self._target(self.take())]
        while self.skips(","):
            found.append(self._target(self.take()))
        self.take(")")
        return found

    def _target(self, piece: Token) -> Target:
        if piece.kind != "ref":
            raise Unreadable("syntax", piece.text)
        name = piece.text[2:-1].strip()
        if name not in self.targets:
            raise Unreadable("unknown", name)
        return self.targets[name]

    def _literal(self) -> str | float:
        if self.skips("date", "("):
            day = self._literal()
            self.take(")")
            return day
        if self.skips("concat", "("):
            return self._pieced()
        piece = self.take()
        if piece.kind == "text":
            return piece.text[1:-1]
        if piece.kind == "number":
            return _as_number(piece.text)
        raise Unreadable("beyond" if piece.kind in ("word", "ref") else "syntax", piece.text)

    def _pieced(self) -> str:
        text = str(self._literal())
        while self.skips(","):
            text += str(self._literal())
        self.take(")")
        return text

    def _compared(self, targets: list[Target], sign: str, value: str | float) -> _Found:
        target = targets[0]
        if value == "":
            return self._blank(targets, sign)
        if len(targets) > 1 or target.part:
            raise Unreadable("beyond", f"{target.code}.{target.part}")
        if target.kind is Kind.MANY:
            raise Unreadable("beyond", sign)
        suited = self._suited(value, target)
        if sign == "!=":
            return _Unlike(Clause(target.code, Is.NOT_EQUAL, suited))
        if sign in ("<", ">"):
            suited = _stepped(target, sign, suited)
        relation = {"=": Is.EQUAL, ">=": Is.AT_LEAST, ">": Is.AT_LEAST, "<=": Is.AT_MOST, "<": Is.AT_MOST}[sign]
        return Clause(target.code, relation, suited)

    def _blank(self, targets: list[Target], sign: str) -> Clause:
        target = targets[0]
        whole = tuple(one.part for one in targets) == (target.parts or ("",))
        if sign != "!=" or not whole or any(one.code != target.code for one in targets):
            raise Unreadable("beyond", f"{sign} ''")
        return Clause(target.code, Is.ANSWERED)

    def _suited(self, value: str | float, target: Target) -> str | float:
        """The value as the answers of that kind of question hold it."""
        if target.kind in NUMBER_KINDS and isinstance(value, str):
            if not re.fullmatch(r"-?\d+(\.\d+)?", value):
                raise Unreadable("value", value)
            return _as_number(value)
        if target.kind not in NUMBER_KINDS and not isinstance(value, str):
            value = number(value)
        return small_code_of(str(value)) if target.kind in WITH_CHOICES else value


def _answered_and_unlike(found: list[_Found]) -> Clause | None:
    """ "Was answered, and is not that": one clause."""
    if len(found) != 2 or not isinstance(found[1], _Unlike):
        return None
    first, second = found[0], found[1].clause
    return second if first == Clause(second.question, Is.ANSWERED) else None


def _stepped(target: Target, sign: str, value: str | float) -> float:
    """Above 3 is at least 4, where there is nothing between."""
    if target.kind not in WHOLE_KINDS or not isinstance(value, int):
        raise Unreadable("beyond", sign)
    return value + 1 if sign == ">" else value - 1


def _as_number(text: str) -> float:
    return int(text) if re.fullmatch(r"-?\d+", text) else float(text)


def targets_of(questions: list[tuple[str, Question]]) -> dict[str, Target]:
    """What the names of a form refer to. questions: each with its name."""
    found: dict[str, Target] = {}
    for name, question in questions:
        parts = question.parts
        found[name] = Target(question.code, question.kind, "", parts)
        for part in parts:
            found[f"{name}.{part}"] = Target(question.code, question.kind, part, parts)
    return found
