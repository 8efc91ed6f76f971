"""What there is of questionnaires, starting from who asks."""

from soundings.instruments.queries.visible import (
    definition_of,
    draft_of,
    instrument_for,
    instruments_visible_to,
    latest_published,
    published_versions,
    version_for,
    versions_visible_to,
)

__all__ = [
    "definition_of",
    "draft_of",
    "instrument_for",
    "instruments_visible_to",
    "latest_published",
    "published_versions",
    "version_for",
    "versions_visible_to",
]
