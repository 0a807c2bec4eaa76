"""A running node: one worker thread that steps the core, couriers that carry, a timer. All waiting is done here."""

import asyncio
import random
import ssl
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

from detente.clock import Clock, Instant, SystemClock
from detente.errors import DetenteError, Refused
from detente.log import log_of
from detente.node.attachment_carrier import AttachmentCarrier
from detente.node.attachment_face import AttachmentFace
from detente.node.attachment_files import AttachmentFiles
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import (
    Alarm,
    Answer,
    Answered,
    Asked,
    Changed,
    Draft,
    Effect,
    Event,
    Fold,
    Reached,
    Send,
    Submit,
    Tick,
    Unanswered,
    Unpack,
    Written,
)
from detente.node.folder import Folder, Mark, bring_back_identity
from detente.node.line_tests import AUTOMATIC, BY_HAND
from detente.node.peer_face import PeerClient, PeerServer
from detente.node.standard_face import StandardFace
from detente.node.stepping import Stepping, log_mistake
from detente.protocol import keys
from detente.protocol.keys import Keyring
from detente.protocol.messages import Push, PushReply, Reply, Request
from detente.record.sql import open_store
from detente.record.store import Store

T = TypeVar("T")
BATCH_MAX = 1_000
"""Events in one transaction: what waits is taken together, so that one fsync serves many."""
ALARMS_KEPT = 1_000
FOLD_AFTER_SECONDS = 0.3
"""Quiet after which dossiers are folded: delivery does not wait for meaning."""
QUIET_SECONDS = 0.02
"""After which nobody seems to be in the middle of asking: a page asks some thirty things, one after the other."""
PATIENCE_SECONDS = 0.1
"""How long what nobody waits for is put off, a slice of some thirty milliseconds each time."""
TICK_SECONDS = 5
"""How long traffic without a pause can keep what is done at leisure from being done."""

log = log_of("node")


class Node:
    """One party, running.

    Args:
        passphrase: opens the keys, where they have one.
        clock: the time that signatures and acts carry.
    """

    def __init__(
        self,
        folder: Folder,
        passphrase: bytes | None = None,
        *,
        clock: Clock | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.folder = folder
        self.clock: Clock = clock or SystemClock()
        self.config = folder.read_config()
        self.keyring = Keyring.open(folder.keys, passphrase)
        self.store: Store = open_store(folder.record)
        bring_back_identity(folder, self.store, self.keyring.party)
        self.mark = Mark(folder, self.store)
        self.core = Core(self.store, self.keyring, settings or settings_of(self.config), random.SystemRandom())
        self._stepping = Stepping(self.core, self.mark)
        self.files = AttachmentFiles(folder.attachments)
        self.cut: set[str] = set()
        self.alarms: deque[tuple[Instant, Alarm]] = deque(maxlen=ALARMS_KEPT)
        self.troubles: dict[str, tuple[Instant, DetenteError]] = {}
        """By peer the last request of ours that came to nothing, and when; kept when it answers again."""
        self.port: int | None = None
        self.page: str | None = None
        """Address of the first page, as the pages' server has it; None while none are served."""
        self.alarm_process: Any = None
        """How the process stands that alarms people, as its keeper has it; None where there is none."""
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="record")
        self._events: deque[Event] = deque()
        self._reads: deque[tuple[Callable[[Core], Any], asyncio.Future[Any]]] = deque()
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._ticket = 0
        self._work = asyncio.Event()
        self._watches: list[tuple[Callable[[Core], Any], asyncio.Future[Any]]] = []
        self._look = False
        self._asked_at = 0.0
        self._tick_at = 0
        self._tasks: set[asyncio.Task[Any]] = set()
        self._stopping = False
        self._jump_told = False
        self._carried: set[str] = set()
        """Peers to whom a request is on its way, or whose answer is not taken in yet."""
        self._trusted: dict[str, bytes] = {}
        self._trusted_version = -1

    @property
    def party(self) -> str:
        """Return the party's id."""
        return self.core.context.party

    # --- life -------------------------------------------------------------------------------------

    async def start(self, host: str, port: int) -> None:
        """Make sure of the record, listen to peers, begin to work."""
        sure = self.mark.found()
        if not sure:
            log.warning("record-in-doubt", remedy="the next generation of every own feed is opened; nothing is lost")
        effects = await self._in_worker(lambda: self.core.start(self.clock.now(), sure=sure))
        self.mark.write()
        self._client = PeerClient(self._tls_to, self.cut)
        self._tls_context = keys.server_context(self.keyring, ())
        self._trust()
        self._server = PeerServer(self._tls_context, self._who, self._asked, self.cut)
        StandardFace(self, self._server.admit).add_to(self._server.router)
        AttachmentFace(self, self._server.admit, self.files).add_to(self._server.router)
        self.port = await self._server.start(host, port)
        self._perform(effects)
        self._spawn(self._run())
        self._carrier = AttachmentCarrier(self, self.files, self._tls_to)
        self._spawn(self._carrier.run())
        log.info("node-up", party=self.party, host=host, port=self.port)

    async def stop(self) -> None:
        """Finish the step under way, close the faces, then the record; nothing half-done stays."""
        self._stopping = True
        await self._server.stop()
        self._work.set()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.stop()
        await self._carrier.stop()
        self._worker.shutdown()
        self.mark.write()
        self.store.close()

    # --- for the home face ------------------------------------------------------------------------

    async def submit(self, draft: Draft) -> Written:
        """Append an act and return where it stands, once it is committed.

        Raises:
            Refused: the act breaks a rule. Fault: the disk said no.
        """
        written: Written = await self.ask(lambda ticket: Submit(ticket, draft))
        return written

    async def fold(self) -> None:
        """Bring what dossiers add up to up to date, before somebody reads it; delivery goes on between the steps."""
        while (await self.ask(Fold)).behind:
            pass

    async def unpack(self, peer: str, push: Push) -> PushReply:
        """Take in a push that came in a bag."""
        reply: PushReply = await self.ask(lambda ticket: Unpack(ticket, peer, push))
        return reply

    async def read(self, work: Callable[[Core], T], *, at_leisure: bool = False) -> T:
        """Do some reading of the record between two steps, in the language of who asks, and return its result.

        Args:
            at_leisure: nobody waits for it, so that it keeps nothing else waiting for calm.
        """
        if not at_leisure:
            self._asked_at = time.monotonic()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        context = copy_context()
        self._reads.append((lambda core: context.run(work, core), future))
        self._work.set()
        return await future

    async def calm(self) -> None:
        """Return when nobody has asked for anything for a moment, or after a while all the same."""
        began = time.monotonic()
        # What is waited for is that nothing happens, and no event says so.
        while (now := time.monotonic()) - self._asked_at < QUIET_SECONDS and now - began < PATIENCE_SECONDS:  # noqa: ASYNC110
            await asyncio.sleep(QUIET_SECONDS)

    async def tell(self, event: Event) -> None:
        """Let something happen to the core, and return when that step is committed."""
        self._events.append(event)
        await self.read(lambda _core: None)

    async def until(self, holds: Callable[[Core], T | None], seconds: float) -> T | None:
        """Return what `holds` returns as soon as it is not None, looked at after every change; None when time is up."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        watch = (holds, future)
        self._watches.append(watch)
        self._look = True
        self._work.set()
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        finally:
            self._watches.remove(watch)

    async def refresh(self) -> None:
        """Take in that charters or identities changed: trust new roots, speak to new peers."""
        await self.read(lambda core: core.context.directory.reload())
        self._trust()
        for peer in self.core.context.directory.peers():
            await self.tell(Reached(peer))

    def alarm(self, code: str, text: str) -> None:
        """Tell a human: in status, on the first page and in the log."""
        self._perform([Alarm(code, text)])

    async def reconnect(self, peer: str) -> None:
        """Try a peer at once, on a new connection."""
        await self._client.drop(peer)
        await self.tell(Reached(peer))

    # --- the loop ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        while not self._stopping:
            await self._idle()
            if self._has_leisure_work() and self._uptime() >= self._tick_at:
                self._tick_at = self._uptime() + TICK_SECONDS
                self._events.append(Tick())
            events = [self._events.popleft() for _ in range(min(len(self._events), BATCH_MAX))]
            if events:
                self._carried -= {event.peer for event in events if isinstance(event, Answered | Unanswered)}
                effects = await self._in_worker(lambda events=events: self._step(events))  # type: ignore[misc]
                self._perform(effects)
                self._trust()
            await self._read_all()

    async def _idle(self) -> None:
        """Wait for work, or until something falls due."""
        if self._events or self._reads or self._look:
            return
        self._work.clear()
        wait: float = self.core.dispatch.wake_at() - self._uptime()
        if self._has_leisure_work():
            wait = min(wait, FOLD_AFTER_SECONDS)
        due_at = self.core.journal.due_at()
        if due_at is not None:
            wait = min(wait, due_at - self.clock.now())
        test_at = self.core.line_tests.wake_at()
        if test_at is not None:
            wait = min(wait, test_at - self.clock.now())
        try:
            await asyncio.wait_for(self._work.wait(), max(wait, 0.05))
        except TimeoutError:
            self._events.append(Tick())

    def _has_leisure_work(self) -> bool:
        return self.core.folding.behind or self.core.folding.renewing

    def _step(self, events: list[Event]) -> list[Effect]:
        effects = self._stepping.step(events, self.clock.now(), self._uptime(), self._carried)
        return effects + self._clock_alarm()

    def _clock_alarm(self) -> list[Effect]:
        """Say once when the machine's clock jumped and is no longer followed."""
        jumped = self.clock.jumped_seconds if isinstance(self.clock, SystemClock) else 0
        told, self._jump_told = self._jump_told, jumped != 0
        if not jumped or told:
            return []
        text = f"the machine's clock jumped by {jumped} s and is not followed; set it right, then restart"
        return [Alarm("clock-jumped", text)]

    async def _read_all(self) -> None:
        """Do all readings that wait, and look at all conditions, in one visit to the worker; errors go to who asked."""
        reads = [(work, future) for work, future in self._reads if not future.done()]
        watches = [(holds, future) for holds, future in self._watches if self._look and not future.done()]
        self._reads.clear()
        self._look = False
        if not reads and not watches:
            return

        def do(work: Callable[[Core], Any]) -> tuple[Any, Exception | None]:
            try:
                return work(self.core), None
            except Exception as error:  # noqa: BLE001
                return None, error

        results = await self._in_worker(lambda: [do(work) for work, _future in (*reads, *watches)])
        for number, ((_work, future), (result, error)) in enumerate(zip((*reads, *watches), results, strict=True)):
            if future.done():
                continue
            if error is not None:
                future.set_exception(error)
            elif number < len(reads) or result is not None:
                future.set_result(result)

    def _uptime(self) -> int:
        return int(time.monotonic())

    async def _in_worker(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)

    def _perform(self, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Answer(ticket, value):
                    future = self._waiting.pop(ticket, None)
                    if future is not None and not future.done():
                        if isinstance(value, DetenteError):
                            future.set_exception(value)
                        else:
                            future.set_result(value)
                case Send(peer, request):
                    self._carried.add(peer)
                    self._spawn(self._carry(peer, request))
                case Alarm(code, text):
                    self.alarms.append((self.clock.now(), effect))
                    # A log that cannot be written, as when its terminal is gone, ends nothing.
                    with suppress(OSError, ValueError):
                        log.warning("alarm", code=code, text=text)
                case Changed():
                    self._look = True

    # --- peers ------------------------------------------------------------------------------------

    async def _carry(self, peer: str, request: Request) -> None:
        event: Event = Unanswered(peer, request)
        try:
            url = self.core.context.directory.identity(peer).url
            event = Answered(peer, request, await self._client.ask(peer, url, request))
        except DetenteError as error:
            self.troubles[peer] = (self.clock.now(), error)
            with suppress(OSError, ValueError):
                log.debug("peer-unanswered", peer=peer, code=error.code, got=error.got)
        except Exception as mistake:  # noqa: BLE001  the courier comes back whatever happens
            log_mistake("courier-failed", mistake)
        self._events.append(event)
        self._work.set()

    async def _asked(self, peer: str, request: Request) -> Reply:
        reply: Reply = await self.ask(lambda ticket: Asked(ticket, peer, request))
        return reply

    async def ask(self, event: Callable[[int], Event]) -> Any:
        """Return what the event of a ticket brings, once that is committed; raise the error that it brings."""
        self._ticket += 1
        future = self._waiting[self._ticket] = asyncio.get_running_loop().create_future()
        self._events.append(event(self._ticket))
        self._work.set()
        return await future

    def _spawn(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- TLS --------------------------------------------------------------------------------------

    def _roots(self) -> dict[str, bytes]:
        directory = self.core.context.directory
        return {
            party: directory.identity(party).root_certificate for party in directory.peers() if directory.knows(party)
        }

    def _trust(self) -> None:
        """Let the peer face know the roots that came since the last look; those before them go on to be known.

        Whom a connection speaks for is judged by the newest roots alone, in `_who`.
        """
        version = self.core.context.directory.version
        if version == self._trusted_version:
            return
        roots = self._roots()
        for party in [party for party, root in roots.items() if self._trusted.get(party) != root]:
            try:
                self._tls_context.load_verify_locations(cadata=roots[party])
            except ssl.SSLError as fault:
                self._perform([Alarm("root-unreadable", f"{party}: {fault}")])
        self._trusted, self._trusted_version = roots, version

    def _tls_to(self, peer: str) -> Any:
        return keys.client_context(self.keyring, [self.core.context.directory.identity(peer).root_certificate])

    def _who(self, certificate: bytes) -> str | None:
        return keys.issuer_of(certificate, self._roots(), int(time.time()))


def settings_of(config: Mapping[str, Any]) -> Settings:
    """Return how a node runs by its party's own policy in `party.toml`.

    Raises:
        Refused: `folder-damaged`.
    """
    line_tests = config.get("line_tests", BY_HAND)
    if line_tests not in (AUTOMATIC, BY_HAND):
        expected = f"line_tests {AUTOMATIC!r} or {BY_HAND!r} in party.toml"
        raise Refused("folder-damaged", expected=expected, got=repr(line_tests))
    return Settings(line_tests=line_tests)


def open_folder(path: Path) -> Folder:
    """Return the folder at a path, made absolute."""
    return Folder(path.absolute())
