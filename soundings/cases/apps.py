from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "soundings.cases"

    def ready(self) -> None:
        """A team does not close while cases stand with it; an agency begins with abuse types; charts note plans."""
        from soundings.accounts import followers as tree
        from soundings.cases.actions import set_up_cases
        from soundings.cases.queries.lists import why_not_close
        from soundings.cases.queries.reorganising import notes_on
        from soundings.measures.registry import note_with

        note_with(notes_on)
        tree.object_to_closing(why_not_close)
        tree.set_up_with(set_up_cases)
