"""The catalogues of words: what the source says, and how each language says it.

    python -m soundings.config.catalogues refresh   takes up new sentences and drops those that are gone
    python -m soundings.config.catalogues compile   makes the files that Django reads
    python -m soundings.config.catalogues check     names what a language lacks; changes nothing

Done by Babel, so that nobody needs GNU gettext (ADR 0009).
"""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LOCALE = PACKAGE / "locale"
SOURCE = "en-gb"  # what the source itself is written in

PLAIN, PLURAL, IN_CONTEXT, PLURAL_IN_CONTEXT = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS = {"_": PLAIN} | {
    name + suffix: shape
    for name, shape in (
        ("gettext", PLAIN),
        ("ngettext", PLURAL),
        ("pgettext", IN_CONTEXT),
        ("npgettext", PLURAL_IN_CONTEXT),
    )
    for suffix in ("", "_lazy", "_noop")
}
# Words of the libraries that stand on our pages and that are not in every language of ours.
BORROWED = (
    "allauth.account.adapter",
    "allauth.account.fields",
    "allauth.account.forms",
    "allauth.mfa.adapter",
    "allauth.mfa.base.forms",
    "allauth.mfa.totp.forms",
    "allauth.mfa.webauthn.forms",
    "allauth.mfa.recovery_codes.forms",
    "django.contrib.auth.forms",
    "django.contrib.auth.password_validation",
    "django.core.validators",
    "django.forms.fields",
    "django.forms.formsets",
    "django.forms.models",
)


@dataclass(slots=True)
class Said:
    """One sentence of the source: the words, or both numbers of them, and the files that say it."""

    words: str | tuple[str, ...]
    context: str | None
    files: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one entry of a catalogue: missing, unsure, stale, or a placeholder that is not the same."""

    language: str
    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.language}: {self.kind}: {self.words}"


# --- what the source says --------------------------------------------------------------------------------------------


def said() -> list[Said]:
    """Every sentence of the source, by file and then by words."""
    found: dict[tuple[str | None, str], Said] = {}
    for path, name in _sources():
        text = path.read_text(encoding="utf-8")
        for words, context in in_python(text) if path.suffix == ".py" else in_template(text):
            first = words if isinstance(words, str) else words[0]
            known = found.setdefault((context, first), Said(words, context))
            known.words = (
                words if isinstance(known.words, str) else known.words
            )  # both numbers, where one place has them
            known.files.add(name)
    return sorted(found.values(), key=lambda one: (min(one.files), str(one.words), one.context or ""))


def in_python(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The sentences of a Python file, each with its context; those within f-strings, which Babel passes over, last."""
    yield from _called(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.JoinedStr):
            yield from _called(";".join(ast.unparse(call) for call in ast.walk(node) if isinstance(call, ast.Call)))


def _called(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    for _line, words, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield words, context


def in_template(text: str) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """The sentences of a Django template, each with its context."""
    # Django turns the tags into calls and all else into X. On one line, as the X are indented like no Python.
    calls = " ".join(line for line in templatize(text).splitlines() if not line.lstrip().startswith("#"))
    return _called(calls)


def _sources() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*")):
        parts = path.relative_to(PACKAGE).parts
        is_code = path.suffix == ".py" and "migrations" not in parts
        if is_code or ("templates" in parts and path.suffix in (".html", ".txt")):
            yield path, "/".join(parts)
    for name in BORROWED:
        spec = find_spec(name)
        if spec and spec.origin:
            yield Path(spec.origin), f"~{name}"


# --- catalogues ------------------------------------------------------------------------------------------------------


def catalogue_paths() -> dict[str, Path]:
    """Where the catalogue of each language is kept."""
    return {path.parts[-3]: path for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))}


def read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def refreshed(before: Catalog, language: str, sentences: Iterable[Said]) -> Catalog:
    """The catalogue with every sentence of the source and no other; what was translated stays so."""
    after = Catalog(language, project="Soundings", version="1", charset="utf-8", fuzzy=False)
    after.header_comment = before.header_comment
    after.mime_headers = [("Plural-Forms", before.plural_forms)]
    for one in sentences:
        first = one.words if isinstance(one.words, str) else one.words[0]
        known = before.get(first, one.context)
        fits = known is not None and known.pluralizable == (not isinstance(one.words, str))
        after.add(
            one.words,
            known.string if known and fits else "" if isinstance(one.words, str) else ("",) * after.num_plurals,
            locations=[(name, 0) for name in sorted(one.files)],
            flags=known.flags & {"fuzzy"} if known and fits else (),
            user_comments=known.user_comments if known else (),
            context=one.context,
        )
    return after


def as_text(catalogue: Catalog) -> bytes:
    """The catalogue as it is kept: in the order of the files, without the dates that would change at each refresh."""
    out = BytesIO()
    write_po(out, catalogue, width=0, include_lineno=False)
    dated = rb'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To|Generated-By)'
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not re.match(dated, line))


def refresh() -> None:
    """Every catalogue holds what the source says now."""
    sentences = said()
    for language, path in catalogue_paths().items():
        path.write_bytes(as_text(refreshed(read(path, language), language, sentences)))


def compile_stale() -> list[Path]:
    """What Django reads is as new as the catalogues. Returns what had to be made."""
    made = []
    for language, path in catalogue_paths().items():
        target = path.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime_ns < path.stat().st_mtime_ns:
            compile_to(target, read(path, language))
            made.append(target)
    return made


def compile_to(target: Path, catalogue: Catalog) -> None:
    """Made beside and moved in, so that nobody reads half a file."""
    out = BytesIO()
    write_mo(out, catalogue)
    beside = target.with_name(f".{target.name}-{id(out)}")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(out.getvalue())
    beside.replace(target)


# --- what is wrong ---------------------------------------------------------------------------------------------------

PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)%(?=[sd])|\{(\w*)\}")
TAG = re.compile(r"</?[a-z][^>]*>")


def faults(language: str, catalogue: Catalog, sentences: Iterable[Said]) -> Iterator[Fault]:
    """What the language lacks, has unsure, has in vain, or says with other placeholders, tags or line ends."""
    wanted = {(one.context, one.words if isinstance(one.words, str) else one.words[0]): one for one in sentences}
    for key, one in wanted.items():
        entry = catalogue.get(key[1], key[0])
        kind = "missing" if entry is None else _fault_of(entry, one.words, catalogue.num_plurals)
        if kind:
            yield Fault(language, kind, key[1])
    for entry in catalogue:
        first = entry.id if isinstance(entry.id, str) else entry.id[0]
        if first and (entry.context, first) not in wanted:
            yield Fault(language, "stale", first)


def _fault_of(entry: Message, words: str | tuple[str, ...], plurals: int) -> str:
    numbers = (words,) if isinstance(words, str) else words
    forms = (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())
    if entry.pluralizable != (len(numbers) > 1) or len(forms) != (plurals if len(numbers) > 1 else 1):
        return "not all numbers"
    if not all(forms):
        return "missing"
    if entry.fuzzy:
        return "unsure"
    return "" if all(_alike(form, numbers) for form in forms) else "another placeholder, tag or line end"


def _alike(form: str, numbers: tuple[str, ...]) -> bool:
    """Whether it holds what every number of the source holds, and nothing that none does."""
    held = Counter(m.group(0) for m in PLACEHOLDER.finditer(form))
    each = [Counter(m.group(0) for m in PLACEHOLDER.finditer(number)) for number in numbers]
    needed, known = set(each[0]).intersection(*each), set().union(*each)
    ends = any(form.endswith("\n") == one.endswith("\n") for one in numbers)
    tags = any(Counter(TAG.findall(form)) == Counter(TAG.findall(one)) for one in numbers)
    return needed <= set(held) <= known and ends and tags


def all_faults() -> list[Fault]:
    """The faults of every catalogue."""
    sentences = said()
    paths = catalogue_paths().items()
    return [fault for language, path in paths for fault in faults(language, read(path, language), sentences)]


def main(what: str) -> int:
    if what == "check":
        found = all_faults()
        sys.stderr.writelines(f"{fault}\n" for fault in found)
        return 1 if found else 0
    {"refresh": refresh, "compile": compile_stale}[what]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
