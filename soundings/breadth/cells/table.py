"""A whole board as one string: a row for each child, grouped under each worker.

Plain functions on purpose: 160 rows x 16 columns are drawn in about 3 ms, a twentieth of what template tags take.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.utils.translation import get_language, gettext, ngettext
from markupsafe import Markup, escape

from soundings.breadth.cells.cell import Cell, draw, nothing, recorded
from soundings.breadth.cells.phrases import Phrases, age_in, listed
from soundings.breadth.cells.says import Says, says_rows
from soundings.breadth.rules import Answer, Coverage, Fact, Kept, Shows, token

_YES = Answer.YES.value
_NUMBERS = frozenset((Shows.SCALE, Shows.NUMBER))


class Column(Protocol):
    """A column of a board in the agency's words: a fact of the case (`Fact`), or an element's code and kind."""

    @property
    def label(self) -> str: ...
    @property
    def fact(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def shows(self) -> str: ...
    @property
    def coverage(self) -> Coverage | None: ...


class Row(Protocol):
    """One child on a board. head and values are those of `CaseState`."""

    @property
    def opened_on(self) -> date: ...
    @property
    def head(self) -> dict[str, Any]: ...
    @property
    def values(self) -> dict[str, Any]: ...
    @property
    def begun(self) -> frozenset[str]:
        """The elements that the case's team records."""

    @property
    def editable(self) -> bool:
        """Whether the viewer may record on it."""

    @property
    def due(self) -> Mapping[str, str]:
        """The ISO day by which each outstanding element is expected, by code, where a time has been agreed."""

    @property
    def kept(self) -> Kept | None:
        """What was drawn of this very row before; None where nothing is to be kept."""


@dataclass(frozen=True, slots=True)
class Group:
    """The rows beneath one heading: a worker's cases, or those that stand first (not allocated, duty, restricted)."""

    title: str
    rows: Sequence[Row]
    first: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What all cells of a board have in common.

    case_root: the address in front of a case's public id, "/case/". beneath: rows beneath a child, by its case.
    in_place: whether a cell opens beneath its row.
    """

    phrases: Phrases
    case_root: str
    beneath: Mapping[str, Sequence[Says]] = field(default_factory=dict)
    in_place: bool = True


class _Drawn(NamedTuple):
    """A column with what is the same in each of its cells."""

    column: Column
    fact: str
    code: str
    before: str
    heard: str
    no: Cell
    unknown: Cell


def table(name: str, groups: Iterable[Group], columns: Sequence[Column], *, covers: bool, setting: Setting) -> Markup:
    """The whole board. name: what the table is, for those who hear it. covers: whether coverage is shown."""
    return Markup(b"".join(table_parts(name, groups, columns, covers=covers, setting=setting)).decode())


def table_parts(
    name: str, groups: Iterable[Group], columns: Sequence[Column], *, covers: bool, setting: Setting
) -> list[bytes]:
    """The same row by row, to be sent as it is: a large board is half a megabyte, better neither copied nor encoded."""
    head = (
        '<div class="app-board-region" role="region" aria-labelledby="board-name" tabindex="0">'
        f'<table class="app-board" data-grid{" data-places" if setting.in_place else ""}>'
        f'<caption id="board-name" class="govuk-visually-hidden">{escape(name)}</caption>'
        f"<thead><tr>{''.join([_head(column, covers) for column in columns])}</tr></thead>"
    )
    return [head.encode(), *_rows(groups, columns, setting), b"</table></div>"]


def _head(column: Column, covers: bool) -> str:
    label = escape(column.label)
    if column.fact:
        place = "app-board__child" if column.fact in (Fact.CHILD, Fact.CHILD_ID) else "app-board__plain"
        return f'<th scope="col" class="{place}">{label}</th>'
    cover = cover_html(column.coverage) if covers else ""
    label = label.replace("/", Markup("/<wbr>"))  # "Conferences/Meetings" is two words for a narrow column
    return f'<th scope="col" class="app-board__element">{label}{cover}</th>'


def cover_html(coverage: Coverage | None) -> str:
    """ "31 of 34" with its meter; "not known" where recording has not begun."""
    if coverage is None:
        return f'<span class="app-cover">{gettext("not known")}</span>'
    return _cover(coverage.recorded, coverage.of, get_language())


@lru_cache(maxsize=4096)
def _cover(recorded: int, of: int, language: str | None) -> str:
    said = gettext("%(n)s of %(of)s") % {"n": recorded, "of": of}
    share = round(100 * recorded / of) if of else 0
    return (
        f'<span class="app-cover">{said}<svg class="app-meter" viewBox="0 0 100 4" preserveAspectRatio="none"'
        f' aria-hidden="true"><rect width="{share}" height="4"/></svg></span>'
    )


def body(groups: Iterable[Group], columns: Sequence[Column], *, setting: Setting) -> Markup:
    """The table's bodies, one for each group."""
    return Markup(b"".join(_rows(groups, columns, setting)).decode())


def _rows(groups: Iterable[Group], columns: Sequence[Column], setting: Setting) -> list[bytes]:
    groups = list(groups)
    drawn = [_prepared(column, setting.phrases) for column in columns]
    with_whom = siblings([row for group in groups for row in group.rows])
    sign = _sign(columns, setting)
    out: list[bytes] = []
    for group in groups:
        out.append(f"<tbody>{_heading(group, len(columns))}".encode())
        last = len(group.rows) - 1
        for at, row in enumerate(group.rows):
            family = row.head.get("family")
            ends = family is not None and (at == last or group.rows[at + 1].head.get("family") != family)
            case = row.head["case"]
            out.append(_row(row, drawn, with_whom.get(case, ""), ends, setting, sign))
            if says := setting.beneath.get(case):
                out.append(says_rows(says, len(drawn)).encode())
        out.append(b"</tbody>")
    return out


def link(row: Row, column: Column, *, setting: Setting) -> Markup:
    """The link of one cell, as it stands on a board: to be drawn again where the board is open, or on a case's page."""
    return Markup(_cells(row, [_prepared(column, setting.phrases)], "", setting)[0].partition(">")[2][:-5])


def siblings(rows: Sequence[Row]) -> dict[str, str]:
    """For each case, the given names of the children of the same family among `rows`; nothing for an only child."""
    families: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.head.get("family"):
            families[row.head["family"]].append(row)
    return {
        row.head["case"]: listed([given_name(each.head, row.head) for each in family if each is not row])
        for family in families.values()
        if len(family) > 1
        for row in family
    }


def given_name(head: Mapping[str, Any], beside: Mapping[str, Any]) -> str:
    """The name of one child beside a brother or sister: without the family name if they share it."""
    mine, theirs = head["name"].split(), beside["name"].split()
    while len(mine) > 1 and len(theirs) > 1 and mine[-1] == theirs[-1]:
        mine, theirs = mine[:-1], theirs[:-1]
    return " ".join(mine)


def _prepared(column: Column, phrases: Phrases) -> _Drawn:
    label = escape(column.label)
    return _Drawn(
        column,
        column.fact,
        column.code,
        before=f'<td class="app-board__plain" data-label="{label}">'
        if column.fact
        else f'<td data-label="{label}"><a class="app-cell ',
        heard=f"<i>{label}, ",
        no=nothing(begun=True, due=None, phrases=phrases),
        unknown=nothing(begun=False, due=None, phrases=phrases),
    )


def _heading(group: Group, width: int) -> str:
    first = " is-first-of-all" if group.first else ""
    note = group.note or counted(group.rows)
    return (
        f'<tr class="app-board__worker{first}"><th colspan="{width}" scope="rowgroup"><span class="app-board__pin">'
        f"{escape(group.title)} <small>{escape(note)}</small></span></th></tr>"
    )


def counted(rows: Sequence[Row]) -> str:
    """ "7 children, 4 families"."""
    families = {row.head.get("family") or row.head["case"] for row in rows}
    return _counted(len(rows), len(families), get_language())


@lru_cache(maxsize=1024)
def _counted(of_children: int, of_families: int, language: str | None) -> str:
    children = ngettext("%(n)s child", "%(n)s children", of_children) % {"n": of_children}
    if of_families == of_children:
        return children
    return f"{children}, {ngettext('%(n)s family', '%(n)s families', of_families) % {'n': of_families}}"


def _sign(columns: Sequence[Column], setting: Setting) -> Hashable:
    """What stands for all that the rows of a board are drawn from beside each row and its family."""
    laid = [(one.label, one.fact, one.code, one.kind, one.shows) for one in columns]
    return token("drawn", setting.phrases, setting.case_root, *laid)


def _row(row: Row, drawn: Sequence[_Drawn], hint: str, ends: bool, setting: Setting, sign: Hashable) -> bytes:
    """One row, drawn once for as long as nothing that it is drawn from is another. See ADR 17."""
    kept, signed = row.kept, (sign, hint, ends)
    found: bytes | None = kept.get(signed) if kept else None
    if found is not None:
        return found
    last = " is-last-of-family" if ends else ""
    cells = "".join(_cells(row, drawn, hint, setting))
    found = f'<tr class="app-board__row{last}" id="case-{row.head["case"]}">{cells}</tr>'.encode()
    return found if kept is None else bytes(kept.put(signed, found))


def _cells(row: Row, drawn: Sequence[_Drawn], hint: str, setting: Setting) -> list[str]:
    """Each cell of one row. The loop of every board: what is the same on many rows is drawn once and looked up."""
    phrases, values, begun, due, head = setting.phrases, row.values, row.begun, row.due, row.head
    name = str(escape(head["name"]))
    href = f"{setting.case_root}{head['case']}/"
    here, then = f'" href="{href}', phrases.record if row.editable else phrases.look
    out = []
    for column, fact, code, before, heard, no, unknown in drawn:
        if fact:
            out.append(_fact(row, column, before, name, href, hint, phrases))
            continue
        entry = values.get(code)
        if entry is None and code not in due:
            cell = no if code in begun else unknown
        elif entry is not None and entry["a"] == _YES:
            cell = _recorded(entry, column, phrases)
        else:
            by, opened, is_begun = due.get(code), row.opened_on, code in begun
            shows, kind = column.shows, column.kind
            cell = draw(entry, shows=shows, kind=kind, begun=is_begun, due=by, phrases=phrases, opened=opened)
        look, html, also, title, empty = cell
        titled = f'" title="{title}">' if title else '">'
        verb = then if empty else phrases.look
        out.append(f"{before}{look}{here}{code}/{titled}{heard}{name}: </i>{html}<i>{also}. {verb}</i></a></td>")
    return out


def _recorded(entry: Mapping[str, Any], column: Column, phrases: Phrases) -> Cell:
    """What is recorded, as it is shown: looked up where it happened once on a day, as most things did."""
    if entry["n"] > 1 or column.shows in _NUMBERS:
        return recorded(entry, column.shows, column.kind, phrases)
    key = (column.shows, entry["on"], entry.get("new"))
    found: Cell | None = phrases.drawn.get(key)
    if found is None:
        found = phrases.drawn[key] = recorded(entry, column.shows, column.kind, phrases)
    return found


def _fact(row: Row, column: Column, before: str, name: str, href: str, hint: str, phrases: Phrases) -> str:
    fact = column.fact
    if fact in (Fact.CHILD, Fact.CHILD_ID):
        return _child(row, column, name, href, hint, phrases)
    key = (fact, row.opened_on) if fact == Fact.OPENED else (fact, *(row.head.get("abuse") or ()))
    found = phrases.drawn.get(key)
    if found is None:
        html = _opened(row.opened_on, phrases) if fact == Fact.OPENED else _abuse(row.head.get("abuse") or (), phrases)
        found = phrases.drawn[key] = html
    return f"{before}{found}</td>"


def _opened(day: date, phrases: Phrases) -> str:
    short, whole = phrases.dates[day.isoformat()]
    short = short.replace(" ", "\u00a0")
    return f'<time datetime="{day.isoformat()}" title="{whole}">{short}</time>'


def _abuse(codes: Sequence[str], phrases: Phrases) -> str:
    return str(escape(", ".join(codes))) or f"<small>{phrases.none_recorded}</small>"


def _child(row: Row, column: Column, name: str, href: str, hint: str, phrases: Phrases) -> str:
    age = age_in(row.head, phrases)
    ref = row.head.get("ref") or ""
    beneath = []
    if column.fact == Fact.CHILD_ID and ref and ref != row.head["name"]:
        beneath.append(ref)
    if hint:
        beneath.append(phrases.beside % {"names": hint})
    if row.head.get("reopened"):
        beneath.append(phrases.reopened)
    small = f" <small>{escape(' · '.join(beneath))}</small>" if beneath else ""
    return (
        f'<th scope="row" class="app-board__child"><a href="{href}">{name}</a>'
        f"{', ' if age else ''}{escape(age)}{small}</th>"
    )
