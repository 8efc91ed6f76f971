"""Boards on paper: who prints what, what the trail says before, and what comes back by the code of the sheet."""

from datetime import date

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from soundings.breadth import actions, queries
from soundings.breadth.actions import Entry, SheetRefused
from soundings.breadth.models import Record, Sheet, SheetCell
from soundings.breadth.rules import Answer, Draft, Keyed, NamedBy, ProblemCode, grouped_code
from soundings.breadth.views import paper
from soundings.cases.models import Case
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.rules import Denied
from soundings.design.printing import render_pdf
from tests.factories.accounts import NOON, AgencyFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import Office, done, entry_of, family_for, office, recorded
from tests.factories.cases import knows

pytestmark = pytest.mark.django_db
MAPPED = Keyed(Answer.YES, date(2026, 2, 6))


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def here() -> Office:
    return office()


def sheet_of(here: Office, *cases: Case, by=None, **kwargs) -> Sheet:
    said = {
        "team": here.team,
        "board": here.board(),
        "columns": ["mapping-family", "three-houses", "scale", "meetings"],
        "cases": [case.public_id for case in cases],
        "named_by": NamedBy.INITIALS,
    } | kwargs
    return actions.make_sheet(by=by or here.as_supervisor, at=NOON, **said)


def key_in(here: Office, sheet: Sheet, *entries: Entry, by=None) -> tuple[int, int]:
    return actions.key_in(by=by or here.as_worker, at=NOON, sheet=sheet, entries=entries)


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def printed(monkeypatch) -> list[dict]:
    """What the printer is handed; it prints all the same."""
    pages: list[dict] = []

    def kept(template, data, *, at):
        pages.append(data)
        return render_pdf(template, data, at=at)

    monkeypatch.setattr(paper, "render_pdf", kept)
    return pages


ASKED = {"paper": "a4", "named_by": "initials", "board": "whole-practice"}


# --- printing ------------------------------------------------------------------------------------------------------


def test_a_sheet_has_a_code_and_the_trail_names_each_child_on_it(here):
    first, second = here.case("Ana Open"), here.case("Ben Open")
    sheet = sheet_of(here, first, second)
    assert len(sheet.code) == 8
    assert sheet.cases == [first.public_id, second.public_id]
    entry = ChangeEntry.objects.get(verb="sheet.printed")
    assert (entry.actor, entry.target) == (here.supervisor.public_id, sheet.code)
    assert entry.child_set.size == 2


def test_nobody_prints_the_board_of_another_team_nor_a_child_whom_they_do_not_see(here):
    case = here.case()
    stranger = viewer_for(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service)))
    friend = here.case("Friend Child")
    knows(here.supervisor, friend.child)
    with pytest.raises(Denied):
        sheet_of(here, case, by=stranger)
    with pytest.raises(Denied, match="whom you see"):
        sheet_of(here, case, by=stranger, team=None)
    with pytest.raises(Denied, match="whom you see"):
        sheet_of(here, case, friend)
    assert not Sheet.objects.exists() and not ChangeEntry.objects.filter(verb="sheet.printed").exists()


def test_a_restricted_case_is_never_on_paper_for_whomever(here):
    secret = here.case("Secret Child", restricted=True)
    with pytest.raises(Denied):
        sheet_of(here, secret)
    assert not Sheet.objects.exists()


def test_the_board_comes_as_a_tagged_pdf_with_its_rows_numbered_through(here, monkeypatch):
    pages = printed(monkeypatch)
    family = family_for(here)
    here.case("Melli Majid", family=family)
    case = here.case("Sana Majid", family=family, born_on=date(2020, 1, 4))
    here.case("Theo Alone", worker=None)
    here.case("Secret Child", restricted=True)
    recorded(here, case, "three-houses", done(date(2026, 2, 3)))
    recorded(here, case, "words-and-pictures", Draft(answer=Answer.NOT_APPLICABLE, reason="mother is in prison"))

    answer = browser(here.supervisor).post(reverse("print-board", args=[here.team.public_id]), ASKED)

    sheet = Sheet.objects.get()
    assert answer["Content-Type"] == "application/pdf" and answer["Cache-Control"] == "no-store"
    assert answer.content.startswith(b"%PDF-") and b"pdfuaid" in answer.content
    assert f"board-{grouped_code(sheet.code)}.pdf" in answer["Content-Disposition"]
    (page,) = pages
    children = [(group["title"], one["number"], one["name"]) for group in page["groups"] for one in group["children"]]
    assert children == [
        ("Not allocated", 1, "TA"),
        ("Jane Smith’s cases", 2, "MM"),
        ("Jane Smith’s cases", 3, "SM"),
    ]
    assert [one["starts-family"] for one in page["groups"][1]["children"]] == [True, False]
    assert page["code"] == grouped_code(sheet.code)
    said = str(page)
    assert "3 Feb" in said and "does not apply" in said
    assert "prison" not in said and "Secret" not in said and "PA" not in said and "4002" not in said


def test_names_and_kinds_of_abuse_are_printed_where_they_were_asked_for(here, monkeypatch):
    pages = printed(monkeypatch)
    here.case("Melli Majid", abuse=("PA",))
    here.case("Łukasz Åström")
    here.case("Αννα ย")  # not in our type
    asked = {"paper": "a3", "named_by": "name", "shows_abuse": "on", "board": "whole-practice"}
    answer = browser(here.supervisor).post(reverse("print-board", args=[here.team.public_id]), asked)
    assert answer.status_code == 200
    (page,) = pages
    lines = {one["name"]: one for one in page["groups"][0]["children"]}
    assert set(lines) == {"Melli Majid, 13", "Łukasz Åström, 13", ""}
    assert "PA" in lines["Melli Majid, 13"]["cells"]
    assert lines[""]["beneath"].startswith("4003")
    assert "stands alone" in page["key"]


def test_the_trail_is_written_before_the_pdf_is_laid_out(here, monkeypatch):
    here.case()

    def refuse(template, data, *, at):
        assert ReadEntry.objects.get(verb="board.viewed").child_set.size == 1
        assert ChangeEntry.objects.filter(verb="sheet.printed").exists()
        raise paper.PaperTimeout

    monkeypatch.setattr(paper, "render_pdf", refuse)
    answer = browser(here.supervisor).post(reverse("print-board", args=[here.team.public_id]), ASKED)
    assert answer.status_code == 200 and "took too long" in answer.content.decode()


def test_the_cases_of_one_worker_are_printed_alone(here, monkeypatch):
    pages = printed(monkeypatch)
    here.case("Melli Majid")
    here.case("Not Allocated", worker=None)
    address = reverse("print-board", args=[here.team.public_id])
    supervisor = browser(here.supervisor)
    assert f'value="{here.jane.public_id}"' in supervisor.get(address).content.decode()
    for worker, initials in (("", ["NA", "MM"]), (here.jane.public_id, ["MM"]), (queries.NOBODY, ["NA"])):
        assert supervisor.post(address, ASKED | {"worker": worker}).status_code == 200
        assert [one["name"] for group in pages[-1]["groups"] for one in group["children"]] == initials


def test_ones_own_cases_are_printed_too(here, monkeypatch):
    pages = printed(monkeypatch)
    here.case("Melli Majid")
    here.case("Not Mine", worker=None)
    jane = browser(here.worker)
    assert reverse("print-mine") in jane.get(reverse("my-cases")).content.decode()
    assert jane.post(reverse("print-mine"), ASKED).status_code == 200
    assert [one["name"] for group in pages[0]["groups"] for one in group["children"]] == ["MM"]
    sheet = Sheet.objects.get()
    assert sheet.team is None
    assert queries.sheet_for(here.as_worker, sheet.code) == sheet
    assert queries.sheet_for(here.as_supervisor, sheet.code) is None  # Jane's own


def test_who_may_print(here):
    address = reverse("print-board", args=[here.team.public_id])
    assert browser(here.worker).get(address).status_code == 200
    assert browser(here.supervisor).get(address).status_code == 200
    assert browser(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service))).get(address).status_code == 404
    analyst = browser(UserFactory(analyst=True, agency=here.agency))
    assert analyst.get(address).status_code in (403, 404)
    service = reverse("print-board", args=[here.service.public_id])
    assert browser(UserFactory(supervisor=True, unit=here.service)).get(service).status_code == 404
    board = browser(here.supervisor).get(reverse("board", args=[here.team.public_id]))
    assert ("Print", address) in [(one["label"], one["href"]) for one in board.context["ways"]]


def test_a_form_without_a_choice_says_so(here):
    answer = browser(here.supervisor).post(reverse("print-board", args=[here.team.public_id]), {"paper": "a5"})
    assert set(answer.context["form"].errors) == {"paper", "named_by", "board"}
    assert not Sheet.objects.exists()


# --- keying it back in ---------------------------------------------------------------------------------------------


def test_what_is_keyed_is_recorded_from_the_sheet_for_brothers_and_sisters_alike(here):
    family = family_for(here)
    first, second = here.case("Ana Open", family=family), here.case("Ben Open", family=family)
    sheet = sheet_of(here, first, second)
    came = key_in(
        here,
        sheet,
        Entry((1, 2), "mapping-family", MAPPED),
        Entry((2,), "three-houses", Keyed(Answer.NOT_APPLICABLE, reason="too young")),
        Entry((1,), "meetings", Keyed(Answer.YES, number=3)),
    )
    assert came == (3, 0)
    assert entry_of(first, "mapping-family")["on"] == entry_of(second, "mapping-family")["on"] == "2026-02-06"
    assert entry_of(second, "three-houses")["why"] == "too young"
    assert entry_of(first, "three-houses") is None
    assert entry_of(first, "meetings")["num"] == 3
    record = Record.objects.get(element__code="mapping-family")
    assert (record.source, record.recorded_by, record.case_links.count()) == ("sheet", here.worker.public_id, 2)


def test_the_same_sheet_again_adds_nothing_whoever_keys_it(here):
    family = family_for(here)
    first, second = here.case("Ana Open", family=family), here.case("Ben Open", family=family)
    sheet = sheet_of(here, first, second)
    yes = Entry((1, 2), "mapping-family", Keyed(Answer.YES))  # without a day, so that nothing but the sheet knows it
    assert key_in(here, sheet, yes) == (1, 0)
    assert key_in(here, sheet, yes, by=here.as_supervisor) == (0, 1)
    assert key_in(here, sheet, yes._replace(rows=(2,))) == (0, 1)
    assert Record.objects.count() == 1 and SheetCell.objects.count() == 2


def test_what_stands_there_already_is_added_only_where_it_is_missing(here):
    family = family_for(here)
    first, second = here.case("Ana Open", family=family), here.case("Ben Open", family=family)
    recorded(here, first, "mapping-family", done(date(2026, 2, 6)))
    sheet = sheet_of(here, first, second)
    assert key_in(here, sheet, Entry((1,), "mapping-family", MAPPED)) == (0, 1)
    assert key_in(here, sheet, Entry((1, 2), "mapping-family", MAPPED)) == (1, 0)
    assert entry_of(first, "mapping-family")["n"] == entry_of(second, "mapping-family")["n"] == 1


def test_one_problem_and_nothing_is_recorded_all_problems_are_said(here):
    first, second = here.case("Ana Open"), here.case("Ben Open")
    sheet = sheet_of(here, first, second)
    with pytest.raises(SheetRefused) as refused:
        key_in(
            here,
            sheet,
            Entry((1,), "mapping-family", MAPPED),
            Entry((1,), "scale", Keyed(Answer.YES, number=5)),
            Entry((2,), "mapping-family", Keyed(Answer.YES, date(2026, 12, 1))),
        )
    codes = {place: [one.code for one in found] for place, found in refused.value.problems.items()}
    assert codes == {(1, "scale"): [ProblemCode.ISSUE_NEEDED], (2, "mapping-family"): [ProblemCode.DATE_IN_FUTURE]}
    assert not Record.objects.exists() and not SheetCell.objects.exists()
    assert entry_of(first, "mapping-family") is None


def test_a_rating_is_the_workers_of_the_only_current_worry(here):
    case = here.case()
    recorded(here, case, "statement", done(date(2026, 1, 5), new_issue_name="Violence at home"))
    sheet = sheet_of(here, case)
    assert key_in(here, sheet, Entry((1,), "scale", Keyed(Answer.YES, date(2026, 2, 6), 0))) == (1, 0)
    rating = Record.objects.get(element__code="scale")
    assert (rating.number, rating.rater, rating.issue.name) == (0, "worker", "Violence at home")
    recorded(here, case, "statement", done(date(2026, 2, 5), new_issue_name="Drinking"))
    with pytest.raises(SheetRefused):
        key_in(here, sheet, Entry((1,), "scale", Keyed(Answer.YES, number=5)))


def test_rights_are_those_of_each_case(here):
    mine, other = here.case("Ana Open"), here.case("Ben Open", team=TeamFactory(parent=here.service), worker=None)
    sheet = Sheet.objects.get(pk=sheet_of(here, mine).pk)
    sheet.cases = [mine.public_id, other.public_id]
    sheet.save()
    entries = [Entry((row,), "mapping-family", MAPPED) for row in (1, 2)]
    with pytest.raises(Denied):
        key_in(here, sheet, *entries)
    assert not Record.objects.exists()
    stranger = viewer_for(UserFactory(worker=True, unit=TeamFactory(parent=here.service)))
    with pytest.raises(Denied):
        key_in(here, sheet, entries[0], by=stranger)
    for row in (0, -1, 3):
        with pytest.raises(Denied, match="no such row"):
            key_in(here, sheet, Entry((row,), "mapping-family", MAPPED))
    assert key_in(here, sheet, entries[0]) == (1, 0)


def test_a_case_that_was_restricted_since_is_not_keyed(here):
    case = here.case()
    sheet = sheet_of(here, case)
    Case.objects.filter(pk=case.pk).update(restricted=True)
    with pytest.raises(Denied):
        key_in(here, sheet, Entry((1,), "mapping-family", MAPPED))
    shown = queries.sheet_shown(here.as_supervisor, sheet, at=NOON, language="en-gb")
    assert [(one.row, one.recordable) for one in shown.rows] == [(None, False)]


def test_a_failure_in_the_middle_leaves_nothing(here, monkeypatch):
    case = here.case()
    sheet = sheet_of(here, case)
    monkeypatch.setattr(SheetCell.objects, "bulk_create", _fails)
    with pytest.raises(DatabaseError):
        key_in(here, sheet, Entry((1,), "mapping-family", MAPPED))
    assert not Record.objects.exists() and entry_of(case, "mapping-family") is None
    assert not ChangeEntry.objects.filter(verb="practice.recorded").exists()


def _fails(rows):
    list(rows)
    raise DatabaseError("the disk is full")


# --- the pages -----------------------------------------------------------------------------------------------------


def test_a_sheet_of_another_team_or_agency_looks_like_none(here):
    sheet = sheet_of(here, here.case())
    address = reverse("sheet", args=[grouped_code(sheet.code)])
    assert browser(here.worker).get(address).status_code == 200
    assert browser(here.worker).get(address.lower()).status_code == 200
    stranger = browser(UserFactory(supervisor=True, unit=TeamFactory(parent=here.service)))
    assert stranger.get(address).status_code == 404
    assert "No sheet of yours" in stranger.post(reverse("sheets"), {"code": sheet.code}).content.decode()
    assert browser(here.worker).get(reverse("sheet", args=["ABCD-EFGH"])).status_code == 404


def test_a_sheet_of_another_agency_looks_like_none(here):
    sheet = sheet_of(here, here.case())
    elsewhere = viewer_for(UserFactory(supervisor=True, unit=TeamFactory(parent=None, agency=AgencyFactory())))
    assert queries.sheet_for(elsewhere, sheet.code) is None


def test_the_rows_stand_as_they_were_printed_and_the_trail_says_who_read_them(here):
    first, second, gone = here.case("Zoe Open"), here.case("Ana Open"), here.case("Gone Child")
    sheet = sheet_of(here, first, gone, second)
    Case.objects.filter(pk=gone.pk).update(closed_on=NOON.date())
    answer = browser(here.worker).post(reverse("sheets"), {"code": f" {sheet.code.lower()} "}, follow=True)
    lines = answer.context["lines"]
    assert [(one["number"], one["name"], one["recordable"]) for one in lines] == [
        (1, "Zoe Open", True),
        (2, "Gone Child", False),
        (3, "Ana Open", True),
    ]
    assert [one.code for one in answer.context["columns"]] == sheet.columns
    assert "Nothing to key here" in answer.content.decode()
    assert ReadEntry.objects.get(verb="sheet.viewed").child_set.size == 3


def test_everything_wrong_is_said_with_row_and_column_and_nothing_typed_is_lost(here):
    sheet = sheet_of(here, here.case("Ana Open"), here.case("Ben Open"))
    typed = {"r1-mapping-family": "6/2", "r2-three-houses": "31/2", "r2-meetings": "many", "r1-scale": "5"}
    jane = browser(here.worker)
    answer = jane.post(reverse("sheet", args=[sheet.code]), typed)
    found = [(one["row"], one["column"], one["found"]) for one in answer.context["problems"]]
    assert found == [
        (1, "Safety Scale", "5"),  # no worry to rate
        (2, "Three Houses", "31/2"),
        (2, "Participatory Conferences and Meetings", "many"),
    ]
    values = {cell["name"]: cell["value"] for line in answer.context["lines"] for cell in line["cells"]}
    assert {name: values[name] for name in typed} == typed
    assert not Record.objects.exists()


def test_two_siblings_once_and_again(here):
    family = family_for(here)
    first, second = here.case("Ana Open", family=family), here.case("Ben Open", family=family)
    sheet = sheet_of(here, first, second)
    jane, address = browser(here.worker), reverse("sheet", args=[grouped_code(sheet.code)])
    page = jane.get(address)
    assert [(one["siblings"], one["for_family"]) for one in page.context["lines"]] == [("Ben", True), ("Ana", True)]
    typed = {"f1": "on", "f2": "on", "r1-mapping-family": "6/2", "r1-three-houses": "7/2"}
    said = jane.post(address, typed, follow=True)
    assert "2 entries are recorded." in said.content.decode()
    assert entry_of(second, "mapping-family")["on"] == "2026-02-06"
    assert entry_of(second, "three-houses") is None  # the child's own
    keyed = {cell["name"] for line in said.context["lines"] for cell in line["cells"] if cell["keyed"]}
    assert keyed == {"r1-mapping-family", "r2-mapping-family", "r1-three-houses"}
    assert "2 stood there already." in jane.post(address, typed, follow=True).content.decode()
    assert Record.objects.count() == 2


def test_unticked_the_familys_is_of_one_child_alone(here):
    family = family_for(here)
    first, second = here.case("Ana Open", family=family), here.case("Ben Open", family=family)
    sheet = sheet_of(here, first, second)
    browser(here.worker).post(reverse("sheet", args=[sheet.code]), {"f2": "on", "r1-mapping-family": "6/2"})
    assert entry_of(first, "mapping-family") and entry_of(second, "mapping-family") is None


def test_an_empty_sheet_says_so(here):
    sheet = sheet_of(here, here.case())
    answer = browser(here.worker).post(reverse("sheet", args=[sheet.code]), {"f1": "on"}, follow=True)
    assert "Nothing is filled in yet" in answer.content.decode()


def test_a_column_that_left_the_board_since_is_keyed_all_the_same(here):
    sheet = sheet_of(here, here.case(), columns=["mapping-family", "three-houses"])
    here.columns().filter(element__code="three-houses").delete()
    answer = browser(here.worker).get(reverse("sheet", args=[sheet.code]))
    assert [one.code for one in answer.context["columns"]] == ["mapping-family", "three-houses"]


def test_reading_a_sheet_takes_as_many_queries_for_one_child_as_for_twenty(here):
    few, many = sheet_of(here, here.case()), sheet_of(here, *[here.case(f"Child{n} Open") for n in range(20)])
    taken = []
    for sheet in (few, many):
        with CaptureQueriesContext(connection) as asked:
            queries.sheet_shown(here.as_supervisor, sheet, at=NOON, language="en-gb")
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 25
