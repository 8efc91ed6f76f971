"""A review is written in two browsers at once, and somebody of the family answers by a link on a phone."""

import os
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import ROOT

JANE, DANIEL = "jane.smith@harbourshire.example", "daniel.prosser@harbourshire.example"

# Made as its actions make it: Jane Smith's first open case, which Daniel Prosser of another team reviews.
MADE = """
import django; django.setup()
from django.utils import timezone
from soundings.accounts.models import User
from soundings.accounts.queries import viewer_of
from soundings.cases.queries import cases_visible_to
from soundings.depth.actions.reviewing import Begun, move, open_review
from soundings.depth.models import Review
from soundings.depth.rules import Move
from soundings.instruments.models import Instrument, Version
from tests.factories.together import DEFINITION
ruth, daniel = (User.objects.get(name=name) for name in ("Ruth Adeyemi", "Daniel Prosser"))
now = timezone.now()
by = viewer_of(ruth, on=now.date(), at=now)
cases = cases_visible_to(by).filter(worker__name="Jane Smith", closed_on=None, restricted=False)
case = cases.select_related("child", "worker", "team", "stage").order_by("pk")[0]
Review.objects.filter(case=case, programme=None).update(state="abandoned")  # that of another journey
tool = Instrument.objects.create(agency=ruth.agency, code="journey-{n}", use="review", names={{"en": "A journey"}})
version = Version.objects.create(
    agency=ruth.agency, instrument=tool, number=1, state="published", definition=DEFINITION, made_at=now,
    published_at=now,
)
begun = Begun(reviewer=daniel, supervisor=ruth)
review = open_review(case=case, version=version, begun=begun, by=by, at=now)
move(review=review, move=Move.BEGIN, by=by, at=now)
{more}
print(review.public_id, case.child.given_name, case.child.family_name)
"""
MEET = """
from soundings.depth.actions.writing import give_part, save_part
from soundings.depth.rules import Side
from soundings.depth.rules.merging import Sent
jane = User.objects.get(name="Jane Smith")
for user, side, number in ((jane, Side.WORKER, 8), (daniel, Side.REVIEWER, 7)):
    viewer = viewer_of(user, on=now.date(), at=now)
    answers = {"understands": Sent({"value": number, "why": f"{side} asked each"}, 0)}
    save_part(by=viewer, at=now, review=review, side=side, sent=answers)
    give_part(by=viewer, at=now, review=review, side=side)
move(review=review, move=Move.MEET, by=viewer_of(daniel, on=now.date(), at=now), at=now)
"""


def made(served, n: int, more: str = "") -> tuple[str, list[str]]:
    """The public id of a new review in the running site's data, and the names of its child."""
    environment = os.environ | {
        "SOUNDINGS_DATA_DIR": str(served.log.parent),
        "DJANGO_SETTINGS_MODULE": "soundings.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    script = MADE.format(n=n, more=more)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    public_id, *names = done.stdout.splitlines()[-1].split()
    return public_id, names


@pytest.fixture
def other(browser: Browser, site: str, signed_in) -> Page:
    """Another browser, in which the reviewer has signed in."""
    context = browser.new_context(base_url=site, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(15_000)
    yield signed_in(context.new_page(), DANIEL)
    context.close()


def question(page: Page, code: str):
    return page.locator(f"[data-code={code}]")


def test_each_prepares_apart_and_what_is_typed_is_stored_by_itself(
    page: Page, other: Page, served, signed_in, axe, at_width
):
    review, _names = made(served, 0)
    signed_in(page, JANE)
    page.goto(f"/reviews/{review}/write/")
    expect(page.get_by_role("heading", name="What is recorded")).to_be_visible()
    for width in (320, 1280):
        axe(at_width(page, width))
    question(page, "understands").locator("input[value='6']").check()
    question(page, "understands").locator("textarea").fill("Mum, Nan and he himself said it")
    question(page, "understands").locator("textarea").blur()
    expect(page.locator("[data-autosave-said]")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))

    other.goto(f"/reviews/{review}/write/")
    expect(other.locator("main")).not_to_contain_text("Mum, Nan")
    page.reload()
    expect(question(page, "understands").locator("textarea")).to_have_value("Mum, Nan and he himself said it")


def test_two_agree_in_two_browsers_at_once(page: Page, other: Page, served, signed_in, axe, at_width, picture):
    review, _names = made(served, 1, MEET)
    signed_in(page, JANE)
    for each in (page, other):
        each.goto(f"/reviews/{review}/write/")
    expect(page.get_by_role("img", name="Worker 8, Reviewer 7")).to_be_visible()
    expect(page.locator("#well")).to_contain_text("Everybody who rated it")
    for width in (320, 1280):
        axe(at_width(page, width))
    picture(page, "review-together")

    other.locator("[data-code=well] textarea").fill("Nan comes each Friday")
    question(other, "plan").locator("textarea").fill("tested on two weekends")
    other.get_by_role("button", name="Save", exact=True).click()
    question(page, "plan").locator("textarea").fill("tested once")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Two answers to the same question")
    axe(at_width(page, 320))
    page.get_by_label("Keep the words of both").check()
    page.get_by_role("button", name="Go on").click()
    expect(question(page, "plan").locator("textarea")).to_have_value("tested on two weekends\n\ntested once")
    expect(question(page, "well").locator("textarea")).to_have_value("Nan comes each Friday")

    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("We do not agree here").first.click()
    page.get_by_label("Where do you see it otherwise?").first.fill("He did not say so to me")
    page.get_by_role("button", name="Put it on record").first.click()
    other.reload()
    expect(other.locator("main")).to_contain_text("He did not say so to me")
    page.goto(page.url.split("#")[0].replace("/write/", "/write/earlier/?side=agreed"))
    axe(at_width(page, 320))


def test_a_mother_answers_by_a_link_on_her_phone(other: Page, browser: Browser, site: str, served, axe, at_width):
    review, names = made(served, 2)
    other.goto(f"/reviews/{review}/family/")
    axe(at_width(other, 320))
    other.get_by_label("Somebody of the family").check()
    other.get_by_label("What are they to the child?").fill("mother")
    other.get_by_label("By a link that you give them").check()
    other.get_by_role("button", name="Ask them").click()
    link = other.get_by_label("Link", exact=True).input_value()
    axe(at_width(other, 320))

    phone = browser.new_context(base_url=site, viewport={"width": 320, "height": 640}, locale="en-GB")
    page = phone.new_page()
    page.goto(link)
    _is_quiet(page, names)
    axe(at_width(page, 320))
    page.get_by_role("button", name="Yes, I want to take part").click()
    axe(at_width(page, 320))
    question(page, "understands").locator("input[value='0']").check()
    page.get_by_text("I want to go on later").click()
    page.get_by_label("PIN").fill("4711")
    page.get_by_role("button", name="Keep it, and stop for now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept")
    axe(at_width(page, 320))
    page.goto(link)
    page.get_by_label("PIN").fill("4711")
    page.get_by_role("button", name="Go on").click()
    expect(question(page, "understands").locator("input:checked")).to_have_value("0")
    _is_quiet(page, names)
    page.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert page.goto(link).status == 404
    axe(at_width(page, 320))
    _nothing_is_kept(phone)
    phone.close()
    other.goto(f"/reviews/{review}/family/")
    expect(other.locator("main")).to_contain_text("said it")


def _is_quiet(page: Page, names: list[str]) -> None:
    assert page.title() == "A few questions"
    assert not any(name in page.content() for name in names)


def _nothing_is_kept(context: BrowserContext) -> None:
    assert not [one["name"] for one in context.cookies() if "csrf" not in one["name"]]
    page = context.pages[0]
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
