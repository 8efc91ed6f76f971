"""Records as people read them: one entry of a history, a line of a timeline, a note for the case system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from soundings.breadth import words
from soundings.breadth.models import Record
from soundings.breadth.rules import Answer, ElementKind

WHOLE = "j F Y"


@dataclass(frozen=True, slots=True)
class Told:
    """One record in words. kind: "now" for the one that the cell shows, "superseded", "removed" or nothing."""

    record: Record
    when: str
    who: str
    title: str
    kind: str = ""
    about: str = ""
    words: str = ""
    people: Sequence[str] = ()
    link: str = ""
    link_href: str = ""
    also_for: str = ""
    ended: str = ""
    in_case_system: bool = False
    actions: Sequence[Mapping[str, str]] = field(default_factory=list)


def day(on: date | None) -> str:
    """A day written out; "Date not known" for none."""
    return date_format(on, WHOLE) if on else gettext("Date not known")


def day_of(iso: str) -> date:
    """The day that an ISO date says."""
    return date.fromisoformat(iso)


def moment(at: datetime) -> str:
    """The local day of a moment, written out."""
    return date_format(timezone.localtime(at), WHOLE)


def title_of(record: Record) -> str:
    """What the record says, in few words: "Yes", "6, Worker", "3 lay people, 1 professional"."""
    if record.answer == Answer.NOT_APPLICABLE:
        return f"{words.answer(record.answer)}: {record.reason}"
    if record.answer != Answer.YES:
        return words.answer(record.answer)
    if record.element.kind == ElementKind.LIST:
        return _people_counted(record)
    if record.number is None:
        return words.answer(record.answer)
    if record.rater:
        return gettext("%(number)s, %(rater)s") % {"number": record.number, "rater": words.rater(record.rater)}
    return gettext("%(number)s altogether") % {"number": record.number}


def _people_counted(record: Record) -> str:
    people = (record.detail or {}).get("people")
    if people is None:
        n = record.number or 0
        return ngettext("%(n)s lay person", "%(n)s lay people", n) % {"n": n}
    lay = sum(1 for person in people if person.get("lay", True))
    said = ngettext("%(n)s lay person", "%(n)s lay people", lay) % {"n": lay}
    if others := len(people) - lay:
        said += ", " + ngettext("%(n)s professional", "%(n)s professionals", others) % {"n": others}
    return said


def about(record: Record) -> str:
    """The worry it belongs to, and how it was done with the family."""
    said = []
    if record.issue:
        said.append(record.issue.name)
    if record.family_mode:
        said.append(words.family_mode(record.family_mode))
    return " · ".join(said)


def rows_of(record: Record) -> list[str]:
    """The people of a network, or the steps of a timeline, a line each."""
    detail = record.detail or {}
    people = [_person(person) for person in detail.get("people") or []]
    return people + [_step(step) for step in detail.get("steps") or []]


def _person(person: Mapping[str, Any]) -> str:
    said = [str(person.get("name", ""))]
    if person.get("relation"):
        said.append(str(person["relation"]))
    if not person.get("lay", True):
        said.append(gettext("professional"))
    if person.get("agreed"):
        said.append(gettext("agreed by %(whom)s") % {"whom": person["agreed"]})
    if person.get("knows") is not None:
        said.append(gettext("knows the worry") if person["knows"] else gettext("does not know the worry"))
    said.append(_checked(person))
    return " · ".join(said)


def _checked(person: Mapping[str, Any]) -> str:
    if not person.get("checked_on"):
        return gettext("not yet checked safe")
    on = day(date.fromisoformat(person["checked_on"]))
    if person.get("checked_by"):
        return gettext("checked safe by %(whom)s, %(date)s") % {"whom": person["checked_by"], "date": on}
    return gettext("checked safe %(date)s") % {"date": on}


def _step(step: Mapping[str, Any]) -> str:
    on = day(date.fromisoformat(step["on"])) if step.get("on") else ""
    parts = [on, str(step.get("what", "")), gettext("done") if step.get("done") else ""]
    return " · ".join(part for part in parts if part)


def history(
    records: Sequence[Record], *, names: Mapping[str, str], children: Mapping[int, Sequence[str]], shown: str
) -> list[Told]:
    """The records of one element, newest first. names: by public id of who recorded; children: names by record."""
    current = next((one.pk for one in records if one.ended_at is None), None)
    return [_told(one, names, children, shown, is_shown=one.pk == current) for one in records]


def with_actions(told: Told, offered: Sequence[Mapping[str, str]]) -> Told:
    """The same entry, with what may be done about it."""
    return replace(told, actions=offered)


def _told(
    record: Record, names: Mapping[str, str], children: Mapping[int, Sequence[str]], shown: str, *, is_shown: bool
) -> Told:
    web = record.link.lower().startswith(("http://", "https://"))
    others = [name for name in children.get(record.pk, ()) if name != shown]
    return Told(
        record=record,
        when=day(record.happened_on),
        who=_who(record, names),
        title=title_of(record),
        kind=_kind(record, is_shown=is_shown),
        about=about(record),
        words=record.words,
        people=rows_of(record),
        link="" if web else record.link,
        link_href=record.link if web else "",
        also_for=gettext("Also for %(names)s") % {"names": ", ".join(others)} if others else "",
        ended=_ended(record),
        in_case_system=record.in_case_system,
    )


def _kind(record: Record, *, is_shown: bool) -> str:
    if record.ended_at is None:
        return "now" if is_shown else ""
    return "superseded" if record.corrections.all() else "removed"


def _who(record: Record, names: Mapping[str, str]) -> str:
    name = names.get(record.recorded_by)
    if record.source == "page" and name:
        return gettext("recorded by %(name)s, %(date)s") % {"name": name, "date": moment(record.recorded_at)}
    return f"{words.source(record.source)}, {moment(record.recorded_at)}"


def _ended(record: Record) -> str:
    if record.ended_at is None:
        return ""
    said = gettext("No longer counts since %(date)s.") % {"date": moment(record.ended_at)}
    return f"{said} {record.ended_reason}".strip()


def note(record: Record, *, label: str, children: Sequence[str], who: str) -> str:
    """The record as plain text for the case system: what, when, for whom, and everything that was written."""
    lines = [
        f"{label}: {title_of(record)}",
        gettext("When: %(date)s") % {"date": day(record.happened_on)},
        gettext("For: %(names)s") % {"names": ", ".join(children)},
    ]
    if record.issue:
        lines.append(gettext("Worry: %(name)s") % {"name": record.issue.name})
    if record.family_mode:
        lines.append(gettext("With the family: %(mode)s") % {"mode": words.family_mode(record.family_mode)})
    lines += [f"– {row}" for row in rows_of(record)]
    if record.words:
        lines += ["", record.words, ""]
    if record.link:
        lines.append(gettext("Document: %(link)s") % {"link": record.link})
    said = gettext("Recorded on %(date)s.") % {"date": moment(record.recorded_at)}
    if who:
        said = gettext("Recorded by %(name)s on %(date)s.") % {"name": who, "date": moment(record.recorded_at)}
    return "\n".join([*lines, said])
