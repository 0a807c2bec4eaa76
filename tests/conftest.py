"""Lets tests share what they found councils with, as `tests.councils`."""

import sys
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1]))

# A node's log goes where no test closes it: a thread of one test may still say something while the next one runs.
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.__stderr__))
