"""A careless administrator: `cp -r` of a running node's folder, started beside it; a backup restored; a record lost.

Both nodes go on, in generations of their own; nothing is lost, and what excludes each other is shown with a proof.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.story.founding import found
from tests.story.guide import Block, Stage

Run = Callable[[str], str]


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Stage(tmp_path) as stage:
        yield stage


@pytest.fixture
def run(stage: Stage) -> Run:
    """A shell in which NATO and RU have met, joined, and exchanged one act each."""

    def run(commands: str) -> str:
        return stage.run(Block("shell", commands, ""))

    found(stage.folder, ("nato", "ru"))
    for party in ("nato", "ru"):
        stage.start_node(f"{party}-node", f"detente up --dir {party}")
    for one, two in (("nato", "ru"), ("ru", "nato")):
        run(f"detente send --to {two} --wait stored 'From {one}.' --dir {one}")
    return run


def texts(run: Run, folder: str) -> list[str]:
    """Return what a folder's party can read of everybody's messages, in the order of storing."""
    items = json.loads(run(f"detente inbox --all --json --dir {folder}"))["items"]
    return [item["body"]["text"] for item in items if item["kind"] == "message"]


def fsck(run: Run, folder: str) -> str:
    return str(json.loads(run(f"detente record fsck --all --json --dir {folder}"))["fsck"])


def test_a_copy_started_beside_the_original(stage: Stage, run: Run) -> None:
    """Both go on, the copy in a generation of its own; the other side holds what either says."""
    run("cp -r nato copy && rm -f copy/home.sock copy/lock")
    stage.start_node("copy-node", "detente up --dir copy --port 0")
    one = json.loads(run("detente send --to ru --wait stored --json 'The original goes on.' --dir nato"))
    two = json.loads(run("detente send --to ru --wait stored --json 'The copy goes on.' --dir copy"))
    assert one["act"]["ref"] != two["act"]["ref"]
    assert "/2-" in two["act"]["ref"], two["act"]["ref"]
    assert {"From nato.", "From ru.", "The original goes on.", "The copy goes on."} <= set(texts(run, "ru"))
    assert fsck(run, "ru") == fsck(run, "nato") == fsck(run, "copy") == "ok"


def test_a_restored_backup(stage: Stage, run: Run) -> None:
    """A node on an old backup opens the next generation; what it had said since comes back from the others."""
    run("kill -TERM $(cat nato/lock)")
    stage.end_node("nato-node")
    run("cp nato/record.db backup.db")
    stage.start_node("nato-node", "detente up --dir nato")
    run("detente send --to ru --wait stored 'Said after the backup.' --dir nato")
    run("kill -TERM $(cat nato/lock)")
    stage.end_node("nato-node")
    run("rm -f nato/record.db-wal nato/record.db-shm; cp backup.db nato/record.db")
    stage.start_node("nato-node", "detente up --dir nato")
    sent = json.loads(run("detente send --to ru --wait stored --json 'Said after the restore.' --dir nato"))
    assert "/2-" in sent["act"]["ref"]
    run(f"detente show {sent['act']['ref']} --wait stored --dir nato")
    assert "Said after the backup." in texts(run, "ru")
    assert "Said after the backup." in texts(run, "nato"), "what others hold of us comes back"
    assert json.loads(run("detente evidence contradictions --json --dir ru"))["items"] == []
    assert fsck(run, "ru") == fsck(run, "nato") == "ok"


def test_a_killed_node(stage: Stage, run: Run) -> None:
    """Killed at any moment: nothing that was receipted is missing, and the feed goes on where it was."""
    for round_ in range(3):
        run(f"detente send --to ru --wait stored 'Round {round_}.' --dir nato")
        run("kill -KILL $(cat nato/lock) $(cat ru/lock)")
        stage.end_node("nato-node")
        stage.end_node("ru-node")
        stage.start_node("nato-node", "detente up --dir nato")
        stage.start_node("ru-node", "detente up --dir ru")
    sent = json.loads(run("detente send --to ru --wait stored --json 'After it all.' --dir nato"))
    assert "-" not in sent["act"]["ref"].split("/")[2]
    assert [text for text in texts(run, "ru") if text.startswith("Round")] == ["Round 0.", "Round 1.", "Round 2."]
    assert fsck(run, "ru") == fsck(run, "nato") == "ok"
