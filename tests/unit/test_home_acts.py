"""Saying, listing and showing acts on a folder at rest: the same code that a running node executes."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import pytest
from council_of_two import NOW, Two, ask, at_rest

from detente.clock import rfc3339
from detente.errors import Fault, Refused
from detente.home.calls import CheckRecord, CountRecord, Inbox, Send, Show, Status
from detente.home.host import Still
from detente.home.service import Service
from detente.home.views import plain


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


def say(two: Two, text: str = "Radio check.", **more: object) -> str:
    return ask(two.ru, Send(channel="line", body={"text": text}, **more)).act.ref  # type: ignore[arg-type]


def test_what_is_said_is_shown(two: Two) -> None:
    """Every field of an act comes out as it went in, with what the node knows beside it."""
    call = Send(
        channel="line",
        body={"text": "Связь?", "basis": "inject"},
        to=("NATO",),
        precedence="flash",
        language="ru",
        marking="RELEASABLE",
    )
    act = ask(two.ru, call).act
    assert (act.ref, act.party, act.kind, act.channel) == ("RU/LINE/2", "ru", "message", "line")
    assert (act.to, act.info, act.precedence, act.language, act.marking) == (("nato",), (), "flash", "ru", "RELEASABLE")
    assert (act.body, act.basis, act.officer) == (call.body, "inject", "watch officer")
    assert act.claimed_at == act.stored_at == rfc3339(NOW)
    assert (act.received, act.bounds.not_before, act.bounds.not_after) == ((), None, None)
    assert (act.reading, act.irregular, act.re, act.dossier) == ("readable", (), None, "RU/LINE/2")
    assert len(bytes.fromhex(act.id)) == 32
    shown = ask(two.ru, Show(ref=f"nrc:{act.ref.lower()}"))
    assert (shown.act, [one.ref for one in shown.items]) == (act, [act.ref])
    origin = f"{act.council}/line/ru/1"
    assert shown.heads[origin][0] == 3
    assert ask(two.ru, Status()).heads == shown.heads


def test_an_answer_joins_its_dossier(two: Two) -> None:
    """What answers an act stands in the act's dossier and names it."""
    first = say(two)
    second = say(two, "Correction.", kind="correction", re=first)
    shown = ask(two.ru, Show(ref=second))
    assert (shown.act.re, shown.act.dossier) == (first, first)
    assert [one.ref for one in shown.items] == [first, second]


def test_listings_continue_where_they_ended(two: Two) -> None:
    """Pages put together are the whole, each item once, in the order of storing; the last says that it is."""
    refs = [say(two, str(number)) for number in range(7)]
    found, after = [], 0
    while True:
        page = ask(two.ru, Inbox(all=True, after=after, limit=3))
        assert len(page.items) <= 3
        found += [one.ref for one in page.items]
        if page.next is None:
            break
        after = page.next
    assert found == ["RU/LINE/0", *refs]
    assert ask(two.ru, Inbox(all=True, channel="own")).items == []
    assert ask(two.ru, Inbox()).items == [], "own acts wait for nobody here"


def test_own_notes_stay_in_own(two: Two) -> None:
    """The own side's kinds are accepted in `own` only, and what stands there informs nobody."""
    act = ask(two.ru, Send(channel="own", kind="note", body={"text": "Ask the minister."})).act
    assert (act.channel, act.info) == ("own", ())
    with pytest.raises(Refused) as refused:
        say(two, kind="note")
    assert refused.value.code == "channel-not-for-kind"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"channel": "plenary"}, "channel-unknown"),
        ({"to": ("xx",)}, "addressee-unknown"),
        ({"re": "RU/LINE/9"}, "reference-unknown"),
        ({"council": "other"}, "council-unknown"),
        ({"kind": "launch"}, "kind-unknown"),
        ({"wait": "stored"}, "node-not-running"),
        ({"body": {"text": "x" * 1100}}, "line-act-too-large"),
    ],
)
def test_what_may_not_be_said_leaves_no_trace(two: Two, fields: dict[str, object], code: str) -> None:
    """A refusal signs nothing and stores nothing."""
    with pytest.raises(Refused) as refused:
        ask(two.ru, Send(**{"channel": "line", "body": {"text": "x"}, **fields}))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert ask(two.ru, Inbox(all=True)).items == []


def test_waiting_in_vain_says_that_the_act_stands(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """When no receipt comes in time the act is not lost: the fault names it."""

    async def nothing(*_: object) -> None:
        return None

    monkeypatch.setattr(Still, "until", nothing)
    with pytest.raises(Fault) as fault:
        say(two, wait="stored", to=("nato",), timeout_seconds=0.1)
    assert fault.value.code == "wait-expired"
    assert "RU/LINE/2" in fault.value.got
    assert ask(two.ru, Show(ref="RU/LINE/2")).act.received == ()


def test_an_unknown_reference_names_the_nearest(two: Two) -> None:
    """Who mistypes is helped."""
    say(two)
    with pytest.raises(Refused) as refused:
        ask(two.ru, Show(ref="RU/LINE/22"))
    assert refused.value.code == "reference-unknown"
    assert "RU/LINE/2" in refused.value.remedy
    with pytest.raises(Refused) as refused:
        ask(two.ru, Show(ref="RU/LINE/2", wait="stored"))
    assert refused.value.code == "node-not-running"


def test_a_council_is_named_where_there_are_several_or_none(two: Two, tmp_path: Path) -> None:
    """With one council its name may be left out; with none or two the refusal says what to do."""
    from detente.home.calls import JoinCouncil
    from detente.home.founding import draft_charter, found_party, sign_charter
    from detente.node.folder import Folder

    alone = Folder(tmp_path / "XX")
    found_party(alone, "xx", "Somebody", now=NOW)
    with pytest.raises(Refused) as refused:
        ask(alone, Inbox())
    assert refused.value.code == "council-none"
    second = draft_charter("second", "Another", two.notes.values(), founded_at=NOW, channels={})
    for folder in (two.nato, two.ru):
        second = sign_charter([second], folder).note
    ask(two.ru, JoinCouncil(second))
    with pytest.raises(Refused) as refused:
        ask(two.ru, Inbox())
    assert refused.value.code == "council-not-named"
    assert ask(two.ru, Inbox(council="second", all=True)).items == []


def test_a_record_is_checked_and_counted(two: Two) -> None:
    """The check is of the same record, its signatures and its reading, and finds nothing wrong."""
    say(two)
    checked = ask(two.ru, CheckRecord(all=True))
    assert (checked.fsck, checked.items) == ("ok", [])
    assert checked.checked["entries"] == 3
    assert ask(two.ru, CountRecord()).counts["entries"] == 3


def test_a_copied_folder_opens_the_next_generation(two: Two, tmp_path: Path) -> None:
    """A folder at rest that is a copy never continues a feed of the original."""
    import shutil

    from detente.node.folder import Folder

    first = say(two)
    copy = Folder(tmp_path / "COPY")
    shutil.copytree(two.ru.path, copy.path)
    ref = ask(copy, Send(channel="line", body={"text": "x"})).act.ref
    assert ref.startswith("RU/LINE/2-")
    assert ask(copy, Show(ref=ref)).act.ref == ref
    assert ask(copy, Show(ref=first)).act.ref == first
    assert say(two) == "RU/LINE/3", "the original goes on where it was"


def test_a_folder_is_one_process_s(two: Two) -> None:
    """While one holds the folder and does not listen, another waits for it, within bounds, and is refused then."""
    from detente.home.client import LOOKS_MAX, SAID_AT_LOOK, Client

    looked: list[None] = []
    told: list[int] = []
    waiting = Client(two.ru, pause=lambda: looked.append(None), waits=lambda: told.append(len(looked)))
    with at_rest(two.ru), pytest.raises(Refused) as refused, waiting:
        pass
    assert told == [SAID_AT_LOOK], "once, after a second"
    assert refused.value.code == "folder-in-use"
    assert len(looked) == LOOKS_MAX
    with Client(two.ru) as client:
        assert not client.running
        assert client.call(Status()).party == "ru"
        assert [one.party for one in client.pipeline([Status(), Status()])] == ["ru", "ru"]


def test_whoever_asks_a_node_that_begins_is_answered_once_it_listens(two: Two) -> None:
    """The folder is held before the socket is there: the pause between two looks is when the node gets that far."""
    from detente.home.client import Client
    from detente.home.server import HomeServer

    async def begin() -> None:
        loop = asyncio.get_running_loop()
        with at_rest(two.ru) as still:
            node = HomeServer(Service(still), two.ru.socket)

            def listen() -> None:
                asyncio.run_coroutine_threadsafe(node.listen(), loop).result(30)

            def asked() -> tuple[bool, str]:
                with Client(two.ru, pause=listen) as client:
                    return client.running, client.call(Status()).party

            assert await asyncio.to_thread(asked) == (True, "ru")
            await node.stop()

    asyncio.run(begin())


def test_whoever_asks_a_node_that_ends_goes_on_once_it_let_go(two: Two) -> None:
    from detente.home.client import Client

    holding = ExitStack()
    holding.enter_context(two.ru.lock())
    with Client(two.ru, pause=holding.close) as client:
        assert not client.running
        assert client.call(Status()).party == "ru"


def test_bytes_of_a_body_are_shown_as_hex_or_as_the_note_they_are() -> None:
    """JSON says what CBOR said, without guessing."""
    note = "text\n\n— x YWJj\n"
    assert plain({"a": b"\x00\xff", "b": [b"abc", 1], "c": note.encode(), 3: None}) == {
        "a": "00ff",
        "b": ["616263", 1],
        "c": note,
        "3": None,
    }
