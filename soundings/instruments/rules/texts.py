"""Texts in several languages: {language: text}."""

from collections.abc import Mapping

Texts = Mapping[str, str]

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku-arab", "ps", "sd", "syr", "ug", "ur", "yi"})


def said(texts: Texts, *languages: str) -> str:
    """`texts` in the first of these languages that has one, or in its base ("en" for "en-gb") or a variant of it.

    In none of them: whatever there is; "" if there is nothing.
    """
    return texts.get(spoken(texts, *languages), "")


def spoken(texts: Texts, *languages: str) -> str:
    """The code of the language in which `said` answers; "" if there is nothing to say."""
    there = sorted(language for language, text in texts.items() if text)
    for language in languages:
        base = language.split("-")[0]
        near = [one for one in there if one.split("-")[0] == base]
        for one in (language, base, *near):
            if one in there:
                return one
    return there[0] if there else ""


def direction(language: str) -> str:
    """ "rtl" for a language that is written from right to left, else "ltr"."""
    return "rtl" if {language.lower(), language.lower().split("-")[0]} & RIGHT_TO_LEFT else "ltr"
