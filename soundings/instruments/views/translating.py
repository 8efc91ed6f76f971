"""A draft said in more languages: two of them side by side, and which languages there are."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.instruments import actions, queries, words
from soundings.instruments.forms import AddLanguageForm
from soundings.instruments.rules import Definition, Stale, direction
from soundings.instruments.rules import editing as change
from soundings.instruments.views.finding import draft_or_404, language, name_of, typed_on


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def languages(request: Request, public_id: str) -> HttpResponse:
    """Which languages the draft is said in; one more; one less."""
    instrument, draft, definition = draft_or_404(request, public_id)
    form = AddLanguageForm(typed_on(request) if "drop" not in request.POST else None)
    viewer = request.viewer
    if request.method == "POST":
        if dropped := request.POST.get("drop"):
            actions.change_draft(
                by=viewer, at=viewer.at, version=draft, change=lambda one: change.without_language(one, dropped)
            )
            messages.success(request, _("Taken out, with all that was said in it."))
            return redirect("instrument-languages", public_id)
        if form.is_valid():
            added = form.cleaned_data["language"]
            actions.change_draft(
                by=viewer, at=viewer.at, version=draft, change=lambda one: change.with_language(one, added)
            )
            return redirect("instrument-translate", public_id, added)
    context = {
        "instrument": instrument,
        "name": name_of(instrument),
        "form": form,
        "spoken": [_language(definition, one) for one in definition.languages],
    }
    return render(request, "instruments/languages.html", context)


def _language(definition: Definition, code: str) -> dict[str, Any]:
    texts = change.texts_of(definition)
    return {
        "code": code,
        "name": words.xlsform.language_name(code, among=language()),
        "is_first": code == definition.languages[0],
        "missing": sum(code not in one for one in texts.values()),
        "of": len(texts),
    }


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def translate(request: Request, public_id: str, target: str) -> HttpResponse:
    """Every text of the draft in two languages side by side; what is missing is marked."""
    instrument, draft, definition = draft_or_404(request, public_id)
    if target not in definition.languages:
        raise Http404
    others = [one for one in definition.languages if one != target]
    source = request.GET.get("from", "")
    source = source if source in others else (others[0] if others else target)
    texts = change.texts_of(definition)
    names = [name for name in texts if source in texts[name] or target in texts[name]]
    standing = {name: texts[name].get(target, "") for name in names}
    clashes: dict[str, str] = {}
    if request.method == "POST":
        said = {name: _tidy(request.POST[f"t-{name}"]) for name in names if f"t-{name}" in request.POST}
        clashes = _clashes(request, standing, said)
        if not clashes and _saved(request, draft, target, said):
            messages.success(request, _("Saved in the draft."))
            return redirect(f"{reverse('instrument-translate', args=[public_id, target])}?from={source}")
    typed = typed_on(request)
    context = {
        "instrument": instrument,
        "name": name_of(instrument),
        "rows": [
            _row(name, texts[name], source, target)
            | {
                "what": words.editing.text_name(name, definition, source),
                "target": typed.get(f"t-{name}", "") if typed else standing[name],
                "mark": actions.mark_of(standing[name]),
            }
            | {"now": clashes.get(name), "clashes": name in clashes}
            for name in names
        ],
        "missing": sum(target not in texts[name] for name in names),
        "clashes": bool(clashes),
        "source": _side(source),
        "target": _side(target),
        "others": [{**_side(one), "current": one == source} for one in others],
    }
    return render(request, "instruments/translate.html", context)


def _row(name: str, texts: Mapping[str, str], source: str, target: str) -> dict[str, Any]:
    """A text of the draft as it stands. rows: how high its field is, in lines."""
    return {
        "name": name,
        "source": texts.get(source, ""),
        "missing": target not in texts,
        "rows": min(6, 1 + max(len(one) for one in ("", *texts.values())) // 45),
    }


def _clashes(request: Request, standing: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """The texts that somebody else has changed since the page was drawn, otherwise than they were typed here."""
    told = {name: request.POST.get(f"was-{name}", "") for name in said}
    changed = {name: standing[name] for name in said if told[name] != actions.mark_of(standing[name])}
    return {name: now for name, now in changed.items() if now != said[name]}


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _side(code: str) -> dict[str, str]:
    return {
        "code": code,
        "name": words.xlsform.language_name(code, among=language()),
        "direction": direction(code),
    }


def _saved(request: Request, draft: Any, target: str, said: dict[str, str]) -> bool:
    """Whether the texts are kept; not where somebody changed one of them in this very moment."""
    before = change.texts_of(queries.definition_of(draft))

    def part(one: Definition) -> Any:
        return {name: texts.get(target, "") for name, texts in change.texts_of(one).items() if name in said}

    seen = actions.Seen(part, actions.mark_of({name: before[name].get(target, "") for name in said}))
    viewer = request.viewer
    try:
        actions.change_draft(
            by=viewer, at=viewer.at, version=draft, change=lambda one: change.said_in(one, target, said), seen=seen
        )
    except Stale:
        messages.error(request, _("Somebody saved at the same moment. Look at both texts, and save again."))
        return False
    return True
