"""Two nodes with no network between them exchange acts and receipts both ways, by files carried by hand."""

import json
from pathlib import Path

import pytest
from tests.story.founding import found
from tests.story.guide import Block, Stage


def test_a_bag_carries_acts_and_its_answer_carries_receipts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one party sends reaches the other in a bag; the receipt, and the answer, come back in another one."""
    with Stage(tmp_path) as stage:

        def run(commands: str) -> str:
            return stage.run(Block("shell", commands, ""))

        # At the addresses of the two nobody listens: there is no network between them.
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        found(tmp_path, ("nato", "ru"))

        run("detente send --channel line --to ru 'By hand.' --dir nato")
        packed = json.loads(run("detente bag pack ru -o one.bag --json --dir nato"))
        assert packed["entries"] == 3
        taken = json.loads(run("detente bag unpack one.bag --json --dir ru"))
        assert taken["new_entries"] == 3
        inbox = json.loads(run("detente inbox --json --dir ru"))["items"]
        assert [act["body"]["text"] for act in inbox] == ["By hand."]

        run(f"detente send --channel line --re {inbox[0]['ref']} 'Had it.' --dir ru")
        run("detente bag pack nato -o two.bag --dir ru; detente bag unpack two.bag --dir nato")
        shown = json.loads(run(f"detente show {inbox[0]['ref']} --json --dir nato"))
        assert [(one["party"], one["rung"]) for one in shown["act"]["received"]] == [("ru", "stored")]
        answers = json.loads(run("detente inbox --json --dir nato"))["items"]
        assert [act["body"]["text"] for act in answers] == ["Had it."]

        for bag, folder, code in (
            ("one.bag", "ru", "bag-old"),
            ("one.bag", "nato", "bag-foreign"),
            ("short.bag", "ru", "bag-cut-short"),
            ("nato/party.toml", "ru", "bag-malformed"),
        ):
            run("head -c 500 one.bag > short.bag")
            assert code in run(f"detente bag unpack {bag} --dir {folder} 2>&1 || true")
        # RU never saw NATO's second bag: the third does not join what it holds, and says from where on it is needed.
        run("detente send --channel line 'Two.' --dir nato; detente bag pack ru -o three.bag --dir nato")
        assert json.loads(run("detente bag unpack three.bag --json --dir ru"))["new_entries"] == 1
        for folder in ("nato", "ru"):
            assert json.loads(run(f"detente record fsck --all --json --dir {folder}"))["fsck"] == "ok"
