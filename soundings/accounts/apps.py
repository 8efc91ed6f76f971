from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "soundings.accounts"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from soundings.accounts.views.sign_in import begin_session, note_second_step

        user_logged_in.connect(begin_session, dispatch_uid="soundings.begin_session")
        for signal, verb in (
            (authenticator_added, "second-step-added"),
            (authenticator_removed, "second-step-removed"),
        ):
            signal.connect(note_second_step(verb), weak=False, dispatch_uid=f"soundings.{verb}")
