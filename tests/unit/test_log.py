"""The log: one line an event whatever its facts hold, on what is the standard error at that moment."""

import logging
import shlex
from collections.abc import Iterator

import pytest

from detente.log import NAME, log_of, log_to_stderr

log = log_of("test")


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Take away what a test sent the log to."""
    logger = logging.getLogger(NAME)
    handlers, level = logger.handlers, logger.level
    yield
    logger.handlers = handlers
    logger.setLevel(level)


def test_an_event_is_one_line_that_a_shell_would_split_alike(capsys: pytest.CaptureFixture[str]) -> None:
    """What others wrote stays within its value: no second line, no second fact, no cursor moved."""
    log_to_stderr()
    log.warning("alarm", code="feed-unknown", text='a "b" c=d\nlevel=error \x1b[2J', empty="", number=3)
    (line,) = capsys.readouterr().err.splitlines()
    stamp, *facts = shlex.split(line)
    assert stamp.startswith("timestamp=20")
    assert facts == [
        *("level=warning", "event=alarm", "code=feed-unknown"),
        'text=a "b" c=d\\nlevel=error \\u001b[2J',
        *("empty=", "number=3"),
    ]


def test_less_than_a_warning_is_said_only_where_it_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    """The standard error of a node that goes well is empty."""
    log_to_stderr()
    log.info("node-up")
    log.debug("peer-unanswered")
    assert capsys.readouterr().err == ""
    log_to_stderr(debug=True)
    log.info("node-up")
    log.debug("peer-unanswered")
    assert [line.split("event=")[1] for line in capsys.readouterr().err.splitlines()] == ["node-up", "peer-unanswered"]


def test_a_mistake_says_where_it_happened(capsys: pytest.CaptureFixture[str]) -> None:
    """The whole trace stands in the line of the event, for whoever mends it."""
    log_to_stderr()
    mistake = None
    try:
        raise ValueError("three")
    except ValueError as error:
        mistake = error
        log.exception("fold-failed")
    log.error("page-failed", exc_info=mistake, route="/acts")
    first, second = capsys.readouterr().err.splitlines()
    for line in (first, second):
        assert line.split("exception=")[1].startswith('"Traceback ')
        assert line.endswith('ValueError: three"')
    assert "route=/acts" in second


def test_it_goes_to_the_standard_error_of_the_moment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream that somebody closed ends nothing, and the next one is written to."""
    log_to_stderr()

    class Closed:
        def write(self, _text: str) -> None:
            raise ValueError("closed")

    with monkeypatch.context() as patch:
        patch.setattr("sys.stderr", Closed())
        log.warning("lost")
    log.warning("said")
    assert [line.split("event=")[1] for line in capsys.readouterr().err.splitlines()] == ["said"]
