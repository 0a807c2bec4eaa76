"""The home socket: many calls at a time over one stream, one user, lines with a limit."""

import asyncio
import os
import socket
import stat
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from council_of_two import Two, at_rest

from detente.errors import Fault, Malformed, Refused
from detente.home import service, wire
from detente.home.calls import CountRecord, Inbox, Send, Status
from detente.home.client import Client, connect
from detente.home.lines import check_same_user
from detente.home.server import HomeServer
from detente.home.service import Service


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path).joined()


def served(two: Two, work: Callable[[], Any]) -> Any:
    """Return what the work returns, done in a thread of its own while RU's folder is served."""

    async def serve() -> Any:
        with at_rest(two.ru) as still:
            server = HomeServer(Service(still), two.ru.socket)
            await server.listen()
            try:
                return await asyncio.to_thread(work)
            finally:
                await server.stop()

    return asyncio.run(serve())


def raw(two: Two, *lines: bytes) -> list[wire.Answer]:
    """Return the answers to lines sent at once, in the order in which they come, until the server closes or is done."""
    with socket.socket(socket.AF_UNIX) as pipe:
        pipe.connect(str(two.ru.socket))
        pipe.sendall(b"".join(lines))
        pipe.shutdown(socket.SHUT_WR)
        with pipe.makefile("rb") as answers:
            return [wire.decode_answer(line) for line in answers]


def test_threads_that_share_a_client_get_each_its_own_reply(two: Two) -> None:
    """The alarm process notes what went to several people at once over one stream."""

    def work() -> bool:
        with Client(two.ru) as client, ThreadPoolExecutor(8) as pool:
            calls = [Send(channel="line", body={"text": str(number)}) for number in range(64)]
            sent = pool.map(lambda call: client.call(call).act.body["text"] == call.body["text"], calls)
            shown = pool.map(lambda _number: bool(client.call(CountRecord()).counts), range(64))
            return all([*sent, *shown])

    assert served(two, work)


def test_many_calls_over_one_stream(two: Two) -> None:
    """Every call asked ahead is answered, each with its own reply."""

    def work() -> list[str]:
        with Client(two.ru) as client:
            assert client.running
            calls = [Send(channel="line", body={"text": str(number)}) for number in range(100)]
            texts = [sent.act.body["text"] for sent in client.pipeline(calls, width=64)]
            assert len(client.call(Inbox(all=True)).items) == 101
            return texts

    assert sorted(served(two, work), key=int) == [str(number) for number in range(100)]


def test_an_error_ends_its_call_and_not_the_stream(two: Two) -> None:
    """Calls before and after a refused or unreadable one are answered."""
    lines = (
        wire.encode_question(1, Status()),
        b"nonsense\n",
        b'{"id": 3, "call": "launch"}\n',
        wire.encode_question(4, Send(channel="nowhere", body={"text": "x"})),
        wire.encode_question(5, Status()),
    )
    answers = {answer.id: answer for answer in served(two, lambda: raw(two, *lines))}
    assert {number: (answer.error or {}).get("code") for number, answer in answers.items()} == {
        1: None,
        -1: "call-malformed",
        3: "call-unknown",
        4: "channel-unknown",
        5: None,
    }
    assert answers[4].exit == Refused.exit_code


def test_our_mistake_ends_its_call_and_not_the_node(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody foresaw is answered as a fault, without what went wrong inside, and the next call is served."""

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(service.ANSWERS, CountRecord, broken)  # type: ignore[arg-type]
    lines = (wire.encode_question(1, CountRecord()), wire.encode_question(2, Status()))
    answers = {answer.id: answer for answer in served(two, lambda: raw(two, *lines))}
    assert (answers[1].error or {})["code"] == "home-call-failed"
    assert answers[1].exit == Fault.exit_code
    assert answers[2].error is None


def test_a_line_without_end_is_refused(two: Two) -> None:
    """A line beyond the limit is answered with its code, and the stream closed."""
    (answer,) = served(two, lambda: raw(two, b"x" * (wire.HOME_LINE_BYTES_MAX + 1)))
    assert (answer.error or {})["code"] == "call-too-long"


def test_a_client_says_when_the_node_goes_away(two: Two) -> None:
    """An answer that never comes is a fault and not an empty reply."""

    def work() -> Client:
        client = Client(two.ru)
        client.__enter__()
        assert client.call(Status()).party == "ru"
        return client

    client = served(two, work)
    with pytest.raises(Fault) as fault:
        client.call(Status())
    assert fault.value.code == "home-broken"
    client.__exit__(None, None, None)
    assert connect(two.ru.socket) is None


def test_the_socket_is_the_users_alone(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mode is 0600, it goes when the node goes, and another user is refused even if he gets through."""

    def work() -> int:
        return stat.S_IMODE(two.ru.socket.stat().st_mode)

    assert served(two, work) == 0o600
    assert not two.ru.socket.exists()
    ours, theirs = socket.socketpair()
    check_same_user(ours)
    own = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: own + 1)
    with pytest.raises(Malformed) as malformed:
        check_same_user(ours)
    assert malformed.value.code == "home-stranger"
    ours.close()
    theirs.close()


def test_a_socket_left_by_a_killed_node_is_replaced(two: Two) -> None:
    """Who holds the folder's lock takes the place of a socket that nobody serves."""
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(two.ru.socket))
    assert connect(two.ru.socket) is None
    assert served(two, lambda: raw(two, wire.encode_question(1, Status())))[0].id == 1


def test_a_path_that_no_socket_may_have_is_a_fault(two: Two) -> None:
    """The limit of the system is named, with what to do."""

    async def start() -> Awaitable[None]:
        return await HomeServer(Service(None), two.path / ("x" * 120)).listen()  # type: ignore[arg-type,return-value]

    with pytest.raises(Fault) as fault:
        asyncio.run(start())  # type: ignore[arg-type]
    assert fault.value.code == "home-socket"
