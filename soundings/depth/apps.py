from django.apps import AppConfig


class DepthConfig(AppConfig):
    name = "soundings.depth"

    def ready(self) -> None:
        """Cases say when they change: reviews keep up in the same transaction."""
        from soundings.cases import followers as cases
        from soundings.depth.actions.following import follow_cases, held_for_reviews

        cases.follow(follow_cases)
        cases.hold(held_for_reviews)
