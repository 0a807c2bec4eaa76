"""Lets the tests that talk to nodes share `tests.table`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
