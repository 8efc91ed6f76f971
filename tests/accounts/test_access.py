"""Every address, tried by everybody: ten roles, a stranger, and somebody whose session has run out.

ACCESS (tests/access.py) says whom each address is for; MEMBERS, by hand, who belongs to each audience.
"""

import re
from datetime import timedelta

import pytest
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.utils import timezone

from soundings.accounts.middleware import stated_audience
from soundings.config.routes import all_routes
from soundings.core.audience import AUDIENCES
from tests.access import ACCESS
from tests.factories.accounts import ServiceFactory, TeamFactory, UserFactory, viewer_for

pytestmark = pytest.mark.django_db

WORKING = {"worker", "supervisor", "qa_lead", "senior_manager", "partner", "business_unit", "analyst", "inspector"}
ROLES = sorted(WORKING | {"administrator", "business_support"})
MEMBERS = {
    "anyone": set(ROLES),
    "first-run": set(),
    "signed-in": set(ROLES),
    "staff": WORKING | {"business_support"},
    "records": (WORKING | {"business_support"}) - {"analyst"},
    "import": set(),  # takes the steward's grant beside the role
    "export": WORKING - {"worker"},
    "manage-team": {"supervisor", "qa_lead", "senior_manager"},
    "walls": {"supervisor", "administrator"},
    "manage-agency": {"qa_lead", "senior_manager"},
    "approve": {"senior_manager"},
    "administer": {"administrator"},
    "people": {"administrator", "senior_manager"},
}
LIBRARIES = ("account_", "mfa_")
OURS = [route for route in all_routes() if not route.name.startswith(LIBRARIES)]


def test_every_address_of_ours_is_listed_with_its_audience():
    assert {route.name: route.audience for route in OURS} == ACCESS


def test_every_audience_has_its_members_here():
    assert MEMBERS.keys() == AUDIENCES.keys()


def address(route) -> str:
    """The address with something in each gap that names nothing."""
    return re.sub(r"<(\w+):\w+>", lambda gap: "1" if gap[1] == "int" else "nothing-here", route.pattern)


def same(answer) -> tuple[int, str]:
    """What somebody sees of an answer: all but the tokens, which differ each time, and where in the site they are."""
    varying = r'(csrfmiddlewaretoken" value|data-token| aria-current)="\w+"'
    return answer.status_code, re.sub(varying, "", answer.content.decode())


@pytest.fixture
def team():
    return TeamFactory(parent=ServiceFactory())


@pytest.mark.parametrize("role", ROLES)
def test_each_role_passes_the_doors_of_its_audiences_and_no_other(role, team):
    user = UserFactory(agency=team.agency, **{role: True})
    door = stated_audience(lambda request: HttpResponse()).process_view
    passed = set()
    for route in OURS:
        request = RequestFactory().get(address(route))
        request.user, request.viewer, request.session = user, viewer_for(user), {}
        request.resolver_match = get_resolver().resolve(address(route))
        try:
            if door(request, request.resolver_match.func, (), {}) is None:
                passed.add(route.name)
        except Http404:
            continue
    assert passed == {route.name for route in OURS if role in MEMBERS[route.audience] or route.name == "healthz"}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_for_a_role_looks_as_if_it_were_not_there(role, team):
    client = Client()
    client.force_login(UserFactory(agency=team.agency, **{role: True}))
    client.get(reverse("account"))
    missing = same(client.get("/there-is-nothing-here/"))
    for route in OURS:
        if role in MEMBERS[route.audience] or route.name == "healthz":
            continue
        answer = client.generic("GET" if "GET" in route.methods else "POST", address(route))
        assert same(answer) == missing, route.name


@pytest.mark.parametrize("who", ["stranger", "expired"])
def test_whoever_is_not_signed_in_is_asked_to_and_sees_nothing(who, team, monkeypatch):
    client = Client()
    if who == "expired":
        client.force_login(UserFactory(worker=True, unit=team))
        now = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: now() + timedelta(hours=1))
    for route in OURS:
        answer = client.generic("GET" if "GET" in route.methods else "POST", address(route))
        asked = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
        if route.audience == "first-run":
            assert answer.status_code == 404
        else:
            assert asked is (route.audience != "anyone"), route.name


def test_every_address_answers_to_stated_methods_only():
    assert [route.name for route in OURS if not route.methods] == []
