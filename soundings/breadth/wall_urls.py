"""Addresses of walls: of those who keep them, and of the screens that show them."""

from django.urls import path

from soundings.breadth.views import wall, walls

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
]
