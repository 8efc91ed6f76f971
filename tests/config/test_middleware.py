import json
import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from soundings.config import views
from soundings.core.audience import audience
from soundings.core.rules import Denied, TrailUnavailable
from tests.config.test_logs import as_written


def page(request, name=""):
    response = HttpResponse("page")
    response["Server"] = "chatty"
    response["Cache-Control"] = "max-age=3600"
    return response


def denied(request):
    raise Denied("Only a QA lead of this agency can agree grades.")


def trail(request):
    raise TrailUnavailable


def fault(request):
    raise ValueError("Melli Majid")


handler500 = "soundings.config.views.server_error"
urlpatterns = [
    path("healthz", views.healthz),
    path("page/<str:name>", audience("anyone")(page)),
    path("denied", audience("anyone")(denied)),
    path("trail", audience("anyone")(trail)),
    path("fault", audience("anyone")(fault)),
]


@pytest.fixture
def client(settings) -> Client:
    """Visits the pages above through the middlewares of this room only."""
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name.startswith("soundings.config.")]
    settings.TEMPLATES = [
        template | {"OPTIONS": template["OPTIONS"] | {"context_processors": []}} for template in settings.TEMPLATES
    ]
    return Client(raise_request_exception=False)


def test_every_reply_has_an_id_of_its_own(client):
    first, second = client.get("/healthz"), client.get("/healthz", headers={"X-Request-ID": "theirs"})
    assert len(first["X-Request-ID"]) == 32
    assert second["X-Request-ID"] not in ("theirs", first["X-Request-ID"])


def test_no_page_is_kept_shared_or_given_the_camera(client):
    reply = client.get("/page/x")
    assert reply["Cache-Control"] == "no-store"
    assert reply["Cross-Origin-Opener-Policy"] == reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in reply["Permissions-Policy"] and "microphone=()" in reply["Permissions-Policy"]
    assert reply["Server"] == "Soundings"


def test_a_refusal_is_a_page_with_its_words(client):
    reply = client.get("/denied")
    assert reply.status_code == 403
    assert "Only a QA lead of this agency can agree grades." in reply.content.decode()


def test_without_the_trail_nothing_is_shown(client):
    reply = client.get("/trail")
    assert (reply.status_code, reply["Retry-After"]) == (503, "60")
    assert reply["Cache-Control"] == "no-store"


def test_a_fault_says_nothing_of_what_it_was(client):
    reply = client.get("/fault")
    assert reply.status_code == 500
    assert "Melli" not in reply.content.decode()


def test_a_request_leaves_one_line_without_its_address(client, caplog):
    caplog.set_level(logging.INFO, logger="soundings")
    reply = client.get("/page/melli-majid?search=Mary+Telis")
    (record,) = [record for record in caplog.records if record.name == "soundings.requests"]
    line = record.msg
    assert (line["event"], line["route"], line["status"]) == ("request", "page/<str:name>", 200)
    assert line["request_id"] == reply["X-Request-ID"]
    assert "melli" not in json.dumps(line).lower() and "telis" not in json.dumps(line).lower()


def test_a_fault_is_logged_without_its_text(client, caplog):
    client.get("/fault?child=Mary")
    lines = [as_written().format(record) for record in caplog.records]
    assert any('"builtins.ValueError"' in line and "test_middleware.py" in line for line in lines)
    assert not [line for line in lines if "Melli" in line or "Mary" in line]
