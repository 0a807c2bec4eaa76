"""What a process says of itself to whoever operates it: an event and its facts, a line of logfmt each.

Written by structlog, carried by the standard library's loggers: whoever runs a part of Détente inside another program
has its events there.
"""

import logging
import sys
from contextlib import suppress
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

NAME = "detente"


def log_of(part: str) -> Any:
    """Return the logger of a part: its methods take an event, and facts by name, none of which is a secret."""
    return structlog.wrap_logger(
        logging.getLogger(f"{NAME}.{part}"),
        wrapper_class=structlog.stdlib.BoundLogger,
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _printable,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
    )


def _printable(_logger: WrappedLogger, _method: str, facts: EventDict) -> EventDict:
    """Write out control characters: what others sent moves no cursor of whoever reads the log."""
    return {name: _shown(value) if isinstance(value, str) else value for name, value in facts.items()}


def _shown(text: str) -> str:
    return "".join(one if one.isprintable() or one == "\n" else f"\\u{ord(one):04x}" for one in text)


class ToStderr(logging.Handler):
    """Writes to what is the standard error at that moment, which a test or a service manager may exchange."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; where nobody reads any more, it is lost."""
        with suppress(OSError, ValueError):
            sys.stderr.write(f"{record.getMessage()}\n")
            sys.stderr.flush()


def log_to_stderr(*, debug: bool = False) -> None:
    """Send events to the standard error, so that the standard output carries answers alone; warnings and up, or all."""
    logger = logging.getLogger(NAME)
    logger.handlers = [ToStderr()]
    logger.setLevel(logging.DEBUG if debug else logging.WARNING)
