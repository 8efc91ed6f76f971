"""Concerns: who receives them, in which order, what they do with them, and that nobody else learns of them."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from soundings.accounts.models import Leave
from soundings.accounts.queries import root_of
from soundings.cases import actions, followers, tasks
from soundings.cases.actions import Raising, RouteTerms
from soundings.cases.actions.concerns import tell_due
from soundings.cases.actions.screening import expect, screen
from soundings.cases.mail import send_concern_waits
from soundings.cases.models import Concern, ConcernRoute, ConcernTurn, Screening
from soundings.cases.queries import concerns as queries
from soundings.cases.queries import routes
from soundings.cases.rules.concerns import About, ConcernState, Matter, Part, Screened, Source
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.queries import changes_to_child, reads_of_child
from soundings.core.rules import SYSTEM, Denied
from tests.cases.conftest import verbs
from tests.factories.accounts import NOON, AgencyFactory, ServiceFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.cases import CaseFactory, knows

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def named(place) -> SimpleNamespace:
    """A route of the whole agency: Moira at once, Leah after 20 minutes, Sam 15 after that."""
    moira = UserFactory(senior_manager=True, agency=place.agency, name="Moira Costello")
    leah = UserFactory(qa_lead=True, agency=place.agency, name="Leah Winterton")
    terms = RouteTerms(
        receiver=moira, deputy=leah, clock=20, out_of_hours="01632 960 001", then=[(place.supervisor, 15)]
    )
    root = root_of(place.agency)
    route = actions.set_route(matter=Matter.CONCERN_NOW, unit=root, terms=terms, by=SYSTEM, at=NOON)
    for matter in (Matter.ALLEGATION, Matter.WHISTLEBLOWING):
        terms = RouteTerms(receiver=moira, deputy=leah, clock=1)
        actions.set_route(matter=matter, unit=root, terms=terms, by=SYSTEM, at=NOON)
    return SimpleNamespace(moira=moira, leah=leah, sam=place.supervisor, route=route, root=root)


def raised(place, by, /, **more) -> Concern:
    said = {"about": About.CHILD, "place": place.team, "words": "He is left alone at night.", "source": Source.PAGE}
    return actions.raise_concern(by=by, at=NOON, **said | more)


def before(user, *, minutes: int = 0) -> list[Concern]:
    return list(queries.open_concerns_before(viewer_for(user, at=NOON + minutes * MINUTE)))


def matter(place, what, by, **more) -> Concern:
    raising = Raising(matter=what, about=About.STAFF, words="It was hushed up.", source=Source.PAGE, **more)
    return actions.raise_matter(raising=raising, place=place.team, by=by, at=NOON)


class TestTurns:
    def test_the_receiver_sees_it_at_once_and_the_others_as_the_clock_runs_out(self, place, jane, named):
        concern = raised(place, jane)
        assert concern.due_at == NOON + 20 * MINUTE
        assert before(named.moira) == [concern]
        assert [before(named.leah, minutes=n) for n in (0, 19, 20)] == [[], [], [concern]]
        assert [before(named.sam, minutes=n) for n in (34, 35)] == [[], [concern]]

    def test_who_raised_it_learns_that_it_was_received_and_no_more(self, place, jane, named):
        concern = raised(place, jane)
        assert before(place.worker, minutes=999) == []
        assert list(queries.concerns_raised_by(jane)) == [concern]
        actions.acknowledge(concern=concern, by=viewer_for(named.moira), at=NOON)
        assert queries.concerns_raised_by(jane).get().acknowledged_by == named.moira

    def test_acknowledging_ends_the_turns_to_come_and_keeps_those_that_came(self, place, jane, named):
        concern = raised(place, jane)
        at = NOON + 25 * MINUTE
        actions.acknowledge(concern=concern, by=viewer_for(named.leah, at=at), at=at)
        assert before(named.sam, minutes=60) == []
        assert before(named.moira, minutes=60) == [concern] == before(named.leah, minutes=60)

    def test_on_leave_without_a_role_or_knowing_the_child_somebody_is_passed_over(self, place, jane, named):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        knows(named.moira, case.child)
        assert raised(place, jane, case=case).turns.first().user == named.leah
        named.leah.grants.all().delete()
        assert raised(place, jane, case=case).turns.get().user == named.sam
        Leave.objects.create(agency=place.agency, staff=named.sam.staff, from_on=NOON.date(), to_on=NOON.date())
        with pytest.raises(Denied, match="nothing was sent"):
            raised(place, jane, case=case)
        assert Concern.objects.count() == 2

    def test_a_receiver_who_loses_the_role_sees_nothing_more(self, place, jane, named):
        raised(place, jane)
        named.moira.grants.all().delete()
        assert before(named.moira) == []

    def test_an_allegation_about_the_receiver_goes_to_the_deputy(self, place, jane, named):
        concern = matter(place, Matter.ALLEGATION, jane, concerning="Moira COSTELLO, the manager")
        assert [turn.user for turn in concern.turns.all()] == [named.leah]

    def test_an_allegation_is_due_at_the_end_of_the_next_working_day(self, place, jane, named):
        # Monday 16 March 2026 at noon; London is on UTC then.
        assert matter(place, Matter.ALLEGATION, jane).due_at == NOON.replace(day=17, hour=23, minute=59)


class TestRoutes:
    def test_the_nearest_place_rules_and_none_at_all_sends_nothing(self, place, jane, named):
        own = RouteTerms(receiver=named.sam, deputy=named.moira, clock=5, out_of_hours="01632 960 002")
        actions.set_route(matter=Matter.CONCERN_NOW, unit=place.team, terms=own, by=SYSTEM, at=NOON)
        assert raised(place, jane).turns.first().user == named.sam
        assert raised(place, jane, place=place.other_team).turns.first().user == named.moira
        ConcernRoute.objects.all().delete()
        with pytest.raises(Denied, match="nothing was sent"):
            raised(place, jane)

    def test_an_administrator_and_a_senior_manager_set_them_and_nobody_else(self, place, named):
        terms = RouteTerms(receiver=named.leah, deputy=named.moira, clock=10, out_of_hours="01632 960 001")
        for role in ("administrator", "senior_manager"):
            by = viewer_for(UserFactory(agency=place.agency, **{role: True}))
            actions.set_route(matter=Matter.CONCERN_NOW, unit=place.team, terms=terms, by=by, at=NOON)
        for role in ("qa_lead", "supervisor"):
            by = viewer_for(UserFactory(agency=place.agency, **{role: True}))
            with pytest.raises(Denied, match="senior manager"):
                actions.set_route(matter=Matter.CONCERN_NOW, unit=place.team, terms=terms, by=by, at=NOON)
        assert ConcernRoute.objects.get(unit=place.team).receiver == named.leah

    @pytest.mark.parametrize(
        ("what", "wrong"),
        [
            (Matter.CONCERN_NOW, {"clock": 1441}),
            (Matter.CONCERN_NOW, {"out_of_hours": " "}),
            (Matter.ALLEGATION, {"clock": 2}),
            (Matter.COMPLAINT, {"clock": 0}),
        ],
    )
    def test_terms_that_no_route_may_have_change_nothing(self, place, named, what, wrong):
        terms = {"receiver": named.moira, "deputy": named.leah, "clock": 1, "out_of_hours": "01632 960 001"}
        with pytest.raises(Denied):
            actions.set_route(matter=what, unit=place.team, terms=RouteTerms(**terms | wrong), by=SYSTEM, at=NOON)
        assert not ConcernRoute.objects.filter(unit=place.team).exists()

    def test_nobody_deputises_for_themselves(self, place, named):
        terms = RouteTerms(receiver=named.moira, deputy=named.moira, clock=1)
        with pytest.raises(Denied, match="once"):
            actions.set_route(matter=Matter.COMPLAINT, unit=place.team, terms=terms, by=SYSTEM, at=NOON)

    def test_what_is_missing_is_known(self, place, named):
        assert routes.matters_without_route(place.agency) == [Matter.COMPLAINT]

    def test_a_manager_of_a_service_sets_that_service_only(self, place, named):
        service = ServiceFactory(agency=place.agency)
        team = TeamFactory(parent=service)
        by = viewer_for(UserFactory(senior_manager=True, unit=service))
        terms = RouteTerms(receiver=named.leah, deputy=named.moira, clock=3)
        actions.set_route(matter=Matter.COMPLAINT, unit=team, terms=terms, by=by, at=NOON)
        with pytest.raises(Denied):
            actions.set_route(matter=Matter.COMPLAINT, unit=place.team, terms=terms, by=by, at=NOON)


class TestMoves:
    def test_from_raised_to_closed(self, place, jane, named):
        by = viewer_for(named.moira)
        concern = actions.acknowledge(concern=raised(place, jane), by=by, at=NOON)
        said = {"what": "A worker goes tonight.", "who": "Jane Smith", "by_when": NOON + 120 * MINUTE}
        actions.decide_concern(concern=concern, by=by, at=NOON, **said)
        with pytest.raises(Denied, match="cannot be done"):
            actions.close_concern(concern=concern, reason="Safe with his aunt.", by=by, at=NOON)
        actions.confirm_concern(concern=concern, stands_as="Note of 16 March", by=by, at=NOON)
        actions.close_concern(concern=concern, reason="Safe with his aunt.", by=by, at=NOON)
        concern.refresh_from_db()
        assert (concern.state, concern.decisions.get().who) == (ConcernState.CLOSED, "Jane Smith")
        assert before(named.moira) == []
        moved = ["concern.acknowledged", "concern.decided", "concern.confirmed", "concern.closed"]
        assert verbs(named.moira) == moved

    def test_a_further_decision_is_confirmed_anew(self, place, jane, named):
        by = viewer_for(named.moira)
        concern = actions.acknowledge(concern=raised(place, jane), by=by, at=NOON)
        said = {"what": "A worker goes tonight.", "who": "Jane Smith", "by_when": NOON}
        actions.decide_concern(concern=concern, by=by, at=NOON, **said)
        actions.confirm_concern(concern=concern, stands_as="Note", by=by, at=NOON)
        again = actions.decide_concern(concern=concern, by=by, at=NOON, **said)
        assert (again.state, again.confirmed_at, again.decisions.count()) == (ConcernState.DECIDED, None, 2)

    def test_only_one_acknowledges_and_only_whose_turn_has_come(self, place, jane, named):
        concern = raised(place, jane)
        with pytest.raises(Denied, match="no such concern"):
            actions.acknowledge(concern=concern, by=viewer_for(named.leah), at=NOON)
        later = NOON + 30 * MINUTE
        actions.acknowledge(concern=concern, by=viewer_for(named.moira, at=later), at=later)
        with pytest.raises(Denied, match="Moira Costello has acknowledged"):
            actions.acknowledge(concern=concern, by=viewer_for(named.leah, at=later), at=later)

    def test_what_the_trail_cannot_take_is_not_stored(self, place, jane, named, monkeypatch):
        def refuse(**change):
            raise RuntimeError("The trail cannot be written.")

        concern = raised(place, jane)
        monkeypatch.setattr("soundings.cases.actions.concerns.moving.record_change", refuse)
        with pytest.raises(RuntimeError):
            actions.acknowledge(concern=concern, by=viewer_for(named.moira), at=NOON)
        concern.refresh_from_db()
        assert concern.state == ConcernState.RAISED


class TestApart:
    def test_no_trail_of_the_child_tells_of_it(self, place, jane, named):
        case = CaseFactory(team=place.team, worker=place.worker.staff)
        concern = raised(place, jane, case=case)
        read = queries.read_concern(viewer_for(named.moira), concern, at=NOON)
        assert read.child_name == case.child.name
        about = {"child": case.child.public_id, "agency_id": place.agency.pk}
        assert not reads_of_child(**about).exists()
        assert not changes_to_child(**about).exists()
        entry = ReadEntry.objects.get(verb="concern.viewed")
        assert (entry.actor, entry.target) == (named.moira.public_id, concern.public_id)

    def test_a_restricted_case_is_named_to_nobody_who_is_not_on_its_list(self, place, named):
        case = CaseFactory(team=place.team, restricted=True)
        concern = raised(place, SYSTEM, case=case)
        read = queries.read_concern(viewer_for(named.moira), concern, at=NOON)
        assert (read.child_name, read.sealed) == ("", True)

    def test_a_case_out_of_scope_cannot_be_raised_about(self, place, jane, named):
        with pytest.raises(Denied, match="no such case"):
            raised(place, jane, case=CaseFactory(agency=place.agency, team=place.other_team))
        assert not Concern.objects.exists()

    def test_a_place_of_another_agency_is_refused(self, place, jane, named):
        elsewhere = TeamFactory.build(agency=AgencyFactory())
        with pytest.raises(Denied):
            raised(place, jane, place=elsewhere)

    def test_nothing_ties_a_nameless_whistleblower_to_what_they_said(self, place, jane, named):
        concern = matter(place, Matter.WHISTLEBLOWING, jane, named=False)
        assert concern.raised_by is None
        assert not queries.concerns_raised_by(jane).exists()
        assert verbs(place.worker) == []
        assert ChangeEntry.objects.get(verb="concern.raised").actor == SYSTEM.public_id

    def test_only_the_first_reader_sees_the_name_of_a_whistleblower(self, place, jane, named):
        concern = matter(place, Matter.WHISTLEBLOWING, jane)
        late = NOON + timedelta(days=3)
        seen = {
            user.name: queries.read_concern(viewer_for(user, at=late), concern, at=late).raiser
            for user in (named.moira, named.leah)
        }
        assert seen == {"Moira Costello": "Jane Smith", "Leah Winterton": ""}
        assert verbs(place.worker) == []

    def test_an_import_keeps_the_case_of_a_concern(self, place, jane, named):
        from soundings.cases.actions.bulk.take_back import _worked_on

        case = CaseFactory(team=place.team, worker=place.worker.staff)
        assert _worked_on("", [case.pk]) == set()
        raised(place, jane, case=case)
        assert _worked_on("", [case.pk]) == {case.pk}


class TestMessages:
    def test_each_is_told_once_when_their_turn_comes_and_the_message_names_nobody(self, place, jane, named):
        raised(place, jane)
        agency = place.agency.pk
        assert [tell_due(agency_id=agency, at=NOON + n * MINUTE, send=send_concern_waits) for n in (0, 1, 20, 21)] == [
            1,
            0,
            1,
            0,
        ]
        assert [one.to for one in mail.outbox] == [[named.moira.email], [named.leah.email]]
        sent = mail.outbox[0].subject + mail.outbox[0].body
        assert "12:20" in sent
        assert not [word for word in ("child", "danger", "Jane", "Soundings", place.team.name) if word in sent]

    def test_nobody_is_told_of_what_was_acknowledged(self, place, jane, named):
        concern = raised(place, jane)
        actions.acknowledge(concern=concern, by=viewer_for(named.moira), at=NOON)
        assert tell_due(agency_id=place.agency.pk, at=NOON + 60 * MINUTE, send=send_concern_waits) == 0

    def test_a_message_that_fails_is_tried_again_and_the_page_shows_it_all_the_same(self, place, jane, named):
        def fail(turn, *, at):
            raise OSError

        concern = raised(place, jane)
        assert tell_due(agency_id=place.agency.pk, at=NOON, send=fail) == 0
        assert before(named.moira) == [concern]
        assert ConcernTurn.objects.filter(told_at=None, part=Part.RECEIVER).exists()
        assert tell_due(agency_id=place.agency.pk, at=NOON, send=send_concern_waits) == 1

    def test_raising_wakes_the_worker_and_the_watch_goes_on(
        self, place, jane, named, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            raised(place, jane)
        assert DBTaskResult.objects.filter(task_path=tasks.tell_receivers.module_path).count() == 1
        tasks.keep_watching_concerns()
        tasks.keep_watching_concerns()
        assert DBTaskResult.objects.filter(task_path=tasks.watch_concerns.module_path).count() == 1


class Room:
    """A room that keeps texts."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def text(self, stands_at, *, viewer, at):
        return f"The words of {stands_at}"

    def screened(self, screening, *, by, at):
        self.heard.append(f"{screening.stands_at}: {screening.outcome}")


class TestScreening:
    @pytest.fixture
    def room(self, monkeypatch) -> Room:
        room = Room()
        monkeypatch.setitem(followers._texts, Source.COMMENT.value, room)
        return room

    def test_it_waits_for_the_receiver_and_the_deputy_until_the_next_working_day(self, place, named, room):
        friday = NOON.replace(day=20)
        text = expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=friday)
        assert expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=friday) == text
        assert text.due_on == date(2026, 3, 23)
        assert queries.screenings_before(viewer_for(named.moira)) == [text]
        assert queries.screenings_before(viewer_for(named.leah)) == [text]
        assert queries.screenings_before(viewer_for(named.sam)) == []
        assert followers.text_of(text, viewer=viewer_for(named.moira), at=NOON) == "The words of abc"

    def test_a_danger_in_it_is_raised_and_the_room_hears_of_it(self, place, named, room):
        text = expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=NOON)
        leah = viewer_for(named.leah)
        done = screen(screening=text, outcome=Screened.RAISED, by=leah, at=NOON, words="She writes that she is hurt.")
        assert (done.concern.source, done.concern.stands_at) == (Source.COMMENT, "abc")
        assert before(named.moira) == [done.concern]
        assert room.heard == ["abc: raised"]
        assert queries.screenings_before(leah) == []

    def test_a_danger_without_words_raises_nothing_and_the_text_still_waits(self, place, named, room):
        text = expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=NOON)
        with pytest.raises(Denied, match="what worries you"):
            screen(screening=text, outcome=Screened.RAISED, by=viewer_for(named.moira), at=NOON)
        assert Screening.objects.get().screened_at is None
        assert room.heard == []

    def test_it_is_read_once_and_by_nobody_else(self, place, named, room):
        text = expect(source=Source.COMMENT, stands_at="abc", place=place.team, at=NOON)
        with pytest.raises(Denied, match="does not wait"):
            screen(screening=text, outcome=Screened.NOTHING, by=viewer_for(named.sam), at=NOON)
        screen(screening=text, outcome=Screened.NOTHING, by=viewer_for(named.moira), at=NOON)
        with pytest.raises(Denied, match="does not wait"):
            screen(screening=text, outcome=Screened.NOTHING, by=viewer_for(named.leah), at=NOON)
