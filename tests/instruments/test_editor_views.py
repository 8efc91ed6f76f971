"""The editor of questionnaires through the client, without a script."""

import html
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.core.tables.writing import xlsx_file
from soundings.instruments import actions, queries
from soundings.instruments.models import Instrument, Version
from soundings.instruments.rules import Kind, VersionState
from soundings.instruments.rules.xlsform import sheets_of
from tests.factories.accounts import NOON, AgencyFactory, UserFactory, root_for, viewer_for
from tests.factories.instruments import asks, en, every_kind, published, question
from tests.instruments.xlsform.shapes import ABOUT, NAMED, says
from tests.instruments.xlsform.test_round_trip import sixty

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def lead(agency):
    return viewer_for(UserFactory(qa_lead=True, unit=root_for(agency)))


@pytest.fixture
def quinn(lead) -> Client:
    return browser(lead.user)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(response) -> str:
    assert response.status_code == 200, (response.status_code, getattr(response, "url", ""))
    return html.unescape(response.content.decode())


@pytest.fixture
def made(lead) -> Instrument:
    definition = asks(question("clear"), question("colour", "one", choices=[_choice("red"), _choice("blue")]))
    return actions.create_instrument(
        by=lead, at=NOON, code="mapping", use="review", names=en("Mapping"), definition=definition
    )


def _choice(code: str) -> dict:
    return {"code": code, "label": en(code.title())}


def draft_of(instrument: Instrument) -> Version:
    return instrument.versions.get(state=VersionState.DRAFT)


def asked(instrument: Instrument, code: str):
    found = queries.definition_of(draft_of(instrument)).question(code)
    assert found is not None
    return found


def url(instrument: Instrument, name: str, *args) -> str:
    return reverse(f"instrument-{name}", args=[instrument.public_id, *args])


def sent(text: str) -> dict[str, object]:
    """What a browser would send of the page's longest form if nothing were changed."""
    form = max(re.findall(r"<form.*?</form>", text, re.S), key=len)
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        parts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticks = parts.get("type") in ("checkbox", "radio")
        if parts.get("name") and (not ticks or " checked" in tag):
            many = found.setdefault(parts["name"], [])
            many.append(parts.get("value", "on" if ticks else ""))  # type: ignore[attr-defined]
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        found[name] = [body.removeprefix("\n")]
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)"[^>]* selected', body)
        found[name] = [chosen[1] if chosen else ""]
    return found


def test_from_an_empty_list_to_a_published_questionnaire(quinn, agency):
    assert "There is no questionnaire yet" in page(quinn.get(reverse("instruments")))
    told = quinn.post(reverse("instrument-new"), {"name": "How was it?", "use": "survey", "language": "en"})
    instrument = Instrument.objects.get(agency=agency)
    assert (instrument.code, told.url) == ("how-was-it", url(instrument, "edit"))
    assert "Add a section." in page(quinn.get(told.url))
    quinn.post(told.url, {"do": "section", "title": "The visit"})
    added = quinn.post(url(instrument, "add-question", "the-visit"), {"kind": "scale", "text": "How safe?", "code": ""})
    assert added.url == url(instrument, "question", "how-safe")
    shown = page(quinn.get(added.url))
    assert "In words, 0 is" in shown
    assert "Least" not in shown
    assert "How safe? (In words, 0 is)" in page(quinn.get(url(instrument, "publish")))
    quinn.post(added.url, sent(shown) | {"low": "Not", "high": "Wholly", "why": "on", "asked_of": ["family", "child"]})
    one = asked(instrument, "how-safe")
    assert (one.low, one.why, [who.value for who in one.asked_of]) == ({"en": "Not"}, True, ["family", "child"])
    first = page(quinn.get(url(instrument, "publish")))
    assert "This is the first version." in first
    assert "What is different?" not in first  # from nothing
    quinn.post(url(instrument, "publish"))
    version = instrument.versions.get()
    assert (version.state, version.note) == ("published", "")
    assert "How was it?" in page(quinn.get(reverse("instruments")))


def test_only_those_who_tailor_the_agency_may_write(agency, lead, made):
    version = published(lead, every_kind(), code="out")
    worker = browser(UserFactory(worker=True, unit=root_for(agency)))
    listed = page(worker.get(reverse("instruments")))
    assert "Make a questionnaire" not in listed
    assert "Mapping" not in listed  # a draft
    assert worker.get(url(made, "versions")).status_code == 404
    shown = page(worker.get(url(version.instrument, "versions")))
    assert "Begin a draft" not in shown
    assert worker.post(url(version.instrument, "versions"), {"do": "away"}).status_code == 404
    for name in ("edit", "copy", "name", "languages", "publish", "drop"):
        assert worker.get(url(made, name)).status_code in (403, 404)
    assert worker.get(reverse("instrument-new")).status_code in (403, 404)
    assert worker.get(reverse("instrument-form")).status_code in (403, 404)
    stranger = browser(UserFactory(qa_lead=True, unit=root_for(AgencyFactory())))
    for name in ("versions", "edit"):
        assert stranger.get(url(made, name)).status_code == 404


def test_questions_go_up_and_down_by_buttons(quinn, made):
    quinn.post(url(made, "edit"), {"do": "down-question:clear"})
    assert [one.code for one in queries.definition_of(draft_of(made)).questions] == ["colour", "clear"]
    text = page(quinn.get(url(made, "edit")))
    assert 'value="up-question:clear"' in text
    assert 'value="up-question:colour"' not in text
    assert quinn.post(url(made, "edit"), {"do": "sideways:clear"}).status_code == 404


@pytest.mark.parametrize("kind", list(Kind))
def test_each_kind_has_its_page_and_saving_it_unchanged_changes_nothing(quinn, lead, kind):
    instrument = actions.create_instrument(
        by=lead, at=NOON, code="every", use="review", names=en("Every"), definition=every_kind()
    )
    before = draft_of(instrument).definition
    one = next(one for one in queries.definition_of(draft_of(instrument)).questions if one.kind is kind)
    here = url(instrument, "question", one.code)
    response = quinn.post(here, sent(page(quinn.get(here))))
    assert response.status_code == 302
    assert draft_of(instrument).definition == before


def test_a_condition_is_chosen_and_read_back(quinn, made):
    here = url(made, "question", "colour")
    typed = sent(page(quinn.get(here)))
    clause = {"question-0": "clear", "relation-0": "at-least", "value-0": "7"}
    quinn.post(here, typed | clause)
    assert draft_of(made).definition["sections"][0]["questions"][1]["show_if"] == {
        "question": "clear", "is": "at-least", "value": 7,
    }  # fmt: skip
    assert "is 7 or more" in page(quinn.get(url(made, "edit")))
    shown = page(quinn.post(here, typed | clause | {"value-0": "many"}))
    assert "Nobody can answer this to that question." in shown
    shown = page(quinn.post(here, typed | clause | {"relation-0": "includes"}))
    assert "cannot be compared in this way" in shown
    back = sent(page(quinn.get(url(made, "question", "clear"))))
    quinn.post(url(made, "question", "clear"), back | {"question-0": "colour", "relation-0": "equal", "value-0": "RED"})
    assert asked(made, "clear").show_if.value == "red"
    assert "is shown only if it is shown" in page(quinn.get(url(made, "edit")))


def test_a_stale_save_is_refused_with_both_texts_and_nothing_is_lost(quinn, lead, made):
    here = url(made, "question", "clear")
    typed = sent(page(quinn.get(here)))
    quinn.post(here, typed | {"text": "Theirs"})
    answer = page(quinn.post(here, typed | {"text": "Mine"}))
    assert "Somebody has changed this meanwhile" in answer
    assert "Theirs" in answer
    assert answer.count("Mine") == 2  # beside theirs, and in the form
    assert asked(made, "clear").text == {"en": "Theirs"}
    quinn.post(here, sent(answer))
    assert asked(made, "clear").text == {"en": "Mine"}


def test_a_question_that_was_taken_out_meanwhile_is_told(quinn, made):
    here = url(made, "question", "clear")
    quinn.post(here, sent(page(quinn.get(here))) | {"drop": "1"})
    assert quinn.get(here).status_code == 404
    assert [one.code for one in queries.definition_of(draft_of(made)).questions] == ["colour"]


def test_choices_are_lines_and_keep_their_codes(quinn, made):
    here = url(made, "question", "colour")
    typed = sent(page(quinn.get(here)))
    assert typed["items"] == ["red | Red\nblue | Blue"]
    quinn.post(here, typed | {"items": "blue | Sea blue\r\nGreen\r\n"})
    assert [(one.code, one.label) for one in asked(made, "colour").choices] == [
        ("blue", {"en": "Sea blue"}), ("green", {"en": "Green"}),
    ]  # fmt: skip


def test_a_score_is_made_of_ticked_questions(quinn, made):
    here = url(made, "add-score")
    quinn.post(here, {"label": "Clarity", "formula": "mean", "of": ["clear"], "least_answered": "1"})
    (score,) = queries.definition_of(draft_of(made)).groups
    assert (score.code, score.of) == ("clarity", ("clear",))
    there = url(made, "score", "clarity")
    assert "No more than the questions ticked" in page(
        quinn.post(there, sent(page(quinn.get(there))) | {"least_answered": "2"})
    )
    quinn.post(there, sent(page(quinn.get(there))) | {"drop": "1"})
    assert queries.definition_of(draft_of(made)).groups == ()


def test_two_languages_stand_side_by_side_and_what_is_missing_is_marked(quinn, made):
    added = quinn.post(url(made, "languages"), {"language": "cy"})
    shown = page(quinn.get(added.url))
    assert 'dir="ltr"' in shown
    count = shown.count(">missing<")
    assert count == len(re.findall("<textarea", shown))
    named = re.findall(r'app-pair__what">([^<]+?) *<', html.unescape(shown))
    asked_first = next(iter(asked(made, "clear").text.values()))
    assert "What is asked" in named
    assert f"“{asked_first}”: in words, 0 is" in named
    assert not any(word == "clear" for one in named for word in one.split())
    typed = sent(shown)
    quinn.post(added.url, typed | {"t-question.clear.text": "Pa mor glir?"})
    assert asked(made, "clear").text["cy"] == "Pa mor glir?"
    answer = page(quinn.post(added.url, typed | {"t-question.clear.text": "Arall"}))
    assert "What stands now:" in answer
    assert "Arall" in answer
    assert asked(made, "clear").text["cy"] == "Pa mor glir?"
    quinn.post(added.url, sent(answer))
    assert asked(made, "clear").text["cy"] == "Arall"
    assert f"({count - 1} missing)" in page(quinn.get(url(made, "edit")))
    quinn.post(url(made, "languages"), {"drop": "cy"})
    assert "cy" not in asked(made, "clear").text


def test_publishing_tells_what_breaks_a_trend(quinn, lead):
    version = published(lead, asks(question("clear"), question("plan")), code="asked")
    quinn.post(url(version.instrument, "versions"), {"do": "draft"})
    assert "Every trend of version 1 runs on." in page(quinn.get(url(version.instrument, "publish")))
    here = url(version.instrument, "question", "clear")
    quinn.post(here, sent(page(quinn.get(here))) | {"text": "How clear is it to everybody?"})
    told = page(quinn.get(url(version.instrument, "publish")))
    assert "“How clear is it to everybody?” is asked in other words: its trend breaks here." in told
    assert "Say it in a few words" in page(quinn.post(url(version.instrument, "publish"), {"note": ""}))
    quinn.post(url(version.instrument, "publish"), {"note": "Plainer words"})
    history = page(quinn.get(url(version.instrument, "versions")))
    assert "Plainer words" in history
    assert "its trend breaks" in history
    assert history.index("Version 2") < history.index("Version 1")


def test_a_draft_can_be_thrown_away(quinn, made, lead):
    assert "the whole questionnaire goes" in page(quinn.get(url(made, "drop")))
    assert quinn.post(url(made, "drop")).url == reverse("instruments")
    assert not Instrument.objects.filter(pk=made.pk).exists()


def test_put_away_and_brought_back_named_and_copied(quinn, lead):
    version = published(lead, asks(question("clear")), code="asked")
    instrument = version.instrument
    quinn.post(url(instrument, "versions"), {"do": "away"})
    assert "Put away" in page(quinn.get(reverse("instruments")))
    quinn.post(url(instrument, "versions"), {"do": "back"})
    quinn.post(url(instrument, "name"), {"name-en": "Asked anew", "purpose-en": "To know"})
    instrument.refresh_from_db()
    assert (instrument.retired_on, instrument.names) == (None, {"en": "Asked anew"})
    quinn.post(url(instrument, "copy"), {"name": "Another"})
    assert Instrument.objects.get(code="asked-2").names == {"en": "Another"}


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def workbook(sheets, name: str = "form.xlsx") -> BytesIO:
    content = BytesIO(xlsx_file(sheets))
    content.name = name
    return content


def form_field(text: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def test_a_form_of_sixty_questions_in_three_languages_is_looked_at_and_then_taken_up(quinn):
    sheets = sheets_of(sixty(), ABOUT, named=NAMED, says=says)
    shown = page(quinn.post(reverse("instrument-form"), {"upload": workbook(sheets)}))
    assert "54 questions, in English, Welsh, Portuguese (Brazil)." in shown
    assert not Instrument.objects.exists()
    told = quinn.post(reverse("instrument-form"), sent(shown))
    instrument = Instrument.objects.get(code="mapping")
    assert told.url == url(instrument, "edit")
    assert queries.definition_of(draft_of(instrument)) == sixty()
    assert instrument.names == {"en": "Mapping", "cy": "Mapio"}
    page(quinn.get(told.url))


def test_ten_faults_are_all_named_on_one_page_and_nothing_is_stored(quinn):
    heads = ["type", "name", "label::English (en)", "relevant", "parameters"]
    rows = [
        heads,
        ["text", "two words", "One?", "", ""],
        ["txt", "b", "Two?", "", ""],
        ["text", "", "Three?", "", ""],
        ["select_one shapes", "d", "Four?", "", ""],
        ["range", "e", "Five?", "", "start=1 end=10"],
        ["text", "f", "", "", ""],
        ["text", "g", "Seven?", "${nobody} = 'a'", ""],
        ["text", "h", "Eight?", "${g} ~ 3", ""],
        ["geopoint", "i", "Nine?", "", ""],
        ["text", "g", "Ten?", "", ""],
    ]
    choices = [["list_name", "name", "label::English (en)"], ["colour", "red", "Red"]]
    shown = page(quinn.post(reverse("instrument-form"), {"upload": workbook([("survey", rows), ("choices", choices)])}))
    assert "10 things to mend:" in shown
    for number in range(2, 12):
        assert f"row {number}, column" in shown
    assert not Instrument.objects.exists()


def test_a_file_that_is_no_workbook_is_refused_with_the_reason(quinn):
    text = BytesIO(b"type,name,label\ntext,a,A?\n")
    text.name = "form.csv"
    assert "is not an Excel workbook" in page(quinn.post(reverse("instrument-form"), {"upload": text}))


def test_a_version_goes_out_as_a_workbook_and_comes_back_as_the_next_draft(quinn, lead):
    version = published(lead, every_kind(), code="every")
    reply = quinn.get(url(version.instrument, "xlsform", 1))
    assert 'filename="every-1.xlsx"' in reply.headers["Content-Disposition"]
    file = BytesIO(reply.content)
    file.name = "every-1.xlsx"
    shown = page(quinn.post(reverse("instrument-form"), {"upload": file}))
    assert "draft of a new version" in shown
    quinn.post(reverse("instrument-form"), sent(shown))
    draft = draft_of(version.instrument)
    assert (draft.number, draft.definition) == (2, version.definition)
    assert quinn.get(url(version.instrument, "xlsform", 9)).status_code == 404


def test_what_is_worth_knowing_of_many_rows_is_said_once(quinn):
    days = [{"type": "integer", "name": f"days{n}", "label": f"How many days, {n}?"} for n in range(12)]
    survey = [["type", "name", "label"], *([*one.values()] for one in days)]
    shown = page(quinn.post(reverse("instrument-form"), {"upload": workbook([("survey", survey)])}))
    assert shown.count("Numbers with a fraction will be taken too.") == 1
    assert "row 2, column “type”, and 11 more rows" in shown


def test_from_a_draft_as_it_is_asked_one_goes_on_with_it(quinn, made, lead):
    assert url(made, "edit") in page(quinn.get(reverse("instrument", args=[made.public_id])))
    other = published(lead, asks(question("clear")), code="asked").instrument
    assert url(other, "edit") not in page(quinn.get(reverse("instrument", args=[other.public_id])))


def test_a_preview_that_was_tampered_with_is_not_stored(quinn):
    told = quinn.post(reverse("instrument-form"), {"form": "forged", "code": "x", "name": "X", "use": "review"})
    assert told.url == reverse("instrument-form")
    assert not Instrument.objects.exists()


def test_the_code_of_another_questionnaire_is_not_taken_by_surprise(quinn, made):
    sheets = sheets_of(sixty(), ABOUT._replace(code="other"), named=NAMED, says=says)
    shown = page(quinn.post(reverse("instrument-form"), {"upload": workbook(sheets)}))
    again = page(quinn.post(reverse("instrument-form"), sent(shown) | {"code": "mapping"}))
    assert "The draft that is there now is replaced." in again
    assert len(queries.definition_of(draft_of(made)).questions) == 2
    quinn.post(reverse("instrument-form"), sent(again))
    assert len(queries.definition_of(draft_of(made)).questions) == 60
