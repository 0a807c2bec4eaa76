"""Lets tests share what they found councils with, as `tests.councils`."""

import compileall
import gc
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import detente

sys.path.insert(0, str(Path(__file__).parents[1]))


# A law holds or not; how long an example takes on a machine that others use as well is no part of it.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package before processes start on it, also where the environment forbids Python to keep that.

    Hundreds of commands and nodes would each compile the whole package again.
    """
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(detente.__file__).parent, quiet=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the stories first: each takes long, and at the end one worker would wait for the other to finish one."""
    items.sort(key=lambda item: item.path.parent.name != "story")


def pytest_collection_finish() -> None:
    """Let the collector pass over what stays to the end, thousands of tests above all, and look less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
