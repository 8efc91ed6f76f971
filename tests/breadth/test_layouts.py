"""Boards made to measure: drafts, versions with their days, which board a place shows, and who may change it."""

from datetime import timedelta

import pytest

from soundings.accounts.models import Unit
from soundings.breadth import actions, queries
from soundings.breadth.models import Board, BoardColumn, BoardVersion, Element, Record
from soundings.breadth.rules import ElementKind, ProblemCode, Refused
from soundings.core.models import ChangeEntry
from soundings.core.rules import Denied
from tests.factories.accounts import ServiceFactory, TeamFactory, UserFactory, viewer_for
from tests.factories.breadth import AT, done, office, recorded

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.fixture
def here():
    return office()


@pytest.fixture
def sam(here):
    return here.as_supervisor


def tailored(where, by, place: Unit | None = None) -> Board:
    return actions.tailor(by=by, at=AT, place=place or where.team, source=where.board("front-end"))


def published(where, by, *, on=TODAY, place: Unit | None = None) -> Board:
    board = tailored(where, by, place)
    actions.publish(by=by, at=AT, board=board, on=on, why="To begin with")
    return board


def labels(board, on=TODAY) -> list[str]:
    return [one.label for one in queries.columns_of(board, "en-gb", on=on)]


def shown_at(where, unit: Unit, on=TODAY) -> str:
    boards = queries.boards_at(where.agency.pk, line=unit.line, on=on)
    return queries.board_serving(boards, line=unit.line, stage_id=None).code


def column(board, code) -> BoardColumn:
    return BoardColumn.objects.get(version=queries.draft_of(board), element__code=code)


def codes(refused) -> list[ProblemCode]:
    return [one.code for one in refused.value.problems]


# --- a board of one's own -------------------------------------------------------------------------------------------


def test_a_board_of_its_own_begins_as_the_boards_columns_and_changes_nothing_yet(here, sam):
    board = tailored(here, sam)
    assert board.place == here.team
    draft = queries.draft_of(board)
    assert [one.labels for one in queries.laid_columns(draft)] == [one.labels for one in here.columns("front-end")]
    assert shown_at(here, here.team) == "whole-practice"
    assert ChangeEntry.objects.get(verb="board.tailored").target == board.code


def test_a_place_that_has_a_board_keeps_it(here, sam):
    assert tailored(here, sam) == tailored(here, sam)
    assert Board.objects.filter(place=here.team).count() == 1


def test_it_is_shown_from_its_day_on_and_not_before(here, sam):
    board = published(here, sam, on=TODAY + timedelta(days=7))
    assert shown_at(here, here.team) == "whole-practice"
    assert shown_at(here, here.team, TODAY + timedelta(days=7)) == board.code


def test_the_nearest_own_board_upward_is_shown(here):
    lead = viewer_for(UserFactory(agency=here.agency, qa_lead=True))
    above = published(here, lead, place=here.service)
    assert shown_at(here, here.team) == above.code
    own = published(here, lead, place=here.team)
    assert shown_at(here, here.team) == own.code
    beside = TeamFactory(parent=here.service, name="South")
    assert shown_at(here, beside) == above.code
    elsewhere = ServiceFactory(agency=here.agency, name="Elsewhere")
    assert shown_at(here, elsewhere) == "whole-practice"


def test_a_board_that_is_no_longer_used_leaves_today_and_stays_on_past_days(here, sam):
    board = published(here, sam)
    later = viewer_for(here.supervisor, at=AT + timedelta(days=3))
    actions.retire_board(by=later, at=later.at, board=board, why="Back to the stage's")
    assert shown_at(here, here.team, TODAY + timedelta(days=2)) == board.code
    assert shown_at(here, here.team, TODAY + timedelta(days=3)) == "whole-practice"
    with pytest.raises(Denied, match="no longer used"):
        actions.begin_draft(by=later, at=later.at, board=Board.objects.get(pk=board.pk))
    again = actions.tailor(by=later, at=later.at, place=here.team, source=here.board("front-end"))
    assert again.code != board.code


# --- the draft -------------------------------------------------------------------------------------------------------


def test_columns_move_go_and_come_and_the_childs_stays_first(here, sam):
    board = tailored(here, sam)
    first, second, third, *_rest = queries.laid_columns(queries.draft_of(board))
    who = {"by": sam, "at": AT, "board": board}
    actions.move_column(**who, column_id=third.pk, up=True)
    actions.move_column(**who, column_id=third.pk, up=True)  # no higher: the child's own column is first
    actions.move_column(**who, column_id=first.pk, up=False)  # and stays there
    now = queries.laid_columns(queries.draft_of(board))
    assert [one.pk for one in now[:3]] == [first.pk, third.pk, second.pk]
    actions.drop_column(**who, column_id=second.pk)
    actions.add_column(**who, fact="opened")
    now = queries.laid_columns(queries.draft_of(board))
    assert (now[-1].fact, now[-1].labels) == ("opened", {"en-gb": "Date Opened", "cy": "Dyddiad Agor"})
    assert [one.position for one in now[:-1]] == list(range(len(now) - 1))
    with pytest.raises(Refused) as refused:
        actions.drop_column(**who, column_id=first.pk)
    assert codes(refused) == [ProblemCode.CHILD_COLUMN_NEEDED]


def test_a_column_is_worded_and_written_in_a_way_that_suits_its_kind(here, sam):
    board = tailored(here, sam)
    goal, child = column(board, "goal"), queries.laid_columns(queries.draft_of(board))[0]
    said = {goal.pk: actions.Wording("Our hope", "date"), child.pk: actions.Wording("Who", "child")}
    actions.word_columns(by=sam, at=AT, board=board, said=said)
    goal.refresh_from_db()
    child.refresh_from_db()
    assert (goal.labels["en-gb"], goal.shows, child.fact) == ("Our hope", "date", "child")
    wrong = {goal.pk: actions.Wording(" ", "scale")}
    with pytest.raises(Refused) as refused:
        actions.word_columns(by=sam, at=AT, board=board, said=wrong)
    assert codes(refused) == [ProblemCode.NAME_NEEDED, ProblemCode.UNKNOWN_CHOICE]
    goal.refresh_from_db()
    assert goal.labels["en-gb"] == "Our hope"


def test_a_column_stands_once_on_a_board(here, sam):
    board = tailored(here, sam)
    for refused_one in ({"element": here.element("goal")}, {"fact": "opened"}, {"fact": "child"}, {"fact": "weather"}):
        with pytest.raises(Refused) as refused:
            actions.add_column(by=sam, at=AT, board=board, **refused_one)
        assert codes(refused) == [ProblemCode.UNKNOWN_CHOICE]
    actions.add_column(by=sam, at=AT, board=board, element=here.element("timeline"))
    assert column(board, "timeline").shows == "date"


def test_a_supervisor_adds_an_element_of_their_own_and_it_stands_last(here, sam):
    board = tailored(here, sam)
    who = {"by": sam, "at": AT, "board": board}
    made = actions.add_own_element(**who, code="genogram", label="Genogram", kind=ElementKind.COUNT)
    last = queries.laid_columns(queries.draft_of(board))[-1]
    assert (last.element, last.shows, last.labels) == (made, "number", {"en-gb": "Genogram"})
    with pytest.raises(Refused):
        actions.add_own_element(**who, code="other", label="genogram", kind=ElementKind.DATE)
    assert not Element.objects.filter(code="other").exists()


def test_a_draft_thrown_away_leaves_the_board_as_it_is(here, sam):
    never = tailored(here, sam)
    actions.drop_draft(by=sam, at=AT, board=never)
    assert not Board.objects.filter(pk=never.pk).exists()
    board = published(here, sam)
    before = labels(board)
    actions.begin_draft(by=sam, at=AT, board=board)
    actions.drop_column(by=sam, at=AT, board=board, column_id=column(board, "goal").pk)
    actions.drop_draft(by=sam, at=AT, board=board)
    assert labels(board) == before
    with pytest.raises(Refused):
        actions.drop_draft(by=sam, at=AT, board=board)


# --- versions --------------------------------------------------------------------------------------------------------


def test_a_version_holds_from_its_day_and_the_one_before_stays_as_it_was(here, sam):
    board = published(here, sam)
    before = labels(board)
    actions.begin_draft(by=sam, at=AT, board=board)
    actions.drop_column(by=sam, at=AT, board=board, column_id=column(board, "goal").pk)
    monday = TODAY + timedelta(days=7)
    actions.publish(by=sam, at=AT, board=board, on=monday, why="Goals stand with the statement")
    assert labels(board, TODAY) == labels(board, monday - timedelta(days=1)) == before
    assert labels(board, monday) == [one for one in before if one != "Safety Goal"]
    second, first = queries.versions_of(board, "en-gb")
    assert (first.version.number, second.version.number, second.by) == (1, 2, "Sam Reed")
    assert [one.label for one in second.changes] == ["Safety Goal"]


def test_the_later_version_wins_over_one_that_was_waiting(here, sam):
    board = published(here, sam)
    for days in (7, 3):
        actions.begin_draft(by=sam, at=AT, board=board)
        actions.publish(by=sam, at=AT, board=board, on=TODAY + timedelta(days=days), why="Again")
    assert [queries.version_on(board, TODAY + timedelta(days=days)).number for days in (2, 3, 7)] == [1, 3, 3]


def test_publishing_wants_a_day_that_has_not_passed_a_reason_and_an_element(here, sam):
    board = tailored(here, sam)
    for one in queries.laid_columns(queries.draft_of(board)):
        if one.element:
            actions.drop_column(by=sam, at=AT, board=board, column_id=one.pk)
    with pytest.raises(Refused) as refused:
        actions.publish(by=sam, at=AT, board=board, on=TODAY - timedelta(days=1), why=" ")
    assert codes(refused) == [ProblemCode.DAY_PASSED, ProblemCode.WHY_NEEDED, ProblemCode.ELEMENT_NEEDED]
    assert not BoardVersion.objects.filter(board=board, published_at__isnull=False).exists()


def test_what_was_recorded_in_a_column_that_was_dropped_stays(here, sam):
    case = here.case()
    recorded(here, case, "goal", done(new_issue_name="Drinking"))
    board = tailored(here, sam)
    actions.drop_column(by=sam, at=AT, board=board, column_id=column(board, "goal").pk)
    actions.publish(by=sam, at=AT, board=board, on=TODAY, why="Fewer columns")
    assert Record.objects.filter(element__code="goal", ended_at=None).count() == 1


# --- who may ---------------------------------------------------------------------------------------------------------


def test_each_tailors_their_own_place_and_nobody_another(here, sam):
    other = TeamFactory(parent=here.service, name="South")
    lead = viewer_for(UserFactory(agency=here.agency, qa_lead=True))
    board = published(here, sam)
    theirs = tailored(here, lead, place=other)
    root = Unit.objects.get(agency=here.agency, parent=None)
    for refused_one in (
        lambda: tailored(here, sam, place=other),
        lambda: tailored(here, sam, place=here.service),
        lambda: tailored(here, lead, place=root),
        lambda: tailored(here, here.as_worker),
        lambda: actions.begin_draft(by=here.as_worker, at=AT, board=board),
        lambda: actions.publish(by=sam, at=AT, board=theirs, on=TODAY, why="x"),
        lambda: actions.begin_draft(by=sam, at=AT, board=here.board("front-end")),
    ):
        with pytest.raises(Denied):
            refused_one()
    assert actions.begin_draft(by=lead, at=AT, board=board)
    stranger = office().as_supervisor
    with pytest.raises((Denied, Board.DoesNotExist)):  # on PostgreSQL their agency's wall hides the board
        tailored(here, stranger)
    with pytest.raises(Board.DoesNotExist):
        actions.begin_draft(by=stranger, at=AT, board=board)
