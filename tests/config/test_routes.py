import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.urls import include, path
from django.views import View
from django.views.decorators.http import require_http_methods

from soundings.config.routes import Route, all_routes
from soundings.core.audience import AUDIENCES, audience


@audience("records")
@require_http_methods(["GET", "POST"])
def case(request, case): ...


@audience("import")
class Upload(View):
    def post(self, request): ...


def unsaid(request) -> HttpResponse: ...


inner = ([path("<slug:case>/", case, name="case"), path("upload/", Upload.as_view(), name="upload")], "inner")
urlpatterns = [
    path("sign-in/", unsaid, name="account_login"),
    path("cases/", include(inner, namespace="cases")),
    path("nobody/", unsaid),
]


@pytest.fixture
def own_routes(settings):
    settings.ROOT_URLCONF = __name__


def test_every_address_through_includes_and_namespaces(own_routes):
    assert all_routes() == [
        Route("/sign-in/", "account_login", (), "anyone"),
        Route("/cases/<slug:case>/", "cases:case", ("GET", "POST"), "records"),
        Route("/cases/upload/", "cases:upload", ("POST", "OPTIONS"), "import"),
        Route("/nobody/", "", (), None),
    ]


def test_the_command_tells_programs(own_routes):
    out = StringIO()
    call_command("routes", json=True, stdout=out)
    told = json.loads(out.getvalue())
    assert told["routes"][1] == {
        "pattern": "/cases/<slug:case>/",
        "name": "cases:case",
        "methods": ["GET", "POST"],
        "audience": "records",
    }
    assert set(told["audiences"]) == set(AUDIENCES)


def test_the_command_tells_people(own_routes):
    out = StringIO()
    call_command("routes", stdout=out)
    assert "records        GET POST               /cases/<slug:case>/  cases:case" in out.getvalue()
    assert "not stated" in out.getvalue()


def test_every_address_of_the_product_says_whom_it_is_for():
    assert [route for route in all_routes() if route.audience is None] == []
