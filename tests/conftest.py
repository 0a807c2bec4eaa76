"""Lets tests share what they found councils with, as `tests.councils`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
