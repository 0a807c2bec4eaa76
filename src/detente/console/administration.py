"""The administration's page: the wires to others, the keys of this node, its machine, and where each command is."""

import hashlib
from collections.abc import Callable
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from detente.console.pages import CouncilName, Every, Named, html, redirect
from detente.home.calls import ListSessions, ShowHealth, ShowHistory
from detente.home.replies.councils import PeerErrorView
from detente.home.replies.officers import NoteView
from detente.home.replies.processes import HealthView
from detente.languages import noted
from detente.limits import OUTGOING_FREE_BYTES

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

_CERTIFICATE: Final = (
    noted("Its certificate is not from the root that its identity note names."),
    noted("Ask for its identity note anew by another way, and compare the six words; trust neither until they agree."),
)
ERRORS: Final = {
    "certificate": _CERTIFICATE,
    "cut": (
        noted("The wire is cut in this rehearsal."),
        noted("Mend it as the rehearsal cut it. What waits goes by others meanwhile."),
    ),
    "time": (
        noted("No answer came in time."),
        noted("Ask its keeper by another way whether its node runs; look at the network between."),
    ),
    "refused-connection": (
        noted("Nothing listens at its address."),
        noted("Its node may be down or have moved: ask for its newest identity note, which states the address."),
    ),
    "address": (
        noted("Its address leads nowhere."),
        noted("It may have none, or another one: ask for its newest identity note; look at name resolution here."),
    ),
    "refused": (
        noted("Its node answered and did not take the request."),
        noted("Compare versions and clocks with its keeper; what it said stands beside."),
    ),
    "other": (
        noted("The request came to nothing."),
        noted("What was expected and what came stands beside; the node tries again by itself."),
    ),
}
"""By sort of error: what happened, and what can be done about it; nothing of whose fault it is."""

_SIGNS: Final = (
    ("wire is cut", "cut"),
    ("ertificate", "certificate"),
    ("SSL", "certificate"),
    ("imeout", "time"),
    ("onnect call failed", "refused-connection"),
    ("refused", "refused-connection"),
    ("resolve", "address"),
    ("InvalidUrl", "address"),
    ("Name or service", "address"),
)
"""What stands in an error's text, in the order of looking, and the sort that it is."""


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
    frame = await console.frame(council)
    if frame.council is None:
        return redirect("/")
    health, history = await console.reader.ask(ShowHealth()), await console.reader.ask(ShowHistory(places=False))
    page = console.render(
        "administration.html",
        frame,
        title="Administration",
        health=health,
        low=health.disk_free_bytes < OUTGOING_FREE_BYTES,
        keys=keys_of(health, history.items, console.command),
        history_command=console.command("party", "history"),
        sessions=len((await console.reader.ask(ListSessions())).items),
        error_of=error_of,
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
    if error.code == "peer-refused":
        return ERRORS["refused"]
    sort = next((sort for sign, sort in _SIGNS if sign in error.got), "other")
    return ERRORS[sort]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_administration,)
