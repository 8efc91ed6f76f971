"""Addresses of boards away from the desk: walls with their keepers and screens, and sheets of paper."""

from django.urls import path

from soundings.breadth.views import paper, sheets, wall, walls

urlpatterns = [
    path("board/<str:public_id>/walls/", walls.team_walls, name="team-walls"),
    path("walls/", walls.walls, name="walls"),
    path("walls/new/", walls.new_wall, name="new-wall"),
    path("walls/<str:public_id>/", walls.wall_kept, name="wall-kept"),
    path("walls/<str:public_id>/change/", walls.change_wall, name="change-wall"),
    path("walls/<str:public_id>/screen/", walls.invite_screen, name="invite-screen"),
    path("walls/<str:public_id>/screen/<str:screen_id>/revoke/", walls.revoke_screen, name="revoke-screen"),
    path("walls/<str:public_id>/take-down/", walls.take_down, name="take-down-wall"),
    path("wall/", wall.wall, name="wall"),
    path("wall/pair/", wall.pair, name="wall-pair"),
    path("board/<str:public_id>/print/", paper.print_board, name="print-board"),
    path("cases/mine/print/", paper.print_mine, name="print-mine"),
    path("sheet/", sheets.sheets, name="sheets"),
    path("sheet/<str:code>/", sheets.sheet, name="sheet"),
]
