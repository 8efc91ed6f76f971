"""Exports as ODK Central and KoboToolbox write them, made from what pyxform says of our form: names, groups, order."""

import csv
import io
from dataclasses import dataclass
from xml.etree import ElementTree

from pyxform.xls2xform import convert

from soundings.instruments.rules import Definition, Kind
from soundings.instruments.rules.xlsform import Sheets

OURS = "{http://www.w3.org/2002/xforms}"


@dataclass(frozen=True)
class Node:
    """A field of the form: the names of its groups and its own, and what else stands in its row of the survey."""

    path: tuple[str, ...]
    row: dict[str, str]
    around: tuple[dict[str, str], ...]


def as_dicts(table: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def nodes_of(sheets: Sheets) -> list[Node]:
    """The fields in the order of the instance that pyxform makes."""
    tables = {name: as_dicts(table) for name, table in sheets}
    told = {name: [{k: v for k, v in row.items() if v} for row in rows] for name, rows in tables.items()}
    xform = convert({one: told[one] for one in ("survey", "choices", "settings") if told[one]}, validate=False).xform
    root = next(iter(ElementTree.fromstring(xform).find(f".//{OURS}instance")))
    rows = {row["name"]: row for row in tables["survey"] if row["name"]}
    return list(_below(root, (), rows))


def _below(element, path, rows):
    for child in element:
        name = child.tag.split("}")[-1]
        if name == "meta" or name.startswith(("generated_table_list_label", "reserved_name_for_field_list")):
            continue  # columns that are always empty
        if len(child):
            yield from _below(child, (*path, name), rows)
        else:
            yield Node((*path, name), rows[name], tuple(rows[one] for one in path))


def cell_of(definition: Definition, answers: dict, name: str):
    """What the node of this name holds: text, or a list of the options that were chosen."""
    code, _, part = name.partition(".")
    question, answer = definition.question(code), answers.get(code, {})
    if part in ("why", "left"):
        return answer.get(part, "")
    value = answer.get("value", "")
    if part:
        value = value.get(part, "") if value else ""
    return list(value) if question and question.kind is Kind.MANY and value else str(value)


def table(
    sheets: Sheets, definition: Definition, answers: dict, *, join="/", groups=True, split=False, label="", marks=None
) -> list[list[str]]:
    """The export of one submission. label: the heading of a language, where labels are written instead of names."""
    lists: dict[str, list[dict[str, str]]] = {}
    for one in as_dicts(dict(sheets)["choices"]):
        lists.setdefault(one["list_name"], []).append(one)
    heads, cells = [], []
    for node in nodes_of(sheets):
        if node.row["type"] == "note":
            continue
        says = [one[label] for one in (*node.around, node.row)] if label else node.path
        heading = join.join(says) if groups else says[-1]
        word, _, list_name = node.row["type"].partition(" ")
        options, found = lists.get(list_name, []), cell_of(definition, answers, node.path[-1])
        found = (marks or {}).get(node.path[-1], found)
        called = {one["name"]: one[label] if label else one["name"] for one in options}
        heads.append(heading)
        if word == "select_multiple":
            chosen = found or []
            cells.append(" ".join(called[one] for one in chosen))
            if split:
                heads += [f"{heading}/{called[one['name']]}" for one in options]
                cells += [str(int(one["name"] in chosen)) if chosen else "" for one in options]
        else:
            cells.append(called.get(found, found) if options else found)
    return [[*heads, "KEY"], [*cells, "uuid:6f2a"]]


def as_csv(rows: list[list[str]], delimiter=",") -> bytes:
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue().encode()
