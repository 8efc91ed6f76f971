"""The lists of choices of an XLSForm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from soundings.instruments.rules.xlsform.faults import Findings, FormFault, FormNote
from soundings.instruments.rules.xlsform.names import small_code_of
from soundings.instruments.rules.xlsform.tables import Known, Line, Table

COLUMNS = Known(
    plain=frozenset({"list_name", "name", "media::image"}),
    translated=frozenset({"label"}),
    needed=("list_name", "name", "label"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a list."""

    name: str
    label: Mapping[str, str]
    row: int

    @property
    def code(self) -> str:
        """Its code here."""
        return small_code_of(self.name)


@dataclass(slots=True)
class Lists:
    """Every list of the form, by name."""

    options: dict[str, list[Option]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        return name in self.options

    def of(self, name: str) -> list[Option]:
        """The choices of the list; none for an unknown one."""
        self.used.add(name)
        return self.options.get(name, [])

    def names(self, name: str) -> list[str]:
        """What the choices of the list are called in the form."""
        return [one.name for one in self.of(name)]


def read_choices(table: Table, findings: Findings) -> Lists:
    """The lists on the sheet. Every fault of a choice is named, used or not."""
    lists = Lists()
    for line in table.lines:
        name = line["list_name"]
        if not name:
            findings.fault(FormFault.LIST_NAME_MISSING, table.spot(line.number, "list_name"), line["name"])
            continue
        options = lists.options.setdefault(name, [])
        if option := _option(line, options, table, findings):
            options.append(option)
    return lists


def _option(line: Line, before: list[Option], table: Table, findings: Findings) -> Option | None:
    name, label = line["name"], line.said("label")
    if not label:
        findings.fault(FormFault.CHOICE_LABEL_MISSING, table.spot(line.number, "label"), name)
    if line["media::image"]:
        findings.note(FormNote.PICTURE, table.spot(line.number, "media::image"), line["media::image"])
    for heading, found in line.others.items():
        findings.note(FormNote.CELL_UNUSED, table.spot(line.number, heading), found)
    if not name:
        findings.fault(FormFault.CHOICE_NAME_MISSING, table.spot(line.number, "name"))
        return None
    if any(letter.isspace() for letter in name):
        findings.fault(FormFault.CHOICE_NAME_FORM, table.spot(line.number, "name"), name)
        return None
    option = Option(name, label, line.number)
    if twin := next((one for one in before if one.code == option.code), None):
        findings.fault(FormFault.CHOICE_TWICE, table.spot(line.number, "name"), name, row=twin.row)
        return None
    return option
