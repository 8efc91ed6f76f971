"""The addresses of instruments."""

from django.urls import path

from soundings.instruments.views import drafting, listing, looking, publishing, spreadsheets, translating

urlpatterns = [
    path("", listing.listing, name="instruments"),
    path("new/", listing.new, name="instrument-new"),
    path("new/file/", spreadsheets.take_up, name="instrument-form"),
    path("<str:public_id>/versions/", listing.versions, name="instrument-versions"),
    path("<str:public_id>/versions/<int:number>/xlsform/", spreadsheets.download, name="instrument-xlsform"),
    path("<str:public_id>/copy/", listing.copy, name="instrument-copy"),
    path("<str:public_id>/name/", listing.names, name="instrument-name"),
    path("<str:public_id>/edit/", drafting.outline, name="instrument-edit"),
    path("<str:public_id>/edit/section/<str:code>/", drafting.section, name="instrument-section"),
    path("<str:public_id>/edit/section/<str:section>/add/", drafting.add_question, name="instrument-add-question"),
    path("<str:public_id>/edit/question/<str:code>/", drafting.question, name="instrument-question"),
    path("<str:public_id>/edit/score/", drafting.score, name="instrument-add-score"),
    path("<str:public_id>/edit/score/<str:code>/", drafting.score, name="instrument-score"),
    path("<str:public_id>/edit/languages/", translating.languages, name="instrument-languages"),
    path("<str:public_id>/edit/languages/<str:target>/", translating.translate, name="instrument-translate"),
    path("<str:public_id>/edit/publish/", publishing.publish, name="instrument-publish"),
    path("<str:public_id>/edit/drop/", publishing.drop, name="instrument-drop"),
    path("<str:public_id>/", looking.instrument, name="instrument"),
    path("<str:public_id>/paper/", looking.paper, name="instrument-paper"),
]
