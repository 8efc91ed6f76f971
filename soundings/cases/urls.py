"""Addresses of children, families and cases."""

from django.urls import include, path

from soundings.cases.views import child, handover, knowing, opening, proposals, readers, release, restricted, search

urlpatterns = [
    path("search/", search.search, name="search"),
    path("case/new/", opening.new_case, name="new-case"),
    path("case/<str:public_id>/readers/", readers.readers, name="case-readers"),
    path("case/<str:public_id>/known/", knowing.declare, name="declare-known"),
    path("case/<str:public_id>/propose/<slug:kind>/", proposals.propose, name="case-propose"),
    path("", include("soundings.cases.change_urls")),
    path("", include("soundings.cases.concern_urls")),
    path("reorganisations/", include("soundings.cases.plan_urls")),
    path("child/<str:public_id>/", child.child, name="child"),
    path("child/<str:public_id>/edit/", child.edit, name="child-edit"),
    path("child/<str:public_id>/birth/", child.birth, name="child-birth"),
    path("child/<str:public_id>/numbers/", child.numbers, name="child-numbers"),
    path("child/<str:public_id>/family/", child.sibling, name="child-family"),
    path("child/<str:public_id>/family/name/", child.family_name, name="family-name"),
    path("child/<str:public_id>/open/", opening.open_for_child, name="child-open"),
    path("handover/", handover.handover, name="handover"),
    path("handover/sheet/<str:public_id>/", handover.sheet, name="handover-sheet"),
    path("handover/<str:public_id>/", handover.hand_over, name="hand-over"),
    path("staff/<str:public_id>/release/", release.release, name="release"),
    path("restricted/", restricted.restricted, name="restricted"),
    path("restricted/open/", restricted.break_glass, name="break-glass"),
    path("restricted/review/", restricted.broken_glass, name="broken-glass"),
    path("restricted/review/<str:public_id>/", restricted.review, name="review-broken-glass"),
    path("known/", knowing.known, name="known-children"),
    path("known/<str:user>/<str:child>/", knowing.withdraw, name="withdraw-known"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<str:public_id>/", proposals.proposal, name="proposal"),
]
