import copy
import json
import logging
import logging.config
import sys

import pytest
import structlog

from soundings.config import logs


def as_written() -> logging.Formatter:
    """What turns a record into a line."""
    settings = copy.deepcopy(logs.LOGGING)  # it is taken apart on the way
    return logging.config.DictConfigurator(settings).configure_formatter(settings["formatters"]["json"])


@pytest.fixture
def written(caplog):
    """Each line as it would be written."""
    formatter = as_written()
    return lambda: [json.loads(formatter.format(record)) for record in caplog.records]


def test_another_librarys_message_is_kept_without_what_filled_it(written):
    logging.getLogger("elsewhere").warning("Could not store %s", "Melli Majid")
    (line,) = written()
    assert (line["event"], line["level"], line["logger"]) == ("Could not store %s", "warning", "elsewhere")


def test_an_exception_is_a_type_and_a_place(written):
    try:
        try:
            raise KeyError("Melli Majid")
        except KeyError as error:
            raise ValueError("Mary Telis") from error
    except ValueError:
        logging.getLogger("elsewhere").exception("No")
    (line,) = written()
    assert line["exception"] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logs.py" in line["where"][-1]
    assert "Melli" not in json.dumps(line) and "Mary" not in json.dumps(line)


def test_our_own_events_keep_their_fields_and_lose_their_exceptions_text(written):
    try:
        raise ValueError("Melli Majid")
    except ValueError:
        structlog.get_logger("soundings.test").error("not stored", rows=3, exc_info=True)
    (line,) = written()
    assert (line["event"], line["rows"], line["exception"]) == ("not stored", 3, ["builtins.ValueError"])
    assert "Melli" not in json.dumps(line)


def test_the_id_of_the_request_is_in_every_line(written):
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        logging.getLogger("elsewhere").warning("One")
        structlog.get_logger("soundings.test").warning("two")
        assert [line["request_id"] for line in written()] == ["r1", "r1"]


def test_a_reply_is_named_by_its_reason_alone(written):
    logging.getLogger("django.request").error("%s: %s", "Not Found", "/cases/melli", extra={"status_code": 404})
    (line,) = written()
    assert (line["event"], line["status"]) == ("Not Found", 404)


def test_debugging_is_off():
    assert logs.LOGGING["root"]["level"] == "WARNING"
    assert sys.modules["structlog"].is_configured()
