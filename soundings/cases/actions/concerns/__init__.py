"""What is raised, what its receivers do with it, who is told, and who receives at all."""

from soundings.cases.actions.concerns.moving import acknowledge, close_concern, confirm_concern, decide_concern
from soundings.cases.actions.concerns.raising import Raising, raise_concern, raise_matter
from soundings.cases.actions.concerns.routes import RouteTerms, end_route, set_route
from soundings.cases.actions.concerns.telling import forget_told, tell_due

__all__ = [
    "Raising",
    "RouteTerms",
    "acknowledge",
    "close_concern",
    "confirm_concern",
    "decide_concern",
    "end_route",
    "forget_told",
    "raise_concern",
    "raise_matter",
    "set_route",
    "tell_due",
]
