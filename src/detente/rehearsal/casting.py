"""Casting: each party of a scenario gets a folder, rehearsal keys, and the charters that all roots signed."""

import random
import socket
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from detente.council.registry import check_charter
from detente.errors import Fault, Refused
from detente.home.access.state import FRAME_SETTING, REHEARSAL_SETTING
from detente.home.founding import found_party
from detente.node.folder import Folder
from detente.protocol.charter import Charter, verify_charter
from detente.protocol.keys import Keyring
from detente.record.sql import open_store
from detente.rehearsal.backstage import CONFIG_KEY, stage_socket
from detente.rehearsal.charter_of import charter_plan
from detente.rehearsal.clockwork import StageClock
from detente.rehearsal.founding import charter_note
from detente.rehearsal.scenario import Scenario
from detente.rehearsal.setting import MAIN

HOST = "127.0.0.1"
CLOCK = "clock"
CHARTER = "charter.note"
SOCKET_PATH_BYTES_MAX = 103
"""Of a Unix socket on every system that has them; Linux takes 107."""
PORTS = range(20_000, 30_000)
"""Below those from which systems draw for outgoing calls, so that none is taken between choosing and listening."""


@dataclass(frozen=True, slots=True)
class Cast:
    """Founded councils whose nodes do not run yet.

    Args:
        directory: of all folders.
        charters: by the council's name in the scenario.
        folders: by party, in the order of the scenario.
        ports: of the peer faces, on loopback.
        tour_port: of the page that shows two parties beside each other; their pages may be in its frames.
    """

    scenario: Scenario
    directory: Path
    charters: Mapping[str, Charter]
    folders: Mapping[str, Folder]
    ports: Mapping[str, int]
    clock: StageClock
    tour_port: int = 0

    @property
    def charter(self) -> Charter:
        """Return the charter of the council by which the scenario is known."""
        return self.charters[MAIN]


def cast(scenario: Scenario, directory: Path, *, port: int | None, tell: Callable[[str], None]) -> Cast:
    """Found the councils of a scenario in an empty folder.

    Args:
        port: of the first party's peer face; of the others, all pages and the tour follow. None takes free ones.
        tell: is told what was done, for people who wait.

    Raises:
        Refused: `demo-folder-not-empty`, `demo-path-too-long`. Fault: `address-in-use`, `key-unwritable`.
        Malformed: `charter-setting`, where a desk cannot read the scenario's tables.
    """
    _check_place(scenario, directory)
    ports, tour = _ports(list(scenario.parties), port)
    directory.mkdir(parents=True, exist_ok=True)
    clock = StageClock(directory / CLOCK)
    began_at = min(council.founded_at for council in scenario.councils.values())
    clock.set(began_at, running=False)
    folders, rings, notes = {}, {}, {}
    for party, part in scenario.parties.items():
        folder = folders[party] = Folder(folder_of(directory, party))
        url = f"https://{HOST}:{ports[party][0]}"
        founded = found_party(folder, party, part.name, now=began_at, url=url)
        with folder.config.open("a", encoding="utf-8") as config:
            config.write(f'home_port = {ports[party][1]}\n{CONFIG_KEY} = "../{CLOCK}"\n{REHEARSAL_SETTING} = true\n')
            config.write(f'{FRAME_SETTING} = "http://localhost:{tour}"\n')
        rings[party] = Keyring.open(folder.keys)
        notes[party] = founded.note.encode()
    tell(f"{len(folders)} parties, each with keys of its own that were made for this rehearsal")
    charters: dict[str, Charter] = {}
    for council in scenario.councils.values():
        note = charter_note(charter_plan(scenario, council), rings, charters)
        charter = charters[council.id] = verify_charter(note)
        check_charter(charter)
        (directory / (CHARTER if council.id == MAIN else f"{council.id}-{CHARTER}")).write_bytes(note)
        for party in council.parties:
            _join(folders[party], charter, note, {other: notes[other] for other in council.parties})
        tell(f"the charter of {charter.council_id}, signed by all {len(council.parties)} roots")
    peers = {party: pair[0] for party, pair in ports.items()}
    return Cast(scenario, directory, charters, folders, peers, clock, tour)


def folder_of(directory: Path, party: str) -> Path:
    """Return where a party's folder lies on a stage."""
    return directory / party.upper()


def _join(folder: Folder, charter: Charter, note: bytes, identities: Mapping[str, bytes]) -> None:
    """Put charter and identities into a record; nobody has compared words, so no first contact is confirmed."""
    with closing(open_store(folder.record)) as store, store.transaction():
        store.put_council(charter.council_id, note, charter.founded_at)
        for party, identity in identities.items():
            if party != folder.read_config()["party"]:
                store.put_identity(party, 1, identity, None)


def _check_place(scenario: Scenario, directory: Path) -> None:
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise Refused(
            "demo-folder-not-empty",
            expected="an empty folder, or a path where none is yet",
            got=str(directory),
            remedy=f"give another --dir, or remove what is there: rm -r {directory}",
        )
    longest = max((str(stage_socket(folder_of(directory, party))) for party in scenario.parties), key=len)
    if len(longest.encode()) > SOCKET_PATH_BYTES_MAX:
        raise Refused(
            "demo-path-too-long",
            expected=f"a folder whose sockets have paths of at most {SOCKET_PATH_BYTES_MAX} bytes",
            got=longest,
            remedy="give a --dir with a shorter path",
        )


def _ports(parties: list[str], first: int | None) -> tuple[dict[str, tuple[int, int]], int]:
    """Return two ports a party, for its peers and for its pages; and the port of the tour."""
    count = 2 * len(parties) + 1
    if first is not None:
        found = list(range(first, first + count))
        for port in found:
            if not is_free(port):
                raise Fault(
                    "address-in-use",
                    expected=f"free ports {found[0]} to {found[-1]} on {HOST}",
                    got=f"port {port} is taken",
                    remedy="give another --port, or none: free ones are then found",
                )
    else:
        # Anywhere in the range, so that two demos that start together seldom meet.
        start = random.SystemRandom().randrange(len(PORTS))
        free = (port for offset in range(len(PORTS)) if is_free(port := PORTS[(start + offset) % len(PORTS)]))
        found = list(islice(free, count))
    pairs = zip(found[: len(parties)], found[len(parties) : -1], strict=True)
    return dict(zip(parties, pairs, strict=True)), found[-1]


def is_free(port: int) -> bool:
    """Say if nobody listens on a port of this machine."""
    with socket.socket() as pipe:
        pipe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            pipe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True
