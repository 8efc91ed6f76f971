"""The gallery: every component in every state, for any member of staff."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from soundings.core.audience import audience
from soundings.design import charts, palette, samples


@audience("staff")
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    context = {
        "elements": samples.ELEMENTS,
        "groups": samples.groups(),
        "filter_form": samples.FilterForm(prefix="filter"),
        "place_form": samples.RecordForm(prefix="place"),
        "sample_form": samples.SampleForm(prefix="sample"),
        "wrong_form": samples.wrong_form(),
        "problems": samples.PROBLEMS,
        "page": Paginator(range(412), 20).page(7),
        "colours": [
            (name, value) for name, value in vars(palette).items() if isinstance(value, str) and value.startswith("#")
        ],
        "ratings": samples.RATINGS,
        "monthly": samples.MONTHLY,
        "scale_chart": _scale_chart(),
        "line_chart": _line_chart(),
        "bar_chart": charts.render_svg(
            charts.bar_chart([(name, int(share)) for name, _count, share in samples.ELEMENTS if share], most=100),
            title=_("Recorded, per cent of open children"),
        ),
    }
    return render(request, "design/gallery.html", context)


@audience("staff")
@require_http_methods(["GET", "POST"])
def place(request: HttpRequest) -> HttpResponse:
    """The form that opens in place. It checks what is typed and stores nothing."""
    form = samples.RecordForm(request.POST or None)
    if form.is_valid():
        return redirect("design:gallery")
    template = "design/_place.html" if getattr(request, "htmx", False) else "design/place.html"
    return render(request, template, {"form": form})


def _scale_chart() -> str:
    return charts.render_svg(
        charts.scale_chart(samples.RATINGS),
        title=_("Safety scale by rater"),
        description=_("The worker’s rating rose from 2 to 6, the mother’s from 4 to 7, Mary’s from 0 to 5."),
    )


def _line_chart() -> str:
    spec = charts.line_chart(samples.MONTHLY, mean=83, band=(77.5, 88.5), y_title=_("per cent"))
    return charts.render_svg(
        spec,
        title=_("Conference within 15 working days, by month"),
        description=_("Falling for seven months, from 84 to 71."),
    )
