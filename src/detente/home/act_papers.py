"""One act on paper: what it says, in its languages, and codes from which another party takes it in, verified.

What is said of it stands in the language of the page that asked for it; in English where a command did.
"""

import asyncio
import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from detente.clock import rfc3339
from detente.council.kinds import Field, text_of, unofficial_of
from detente.council.papers.languages import name_of
from detente.council.papers.legible import one_line
from detente.council.registry import KINDS
from detente.home.acts import locate, view_at
from detente.home.calls import PrintAct
from detente.home.handled import handled
from detente.home.heading import heading_of
from detente.home.host import Host
from detente.home.papers.codes import name_of as code_name
from detente.home.papers.codes import texts_of
from detente.home.papers.sheet import Passage, Row, Sheet, framed, passage, render_sheet
from detente.home.replies import ActView, PrintedView
from detente.languages import current, ngettext, noted, ours, said, told
from detente.languages import gettext as _
from detente.languages.joining import grouped
from detente.limits import PAPER_BYTES_MAX
from detente.node.bag_of_act import Packed, pack_act
from detente.node.core import Core

RECEIPT: Final = noted(
    "Who takes it in gives a receipt: that its node holds these bytes, and since when. A receipt says nothing of what "
    "its party thinks of them: receipt is not agreement."
)
HANDLED: Final = noted(
    "Printed for {parties}. What it says may go as far as its head says, and no further; who carries it can read it."
)
TEXT_CHARACTERS_MAX: Final = 60_000
"""Of one field that is printed; all of it is in the codes."""
_SHOWN: Final = frozenset({"text", "unofficial"})


async def print_act(host: Host, call: PrintAct) -> PrintedView:
    """Return one act as a PDF.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `bag-own`, `bag-not-theirs`, `bag-no-head`, `paper-long`.
    """
    now = host.clock.now()

    def read(core: Core) -> tuple[Packed, ActView, bool, tuple[str, ...]]:
        council, ref = locate(core, call.council, call.ref)
        party = call.addressee.lower()
        packed = pack_act(core, council, ref, party, now, start=call.start, bytes_max=PAPER_BYTES_MAX)
        act, charter = view_at(core, council, ref), core.context.directory.charter(council)
        return packed, act, charter.rehearsal, _shut_out(core, act, packed.addressees)

    await host.fold()
    packed, act, rehearsal, shut_out = await host.read(read)
    data = packed.bag.to_bytes()
    texts = texts_of(data)
    sheet = _sheet(packed, act, code_name(data), len(texts), rehearsal=rehearsal, sealed=call.sealed, shut_out=shut_out)
    made = await asyncio.to_thread(render_sheet, sheet, texts, now)
    return PrintedView(
        name=_name_of(packed, act),
        file=base64.b64encode(made).decode(),
        ref=packed.ref,
        council=packed.bag.council,
        addressees=packed.addressees,
        codes=len(texts),
        entries=packed.bag.entries,
        receipts=packed.bag.receipts,
        bytes=len(data),
        lacking=packed.lacking,
        shut_out=shut_out,
    )


def readers_of(core: Core, act: ActView) -> tuple[str, ...] | None:
    """Return the parties for whose eyes an act is where it is for few; None where paper may show it to others."""
    found = handled(core.folding, act.council, act.kind, act.re, act.body)
    if not found.few:
        return None
    charter = core.context.directory.charter(act.council)
    reading = [one for one in charter.members_of(act.channel) if one != charter.depositary]
    return tuple(one for one in reading if one == act.party or not found.only or one in found.only)


def _shut_out(core: Core, act: ActView, addressees: Iterable[str]) -> tuple[str, ...]:
    """Return the addressees that may not read what an act says: then its words stand on no sheet."""
    readers = readers_of(core, act)
    return () if readers is None else tuple(one for one in addressees if one not in readers)


def _name_of(packed: Packed, act: ActView) -> str:
    """Return the name of a paper's file; a receipt that goes back to the act's author has another than the act."""
    receipt = "-receipt" if packed.addressees == (act.party,) else ""
    return re.sub(r"[^A-Za-z0-9.]+", "-", packed.ref) + f"{receipt}.pdf"


def _sheet(
    packed: Packed, act: ActView, name: str, codes: int, *, rehearsal: bool, sealed: bool, shut_out: tuple[str, ...]
) -> Sheet:
    bag, sealed = packed.bag, sealed or bool(shut_out)
    receipt = bag.entries == 0
    kind = said(KINDS[act.kind].title) if act.kind in KINDS else act.kind
    notes = [_(RECEIPT)]
    if shut_out:
        text = _("Codes only: it may not be read by {parties}. Who carries it sees nothing of what it says.")
        notes.insert(0, text.format(parties=", ".join(shut_out).upper()))
    elif act.handling and not (sealed or receipt):
        notes.insert(0, _(HANDLED).format(parties=", ".join(packed.addressees).upper()))
    if packed.lacking:
        text = _(
            "It rests on what is not on this paper: {acts}. Who lacks that takes it in first; {party} prints it: "
            "detente paper act REF."
        )
        notes.append(text.format(acts=", ".join(packed.lacking), party=bag.sender.upper()))
    if act.attachments:
        notes.append(_("Its files are not on this paper: they come when a node that holds them can be reached."))
    title = _("Receipt on {act}").format(act=act.ref) if receipt else act.ref
    sheet = Sheet(
        title=f"{title}: {kind}" if kind and not (sealed or receipt) else title,
        about=_about(packed, name, codes),
        how=_(
            "Take a picture of every page with codes, or scan it; then the page Paper of the console, or: "
            "detente bag unpack FILE…"
        ),
        name=name,
        head=() if sealed else tuple((word, one_line(text)) for word, text in _head(act)),
        passages=() if sealed or receipt else tuple(_passages(act)),
        rows=() if sealed or receipt else tuple(_rows(act)),
        notes=tuple(notes),
        codes_heading=_("For machines"),
        handling=", ".join(one_line(ours(one)) for one in act.handling),
    )
    return framed(sheet, rehearsal=rehearsal, drill=act.drill)


def _about(packed: Packed, name: str, codes: int) -> str:
    whose = ", ".join(one.upper() for one in packed.addressees)
    text = _("Printed by {party}, {at}, for {parties}.") if whose else _("Printed by {party}, {at}, for nobody else.")
    made = text.format(party=packed.bag.sender.upper(), at=rfc3339(packed.bag.made_at), parties=whose)
    counted = ngettext("{n} code named {name}.", "{n} codes named {name}.", codes).format(n=codes, name=name)
    return f"{made} {counted}"


def _head(act: ActView) -> Iterator[tuple[str, str]]:
    yield from heading_of(act)
    yield "LEAF", act.id


def _passages(act: ActView) -> Iterator[Passage]:
    """Yield what an act says in words: the original, then unofficial translations that its author put beside it."""
    says = _("What it says")
    if act.says and not text_of(act.body, "text"):
        yield passage(says, told(act.says, act.frame), current())
    if text := text_of(act.body, "text"):
        heading = f"{says}, {name_of(act.language)}" if act.language else says
        yield passage(heading, text[:TEXT_CHARACTERS_MAX], act.language)
    for language, text in sorted(unofficial_of(act.body).items()):
        heading = _("Unofficial translation, %(language)s") % {"language": name_of(language)}
        yield passage(heading, text[:TEXT_CHARACTERS_MAX], language)
    if act.reading != "readable":
        yield passage(says, _("It cannot be read here; the codes carry it as it stands."), current())


def _rows(act: ActView) -> Iterator[Row]:
    known = KINDS[act.kind].fields if act.kind in KINDS else {}
    for name, value in act.body.items():
        if name not in _SHOWN:
            wanted = known.get(name)
            told = passage("", spelled(value, wanted)[:TEXT_CHARACTERS_MAX])
            yield Row(one_line(said(wanted.label) if wanted else name), told.text)
    for one in act.attachments:
        text = _("{file}, {bytes} bytes sealed, SHA-256 sealed {hash}")
        row = text.format(file=one.name, bytes=grouped(one.size_bytes), hash=one.hash)
        yield Row(_("File"), one_line(row))


def spelled(value: Any, wanted: Field | None = None) -> str:
    """Return a value of a body in words, its tables by the labels of their fields; of its choices one is our word."""
    fields = wanted.fields if wanted is not None else {}
    match value:
        case bool():
            return _("yes") if value else _("no")
        case Mapping():
            told = ((said(fields[name].label) if name in fields else name, name, one) for name, one in value.items())
            return "; ".join(f"{label}: {spelled(one, fields.get(name))}" for label, name, one in told)
        case list() | tuple():
            return "\n".join(f"{number}. {spelled(one, wanted)}" for number, one in enumerate(value, 1))
        case str() if wanted is not None and value in wanted.choices:
            return said(value)
        case _:
            return str(value)
