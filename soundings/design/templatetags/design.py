"""Template tags of the look."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.template.base import Parser, TextNode, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from soundings.design.charts import trend_svg
from soundings.design.forms import error_links, form_errors_id

register = template.Library()


class Alike(template.Node):
    """Words that are the same on every page in one language, put together once."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self._drawn:
            self._drawn[language] = self.nodelist.render(context)
        return self._drawn[language]


@register.tag
def alike(parser: Parser, token: Token) -> Alike:
    """`{% alike %}`...`{% endalike %}`: words and markup that depend on the language and on nothing else.

    Anything but text and `{% translate "words" %}` is refused, so that nothing of one page can stand on another.
    """
    nodes = parser.parse(("endalike",))
    parser.delete_first_token()
    for node in nodes:
        if not isinstance(node, TextNode) and not _is_words(node):
            raise template.TemplateSyntaxError(f"{node!r} may differ from page to page, and stands within 'alike'.")
    return Alike(nodes)


def _is_words(node: template.Node) -> bool:
    if not isinstance(node, TranslateNode) or node.asvar or node.filter_expression.filters:
        return False
    said = [node.filter_expression, *([node.message_context] if node.message_context else [])]
    return all(isinstance(one.var, str) or one.var.lookups is None for one in said)


register.filter("form_errors_id", form_errors_id)


@register.simple_tag(takes_context=True)
def page_errors(context: Context) -> list[tuple[str, str]]:
    """The (id, message) pairs of the page's `form`, `forms` and `formset`, and those of its `error_list`.

    Empty when nothing is wrong.
    """
    given = [context.get(name) for name in ("form", "forms", "formset")]
    others: list[tuple[str, str]] = context.get("error_list") or []
    return list(dict.fromkeys([*error_links([one for one in given if one is not None]), *others]))


@register.filter
def known(value: Any) -> bool:
    """True for every value but None and "": 0 is known."""
    return value is not None and value != ""


@register.filter
def page_numbers(paginator: Paginator, number: int) -> list[int]:
    """Page numbers near `number` with the first and the last; 0 stands for a gap."""
    near = sorted({1, paginator.num_pages, *range(max(1, number - 1), min(paginator.num_pages, number + 1) + 1)})
    shown = [near[0]]
    for page in near[1:]:
        shown += [0, page] if page > shown[-1] + 1 else [page]
    return shown


@register.filter
def beside(one: Sequence[Any], other: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Two sequences of the same length, item by item."""
    return list(zip(one, other, strict=True))


@register.filter
def trend(points: Sequence[float]) -> str:
    """The small trend of a scale from 0 to 10."""
    return trend_svg(points)


@register.filter
def links(form: Any) -> list[tuple[str, str]]:
    """What an error summary says of this form."""
    return error_links(form)
