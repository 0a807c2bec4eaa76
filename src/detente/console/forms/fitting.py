"""How much room an act leaves for its text: said at the text while somebody types, and where it is too long.

A channel bounds bytes, and people count characters: what is said of these is reckoned from the text as it stands.
"""

from collections.abc import Mapping
from typing import Final

from detente.console.forms.bodies import Errors
from detente.console.forms.envelope import CHANNEL
from detente.console.forms.keeping import Form
from detente.console.forms.tongues import TEXT
from detente.languages import gettext as _
from detente.languages import ngettext
from detente.languages.joining import grouped
from detente.node.scribe import Room
from detente.protocol.charter import LINE

TOO_LARGE: Final = frozenset({"line-act-too-large", "entry-too-large"})
"""Codes that say that an act is longer than its channel takes."""
BODY: Final = "body."
MAIN: Final = f"{BODY}{TEXT}"
LONG_CHARACTERS: Final = 40
"""A text of so many characters can be shortened."""


def wrong_with(form: Form, room: Room) -> Errors:
    """Return that an act is too long, at the text that is to be shortened; without one at the channel."""
    if room.size <= room.most:
        return {}
    on_line = (form.channel or form.typed.get(CHANNEL, "")) == LINE
    texts = {name: text for name, text in form.typed.items() if name.startswith(BODY) and len(text) >= LONG_CHARACTERS}
    name = MAIN if MAIN in texts else max(texts, key=lambda one: len(texts[one]), default="")
    if not name:
        told = _("An act has at most {most} bytes in this channel, and this one has {size}. Choose another channel.")
        return {} if form.channel else {CHANNEL: _bytes(told, room)}
    n = _characters(texts[name], room.size - room.most, up=True)
    if on_line:
        told = ngettext(
            "The line takes at most {most} bytes an act, and this one has {size}: shorten it by about {n} character, "
            "or say the long part in a file, in a second act or in another channel.",
            "The line takes at most {most} bytes an act, and this one has {size}: shorten it by about {n} characters, "
            "or say the long part in a file, in a second act or in another channel.",
            n,
        )
    else:
        told = ngettext(
            "An act has at most {most} bytes, and this one has {size}: shorten it by about {n} character, or attach "
            "the long part as a file.",
            "An act has at most {most} bytes, and this one has {size}: shorten it by about {n} characters, or attach "
            "the long part as a file.",
            n,
        )
    return {name: _bytes(told, room, grouped(n))}


def remarks_on(form: Form, room: Room | None) -> Mapping[str, str]:
    """Return by name of control what is left for a text, or how much there is too much; nothing where much is left."""
    text = form.typed.get(MAIN, "")
    if room is None or not text.strip() or 2 * room.size < room.most:
        return {}
    if room.size > room.most:
        n = _characters(text, room.size - room.most, up=True)
        told = ngettext("About {n} character too many.", "About {n} characters too many.", n)
    elif n := _characters(text, room.most - room.size, up=False):
        told = ngettext("Room for about {n} more character.", "Room for about {n} more characters.", n)
    else:
        told = _("There is no room for more.")
    return {MAIN: told.format(n=grouped(n))}


def _bytes(told: str, room: Room, n: str = "") -> str:
    return told.format(most=grouped(room.most), size=grouped(room.size), n=n)


def _characters(text: str, size: int, *, up: bool) -> int:
    """Return how many characters of a text make so many bytes, or rather one more than one less."""
    whole = len(text.encode())
    return -(-size * len(text) // whole) if up else size * len(text) // whole
