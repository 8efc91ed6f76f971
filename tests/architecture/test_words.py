"""Every word that a person reads goes through gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.source import ROOT, Module, calls, modules

# What stands in a template as it is, with the reason.
PLAIN = {
    "Soundings": "the name of the product is the same in every language",
    "– Soundings": "the name of the product is the same in every language",
    "CSV": "a kind of file, the same in every language",
    "Excel": "a kind of file, the same in every language",
}
GALLERY = ("gallery.html", "place.html", "_board.html", "_place.html")  # its words are samples
FOR_ENGINEERS = {f"design/templates/design/{name}" for name in GALLERY}
NOT_SHOWN = {
    "'sign-in failed'": "a line of the log",
    "'trail unavailable'": "a line of the log",
    "'anchor not written'": "a line of the log",
    "'Rows without a batch cannot be taken back.'": "a fault of the program",
    "exchange/words/examples.py": "what the example files hold",
}
READ = ("alt", "aria-label", "aria-description", "placeholder", "title", "label", "sub", "over", "note", "key", "text")
UNSEEN = re.compile(
    r"{%\s*comment.*?{%\s*endcomment\s*%}|{#.*?#}|<!--.*?-->|<(script|style)\b.*?</\1>|<c-vars\b.*?/>"
    r"|{%\s*block \w*(?:class|look)\b.*?{%\s*endblock\b[^%]*%}|{%\s*block main_class\s*%}.*?{%\s*endblock[^%]*%}"
    r"|{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}",
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
SENTENCE = re.compile(r"[A-Z“][^\W\d_]*’?\w* .*[.?!:]$")
WORD = re.compile(r"[^\W\d_]{2,}")
SAYING = {"Denied", "ValidationError", "Refusal", "add_error", "success", "info", "warning", "error"}
SAID = {"label", "help_text", "empty_label", "title", "button", "note", "sub", "words", "heading", "says", "done"}
ROLES = ("views", "forms", "actions", "permissions", "words", "cells", "measures", "queries", "tasks", "middleware")
GETTEXT = {
    "_", "gettext", "ngettext", "pgettext", "npgettext",
    "gettext_lazy", "ngettext_lazy", "pgettext_lazy", "npgettext_lazy", "gettext_noop",
}  # fmt: skip


def templates() -> list[Path]:
    return sorted(path for path in (ROOT / "soundings").glob("*/templates/**/*") if path.suffix in (".html", ".txt"))


def shown_in(text: str) -> Iterator[str]:
    """The words of a template that no translation reaches: between tags, and in the attributes that are read."""
    text = UNSEEN.sub("", text)
    text = TAGS.sub("", text)
    for _name, value in re.findall(rf'\s({"|".join(READ)})="([^"]*)"', text):
        if WORD.search(value):
            yield value.strip()
    for between in re.split(r"<[^>]*>", text):
        if WORD.search(re.sub(r"&\w+;", "", between)):
            yield " ".join(between.split())


def test_no_word_of_a_template_is_left_untranslated():
    found = {path.relative_to(ROOT / "soundings").as_posix(): [*shown_in(path.read_text())] for path in templates()}
    plain = {name: [one for one in words if one not in PLAIN] for name, words in found.items()}
    assert {name: words for name, words in plain.items() if words and name not in FOR_ENGINEERS} == {}


def test_what_the_test_looks_for_is_found():
    assert [*shown_in('<p title="Who?">{{ name }} is {% translate "not" %} here</p>')] == ["Who?", "is here"]
    module = Module(
        "x/views/y.py", 'raise Denied("That is not yours.")\nsay = "One whole sentence."\n_("Not this one.")'
    )
    assert len([*said_plainly(module), *sentences_outside(module)]) == 3  # the refusal is seen both ways


def _texts(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.BinOp):
        yield from _texts(node.left)


def said_plainly(module: Module) -> Iterator[str]:
    """The texts of a Python file that reach a person without gettext."""
    for call, name in calls(module.tree):
        if name in GETTEXT:
            continue
        spoken = [keyword.value for keyword in call.keywords if keyword.arg in SAID]
        spoken += call.args if name in SAYING else []
        for node in spoken:
            yield from (f"{module.at(node)} {text!r}" for text in _texts(node) if " " in text and WORD.search(text))


def sentences_outside(module: Module) -> Iterator[str]:
    """Whole sentences (a capital, several words, a full stop or question mark) outside gettext and docstrings."""
    inside: set[int] = set()
    for call, name in calls(module.tree):
        if name in GETTEXT:
            inside |= {id(node) for node in ast.walk(call)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
    for node in ast.walk(module.tree):
        text = node.value if isinstance(node, ast.Constant) and id(node) not in inside else None
        if isinstance(text, str) and SENTENCE.match(text):
            yield f"{module.at(node)} {text!r}"


def test_no_sentence_of_the_code_is_left_untranslated():
    speaking = [module for module in modules() if module.role in ROLES]
    found = {line for module in speaking for line in (*said_plainly(module), *sentences_outside(module))}
    assert {line for line in found if not any(reason in line for reason in NOT_SHOWN)} == set()
