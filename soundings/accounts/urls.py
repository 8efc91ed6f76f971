"""Addresses of signing in, setting up, people, roles and the agency's tree."""

from allauth.account import views as account
from django.urls import include, path, re_path

from soundings.accounts.views import entry, first_run, grants, own, people, setup, stages, structure

signing_in = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("second-step/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", entry.home, name="home"),
    path("account/", own.account, name="account"),
    path("account/", include(signing_in)),
    path("stay/", entry.stay, name="stay"),
    path("reason/", entry.give_reason, name="give-reason"),
    path("second-step/", entry.second_step, name="second-step"),
    path("kept/", own.kept_text, name="kept-text"),
    path("first-run/", first_run.first_run, name="first-run"),
    path("join/<str:token>/", entry.accept_invitation, name="accept-invitation"),
    path("setup/", setup.setup, name="setup"),
    path("setup/agency/", setup.agency, name="setup-agency"),
    path("setup/stages/", stages.stages, name="stages"),
    path("setup/stages/<slug:code>/", stages.stage, name="stage"),
    path("structure/", structure.structure, name="structure"),
    path("structure/add/", structure.add, name="add-unit"),
    path("structure/<str:public_id>/", structure.unit, name="unit"),
    path("structure/<str:public_id>/move/", structure.move, name="move-unit"),
    path("structure/<str:public_id>/close/", structure.close, name="close-unit"),
    path("structure/<str:public_id>/reopen/", structure.reopen, name="reopen-unit"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add, name="add-person"),
    path("people/visitor/", people.invite_visitor, name="invite-visitor"),
    path("people/roles/", grants.roles, name="roles"),
    path("people/roles/<str:public_id>/approve/", grants.approve, name="approve-grant"),
    path("people/roles/<str:public_id>/end/", grants.end, name="end-grant"),
    path("people/users/<str:public_id>/", people.user, name="user"),
    path("people/users/<str:public_id>/role/", grants.give, name="give-role"),
    path("people/users/<str:public_id>/sign-in/", people.sign_in, name="user-sign-in"),
    path("people/<str:public_id>/", people.person, name="person"),
    path("people/<str:public_id>/details/", people.details, name="person-details"),
    path("people/<str:public_id>/alias/", people.alias, name="person-alias"),
    path("people/<str:public_id>/post/", people.post, name="person-post"),
    path("people/<str:public_id>/leave/", people.leave, name="person-leave"),
    path("people/<str:public_id>/end/", people.end, name="person-end"),
    path("people/<str:public_id>/invite/", people.invite, name="person-invite"),
]
