"""What a form offers where a field names something that is there: of the charter, or a matter that is held."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from detente.console.forms.controls import Control, Offered, Shape
from detente.council.kinds import Field
from detente.council.scope import SORTS, whole
from detente.council.settings import topic_titles
from detente.node.core import Core
from detente.protocol.charter import Charter

LEVELS: Final = "levels"
TOPICS: Final = "topics"
"""Of these alone one has to be chosen: a meeting may have a level, and name a meeting, that is not here."""
MATTERS_OFFERED: Final = 50
"""Newest matters of a desk that a field offers; any other reference is written."""


def offers_of(core: Core, council: str, fields: Mapping[str, Field]) -> dict[str, Offered]:
    """Return what fields of a kind offer, by name: each value with its words."""
    charter, party = core.context.directory.charter(council), core.context.party
    named = {name: one.names for name, one in fields.items() if one.names}
    known = whole(charter, party)
    return {
        name: _in_charter(charter, what, known.named(what)) if what in SORTS else _matters(core, council, what)
        for name, what in named.items()
    }


def _in_charter(charter: Charter, sort: str, names: Iterable[str]) -> Offered:
    """Return names of one of `SORTS` in the order of the charter, each with its title; a level with its channels'."""
    channels = {name: one.title or name for name, one in charter.channels.items()}
    levels = {one.level: "" for one in charter.channels.values()}
    for name, one in charter.channels.items():
        levels[one.level] = ", ".join(filter(None, (levels[one.level], channels[name])))
    titles = {"channels": channels, "levels": levels, "topics": topic_titles(charter)}[sort]
    wanted = set(names)
    return tuple((name, title) for name, title in titles.items() if name in wanted)


def _matters(core: Core, council: str, desk: str) -> Offered:
    rows = core.context.store.dossiers(council, desk=desk, limit=MATTERS_OFFERED)
    return tuple((row.dossier, core.folding.words_of(row).title) for row in rows)


def offered(controls: Iterable[Control], fields: Mapping[str, Field], offers: Mapping[str, Offered]) -> list[Control]:
    """Return the controls of a body with what their fields offer: to be ticked, to be chosen, or written as well."""
    found = []
    for one in controls:
        name = one.name.removeprefix("body.")
        found.append(_offered(one, fields[name].names, offers[name]) if offers.get(name) else one)
    return found


def ticked(control: Control, offers: Mapping[str, Offered]) -> bool:
    """Say if something is ticked there that a desk needs in one field or another: that stands open."""
    return control.shape is Shape.CHECKS and control.name.removeprefix("body.") in offers


def _offered(control: Control, what: str, offers: Offered) -> Control:
    names = tuple(name for name, _words in offers)
    # A level is a word that people say; its channels say what it is about.
    told = "{name}: {title}" if what == LEVELS else "{title} ({name})"
    words = tuple(title if name == title else told.format(name=name, title=title) for name, title in offers)
    if control.shape is Shape.LIST:
        # What was typed otherwise, as before the charter changed, stays to be seen and taken out.
        more = tuple(one for one in control.value.split("\n") if one and one not in names)
        return replace(control, shape=Shape.CHECKS, help="", choices=(*names, *more), words=(*words, *more))
    if what == TOPICS:
        return replace(control, shape=Shape.CHOICE, help="", choices=("", *names), words=("", *words))
    return replace(control, listed=offers)
