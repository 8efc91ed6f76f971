"""The page of one case: family, elements, worries with their goals and scale, what happened, and when."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from soundings.breadth import cells, queries, words
from soundings.breadth.models import Record
from soundings.breadth.queries import ChildRow, Moment
from soundings.breadth.rules import Answer, ElementKind
from soundings.breadth.views import scene, telling
from soundings.breadth.views.loading import Opened, opened
from soundings.breadth.views.redrawing import column_for
from soundings.breadth.views.signals import Beneath
from soundings.cases import permissions as case_permissions
from soundings.cases import queries as case_queries
from soundings.cases.links import links_beside
from soundings.cases.models import Case, Child
from soundings.cases.words import activity
from soundings.core.audience import audience
from soundings.design import charts


@audience("records")
@require_GET
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    found = opened(request, public_id)
    siblings = case_queries.siblings_of(found.viewer, found.case)
    case_queries.leaving(
        found.viewer,
        [found.case, *siblings],
        verb="case.viewed",
        at=found.viewer.at,
        target=public_id,
        target_kind="case",
    )
    rows = queries.rows_of(found.viewer, [found.case.pk])
    lines, others, unused = _lines(found, rows[0]) if rows else ([], [], [])
    beneath = Beneath(found.viewer, rows)
    context = {
        "says": [one for row in rows for one in beneath.of(row)] if found.may_record else [],
        "well": [said for row in rows for said in beneath.strengths(row)],
        "found": found,
        "case": found.case,
        "child": found.case.child,
        "age": _age(found),
        "sub": _sub(found),
        "may_record": found.may_record,
        "lines": lines,
        "others": others,
        "unused": unused if found.may_record else [],
        "board_said": scene.board_label(found.board) if found.board else "",
        "board_url": _board_url(found),
        "board_name": found.case.team.name if found.case.team and _board_url(found) else _("My cases"),
        "several_url": reverse("case-record", args=[public_id]),
        "siblings": _siblings(found, siblings),
        "sets": sets_of(found),
        "moments": _moments(found),
        "earlier": _earlier(found),
        "readers_url": _readers(found),
        "links": _links(found),
    }
    return render(request, "breadth/case.html", context)


def _age(found: Opened) -> str:
    return _age_of(found.case.child, cells.phrases_on(found.viewer.on))


def _age_of(child: Child, phrases: cells.Phrases) -> str:
    if child.stated_age_on:
        return cells.age_in({"aged": {"months": child.stated_age, "on": child.stated_age_on.isoformat()}}, phrases)
    born = child.born_on.isoformat() if child.born_on else None
    return cells.age_of(born, child.expected_on.isoformat() if child.expected_on else None, phrases)


def _sub(found: Opened) -> str:
    case = found.case
    said = [case.child.reference if case.child.reference != case.child.name else ""]
    said.append(_("opened %(date)s") % {"date": telling.day(case.opened_on)})
    if case.closed_on:
        said.append(_("closed %(date)s") % {"date": telling.day(case.closed_on)})
    else:
        said.append(_("day %(n)s") % {"n": (found.viewer.on - case.opened_on).days + 1})
    said += [case.worker.name if case.worker else _("not allocated"), case.team.name if case.team else ""]
    said += [case.stage.name if case.stage else "", ", ".join(case.abuse_types)]
    return " · ".join(one for one in said if one)


def _board_url(found: Opened) -> str:
    """The board of the team, if the viewer sees it; else their own cases."""
    team = found.case.team
    if team and queries.sees_cases_at(found.viewer, team) and not found.case.restricted:
        return reverse("board", args=[team.public_id])
    return reverse("my-cases")


# --- elements ----------------------------------------------------------------------------------------------------


Lines = list[dict[str, Any]]


def _lines(found: Opened, row: ChildRow) -> tuple[Lines, Lines, Lines]:
    """The columns of the board of this case; then what is recorded on no column of it, and what could be."""
    setting = cells.Setting(cells.phrases_on(found.viewer.on), scene.case_root())
    on_board = [column for column in found.columns if not column.fact]
    shown = {column.code for column in on_board}
    rest = [one for one in queries.elements_of(found.case.agency_id) if one.code not in shown]
    recorded = [one for one in rest if one.code in row.values]
    unused = [one for one in rest if one.code not in row.values and one.retired_on is None]
    return (
        [_line(row, column, setting) for column in on_board],
        [_line(row, column_for(found, found.asked(one)), setting) for one in recorded],
        [{"label": found.word_for(one), "href": f"{found.url}{one.code}/"} for one in unused],
    )


def _line(row: ChildRow, column: queries.Column, setting: cells.Setting) -> dict[str, Any]:
    entry = row.values.get(column.code) or {}
    more = words.family_mode(entry["mode"]) if entry.get("mode") else ""
    return {"label": column.label, "cell": cells.link(row, column, setting=setting), "more": more}


# --- family ------------------------------------------------------------------------------------------------------


def _siblings(found: Opened, children: Sequence[Any]) -> list[dict[str, str]]:
    phrases = cells.phrases_on(found.viewer.on)
    opened_cases = {one.child_id: one for one in case_queries.open_sibling_cases_of(found.viewer, found.case)}
    return [_sibling(child, opened_cases.get(child.pk), phrases) for child in children]


def _sibling(child: Any, case: Case | None, phrases: cells.Phrases) -> dict[str, str]:
    said = "" if case else _("no open case")
    if case and case.worker:
        said = case.worker.name
    href = reverse("case", args=[case.public_id]) if case else ""
    return {"name": child.name, "age": _age_of(child, phrases), "href": href, "said": said}


# --- worries -----------------------------------------------------------------------------------------------------


def sets_of(found: Opened) -> list[dict[str, Any]]:
    """Each worry with its statement, goal and the ratings of its scale by whoever gave them; current ones first.

    What an old whiteboard or another file says without naming the worry stands last, together.
    """
    held: dict[int, list[Record]] = defaultdict(list)
    for record in reversed(queries.records_of(found.viewer, found.case)):  # oldest first
        if record.ended_at is None and record.answer == Answer.YES and (record.issue_id or record.element.by_issue):
            held[record.issue_id or 0].append(record)
    issues = queries.issues_of(found.viewer, found.case)
    sets = [_set(found, issue, held[issue.pk]) for issue in issues if held[issue.pk]]
    return [*sets, _unnamed(found, held[0])] if held[0] else sets


def _unnamed(found: Opened, records: Sequence[Record]) -> dict[str, Any]:
    """Statements and ratings that belong to no named worry. Different worries may be among them: no chart."""
    ratings, said = _ratings_apart(records)
    return {
        "name": _("No worry named"),
        "said": [_said(found, one) for one in said],
        "ratings": [_rating(one) for one in reversed(ratings)],
    }


def _ratings_apart(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """The ratings of scales, and everything else."""
    ratings = [one for one in records if one.element.kind == ElementKind.SCALE and one.number is not None]
    return ratings, [one for one in records if one.element.kind != ElementKind.SCALE]


def _set(found: Opened, issue: Any, records: Sequence[Record]) -> dict[str, Any]:
    ratings, said = _ratings_apart(records)
    scale = found.word_for(ratings[0].element) if ratings else ""
    title = _("%(scale)s: %(issue)s") % {"scale": scale, "issue": issue.name}
    ended = _("no longer current since %(date)s") % {"date": telling.day(issue.ended_on)} if issue.ended_on else ""
    return {
        "name": issue.name,
        "ended": ended,
        "url": reverse("issue", args=[found.case.public_id, issue.public_id]) if found.may_record else "",
        "said": [_said(found, one) for one in said],
        "title": title,
        "ratings": [_rating(one) for one in reversed(ratings)],
        "svg": _chart(ratings, title),
        "note": _("0 is a rating. Numbers of different people stand beside each other and are never averaged."),
    }


def _said(found: Opened, record: Record) -> dict[str, str]:
    when = telling.day(record.happened_on)
    return {"label": found.word_for(record.element), "when": when, "words": record.words}


def _rating(record: Record) -> dict[str, Any]:
    return {
        "when": telling.day(record.happened_on),
        "rater": words.rater(record.rater),
        "number": record.number,
        "words": record.words,
    }


def _chart(ratings: Sequence[Record], title: str) -> str:
    """The drawing of the dated ratings; nothing for fewer than two, or where the renderer does not answer."""
    points = [
        {"on": one.happened_on, "rating": one.number, "rater": words.rater(one.rater)}
        for one in ratings
        if one.happened_on
    ]
    if len(points) < 2:
        return ""
    last = points[-1]
    description = _("%(n)s ratings, the latest %(number)s by %(rater)s.") % {
        "n": len(points),
        "number": last["rating"],
        "rater": last["rater"],
    }
    try:
        return charts.render_svg(charts.scale_chart(points), title=title, description=description)
    except charts.ChartTimeout:
        return ""


# --- what happened -----------------------------------------------------------------------------------------------


def _moments(found: Opened) -> list[dict[str, str]]:
    """Practice beside what the service did, newest first."""
    told = [_moment(found, one) for one in queries.timeline_of(found.viewer, found.case)]
    begun = {"when": telling.day(found.case.opened_on), "title": _("Opened"), "kind": "activity", "said": ""}
    moments = [(found.case.opened_on, begun), *((one[0].on, one[1]) for one in told)]
    if found.case.closed_on:
        said = found.case.close_reason
        closed = {"when": telling.day(found.case.closed_on), "title": _("Closed"), "kind": "activity", "said": said}
        moments.append((found.case.closed_on, closed))
    moments.sort(key=lambda one: one[0])
    return [one for _on, one in reversed(moments)]


def _moment(found: Opened, moment: Moment) -> tuple[Moment, dict[str, str]]:
    when = telling.day(moment.on)
    if moment.record:
        record = moment.record
        counts = record.number is not None or record.element.kind == ElementKind.LIST
        said = telling.title_of(record) if counts else ""
        about = telling.about(record)
        title = found.word_for(record.element)
        said = " · ".join(one for one in (said, about) if one)
        return moment, {"when": when, "title": title, "kind": "practice", "said": said}
    assert moment.activity
    said = moment.activity.outcome
    if moment.until and moment.until != moment.on:
        until = _("until %(date)s") % {"date": telling.day(moment.until)}
        said = " · ".join(one for one in (until, said) if one)
    return moment, {"when": when, "title": activity(moment.activity.kind), "kind": "activity", "said": said}


# --- before and around -------------------------------------------------------------------------------------------


def _earlier(found: Opened) -> dict[str, Any] | None:
    """The case that this one reopens, if the viewer may see it: its practice is shown there and not counted here."""
    previous = found.case.previous
    if not previous or not case_queries.case_visible_to(found.viewer, previous.public_id):
        return None
    said = _("Reopened. An earlier case ran from %(from)s to %(to)s; its practice is shown there and not counted here.")
    days = {"from": telling.day(previous.opened_on), "to": telling.day(previous.closed_on)}
    return {"said": said % days, "href": reverse("case", args=[previous.public_id])}


def _readers(found: Opened) -> str:
    """Where it says who has read this record, for those who may know."""
    may = case_permissions.can_see_readers(found.viewer, found.case)
    return reverse("case-readers", args=[found.case.public_id]) if may else ""


def _links(found: Opened) -> list[dict[str, str]]:
    """The child's details, and changing the case itself, for those who may."""
    links = [{"href": reverse("child", args=[found.case.child.public_id]), "label": _("The child’s details")}]
    if found.may_record or case_permissions.can_change(found.viewer, found.case):
        links.append({"href": reverse("case-change", args=[found.case.public_id]), "label": _("Change this case")})
    return links + [one._asdict() for one in links_beside(found.viewer, found.case)]
