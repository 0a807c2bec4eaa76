"""Two nodes with no network between them exchange acts and receipts both ways, by files carried by hand."""

import json
from pathlib import Path

from tests.story.guide import Block, Stage, free_port


def test_a_bag_carries_acts_and_its_answer_carries_receipts(tmp_path: Path) -> None:
    """What one party sends reaches the other in a bag; the receipt, and the answer, come back in another one."""
    with Stage(tmp_path) as stage:

        def run(commands: str) -> str:
            return stage.run(Block("shell", commands, ""))

        for party in ("nato", "ru"):
            # Addresses at which nobody listens: there is no network between the two.
            run(f"detente party new {party} --name {party} --dir {party} --url https://127.0.0.1:{free_port()}")
            run(f"detente party show --note -o {party}.note --dir {party}")
        run("detente council draft --name nrc --title Council --party nato.note --party ru.note -o c")
        run("detente council sign c --dir nato; detente council sign c --dir ru")
        run(
            "detente council join c --identity ru.note --dir nato; detente council join c --identity nato.note --dir ru"
        )

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
            ("c", "ru", "bag-malformed"),
        ):
            run("head -c 500 one.bag > short.bag")
            assert code in run(f"detente bag unpack {bag} --dir {folder} 2>&1 || true")
        # RU never saw NATO's second bag: the third does not join what it holds, and says from where on it is needed.
        run("detente send --channel line 'Two.' --dir nato; detente bag pack ru -o three.bag --dir nato")
        assert json.loads(run("detente bag unpack three.bag --json --dir ru"))["new_entries"] == 1
        for folder in ("nato", "ru"):
            assert json.loads(run(f"detente record fsck --all --json --dir {folder}"))["fsck"] == "ok"
