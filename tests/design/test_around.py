"""Large tables stand in their page without passing through it; words that are always the same are put together once."""

import pytest
from django.template import Context, TemplateSyntaxError, engines
from django.utils import translation

from soundings.design.around import render_around


def template(text):
    return engines["django"].from_string("{% load design %}" + text).template


@pytest.fixture
def page(monkeypatch):
    """A page whose template shows a name and a table."""
    text = template("<p>{{ name }}</p>{% if table %}{{ table }}{% else %}none{% endif %}<p>after</p>")
    monkeypatch.setattr(
        "soundings.design.around.render_to_string", lambda name, context, request: text.render(Context(context))
    )
    return lambda table, name="Mia": render_around(None, "a.html", {"name": name}, table=table).content.decode()


def test_the_table_stands_where_its_page_wants_it(page):
    assert page([b"<table>", "<tr>’</tr>".encode(), b"</table>"]) == "<p>Mia</p><table><tr>’</tr></table><p>after</p>"
    assert page([]) == "<p>Mia</p>none<p>after</p>"


def test_nobody_can_type_the_place_of_the_table(page):
    found = page([b"<table></table>"], name="<!--here-->")
    assert found == "<p>&lt;!--here--&gt;</p><table></table><p>after</p>"


def test_words_that_are_always_the_same_are_put_together_once_in_each_language(monkeypatch):
    said = []
    monkeypatch.setattr(
        "django.utils.translation._trans.gettext",
        lambda words: said.append((translation.get_language(), words)) or words,
    )
    words = template('{% alike %}<p>{% translate "Open" %}</p>{% endalike %}')
    for language in ("en-gb", "cy", "en-gb", "cy"):
        with translation.override(language):
            assert words.render(Context()) == "<p>Open</p>"
    assert said == [("en-gb", "Open"), ("cy", "Open")]


@pytest.mark.parametrize(
    "text", ["{{ name }}", "{% translate name %}", '{% translate "a" as b %}', "{% if name %}x{% endif %}"]
)
def test_nothing_that_may_differ_is_taken_for_the_same(text):
    with pytest.raises(TemplateSyntaxError, match="may differ"):
        template(f"{{% alike %}}{text}{{% endalike %}}")
