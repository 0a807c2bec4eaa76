"""Lets the tests of the house share `tests.tidy.house` with `make docs`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
