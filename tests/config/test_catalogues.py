"""Catalogues: what is found in the source, what a refresh keeps, and which faults are named."""

import gettext
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from soundings.breadth.catalogue import catalogue as catalogue_of_practice
from soundings.config import catalogues
from soundings.config.catalogues import Said

WELSH_PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"


def catalogue(*entries: tuple) -> Catalog:
    """A Welsh catalogue with these entries: what is said, and how."""
    head = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {WELSH_PLURALS}\\n"\n'
    made = read_po(BytesIO(head.encode()), locale="cy")
    for words, string, *rest in entries:
        made.add(words, string, flags=rest)
    return made


# --- the source ------------------------------------------------------------------------------------------------------


def test_python_is_read_with_its_plurals_contexts_and_split_strings():
    source = """
_("One " "sentence")
ngettext("%(n)s case", "%(n)s cases", n)
pgettext_lazy("verb", "Open")
f"{not_this}"
f'<b>{gettext("no team") if none else ngettext("%(n)s team", "%(n)s teams", n)}</b>'
"""
    assert list(catalogues.in_python(source)) == [
        ("One sentence", None),
        (("%(n)s case", "%(n)s cases"), None),
        ("Open", "verb"),
        ("no team", None),
        (("%(n)s team", "%(n)s teams"), None),
    ]


def test_templates_are_read_with_blocks_plurals_filters_and_words_in_arguments():
    source = """<h1 title="It's “new”">{% translate "Heading" %}</h1>
    {% comment %}{% translate "Not this" %}{% endcomment %}
      {% blocktranslate count n=rows trimmed %}One {{ n }} row{% plural %}
        {{ n }} rows{% endblocktranslate %}
    {% translate 'Who’s next?' as next %}{{ day|default:_("open") }}{% translate "Open" context "verb" %}"""
    assert list(catalogues.in_template(source)) == [
        ("Heading", None),
        (("One %(n)s row", "%(n)s rows"), None),
        ("Who’s next?", None),
        ("open", None),
        ("Open", "verb"),
    ]


def test_the_source_has_words_of_every_room_and_of_the_libraries_on_our_pages():
    rooms = {name.split("/")[0] for one in catalogues.said() for name in one.files}
    assert {"accounts", "breadth", "cases", "design", "exchange", "config"} <= rooms
    assert "~allauth.account.forms" in rooms


# --- a refresh -------------------------------------------------------------------------------------------------------


def test_a_refresh_keeps_what_is_translated_takes_up_the_new_and_drops_the_gone():
    before = catalogue(("Team", "Tîm"), ("Gone", "Wedi mynd"), ("Unsure", "Ansicr", "fuzzy"))
    source = [Said("Team", None, {"a.py"}), Said("New", None, {"b.py"}), Said("Unsure", None, {"b.py"})]

    after = catalogues.refreshed(before, "cy", source)

    assert {entry.id: entry.string for entry in after if entry.id} == {"Team": "Tîm", "New": "", "Unsure": "Ansicr"}
    assert after["Unsure"].fuzzy
    assert "Wedi mynd" not in catalogues.as_text(after).decode()


def test_a_sentence_that_has_a_plural_now_is_translated_anew():
    before = catalogue(("%(n)s case", "%(n)s achos"))
    after = catalogues.refreshed(before, "cy", [Said(("%(n)s case", "%(n)s cases"), None, {"a.py"})])
    assert after["%(n)s case"].string == ("",) * 6


def test_a_second_refresh_changes_nothing():
    source = catalogues.said()
    once = catalogues.as_text(catalogues.refreshed(catalogue(("Team", "Tîm")), "cy", source))
    twice = catalogues.as_text(catalogues.refreshed(read_po(BytesIO(once), locale="cy"), "cy", source))
    assert once == twice
    assert b"POT-Creation" not in once


def test_welsh_counts_in_six_forms(tmp_path: Path):
    # Plural forms of "child" after a numeral, as in the Welsh grammar: mutated after two, three and six.
    forms = ["%(n)s plentyn", "%(n)s plentyn", "%(n)s blentyn", "%(n)s phlentyn", "%(n)s phlentyn", "%(n)s plentyn"]
    target = tmp_path / "django.mo"
    catalogues.compile_to(target, catalogue((("%(n)s child", "%(n)s children"), forms)))
    with target.open("rb") as file:
        said = gettext.GNUTranslations(file)
    told = {n: said.ngettext("%(n)s child", "%(n)s children", n) % {"n": n} for n in (0, 1, 2, 3, 4, 6, 7)}
    assert told == {
        0: "0 plentyn", 1: "1 plentyn", 2: "2 blentyn", 3: "3 phlentyn", 4: "4 plentyn", 6: "6 phlentyn", 7: "7 plentyn"
    }  # fmt: skip


# --- faults ----------------------------------------------------------------------------------------------------------


def kinds(made: Catalog, *words: str | tuple[str, ...]) -> list[str]:
    return [fault.kind for fault in catalogues.faults("cy", made, [Said(one, None, {"a.py"}) for one in words])]


def test_a_complete_catalogue_has_no_fault():
    cases = ["Dim achos", "Un achos", "Dau achos", "%(n)s achos", "%(n)s achos", "%(n)s achos"]
    made = catalogue(("Team of %(name)s", "Tîm %(name)s"), (("One case", "%(n)s cases"), cases))
    assert kinds(made, "Team of %(name)s", ("One case", "%(n)s cases")) == []


@pytest.mark.parametrize(
    ("words", "string", "kind"),
    [
        ("Team", "", "missing"),
        ("Team of %(name)s", "Tîm", "another placeholder, tag or line end"),
        ("Team of %(name)s", "Tîm %(enw)s", "another placeholder, tag or line end"),
        ("A <b>team</b>", "Tîm", "another placeholder, tag or line end"),
        ("Team\n", "Tîm", "another placeholder, tag or line end"),
        (("%(n)s case", "%(n)s cases"), ["%(n)s achos"] * 5 + [""], "missing"),
        (("%(n)s case", "%(n)s cases"), ["%(n)s achos"] * 5 + ["achos"], "another placeholder, tag or line end"),
    ],
)
def test_each_fault_is_named(words, string, kind):
    assert kinds(catalogue((words, string)), words) == [kind]


def test_what_is_unsure_stale_or_not_there_is_named():
    made = catalogue(("Team", "Tîm", "fuzzy"), ("Gone", "Wedi mynd"))
    assert sorted(kinds(made, "Team", "New")) == ["missing", "stale", "unsure"]


# --- the catalogues that are shipped ---------------------------------------------------------------------------------


def test_every_language_says_all_that_the_source_says_and_nothing_else():
    """`make messages` takes up what is new; each sentence is then to be said in each language, placeholders and all."""
    assert list(catalogues.catalogue_paths()) == ["cy"]
    assert [str(fault) for fault in catalogues.all_faults()] == []


def test_every_label_that_an_agency_begins_with_has_its_word_in_every_language():
    begun = catalogue_of_practice()
    labels = {one.label for one in (*begun.elements, *begun.boards)}
    labels |= {column.label for board in begun.boards for column in board.columns}
    for language in catalogues.catalogue_paths():
        assert labels - begun.words[language].keys() == set()
