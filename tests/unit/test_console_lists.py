"""Exchanging lists from pages: the node binds its party to a file that it keeps, and shows it when it may be shown."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from console_page import hidden
from council_of_two import NOW, Two, ask
from entrance_world import Pages, pages_of_smith
from test_console_acting import action, opened, said, write
from test_console_sharing import words_of

from detente.clock import DAY, rfc3339
from detente.errors import Refused
from detente.home import making
from detente.home.calls import CommitList, PackBag, Send, UnpackBag
from detente.home.service import Service

SHIPS = b"three ships\n"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path, "plenary").joined()


@pytest.fixture
def pages(two: Two) -> Iterator[Pages]:
    """RU's pages, with A. Smith signed in."""
    with pages_of_smith(two) as found:
        yield found


def carried(two: Two, pages: Pages, name: str) -> None:
    """Let each hold what the other has said."""
    bags = [str(two.path / f"{name}-{sender}.bag") for sender in ("nato", "ru")]
    ask(two.nato, PackBag("ru", bags[0]))
    pages.run(Service(pages.still).run(UnpackBag(bags[0])))
    pages.run(Service(pages.still).run(PackBag("nato", bags[1])))
    ask(two.nato, UnpackBag(bags[1]))


def test_a_list_is_committed_to_and_revealed_from_pages(two: Two, pages: Pages) -> None:
    """The preview shows file, hash and item; the file stays in the node until its time, which is said as by command."""
    body = {"title": "Forces", "items": ["Ships", "Sites"], "commit_by_at": rfc3339(NOW + DAY), "staged": True}
    opening = ask(two.nato, Send("plenary", body, "lists-open")).act.ref
    carried(two, pages, "opening")
    offered = words_of(pages.get(f"/dossiers/{opening.lower()}").text)
    at = [
        offered.find(words)
        for words in ("Commit to a list: 1. Ships", "Commit to a list: 2. Sites", "Decline to reveal: 1. Ships")
    ]
    assert -1 not in at
    assert at == sorted(at), "what is asked comes before declining it"
    for number, title in enumerate(("Ships", "Sites"), 1):
        begin = f"/act?kind=lists-commit&re={opening}&about={number}"
        page = opened(pages, begin)
        assert f"Commitment to a list: {number}. {title}" in words_of(page.text)
        without = pages.get(write(pages, begin).headers["location"])
        assert "Attach one file under “The list”." in without.text
        answer = pages.upload(f"{action(page)}/files", hidden(page), [("list.txt", SHIPS)])
        form = answer.headers["location"].partition("#")[0]
        preview = pages.get(f"{form}/preview")
        assert sha256(SHIPS).hexdigest() in preview.text
        assert f"{number}. {title}" in words_of(preview.text)
        assert "three ships" not in preview.text
        pages.post(action(preview), hidden(preview))
    first, second = said(pages, "lists-commit")
    assert (first.attachments, first.body["commitment"] == second.body["commitment"]) == ((), False)
    with pytest.raises(Refused) as without_file:
        pages.run(making.whole(pages.still, Send("plenary", {"item": 1}, "lists-commit", re=opening)))
    assert without_file.value.code == "file-missing"
    early = write(pages, f"/act?kind=lists-reveal&re={opening}", carried='{"item": 1}')
    assert "the commitments of all who take part, to all items, before any is revealed" in words_of(early.text)
    (two.path / "nato.txt").write_bytes(b"two ships")
    for item in (1, 2):
        ask(two.nato, CommitList(opening, item, str(two.path / "nato.txt")))
    carried(two, pages, "committed")
    story = pages.get(f"/dossiers/{opening.lower()}").text
    assert not re.search(r"claimed 2016-04-20T", story), "times in a table are shown as everywhere"
    found = re.search(r'<form method="post" action="(/act/[^"]+)" class="inline">(.*?)</form>', story, re.DOTALL)
    assert found
    assert "Reveal the list: <bdi>" in found[2]
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found[2]))
    fields = {name: value.replace("&#34;", '"') for name, value in fields.items()}
    answer = pages.post(found[1], {**fields, "do": "preview"})
    preview = pages.get(answer.headers["location"])
    assert "three ships" in preview.text, "what becomes readable, and to whom"
    assert "Who will read itNATO" in words_of(preview.text)
    pages.post(action(preview), hidden(preview))
    (shown,) = said(pages, "lists-reveal")
    assert (shown.body["item"], shown.body["text"], shown.irregular) == (1, SHIPS.decode(), ())
