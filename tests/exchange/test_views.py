"""The pages of files through the client: loading each kind, settling, storing, taking back, exporting; and who may."""

import csv
import html
import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from soundings.accounts.models import Staff, Unit
from soundings.breadth.models import Record
from soundings.breadth.rules import Answer
from soundings.cases.models import Case, Child, NamedAccess
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.tenancy import acting_for
from soundings.exchange import tasks
from soundings.exchange.models import Batch, ColumnMap
from soundings.exchange.reading import open_table_file
from soundings.exchange.rules import ImportState
from soundings.exchange.views import preview
from tests.factories.accounts import NOON, TeamFactory, UserFactory, root_for
from tests.factories.breadth import Office, case_for, done, office, recorded
from tests.factories.cases import abuse_types_for
from tests.factories.files import bad_files, xlsx_of

pytestmark = pytest.mark.django_db

TODAY = NOON.date()
PEOPLE = [
    ["Person ID", "Forename", "Surname", "DOB", "Household ID", "Allocated Worker", "Allocated Team", "Referral Date"],
    ["88101", "Tamsin", "Okoro", "04/05/2014", "H1", "Jane Smith", "North", "20/01/2026"],
    ["88102", "Jude", "Okoro", "11/12/2017", "H1", "Jane Smith", "North", "20/01/2026"],
]
BAD_ROW = ["88103", "Łukasz", "O'Brien", "31/02/2016", "", "Jane Smith", "North", "20/01/2026"]
FORMS = [
    ["Person ID", "Form Title", "Date completed", "Date authorised"],
    ["88101", "SoS Mapping with Family", "03/02/2026", "05/02/2026"],
    ["88102", "SoS Mapping with Family", "03/02/2026", "05/02/2026"],
    ["88101", "Case Summary", "03/02/2026", ""],
]


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Every page is asked for at noon on Monday 16 March 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def here() -> Office:
    made = office()
    abuse_types_for(made.agency)
    return made


@pytest.fixture
def steward(here):
    """A system administrator who loads files."""
    return UserFactory(administrator=True, import_steward=True, unit=root_for(here.agency), name="Samuel Obi")


@pytest.fixture
def client(steward) -> Client:
    return browser(steward)


def browser(user) -> Client:
    made = Client()
    made.force_login(user)
    return made


def csv_bytes(rows) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def upload(client: Client, kind: str, rows_or_bytes, *, name: str = "file.csv", on: date = TODAY, **options):
    content = rows_or_bytes if isinstance(rows_or_bytes, bytes) else csv_bytes(rows_or_bytes)
    day = {"as_of_day": str(on.day), "as_of_month": str(on.month), "as_of_year": str(on.year)}
    data = {"uploads": SimpleUploadedFile(name, content), **day, **options}
    return client.post(reverse("import-new", args=[kind]), data)


def latest() -> Batch:
    return Batch.objects.latest("pk")


def page(name: str, *extra: str) -> str:
    return reverse(name, args=[latest().public_id, *extra])


def words(response) -> str:
    """What the page says, without its markup."""
    assert response.status_code == 200, (response.status_code, getattr(response, "url", ""))
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(plain))


def columns_as_guessed(client: Client, **changes: str) -> dict[str, str]:
    """What the page of columns would send if nothing were changed on it."""
    form = client.get(page("import-map")).context["form"]
    said = {name: form[name].initial or "" for name in form.fields}
    return {name: value or "" for name, value in said.items()} | changes


def load_people(client: Client, rows=PEOPLE, **changes: str):
    """Upload a people extract and say which column is which. Returns the preview."""
    upload(client, "people", rows)
    return client.post(page("import-map"), columns_as_guessed(client, **changes), follow=True)


def store(client: Client, **data: str):
    return client.post(page("import-store"), data, follow=True)


# --- who may ---------------------------------------------------------------------------------------------------------


ADDRESSES = (
    ("files", ()),
    ("import-new", ("people",)),
    ("file-template", ("cases", "csv")),
    ("import-preview", ("abc",)),
    ("import-take-back", ("abc",)),
    ("import-refused", ("abc",)),
)


@pytest.mark.parametrize(("name", "args"), ADDRESSES, ids=[name for name, _args in ADDRESSES])
def test_nobody_but_a_steward_finds_any_of_it(here, name, args):
    plain_admin = UserFactory(administrator=True, unit=root_for(here.agency))
    steward_alone = UserFactory(import_steward=True, unit=root_for(here.agency))
    for user in (here.worker, here.supervisor, plain_admin, steward_alone):
        assert browser(user).get(reverse(name, args=args)).status_code == 404


def test_a_qa_lead_with_the_grant_may_load(here):
    user = UserFactory(qa_lead=True, import_steward=True, unit=root_for(here.agency))
    assert browser(user).get(reverse("files")).status_code == 200


def test_an_import_of_another_agency_is_not_there(here, client):
    elsewhere = office()
    stranger = browser(UserFactory(administrator=True, import_steward=True, unit=root_for(elsewhere.agency)))
    with acting_for(here.agency):
        _is_out_of_reach(client, stranger)


def _is_out_of_reach(client, stranger):
    load_people(client)
    for name in ("import-preview", "import-map", "import-refused"):
        assert stranger.get(page(name)).status_code == 404
    for name in ("import-store", "import-drop", "import-settle", "import-ask-again"):
        assert stranger.post(page(name)).status_code == 404
    store(client)
    assert stranger.get(page("import-take-back")).status_code == 404
    assert latest().state == ImportState.STORED
    assert "file.csv" not in words(stranger.get(reverse("files")))


# --- the list, and examples ------------------------------------------------------------------------------------------


def test_the_first_page_names_every_kind_and_what_to_begin_with(client):
    said = words(client.get(reverse("files")))
    for name in ("People extract", "Forms completed", "Annex A", "Whiteboard spreadsheet", "Practice", "Staff"):
        assert name in said
    assert "Nothing has been loaded yet" in said


def test_the_list_says_what_each_import_did(client):
    load_people(client)
    assert "If it is stored: added: 2 children, 1 family, 2 cases" in words(client.get(reverse("files")))
    store(client)
    said = words(client.get(reverse("files")))
    assert "Added: 2 children, 1 family, 2 cases" in said
    assert "Samuel Obi" in said


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["structure", "staff", "people", "cases", "practice", "forms-completed"])
def test_an_example_is_a_file_that_can_be_read(client, tmp_path, kind, form):
    reply = client.get(reverse("file-template", args=[kind, form]))
    assert f"soundings-{kind}.{form}" in reply["Content-Disposition"]
    path = tmp_path / f"example.{form}"
    path.write_bytes(reply.content)
    assert len(open_table_file(path).sheets[0].rows) > 2


@pytest.mark.parametrize(("kind", "form"), [("annex-a", "csv"), ("cases", "pdf"), ("nothing", "csv")])
def test_there_is_no_other_example(client, kind, form):
    assert client.get(reverse("file-template", args=[kind, form])).status_code == 404


def test_the_examples_load_one_after_the_other(client):
    for kind in ("structure", "staff", "cases", "practice"):
        upload(client, kind, client.get(reverse("file-template", args=[kind, "xlsx"])).content, name=f"{kind}.xlsx")
        assert "rows to mend" in words(client.get(page("import-preview")))
        assert latest().summary["problems"] == 0, latest().report["problems"]
        store(client)
        assert latest().state == ImportState.STORED
    assert Record.objects.filter(batch=latest().public_id, answer=Answer.YES).count() == 2


# --- choosing files --------------------------------------------------------------------------------------------------


def test_a_file_of_another_kind_is_refused_with_its_reason_and_nothing_is_kept(client):
    said = words(upload(client, "cases", b"%PDF-1.7 not a table", name="letter.xlsx", on=NOON.date() - timedelta(3)))
    assert "This is a file of another kind (PDF), not a table." in said
    assert 'value="13"' in upload(client, "cases", b"%PDF", on=date(2026, 3, 13)).content.decode()
    assert not Batch.objects.exists()


def kept_files(settings) -> set[Path]:
    return {path for path in Path(settings.UPLOAD_DIR).rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("family", "name"),
    [("xml bombs", "a.xlsx"), ("macros", "a.xlsm"), ("too wide", "a.csv"), ("web pages", "export.xls")],
)
def test_a_bad_file_is_refused_on_the_page(client, settings, family, name):
    make, _code = bad_files()[family][name]
    before = kept_files(settings)
    reply = upload(client, "annex-a", make(), name=name)
    assert reply.status_code == 200
    assert reply.context["form"].errors["uploads"]
    assert not Batch.objects.exists()
    assert kept_files(settings) == before


def test_no_file_and_a_day_to_come_are_both_told(client):
    reply = client.post(
        reverse("import-new", args=["cases"]), {"as_of_day": "1", "as_of_month": "4", "as_of_year": "2026"}
    )
    said = words(reply)
    assert "Choose a file" in said
    assert "This day is still to come" in said


def test_an_unknown_kind_is_not_there(client):
    assert client.get(reverse("import-new", args=["secrets"])).status_code == 404


# --- columns and forms -----------------------------------------------------------------------------------------------


def test_the_columns_of_a_report_are_guessed_shown_with_samples_and_remembered(client):
    reply = upload(client, "people", PEOPLE)
    assert reply.url == page("import-map")
    shown = html.unescape(client.get(reply.url).content.decode())
    assert "Forename – Tamsin; Jude" in shown
    assert "Nothing is read from these headings" not in shown
    client.post(page("import-map"), columns_as_guessed(client, map_name="Open cases"))

    kept = ColumnMap.objects.get()
    assert kept.name == "Open cases"
    assert kept.columns["id"] == "Person ID"
    assert kept.columns["household"] == "Household ID"
    assert upload(client, "people", PEOPLE, map="Open cases").url == page("import-preview")


def test_a_heading_that_nothing_is_read_from_is_told(client):
    rows = [[*PEOPLE[0], "Risk of"], *([*row, "N"] for row in PEOPLE[1:])]
    reply = upload(client, "people", rows)
    assert "unless you say below what they are: Risk of." in words(client.get(reply.url))


def test_one_heading_for_two_columns_and_a_missing_one_are_both_told(client):
    upload(client, "people", PEOPLE)
    reply = client.post(page("import-map"), columns_as_guessed(client, id="", family="Forename", map_name=""))
    said = words(reply)
    assert "“Forename” is chosen for Given name already" in said
    assert set(reply.context["form"].errors) == {"id", "family", "map_name"}


def test_only_reports_of_other_systems_are_mapped(client):
    upload(client, "staff", [["Name", "Team"], ["Robin Reed", "North"]])
    assert client.get(page("import-map")).status_code == 404
    assert client.get(page("import-forms")).status_code == 404


def test_forms_stand_for_elements_from_then_on(client):
    load_people(client)
    store(client)
    upload(client, "forms-completed", FORMS)
    assert client.get(page("import-forms")).url == page("import-map")
    reply = client.post(page("import-map"), columns_as_guessed(client), follow=True)
    form = reply.context["form"]
    assert form.named == ["SoS Mapping with Family", "Case Summary"]
    assert form["means-0"].initial == "mapping-family"

    said = {"means-0": "mapping-family|separately", "date-0": "authorised", "means-1": "-", "date-1": "completed"}
    told = words(client.post(page("import-forms"), said, follow=True))
    assert "to add: 1 record of practice" in told
    assert "left out: 1 form" in told
    store(client)
    record = Record.objects.get()
    assert (record.happened_on, record.family_mode) == (date(2026, 2, 5), "separately")
    assert record.case_links.count() == 2

    assert upload(client, "forms-completed", FORMS, map="Forms completed").url == page("import-preview")
    assert "here already: 1 record of practice" in words(client.get(page("import-preview")))


# --- the preview -----------------------------------------------------------------------------------------------------


def test_every_problem_is_told_with_its_row_column_and_remedy(client):
    said = words(load_people(client, [*PEOPLE, BAD_ROW, ["", *PEOPLE[1][1:]]]))
    assert "4 DOB “31/02/2016” There is no such day." in said
    assert "5 Person ID an empty cell Give the child’s number" in said
    assert "2 rows need mending" in said
    assert "Store the good rows" in said
    assert "Store everything" not in said


def test_files_and_sheets_are_named_where_there_are_several(client, tmp_path):
    book = xlsx_of(tmp_path / "a.xlsx", {"Cases": [["Child ID", "Opened"], ["1", "soon"]]}).read_bytes()
    files = [SimpleUploadedFile("first.xlsx", book), SimpleUploadedFile("second.xlsx", book)]
    upload(client, "cases", b"", uploads=files)
    said = words(client.get(page("import-preview")))
    assert "2 first.xlsx Cases Opened “soon” Write the date" in said
    assert "2 second.xlsx Cases Opened “soon” Write the date" in said


def test_missing_columns_are_named_in_words(client):
    upload(client, "practice", [["Colour", "Shape"], ["red", "round"]])
    assert "Child IDs, Element – These columns are needed" in words(client.get(page("import-preview")))


def test_problems_come_a_hundred_at_a_time(client):
    rows = [["Child ID", "Opened"], *([str(number), "soon"] for number in range(250))]
    upload(client, "cases", rows)
    assert "1 to 100 of 250" in words(client.get(page("import-preview")))
    assert "251 Opened “soon”" in words(client.get(page("import-preview") + "?page=3"))


def test_names_of_children_stand_only_where_the_viewer_may_see_them(here, client):
    case = case_for(here, "Melli Majid")
    changed = [["Child ID", "Given name", "Opened", "Team"], [case.child.reference, "Amelia", "03/01/2026", "North"]]
    upload(client, "cases", changed)
    said = words(client.get(page("import-preview")))
    assert "given name, as the file has it" in said
    assert "Majid" not in said
    assert "Amelia" not in said
    assert not ReadEntry.objects.exists()

    lead = UserFactory(qa_lead=True, import_steward=True, unit=root_for(here.agency))
    NamedAccess.objects.create(agency=here.agency, case=case, user=lead, reason="Audit", given_by=lead, given_at=NOON)
    shown = words(browser(lead).get(page("import-preview")))
    assert "Melli Majid" in shown
    assert "given name: Amelia" in shown
    assert ReadEntry.objects.get().verb == "import.previewed"


def test_the_same_file_says_when_it_was_stored(client):
    load_people(client)
    store(client)
    said = words(load_people(client))
    assert "This very file was stored on 16 March 2026" in said
    assert "This file changes nothing" in said


# --- names that are not known ----------------------------------------------------------------------------------------


STRANGERS = [PEOPLE[0], [*PEOPLE[1][:5], "J Smyth", "Nord", *PEOPLE[1][7:]]]


def test_unknown_names_are_asked_about_settled_and_remembered(here, client):
    form = load_people(client, STRANGERS).context["form"]
    assert [(one.kind, one.name, one.rows) for one in form.offers] == [("team", "Nord", 1), ("worker", "J Smyth", 1)]
    team, jane = f"match:{here.team.public_id}", f"match:{here.jane.public_id}"
    client.post(page("import-settle"), {"offer-0": team, "offer-1": jane})
    store(client)

    case = Case.objects.get()
    assert (case.team, case.worker) == (here.team, here.jane)
    again = load_people(client, [STRANGERS[0], ["88109", *STRANGERS[1][1:]]])
    assert again.context["form"] is None


def test_a_new_worker_and_team_are_made_with_the_import_and_go_with_it(here, client):
    load_people(client, STRANGERS)
    client.post(page("import-settle"), {"offer-0": "create", "offer-1": "create"})
    store(client)
    case = Case.objects.get()
    assert (case.team.name, case.worker.name) == ("Nord", "J Smyth")

    client.post(page("import-take-back"), {"reason": "Wrong file"})
    assert not Case.objects.exists()
    assert not Staff.objects.filter(name="J Smyth").exists()
    assert not Unit.objects.filter(name="Nord").exists()


def test_what_nobody_settled_is_left_open_and_asked_again(client):
    load_people(client, STRANGERS)
    said = words(client.post(page("import-settle"), {"offer-0": "", "offer-1": "leave"}, follow=True))
    assert "There is a name that is not known here" in said
    store(client)
    case = Case.objects.get()
    assert (case.team, case.worker) == (None, None)


def test_many_new_names_are_added_in_one_go(client):
    rows = [[f"8820{n}", "Ada", "Okoro", "", "", f"Newcomer {letter}", "North", "20/01/2026"]
            for n, letter in enumerate("ABCD")]  # fmt: skip
    load_people(client, [PEOPLE[0], *rows])
    told = client.post(page("import-settle"), {"unknown": "create"}, follow=True)
    assert "names that are not known here. Say" not in words(told)
    store(client)
    assert Staff.objects.filter(name__startswith="Newcomer").count() == 4
    assert Case.objects.filter(worker__name__startswith="Newcomer").count() == 4


def test_what_was_said_about_names_can_be_forgotten(client):
    load_people(client, STRANGERS)
    client.post(page("import-settle"), {"offer-0": "create", "offer-1": "leave"})
    client.post(page("import-ask-again"))
    assert latest().options["settled"] == {}


def test_a_choice_that_was_not_offered_is_refused(client):
    load_people(client, STRANGERS)
    reply = client.post(page("import-settle"), {"offer-0": "match:nobody"})
    assert reply.context["form"].errors["offer-0"]
    assert latest().options["settled"] == {}


def test_the_shifted_columns_of_a_whiteboard_are_a_question(here, client):
    rows = [
        [
            "Name/Age/ID #",
            "Date Opened",
            "Three Houses",
            "Words and Pictures",
            "Network Provide number",
            "Adult Safety Plan",
        ],
        ["Jane Smith's Cases", "", "", "", "", ""],
        ["Mary Telis 5", "12/06/15", "21/06/15", "7", "Yes", "No"],
    ]
    upload(client, "board", rows, team=here.team.public_id, rater="worker")
    said = words(client.get(page("import-preview")))
    assert "Have the columns Words and Pictures / Network Provide number slipped?" in said
    client.post(page("import-settle"), {"offer-0": "swap"})
    store(client)
    child = Child.objects.get()
    assert child.name == "Mary Telis"
    assert child.cases.get().worker == here.jane
    said = dict(Record.objects.filter(case_links__case__child=child).values_list("element__code", "number"))
    assert said["network"] == 7


def test_a_whiteboard_needs_its_team(client):
    reply = upload(client, "board", [["Name"], ["Mary"]], team="", rater="worker")
    assert reply.context["form"].errors["team"]


# --- storing ---------------------------------------------------------------------------------------------------------


def test_a_clean_file_is_stored_whole_and_the_trail_says_so(client, here):
    load_people(client)
    said = words(store(client))
    assert "It is stored." in said
    assert "added: 2 children, 1 family, 2 cases" in said
    assert Case.objects.filter(team=here.team, worker=here.jane).count() == 2
    assert Child.objects.values("family").distinct().count() == 1
    assert ChangeEntry.objects.filter(verb="import.stored", target=latest().public_id).exists()


def test_nothing_is_stored_while_a_row_needs_mending_unless_the_person_chooses(client):
    load_people(client, [*PEOPLE, BAD_ROW])
    assert "Nothing was stored" in words(store(client))
    assert not Case.objects.exists()

    said = words(store(client, **{"good-rows": "yes"}))
    assert "1 row was not stored" in said
    assert Case.objects.count() == 2


def test_the_refused_rows_come_back_with_their_reason_and_load_when_mended(client):
    load_people(client, [*PEOPLE, BAD_ROW])
    store(client, **{"good-rows": "yes"})
    reply = client.get(page("import-refused"))
    assert "file - not stored.csv" in reply["Content-Disposition"]
    assert not re.search(r"[/\\]", reply["Content-Disposition"])
    headings, row = csv.reader(io.StringIO(reply.content.decode("utf-8-sig")))
    assert headings[:2] == ["Person ID", "Forename"]
    assert row[:3] == ["88103", "Łukasz", "O'Brien"]
    assert "There is no such day" in row[-1]

    mended = reply.content.decode("utf-8-sig").replace("31/02/2016", "21/02/2016").encode()
    upload(client, "people", mended, map="People extract")
    store(client)
    assert Child.objects.get(reference="88103").born_on == date(2016, 2, 21)


def test_there_is_no_file_of_refused_rows_where_none_were(client):
    load_people(client)
    assert client.get(page("import-refused")).status_code == 404


def test_what_is_stored_cannot_be_stored_dropped_or_settled_again(client):
    load_people(client)
    store(client)
    for name in ("import-store", "import-drop", "import-settle", "import-ask-again"):
        assert client.post(page(name)).status_code == 404
    assert Case.objects.count() == 2


def test_a_dropped_file_is_gone(client, settings):
    load_people(client)
    assert [path for path in kept_files(settings) if latest().public_id in str(path)]
    client.post(page("import-drop"))
    assert latest().state == ImportState.DROPPED
    assert latest().report == {}
    assert "Nothing of it was stored" in words(client.get(page("import-preview")))


# --- storing in the background ---------------------------------------------------------------------------------------


@pytest.fixture
def long_ones(monkeypatch):
    """A file of more than one row counts as long."""
    monkeypatch.setattr(preview, "AT_ONCE", 1)


def work() -> None:
    """Do what a worker would do with the only task that waits."""
    waiting = DBTaskResult.objects.get()
    waiting.task.call(*waiting.args_kwargs["args"])


def test_a_long_import_is_stored_in_the_background_while_its_page_tells(client, long_ones):
    load_people(client)
    going = client.post(page("import-store"))
    assert "The file is being stored" in words(client.get(going.url))
    assert "The file is being stored" in words(client.get(going.url, headers={"HX-Request": "true"}))
    assert "Waiting for your decision" in words(client.get(page("import-preview")))

    work()
    assert client.get(going.url).url == page("import-preview")
    assert client.get(going.url, headers={"HX-Request": "true"})["HX-Redirect"] == page("import-preview")
    assert Case.objects.count() == 2


def test_a_long_import_that_cannot_be_stored_says_why(client, long_ones):
    load_people(client, [*PEOPLE, BAD_ROW])
    going = client.post(page("import-store"))
    waiting = DBTaskResult.objects.get()
    assert tasks.store_import.call(*waiting.args_kwargs["args"]).startswith("Nothing was stored")
    assert latest().state == ImportState.CHECKED
    assert client.get(going.url).status_code == 200


def test_a_task_of_somebody_who_may_not_load_any_more_stores_nothing(client, steward, long_ones):
    load_people(client)
    client.post(page("import-store"))
    steward.is_active = False
    steward.save()
    waiting = DBTaskResult.objects.get()
    assert "import steward" in tasks.store_import.call(*waiting.args_kwargs["args"])
    assert not Case.objects.exists()


def test_an_import_whose_worker_died_waits_and_can_be_stored_again(client, long_ones, monkeypatch):
    load_people(client)
    going = client.post(page("import-store"))
    begun = NOON - tasks.GIVEN_UP_AFTER - timedelta(minutes=1)
    DBTaskResult.objects.update(status="RUNNING", started_at=begun)
    reply = client.get(going.url, follow=True)
    assert "Storing was interrupted, and nothing was stored." in words(reply)
    assert "Store everything" in words(reply)
    monkeypatch.setattr(preview, "AT_ONCE", 20_000)
    store(client)
    assert Case.objects.count() == 2


def test_a_made_up_task_leads_to_the_import(client):
    load_people(client)
    for made_up in ("nothing", "00000000-0000-0000-0000-000000000000"):
        assert client.get(page("import-preview") + f"?storing={made_up}").url == page("import-preview")


# --- of some teams only ---


def test_the_children_of_some_teams_only(here, client):
    south = TeamFactory(parent=here.service, name="South")
    rows = [*PEOPLE, ["88104", "Ife", "Adeyemi", "01/02/2015", "", "", "South", "20/01/2026"]]
    upload(client, "people", rows, only_teams=[south.public_id])
    said = words(client.post(page("import-map"), columns_as_guessed(client), follow=True))
    assert "Only the children of South" in said
    assert "2 children of other teams are left out, as you asked." in said
    store(client)
    assert list(Child.objects.values_list("reference", flat=True)) == ["88104"]


def test_teams_are_asked_about_where_they_can_be_told_apart(here, client):
    assert "Only the children" not in words(client.get(reverse("import-new", args=["annex-a"])))  # there is one team
    TeamFactory(parent=here.service, name="South")
    for kind, asked in {"annex-a": True, "cases": True, "people": True, "practice": False, "board": False}.items():
        assert ("Only the children" in words(client.get(reverse("import-new", args=[kind])))) is asked
    reply = upload(client, "people", PEOPLE, only_teams=[TeamFactory().public_id])
    assert reply.context["form"].errors["only_teams"] and not Batch.objects.exists()


# --- taking back -----------------------------------------------------------------------------------------------------


def test_taking_back_says_first_what_it_would_do_and_changes_nothing_by_saying_so(client):
    load_people(client)
    store(client)
    said = words(client.get(page("import-take-back")))
    assert "Would be removed: 2 children, 1 family, 2 cases" in said
    assert Case.objects.count() == 2
    assert latest().state == ImportState.STORED


def test_a_whole_import_is_taken_back_with_a_reason(client):
    load_people(client)
    store(client)
    reply = client.post(page("import-take-back"), {"reason": "  "})
    assert reply.context["form"].errors["reason"]
    assert Case.objects.count() == 2

    said = words(client.post(page("import-take-back"), {"reason": "Last month’s report"}, follow=True))
    assert "Removed: 2 children, 1 family, 2 cases" in said
    assert "Last month’s report" in said
    assert not Child.objects.exists()
    assert ChangeEntry.objects.get(verb="import.taken-back").reason == "Last month’s report"
    assert client.get(page("import-take-back")).status_code == 404


def test_what_people_worked_on_since_stays_and_is_named_first(here, client):
    load_people(client)
    store(client)
    case = Case.objects.get(child__reference="88101")
    recorded(here, case, "three-houses", done(date(2026, 3, 2)))
    said = words(client.get(page("import-take-back")))
    assert "Would be removed: 1 child, 1 case" in said
    assert "88101 Case Practice has been recorded on it since. 88101 Child It has cases that stay." in said
    client.post(page("import-take-back"), {"reason": "Wrong file"})
    assert list(Child.objects.values_list("reference", flat=True)) == ["88101"]


# --- export ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def lead(here):
    return UserFactory(qa_lead=True, unit=root_for(here.agency))


def shared(case, user) -> None:
    NamedAccess.objects.create(agency=case.agency, case=case, user=user, reason="Audit", given_by=user, given_at=NOON)


def test_only_a_qa_lead_finds_the_export(here, client, lead):
    for user in (here.worker, here.supervisor):
        assert browser(user).get(reverse("export")).status_code == 404
    assert client.get(reverse("export")).status_code == 404
    assert browser(lead).get(reverse("export")).status_code == 200


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_shared_by_name_leaves_with_a_reason_in_the_trail(here, lead, tmp_path, form):
    mine, other = case_for(here, "Melli Majid"), case_for(here, "Mary Telis")
    shared(mine, lead)
    data = {"what": "cases", "form": form, "reason": "Sample for the audit"}
    reply = browser(lead).post(reverse("export"), data)
    path = tmp_path / f"export.{form}"
    path.write_bytes(reply.content)
    rows = open_table_file(path).sheets[0].rows
    assert [row[0] for row in rows[1:]] == [mine.child.reference]
    assert other.child.reference not in str(rows)
    entry = ReadEntry.objects.get(verb="cases.exported")
    assert entry.reason == "Sample for the audit"


def test_without_a_reason_or_without_anything_shared_nothing_leaves(here, lead):
    case_for(here, "Melli Majid")
    asked = browser(lead).post(reverse("export"), {"what": "cases", "form": "csv", "reason": ""})
    assert asked.context["form"].errors["reason"]
    empty = browser(lead).post(reverse("export"), {"what": "practice", "form": "csv", "reason": "Audit"})
    assert "nothing of this among the cases" in words(empty)
    assert not ReadEntry.objects.exists()


def test_text_that_looks_like_a_formula_is_stored_as_typed_and_exported_as_text(here, client, lead):
    upload(client, "cases", [["Child ID", "Given name", "Family name", "Opened", "Team"],
                             ["9001", "=SUM(A1)", "@home", "03/02/2026", "North"]])  # fmt: skip
    store(client)
    case = Case.objects.get()
    assert (case.child.given_name, case.child.family_name) == ("=SUM(A1)", "@home")
    shared(case, lead)
    reply = browser(lead).post(reverse("export"), {"what": "cases", "form": "csv", "reason": "Audit"})
    row = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig"))))[1]
    assert row[1:3] == ["'=SUM(A1)", "'@home"]
