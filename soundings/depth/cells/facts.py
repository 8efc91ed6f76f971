"""The facts kept with a review, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from soundings.breadth import words as practice
from soundings.breadth.rules import Answer, ElementKind
from soundings.cases.words import activity as activity_words
from soundings.depth.rules.facts import FactChange, FactKind


class Line(NamedTuple):
    """One fact: what it is about, and what is so."""

    label: str
    said: str


class Worry(NamedTuple):
    """A worry with its statement and goal and everybody's ratings, newest first."""

    name: str
    ended: str
    said: Sequence[Line]
    ratings: Sequence[Line]


class FactsShown(NamedTuple):
    """Everything that is known of the case, ready to print."""

    case: Sequence[Line]
    elements: Sequence[Line]
    worries: Sequence[Worry]
    people: Sequence[str]
    spans: Sequence[Line]
    activity: Sequence[Line]


def facts_shown(facts: Mapping[str, Any]) -> FactsShown:
    """The facts as lines; of a review that has none yet, no lines."""
    spans = facts.get("spans") or {}
    return FactsShown(
        case=_case(facts.get("case") or {}),
        elements=[Line(one["label"], element(one)) for one in facts.get("elements") or ()],
        worries=[_worry(one) for one in facts.get("worries") or ()],
        people=[_person(one) for one in facts.get("people") or ()],
        spans=[Line(_spans()[key], _span(one)) for key in _spans() for one in spans.get(key) or ()],
        activity=[Line(activity_words(one["kind"]), _activity(one)) for one in reversed(facts.get("activity") or ())],
    )


def element(entry: Mapping[str, Any]) -> str:
    """What is recorded of one element: its day, number or answer. Not known is said, and is not No; 0 is a number."""
    answer = entry.get("a")
    if answer is None:
        return gettext("not recorded yet") if entry.get("begun") else gettext("not known")
    if answer != Answer.YES:
        said = practice.answer(answer)
        return f"{said}: {entry['why']}" if entry.get("why") else said
    parts = [_number(entry), day(entry.get("on")) if entry.get("on") else "", _mode(entry), _times(entry)]
    return ", ".join(part for part in parts if part) or practice.answer(Answer.YES)


def day(iso: str | None) -> str:
    """A day written out."""
    return date_format(date.fromisoformat(iso), "j F Y") if iso else gettext("date not known")


def _number(entry: Mapping[str, Any]) -> str:
    number = entry.get("num")
    if entry["kind"] == ElementKind.LIST and number is not None:
        lay = ngettext("%(n)s lay person", "%(n)s lay people", number) % {"n": number}
        return f"{lay}, {_checked(entry)}" if "checked" in entry else lay
    said = "" if number is None else str(number)
    if entry.get("fam"):
        rater, of_family = entry["fam"]
        return gettext("%(number)s; %(rater)s says %(family)s") % {
            "number": said or gettext("no professional rating"),
            "rater": practice.rater(rater).lower(),
            "family": of_family,
        }
    return said


def _checked(entry: Mapping[str, Any]) -> str:
    if entry["checked"] is None:
        return gettext("not everybody checked safe yet")
    return gettext("checked safe, the earliest on %(date)s") % {"date": day(entry["checked"])}


def _mode(entry: Mapping[str, Any]) -> str:
    return practice.family_mode(entry["mode"]).lower() if entry.get("mode") else ""


def _times(entry: Mapping[str, Any]) -> str:
    n = entry.get("n") or 0
    return ngettext("%(n)s time", "%(n)s times", n) % {"n": n} if n > 1 else ""


def _case(case: Mapping[str, Any]) -> list[Line]:
    said = {
        "opened": day(case.get("opened")),
        "closed": day(case["closed"]) if case.get("closed") else "",
        "stage": case.get("stage") or "",
        "team": case.get("team") or "",
        "worker": case.get("worker") or "",
        "abuse": ", ".join(case.get("abuse") or ()),
    }
    return [Line(of_case(key), text) for key, text in said.items() if text] if case else []


def of_case(key: str) -> str:
    """What a fact of the case itself is called."""
    return {
        "opened": gettext("Opened"),
        "closed": gettext("Closed"),
        "stage": gettext("Stage"),
        "team": gettext("Team"),
        "worker": gettext("Worker"),
        "abuse": gettext("Abuse types"),
    }[key]


def _worry(worry: Mapping[str, Any]) -> Worry:
    ended = gettext("no longer current since %(date)s") % {"date": day(worry["ended"])} if worry["ended"] else ""
    said = [Line(one["label"], day(one["on"])) for one in worry["said"]]
    ratings = [
        Line(practice.rater(one["rater"]), f"{one['number']} · {day(one['on'])}") for one in reversed(worry["ratings"])
    ]
    return Worry(worry["name"], ended, said, ratings)


def _person(person: Mapping[str, Any]) -> str:
    said = [person.get("relation") or gettext("relation not known")]
    if not person.get("lay", True):
        said.append(gettext("professional"))
    if person.get("knows") is not None:
        said.append(gettext("knows the worry") if person["knows"] else gettext("does not know the worry"))
    on = person.get("checked_on")
    said.append(gettext("checked safe %(date)s") % {"date": day(on)} if on else gettext("not yet checked safe"))
    return " · ".join(said)


def _spans() -> dict[str, str]:
    return {"stage": gettext("Stage"), "team": gettext("Team"), "worker": gettext("Worker")}


def _span(span: Mapping[str, Any]) -> str:
    said = {"name": span["name"], "from": day(span["from"])}
    if span.get("to"):
        return gettext("%(name)s, %(from)s to %(to)s") % (said | {"to": day(span["to"])})
    return gettext("%(name)s, since %(from)s") % said


def _activity(one: Mapping[str, Any]) -> str:
    days = day(one["on"])
    if one.get("until") and one["until"] != one["on"]:
        days = gettext("%(from)s to %(to)s") % {"from": days, "to": day(one["until"])}
    return " · ".join(part for part in (days, one.get("outcome")) if part)


def fact_change(change: FactChange) -> str:
    """One fact that is not as it was, as a sentence."""
    if change.kind is FactKind.ACTIVITY:
        said = {"what": activity_words(change.key), "said": _activity(change.after)}
        return gettext("New: %(what)s, %(said)s") % said
    if change.kind is FactKind.WORRY:
        return _worry_changed(change)
    before, after = _both(change)
    return gettext("%(label)s: %(before)s before, %(after)s now") % {
        "label": of_case(change.key) if change.kind is FactKind.CASE else change.label,
        "before": before,
        "after": after,
    }


def _both(change: FactChange) -> tuple[str, str]:
    if change.kind is FactKind.ELEMENT:
        return tuple(element(one) if one else gettext("not there") for one in (change.before, change.after))  # type: ignore[return-value]
    lines = [_case({change.key: one}) for one in (change.before, change.after)]
    found = [next((line.said for line in of if line.label == of_case(change.key)), "") for of in lines]
    return (found[0] or gettext("nothing"), found[1] or gettext("nothing"))


def _worry_changed(change: FactChange) -> str:
    name = {"worry": change.label}
    if change.before is None:
        return gettext("New: the worry “%(worry)s”") % name
    if change.after is None:
        return gettext("The worry “%(worry)s” was withdrawn") % name
    if change.after["ended"] and not change.before["ended"]:
        return gettext("The worry “%(worry)s” is no longer current") % name
    added = len(change.after["ratings"]) - len(change.before["ratings"])
    if added > 0:
        last = change.after["ratings"][-1]
        said = {"number": last["number"], "rater": practice.rater(last["rater"]).lower()}
        return gettext("“%(worry)s” was rated again: %(number)s, by %(rater)s") % (name | said)
    return gettext("The worry “%(worry)s” was changed") % name
