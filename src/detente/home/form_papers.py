"""A form on paper: to be filled in by hand, or with what stands in it, and codes from which it is opened again.

A paper signs nothing: what it says is said when an officer has opened or typed it, read the preview, and signed that.
Its words stand in the language of the page that asked for it; in English where a command did.
"""

import asyncio
import base64
from collections.abc import Iterator, Mapping
from typing import Final

from detente.clock import rfc3339
from detente.council.kinds import Field, Kind, Sort
from detente.council.papers.legible import one_line
from detente.council.registry import kind_of
from detente.errors import Refused
from detente.home.calls import PrintForm
from detente.home.host import Host
from detente.home.papers.codes import name_of, texts_of
from detente.home.papers.drafts import Draft
from detente.home.papers.sheet import Row, Sheet, framed, passage, render_sheet
from detente.home.replies import PrintedView
from detente.home.views import council_of
from detente.languages import gettext as _
from detente.languages import ngettext, noted, pgettext, said
from detente.node.core import Core
from detente.protocol.acts import Precedence

NO_SIGNATURE: Final = noted(
    "This paper signs nothing. What stands on it is said when an officer has typed it or opened it from its codes at "
    "a console of the same party, has read the preview, and has signed that."
)
LINES, MANY_LINES = 1, 7
"""To write on: of a short text and of a long one."""
LONG_CHARACTERS: Final = 200
ROWS_BLANK: Final = 2
"""Rows of a table that stand empty on a form to be filled in."""
ROWS_MAX: Final = 200


async def print_form(host: Host, call: PrintForm) -> PrintedView:
    """Return a form as a PDF, with codes where something stands in it.

    Raises:
        Refused: `kind-unknown`, `kind-by-command`, `council-unknown`, `paper-long`.
    """
    now, kind = host.clock.now(), kind_of(call.kind)
    if kind.made:
        raise Refused(
            "kind-by-command", expected="a kind that is said by a form",
            got=f"{kind.title}, which carries hashes or signatures", remedy="use its command: detente --help",
        )  # fmt: skip

    def read(core: Core) -> tuple[str, str, bool]:
        council = council_of(core, call.council)
        return council, core.context.party, core.context.directory.charter(council).rehearsal

    council, party, rehearsal = await host.read(read)
    typed = {name: text for name, text in call.typed.items() if text.strip()}
    draft = Draft(council, party, kind.name, call.channel, call.re, call.dossier, now, typed, call.carried)
    data = draft.to_bytes() if typed else b""
    texts = texts_of(data) if typed else []
    about = _("Of {party} in {council}, printed {at}. Not said, and nobody's word yet.").format(
        party=party.upper(), council=council, at=rfc3339(now)
    )
    if typed:
        named = ngettext("Its code is named {name}.", "Its {n} codes are named {name}.", len(texts))
        about += " " + named.format(n=len(texts), name=name_of(data))
    sheet = Sheet(
        title=_("Form: {kind}").format(kind=said(kind.title)),
        about=about,
        how=_(
            "At a console of {party}, the page Paper opens the form from pictures of these codes. It is read there and "
            "signed there, or not."
        ).format(party=party.upper()),
        name=name_of(data) if typed else "",
        rows=(*_body(kind.fields, typed, "body"), *_tongues(typed), *_envelope(call, typed)),
        notes=(_(NO_SIGNATURE),),
        codes_heading=_("For machines"),
        apart=True,
    )
    sheet = framed(sheet, rehearsal=rehearsal)
    made = await asyncio.to_thread(render_sheet, sheet, texts, now)
    return PrintedView(
        name=f"form-{_plain(kind)}.pdf",
        file=base64.b64encode(made).decode(),
        council=council,
        codes=len(texts),
        bytes=len(data),
    )


def _plain(kind: Kind) -> str:
    return "".join(one if one.isalnum() else "-" for one in kind.name)


def _body(
    fields: Mapping[str, Field], typed: Mapping[str, str], prefix: str, before: str = "", *, needed: bool = True
) -> Iterator[Row]:
    """Yield the fields of a body, those of tables by row; a field of a table that may be left out may be, too."""
    for name, wanted in fields.items():
        place, label, asked = f"{prefix}.{name}", f"{before}{said(wanted.label)}", needed and wanted.required
        if wanted.sort is not Sort.TABLE:
            yield _row(label, wanted, typed.get(place, ""), required=asked)
        elif not wanted.many:
            yield from _body(wanted.fields, typed, place, f"{label}: ", needed=asked)
        else:
            for number in range(_count(typed, place)):
                row = f"{label} {number + 1}: "
                yield from _body(wanted.fields, typed, f"{place}.{number}", row, needed=asked and number == 0)


def _count(typed: Mapping[str, str], place: str) -> int:
    """Return how many rows a table has: as many as are filled in, or some to be filled in."""
    heads = (name.removeprefix(f"{place}.").partition(".")[0] for name in typed if name.startswith(f"{place}."))
    numbers = [int(one) for one in heads if one.isascii() and one.isdigit() and len(one) <= 4]
    return min(max(numbers, default=ROWS_BLANK - 1) + 1, ROWS_MAX)


def _row(label: str, wanted: Field, text: str, *, required: bool) -> Row:
    told = [] if required else [_("optional")]
    if wanted.sort is Sort.INSTANT:
        told.append(_("day and time in UTC"))
    if wanted.sort is Sort.FLAG or wanted.choices:
        choices = wanted.choices or (noted("yes"), noted("no"))
        return Row(one_line(label), _ticked(choices, text), "; ".join(told))
    if wanted.many:
        told.append(_("one a line"))
    long = wanted.sort is Sort.TEXT and (wanted.many or wanted.characters_max > LONG_CHARACTERS)
    if not text:
        return Row(one_line(label), help="; ".join(told), blank=MANY_LINES if long and required else LINES)
    return Row(one_line(label), passage("", text).text, "; ".join(told))


def _ticked(choices: tuple[str, ...], chosen: str) -> str:
    ticks = chosen.split("\n")
    return "   ".join(f"[{'x' if one in ticks else '  '}]\u00a0{said(one)}" for one in choices)


def _tongues(typed: Mapping[str, str]) -> Iterator[Row]:
    """Yield what stands in other languages, as it was typed."""
    for name in sorted(name for name in typed if name.startswith("tongues.")):
        yield Row(_("Unofficial translation"), passage("", typed[name]).text, one_line(name.rpartition(".")[2]))


def _envelope(call: PrintForm, typed: Mapping[str, str]) -> Iterator[Row]:
    if call.re or call.dossier:
        yield Row(pgettext("act", "Answers") if call.re else _("Goes on with"), one_line(call.re or call.dossier))
    yield _written(_("Channel"), call.channel or typed.get("channel", ""))
    yield _written(_("Asked to act"), typed.get("to", ""), _("parties; all other members are informed"))
    yield Row(_("Precedence"), _ticked(tuple(one.name.lower() for one in Precedence), typed.get("precedence", "")))
    yield _written(_("Language"), typed.get("language", ""))
    yield _written(_("Marking"), typed.get("marking", ""), _("optional"))
    yield _written(_("Drafted by, at (UTC)"), "")


def _written(label: str, text: str, told: str = "") -> Row:
    return Row(label, one_line(text), told) if text else Row(label, help=told, blank=LINES)
