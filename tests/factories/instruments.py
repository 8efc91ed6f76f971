"""Questionnaires for tests: one to ask with, and any that can be."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from soundings.accounts.queries import Viewer
from soundings.instruments import actions
from soundings.instruments.models import Version
from soundings.instruments.rules import Audience, Definition, Formula, Is, Kind, Left, Picture

AT = datetime(2026, 3, 16, 12, tzinfo=UTC)


def en(text: str) -> dict[str, str]:
    return {"en": text}


def question(code: str, kind: str = "scale", **more) -> dict:
    """One question as JSON, whole for its kind."""
    made = {"code": code, "kind": kind, "text": en(f"About {code}?")}
    if kind in ("scale", "matrix"):
        made["ends"] = {"low": en("Not at all"), "high": en("Wholly")}
    if kind in ("one", "many"):
        made["choices"] = [{"code": one, "label": en(one)} for one in ("a", "b", "c")]
    if kind == "matrix":
        made["rows"] = [{"code": one, "text": en(one)} for one in ("harm", "danger")]
    if kind == "picture":
        made["picture"] = "houses"
    return made | more


def asks(*questions: dict, groups: list[dict] | None = None, **section) -> dict:
    """A definition of one section, in English."""
    part = {"code": "first", "title": en("First"), "questions": list(questions)} | section
    return {"languages": ["en"], "sections": [part], "groups": groups or []}


def group(formula: str, *codes: str, **more) -> dict:
    return {"code": "together", "label": en("Together"), "formula": formula, "of": list(codes)} | more


def every_kind() -> dict:
    """A definition with a question of each kind, named after it."""
    return asks(*(question(kind.value, kind.value) for kind in Kind))


def defined(*questions: dict, **more) -> Definition:
    return Definition.read(asks(*questions, **more))


def published(by: Viewer, definition: dict, *, code: str = "asked", use: str = "review") -> Version:
    """An instrument of the viewer's agency that asks this, in use."""
    made = actions.create_instrument(by=by, at=AT, code=code, use=use, names=en("Asked"), definition=definition)
    return actions.publish(by=by, at=AT, version=made.versions.get())


# --- any definition -------------------------------------------------------------------------------------------------

codes = st.from_regex(r"[a-z][a-z0-9-]{0,7}", fullmatch=True)
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12).filter(str.strip)
some_words = st.sampled_from(["Ask each alone", "Bore da", "مرحبا", "ε", "a\nb", " x "])
texts = st.dictionaries(st.sampled_from(["en", "cy", "ar"]), some_words, max_size=2)
clauses = st.fixed_dictionaries(
    {
        "question": codes,
        "is": st.sampled_from([one.value for one in Is]),
        "value": st.none() | st.integers(0, 10) | codes,
    }
)
conditions = st.none() | st.recursive(
    clauses,
    lambda inner: (
        st.fixed_dictionaries({"all": st.lists(inner, max_size=2)})
        | st.fixed_dictionaries({"any": st.lists(inner, max_size=2)})
    ),
    max_leaves=4,
)
numbers = st.none() | st.integers(-100, 100) | st.floats(-100, 100)
questions = st.fixed_dictionaries(
    {
        "code": codes,
        "kind": st.sampled_from([one.value for one in Kind]),
        "text": texts,
        "hint": texts,
        "required": st.booleans(),
        "show_if": conditions,
        "for": st.lists(st.sampled_from([one.value for one in Audience]), max_size=2),
        "ends": st.fixed_dictionaries({"low": texts, "high": texts}),
        "why": st.booleans(),
        "na": st.booleans(),
        "unsaid": st.booleans(),
        "no_evidence": st.booleans(),
        "choices": st.lists(st.fixed_dictionaries({"code": codes, "label": texts}), max_size=3),
        "rows": st.lists(st.fixed_dictionaries({"code": codes, "text": texts}), max_size=3),
        "least": numbers,
        "most": numbers,
        "reverse": st.booleans(),
        "picture": st.none() | st.sampled_from([one.value for one in Picture]),
    }
)
sections = st.fixed_dictionaries(
    {
        "code": codes,
        "title": texts,
        "guidance": texts,
        "show_if": conditions,
        "questions": st.lists(questions, max_size=4),
    }
)
groups = st.fixed_dictionaries(
    {
        "code": codes,
        "label": texts,
        "formula": st.sampled_from([one.value for one in Formula]),
        "of": st.lists(codes, max_size=3),
        "least_answered": st.integers(1, 3),
    }
)
definitions = st.fixed_dictionaries(
    {
        "languages": st.lists(st.sampled_from(["en", "cy", "ar"]), min_size=1, max_size=3, unique=True),
        "sections": st.lists(sections, max_size=3),
        "groups": st.lists(groups, max_size=2),
    }
)

_VALUES = {
    "scale": st.integers(0, 10),
    "agree": st.integers(1, 5),
    "faces": st.integers(1, 5),
    "yes-no-partly": st.sampled_from(["yes", "partly", "no"]),
    "one": st.sampled_from("abc"),
    "many": st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
    "short": words.map(lambda text: " ".join(text.split()) or "x"),
    "long": words.map(lambda text: " ".join(text.split()) or "x"),
    "columns": st.dictionaries(
        st.sampled_from(["worried", "well", "next"]),
        words.map(lambda text: " ".join(text.split()) or "x"),
        min_size=1,
    ),
    "date": st.dates(date(1900, 1, 1)).map(date.isoformat),
    "number": st.integers(-1000, 1000),
    "matrix": st.dictionaries(st.sampled_from(["harm", "danger"]), st.integers(0, 10), min_size=1),
}


def answer_for(kind: str) -> st.SearchStrategy[dict]:
    """Any answer that is in order for a question of this kind, as `question` makes it with `why` and ways to leave."""
    why = st.none() | st.just("Because of the school.")
    value = _VALUES[kind].map(lambda one: {"value": one})
    left = st.sampled_from([one.value for one in Left]).map(lambda one: {"left": one})
    return st.tuples(value | left, why).map(lambda both: both[0] | ({"why": both[1]} if both[1] else {}))


ASKING = [kind.value for kind in Kind if kind not in (Kind.HEADING, Kind.PICTURE)]
answers = st.fixed_dictionaries({}, optional={kind: answer_for(kind) for kind in ASKING})
