"""Addresses of people, roles and the agency's tree."""

from django.urls import path

from soundings.accounts.views import people, person, posts, roles, stages, structure

urlpatterns = [
    path("setup/stages/", stages.stages, name="stages"),
    path("setup/stages/add/", stages.add, name="add-stage"),
    path("setup/stages/<slug:code>/", stages.stage, name="stage"),
    path("setup/stages/<slug:code>/retire/", stages.retire, name="retire-stage"),
    path("structure/", structure.structure, name="structure"),
    path("structure/<str:public_id>/", structure.unit, name="unit"),
    path("structure/<str:public_id>/add/", structure.add, name="add-unit"),
    path("structure/<str:public_id>/details/", structure.describe, name="unit-details"),
    path("structure/<str:public_id>/move/", structure.move, name="move-unit"),
    path("structure/<str:public_id>/close/", structure.close, name="close-unit"),
    path("structure/<str:public_id>/reopen/", structure.reopen, name="reopen-unit"),
    path("structure/<str:public_id>/duty/", structure.add_duty_desk, name="add-duty-desk"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add-person"),
    path("people/invite/", people.invite_visitor, name="invite-visitor"),
    path("people/roles/", roles.roles, name="roles"),
    path("people/roles/<str:public_id>/approve/", roles.approve, name="approve-grant"),
    path("people/roles/<str:public_id>/end/", roles.end, name="end-grant"),
    path("people/roles/<str:public_id>/prolong/", roles.prolong, name="prolong-grant"),
    path("people/<str:public_id>/", person.person, name="person"),
    path("people/<str:public_id>/details/", person.details, name="person-details"),
    path("people/<str:public_id>/files/add/", person.add_alias, name="add-alias"),
    path("people/<str:public_id>/files/remove/", person.remove_alias, name="remove-alias"),
    path("people/<str:public_id>/invite/", person.invite, name="person-invite"),
    path("people/<str:public_id>/sign-in/", person.sign_in, name="person-sign-in"),
    path("people/<str:public_id>/role/", roles.give, name="give-role"),
    path("people/<str:public_id>/post/", posts.join, name="join-team"),
    path("people/<str:public_id>/post/end/", posts.leave_team, name="leave-team"),
    path("people/<str:public_id>/leave/", posts.add_leave, name="add-leave"),
    path("people/<str:public_id>/leave/<str:from_on>/", posts.change_leave, name="change-leave"),
    path("people/<str:public_id>/leave/<str:from_on>/cancel/", posts.cancel_leave, name="cancel-leave"),
    path("people/<str:public_id>/end/", posts.end, name="person-end"),
    path("people/<str:public_id>/back/", posts.bring_back, name="bring-back"),
]
