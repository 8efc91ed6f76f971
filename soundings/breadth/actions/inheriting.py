"""A team that was split off goes on as the first team did: what it records, by when, and on which board."""

from datetime import datetime

from soundings.accounts.models import Unit
from soundings.breadth.actions.keeping import begin
from soundings.breadth.actions.storing import Sums, hold_teams
from soundings.breadth.models import Board, BoardColumn, BoardVersion, Expectation, RecordingStart
from soundings.breadth.queries import laid_columns, own_board_of, version_on
from soundings.core.rules import local_date


def inherit(team: Unit, *, of: Unit, at: datetime) -> None:
    """`team`, which holds no case yet, has the recordings, agreed times and board of the other. In a transaction."""
    hold_teams((), alone={team.pk})
    starts = RecordingStart.objects.filter(team=of).select_related("element")
    since = {start.element_id: start.begun_on for start in starts}
    codes = {start.element_id: start.element.code for start in starts}
    sums = Sums(team.agency_id)
    if since:
        begin(team.agency_id, team.pk, codes, since=since, sums=sums)
    sums.store()
    for time in Expectation.objects.filter(unit=of, from_on__isnull=False, to_on=None):
        time.pk, time.unit, time.public_id = None, team, Expectation._meta.get_field("public_id").get_default()
        time._state.adding = True
        time.save()
    _inherit_board(team, of, at)


def _inherit_board(team: Unit, of: Unit, at: datetime) -> None:
    board = own_board_of(of)
    version = version_on(board, local_date(at, of.agency.time_zone)) if board else None
    if board is None or version is None:
        return
    taken = set(Board.objects.filter(agency=team.agency_id).values_list("code", flat=True))
    code = next(one for n in range(2, len(taken) + 3) if (one := f"{board.code[:35]}-{n}") not in taken)
    labels = dict.fromkeys(board.labels, team.name)
    copy = Board.objects.create(agency_id=team.agency_id, code=code, labels=labels, place=team, position=board.position)
    first = BoardVersion.objects.create(
        agency_id=team.agency_id, board=copy, number=1, published_at=at, published_by=version.published_by
    )
    names = ("position", "fact", "element_id", "labels", "shows")
    BoardColumn.objects.bulk_create(
        BoardColumn(agency_id=team.agency_id, version=first, **{name: getattr(column, name) for name in names})
        for column in laid_columns(version)
    )
