"""A file that came with an act: what to know before it is opened, and the file itself, to be saved."""

from typing import Annotated

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, reference_of
from detente.console.asked import CouncilName, Named, Part
from detente.console.pages.downloads import hand_over, safe_name
from detente.errors import Refused
from detente.home import outgoing
from detente.home.calls import CheckAttachment, ListAttachments, SaveAttachment, Show
from detente.languages import gettext as _
from detente.limits import ATTACHMENTS_MAX

FileName = Annotated[str, PathParameter(max_length=16)]
ENDING = ".bin"
"""Of the address of a file itself, whatever it is: see `guard.FILES`."""


@get("/acts/{party:str}/{channel:str}/{entry:str}/files/{name:str}")
async def show_file(
    console: Named, party: Part, channel: Part, entry: Part, name: FileName, council: CouncilName = None
) -> Response[str] | Response[bytes]:
    """Return the page of an act's file by its number, or under `NUMBER.bin` the file.

    Raises:
        Refused: the codes of `attachments.check` and `attachments.save`.
    """
    number = number_of(name.removesuffix(ENDING))
    frame = await console.frame(council)
    ref, named = reference_of(party, channel, entry), frame.named
    if name.endswith(ENDING):
        path = outgoing.fresh(console.access.host.folder)
        saved = await console.reader.ask(SaveAttachment(ref, str(path), number, council=named))
        return hand_over(
            outgoing.blocks(outgoing.take(path)), saved.size_bytes, safe_name(saved.name, f"file-{number}{ENDING}")
        )
    act = (await console.reader.ask(Show(ref, council=named, alone=True))).act
    files = (await console.reader.ask(ListAttachments(ref, council=named))).items
    if number > len(files):
        raise Refused(
            "attachment-unknown", expected=f"the number of one of {len(files)} files of {ref}", got=name,
            remedy="see the page of the act",
        )  # fmt: skip
    listed = files[number - 1]
    whole = not listed.erased_by and listed.held_bytes == listed.size_bytes
    checked = None
    if whole:
        checked = await console.reader.ask(CheckAttachment(ref, number, council=named))
    page = console.render(
        "file.html",
        frame,
        title=_("File {number} of {ref}").format(number=number, ref=act.ref),
        act=act,
        number=number,
        listed=listed,
        checked=checked,
        saved_as=safe_name(listed.name, f"file-{number}{ENDING}"),
        json_command=console.command("attachment", "check", act.ref, "--number", str(number), "--json"),
    )
    return html(page)


def number_of(text: str) -> int:
    """Return the number of a file in an address.

    Raises:
        NotFoundException: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 0 < int(text) <= ATTACHMENTS_MAX):
        raise NotFoundException
    return int(text)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_file,)
