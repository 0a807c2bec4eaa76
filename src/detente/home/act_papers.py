"""One act on paper: what it says, in its languages, and codes from which another party takes it in, verified."""

import asyncio
import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from detente.clock import rfc3339
from detente.council.kinds import Field, text_of, unofficial_of
from detente.council.papers.languages import name_of
from detente.council.papers.legible import one_line
from detente.council.registry import KINDS
from detente.home.acts import locate, view_at
from detente.home.calls import PrintAct
from detente.home.heading import heading_of
from detente.home.host import Host
from detente.home.papers.codes import name_of as code_name
from detente.home.papers.codes import texts_of
from detente.home.papers.sheet import Passage, Row, Sheet, passage, render_sheet
from detente.home.replies import ActView, PrintedView
from detente.limits import PAPER_BYTES_MAX
from detente.maps.picture import REHEARSAL, REHEARSED
from detente.node.bag_of_act import Packed, pack_act
from detente.node.core import Core

SENTENCES: Final = "Receipt is not agreement. Notice is not permission. Record is not recognition."
RECEIPT: Final = (
    "Who takes it in gives a receipt: that its node holds these bytes, and since when. A receipt says nothing of what "
    "its party thinks of them: receipt is not agreement."
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

    def read(core: Core) -> tuple[Packed, ActView, bool]:
        council, ref = locate(core, call.council, call.ref)
        party = call.addressee.lower()
        packed = pack_act(core, council, ref, party, now, start=call.start, bytes_max=PAPER_BYTES_MAX)
        return packed, view_at(core, council, ref), core.context.directory.charter(council).rehearsal

    await host.fold()
    packed, act, rehearsal = await host.read(read)
    data = packed.bag.to_bytes()
    texts = texts_of(data)
    sheet = _sheet(packed, act, code_name(data), len(texts), rehearsal=rehearsal, sealed=call.sealed)
    made = await asyncio.to_thread(render_sheet, sheet, texts, now)
    return PrintedView(
        name=re.sub(r"[^A-Za-z0-9.]+", "-", packed.ref) + ".pdf",
        file=base64.b64encode(made).decode(),
        ref=packed.ref,
        council=packed.bag.council,
        addressees=packed.addressees,
        codes=len(texts),
        entries=packed.bag.entries,
        receipts=packed.bag.receipts,
        bytes=len(data),
        lacking=packed.lacking,
    )


def _sheet(packed: Packed, act: ActView, name: str, codes: int, *, rehearsal: bool, sealed: bool) -> Sheet:
    bag = packed.bag
    receipt = bag.entries == 0
    whose = ", ".join(one.upper() for one in packed.addressees)
    marks = [*([f"{REHEARSAL}: {REHEARSED}"] if rehearsal else []), *([f"DRILL: {act.drill}"] if act.drill else [])]
    kind = KINDS[act.kind].title if act.kind in KINDS else act.kind
    made = f"Printed by {bag.sender.upper()}, {rfc3339(bag.made_at)}, for {whose or 'nobody else'}"
    notes = [RECEIPT]
    if packed.lacking:
        notes.append(
            f"It rests on what is not on this paper: {', '.join(packed.lacking)}. Who lacks that takes it in first; "
            f"{bag.sender.upper()} prints it: detente paper act REF."
        )
    if act.attachments:
        notes.append("Its files are not on this paper: they come when a node that holds them can be reached.")
    return Sheet(
        mark=" · ".join(marks),
        title=f"Receipt on {act.ref}" if receipt else f"{act.ref}: {kind}" if kind and not sealed else act.ref,
        about=f"{made}. {codes} {'code' if codes == 1 else 'codes'} named {name}.",
        how="Take a picture of every page with codes, or scan it; then the page Paper of the console, or: "
        "detente bag unpack FILE…",
        name=name,
        head=() if sealed else tuple((word, one_line(text)) for word, text in _head(act)),
        passages=() if sealed or receipt else tuple(_passages(act)),
        rows=() if sealed or receipt else tuple(_rows(act)),
        notes=tuple(notes),
        codes_heading="For machines",
        sentences=SENTENCES,
    )


def _head(act: ActView) -> Iterator[tuple[str, str]]:
    yield from heading_of(act)
    if act.marking:
        yield "MARKING", act.marking
    yield "LEAF", act.id


def _passages(act: ActView) -> Iterator[Passage]:
    """Yield what an act says in words: the original, then unofficial translations that its author put beside it."""
    if act.says and not text_of(act.body, "text"):
        yield passage("What it says", act.says, "en")
    if text := text_of(act.body, "text"):
        language = f", in {name_of(act.language)}" if act.language else ""
        yield passage(f"What it says{language}", text[:TEXT_CHARACTERS_MAX], act.language)
    for language, text in sorted(unofficial_of(act.body).items()):
        yield passage(f"Unofficial translation, {name_of(language)}", text[:TEXT_CHARACTERS_MAX], language)
    if act.reading != "readable":
        yield passage("What it says", f"It cannot be read here ({act.reading}); the codes carry it as it stands.", "en")


def _rows(act: ActView) -> Iterator[Row]:
    known = KINDS[act.kind].fields if act.kind in KINDS else {}
    for name, value in act.body.items():
        if name not in _SHOWN:
            wanted = known.get(name)
            told = passage("", spelled(value, wanted)[:TEXT_CHARACTERS_MAX])
            yield Row(one_line(wanted.label if wanted else name), told.text)
    for one in act.attachments:
        yield Row("File", one_line(f"{one.name}, {one.size_bytes:,} bytes sealed, SHA-256 sealed {one.hash}"))


def spelled(value: Any, wanted: Field | None = None) -> str:
    """Return a value of a body in words, its tables by the labels of their fields."""
    fields = wanted.fields if wanted is not None else {}
    match value:
        case bool():
            return "yes" if value else "no"
        case Mapping():
            told = ((fields[name].label if name in fields else name, item) for name, item in value.items())
            return "; ".join(f"{label}: {spelled(item)}" for label, item in told)
        case list() | tuple():
            return "\n".join(f"{number}. {spelled(one, wanted)}" for number, one in enumerate(value, 1))
        case _:
            return str(value)
