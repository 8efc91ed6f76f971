from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "soundings.cases"

    def ready(self) -> None:
        """A team does not close while cases stand with it; an agency begins with abuse types; charts note plans; the
        cases of somebody who has left are nobody's; whoever receives a concern is told at once."""
        from soundings.accounts import followers as tree
        from soundings.cases import followers
        from soundings.cases.actions import set_up_cases
        from soundings.cases.queries.lists import why_not_close
        from soundings.cases.queries.reorganising import notes_on
        from soundings.cases.steps import receivers_step
        from soundings.cases.tasks import follow_last_day, tell_soon
        from soundings.measures.registry import note_with

        note_with(notes_on)
        tree.object_to_closing(why_not_close)
        tree.set_up_with(set_up_cases)
        tree.add_step(receivers_step)
        tree.follow_last_days(follow_last_day)
        followers.wake_with(tell_soon)
