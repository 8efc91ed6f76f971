"""Addresses of the figures of reviews."""

from django.urls import path

from soundings.depth.views.figures import agreement, counted, found, grading, pictures, reports, second

urlpatterns = [
    path("figures/", pictures.review_figures, name="review-figures"),
    path("figures/place/<str:public_id>/<slug:what>/", counted.reviews_counted, name="reviews-counted"),
    path("figures/<str:public_id>/", pictures.programme_heat, name="programme-heat"),
    path("figures/<str:public_id>/time/", pictures.programme_time, name="programme-time"),
    path("figures/<str:public_id>/themes/", pictures.programme_themes, name="programme-themes"),
    path("figures/<str:public_id>/findings/", found.programme_findings, name="programme-findings"),
    path("figures/<str:public_id>/agreement/", agreement.programme_agreement, name="programme-agreement"),
    path("figures/<str:public_id>/second/", second.second_ratings, name="second-ratings"),
    path("figures/<str:public_id>/report/", reports.report_of_programme, name="programme-report"),
    path("<str:public_id>/report/", reports.report_of_review, name="review-report"),
    path("<str:public_id>/grade/", grading.grade_review, name="grade-review"),
    path("<str:public_id>/settle/", second.settle_review, name="settle-review"),
    path("figures/<str:public_id>/<slug:code>/<str:place>/", pictures.heat_list, name="heat-list"),
]
