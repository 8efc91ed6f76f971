"""The addresses at which a review is written: by each side, together, and with the family."""

from django.urls import path

from soundings.depth.views import family, meeting, writing

urlpatterns = [
    path("<str:public_id>/write/", writing.write, name="write-review"),
    path("<str:public_id>/write/choose/", writing.choose, name="review-choose"),
    path("<str:public_id>/write/earlier/", writing.earlier, name="review-earlier"),
    path("<str:public_id>/facts/", writing.take_facts, name="review-facts"),
    path("<str:public_id>/comment/", meeting.comment, name="review-comment"),
    path("<str:public_id>/family/", family.asked, name="review-family"),
    path("<str:public_id>/family/<str:invite_id>/", family.listen, name="review-listen"),
    path("<str:public_id>/family/<str:invite_id>/end/", family.end, name="review-asking-end"),
    path("<str:public_id>/family/<str:invite_id>/heard/", family.heard, name="review-heard"),
]
