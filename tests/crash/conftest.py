"""Lets these tests share `tests.store.world`, also in the processes that they start."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
