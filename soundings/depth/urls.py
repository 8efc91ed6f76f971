"""The addresses of depth, all below /reviews/."""

from django.urls import include, path

from soundings.depth.views import case, draws, form_out, lists, programmes, returned, review

urlpatterns = [
    path("", lists.reviews, name="reviews"),
    path("all/", lists.all_reviews, name="all-reviews"),
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.new_programme, name="new-programme"),
    path("programmes/<str:public_id>/", programmes.programme, name="programme"),
    path("programmes/<str:public_id>/change/", programmes.change_programme, name="change-programme"),
    path("programmes/<str:public_id>/close/", programmes.close_programme, name="close-programme"),
    path("programmes/<str:public_id>/draw/", programmes.draw, name="draw"),
    path("draws/<str:public_id>/", draws.drawn, name="drawn"),
    path("draws/<str:public_id>/hand-out/", draws.hand_out, name="hand-out"),
    path("draws/<str:public_id>/leave-out/<int:position>/", draws.leave_out, name="leave-out"),
    path("", include("soundings.depth.calibration_urls")),
    path("", include("soundings.depth.figure_urls")),
    path("", include("soundings.depth.learning_urls")),
    path("answers/", returned.returned, name="returned-answers"),
    path("answers/form/", form_out.form_out, name="answers-form"),
    path("of/<str:public_id>/", case.case_reviews, name="case-reviews"),
    path("<str:public_id>/", review.review, name="review"),
    path("<str:public_id>/people/", review.people, name="review-people"),
    path("<str:public_id>/know-them/", review.step_back, name="step-back"),
    path("<str:public_id>/step/<slug:move>/", review.step, name="review-step"),
    path("", include("soundings.depth.writing_urls")),
]
