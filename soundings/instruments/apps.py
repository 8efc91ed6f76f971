from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "soundings.instruments"

    def ready(self) -> None:
        """An agency that is set up has the tools."""
        from soundings.accounts import followers as tree
        from soundings.instruments.actions import set_up_instruments

        tree.set_up_with(set_up_instruments)
