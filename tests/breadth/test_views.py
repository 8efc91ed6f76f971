"""The pages of practice through the client: what each person sees and does, and what does not exist for them."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import Grant
from soundings.accounts.rules import GrantState, Role
from soundings.accounts.sessions import SEEN_COOKIE
from soundings.breadth import actions
from soundings.breadth.models import CaseState, Element, IssueSet, Record, RecordingStart
from soundings.breadth.rules import Answer
from soundings.cases.models import AbuseType, Activity, Case, KnownPerson, NamedAccess
from soundings.core.models import ReadEntry
from soundings.core.queries import reads_of_child
from tests.factories.accounts import NOON, TeamFactory, UserFactory, root_for
from tests.factories.breadth import Office, case_for, done, family_for, office, recorded, staff_for
from tests.factories.cases import abuse_types_for

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    """Every page is asked for at noon on Monday 16 March 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def here() -> Office:
    made = office()
    abuse_types_for(made.agency)
    return made


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def jane(here):
    return browser(here.worker)


@pytest.fixture
def sam(here):
    return browser(here.supervisor)


def text(response) -> str:
    assert response.status_code == 200, (response.status_code, getattr(response, "url", ""))
    return html.unescape(response.content.decode())


def words(response) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(response)))


def day(on: date, name: str = "happened_on") -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def board_of(unit) -> str:
    return reverse("board", args=[unit.public_id])


def element_of(case, code) -> str:
    return reverse("element", args=[case.public_id, code])


def record_page(name, case, record) -> str:
    return reverse(f"record-{name}", args=[case.public_id, record.element.code, record.pk])


def entry(case, code) -> dict | None:
    return CaseState.objects.get(pk=case.pk).values.get(code)


FEBRUARY = date(2026, 2, 6)
IN_PLACE = {"HX-Request": "true"}


# --- my cases ----------------------------------------------------------------------------------------------------


def test_my_cases_are_mine(here, jane):
    here.case("Melli Majid")
    here.case("Zoe Orr", worker=staff_for(here, "Alison Camp"))
    page = text(jane.get(reverse("my-cases")))
    assert "Melli Majid" in page and "Zoe Orr" not in page
    assert "Jane Smith’s cases" in page


def test_restricted_cases_stand_in_a_section_of_their_own_for_those_named(here, jane, sam):
    case = here.case("Robin Secret", restricted=True, worker=None)
    assert "Robin Secret" not in text(sam.get(board_of(here.team)))
    assert "Robin Secret" not in text(sam.get(reverse("my-cases")))
    named = {"agency": here.agency, "reason": "Works with them", "given_by": here.supervisor, "given_at": NOON}
    NamedAccess.objects.create(case=case, user=here.worker, **named)
    page = text(jane.get(reverse("my-cases")))
    assert "Restricted: only the people on each list see these" in page and "Robin Secret" in page


def test_without_cases_the_page_says_so(jane):
    assert "No open cases stand with you" in text(jane.get(reverse("my-cases")))


# --- a team ------------------------------------------------------------------------------------------------------


def test_a_team_board_has_its_columns_groups_coverage_and_key(here, sam):
    melli, _mary = here.case("Melli Majid"), here.case("Mary Telis", abuse=("FDV", "EA", "N"))
    recorded(here, melli, "mapping-family", done(FEBRUARY))
    page = text(sam.get(board_of(here.team), {"board": "front-end"}))
    assert "Mapping with Family" in page and "Jane Smith’s cases" in page
    assert "1 of 2" in page
    assert "FDV, EA, N" in page and "Family and domestic violence" in page
    assert "2 open children" in page


def test_before_recording_has_begun_a_column_is_not_known(here, sam):
    here.case("Melli Majid")
    said = words(sam.get(board_of(here.team)))
    assert "Mapping with Family, Melli Majid: not known , recording has not begun here" in said
    assert "Mapping with Family, Melli Majid: No" not in said


def test_the_trail_says_who_read_the_board(here, sam):
    case = here.case("Melli Majid")
    sam.get(board_of(here.team))
    reads = reads_of_child(child=case.child.public_id, agency_id=here.agency.pk)
    assert [(one.verb, one.actor) for one in reads] == [("board.viewed", here.supervisor.public_id)]


def test_names_stand_in_no_title_and_no_address(here, sam):
    case = here.case("Melli Majid")
    pages = [board_of(here.team), reverse("case", args=[case.public_id]), element_of(case, "mapping-family")]
    for address in pages:
        page = text(sam.get(address))
        assert "Majid" not in re.search(r"<title>(.*?)</title>", page, re.S).group(1)
        assert not [href for href in re.findall(r'(?:href|action|hx-get)="([^"]*)"', page) if "ajid" in href]


def test_filters_narrow_the_board_and_say_so(here, sam):
    melli, mary = here.case("Melli Majid"), here.case("Mary Telis", abuse=("FDV",), opened_on=date(2025, 6, 12))
    recorded(here, melli, "mapping-family", done(FEBRUARY))

    def shown(**params):
        page = text(sam.get(board_of(here.team), params))
        return [name for name in ("Melli Majid", "Mary Telis") if f">{name}</a>" in page]

    assert shown() == ["Melli Majid", "Mary Telis"]
    assert shown(element="mapping-family:missing") == ["Mary Telis"]
    assert shown(element="mapping-family:recorded") == ["Melli Majid"]
    assert shown(abuse="FDV") == ["Mary Telis"]
    assert shown(opened="182+") == ["Mary Telis"]
    assert shown(worker=here.jane.public_id) == ["Melli Majid", "Mary Telis"]
    assert "1 of 2 children shown." in words(sam.get(board_of(here.team), {"abuse": "FDV"}))
    assert mary.child.public_id


def test_a_name_is_looked_for_by_post_so_that_it_stands_in_no_address(here, sam):
    here.case("Melli Majid")
    here.case("Mary Telis")
    response = sam.post(board_of(here.team), {"find": "majid"})
    page = text(response)
    assert ">Melli Majid</a>" in page and ">Mary Telis</a>" not in page
    assert "majid" not in response.request["QUERY_STRING"].lower()


def test_in_place_only_the_board_is_sent(here, sam):
    here.case("Melli Majid")
    page = text(sam.get(board_of(here.team), headers=IN_PLACE))
    assert "Melli Majid" in page and "<html" not in page and "<form" not in page


def test_coverage_of_one_worker_is_for_that_worker_and_their_supervisor(here, jane, sam):
    alison = staff_for(here, "Alison Camp")
    case = here.case("Zoe Orr", worker=alison)
    here.case("Melli Majid")
    recorded(here, case, "mapping-family", done(FEBRUARY))
    hers = {"worker": alison.public_id}
    assert "1 of 1" in text(sam.get(board_of(here.team), hers))
    assert "1 of 1" not in text(jane.get(board_of(here.team), hers))
    assert "0 of 1" in text(jane.get(board_of(here.team), {"worker": here.jane.public_id}))


def test_an_unknown_board_falls_back_to_that_of_the_place(here, sam):
    here.case("Melli Majid")
    assert "Whole practice" in text(sam.get(board_of(here.team), {"board": "none-such"}))


@pytest.mark.parametrize("name", ["board", "board-changes", "recording-starts"])
def test_another_team_and_another_agency_are_not_there(here, sam, name):
    for unit in (TeamFactory(parent=here.service), TeamFactory()):
        assert sam.get(reverse(name, args=[unit.public_id]), {"since": "1"}).status_code == 404
    assert sam.get(reverse(name, args=["nowhere"]), {"since": "1"}).status_code == 404


def test_changes_since_are_counted_without_a_name(here, sam):
    case = here.case("Melli Majid")
    address = reverse("board-changes", args=[here.team.public_id])
    later = {"since": str(int(NOON.timestamp()) + 60)}
    assert "changed" not in text(sam.get(address, later))
    CaseState.objects.filter(pk=case.pk).update(changed_at=NOON)
    said = text(sam.get(address, {"since": str(int(NOON.timestamp()) - 60), "abuse": "N"}))
    assert "1 child has changed since 11:59." in said and "Majid" not in said
    assert f'href="{board_of(here.team)}?abuse=N"' in said
    assert sam.get(address, {"since": "yesterday"}).status_code == 404


def test_my_cases_ask_for_changes_too(here, jane, sam):
    case = here.case("Melli Majid", worker=here.jane)
    other = here.case("Mary Telis", worker=staff_for(here, "Alison Camp"))
    CaseState.objects.filter(pk=other.pk).update(changed_at=NOON)
    CaseState.objects.filter(pk=case.pk).update(changed_at=NOON)
    assert f"{reverse('my-changes')}?abuse=N&since=" in text(jane.get(reverse("my-cases"), {"abuse": "N"}))
    before = {"since": str(int(NOON.timestamp()) - 60), "abuse": "N"}
    said = text(jane.get(reverse("my-changes"), before))
    assert "1 child has changed since 11:59." in said and "Majid" not in said
    assert f'href="{reverse("my-cases")}?abuse=N"' in said
    assert "changed" not in text(sam.get(reverse("my-changes"), before))
    assert jane.get(reverse("my-changes"), {"since": "soon"}).status_code == 404


def test_changes_of_a_child_whom_the_viewer_knows_are_not_counted(here, sam):
    case = here.case("Melli Majid")
    CaseState.objects.filter(pk=case.pk).update(changed_at=NOON)
    KnownPerson.objects.create(agency=here.agency, user=here.supervisor, child=case.child, declared_at=NOON)
    address = reverse("board-changes", args=[here.team.public_id])
    assert "changed" not in text(sam.get(address, {"since": str(int(NOON.timestamp()) - 60)}))


def test_an_open_board_keeps_nobody_signed_in(here, sam):
    address = reverse("board-changes", args=[here.team.public_id])
    assert SEEN_COOKIE not in sam.get(address, {"since": "1"}).cookies
    assert SEEN_COOKIE in sam.get(board_of(here.team)).cookies


# --- where somebody starts, and places above ---------------------------------------------------------------------


def test_teams_leads_to_the_place_where_somebody_belongs(here, sam):
    assert sam.get(reverse("board")).url == board_of(here.team)


def test_who_belongs_to_two_places_chooses(here, sam):
    other = TeamFactory(parent=here.service, name="South")
    Grant.objects.create(
        agency=here.agency,
        user=here.supervisor,
        role=Role.SUPERVISOR,
        unit=other,
        state=GrantState.ACTIVE,
        granted_by=here.worker,
        granted_at=NOON,
    )
    page = text(sam.get(reverse("board")))
    assert "North" in page and "South" in page


@pytest.fixture
def manager(here):
    return browser(UserFactory(senior_manager=True, unit=root_for(here.agency), name="Moira Costello"))


def test_a_service_shows_its_teams_with_their_figures_and_no_child(here, manager):
    case = here.case("Melli Majid")
    here.case("Mary Telis")
    recorded(here, case, "mapping-family", done(FEBRUARY))
    page = text(manager.get(board_of(here.service)))
    assert "North" in page and board_of(here.team) in page
    assert "1 of 2" in page and "not known" in page
    assert "Majid" not in page
    assert not ReadEntry.objects.exists()


def test_the_way_up_is_shown_where_it_may_be_gone(here, manager):
    assert board_of(root_for(here.agency)) in text(manager.get(board_of(here.service)))


def test_a_manager_gives_a_reason_before_a_teams_children_are_shown(here, manager):
    here.case("Melli Majid")
    response = manager.get(board_of(here.team))
    assert response.status_code == 302 and response.url.startswith(reverse("give-reason"))


def test_a_qa_lead_sees_the_figures_of_a_team_and_not_its_children(here):
    here.case("Melli Majid")
    lead = browser(UserFactory(qa_lead=True, unit=root_for(here.agency)))
    page = text(lead.get(board_of(here.team)))
    assert "You see the figures of this team, not its children." in page
    assert "Majid" not in page


def test_an_administrator_sees_no_board(here):
    admin = browser(UserFactory(administrator=True, unit=root_for(here.agency)))
    for address in (board_of(here.team), reverse("board"), reverse("my-cases")):
        assert admin.get(address).status_code == 404


def test_a_supervisor_of_a_service_lists_its_children_when_they_narrow_it(here):
    case_for(here, "Melli Majid", team=TeamFactory(parent=here.service, name="South"))
    head = browser(UserFactory(supervisor=True, unit=here.service))
    assert "Majid" not in text(head.get(board_of(here.service)))
    assert "Melli Majid" in text(head.get(board_of(here.service), {"abuse": "N"}))


# --- the page of a case ------------------------------------------------------------------------------------------


def test_a_case_shows_elements_family_worries_and_what_happened(here, jane):
    family = family_for(here)
    melli = here.case("Melli Majid", family=family)
    here.case("Theo Majid", family=family)
    recorded(here, melli, "statement", done(FEBRUARY, new_issue_name="Shouting", words="Dad shouts at night"))
    issue = IssueSet.objects.get()
    for on, number, rater in ((date(2026, 2, 6), 2, "worker"), (date(2026, 3, 6), 5, "worker"), (FEBRUARY, 0, "child")):
        recorded(here, melli, "scale", done(on, number=number, rater=rater, issue=issue.public_id))
    Activity.objects.create(agency=here.agency, case=melli, kind="conference", started_on=FEBRUARY, outcome="Plan made")
    page = text(jane.get(reverse("case", args=[melli.public_id])))
    assert "Melli Majid, 13" in page and "Theo Majid" in page
    assert "Shouting" in page and "Dad shouts at night" in page
    assert "Danger Statement" in page and "Child protection conference" in page and "Plan made" in page
    assert "<svg" in page and "Child or young person" in page
    assert reverse("case-readers", args=[melli.public_id]) in page


def test_a_rating_from_a_file_that_names_no_worry_stands_on_the_case_page(here, jane):
    melli = here.case("Melli Majid")
    recorded(here, melli, "scale", done(date(2026, 2, 6), number=4, rater="worker", new_issue_name="Shouting"))
    Record.objects.update(issue=None)  # as a whiteboard says it
    page = text(jane.get(reverse("case", args=[melli.public_id])))
    assert "No worry named" in page and "Nothing is written yet" not in page and "Shouting" not in page


def test_reading_a_case_is_in_the_trail_with_the_siblings_it_names(here, jane):
    family = family_for(here)
    melli, theo = here.case("Melli Majid", family=family), here.case("Theo Majid", family=family)
    jane.get(reverse("case", args=[melli.public_id]))
    for case in (melli, theo):
        verbs = [one.verb for one in reads_of_child(child=case.child.public_id, agency_id=here.agency.pk)]
        assert verbs == ["case.viewed"]


def test_a_restricted_sibling_is_not_there(here, jane):
    family = family_for(here)
    melli = here.case("Melli Majid", family=family)
    here.case("Robin Secret", family=family, restricted=True)
    for address in (reverse("case", args=[melli.public_id]), board_of(here.team), element_of(melli, "network")):
        assert "Robin" not in text(jane.get(address))


def test_an_earlier_case_is_shown_and_not_counted(here, jane):
    before = here.case("Melli Majid", closed_on=date(2026, 2, 1))
    recorded(here, here.case("Other Child"), "three-houses", done(FEBRUARY))
    now = Case.objects.create(
        agency=here.agency, child=before.child, opened_on=FEBRUARY, team=here.team, worker=here.jane, previous=before
    )
    actions.refresh([now.pk], at=NOON)
    page = words(browser(here.supervisor).get(reverse("case", args=[now.public_id])))
    assert "An earlier case ran from 3 January 2026 to 1 February 2026" in page


@pytest.mark.parametrize("name", ["case", "case-record"])
def test_somebody_elses_case_is_not_there(here, jane, name):
    for case in (
        case_for(here, "Other Team", team=TeamFactory(parent=here.service), worker=None),
        office().case("Far Away"),
    ):
        assert jane.get(reverse(name, args=[case.public_id])).status_code == 404
        assert jane.get(element_of(case, "mapping-family")).status_code == 404
        assert jane.post(element_of(case, "mapping-family"), day(FEBRUARY)).status_code == 404
    assert jane.get(reverse(name, args=["nobody"])).status_code == 404
    assert not Record.objects.exists()


# --- recording ---------------------------------------------------------------------------------------------------


def test_a_mapping_is_recorded_for_a_child_and_the_sibling_that_stands_chosen(here, jane):
    family = family_for(here)
    mary, theo = here.case("Mary Telis", family=family), here.case("Theo Telis", family=family)
    page = text(jane.get(element_of(mary, "mapping-family")))
    assert re.search(rf'value="{theo.public_id}"[^>]* checked', page)
    sent = day(FEBRUARY) | {
        "answer": "yes",
        "siblings": [theo.public_id],
        "words": "Mother",
        "family_mode": "separately",
    }
    response = jane.post(element_of(mary, "mapping-family"), sent, follow=True)
    assert "Recorded. Mapping with Family: Yes, 6 February 2026, for Mary Telis, Theo Telis." in words(response)
    record = Record.objects.get()
    assert (record.words, record.family_mode, record.source) == ("Mother", "separately", "page")
    assert entry(mary, "mapping-family")["on"] == entry(theo, "mapping-family")["on"] == "2026-02-06"


def test_what_is_refused_keeps_every_word_and_says_all_at_once(here, jane):
    case = here.case()
    sent = day(date(2027, 1, 1)) | {"answer": "yes", "words": "Mother and grandmother", "number": "4"}
    response = jane.post(element_of(case, "scale"), sent)
    page = text(response)
    assert "This date is still to come" in page
    assert "Say whose rating this is" in page
    assert "Choose which worry this is about, or name a new one" in page
    assert "Mother and grandmother" in page
    assert "<title>Error:" in page
    assert not Record.objects.exists()


def test_does_not_apply_without_a_reason_is_asked_for(here, jane):
    case = here.case()
    assert "Say why it does not apply" in text(jane.post(element_of(case, "three-houses"), {"answer": "na"}))
    jane.post(element_of(case, "three-houses"), {"answer": "na", "reason": "unborn"})
    assert entry(case, "three-houses") == {"a": "na", "on": None, "n": 0, "why": "unborn"}


def test_the_same_twice_asks_before_it_is_doubled(here, jane):
    case = here.case()
    sent = day(FEBRUARY) | {"answer": "yes"}
    jane.post(element_of(case, "three-houses"), sent)
    assert "This is recorded already" in text(jane.post(element_of(case, "three-houses"), sent))
    assert Record.objects.count() == 1
    jane.post(element_of(case, "three-houses"), sent | {"again": "on"})
    assert Record.objects.count() == 2


def test_a_rating_of_0_by_the_child_with_a_new_worry(here, jane):
    case = here.case()
    sent = day(FEBRUARY) | {"answer": "yes", "number": "0", "rater": "child", "new_issue_name": "Shouting"}
    assert jane.post(element_of(case, "scale"), sent).status_code == 302
    record = Record.objects.get()
    assert (record.number, record.rater, record.issue.name) == (0, "child", "Shouting")
    assert entry(case, "scale")["fam"] == ["child", 0]


def people(*rows) -> dict[str, str]:
    sent = {"people-TOTAL_FORMS": str(len(rows)), "people-INITIAL_FORMS": "0"}
    for at, row in enumerate(rows):
        sent |= {f"people-{at}-{name}": value for name, value in ({"part": "lay"} | row).items()}
    return sent


def test_a_network_is_people_and_counts_the_lay_ones(here, jane):
    case = here.case()
    sent = day(FEBRUARY) | {"answer": "yes"} | people({"name": "Gran"}, {"name": "Dr P", "part": "professional"}, {})
    assert jane.post(element_of(case, "network"), sent).status_code == 302
    assert entry(case, "network")["num"] == 1
    page = text(jane.get(element_of(case, "network")))
    assert "1 lay person, 1 professional" in page
    assert 'value="Gran"' in page


def test_another_person_is_asked_for_without_losing_what_was_typed(here, jane):
    case = here.case()
    page = text(jane.post(element_of(case, "network"), people({"name": "Gran"}) | {"more": "1", "words": "So far"}))
    assert 'name="people-1-name"' in page and 'value="Gran"' in page and "So far" in page
    assert "Error" not in page
    assert not Record.objects.exists()


def test_a_timeline_is_dated_steps(here, jane):
    case = here.case()
    steps = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-what": "Gran stays overnight"}
    jane.post(
        element_of(case, "timeline"), day(FEBRUARY) | {"answer": "yes"} | steps | day(date(2026, 4, 1), "steps-0-on")
    )
    assert Record.objects.get().detail == {
        "steps": [{"what": "Gran stays overnight", "on": "2026-04-01", "done": False}]
    }


def test_in_place_the_form_opens_as_a_fragment_and_stays_with_its_errors(here, jane):
    case = here.case()
    page = text(jane.get(element_of(case, "mapping-family"), headers=IN_PLACE))
    assert page.startswith('<section class="app-place"') and f'hx-post="{element_of(case, "mapping-family")}"' in page
    page = text(jane.post(element_of(case, "mapping-family"), {"answer": "yes"}, headers=IN_PLACE))
    assert "Write the day" in page and "<html" not in page


def test_in_place_the_cells_of_all_the_children_are_drawn_again_in_the_words_of_that_board(here, jane):
    family = family_for(here)
    mary, theo = here.case("Mary Telis", family=family), here.case("Theo Telis", family=family)
    sent = day(FEBRUARY) | {"answer": "yes", "siblings": [theo.public_id]}
    opened = f"http://testserver{board_of(here.team)}?board=family-support"
    page = text(jane.post(element_of(mary, "mapping-family"), sent, headers=IN_PLACE | {"HX-Current-URL": opened}))
    for case in (mary, theo):
        assert f'a.app-cell[href="{element_of(case, "mapping-family")}"]' in page
    assert page.count('class="app-cell is-recorded is-new"') == 2
    assert "</i>Yes<i>" in page  # that board says Yes, not the date


def test_who_only_sees_a_case_cannot_record_on_it(here):
    case = here.case()
    colleague = browser(UserFactory(worker=True, unit=here.team, name="Ah Hin Xeng"))
    page = text(colleague.get(element_of(case, "mapping-family")))
    assert "Only those who work on this case" in page and "Record it" not in page
    assert colleague.post(element_of(case, "mapping-family"), day(FEBRUARY) | {"answer": "yes"}).status_code == 403
    assert not Record.objects.exists()


def test_nobody_is_added_who_is_not_a_sibling(here, jane):
    case, stranger = here.case("Mary Telis"), here.case("Zoe Orr")
    sent = day(FEBRUARY) | {"answer": "yes", "siblings": [stranger.public_id]}
    jane.post(element_of(case, "mapping-family"), sent)
    assert entry(stranger, "mapping-family") is None


def test_an_element_that_the_agency_lacks_is_not_there(here, jane):
    assert jane.get(element_of(here.case(), "no-such-thing")).status_code == 404


# --- putting right -----------------------------------------------------------------------------------------------


@pytest.fixture
def mapped(here):
    case = here.case("Mary Telis")
    return case, recorded(here, case, "mapping-family", done(FEBRUARY, words="Mother"))


def test_a_correction_stands_in_place_and_the_history_keeps_both(mapped, jane):
    case, record = mapped
    page = text(jane.get(record_page("correct", case, record)))
    assert 'value="6"' in page and "Mother" in page
    sent = day(date(2026, 2, 7)) | {"answer": "yes", "words": "Mother, gran", "why": "Wrong day"}
    page = words(jane.post(record_page("correct", case, record), sent, follow=True))
    assert entry(case, "mapping-family")["on"] == "2026-02-07"
    assert "7 February 2026" in page and "6 February 2026" in page and "Wrong day" in page and "corrected since" in page


def test_a_correction_says_whom_else_it_changes(here, jane):
    family = family_for(here)
    melli, theo = here.case("Melli Majid", family=family), here.case("Theo Majid", family=family)
    at, cases = timezone.now(), [melli.pk, theo.pk]
    said = done(FEBRUARY)
    record = actions.record(by=here.as_supervisor, at=at, cases=cases, element="mapping-family", draft=said)
    assert "It changes for Theo Majid too." in words(jane.get(record_page("correct", melli, record)))


def test_a_correction_needs_a_reason(mapped, jane):
    case, record = mapped
    page = text(jane.post(record_page("correct", case, record), day(date(2026, 2, 7)) | {"answer": "yes"}))
    assert "Say why you change it" in page
    assert entry(case, "mapping-family")["on"] == "2026-02-06"


def test_what_was_corrected_meanwhile_is_not_overwritten(mapped, jane):
    case, record = mapped
    sent = day(date(2026, 2, 7)) | {"answer": "yes", "why": "Wrong day"}
    jane.post(record_page("correct", case, record), sent)
    assert "Somebody has corrected or withdrawn this since" in text(
        jane.post(record_page("correct", case, record), sent)
    )


def test_a_record_is_taken_back_with_a_reason(mapped, jane):
    case, record = mapped
    assert "Say why it is taken back" in text(jane.post(record_page("withdraw", case, record), {}))
    page = words(jane.post(record_page("withdraw", case, record), {"reason": "Another family"}, follow=True))
    assert entry(case, "mapping-family") is None
    assert "taken back" in page and "Another family" in page


def test_a_record_is_moved_to_the_right_sibling(here, jane):
    family = family_for(here)
    mary, theo = here.case("Mary Telis", family=family), here.case("Theo Telis", family=family)
    record = recorded(here, mary, "three-houses", done(FEBRUARY))
    sent = {"to_case": theo.public_id, "reason": "Typed on the wrong row"}
    assert jane.post(record_page("move", mary, record), sent).status_code == 302
    assert entry(mary, "three-houses") is None
    assert entry(theo, "three-houses")["on"] == "2026-02-06"


def test_a_record_leaves_as_a_case_note_and_is_marked(mapped, jane):
    case, record = mapped
    page = text(jane.get(record_page("note", case, record)))
    assert "Mapping with Family: Yes" in page and "For: Mary Telis" in page and "Recorded by Sam Reed" in page
    jane.post(record_page("mark", case, record))
    record.refresh_from_db()
    assert record.in_case_system
    assert "also in the case system" in text(jane.get(element_of(case, "mapping-family")))


@pytest.mark.parametrize("name", ["correct", "withdraw", "move", "note"])
def test_a_record_of_another_case_or_element_is_not_there(here, jane, mapped, name):
    _case, record = mapped
    other = here.case("Zoe Orr")
    assert jane.get(record_page(name, other, record)).status_code == 404
    address = reverse(f"record-{name}", args=[mapped[0].public_id, "three-houses", record.pk])
    assert jane.get(address).status_code == 404


# --- several at once ---------------------------------------------------------------------------------------------


def test_several_cells_are_recorded_for_chosen_siblings_in_one_go(here, jane):
    family = family_for(here)
    mary, theo = here.case("Mary Telis", family=family), here.case("Theo Telis", family=family)
    sent = day(FEBRUARY) | {"done": ["mapping-internal", "three-houses"], "siblings": [theo.public_id]}
    response = jane.post(reverse("case-record", args=[mary.public_id]), sent, follow=True)
    assert "2 things are recorded." in words(response)
    for case in (mary, theo):
        assert entry(case, "mapping-internal") and entry(case, "three-houses")


def test_several_are_all_stored_or_none(here, jane):
    case = here.case()
    sent = day(date(2027, 1, 1)) | {"done": ["mapping-internal", "three-houses"]}
    page = text(jane.post(reverse("case-record", args=[case.public_id]), sent))
    assert "Mapping Internal: This date is still to come" in page
    assert "Three Houses: This date is still to come" in page
    assert not Record.objects.exists()


# --- worries -----------------------------------------------------------------------------------------------------


def test_a_worry_is_renamed_and_ended(here, jane):
    case = here.case()
    recorded(here, case, "statement", done(FEBRUARY, new_issue_name="Shouting"))
    issue = IssueSet.objects.get()
    address = reverse("issue", args=[case.public_id, issue.public_id])
    jane.post(address, {"name": "Shouting at night"} | day(date(2026, 3, 1), "on"))
    issue.refresh_from_db()
    assert (issue.name, issue.ended_on) == ("Shouting at night", date(2026, 3, 1))
    assert jane.get(reverse("issue", args=[here.case("Zoe Orr").public_id, issue.public_id])).status_code == 404


# --- the agency's own words --------------------------------------------------------------------------------------


def test_only_those_who_tailor_see_the_words(here, jane, sam, manager):
    for client in (jane, sam):
        assert client.get(reverse("words")).status_code == 404
    assert "Mapping with family" in text(manager.get(reverse("words")))


def test_an_element_is_renamed_retired_and_taken_up_again(here, manager):
    address = reverse("element-words", args=["three-houses"])
    manager.post(address, {"label": "My houses"})
    element = Element.objects.get(agency=here.agency, code="three-houses")
    assert element.labels["en-gb"] == "My houses"
    manager.post(address, {"retire": "1"})
    element.refresh_from_db()
    assert element.retired_on == NOON.date()
    manager.post(address, {"take-up": "1"})
    element.refresh_from_db()
    assert element.retired_on is None


def test_an_element_is_added_under_a_code_that_means_nothing_else(here, manager, jane):
    sent = {"label": "Record", "kind": "date", "scope": "child"}
    manager.post(reverse("add-element"), sent)
    element = Element.objects.get(agency=here.agency, labels={"en-gb": "Record"})
    assert element.code == "record-2"
    assert "There is one of this name already" in text(manager.post(reverse("add-element"), sent))
    assert text(jane.get(element_of(here.case(), element.code)))


def test_an_abuse_type_is_renamed_and_switched_on(here, manager):
    manager.post(reverse("abuse-words", args=["CSE"]), {"name": "Sexual exploitation", "active": "on"})
    found = AbuseType.objects.get(agency=here.agency, code="CSE")
    assert (found.name, found.active) == ("Sexual exploitation", True)
    assert manager.get(reverse("abuse-words", args=["ZZ"])).status_code == 404


def test_each_stage_gets_its_board(here, manager, jane):
    address = reverse("boards-and-stages")
    assert jane.get(address).status_code == 404
    manager.post(address, {"front-end": "family-support", "voluntary": "preventative"})
    page = text(manager.get(address))
    assert re.search(r'<option value="family-support" selected>', page)


def test_a_team_begins_to_record_and_its_open_cases_say_no(here, jane, sam):
    here.case("Melli Majid")
    address = reverse("recording-starts", args=[here.team.public_id])
    assert jane.get(address).status_code == 404
    assert "This day is still to come" in text(sam.post(address, {"begins": ["network"]} | day(date(2027, 1, 1), "on")))
    sam.post(address, {"begins": ["network"]} | day(FEBRUARY, "on"))
    assert RecordingStart.objects.get(team=here.team).begun_on == FEBRUARY
    assert "Network, Melli Majid: No " in words(sam.get(board_of(here.team)))
    assert "6 February 2026" in text(sam.get(address))


def test_answers_are_five_different_things_on_the_board(here, sam):
    """No, not known, does not apply, Yes and zero, side by side."""
    case = here.case("Melli Majid")
    for answer, code in ((Answer.NO, "mapping-internal"), (Answer.NOT_KNOWN, "mapping-family")):
        sam.post(element_of(case, code), {"answer": answer})
    sam.post(element_of(case, "three-houses"), {"answer": "na", "reason": "unborn"})
    sam.post(element_of(case, "words-and-pictures"), {"answer": "yes-undated"})
    sam.post(element_of(case, "network"), {"answer": "yes", "number": "0"} | day(FEBRUARY) | people({}))
    page = words(sam.get(board_of(here.team), {"board": "front-end"}))
    for said in (
        "Mapping Internal, Melli Majid: No ",
        "Mapping with Family, Melli Majid: not known .",
        "Three Houses, Melli Majid: does not apply: unborn ",
        "Words and Pictures, Melli Majid: Yes ",
        "Network, Melli Majid: 0 ",
    ):
        assert said in page
