"""The supervision sheet is between a worker and their supervisor; my day; the daily message that names nobody."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from soundings.breadth import actions, queries
from soundings.breadth.mail import send_digest
from soundings.breadth.models import DayVisit, DigestChoice, SupervisionNote, SupervisionSession
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.rules import Denied
from tests.factories.accounts import TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, office, recorded

pytestmark = pytest.mark.django_db

TODAY = AT.date()


@pytest.fixture
def here():
    return office()


@pytest.fixture
def opened(here):
    return actions.open_session(by=here.as_supervisor, at=AT, staff=here.jane, on=TODAY)


def write(viewer, staff, **words):
    """write(viewer, staff, note={case: "words"}): a case of None is the work itself."""
    said = {(case.public_id if case else "", kind): text for kind, of in words.items() for case, text in of.items()}
    return actions.write_notes(by=viewer, at=AT, staff=staff, words=said)


# --- who ------------------------------------------------------------------------------------------------------------


def test_a_sheet_is_the_workers_and_their_supervisors(here):
    public_id = here.jane.public_id
    assert queries.worker_for(here.as_worker, public_id) == here.jane
    assert queries.worker_for(here.as_supervisor, public_id) == here.jane
    elsewhere = TeamFactory(parent=here.service, name="South")
    others = [
        UserFactory(unit=here.team, worker=True),
        UserFactory(unit=elsewhere, supervisor=True),
        UserFactory(agency=here.agency, qa_lead=True),
        UserFactory(agency=here.agency, senior_manager=True),
        UserFactory(unit=here.team, business_support=True),
    ]
    assert [queries.worker_for(viewer_for(one), public_id) for one in others] == [None] * 5
    assert queries.worker_for(here.as_supervisor, here.supervisor.staff.public_id) != here.jane


def test_nobody_else_opens_writes_or_closes(here, opened):
    stranger = viewer_for(UserFactory(unit=here.team, worker=True))
    case = here.case()
    for attempt in (
        lambda: actions.open_session(by=stranger, at=AT, staff=here.jane, on=TODAY),
        lambda: write(stranger, here.jane, prepared={case: "x"}),
        lambda: actions.close_session(by=stranger, at=AT, staff=here.jane),
    ):
        with pytest.raises(Denied, match="between a worker and their supervisor"):
            attempt()
    assert not SupervisionNote.objects.exists()


def test_a_restricted_case_stands_on_no_sheet_of_somebody_off_its_list(here):
    seen = here.case("Mary Telis")
    here.case("Melli Majid", restricted=True)
    for viewer in (here.as_worker, here.as_supervisor):
        assert [line.row.case_id for line in queries.sheet_of(viewer, here.jane).lines] == [seen.pk]


# --- words ----------------------------------------------------------------------------------------------------------


def test_both_prepare_and_earlier_words_stay(here, opened):
    case = here.case()
    assert write(here.as_worker, here.jane, prepared={case: "Her aunt came", None: "Busy"}) == 2
    assert write(here.as_supervisor, here.jane, note={case: "First"}, step={case: "Ring the aunt"}) == 2
    assert write(here.as_supervisor, here.jane, note={case: "Second"}, step={case: "Ring the aunt"}) == 1
    [line] = queries.sheet_of(here.as_supervisor, here.jane).lines
    assert {kind: one.words for kind, one in line.notes.items()} == {
        "prepared": "Her aunt came",
        "note": "Second",
        "step": "Ring the aunt",
    }
    assert [one.words for one in queries.notes_of(here.as_worker, opened)][-2:] == ["Ring the aunt", "Second"]
    assert "Second" not in str([one.said for one in ChangeEntry.objects.filter(verb="supervision.noted")])


def test_each_writes_their_own_part_and_about_cases_on_the_sheet_only(here, opened):
    case, other = here.case(), here.case(name="Theo Telis", worker=None)
    with pytest.raises(Denied, match="The worker writes"):
        write(here.as_worker, here.jane, step={case: "x"})
    with pytest.raises(Denied, match="The worker writes"):
        write(here.as_supervisor, here.jane, prepared={case: "x"})
    with pytest.raises(Denied, match="no such case"):
        write(here.as_supervisor, here.jane, note={case: "kept?", other: "x"})
    assert not SupervisionNote.objects.exists()


def test_a_closed_session_takes_no_word_and_hands_its_steps_on(here, opened):
    case = here.case()
    write(here.as_supervisor, here.jane, step={case: "Ring the aunt"})
    with pytest.raises(Denied, match="Whoever supervises closes"):
        actions.close_session(by=here.as_worker, at=AT, staff=here.jane)
    actions.close_session(by=here.as_supervisor, at=AT, staff=here.jane)
    with pytest.raises(Denied, match="No session is open"):
        write(here.as_supervisor, here.jane, note={case: "x"})
    sheet = queries.sheet_of(here.as_supervisor, here.jane)
    assert sheet.lines[0].agreed == "Ring the aunt"
    assert (sheet.session, sheet.since) == (None, TODAY)


def test_one_session_at_a_time_and_none_in_the_past(here, opened):
    again = actions.open_session(by=here.as_worker, at=AT, staff=here.jane, on=TODAY + timedelta(days=3))
    assert again == opened
    assert SupervisionSession.objects.count() == 1
    with pytest.raises(Denied, match="today or a later day"):
        actions.open_session(by=here.as_supervisor, at=AT, staff=here.jane, on=TODAY - timedelta(days=1))


def test_the_sheet_says_what_moved_since_the_last_session(here):
    case = here.case()
    SupervisionSession.objects.create(
        agency=here.agency, staff=here.jane, on=date(2026, 3, 10), opened_by=here.supervisor, opened_at=AT,
        closed_by=here.supervisor, closed_at=AT,
    )  # fmt: skip
    recorded(here, case, "mapping-family", done(date(2026, 3, 12)))
    [line] = queries.sheet_of(here.as_supervisor, here.jane).lines
    assert line.moved == [("mapping-family", "2026-03-12")]
    assert ReadEntry.objects.filter(verb="supervision.viewed").exists()


# --- my day ---------------------------------------------------------------------------------------------------------


def test_the_day_tells_what_moved_since_an_earlier_day(here):
    case = here.case()
    recorded(here, case, "mapping-family", done(date(2026, 3, 12)))
    day = queries.day_of(here.as_worker)
    [moved] = day.moved
    assert (moved.row.case_id, [code for code, _on in moved.recorded]) == (case.pk, ["mapping-family"])
    later = AT + timedelta(days=2)
    actions.note_visit(by=here.as_worker, at=AT)
    actions.note_visit(by=viewer_for(here.worker, at=later), at=later)
    assert DayVisit.objects.get().since_at == AT
    assert queries.day_of(viewer_for(here.worker, at=later)).since == TODAY
    assert queries.day_of(viewer_for(here.worker, at=later + timedelta(days=1))).moved == []


def test_the_daily_message_goes_once_at_its_hour_and_names_nobody(here):
    case = here.case()
    recorded(here, case, "scale", done(date(2026, 3, 12), number=1, rater="worker", new_issue_name="Drinking"))
    actions.choose_digest(by=here.as_supervisor, at=AT, hour=8, address="https://soundings.example/today/")
    assert actions.send_digests(at=AT, send=send_digest) == 0  # today's hour had passed when it was chosen
    tomorrow = AT + timedelta(days=1)
    assert actions.send_digests(at=tomorrow.replace(hour=7), send=send_digest) == 0
    assert actions.send_digests(at=tomorrow, send=send_digest) == 1
    assert actions.send_digests(at=tomorrow, send=send_digest) == 0
    [message] = mail.outbox
    assert (message.to, message.subject) == ([here.supervisor.email], "Your day")
    assert "1 thing waits to be decided." in message.body
    assert "https://soundings.example/today/" in message.body
    for word in ("Melli", "child", "safe", "danger", "case", "social", "family", "supervis", here.agency.name):
        assert word.lower() not in f"{message.subject} {message.body}".lower()


def test_a_day_that_holds_nothing_sends_nothing(here):
    actions.choose_digest(by=here.as_worker, at=AT, hour=8, address="https://soundings.example/today/")
    assert actions.send_digests(at=AT + timedelta(days=1), send=send_digest) == 0
    assert mail.outbox == []


def test_a_message_that_cannot_go_is_tried_again(here):
    case = here.case()
    recorded(here, case, "scale", done(date(2026, 3, 12), number=1, rater="worker", new_issue_name="Drinking"))
    actions.choose_digest(by=here.as_worker, at=AT, hour=8, address="https://soundings.example/today/")

    def broken(choice, counts):
        raise OSError

    tomorrow = AT + timedelta(days=1)
    assert actions.send_digests(at=tomorrow, send=broken) == 0
    assert actions.send_digests(at=tomorrow, send=send_digest) == 1


# --- pages ----------------------------------------------------------------------------------------------------------


def test_the_sheet_on_its_pages(client, here):
    case = here.case()
    client.force_login(here.supervisor)
    assert here.jane.name in client.get(reverse("team-supervision", args=[here.team.public_id])).content.decode()
    sheet = reverse("supervision", args=[here.jane.public_id])
    now = {"on_day": "1", "on_month": "12", "on_year": "2030"}
    assert client.post(sheet, now | {"open": "1"}).status_code == 302
    said = {f"note-{case.public_id}": "Her aunt", "note-work": "Rest"}
    assert client.post(sheet, said | {"save": "1"}).status_code == 302
    assert "Her aunt" in client.get(sheet).content.decode()
    client.force_login(here.worker)
    assert "Her aunt" in client.get(sheet).content.decode()
    assert client.get(reverse("team-supervision", args=[here.team.public_id])).status_code == 404
    client.force_login(here.supervisor)
    client.post(sheet, {"close": "1", f"step-{case.public_id}": "Ring her"})
    session = SupervisionSession.objects.get()
    assert session.closed_at
    page = client.get(reverse("supervision-session", args=[session.public_id])).content.decode()
    assert "Her aunt" in page and "Ring her" in page
    client.force_login(UserFactory(unit=here.team, worker=True))
    assert client.get(sheet).status_code == 404
    assert client.get(reverse("supervision-session", args=[session.public_id])).status_code == 404


def test_my_day_on_its_page_and_the_message_chosen(client, here):
    case = here.case()
    recorded(here, case, "scale", done(date(2026, 3, 12), number=1, rater="worker", new_issue_name="Drinking"))
    client.force_login(here.worker)
    shown = client.get(reverse("today")).content.decode()
    assert "Melli Majid" in shown and case.child.reference in shown
    client.post(reverse("digest"), {"at": "8"})
    assert DigestChoice.objects.get().address == "http://testserver/today/"
    client.post(reverse("digest"), {"at": ""})
    assert not DigestChoice.objects.exists()
    client.force_login(here.supervisor)
    assert "1 child waits for your decision" in client.get(reverse("today")).content.decode()
