"""The administration's page: the wires to others, the keys of this node, its machine, and where each command is."""

import hashlib
from collections.abc import Callable
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from detente.clock import parse_rfc3339
from detente.console.answers import html
from detente.console.asked import CouncilName, Every, Named
from detente.console.words.facts import well
from detente.home.calls import ListSessions, ShowHealth, ShowHistory
from detente.home.replies.councils import PeerErrorView, PeerView
from detente.home.replies.officers import NoteView
from detente.home.replies.processes import HealthView
from detente.languages import gettext as _
from detente.languages import noted
from detente.limits import OUTGOING_FREE_BYTES
from detente.node.wire_faults import Cause

NOTE: Final = noted("The next identity note names the new key and retires the old one; it stands in every own log.")

USES: Final = {
    "root": (
        noted("Signs identity notes, charters and the certificate for connections."),
        noted(
            "It is not exchanged: whoever loses it is admitted anew under another root. Keep it away from this machine."
        ),
    ),
    "log": (
        noted("Signs the heads of our logs, and documents."),
        noted(
            "The next identity note names the new key, and states of each own log up to which size the old one speaks."
        ),
    ),
    "mirror": (noted("Signs our receipts: stored."), NOTE),
    "witness": (noted("Signs our receipts: seen."), NOTE),
    "hpke": (
        noted("Opens what is sealed for us."),
        noted("The next identity note names the new key; the old one stays here for what was sealed for it."),
    ),
    "tls": (
        noted("Shows others who calls. The root vouches for it."),
        noted("A new key and certificate; others need nothing new, since the root stays."),
    ),
}
"""By key: where it is used, and what exchanging it does."""

ROTATING: Final = ("log", "mirror", "witness", "hpke", "tls")

ERRORS: Final = {
    Cause.CERTIFICATE: (
        noted("Its certificate is not from the root that its identity note names."),
        noted(
            "Ask for its identity note anew by another way, and compare the six words; trust neither until they agree."
        ),
    ),
    Cause.TLS: (
        noted("No secure connection came about."),
        noted("It may not know our certificate, or speak another TLS: compare versions and identity notes with it."),
    ),
    Cause.CUT: (
        noted("The wire is cut in this rehearsal."),
        noted("Mend it as the rehearsal cut it. What waits goes by others meanwhile."),
    ),
    Cause.TIME: (
        noted("No answer came in time."),
        noted("Ask its keeper by another way whether its node runs; look at the network between."),
    ),
    Cause.REFUSED: (
        noted("Nothing listens at its address."),
        noted("Its node may be down or have moved: ask for its newest identity note, which states the address."),
    ),
    Cause.NO_ROUTE: (
        noted("No way through the network leads to its address."),
        noted("Look at the network here and between. What waits goes by others meanwhile."),
    ),
    Cause.NAME: (
        noted("The name in its address is not known here."),
        noted("Look at name resolution here; ask for its newest identity note, which states the address."),
    ),
    Cause.ADDRESS: (
        noted("Its address leads nowhere."),
        noted("It may have none, or another one: ask for its newest identity note; look at name resolution here."),
    ),
    Cause.OWN_KEYS: (
        noted("Our own certificate could not be read, so nothing was asked."),
        noted("See that tls.pem and tls.key lie in keys/ of this folder, and that the node may read them."),
    ),
    Cause.CLOSED: (
        noted("The connection ended before an answer came."),
        noted("Its node may have ended or begun anew meanwhile; this one tries again by itself."),
    ),
    Cause.NOT_TAKEN: (
        noted("Its node answered and did not take the request."),
        noted("Compare versions and clocks with its keeper; what it said stands beside."),
    ),
    Cause.PROTOCOL: (
        noted("What answered there does not answer as a node does."),
        noted("Something else may stand at its address: compare address and version with its keeper."),
    ),
    Cause.OTHER: (
        noted("The request came to nothing."),
        noted("What was expected and what came stands beside; the node tries again by itself."),
    ),
}
"""By cause: what happened, and what can be done about it; nothing of whose fault it is."""


ON_ITS_WAY_SECONDS: Final = 60
"""So long after a party last answered, what it is not known to hold is still on its way."""


class KeyRow(Struct, frozen=True):
    """A key of this node as the page lists it.

    Args:
        fingerprint: SHA-256 of the public key, or of the certificate for `tls`, hex.
        since_at: as the identity note says that first named it; None where no note does.
        command: that exchanges it, empty where none does.
    """

    key: str
    fingerprint: str
    since_at: str | None
    serial: int | None
    use: str
    rotation: str
    command: str


@get("/administration")
async def show_administration(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return how wires, keys and machine stand, each with the command that changes it."""
    frame = await console.seated(council)
    health, history = await console.reader.ask(ShowHealth()), await console.reader.ask(ShowHistory(places=False))
    page = console.render(
        "administration.html",
        frame,
        title=_("Administration"),
        health=health,
        low=health.disk_free_bytes < OUTGOING_FREE_BYTES,
        keys=keys_of(health, history.items, console.command),
        history_command=console.command("party", "history"),
        sessions=len((await console.reader.ask(ListSessions())).items),
        error_of=error_of,
        well=[one.party for one in frame.status.items if wire_is_well(one, frame.status.as_of)],
        confirm_command=console.command("party", "confirm", "PARTY"),
        json_command=console.command("health", "--json"),
        status_command=console.command("status", "--json"),
    )
    return html(page, every)


def keys_of(health: HealthView, notes: list[NoteView], command: Callable[..., str]) -> list[KeyRow]:
    """Return the keys of this node, in the order of what they can do.

    Args:
        command: makes a command about this folder, as `Console.command` does.
    """
    rows = [
        KeyRow(
            "root", _digest(bytes.fromhex(health.root_public)), notes[0].valid_from_at if notes else None,
            1 if notes else None, *USES["root"], "",
        )
    ]  # fmt: skip
    # Without a note there is no key to speak of: a folder that is being mended has its page all the same.
    for key in ROTATING if notes else ():
        if key == "tls":
            rows.append(KeyRow(key, health.tls_certificate, None, None, *USES[key], command("party", "rotate", key)))
            continue
        first = _first_with(notes, key)
        rows.append(
            KeyRow(
                key, _digest(bytes.fromhex(notes[-1].keys[key])), first.valid_from_at, first.serial, *USES[key],
                command("party", "rotate", key),
            )
        )  # fmt: skip
    return rows


def _first_with(notes: list[NoteView], key: str) -> NoteView:
    """Return the note since which the key of the last note is in use without a break."""
    public = notes[-1].keys[key]
    found = notes[-1]
    for note in reversed(notes):
        if note.keys[key] != public:
            break
        found = note
    return found


def error_of(error: PeerErrorView) -> tuple[str, str]:
    """Return what happened to the last request, and what can be done about it, in words to be translated."""
    return ERRORS[Cause(error.cause) if error.cause in list(Cause) else Cause.OTHER]


def wire_is_well(peer: PeerView, as_of: str) -> bool:
    """Say if the last request to a party was answered, nothing is remarkable of its wire, and nothing stays behind.

    What waits while it answers from one minute to the next is on its way.
    """
    success = None if peer.success_at is None else parse_rfc3339(peer.success_at)
    answers = success is not None and parse_rfc3339(as_of) - success < ON_ITS_WAY_SECONDS
    return well(peer) and not peer.unanswered and (answers or not peer.queue.entries)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_administration,)
