"""What the pages share: the questionnaire or a 404, its draft, the language of the page, who may write."""

from django.http import Http404, QueryDict
from django.utils.translation import get_language

from soundings.accounts.requests import Request
from soundings.instruments import permissions, queries
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Definition, said


def language() -> str:
    """The language of the page."""
    return get_language() or "en"


def name_of(instrument: Instrument) -> str:
    """What the questionnaire is called, in the language of the page where it has a name in it."""
    return said(instrument.names, language()) or instrument.code


def instrument_or_404(request: Request, public_id: str, *, write: bool = False) -> Instrument:
    """The questionnaire, if the viewer may read it; with `write`, if they may change it too."""
    found = queries.instrument_for(request.viewer, public_id)
    if found is None or (write and not permissions.can_edit_instruments(request.viewer)):
        raise Http404
    return found


def draft_or_404(request: Request, public_id: str) -> tuple[Instrument, Version, Definition]:
    """The questionnaire, its draft, and what that asks."""
    instrument = instrument_or_404(request, public_id, write=True)
    draft = queries.draft_of(request.viewer, instrument)
    if draft is None:
        raise Http404
    return instrument, draft, queries.definition_of(draft)


def first_language(definition: Definition) -> str:
    """The language in which the questionnaire is written."""
    return definition.languages[0] if definition.languages else "en"


def typed_on(request: Request) -> QueryDict | None:
    """What was sent, or what was typed here when a sign-in ran out; None for a page that is only looked at."""
    if request.method == "POST":
        return request.POST
    if not request.kept_text:
        return None
    typed = QueryDict(mutable=True)
    for name in request.kept_text:
        value = request.kept_text[name]
        typed.setlist(name, value if isinstance(value, list) else [value])
    return typed
