"""Lets the tests that run the manual share `tests.story.guide`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
