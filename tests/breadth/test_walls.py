"""Walls: who puts one up, how a screen is paired once, what it shows and to whom the trail says it was shown."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from soundings.accounts.models import Grant
from soundings.accounts.rules import GrantState
from soundings.breadth import actions, queries
from soundings.breadth.actions import WallDraft
from soundings.breadth.models import Wall, WallScreen
from soundings.breadth.rules import NamedBy
from soundings.breadth.views import pairing
from soundings.core.models import ChangeEntry, ReadEntry
from soundings.core.rules import Denied
from tests.factories.accounts import NOON, AgencyFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import Office, done, office, recorded, staff_for
from tests.factories.cases import knows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def here() -> Office:
    return office()


def hang(here: Office, **draft) -> Wall:
    said = {"name": "Team room", "teams": [here.team]} | draft
    return actions.put_up_wall(by=here.as_supervisor, at=NOON, draft=WallDraft(**said))


def paired(here: Office, wall: Wall) -> tuple[WallScreen, str]:
    _waiting, code = actions.invite_screen(by=here.as_supervisor, at=NOON, wall=wall, name="by the window")
    return actions.pair_screen(agency_id=here.agency.pk, code=code, at=NOON)


def screen_of(here: Office, wall: Wall) -> Client:
    screen, token = paired(here, wall)
    client = Client()
    client.cookies[pairing.cookie_name()] = pairing.cookie_value(here.agency.pk, screen, token)
    return client


def shown(client: Client, part: int = 0) -> str:
    answer = client.get(f"/wall/?part={part}")
    assert answer.status_code == 200
    return answer.content.decode()


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- actions -------------------------------------------------------------------------------------------------------


def test_a_supervisor_puts_up_a_wall_and_the_trail_says_so(here):
    wall = hang(here)
    assert (wall.named_by, wall.shows_abuse, wall.kept_by) == (NamedBy.NUMBER, False, here.supervisor)
    assert list(wall.teams.all()) == [here.team]
    assert ChangeEntry.objects.get(verb="wall.put-up").actor == here.supervisor.public_id


def test_nobody_else_puts_one_up_and_nothing_of_it_stays(here):
    elsewhere = TeamFactory(parent=here.service, name="South")
    for by, teams in ((here.as_worker, [here.team]), (here.as_supervisor, [here.team, elsewhere])):
        with pytest.raises(Denied, match="supervisor of every team"):
            actions.put_up_wall(by=by, at=NOON, draft=WallDraft(name="-", teams=teams))
    assert not Wall.objects.exists()


def test_a_code_pairs_once_and_in_time(here):
    wall = hang(here)
    _screen, code = actions.invite_screen(by=here.as_supervisor, at=NOON, wall=wall, name="door")
    late = NOON + timedelta(minutes=16)
    with pytest.raises(Denied, match="quarter"):
        actions.pair_screen(agency_id=here.agency.pk, code=code, at=late)
    screen, token = actions.pair_screen(agency_id=here.agency.pk, code=code, at=NOON)
    assert queries.screen_by_token(screen.public_id, token) == screen
    assert token not in (screen.token_digest, screen.code_digest)
    with pytest.raises(Denied, match="was used"):
        actions.pair_screen(agency_id=here.agency.pk, code=code, at=NOON)


def test_a_code_of_one_agency_pairs_nothing_in_another(here):
    wall = hang(here)
    _screen, code = actions.invite_screen(by=here.as_supervisor, at=NOON, wall=wall, name="door")
    with pytest.raises(Denied):
        actions.pair_screen(agency_id=AgencyFactory().pk, code=code, at=NOON)


def test_an_administrator_revokes_but_puts_up_and_changes_nothing(here):
    wall = hang(here)
    screen, token = paired(here, wall)
    admin = viewer_for(UserFactory(administrator=True, agency=here.agency))
    with pytest.raises(Denied):
        actions.change_wall(by=admin, at=NOON, wall=wall, draft=WallDraft(name="-", teams=[here.team]))
    with pytest.raises(Denied):
        actions.invite_screen(by=admin, at=NOON, wall=wall, name="-")
    actions.revoke_screen(by=admin, at=NOON, screen=screen)
    assert queries.screen_by_token(screen.public_id, token) is None
    assert queries.walls_for(admin) == [wall]


def test_a_worker_and_a_supervisor_of_another_team_revoke_nothing(here):
    screen, token = paired(here, hang(here))
    other = UserFactory(supervisor=True, unit=TeamFactory(parent=here.service))
    for by in (here.as_worker, viewer_for(other)):
        with pytest.raises(Denied):
            actions.revoke_screen(by=by, at=NOON, screen=screen)
    assert queries.screen_by_token(screen.public_id, token) == screen


def test_a_wall_taken_down_takes_its_screens_with_it(here):
    wall = hang(here)
    screen, token = paired(here, wall)
    actions.take_down_wall(by=here.as_supervisor, at=NOON, wall=wall)
    assert queries.screen_by_token(screen.public_id, token) is None
    assert queries.walls_for(here.as_supervisor) == []


# --- what it shows -------------------------------------------------------------------------------------------------


def test_a_child_is_a_number_unless_somebody_chose_otherwise(here):
    here.case("Melli Majid", abuse=("PA",))
    page = shown(screen_of(here, hang(here)))
    assert "Jane Smith’s cases" in page
    assert "Melli" not in page and "Majid" not in page and "PA" not in page and "4001" not in page
    assert "MM" in shown(screen_of(here, hang(here, named_by=NamedBy.INITIALS)))
    named = shown(screen_of(here, hang(here, named_by=NamedBy.NAME, shows_abuse=True)))
    assert "Melli Majid, 13" in named and "PA" in named


def test_a_wall_leads_nowhere_and_says_no_reason(here):
    case = here.case()
    recorded(here, case, "three-houses", done(date(2026, 2, 3)))
    not_so = done().__class__(answer="na", reason="mother is in prison")
    recorded(here, case, "words-and-pictures", not_so)
    page = shown(screen_of(here, hang(here)))
    assert "<a " not in page
    assert "3 Feb" in page
    assert "prison" not in page and "does not apply" in page


def test_the_trail_says_which_screen_read_whom_and_no_more_than_it_showed(here):
    wall = hang(here, lines=3)
    for n in range(4):
        here.case(f"Child{n} Exampleton")
    client = screen_of(here, wall)
    shown(client, 0)
    entry = ReadEntry.objects.get(verb="wall.shown")
    assert entry.actor == wall.screens.get().public_id
    assert entry.target == wall.public_id
    assert entry.child_set.size == 2
    assert "part 2 of 2" in shown(client, 1)
    assert "part 1 of 2" in shown(client, 2)  # round and round


def test_restricted_cases_and_children_whom_the_keeper_knows_stay_off(here):
    here.case("Ana Open")
    here.case("Secret Child", restricted=True)
    known = here.case("Friend Child")
    knows(here.supervisor, known.child)
    page = shown(screen_of(here, hang(here, named_by=NamedBy.NAME)))
    assert "Ana Open" in page
    assert "Secret" not in page and "Friend" not in page


def test_only_the_cases_of_those_chosen_and_then_no_coverage(here):
    lena = staff_for(here, "Lena Berg")
    here.case("Ana Open")
    here.case("Ben Open", worker=lena)
    page = shown(screen_of(here, hang(here, named_by=NamedBy.NAME, leads=[lena])))
    assert "Ben Open" in page and "Ana Open" not in page
    assert "app-cover" not in page  # figures of one worker are for them and their supervisor


def test_two_walls_at_once_each_show_their_own(here):
    here.case("Ana Open")
    first, second = screen_of(here, hang(here)), screen_of(here, hang(here, named_by=NamedBy.NAME))
    assert "Ana Open" not in shown(first)
    assert "Ana Open" in shown(second)
    assert "Ana Open" not in shown(first)


def test_a_closed_team_and_a_keeper_without_the_team_show_nothing(here):
    here.case("Ana Open")
    client = screen_of(here, hang(here, named_by=NamedBy.NAME))
    assert "Ana Open" in shown(client)
    Grant.objects.filter(user=here.supervisor).update(state=GrantState.ENDED)
    page = shown(client)
    assert "Ana Open" not in page and "nothing to show just now" in page


def test_a_team_that_moved_out_of_reach_is_shown_no_more(here):
    boss = UserFactory(supervisor=True, unit=here.service)
    here.case("Ana Open")
    draft = WallDraft(name="Service", teams=[here.team], named_by=NamedBy.NAME)
    client = screen_of(here, actions.put_up_wall(by=viewer_for(boss), at=NOON, draft=draft))
    assert "Ana Open" in shown(client)
    here.team.path = here.team.path.replace(f"{here.service.pk}.", "")
    here.team.save()
    assert "Ana Open" not in shown(client)


# --- the screen's session ------------------------------------------------------------------------------------------


def test_revoking_takes_effect_with_the_next_request_and_the_browser_forgets(here):
    here.case("Ana Open")
    wall = hang(here, named_by=NamedBy.NAME)
    client = screen_of(here, wall)
    assert "Ana Open" in shown(client)
    actions.revoke_screen(by=here.as_supervisor, at=NOON, screen=wall.screens.get())
    answer = client.get("/wall/")
    assert b"no longer paired" in answer.content and b"Ana" not in answer.content
    assert answer.cookies[pairing.cookie_name()]["max-age"] == 0


def test_the_screen_opens_nothing_but_the_wall(here):
    case = here.case("Ana Open")
    client = screen_of(here, hang(here))
    for address in (reverse("case", args=[case.public_id]), reverse("board", args=[here.team.public_id]), "/walls/"):
        answer = client.get(address)
        assert answer.status_code == 302 and "/account/sign-in/" in answer.url


def test_pairing_through_the_pages_sets_a_cookie_for_the_wall_alone(here, settings):
    here.case("Ana Open")
    wall = hang(here)
    code_page = browser(here.supervisor).post(reverse("invite-screen", args=[wall.public_id]), {"name": "door"})
    assert b"<svg" in code_page.content
    code = code_page.context["code"]
    answer = Client().post("/wall/pair/", {"code": code.lower()})
    assert answer.status_code == 302 and answer.url == "/wall/"
    cookie = answer.cookies[pairing.cookie_name()]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/wall/", True, "Strict")
    assert len(cookie.value.split(".")[2]) >= 43  # 256 bits
    again = Client().post("/wall/pair/", {"code": code})
    assert again.status_code == 200 and b"was used" in again.content
    settings.SESSION_COOKIE_SECURE = True
    assert pairing.cookie_name().startswith("__Secure-")


@pytest.mark.parametrize("cookie", ["", "1.2", "x.y.z", "99999.abc.def", "1.nobody.nothing", "-1.a.b", "²."])
def test_a_screen_without_a_token_is_asked_for_a_code(here, cookie):
    client = Client()
    client.cookies[pairing.cookie_name()] = cookie
    answer = client.get("/wall/")
    assert answer.status_code == 200
    assert b"pair" in answer.content.lower()


def test_guessing_codes_is_slowed_down(here):
    client = Client()
    answers = [client.post("/wall/pair/", {"code": f"BAAAAAAA{n % 10}"}).status_code for n in range(25)]
    assert answers[0] == 200
    assert answers[-1] == 429


def test_the_wall_is_kept_by_no_browser_and_keeps_nobody_signed_in(here):
    answer = screen_of(here, hang(here)).get("/wall/")
    assert answer["Cache-Control"] == "no-store"
    assert answer.unattended


# --- the pages -----------------------------------------------------------------------------------------------------


def test_the_pages_by_role(here):
    wall = hang(here)
    sam = browser(here.supervisor)
    answer = sam.get(reverse("team-walls", args=[here.team.public_id]))
    assert "Team room" in answer.content.decode()
    assert "Wall" in [one["label"] for one in sam.get(reverse("board", args=[here.team.public_id])).context["ways"]]
    assert browser(here.worker).get(reverse("wall-kept", args=[wall.public_id])).status_code == 404
    other = UserFactory(supervisor=True, unit=TeamFactory(parent=here.service))
    assert browser(other).get(reverse("wall-kept", args=[wall.public_id])).status_code == 404
    assert browser(other).get(reverse("team-walls", args=[here.team.public_id])).status_code == 404
    admin = browser(UserFactory(administrator=True, agency=here.agency))
    page = admin.get(reverse("wall-kept", args=[wall.public_id]))
    assert page.status_code == 200 and "Show the code" not in page.content.decode()
    assert admin.get(reverse("change-wall", args=[wall.public_id])).status_code == 404
    assert admin.get(reverse("new-wall")).status_code == 404


def test_putting_up_changing_revoking_and_taking_down_through_the_pages(here):
    sam = browser(here.supervisor)
    typed = {"name": "Corridor", "teams": [here.team.public_id], "seconds": "60", "lines": "8", "named_by": "number"}
    answer = sam.post(reverse("new-wall"), typed)
    wall = Wall.objects.get()
    assert answer.url == reverse("wall-kept", args=[wall.public_id])
    sam.post(reverse("change-wall", args=[wall.public_id]), typed | {"named_by": "initials", "shows_abuse": "on"})
    wall.refresh_from_db()
    assert (wall.named_by, wall.shows_abuse, wall.seconds, wall.lines) == ("initials", True, 60, 8)
    screen, _token = paired(here, wall)
    sam.post(reverse("revoke-screen", args=[wall.public_id, screen.public_id]))
    screen.refresh_from_db()
    assert screen.revoked_at == NOON and screen.token_digest == ""
    sam.post(reverse("take-down-wall", args=[wall.public_id]))
    assert sam.get(reverse("wall-kept", args=[wall.public_id])).status_code == 404


def test_a_form_without_a_team_or_a_name_says_so(here):
    answer = browser(here.supervisor).post(reverse("new-wall"), {"seconds": "30", "lines": "12", "named_by": "number"})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"name", "teams"}
    assert not Wall.objects.exists()
