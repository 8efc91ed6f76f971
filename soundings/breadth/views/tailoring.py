"""The agency's own words for elements, columns and abuse types; which board serves which stage."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.accounts.permissions import Viewer
from soundings.accounts.queries import stages_of
from soundings.breadth import actions, permissions, queries, words
from soundings.breadth.forms import AbuseTypeForm, ElementForm, RenameForm, StagesForm
from soundings.breadth.models import Board, Element
from soundings.breadth.rules import Refused, label_of
from soundings.breadth.views import scene
from soundings.breadth.views.loading import language, typed_on, viewer_of_request
from soundings.cases import actions as case_actions
from soundings.cases.models import AbuseType
from soundings.core.audience import audience

RESERVED = ("record", "change", "worry", "readers", "known", "propose")  # have another meaning in the address of a case


def _tailors(request: HttpRequest) -> Viewer:
    viewer = viewer_of_request(request)
    if not permissions.can_tailor(viewer):
        raise Http404
    return viewer


def refuse(form: forms.Form, refused: Refused) -> None:
    """Each problem stands at its field of the form, or above all of them."""
    for each in refused.problems:
        form.add_error(each.field if each.field in form.fields else None, words.problem(each))


@audience("manage-agency")
@require_GET
def words_page(request: HttpRequest) -> HttpResponse:
    """Everything that has a name here, with the way to change it."""
    viewer = _tailors(request)
    elements = [
        {
            "label": label_of(one.labels, language(), code=one.code),
            "kind": words.kind(one.kind),
            "scope": words.scope(one.scope),
            "retired": bool(one.retired_on and one.retired_on <= viewer.on),
            "href": reverse("element-words", args=[one.code]),
        }
        for one in queries.elements_of(viewer.agency_id)
    ]
    boards = [
        {"label": scene.board_label(one), "href": reverse("layout", args=[one.code])}
        for one in queries.boards_of(viewer.agency_id)
    ]
    abuse = AbuseType.objects.filter(agency=viewer.agency_id)
    return render(request, "breadth/words.html", {"elements": elements, "boards": boards, "abuse_types": abuse})


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def add_element(request: HttpRequest) -> HttpResponse:
    viewer = _tailors(request)
    form = ElementForm(typed_on(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_element(by=viewer, at=viewer.at, code=code_for(viewer, form), **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Added. It can be recorded on the page of each case."))
            return redirect("words")
    context = {"form": form, "heading": _("Add an element"), "button": _("Add it")}
    return render(request, "breadth/name.html", context)


def code_for(viewer: Viewer, form: ElementForm) -> str:
    """A code that stays for ever, made from the first name; another where that one is taken."""
    plain = slugify(form.cleaned_data["label"])[:36] or "element"
    taken = {*RESERVED, *queries.elements_of(viewer.agency_id).values_list("code", flat=True)}
    tried = [plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))]
    return next(code for code in tried if code not in taken)


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def element_words(request: HttpRequest, code: str) -> HttpResponse:
    """Rename an element for the whole agency, retire it, or take it up again."""
    viewer = _tailors(request)
    element = queries.element_of(viewer, code)
    if element is None:
        raise Http404
    label = label_of(element.labels, language(), code=code)
    form = RenameForm(typed_on(request), initial={"label": label})
    if request.method == "POST" and ("retire" in request.POST or "take-up" in request.POST):
        on = viewer.on if "retire" in request.POST else None
        actions.retire_element(by=viewer, at=viewer.at, element=element, on=on)
        messages.success(request, _("Saved."))
        return redirect("words")
    if request.method == "POST" and form.is_valid() and _renamed(viewer, element, form):
        messages.success(request, _("Saved."))
        return redirect("words")
    context = {"form": form, "heading": label, "button": _("Rename it"), "element": element}
    return render(request, "breadth/name.html", context)


def _renamed(viewer: Viewer, element: Element, form: RenameForm) -> bool:
    label = form.cleaned_data["label"]
    try:
        actions.rename_element(by=viewer, at=viewer.at, element=element, label=label, language=language())
    except Refused as refused:
        refuse(form, refused)
        return False
    return True


@audience("manage-agency")
@require_http_methods(["GET", "POST"])
def abuse_words(request: HttpRequest, code: str) -> HttpResponse:
    """The words of one abuse type, and whether it can be chosen."""
    viewer = _tailors(request)
    one = AbuseType.objects.filter(agency=viewer.agency_id, code=code).first()
    if one is None:
        raise Http404
    said = {"name": one.name, "explanation": one.explanation, "active": one.active}
    form = AbuseTypeForm(typed_on(request), initial=said)
    if request.method == "POST" and form.is_valid():
        case_actions.describe_abuse_type(abuse_type=one, by=viewer, at=viewer.at, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("words")
    heading = _("Abuse type %(code)s") % {"code": one.code}
    return render(request, "breadth/name.html", {"form": form, "heading": heading, "button": _("Save it")})


@audience("signed-in")
@require_http_methods(["GET", "POST"])
def boards_and_stages(request: HttpRequest) -> HttpResponse:
    """Which board serves each stage."""
    viewer = viewer_of_request(request)
    if not permissions.can_place_boards(viewer):
        raise Http404
    stages = list(stages_of(viewer.agency_id, on=viewer.on))
    boards = queries.boards_of(viewer.agency_id)
    serves = {stage.code: board.code for board in boards for stage in board.stages.all()}
    form = StagesForm(
        typed_on(request),
        stages=[(one.code, one.name) for one in stages],
        boards=[(one.code, scene.board_label(one)) for one in boards],
        serves=serves,
    )
    if request.method == "POST" and form.is_valid():
        for board in boards:
            _place(viewer, board, stages, form)
        messages.success(request, _("Saved. Each stage has its board."))
        return redirect("boards-and-stages")
    return render(request, "breadth/stages.html", {"form": form, "stages": stages})


def _place(viewer: Viewer, board: Board, stages: list, form: StagesForm) -> None:
    chosen = [one for one in stages if form.cleaned_data[one.code] == board.code]
    if {one.pk for one in chosen} != {one.pk for one in board.stages.all()}:
        actions.place_board(by=viewer, at=viewer.at, board=board, stages=chosen)
