"""Evidence from a record: made, verified, and noted where it leaves the house."""

import base64
from pathlib import Path

import pytest
from council_of_two import Two, ask, at_rest

from detente.home.calls import Contradictions, ExportEvidence, Inbox, Send
from detente.home.proofs import verify_file


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


def exported(two: Two, *, disclose: bool) -> bytes:
    ask(two.ru, Send(channel="line", body={"text": "Radio check."}))
    view = ask(two.ru, ExportEvidence("ru/line/2", disclose=disclose))
    assert view.ref == "RU/LINE/2"
    assert (view.noted_as == "RU/OWN/2") == disclose
    assert view.discloses[0] == "All of RU/LINE/2 (message), and of no other act."
    return base64.b64decode(view.file)


def test_evidence_proves_the_act(two: Two) -> None:
    """The file verifies, says what was said, and nobody's receipt is claimed where there is none."""
    report = verify_file(exported(two, disclose=False))
    assert report.verified
    assert [step.number for step in report.items] == list(range(1, 10))
    assert (report.act or {})["body"] == {"text": "Radio check."}
    assert (report.sort, report.index, report.received) == ("act", 2, ())
    assert ask(two.ru, Inbox(all=True, channel="own")).items == []


def test_what_leaves_the_house_is_noted(two: Two) -> None:
    """An export for strangers stands in `own`, with what became readable."""
    exported(two, disclose=True)
    notes = [one for one in ask(two.ru, Inbox(all=True, channel="own")).items if one.kind == "disclosure"]
    assert [note.body["ref"] for note in notes] == ["RU/LINE/2"]
    assert "All of RU/LINE/2" in notes[0].body["text"]


def test_the_same_evidence_is_the_same_bytes(two: Two) -> None:
    """Made twice from one record it is one file."""
    assert exported(two, disclose=False) == base64.b64decode(ask(two.ru, ExportEvidence("RU/LINE/2")).file)


def test_one_changed_byte_fails_and_names_the_step(two: Two) -> None:
    """A byte changed anywhere ends the check at a step, never in an error."""
    data = exported(two, disclose=False)
    for at in range(0, len(data), 97):
        report = verify_file(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert not report.verified
        assert [step.ok for step in report.items] == [True] * (len(report.items) - 1) + [False]
    assert not verify_file(b"").verified


def test_without_contradictions_there_are_none(two: Two) -> None:
    """An honest record lists nothing."""
    assert ask(two.ru, Contradictions()).items == []


def test_a_forked_feed_makes_a_file_that_verifies(two: Two) -> None:
    """Two entries at one index become a file that anybody can check, with words that state no cause."""
    from detente.protocol.contradiction import Branch, contradiction
    from detente.protocol.heads import Head
    from detente.record.store import StoredContradiction
    from detente.tlog.checkpoint import Checkpoint, sign_head
    from detente.tlog.merkle import inclusion_proof, leaf_hash, root_of

    ask(two.ru, Send(channel="line", body={"text": "Radio check."}))
    with at_rest(two.ru) as still:
        context = still.core.context
        (feed,) = still.store.feeds(channel="line")
        entries = still.store.entries(feed, 0, feed.size)
        branches = []
        for last in (entries[-1], b"\x01another"):
            leaves = [leaf_hash(entry) for entry in (*entries[:-1], last)]

            def subtree(start: int, end: int, leaves: list[bytes] = leaves) -> bytes:
                return leaves[start] if end - start == 1 else root_of_leaves(leaves[start:end])

            root = root_of(len(leaves), subtree)
            line = sign_head(Checkpoint(feed.origin, len(leaves), root), context.log_signer(feed.origin)).signatures[0]
            head = Head(feed.origin, len(leaves), root, line.key_id + line.value)
            proof = tuple(inclusion_proof(len(leaves) - 1, len(leaves), subtree))
            branches.append(Branch(last, len(leaves) - 1, proof, head))
        found = contradiction(*branches)
        with still.store.transaction():
            still.store.put_contradiction(
                StoredContradiction(found.id, feed.council, found.origin, found.index, found.to_bytes(), 1)
            )
    (item,) = ask(two.ru, Contradictions()).items
    assert item.text == "two entries at one index; cause not stated"
    report = verify_file(base64.b64decode(item.file))
    assert report.verified, report.items[-1]
    assert (report.sort, report.index) == ("contradiction", 2)


def root_of_leaves(leaves: list[bytes]) -> bytes:
    from detente.tlog.merkle import Range

    whole = Range()
    for leaf in leaves:
        whole = whole.append(leaf)
    return whole.root()
