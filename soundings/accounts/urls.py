"""Addresses of signing in, setting up, people, roles and the agency's tree."""

from allauth.account import views as account
from django.urls import include, path, re_path

from soundings.accounts.views import entry, first_run, language, own, setup

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
    path("language/", language.choose_language, name="language"),
    path("reason/", entry.give_reason, name="give-reason"),
    path("second-step/", entry.second_step, name="second-step"),
    path("kept/", own.kept_text, name="kept-text"),
    path("first-run/", first_run.first_run, name="first-run"),
    path("join/<str:token>/", entry.accept_invitation, name="accept-invitation"),
    path("setup/", setup.setup, name="setup"),
    path("setup/agency/", setup.agency, name="setup-agency"),
    path("", include("soundings.accounts.page_urls")),
]
