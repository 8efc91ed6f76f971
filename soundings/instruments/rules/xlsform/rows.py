"""What one row of the survey sheet is: its type in one spelling, its flags, and the kind of question that it asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from soundings.instruments.rules.codes import Kind
from soundings.instruments.rules.xlsform.names import KINDS_OF_TYPE
from soundings.instruments.rules.xlsform.tables import Known

COLUMNS = Known(
    plain=frozenset(
        {
            "type", "name", "required", "relevant", "appearance", "parameters", "constraint", "media::image",
            "choice_filter", "soundings::kind", "soundings::part", "soundings::for", "soundings::reverse",
        }
    ),
    translated=frozenset({"label", "hint", "guidance_hint", "soundings::low", "soundings::high"}),
    needed=("type", "name", "label"),
)  # fmt: skip

STRUCTURE = ("begin_group", "end_group", "begin_repeat", "end_repeat")
SPELLINGS = {
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "select one": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select all that apply": "select_multiple",
    "string": "text",
    "int": "integer",
}
LEFT_OUT = frozenset(
    {
        "start", "end", "today", "deviceid", "device id", "phonenumber", "username", "email", "simserial",
        "subscriberid", "audit", "calculate", "hidden", "start-geopoint", "background-audio", "csv-external",
        "xml-external",
    }
)  # fmt: skip
NOT_HERE = frozenset(
    {
        "time", "datetime", "geopoint", "geotrace", "geoshape", "image", "photo", "audio", "video", "file", "barcode",
        "rank", "acknowledge", "trigger", "select_one_from_file", "select_multiple_from_file", "select_one_external",
        "osm", "background-geopoint", "entity",
    }
)  # fmt: skip
WITH_LIST = ("select_one", "select_multiple")
YES = frozenset({"yes", "true", "true()", "1"})
NO = frozenset({"", "no", "false", "false()", "0"})
BOUND = re.compile(r"\.\s*(>=|<=)\s*(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a row. word: in one spelling; "" if it is none. list_name: of a choice."""

    word: str
    list_name: str = ""
    or_other: bool = False
    meant: str = ""  # for a word that is none: the nearest


def read_type(text: str) -> Type:
    """What the cell `type` says."""
    plain = " ".join(text.split())
    lower = plain.lower()
    for spelling, word in (*SPELLINGS.items(), *((one, one) for one in (*STRUCTURE, *WITH_LIST))):
        if lower == spelling or lower.startswith(f"{spelling} "):
            rest = plain[len(spelling) :].split()
            other = bool(rest) and rest[-1].lower() in ("or_other", "or-other")
            return Type(word, rest[0] if rest and word in WITH_LIST else "", or_other=other)
    known = {*KINDS_OF_TYPE, *STRUCTURE, *LEFT_OUT, *NOT_HERE}
    first = lower.split(" ")[0]
    for word in (lower, first):
        if word in known:
            return Type(word)
    meant = get_close_matches(first.replace("-", "_"), KINDS_OF_TYPE, n=1, cutoff=0.7)
    return Type("", meant=meant[0] if meant else "")


def flag(text: str) -> bool | None:
    """Yes or no; None for anything else."""
    plain = text.strip().lower()
    return True if plain in YES else False if plain in NO else None


def is_zero_to_ten(parameters: str) -> bool:
    """Whether the parameters of a range are those of our scale; nothing said is 0 to 10 by ones in XLSForm too."""
    given = {"start": 0.0, "end": 10.0, "step": 1.0}
    for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", parameters.strip())):
        name, _, value = part.partition("=")
        if not part:
            continue
        if name.lower() not in given or not re.fullmatch(r"-?\d+(\.\d+)?", value):
            return False
        given[name.lower()] = float(value)
    return given == {"start": 0.0, "end": 10.0, "step": 1.0}


def bounds_in(constraint: str) -> tuple[float | None, float | None] | None:
    """Least and most that the constraint of a number allows; None where it says anything else."""
    least: float | None = None
    most: float | None = None
    for part in re.split(r"\s+and\s+", constraint.strip().removeprefix("(").removesuffix(")")) if constraint else ():
        match = BOUND.fullmatch(part.strip())
        if match is None:
            return None
        value = float(match[2]) if "." in match[2] else int(match[2])
        if match[1] == ">=":
            least = value if least is None else max(least, value)
        else:
            most = value if most is None else min(most, value)
    return least, most


def kind_of(word: str, appearance: str, names: list[str], has_picture: bool) -> Kind:
    """The kind of a question of somebody else's form. word: its type; names: of its choices; an obvious one wins."""
    if word == "text":
        return Kind.LONG if "multiline" in appearance else Kind.SHORT
    if word == "note":
        return Kind.PICTURE if has_picture else Kind.HEADING
    if word == "select_one" and "likert" in appearance and set(names) >= {"1", "2", "3", "4", "5"}:
        return Kind.AGREE
    if word == "select_one" and sorted(names) == ["no", "partly", "yes"]:
        return Kind.YES_NO_PARTLY
    return KINDS_OF_TYPE[word][0]
