"""What the guide does at rest can be done while both nodes are up: each learns, trusts and calls the other at once."""

import json
from pathlib import Path

from tests.ports import free_ports
from tests.story.guide import Block, Stage


def test_a_council_is_joined_by_running_nodes(tmp_path: Path) -> None:
    """Nodes that knew nobody talk as soon as both have joined; a key exchanged meanwhile is learned from the feed."""
    with Stage(tmp_path) as stage:

        def run(commands: str) -> str:
            return stage.run(Block("shell", commands, ""))

        for party in ("nato", "ru"):
            run(f"detente party new {party} --name {party} --dir {party} --url https://127.0.0.1:{free_ports(1)[0]}")
            assert stage.start_node(f"{party}-node", f"detente up --dir {party}").startswith(f"ready: {party} on ")
            run(f"detente party show --note -o {party}.note --dir {party}")
        run("detente council draft --name nrc --title Council --party nato.note --party ru.note -o c")
        run("detente council sign c --dir nato; detente council sign c --dir ru")
        run(
            "detente council join c --identity ru.note --dir nato; detente council join c --identity nato.note --dir ru"
        )
        for party, other in (("nato", "ru"), ("ru", "nato")):
            sent = json.loads(run(f"detente send --to {other} --wait stored --json 'Radio check.' --dir {party}"))
            assert [(one["party"], one["rung"]) for one in sent["act"]["received"]] == [(other, "stored")]
            assert json.loads(run(f"detente status --json --dir {party}"))["alarms"] == []
        assert "folder-in-use" in run("detente party rotate log --dir ru 2>&1 || true")
        run("kill -TERM $(cat ru/lock)")
        stage.end_node("ru-node")
        run("detente party rotate log mirror hpke tls --dir ru")
        stage.start_node("ru-node", "detente up --dir ru")
        for party, other in (("ru", "nato"), ("nato", "ru")):
            sent = json.loads(run(f"detente send --to {other} --wait stored --json 'Under new keys.' --dir {party}"))
            assert [(one["party"], one["rung"]) for one in sent["act"]["received"]] == [(other, "stored")]
        texts = [one["body"]["text"] for one in json.loads(run("detente inbox --json --dir nato"))["items"]]
        assert texts == ["Radio check.", "Under new keys."]
        for party in ("nato", "ru"):
            assert json.loads(run(f"detente record fsck --all --json --dir {party}"))["fsck"] == "ok"
