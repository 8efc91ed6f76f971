from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "soundings.exchange"

    def ready(self) -> None:
        """Boards say to which day the case system was read."""
        from soundings.breadth import feeds
        from soundings.exchange.queries.feeds import fed_until

        feeds.feed(fed_until)
