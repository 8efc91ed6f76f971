from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "soundings.cases"
