"""What can be loaded, what was loaded, and an example file of each kind."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from soundings.accounts.requests import Request
from soundings.core.audience import audience
from soundings.exchange import queries, words
from soundings.exchange.models import Batch, ImportState
from soundings.exchange.plans.outcome import ADD, CHANGE
from soundings.exchange.rules import Kind
from soundings.exchange.views.finding import kind_or_404
from soundings.exchange.words.examples import example
from soundings.exchange.words.lines import verb_line
from soundings.exchange.writing.tables import table_file

PER_PAGE = 20
MOST_NAMES = 80  # characters of the names of files
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
TAGS = {ImportState.CHECKED: "new", ImportState.STORED: "good", ImportState.TAKEN_BACK: "ask"}
GROUPS = (
    ("system", (Kind.PEOPLE, Kind.FORMS_COMPLETED, Kind.ANNEX_A)),
    ("board", (Kind.BOARD, Kind.CASES, Kind.PRACTICE)),
    ("agency", (Kind.STRUCTURE, Kind.STAFF)),
)


@dataclass(frozen=True, slots=True)
class Card:
    """One kind of file that can be loaded."""

    code: str
    name: str
    sentence: str
    whence: str
    has_example: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One import in the list."""

    batch: Batch
    files: str
    kind: str
    state: str
    tag: str
    did: str


@audience("import")
@require_safe
def files(request: Request) -> HttpResponse:
    page = Paginator(queries.batches_of(request.viewer), PER_PAGE).get_page(request.GET.get("page"))
    about = {
        "groups": {name: [_card(kind) for kind in kinds] for name, kinds in GROUPS},
        "rows": [row_of(batch) for batch in page],
        "page": page,
    }
    return render(request, "exchange/files.html", about)


def _card(kind: Kind) -> Card:
    return Card(kind.value, words.kind(kind), words.kind_sentence(kind), words.whence(kind), example(kind) is not None)


def row_of(batch: Batch) -> Row:
    """An import in words."""
    tag = TAGS.get(ImportState(batch.state), "plain")
    files = shortened(", ".join(batch.file_names))
    return Row(batch, files, words.kind(batch.kind), words.state(batch.state), tag, _did(batch))


def shortened(names: str) -> str:
    """Names of files, short enough for a heading."""
    return names if len(names) <= MOST_NAMES else names[:MOST_NAMES] + "…"


def _did(batch: Batch) -> str:
    """What it added and changed, or would; "" for what was dropped or taken back."""
    if batch.state in (ImportState.DROPPED, ImportState.TAKEN_BACK):
        return ""
    counts = queries.report_of(batch).counts
    lines = [verb_line(verb, counts) for verb in (ADD, CHANGE) if any(done == verb for _noun, done in counts)]
    if batch.state == ImportState.CHECKED:
        return _("If it is stored: %(what)s") % {"what": "; ".join(lines).lower()} if lines else _("Changes nothing")
    return "; ".join(lines) or _("Changed nothing")


@audience("import")
@require_safe
def template(request: Request, kind: str, form: str) -> HttpResponse:
    found = example(kind_or_404(kind))
    if found is None or form not in TYPES:
        raise Http404
    return download(f"soundings-{kind}.{form}", table_file(kind, *found, form=form))


def download(name: str, content: bytes) -> HttpResponse:
    """A file that the browser saves under `name`."""
    reply = HttpResponse(content, content_type=TYPES[name.rpartition(".")[2]])
    reply.headers["Content-Disposition"] = _attachment(name)
    return reply


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
