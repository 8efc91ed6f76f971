from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "soundings.exchange"
