"""Logs: one JSON object a line on standard error, with the request's id and without anybody's name.

What a message is filled in with can be a child's name, so of other libraries' messages only the template is kept,
and of an exception only its type and where it happened, never its text (a database says which value it refused).
"""

import logging
import sys
import traceback
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

FRAMES = 12  # of the innermost, which tell most


def without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The message as it stands in the code, not filled in. Our own events are plain already."""
    record: logging.LogRecord | None = event.get("_record")
    if record is not None:
        event["event"] = str(record.msg)
        values = event.pop("positional_args", None)
        if record.name == "django.request" and isinstance(values, tuple) and values:
            event["event"] = str(values[0])  # "Not Found", without the address
        if hasattr(record, "status_code"):
            event["status"] = record.status_code
    return event


def without_texts(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Exceptions as types and places, outermost first."""
    information = event.pop("exc_info", None)
    if information is True:
        information = sys.exc_info()
    if isinstance(information, BaseException):
        information = (type(information), information, information.__traceback__)
    if isinstance(information, tuple) and isinstance(information[1], BaseException):
        event["exception"] = _chain(information[1])
        event["where"] = _places(information[1])
    return event


def _chain(error: BaseException | None) -> list[str]:
    names: list[str] = []
    while error is not None and len(names) < FRAMES:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or error.__context__
    return names


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_texts,
]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "structlog.stdlib.ProcessorFormatter",
            "pass_foreign_args": True,
            "foreign_pre_chain": [structlog.stdlib.ExtraAdder(allow=[]), *_SHARED, without_values],
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "soundings": {"level": "INFO"},
        # Django mails and prints by itself unless told otherwise; its own handlers would print values.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # refusals and missing pages stand in our own line
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}


def configure() -> None:
    """Our own events go the same way as everybody's."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
