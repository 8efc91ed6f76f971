"""What is to be seen of the children on a board: the rows beneath them, the card with its counts, and its list."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from soundings.accounts.models import Unit
from soundings.accounts.permissions import Viewer
from soundings.breadth import cells, permissions, queries
from soundings.breadth.cells import saying
from soundings.breadth.queries import ChildRow, Listed, OwnQuestions, Scope, Seen
from soundings.breadth.rules.signals import Tier
from soundings.breadth.views.loading import language, viewer_of_request
from soundings.breadth.views.ways import ways_of
from soundings.core.addresses import address_of
from soundings.core.audience import audience

HERE = "0here0"  # stands for the public id of a case in an address that is put together once for a board


class Beneath:
    """What is to be seen of the rows of a board on which the viewer may record. Five queries at most."""

    def __init__(self, viewer: Viewer, rows: Iterable[ChildRow]) -> None:
        self.viewer = viewer
        self.rows = [row for row in rows if row.editable]
        self.seen = queries.seen_of([row.case_id for row in self.rows], viewer.on)
        self._own = OwnQuestions(viewer.agency_id, [row.team_id for row in self.rows if row.case_id in self.seen])
        self._supervises = permissions.supervised_teams(viewer, {row.team_id for row in self.rows if row.team_id})
        self._language = language()
        self._decide, self._talk = (address_of(name, HERE) for name in ("decide", "talk"))

    def says(self) -> Mapping[str, Sequence[cells.Says]]:
        """The rows beneath each child, by the public id of the case."""
        return {row.head["case"]: self.of(row) for row in self.rows if row.case_id in self.seen}

    def of(self, row: ChildRow) -> Sequence[cells.Says]:
        """The rows beneath one child, made once for as long as they would be the same. See ADR 17."""
        decides = row.team_id in self._supervises and row.worker_id not in self.viewer.staff_ids
        if row.kept is None:
            return self._made(row, decides)
        own = self._own.stored_for(row.team_id)
        sign = ("says", self._language, self._decide, self._talk, decides, own, *self.seen.get(row.case_id, ()))
        said: Sequence[cells.Says] | None = row.kept.get(sign)
        return said if said is not None else row.kept.put(sign, self._made(row, decides))

    def _made(self, row: ChildRow, decides: bool) -> list[cells.Says]:
        return cells.says_of(
            saying.given(row.head["name"]),
            self.seen.get(row.case_id, []),
            own=lambda rule: self._own.of(row.team_id, rule),
            language=self._language,
            decide=self._decide.replace(HERE, row.head["case"]) if decides else "",
            talk=self._talk.replace(HERE, row.head["case"]),
        )

    def strengths(self, row: ChildRow) -> list[str]:
        """What goes well, as sentences."""
        name = saying.given(row.head["name"])
        seen = self.seen.get(row.case_id, [])
        return [saying.fact_of(one.rule, one.params, name) for one in seen if one.tier == Tier.STRENGTH]

    def card(self, href: str, plain: str, *, is_plain: bool) -> dict[str, Any] | None:
        """The counts of the card, each opening its list; None where there is no child on whom the viewer may record."""
        if not self.rows:
            return None
        return counted(self.seen.values(), len(self.rows)) | {"href": href, "plain_url": plain, "is_plain": is_plain}


def counted(seen: Iterable[Sequence[Seen]], children: int) -> dict[str, Any]:
    """How many children go well, need a decision, and how many questions are open, of how many children."""
    well = decisions = questions = 0
    for each in seen:
        waiting = [one.tier for one in each if one.is_waiting]
        well += Tier.STRENGTH in [one.tier for one in each]
        decisions += Tier.DECISION in waiting
        questions += waiting.count(Tier.QUESTION)
    said = [
        ngettext("%(n)s going well", "%(n)s going well", well) % {"n": well},
        ngettext("%(n)s decision", "%(n)s decisions", decisions) % {"n": decisions},
        ngettext("%(n)s question", "%(n)s questions", questions) % {"n": questions},
    ]
    of = ngettext("of %(n)s open child, today", "of %(n)s open children, today", children) % {"n": children}
    return {"said": ", ".join(said), "of": of, "asks": bool(decisions)}


def sees_questions(viewer: Viewer, unit: Unit) -> bool:
    """Whether the viewer may record on a case of this team, and so sees what is to be seen of it."""
    return queries.sees_cases_at(viewer, unit) and permissions.records_somewhere(viewer)


@audience("records")
@require_GET
def team_signals(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes well first, then what needs a decision today, then what is worth a conversation."""
    viewer = viewer_of_request(request)
    unit = queries.place_for(viewer, public_id)
    if unit is None or not sees_questions(viewer, unit):
        raise Http404
    context = sections(viewer, queries.listed_for(viewer, unit))
    context |= {
        "title": _("Going well, decisions and questions"),
        "sub": unit.name,
        "back_url": address_of("board", public_id),
        "back": unit.name,
        "agree_url": address_of("questions", public_id),
        "ways": ways_of(viewer, unit, here="signals"),
    }
    return render(request, "breadth/signals.html", context)


def child_of(row: Any) -> dict[str, str]:
    """A child of a list, with the number that tells two of one name apart."""
    name, ref = row.head["name"], row.head["ref"]
    return {"name": name, "ref": "" if ref == name else ref, "href": address_of("case", row.head["case"])}


def sections(viewer: Viewer, listed: Sequence[Listed]) -> dict[str, Any]:
    """The children of a list under their three headings."""
    beneath = Beneath(viewer, [one.row for one in listed])
    well, decisions, questions = [], [], []
    for one in listed:
        child = child_of(one.row)
        if strengths := beneath.strengths(one.row):
            well.append(child | {"said": strengths})
        says = beneath.of(one.row)
        if settled := [each for each in says if each.kind != "question"]:
            waits = any(each.kind == "decision" for each in settled)
            decisions.append(child | {"says": settled, "waits": waits})
        if asked := [each for each in says if each.kind == "question"]:
            questions.append(child | {"says": asked})
    decisions.sort(key=lambda each: not each["waits"])
    return {"well": well, "decisions": decisions, "questions": questions}


@audience("records")
@require_GET
def my_signals(request: HttpRequest) -> HttpResponse:
    """The same of one's own cases."""
    viewer = viewer_of_request(request)
    context = sections(viewer, queries.listed_for(viewer, Scope.MINE))
    context |= {
        "title": _("Going well, decisions and questions"),
        "sub": _("My cases"),
        "back_url": address_of("my-cases"),
        "back": _("My cases"),
    }
    return render(request, "breadth/signals.html", context)
