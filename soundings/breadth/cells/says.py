"""The rows beneath a child: what needs a decision today, what was decided, what is worth a conversation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.utils.formats import date_format
from django.utils.translation import gettext
from markupsafe import Markup, escape

from soundings.breadth.cells.saying import fact_of, question_of, tier_title
from soundings.breadth.rules.signals import Tier


class Settled(Protocol):
    """A decision whose cause still stands."""

    @property
    def decided(self) -> str: ...
    @property
    def who(self) -> str: ...
    @property
    def does(self) -> str: ...
    @property
    def by_on(self) -> date: ...
    @property
    def by(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...


class Signal(Protocol):
    """One thing to see about a case today."""

    @property
    def rule(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def params(self) -> Mapping[str, Any]: ...
    @property
    def decided(self) -> Settled | None: ...
    @property
    def is_waiting(self) -> bool: ...


class Says(NamedTuple):
    """One row beneath a child. kind: "decision", "decided" or "question"; html: what stands in it."""

    kind: str
    html: Markup


def says_of(
    name: str,
    seen: Sequence[Signal],
    *,
    own: Callable[[str], Mapping[str, str]],
    language: str,
    decide: str = "",
    talk: str = "",
) -> list[Says]:
    """The rows of one child. name: as sentences speak of the child; own: a place's own question for a rule.

    decide, talk: addresses; empty where the viewer may not.
    """
    found, words = [], _words(language)
    waiting = [one for one in seen if one.is_waiting and one.tier == Tier.DECISION]
    if waiting:
        said = " ".join(fact_of(one.rule, one.params, name, language) for one in waiting)
        end = _link(decide, words.decide, name) or words.who_decides
        found.append(_row("decision", tier_title(Tier.DECISION, language), said, end))
    found += _decided(seen, words)
    asked = [one for one in seen if one.is_waiting and one.tier == Tier.QUESTION]
    if asked:
        facts = " ".join(fact_of(one.rule, one.params, name, language) for one in asked)
        said = f"{facts} {question_of(asked[0].rule, own(asked[0].rule), language, name)}"
        end = _link(talk, words.talk, name)
        found.append(_row("question", tier_title(Tier.QUESTION, language), said, end))
    return found


class _Words(NamedTuple):
    """What is the same beneath every child, safe inside HTML."""

    decide: Markup
    who_decides: Markup
    talk: Markup
    decided: Markup


@lru_cache(maxsize=32)
def _words(language: str) -> _Words:
    return _Words(
        decide=escape(gettext("Decide, and say who does what")),
        who_decides=escape(gettext("A supervisor or the duty manager decides.")),
        talk=escape(gettext("Say what was said")),
        decided=escape(gettext("Decided")),
    )


def _decided(seen: Sequence[Signal], words: _Words) -> list[Says]:
    """Each decision once, however many causes it settled."""
    said = {decided_text(one.decided): one for one in seen if one.decided}
    return [_row("decided", words.decided, text, "") for text in said]


def decided_text(one: Settled) -> str:
    """ "Stays with grandmother. Ruth asks her by 3 March 2026. Decided by Sam Reed; confirmed in the case system." """
    words = {
        "decided": one.decided.rstrip("."),
        "who": one.who,
        "does": one.does.rstrip("."),
        "day": date_format(one.by_on, "j F Y"),
        "by": one.by,
    }
    if one.confirmed:
        return (
            gettext("%(decided)s. %(who)s: %(does)s, by %(day)s. %(by)s decided; it stands in the case system too.")
            % words
        )
    return (
        gettext("%(decided)s. %(who)s: %(does)s, by %(day)s. %(by)s decided; not yet confirmed in the case system.")
        % words
    )


def _row(kind: str, title: str, said: str, end: str) -> Says:
    return Says(kind, Markup(f"<b>{escape(title)}:</b> {escape(said)} {end}"))


def _link(href: str, words: Markup, name: str) -> str:
    if not href:
        return ""
    whom = f'<span class="govuk-visually-hidden">: {escape(name)}</span>'
    return f'<a href="{escape(href)}">{words}{whom}</a>'


def says_rows(says: Sequence[Says], width: int) -> str:
    """Rows of the board's table, `width` columns wide."""
    return "".join(
        f'<tr class="app-board__says is-{one.kind}"><td colspan="{width}">'
        f'<span class="app-board__pin">{one.html}</span></td></tr>'
        for one in says
    )
