"""Addresses of findings, agreed actions, the theory of change and examples."""

from django.urls import path

from soundings.depth.views import actions, examples, findings, theory

urlpatterns = [
    path("actions/", actions.actions, name="agreed-actions"),
    path("actions/<str:public_id>/", actions.action, name="agreed-action"),
    path("findings/<str:public_id>/agree/", findings.agree, name="agree-action"),
    path("programmes/<str:public_id>/findings/", findings.of_programme, name="findings-of-programme"),
    path("theory/", theory.theory, name="theory"),
    path("theory/new/", theory.new_step, name="new-theory-step"),
    path("theory/<str:public_id>/", theory.step, name="theory-step"),
    path("theory/<str:public_id>/retire/", theory.retire, name="retire-theory-step"),
    path("examples/", examples.examples, name="examples"),
    path("examples/<str:public_id>/", examples.example, name="example"),
    path("<str:public_id>/findings/", findings.of_review, name="findings-of-review"),
    path("<str:public_id>/example/", examples.share, name="share-example"),
]
