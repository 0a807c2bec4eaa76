"""What a process says of itself to whoever operates it: an event and its facts, a line of logfmt each.

The loggers are the standard library's: whoever runs a part of Détente inside another program has its events there.
"""

import logging
import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

NAME = "detente"


class Log:
    """Says events of one part, with facts by name; none of them is a secret."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(f"{NAME}.{name}")

    def debug(self, event: str, **facts: object) -> None:
        """Say what matters only to somebody who looks for a cause."""
        self._logger.debug(event, extra={"facts": facts})

    def info(self, event: str, **facts: object) -> None:
        """Say what went as it should."""
        self._logger.info(event, extra={"facts": facts})

    def warning(self, event: str, **facts: object) -> None:
        """Say what somebody should look at."""
        self._logger.warning(event, extra={"facts": facts})

    def error(self, event: str, *, mistake: BaseException | None = None, **facts: object) -> None:
        """Say what went wrong by a mistake of ours, with where it happened."""
        self._logger.error(event, exc_info=mistake, extra={"facts": facts})

    def exception(self, event: str, **facts: object) -> None:
        """Say what went wrong by the mistake that is caught here."""
        self.error(event, mistake=sys.exc_info()[1], **facts)


class Logfmt(logging.Formatter):
    """Writes an event as `timestamp=… level=… event=…` and its facts, in one line whatever they hold."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of an event."""
        facts: dict[str, Any] = {
            "timestamp": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            facts["exception"] = "".join(traceback.format_exception(record.exc_info[1])).rstrip()
        return " ".join(f"{name}={_value(str(value))}" for name, value in facts.items())


class ToStderr(logging.Handler):
    """Writes to what is the standard error at that moment, which a test or a service manager may exchange."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; where nobody reads any more, it is lost."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()


def log_to_stderr(*, debug: bool = False) -> None:
    """Send events to the standard error, so that the standard output carries answers alone; warnings and up, or all."""
    handler = ToStderr()
    handler.setFormatter(Logfmt())
    logger = logging.getLogger(NAME)
    logger.handlers = [handler]
    logger.setLevel(logging.DEBUG if debug else logging.WARNING)


def _value(text: str) -> str:
    """Return a value as logfmt has it: in quotes where it holds what would end it, and without control characters."""
    if text.isprintable() and not set(text) & {" ", "=", '"', "\\"} and text:
        return text
    shown = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + "".join(one if one.isprintable() else f"\\u{ord(one):04x}" for one in shown) + '"'
