"""A council for stories that begin after it was founded: the guide's commands do the same, a process each."""

from collections.abc import Sequence
from pathlib import Path

from tests.ports import free_ports

from detente.clock import SystemClock
from detente.home.calls import JoinCouncil
from detente.home.client import Client
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.node.folder import Folder


def found(where: Path, parties: Sequence[str]) -> None:
    """Found a council of parties that have met, in folders of their names; marks go where the environment says."""
    now = SystemClock().now()
    folders = {party: Folder(where / party) for party in parties}
    notes = {
        party: found_party(folders[party], party, party, now=now, url=f"https://127.0.0.1:{port}").note
        for party, port in zip(folders, free_ports(len(folders)), strict=True)
    }
    charter = draft_charter("nrc", "Council", notes.values(), founded_at=now, channels={})
    for folder in folders.values():
        charter = sign_charter([charter], folder).note
    for party, folder in folders.items():
        with Client(folder) as client:
            client.call(JoinCouncil(charter, tuple(note for other, note in notes.items() if other != party)))
