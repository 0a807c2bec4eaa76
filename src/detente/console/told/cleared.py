"""The act of which clearance is asked, whole, as its preview showed it: wherever somebody has to say a word on it."""

from dataclasses import replace

from msgspec import Struct

from detente.console.told.signed import Signed, signed
from detente.console.view import Console, Seated
from detente.council.desks.clearances import ASKED
from detente.home.acting import clearing
from detente.home.replies import ActView


class ListedFile(Struct, frozen=True):
    """A file that goes with the act, as a request lists it: it does not go round itself."""

    id: str
    name: str
    size: int
    sha256: str
    given: str = ""
    remarks: tuple[str, ...] = ()


async def cleared(console: Console, frame: Seated, request: ActView | None) -> Signed | None:
    """Return what `signed.html` is made from for the act of which a request asks clearance; None of any other act."""
    if request is None or request.kind != ASKED:
        return None
    found = await clearing.asked_of(console.access, request.council, request.ref)
    if found is None:
        return None
    files = [ListedFile(f"asked-{number}", one["name"], one["size"], one["sha256"])
             for number, one in enumerate(request.body.get("files", ()), 1)]  # fmt: skip
    # What rules find of it is told to who writes it; here it is asked about as it stands.
    return replace(await signed(console, frame, found), files=files, finds=())
