"""Addresses of boards, of a case and its practice, and of the agency's own words."""

from django.urls import include, path

from soundings.breadth.views import (
    boards,
    case,
    comparing,
    element,
    expecting,
    figures,
    issue,
    layouts,
    news,
    putting_right,
    several,
    starting,
    tailoring,
)

ELEMENT = "case/<str:public_id>/<slug:code>/"
RECORD = f"{ELEMENT}<int:pk>/"

urlpatterns = [
    path("", include("soundings.breadth.wall_urls")),
    path("cases/mine/", boards.my_cases, name="my-cases"),
    path("cases/mine/changes/", news.my_changes, name="my-changes"),
    path("board/", boards.start, name="board"),
    path("board/<str:public_id>/", boards.board, name="board"),
    path("board/<str:public_id>/changes/", news.changes, name="board-changes"),
    path("board/<str:public_id>/recording/", starting.recording_starts, name="recording-starts"),
    path("board/<str:public_id>/expected/", expecting.expected, name="expected"),
    path("board/<str:public_id>/expected/<slug:code>/", expecting.expected_element, name="expected-element"),
    path("board/<str:public_id>/teams/<slug:code>/", comparing.compare, name="compare"),
    path("board/<str:public_id>/split/<slug:code>/", comparing.split, name="split"),
    path("board/<str:public_id>/figure/<slug:code>/<slug:part>/", figures.figure_list, name="figure-list"),
    path("words/", tailoring.words_page, name="words"),
    path("words/elements/", tailoring.add_element, name="add-element"),
    path("words/elements/<slug:code>/", tailoring.element_words, name="element-words"),
    path("words/abuse/<str:code>/", tailoring.abuse_words, name="abuse-words"),
    path("words/stages/", tailoring.boards_and_stages, name="boards-and-stages"),
    path("board/<str:public_id>/layout/", layouts.place_layout, name="place-layout"),
    path("layout/<slug:code>/", layouts.layout, name="layout"),
    path("layout/<slug:code>/draft/", layouts.layout_draft, name="layout-draft"),
    path("layout/<slug:code>/element/", layouts.layout_element, name="layout-element"),
    path("layout/<slug:code>/name/", layouts.layout_name, name="layout-name"),
    path("layout/<slug:code>/preview/", layouts.layout_preview, name="layout-preview"),
    path("layout/<slug:code>/publish/", layouts.layout_publish, name="layout-publish"),
    path("layout/<slug:code>/drop/", layouts.layout_drop, name="layout-drop"),
    path("layout/<slug:code>/retire/", layouts.layout_retire, name="layout-retire"),
    path("case/<str:public_id>/", case.case, name="case"),
    path("case/<str:public_id>/record/", several.several, name="case-record"),
    path("case/<str:public_id>/worry/<str:issue_id>/", issue.issue, name="issue"),
    path(ELEMENT, element.element, name="element"),
    path(f"{RECORD}correct/", putting_right.correct, name="record-correct"),
    path(f"{RECORD}withdraw/", putting_right.withdraw, name="record-withdraw"),
    path(f"{RECORD}move/", putting_right.move, name="record-move"),
    path(f"{RECORD}note/", putting_right.note, name="record-note"),
    path(f"{RECORD}mark/", putting_right.mark, name="record-mark"),
]
