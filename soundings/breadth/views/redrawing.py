"""What goes back to a board that is open in a browser: its cells drawn again, and what was recorded said aloud."""

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from soundings.breadth import cells, queries
from soundings.breadth.forms import Asked
from soundings.breadth.rules import ElementKind, Shows
from soundings.breadth.views import scene
from soundings.breadth.views.loading import Opened
from soundings.cases import queries as case_queries

SHOWS = {
    ElementKind.DATE: Shows.DATE,
    ElementKind.YES_NO: Shows.YES_NO,
    ElementKind.COUNT: Shows.NUMBER,
    ElementKind.LIST: Shows.NUMBER,
    ElementKind.SCALE: Shows.SCALE,
}


def where_it_opened(request: HttpRequest, found: Opened) -> str:
    """The page below whose cell the form opened; the case where it is a page of its own."""
    address = _open_address(request)
    return f"/{address.split('/', 3)[3]}" if address.count("/") > 2 else found.url


def _open_address(request: HttpRequest) -> str:
    htmx = getattr(request, "htmx", None)
    return str(htmx.current_url or "") if htmx else ""


def column_for(found: Opened, asked: Asked, where: scene.Asked | None = None) -> queries.Column:
    """The element as a column: as the open board has it, else the board of the case, else by its kind."""
    columns = where.columns if where else found.columns
    plain = queries.Column(asked.label, "", asked.code, asked.kind, SHOWS[ElementKind(asked.kind)])
    return next((one for one in columns if one.code == asked.code), plain)


def recorded(request: HttpRequest, found: Opened, asked: Asked, said: str, case_ids: Collection[int]) -> HttpResponse:
    """The place says what was recorded; the cells of these cases, wherever they stand on the open page, are new."""
    where = scene.asked_where(found.viewer, _open_address(request))
    column = column_for(found, asked, where)
    setting = cells.Setting(cells.phrases_on(found.viewer.on), scene.case_root())
    rows = case_queries.leaving(
        found.viewer, queries.rows_of(found.viewer, case_ids), verb="element.viewed", at=found.viewer.at
    )
    drawn = [
        {
            "target": f'a.app-cell[href="{setting.case_root}{row.head["case"]}/{asked.code}/"]',
            "html": cells.link(row, column, setting=setting),
        }
        for row in rows
    ]
    context = {
        "asked": asked,
        "said": said,
        "cells": drawn,
        "child_name": found.name,
        "case_url": found.url,
        "here": reverse("element", args=[found.case.public_id, asked.code]),
        "close_url": where_it_opened(request, found),
    }
    return render(request, "breadth/_recorded.html", context)
