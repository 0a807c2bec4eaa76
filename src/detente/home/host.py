"""Where calls are executed: a running node, or a folder on which none runs. Both look the same from here."""

import random
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from detente.clock import Clock, Instant, SystemClock
from detente.errors import DetenteError, Refused
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import Alarm, Answer, Draft, Effect, Event, Submit, Unpack, Written
from detente.node.folder import Folder, Mark, bring_back_identity
from detente.protocol.keys import Keyring
from detente.protocol.messages import Push, PushReply
from detente.record.sql import open_store
from detente.record.store import Store

T = TypeVar("T")


class Host(Protocol):
    """What a call needs of a party's node; `detente.node.node.Node` is one, `Still` is the other.

    `port` is where peers connect and `page` the address of the first page, each None while nothing listens there.
    """

    folder: Folder
    clock: Clock
    keyring: Keyring
    alarms: deque[tuple[Instant, Alarm]]
    troubles: dict[str, tuple[Instant, DetenteError]]
    port: int | None
    page: str | None

    @property
    def config(self) -> Mapping[str, Any]:
        """Return the settings in `party.toml`."""
        ...

    async def submit(self, draft: Draft) -> Written:
        """Append an act and return where it stands, once it is committed."""
        ...

    async def unpack(self, peer: str, push: Push) -> PushReply:
        """Take in a push that came in a bag."""
        ...

    async def fold(self) -> None:
        """Bring what dossiers add up to up to date, before somebody reads it."""
        ...

    async def ask(self, event: Callable[[int], Event]) -> Any:
        """Return what the event of a ticket brings, once that is committed; raise the error that it brings."""
        ...

    async def tell(self, event: Event) -> None:
        """Let something happen to the core, and return when that is committed."""
        ...

    async def read(self, work: Callable[[Core], T], *, at_leisure: bool = False) -> T:
        """Return what the work returns, done between two steps.

        Args:
            at_leisure: nobody waits for it, so that it keeps nothing else waiting for calm.
        """
        ...

    async def calm(self) -> None:
        """Return when what nobody waits for holds up nobody; it is read in slices, each after this."""
        ...

    async def until(self, holds: Callable[[Core], T | None], seconds: float) -> T | None:
        """Return what `holds` returns as soon as it is not None, or None when time is up."""
        ...

    async def refresh(self) -> None:
        """Take in that charters or identities changed: trust new roots, speak to new peers."""
        ...


class Still:
    """A party's folder on which no node runs: it can be read and written, and nothing travels.

    The caller holds the folder's lock. An own feed is continued only where this record is surely the newest of the
    folder, as in a running node; otherwise its next generation is opened with the first act.

    Args:
        passphrase: opens the keys, where they have one.
    """

    def __init__(self, folder: Folder, passphrase: bytes | None = None, *, clock: Clock | None = None) -> None:
        self.folder = folder
        self.clock: Clock = clock or SystemClock()
        self._config = folder.read_config()
        self.keyring = Keyring.open(folder.keys, passphrase)
        self.store: Store = open_store(folder.record)
        bring_back_identity(folder, self.store, self.keyring.party)
        self.core = Core(self.store, self.keyring, Settings(), random.SystemRandom())
        self.alarms: deque[tuple[Instant, Alarm]] = deque()
        self.troubles: dict[str, tuple[Instant, DetenteError]] = {}
        self.port: int | None = None
        self.page: str | None = None
        self._mark: Mark | None = None

    async def submit(self, draft: Draft) -> Written:
        """Append an act and return where it stands; it leaves with the next `detente up`.

        Raises:
            Refused: the act breaks a rule. Fault: the disk said no.
        """
        written = self._step(Submit(1, draft))
        assert isinstance(written, Written)
        return written

    async def unpack(self, peer: str, push: Push) -> PushReply:
        """Take in a push that came in a bag.

        Raises:
            Refused, Malformed: it does not verify. Fault: the disk said no.
        """
        reply = self._step(Unpack(1, peer, push))
        assert isinstance(reply, PushReply)
        return reply

    async def fold(self) -> None:
        """Bring what dossiers add up to up to date; feeds are not touched, so the record need not be the newest."""
        folding = self.core.folding
        folding.behind = True
        while folding.behind or folding.renewing:
            with self.core.context.store.transaction():
                fold = folding.fold if folding.behind else folding.fold_at_leisure
                fold(self.clock.now())

    async def ask(self, event: Callable[[int], Event]) -> Any:
        """Return what the event of a ticket brings, once that is committed; raise the error that it brings."""
        return self._step(event(1))

    async def tell(self, event: Event) -> None:
        """Let something happen to the core, and return when that is committed."""
        self._effects_of(event)

    def _effects_of(self, event: Event) -> list[Effect]:
        mark = self.begin()
        effects = self.core.step([event], self.clock.now())
        mark.write()
        return effects

    def _step(self, event: Event) -> object:
        for effect in self._effects_of(event):
            # What others are to get is owed again when a node runs; alarms of a step at rest there are none.
            if isinstance(effect, Answer) and effect.ticket == 1:
                if isinstance(effect.value, DetenteError):
                    raise effect.value
                return effect.value
        raise AssertionError("a step answered no ticket")

    @property
    def config(self) -> Mapping[str, Any]:
        """Return the settings in `party.toml`."""
        return self._config

    def begin(self) -> Mark:
        """Make sure of the record before the first write, and mark it as the one that runs here."""
        if self._mark is None:
            mark = Mark(self.folder, self.store)
            sure = mark.found()
            self.core.start(self.clock.now(), sure=sure)
            mark.write()
            self._mark = mark
        return self._mark

    async def read(self, work: Callable[[Core], T], *, at_leisure: bool = False) -> T:  # noqa: ARG002
        """Return what the work returns."""
        return work(self.core)

    async def calm(self) -> None:
        """Return at once: at rest nobody else waits."""

    async def until(self, holds: Callable[[Core], T | None], seconds: float) -> T | None:  # noqa: ARG002
        """Return what holds now; nothing arrives while no node runs.

        Raises:
            Refused: `node-not-running`, where it does not hold yet.
        """
        found = holds(self.core)
        if found is None:
            raise Refused(
                "node-not-running",
                expected="a running node, for what others are to answer",
                got=str(self.folder.path),
                remedy=f"detente up --dir {self.folder.path}",
            )
        return found

    async def refresh(self) -> None:
        """Take in that charters or identities changed: the next node reads them anew."""

    def close(self) -> None:
        """Close the record."""
        if self._mark is not None:
            self._mark.write()
        self.store.close()
