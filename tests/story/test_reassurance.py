"""Concerns, briefings and an assurance that lapses, with real nodes: every record says the same."""

import json
from pathlib import Path

import pytest
from tests.story.playing import SECONDS, home_in


@pytest.mark.slow
def test_every_check_holds_and_the_register_can_be_read_afterwards(tmp_path: Path) -> None:
    """The nodes are gone: each folder answers by itself which concerns are open and what has lapsed."""
    home = home_in(tmp_path)
    process = home.start("reassurance", "--instant", "--exit", "--json")
    output, errors = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, errors
    outcome = json.loads(output)
    assert outcome["passed"]
    assert [check for check in outcome["checks"] if not check["holds"]] == []
    for party, other in (("NATO", "RU"), ("RU", "NATO")):
        found = home.run("concern", "list", "--all", "--dir", home.demo / party, "--json")
        items = json.loads(found.stdout)["items"]
        stand = {(one["sort"], one["party"]): one["status"] for one in items}
        assert stand == {
            ("concern", "ru"): "not reassured", ("concern", "nato"): "open", ("assurance", "nato"): "lapsed",
        }, f"{party} and {other} differ"  # fmt: skip
