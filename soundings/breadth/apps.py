from django.apps import AppConfig


class BreadthConfig(AppConfig):
    name = "soundings.breadth"

    def ready(self) -> None:
        """Cases and the tree say when they change: state and tallies follow in the same transaction."""
        from soundings.accounts import followers as tree
        from soundings.breadth.actions import projection, set_up_breadth
        from soundings.breadth.actions.inheriting import inherit
        from soundings.breadth.measures import measures_of
        from soundings.breadth.views.comparing import more
        from soundings.cases import followers as cases
        from soundings.measures.registry import link_with, register

        cases.follow(projection.refresh)
        cases.hold(projection.held_for_practice)
        cases.forget_with(projection.forget)
        tree.follow(projection.move_units)
        tree.set_up_with(set_up_breadth)
        tree.inherit_with(inherit)
        register(measures_of)
        link_with(more)
