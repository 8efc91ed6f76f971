"""The pictures of a programme: what stands in them, for whom, and what does not."""

import re
from datetime import date

import pytest
from django.urls import reverse

from soundings.core.models import ReadEntry
from soundings.core.rules import Denied
from soundings.depth.models import Finding
from soundings.depth.queries.pictures import change_over_time, heat_map_of, reviews_behind, themes_of
from soundings.depth.rules import Seen
from soundings.instruments.rules import What
from tests.depth.questionnaires import en, json_of, question, value
from tests.factories.accounts import NOON, UserFactory, viewer_for
from tests.factories.depth import VersionFactory
from tests.factories.figures import analyst, finished, programme_for


@pytest.fixture
def told(house):
    """Three reviews of Harbour Street (mapping 2, 4, 4) and four of Mill Lane (6, 8, 8, 9), and a restricted one."""
    house.programme = programme_for(house.agency, run_by=house.lead)
    for number in (2, 4, 4):
        finished(house.programme, house.team, agreed={"mapping": value(number)}, reviewer={"plan": value(4)})
    for number in (6, 8, 8, 9):
        finished(house.programme, house.other, reviewer={"mapping": value(number)})
    finished(house.programme, house.team, restricted=True, agreed={"mapping": value(0)})
    return house


def cells_of(house, user, **more):
    found = heat_map_of(viewer_for(user), house.programme, **more)
    return found, {row.question.code: row for row in found.rows}


def test_the_heat_map_stands_by_team_in_the_order_of_the_tree(told):
    found, rows = cells_of(told, told.lead)
    assert [team.name for team in found.teams] == ["Harbour Street", "Mill Lane"]
    assert found.reviews == 7
    harbour, mill = rows["mapping"].cells
    assert (harbour.n, harbour.spread.median) == (3, 4)
    assert (mill.n, mill.spread.median, mill.spread.high) == (4, 8, 3)
    assert rows["mapping"].whole.n == 7
    assert [row.section.code for row in found.rows] == ["one"] * len(found.rows)
    assert "words" not in rows and "kind-of-plan" not in rows


def test_what_was_agreed_stands_before_what_the_reviewer_wrote_alone(told):
    finished(told.programme, told.team, agreed={"mapping": value(9)}, reviewer={"mapping": value(1)})
    _found, rows = cells_of(told, told.lead)
    assert sorted((rows["mapping"].cells[0].n, rows["mapping"].cells[0].spread.high)) == [1, 4]
    _found, rows = cells_of(told, told.lead, seen=Seen.REVIEWER)
    assert rows["mapping"].cells[0].withheld  # one review alone has a reviewer's rating there


def test_each_member_of_the_family_is_a_rating_of_their_own(told):
    finished(told.programme, told.team, family=[{"mapping": value(3)}, {"mapping": value(7)}])
    for _n in range(2):
        finished(told.programme, told.team, family=[{"mapping": value(5)}])
    _found, rows = cells_of(told, told.lead, seen=Seen.FAMILY)
    assert rows["mapping"].cells[0].n == 4


def test_a_team_with_two_is_withheld_and_so_is_what_gives_it_away(told):
    third = UserFactory(worker=True, agency=told.agency)  # somebody else's agency has nothing to do with it
    assert third
    _found, rows = cells_of(told, told.lead)
    plan = rows["plan"]
    assert (plan.cells[0].n, plan.cells[1].n, plan.whole.n) == (3, 0, 3)
    finished(told.programme, told.other, reviewer={"plan": value(1)})
    _found, rows = cells_of(told, told.lead)
    assert all(cell.withheld for cell in rows["plan"].cells)
    assert rows["plan"].whole.n == 4


def test_a_supervisor_sees_their_own_team_alone(told):
    found, rows = cells_of(told, told.supervisor)
    assert [team.name for team in found.teams] == ["Harbour Street"]
    assert rows["mapping"].whole.n == 3


def test_those_who_see_groups_see_teams_of_ten(told):
    found, rows = cells_of(told, analyst(told.agency))
    assert not found.scope.opened and found.reviews is None
    assert all(cell.withheld for cell in (*rows["mapping"].cells, rows["mapping"].whole))
    for _n in range(9):
        finished(told.programme, told.team, agreed={"mapping": value(5)})
    for _n in range(8):
        finished(told.programme, told.other, agreed={"mapping": value(7)})
    _found, rows = cells_of(told, analyst(told.agency))
    assert [cell.withheld for cell in rows["mapping"].cells] == [False, False]


def test_another_agency_sees_nothing(told):
    with pytest.raises(Denied):
        heat_map_of(viewer_for(UserFactory(qa_lead=True)), told.programme)
    with pytest.raises(Denied):
        themes_of(viewer_for(UserFactory(qa_lead=True)), told.programme)
    with pytest.raises(Denied):
        change_over_time(viewer_for(UserFactory(qa_lead=True)), told.programme)


def test_a_question_asked_otherwise_breaks_the_line_and_is_not_counted_with_the_new_one(told):
    ends = {"low": en("not at all"), "high": en("fully")}
    mapping = question("mapping", text=en("Is the mapping theirs?"), ends=ends)
    reworded = json_of(mapping, question("plan", "agree", na=True))
    version = VersionFactory(instrument=told.programme.instrument, agency=told.agency, number=2, definition=reworded)
    for number in (5, 5, 6):
        finished(told.programme, told.team, version=version, on=(2026, 3, 12), agreed={"mapping": value(number)})
    _found, rows = cells_of(told, told.lead)
    assert rows["mapping"].cells[0].n == 3
    assert rows["mapping"].apart == 7 and rows["plan"].apart == 0
    line = change_over_time(viewer_for(told.lead), told.programme, code="mapping")
    assert [(one.month, one.piece, one.cell.n) for one in line.points] == [
        (date(2026, 3, 1), 0, 7),
        (date(2026, 3, 1), 1, 3),
    ]
    assert [(one.on, one.number, list(one.whats)) for one in line.breaks] == [(date(2026, 3, 12), 2, [What.WORDING])]
    plan = change_over_time(viewer_for(told.lead), told.programme, code="plan")
    assert plan.breaks == [] and {one.piece for one in plan.points} == {0}


def test_a_month_with_too_few_is_withheld_with_another(told):
    for month in (1, 1, 2):
        finished(told.programme, told.team, on=(2026, month, 5), agreed={"mapping": value(5)})
    line = change_over_time(viewer_for(told.lead), told.programme, code="mapping")
    assert [one.cell.n for one in line.points] == [None, None, 7]


def test_no_such_question_over_time(told):
    assert change_over_time(viewer_for(told.lead), told.programme, code="nothing") is None


def test_the_list_is_as_long_as_its_count_and_leaves_a_trace(told):
    found = reviews_behind(viewer_for(told.lead), told.programme, team=told.team, code="mapping", at=NOON)
    assert (len(found.reviews), found.elsewhere) == (3, 0)
    assert ReadEntry.objects.filter(verb="figure.opened").count() == 1
    every = reviews_behind(viewer_for(told.lead), told.programme, team=None, code="mapping", at=NOON)
    assert len(every.reviews) == 7


def test_the_list_of_a_month_is_as_long_as_the_count_of_that_month(told):
    for _n in range(3):
        finished(told.programme, told.team, on=(2026, 1, 5), agreed={"mapping": value(5)})
    line = change_over_time(viewer_for(told.lead), told.programme, code="mapping")
    behind = {"team": None, "code": "mapping", "at": NOON}
    lists = [reviews_behind(viewer_for(told.lead), told.programme, month=one.month, **behind) for one in line.points]
    assert [len(one.reviews) for one in lists] == [one.cell.n for one in line.points] == [3, 7]
    assert reviews_behind(viewer_for(told.lead), told.programme, month=date(2025, 12, 1), **behind) is None


def test_each_month_leads_to_its_list_and_a_month_that_is_none_to_nothing(client, told):
    client.force_login(told.lead)
    page = client.get(address("programme-time", told) + "?question=mapping").content.decode()
    [href] = re.findall(r'href="([^"]+month=2026-03)"', page)
    shown = client.get(href.replace("&amp;", "&"))
    assert shown.status_code == 200 and "March 2026" in shown.content.decode()
    assert client.get(href.replace("&amp;", "&").replace("2026-03", "soon")).status_code == 404


def test_the_list_says_how_many_it_counts_that_are_no_longer_the_viewers(told):
    moved = reviews_behind(viewer_for(told.supervisor), told.programme, team=told.team, code="mapping", at=NOON)
    case = moved.reviews[0].case
    case.team = told.other
    case.save(update_fields=["team"])
    found = reviews_behind(viewer_for(told.supervisor), told.programme, team=told.team, code="mapping", at=NOON)
    assert (len(found.reviews), found.elsewhere) == (2, 1)


def test_those_who_see_groups_have_no_list_and_nobody_has_one_of_another_team(told):
    behind = {"code": "mapping", "at": NOON}
    assert reviews_behind(viewer_for(analyst(told.agency)), told.programme, team=told.team, **behind) is None
    assert reviews_behind(viewer_for(told.supervisor), told.programme, team=told.other, **behind) is None
    assert reviews_behind(viewer_for(told.lead), told.programme, team=told.team, code="words", at=NOON) is None


def found_in(house, review, column, *themes):
    return Finding.objects.create(
        agency=house.agency, review=review, column=column, words="-", themes=list(themes), by=house.lead, at=NOON
    )


def test_themes_count_findings_of_finished_unrestricted_reviews(told):
    one, other = told.programme.reviews.filter(case__restricted=False)[:2]
    found_in(told, one, "well", "network", "plan")
    found_in(told, other, "worried", "network")
    found_in(told, told.programme.reviews.get(case__restricted=True), "well", "network")
    themes = themes_of(viewer_for(told.lead), told.programme)
    assert [tuple(one) for one in themes] == [("network", 1, 1, 0, 2), ("plan", 1, 0, 0, 1)]
    assert themes_of(viewer_for(analyst(told.agency)), told.programme) == []


def address(name, house, *args):
    return reverse(name, args=[house.programme.public_id, *args])


def test_the_pages_lead_from_the_list_of_programmes_to_the_reviews(told, client):
    client.force_login(told.lead)
    assert address("programme-heat", told) in client.get(reverse("review-figures")).content.decode()
    page = client.get(address("programme-heat", told)).content.decode()
    assert "4 (half 2 to 4)" in page and "of 4: 3 at 7 to 10, 1 at 4 to 6, 0 at 0 to 3" in page
    behind = address("heat-list", told, "mapping", told.team.public_id)
    assert f"{behind}?seen=agreed" in page
    assert client.get(behind).content.decode().count('/report/">Robin') == 3
    assert client.get(address("heat-list", told, "mapping", "all")).status_code == 200
    assert "app-chart" not in client.get(address("programme-time", told)).content.decode()  # one month is no line
    assert client.get(address("programme-themes", told)).status_code == 200


def test_a_line_is_drawn_once_there_are_two_months(told, client):
    for number in (3, 5, 6):
        finished(told.programme, told.team, on=(2026, 2, 5), agreed={"mapping": value(number)})
    client.force_login(told.lead)
    page = client.get(address("programme-time", told) + "?question=mapping").content.decode()
    assert "app-chart" in page and "from 5 in February 2026 to" in page


LEFT = {"mapping": {"left": "no-evidence"}}


def test_too_little_evidence_is_counted_by_month_beside_the_ratings_and_never_among_them(told, client):
    for answers in ({"mapping": value(6)}, {"mapping": value(7)}, {"mapping": value(8)}, LEFT, LEFT):
        finished(told.programme, told.team, on=(2026, 2, 5), agreed=answers)
    line = change_over_time(viewer_for(told.lead), told.programme, code="mapping")
    assert [(one.cell.n, one.cell.spread.median, one.no_evidence) for one in line.points] == [(3, 7, 2), (7, 6, 0)]

    client.force_login(told.lead)
    page = client.get(address("programme-time", told) + "?question=mapping").content.decode()
    _before, _, drawn = page.partition('class="app-chart__drawing"')[2].partition(">Not enough evidence</text>")
    assert ">2</text>" in drawn.partition("</svg>")[0]
    assert page.count("2 found not enough evidence") == 1  # in the table, beside February


def test_without_any_the_picture_says_nothing_of_it(told, client):
    for number in (3, 5, 6):
        finished(told.programme, told.team, on=(2026, 2, 5), agreed={"mapping": value(number)})
    client.force_login(told.lead)
    page = client.get(address("programme-time", told) + "?question=mapping").content.decode()
    assert "Not enough evidence" not in page and "found not enough evidence" not in page


def test_too_little_evidence_is_withheld_with_its_month(told):
    for answers in ({"mapping": value(6)}, {"mapping": value(7)}, LEFT, LEFT):
        finished(told.programme, told.team, on=(2026, 2, 5), agreed=answers)
    line = change_over_time(viewer_for(told.lead), told.programme, code="mapping")
    assert [(one.cell.n, one.no_evidence) for one in line.points] == [(None, None), (None, 0)]


def test_groups_hide_small_counts_of_too_little_evidence_and_what_gives_them_away(told):
    for month, unseen in ((1, 2), (2, 7), (4, 9)):
        for answers in (*[{"mapping": value(6)}] * 12, *[LEFT] * unseen):
            finished(told.programme, told.team, on=(2026, month, 5), agreed=answers)
    seer = viewer_for(analyst(told.agency))
    line = change_over_time(seer, told.programme, code="mapping")
    assert [one.no_evidence for one in line.points] == [None, None, 0, 9]  # the 2, and the 7 beside it


def test_out_of_scope_is_not_found(told, client):
    client.force_login(told.lead)
    assert client.get(address("programme-heat", told) + "?seen=everybody").status_code == 404
    assert client.get(address("programme-time", told) + "?question=nothing").status_code == 404
    assert client.get(address("heat-list", told, "mapping", "nowhere")).status_code == 404
    assert client.get(address("heat-list", told, "nothing", "all")).status_code == 404
    client.force_login(analyst(told.agency))
    assert "You see figures of groups" in client.get(address("programme-heat", told)).content.decode()
    client.force_login(UserFactory(qa_lead=True))  # of another agency
    for name in ("programme-heat", "programme-time", "programme-themes"):
        assert client.get(address(name, told)).status_code == 404
