"""Two days of a team side by side: who came and left, what moved, and no news where nothing moved."""

import html
import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from soundings.breadth import actions
from soundings.breadth.queries import two_days
from soundings.breadth.rules import Answer, Change, Draft, Event, Issue, Move, changes, fold_all
from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from tests.breadth.test_past import change
from tests.factories.accounts import NOON, TeamFactory, UserFactory
from tests.factories.breadth import AT, OPENED, done, office, recorded

TODAY = AT.date()  # Monday 16 March 2026
FRIDAY = date(2026, 3, 13)
KINDS = {"scale": "scale", "network": "list", "three-houses": "date"}
ELEMENTS = {1: ("scale", "scale", True), 2: ("network", "list", False), 3: ("three-houses", "date", False)}
HITTING, DRINK = Issue("a", "Hitting", None), Issue("b", "Drinking", None)


@pytest.fixture
def here(db):
    return office()


def rated(on, number, issue=HITTING, rater="worker"):
    return 1, Event("yes", on, number, issue, rater, "", "", None, on, AT)


def network(on, number):
    return 2, Event("yes", on, number, None, "", "", "", None, on, AT)


def moved(before, after):
    return changes(fold_all(ELEMENTS, before), fold_all(ELEMENTS, [*before, *after]), KINDS)


# --- rules ---------------------------------------------------------------------------------------------------------


def test_a_scale_moves_only_where_the_same_person_rates_the_same_again():
    before = [rated("2026-03-02", 3)]
    assert moved(before, []) == []
    assert moved(before, [rated("2026-03-12", 5)]) == [Change(Move.UP, "scale", 3, 5, "Hitting")]
    assert moved(before, [rated("2026-03-12", 0)]) == [Change(Move.DOWN, "scale", 3, 0, "Hitting")]
    assert moved(before, [rated("2026-03-12", 3)]) == [Change(Move.SAME, "scale", 3, 3, "Hitting")]
    for other in (rated("2026-03-12", 5, rater="supervisor"), rated("2026-03-12", 5, issue=DRINK)):
        assert moved(before, [other]) == []
    assert moved([rated("2026-03-02", 3, rater="parent")], [rated("2026-03-12", 5, rater="parent")]) == []


def test_of_several_worries_the_lowest_on_the_later_day_speaks():
    before = [rated("2026-03-02", 3), rated("2026-03-02", 6, DRINK)]
    after = [rated("2026-03-12", 5), rated("2026-03-12", 4, DRINK)]
    assert moved(before, after) == [Change(Move.DOWN, "scale", 6, 4, "Drinking")]


def test_a_first_record_is_new_and_a_network_grows_or_shrinks():
    assert moved([], [rated("2026-03-12", 0)]) == [Change(Move.NEW, "scale", None, 0)]
    assert moved([network("2026-03-02", 0)], [network("2026-03-12", 2)]) == [Change(Move.GREW, "network", 0, 2)]
    assert moved([network("2026-03-02", 4)], [network("2026-03-12", 2)]) == [Change(Move.SHRANK, "network", 4, 2)]
    assert moved([network("2026-03-02", 4)], [network("2026-03-12", 4)]) == []


events = st.lists(
    st.one_of(
        st.builds(rated, st.dates(OPENED, TODAY).map(str), st.integers(0, 10), st.sampled_from([HITTING, DRINK])),
        st.builds(network, st.dates(OPENED, TODAY).map(str), st.integers(0, 9)),
        st.builds(lambda on: (3, Event("yes", on, None, None, "", "", "", None, on, AT)), st.dates(OPENED).map(str)),
    ),
    max_size=6,
)
OPPOSITE = {Move.NEW: Move.UNDONE, Move.UP: Move.DOWN, Move.SAME: Move.SAME, Move.GREW: Move.SHRANK}
OPPOSITE |= {there: back for back, there in OPPOSITE.items()}


@given(events)
def test_nothing_moves_between_a_day_and_itself(found):
    values = fold_all(ELEMENTS, found)
    assert changes(values, values, KINDS) == []


@given(events, events)
def test_what_is_new_one_way_is_gone_the_other(first, second):
    before, after = fold_all(ELEMENTS, first), fold_all(ELEMENTS, second)
    there, back = changes(before, after, KINDS), changes(after, before, KINDS)
    ways = (Move.NEW, Move.UNDONE, Move.GREW, Move.SHRANK)
    assert [(one.code, OPPOSITE[one.move]) for one in there if one.move in ways] == [
        (one.code, one.move) for one in back if one.move in ways
    ]


# --- what a team saw move ------------------------------------------------------------------------------------------


def between(here, first=FRIDAY, second=TODAY, *, known=False, viewer=None):
    viewer, board = viewer or here.as_supervisor, here.board()
    return two_days(
        viewer, team=here.team, board=board, first=first, second=second, known=known, at=AT, language="en-gb"
    )


def test_who_came_and_left_and_what_moved(here):
    south = TeamFactory(parent=here.service, name="South")
    stays, closes, comes = here.case("Melli Majid"), here.case("Gone Away"), here.case("Newly Come", opened_on=TODAY)
    change(closes, closed_on=date(2026, 3, 14))
    here.case("Other Team", team=south, opened_on=TODAY)
    hidden = here.case("Now Restricted", opened_on=TODAY)
    change(hidden, restricted=True)
    recorded(here, stays, "three-houses", done(date(2026, 3, 15)))
    found = between(here)
    assert [(one.row.case_id, one.on) for one in found.came] == [(comes.pk, TODAY)]
    assert [(one.row.case_id, one.on) for one in found.gone] == [(closes.pk, date(2026, 3, 14))]
    assert [(one.row.case_id, list(one.changes)) for one in found.both] == [
        (stays.pk, [Change(Move.NEW, "three-houses")])
    ]
    [entry] = ReadEntry.objects.filter(verb="board.compared")
    assert entry.target == here.team.public_id


def test_as_known_a_withdrawn_record_is_no_longer_recorded(here):
    case = here.case()
    record = recorded(here, case, "three-houses", done(date(2026, 3, 3)), at=AT - timedelta(days=10))
    actions.withdraw(by=here.as_supervisor, at=AT, record=record, reason="Another child")
    assert [one.changes for one in between(here).both] == [[]]
    assert [one.changes for one in between(here, known=True).both] == [[Change(Move.UNDONE, "three-houses")]]


def test_another_teams_days_are_not_to_be_seen(here):
    south = TeamFactory(parent=here.service, name="South")
    with pytest.raises(Denied):
        two_days(
            here.as_supervisor, team=south, board=here.board(), first=FRIDAY, second=TODAY, known=False, at=AT,
            language="en-gb",
        )  # fmt: skip


# --- the page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def sam(here, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    client = Client()
    client.force_login(here.supervisor)
    return client


def words(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())))


def test_each_count_opens_its_list(here, sam):
    one, other = here.case("Melli Majid"), here.case("Mary Orr")
    UserFactory(worker=True, unit=here.team, name="Alison Camp")
    change(other, worker=None)
    here.case("Newly Come", opened_on=TODAY)
    by_worker = {"happened_on": date(2026, 3, 2), "number": 3, "rater": "worker"}
    first = recorded(here, one, "scale", Draft(answer=Answer.YES, new_issue_name="Hitting", **by_worker))
    again = by_worker | {"number": 5, "happened_on": TODAY, "issue": first.issue.public_id}
    recorded(here, one, "scale", Draft(answer=Answer.YES, **again))
    recorded(here, other, "three-houses", done(TODAY))
    address = reverse("two-days", args=[here.team.public_id])
    page = sam.get(address)
    said = words(page)
    assert "From Friday 13 March 2026 to Monday 16 March 2026" in said
    assert "Newly Come Opened 16 March 2026" in said and "Nobody left." in said
    assert "3 before, 5 now" in said and "newly recorded, 16 March 2026" in said
    assert "Words and Pictures: not known" in said and "Three Houses: 1 newly recorded" in said
    links = set(re.findall(r'href="([^"]*part=[^"]*)"', html.unescape(page.content.decode())))
    parts = {re.search(r"part=([^&]*)", link).group(1) for link in links}
    assert parts == {"came", "new", "new%3Athree-houses", "up%3Ascale"}
    for link in links:
        shown = words(sam.get(link))
        assert ("Melli Majid" in shown) == ("up" in link)
        assert ("Newly Come" in shown) == ("came" in link)
        assert ("Mary Orr" in shown) == ("part=new" in link)


def test_two_days_are_chosen_in_any_order(here, sam):
    here.case()
    address = reverse("two-days", args=[here.team.public_id])
    said = {"first_day": "16", "first_month": "3", "first_year": "2026", "known": "on"}
    said |= {"second_day": "2", "second_month": "3", "second_year": "2026"}
    reply = sam.get(address, said)
    assert reply.status_code == 302
    assert reply["Location"].endswith("?first=2026-03-02&second=2026-03-16&known=1")
    assert "What had been recorded by the end of 2 March 2026" in words(sam.get(reply["Location"]))
    assert "has not come yet" in words(sam.get(address, said | {"first_year": "2027"}))
    for wrong in ("first=2026-03-17", "second=soon", "part=rank", "part=up:rank"):
        assert sam.get(f"{address}?{wrong}").status_code == 404
    client = Client()
    client.force_login(UserFactory(worker=True, unit=TeamFactory(parent=here.service, name="South")))
    assert client.get(address).status_code == 404


def test_figures_of_one_worker_are_not_for_a_colleague(here, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    recorded(here, here.case(), "three-houses", done(TODAY))
    client = Client()
    client.force_login(UserFactory(worker=True, unit=here.team, name="Alison Camp"))
    said = words(client.get(reverse("two-days", args=[here.team.public_id])))
    assert "newly recorded, 16 March 2026" in said and "By element" not in said and "here on both days" not in said
