"""The pictures of a programme: finished reviews as counts and spreads, small groups withheld. No child is named."""

from soundings.depth.queries.pictures.behind import reviews_behind
from soundings.depth.queries.pictures.found import FoundThere, findings_behind, leaving_findings
from soundings.depth.queries.pictures.heat import HeatMap, HeatRow, heat_map_of
from soundings.depth.queries.pictures.reading import (
    Scope,
    programme_with_figures,
    programmes_with_figures,
    scope_at,
)
from soundings.depth.queries.pictures.themes import Theme, themes_of
from soundings.depth.queries.pictures.time import OverTime, TimePoint, change_over_time

__all__ = [
    "FoundThere",
    "HeatMap",
    "HeatRow",
    "OverTime",
    "Scope",
    "Theme",
    "TimePoint",
    "change_over_time",
    "findings_behind",
    "heat_map_of",
    "leaving_findings",
    "programme_with_figures",
    "programmes_with_figures",
    "reviews_behind",
    "scope_at",
    "themes_of",
]
