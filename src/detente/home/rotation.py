"""Exchanging keys while no node runs: the new ones lie beside the old until the note that names them is committed.

    1. the new keys are saved in `keys.serial-N`, N the serial of the note that will name them
    2. one commit: the note, an `identity` entry in each feed, heads signed by the new log key
    3. the new files take the place of the old ones, each at once

Killed before 2, the new keys are dropped at the next start; killed after it, 3 is done then.
"""

import random
import shutil
from collections.abc import Iterable
from contextlib import closing

from msgspec.structs import replace

from detente.clock import Instant
from detente.home.host import Still
from detente.home.replies import Rotated
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.folder import Folder
from detente.protocol.acts import IDENTITY, Act
from detente.protocol.identity import Identity, Retired, RetiredHead, make_identity_note, note_digest
from detente.protocol.keys import Keyring
from detente.record.sql import open_store
from detente.record.store import Store

_WAITING = "keys.serial-"


def rotate(folder: Folder, keys: Iterable[str], passphrase: bytes | None) -> Rotated:
    """Exchange keys for new ones and publish the note that names them; a TLS key alone needs no note.

    Raises:
        Refused: `folder-in-use`, `key-not-rotating`, `root-absent`, and those of opening folder and keys.
    """
    folder.read_config()
    wanted = tuple(dict.fromkeys(keys))
    with folder.lock():
        finish_rotation(folder)
        with closing(Still(folder, passphrase)) as still:
            ring = still.keyring.rotate(wanted)
            directory = still.core.context.directory
            mine, notes = directory.identity(ring.party), directory.notes(ring.party)
            if set(wanted) <= {"tls"}:
                ring.save(folder.keys, passphrase)
                return Rotated(ring.party, wanted, mine.serial, published=False, note=notes[-1].decode())
            mark = still.begin()
            now = still.clock.now()
            identity = _next(mine, notes[-1], ring, _heads(still.store, ring.party), now)
            note = make_identity_note(identity, [ring.root_signer()])
            waiting = folder.path / f"{_WAITING}{identity.serial}"
            waiting.mkdir(mode=0o700)
            ring.save(waiting, passphrase)
            published = _publish(Core(still.store, ring, Settings(), random.SystemRandom()), note, now)
            mark.write()
        finish_rotation(folder)
    return Rotated(identity.party, wanted, identity.serial, published, note.decode())


def _heads(store: Store, party: str) -> tuple[RetiredHead, ...]:
    """Return the last head of each own feed, in the order of origins."""
    heads = [head for feed in store.feeds(party=party) if (head := store.head(feed)) is not None]
    return tuple(RetiredHead(head.origin, head.size, head.root) for head in sorted(heads, key=lambda head: head.origin))


def _next(mine: Identity, note: bytes, ring: Keyring, heads: tuple[RetiredHead, ...], now: Instant) -> Identity:
    """Return the identity after this one, which names the keys in the ring and retires those that it exchanges."""
    following = replace(
        mine,
        serial=mine.serial + 1,
        previous=note_digest(note).hex(),
        valid_from=max(now, mine.valid_from),
        log=ring.public("log"),
        mirror=ring.public("mirror"),
        witness=ring.public("witness"),
        hpke=ring.hpke_public,
    )
    exchanged = [key for key in ("log", "mirror", "witness", "hpke") if mine.public(key) != following.public(key)]
    retired = tuple(Retired(key, mine.public(key), heads if key == "log" else ()) for key in exchanged)
    return replace(following, retired=retired)


def _publish(core: Core, note: bytes, now: Instant) -> bool:
    """Put the note into the record and into each feed in which the party writes; say if there was one."""
    context, scribe = core.context, core.scribe
    with context.store.transaction():
        context.directory.learn(context.party, [note], now)
        feeds = [
            feed
            for feed in context.store.feeds(party=context.party)
            if scribe.writes(feed) and context.party not in context.directory.charter(feed.council).withdrawn
        ]
        for feed in feeds:
            act = Act(kind=IDENTITY, claimed_at=now, body={"identity": note})
            scribe.append(feed.council, feed.channel, act, now, plain=True)
        scribe.finish(now)
    return bool(feeds)


def finish_rotation(folder: Folder) -> None:
    """Bring a rotation that was cut short to its end or back to its start; the caller holds the folder's lock."""
    for waiting in sorted(folder.path.glob(f"{_WAITING}[0-9]*")):
        with closing(open_store(folder.record)) as store:
            party = str(folder.read_config().get("party"))
            committed = len(store.identities().get(party, [])) >= int(waiting.name.removeprefix(_WAITING))
        if committed:
            for file in sorted(waiting.iterdir()):
                file.replace(folder.keys / file.name)
        shutil.rmtree(waiting)
