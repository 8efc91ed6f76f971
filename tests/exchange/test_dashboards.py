"""A dashboard taken out: names only where they may leave, figures in groups, and the same as the page shows."""

import csv
import html
import io
import json
import re
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import Unit
from soundings.breadth.models import BoardColumn
from soundings.breadth.queries import board_of, version_on
from soundings.breadth.rules import Answer, Draft, Past
from soundings.cases.models import NamedAccess
from soundings.core.models import ReadEntry
from tests.factories.accounts import NOON, UserFactory, root_for
from tests.factories.breadth import AT, done, family_for, office, recorded

pytestmark = pytest.mark.django_db
TODAY, BEFORE = date(2026, 3, 16), "2026-03-10"


@pytest.fixture
def here(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    made = office()
    Unit.objects.filter(pk=made.team.pk).update(code="N1")
    return made


@pytest.fixture
def lead(here):
    return UserFactory(qa_lead=True, unit=root_for(here.agency), name="Leah Winter")


def shared(case, user):
    NamedAccess.objects.create(agency=case.agency, case=case, user=user, reason="Audit", given_by=user, given_at=NOON)


def export(capsysbinary, *args) -> bytes:
    call_command("export", "dashboard", *args)
    return capsysbinary.readouterr().out


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))


def words(response) -> str:
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())))


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- with names ----------------------------------------------------------------------------------------------------


def test_names_leave_only_where_they_are_shared_and_with_a_reason(here, lead, capsysbinary):
    mine = here.case("Melli Majid")
    here.case("Mary Orr")
    restricted = here.case("Kept Apart", restricted=True)
    for case in (mine, restricted):
        shared(case, lead)
    recorded(here, mine, "three-houses", done(date(2026, 3, 3)))
    with pytest.raises(CommandError, match="why"):
        export(capsysbinary, "--as", lead.email)
    [row] = rows_of(export(capsysbinary, "--as", lead.email, "--reason", "Sample"))
    assert (row["Child"], row["Team"], row["Worker"]) == ("Melli Majid", "North", "Jane Smith")
    assert row["Three Houses"] == "03/03/2026"
    [entry] = ReadEntry.objects.filter(verb="dashboard.exported")
    assert (entry.actor, entry.reason) == (lead.public_id, "Sample")


def test_a_row_is_what_the_board_shows(here, lead, capsysbinary):
    """Each element of each child against the values that the team's own board is drawn from."""
    family = family_for(here)
    cases = [here.case("Melli Majid", family=family), here.case("Zoe Orr")]
    for case in cases:
        shared(case, lead)
    scale = Draft(answer=Answer.YES, happened_on=TODAY, number=0, rater="worker", new_issue_name="Hitting")
    recorded(here, cases[0], "scale", scale)
    recorded(here, cases[1], "adult-plan", Draft(answer=Answer.NOT_APPLICABLE, reason="No adult at home"))
    raw = export(capsysbinary, "--as", lead.email, "--reason", "x", "--unit", "N1", "--format", "json")
    found = {row["Child"]: row for row in json.loads(raw)["dashboard"]}
    shown = board_of(here.as_supervisor, of=here.team, board=here.board(), at=AT)
    assert found.keys() == {row.head["name"] for group in shown.groups for row in group.rows}
    labels = {column.code: column.label for column in shown.columns if column.code}
    assert set(labels.values()) <= found["Melli Majid"].keys()
    assert found["Melli Majid"][labels["scale"]] == 0
    assert found["Zoe Orr"][labels["adult-plan"]] == "No adult at home"
    assert found["Zoe Orr"][labels["scale"]] == "No"  # the team records it since the scale of Melli
    assert found["Zoe Orr"][labels["words-and-pictures"]] == "not known"


def test_a_past_day_takes_what_stood_there_then(here, lead, capsysbinary):
    case = here.case("Melli Majid")
    shared(case, lead)
    recorded(here, case, "three-houses", done(date(2026, 3, 3)))
    args = ("--as", lead.email, "--reason", "x", "--on", BEFORE)
    with pytest.raises(CommandError, match="team"):
        export(capsysbinary, *args)
    [row] = rows_of(export(capsysbinary, *args, "--unit", "N1"))
    [known] = rows_of(export(capsysbinary, *args, "--unit", "N1", "--known"))
    shown = board_of(here.as_supervisor, of=here.team, board=here.board(), at=AT, past=Past(date(2026, 3, 10)))
    assert shown.groups[0].rows[0].values["three-houses"]["on"] == "2026-03-03"
    assert (row["Three Houses"], known["Three Houses"]) == ("03/03/2026", "not known")


def test_what_looks_like_a_formula_stays_text_and_columns_keep_apart(here, lead, capsysbinary):
    shared(here.case("=1+1 Majid"), lead)
    columns = BoardColumn.objects.filter(version=version_on(here.board(), TODAY), element__isnull=False)
    columns.update(labels={"en": "Same"})
    raw = export(capsysbinary, "--as", lead.email, "--reason", "x", "--unit", "N1").decode("utf-8-sig")
    assert "'=1+1 Majid" in raw and ",=1+1" not in raw
    heads = next(csv.reader(io.StringIO(raw)))
    assert "Same" in heads and "Same (2)" in heads and len(heads) == len(set(heads))


# --- figures -------------------------------------------------------------------------------------------------------


def begun(here):
    from tests.breadth.test_past import begin

    begin(here, "three-houses")


def test_a_supervisor_takes_figures_that_equal_those_shown_to_groups(here, capsysbinary):
    begun(here)
    cases = [here.case(f"Child {n}") for n in range(21)]
    for case in cases[:12]:
        recorded(here, case, "three-houses", done(date(2026, 3, 12)))
    raw = export(capsysbinary, "--as", here.supervisor.email, "--unit", "N1")
    assert b"Child 1" not in raw
    [row] = [one for one in rows_of(raw) if one["Element"] == "Three Houses"]
    # 12 of 21 are 57 per cent, 21 to the nearest 5 is 20
    assert list(row.values()) == ["North", "20", "Three Houses", "57", "20"]
    analyst = UserFactory(analyst=True, unit=root_for(here.agency))
    page = words(browser(analyst).get(reverse("board", args=[here.team.public_id])))
    assert "57% of 20" in page
    past = rows_of(export(capsysbinary, "--as", here.supervisor.email, "--unit", "N1", "--on", BEFORE))
    [row] = [one for one in past if one["Element"] == "Three Houses"]
    assert (row["Recorded, per cent"], row["Expected of"]) == ("0", "20")


def test_small_numbers_stay_hidden_in_figures(here, capsysbinary):
    begun(here)
    for n in range(12):
        case = here.case(f"Child {n}")
        if n < 3:
            recorded(here, case, "three-houses", done(date(2026, 3, 3)))
    for day in ((), ("--on", BEFORE)):
        found = rows_of(export(capsysbinary, "--as", here.supervisor.email, "--unit", "N1", *day))
        [row] = [one for one in found if one["Element"] == "Three Houses"]
        assert row["Recorded, per cent"] == "c"


def test_who_may_not_take_figures(here, lead, capsysbinary):
    begun(here)
    here.case()
    for args, why in (
        (("--as", here.worker.email, "--unit", "N1"), "not yours"),
        (("--as", here.supervisor.email), "which place"),
        (("--as", here.supervisor.email, "--unit", "N9"), "no place"),
        (("--as", here.supervisor.email, "--unit", "N1", "--board", "none"), "no such board"),
        (("--as", here.supervisor.email, "--unit", "N1", "--on", "2026-03-17"), "has come"),
        ((), "--as"),
    ):
        with pytest.raises(CommandError, match=why):
            export(capsysbinary, *args)
    assert rows_of(export(capsysbinary, "--as", lead.email, "--unit", "N1", "--figures"))
    assert not ReadEntry.objects.filter(verb="dashboard.exported").exists()


# --- the page ------------------------------------------------------------------------------------------------------


def test_a_board_leads_to_its_file(here):
    begun(here)
    here.case()
    sam = browser(here.supervisor)
    page = sam.get(f"{reverse('board', args=[here.team.public_id])}?on={BEFORE}")
    address = f"{reverse('export-dashboard', args=[here.team.public_id])}?on={BEFORE}"
    assert f'href="{address}"' in page.content.decode()
    asked = words(sam.get(address))
    assert "As it was on Tuesday 10 March 2026" in asked and "Why are the names needed" not in asked
    reply = sam.post(address, {"what": "figures", "form": "csv"})
    assert reply["Content-Disposition"] == f'attachment; filename="soundings-dashboard-{BEFORE}.csv"'
    assert {row["Place"] for row in rows_of(reply.content)} == {"North"}
    for wrong in ("on=soon", "on=2026-03-17", "board=none"):
        assert sam.get(f"{address.partition('?')[0]}?{wrong}").status_code == 404
    assert sam.post(address, {"what": "names", "form": "csv"}).status_code == 200
    jane = browser(here.worker)
    assert jane.get(address).status_code == 404
    assert "Take this board out" not in words(jane.get(reverse("board", args=[here.team.public_id])))


def test_names_need_a_reason_on_the_page_too(here, lead):
    shared(here.case(), lead)
    leah = browser(lead)
    address = reverse("export-dashboard", args=[here.team.public_id])
    assert "Say why the names are needed" in words(leah.post(address, {"what": "names", "form": "csv", "reason": ""}))
    reply = leah.post(address, {"what": "names", "form": "csv", "reason": "Sample for the audit"})
    assert [row["Child"] for row in rows_of(reply.content)] == ["Melli Majid"]
    assert ReadEntry.objects.get(verb="dashboard.exported").reason == "Sample for the audit"
