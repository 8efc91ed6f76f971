from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "soundings.cases"

    def ready(self) -> None:
        """A team does not close while cases stand with it; an agency begins with the abuse types."""
        from soundings.accounts import followers as tree
        from soundings.cases.actions import set_up_cases
        from soundings.cases.queries.lists import why_not_close

        tree.object_to_closing(why_not_close)
        tree.set_up_with(set_up_cases)
