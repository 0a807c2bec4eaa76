"""What a form offers where a field names something that is there, and remarks where it names something else.

A party that the charter does not know, or an act that is not held here, may well be meant: it is said, not refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from detente.console.forms.controls import Control, Offered, Shape
from detente.console.forms.keeping import Form
from detente.console.forms.placing import DATUMS, ZONES
from detente.console.forms.wording import name_of
from detente.console.words.facts import level_of
from detente.council.agreements import agreements
from detente.council.desks.meetings import NAME as MEETINGS
from detente.council.kinds import Field
from detente.council.meeting.agenda import Item
from detente.council.meeting.state import MeetingState
from detente.council.scope import SORTS, whole
from detente.council.settings import topic_titles
from detente.council.terms import WITHOUT
from detente.errors import Refused
from detente.languages import gettext as _
from detente.languages import said
from detente.node import references
from detente.node.core import Core
from detente.protocol.charter import LEVELS as USUAL
from detente.protocol.charter import Charter

ITEMS: Final = "items"
REGIMES: Final = "regimes"
LEVELS: Final = "levels"
PARTIES: Final = "parties"
TOPICS: Final = "topics"
"""Of these alone one has to be chosen: a meeting may have a level, and name a meeting, that is not here."""
MATTERS_OFFERED: Final = 50
"""Newest matters of a desk that a field offers; any other reference is written."""


def offers_of(core: Core, form: Form, fields: Mapping[str, Field]) -> dict[str, Offered]:
    """Return what fields of a kind offer, by name: each value with its words."""
    council = form.council
    charter, party = core.context.directory.charter(council), core.context.party
    known = whole(charter, party)

    def offer(what: str) -> Offered:
        if what in (DATUMS, ZONES):
            return ()
        if what == REGIMES:
            return _regimes(charter)
        if what == PARTIES:
            return _parties(charter)
        if what == ITEMS:
            return tuple((one.id, one.title) for one in _items(core, form))
        return _in_charter(charter, what, known.named(what)) if what in SORTS else _matters(core, council, what)

    return {name: offer(what) for name, one in fields.items() if (what := _named_in(one))}


def remarks_of(core: Core, form: Form, fields: Mapping[str, Field]) -> dict[str, str]:
    """Return what is to be known of what was typed, by name of control: is it known, held, and what does it mean."""
    council, typed = form.council, form.typed
    charter = core.context.directory.charter(council)
    found = {}
    for name, one in fields.items():
        texts = [text for text in typed.get(f"body.{name}", "").split("\n") if text.strip()]
        if one.parties:
            found[f"body.{name}"] = _strange(one, charter, texts)
        elif one.names == ITEMS:
            found[f"body.{name}"] = _meant(_items(core, form), texts)
        elif one.names == LEVELS and not one.many:
            found[f"body.{name}"] = _unusual(one, charter, texts)
        elif _refers(one):
            found[f"body.{name}"] = _not_held(core, council, one, texts)
    return {name: words for name, words in found.items() if words}


def _strange(wanted: Field, charter: Charter, texts: Iterable[str]) -> str:
    """Return which of the texts is the id of no party, in words."""
    strange = [text for text in texts if text.lower() not in charter.parties]
    told = _("Under “{label}”, not known as a party of this council: {names}. Its parties are {parties}.")
    known = "; ".join(map(_words_of(PARTIES), _parties(charter)))
    label = name_of(said(wanted.label))
    return told.format(label=label, names=", ".join(strange), parties=known) if strange else ""


def _meant(items: Iterable[Item], texts: Iterable[str]) -> str:
    """Return number and title of the item that is named: a number alone may be another's."""
    told = _("Item {number}: {title}")
    named = [one for text in texts for one in items if text.strip().upper() == one.id.upper()]
    return "; ".join(told.format(number=one.number, title=one.title) for one in named)


def _unusual(wanted: Field, charter: Charter, texts: Iterable[str]) -> str:
    """Return a level that neither the charter has nor any charter usually, in words."""
    own = list(dict.fromkeys(one.level for one in charter.channels.values() if one.level))
    strange = [text for text in texts if text.strip() not in (*own, *USUAL)]
    if not own or not strange:
        return ""
    told = _("Under “{label}”, no level of this charter: {names}. Its levels are {levels}.")
    return told.format(label=name_of(said(wanted.label)), names=", ".join(strange), levels=", ".join(own))


def _items(core: Core, form: Form) -> tuple[Item, ...]:
    """Return the items of the meeting that a form is about."""
    about = form.re or form.dossier
    state = core.folding.matter_of(form.council, about).states.get(MEETINGS) if about else None
    return tuple(one for one in state.items if not one.withdrawn) if isinstance(state, MeetingState) else ()


def _not_held(core: Core, council: str, wanted: Field, texts: Iterable[str]) -> str:
    """Return which of the texts is the reference of no act that is held here, in words."""
    missing = [text for text in texts if not _holds(core, council, text)]
    charter = core.context.directory.charter(council)
    # Who is no party has said nothing that anybody could hold.
    nobodys = [text for text in missing if text.strip().lower().partition("/")[0] not in charter.parties]
    told = _("Under “{label}”, not held here: {names}. Others may hold it.")
    if nobodys:
        told = _("Under “{label}”, no reference of a party of this council: {names}. One is like {like}.")
    label, like = name_of(said(wanted.label)), f"{core.context.party}/line/42".upper()
    return told.format(label=label, names=", ".join(nobodys or missing), like=like) if missing else ""


def _holds(core: Core, council: str, text: str) -> bool:
    try:
        references.find(core.context, council, text)
    except Refused:
        return False
    return True


def _named_in(wanted: Field) -> str:
    return wanted.names or (PARTIES if wanted.parties else "")


def _refers(wanted: Field) -> bool:
    return bool(wanted.names) and wanted.names not in (*SORTS, PARTIES, ITEMS, REGIMES, DATUMS, ZONES)


def _regimes(charter: Charter) -> Offered:
    """Return the agreements of a charter, and that none is meant: else the only fitting one is."""
    known = agreements(charter)
    return (
        (*((name, pack.instrument) for name, pack in known.items()), (WITHOUT, _("under no agreement")))
        if known
        else ()
    )


def _parties(charter: Charter) -> Offered:
    """Return the parties that speak in a council, each with its name."""
    return tuple((name, charter.parties[name].name) for name in charter.present if name != charter.depositary)


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
    return tuple((row.dossier, core.folding.words_of(row).title.words) for row in rows)


def offered(
    controls: Iterable[Control],
    fields: Mapping[str, Field],
    offers: Mapping[str, Offered],
    remarks: Mapping[str, str],
) -> list[Control]:
    """Return the controls of a body with what their fields offer: to be ticked, to be chosen, or written as well."""
    found = []
    for one in controls:
        name = one.name.removeprefix("body.")
        wanted = fields[name]
        made = _offered(one, wanted, offers[name]) if offers.get(name) else one
        remarked = wanted.parties or _refers(wanted) or wanted.names in (ITEMS, LEVELS)
        found.append(replace(made, remark=remarks.get(one.name, "")) if remarked else made)
    return found


def ticked(control: Control, offers: Mapping[str, Offered]) -> bool:
    """Say if something is ticked there that a desk needs in one field or another: that stands open."""
    return control.shape is Shape.CHECKS and control.name.removeprefix("body.") in offers


def _offered(control: Control, wanted: Field, offers: Offered) -> Control:
    what, names = _named_in(wanted), tuple(name for name, _words in offers)
    words = tuple(map(_words_of(what), offers))
    if control.shape is Shape.LIST and what == PARTIES and not wanted.names:
        return replace(control, shape=Shape.CHECKS, help="", choices=names, words=words, others=True)
    if control.shape is Shape.LIST:
        # What was typed otherwise, as before the charter changed, stays to be seen and taken out.
        more = tuple(one for one in control.value.split("\n") if one and one not in names)
        return replace(control, shape=Shape.CHECKS, help="", choices=(*names, *more), words=(*words, *more))
    if what in (TOPICS, REGIMES):
        return replace(control, shape=Shape.CHOICE, help="", choices=("", *names), words=("", *words))
    return replace(control, listed=offers)


def _words_of(what: str) -> Callable[[tuple[str, str]], str]:
    """Return how names of a sort are told, each with its title."""
    # A level is a word that people say; its channels say what it is about.
    told = {LEVELS: "{name}: {title}", PARTIES: "{name}, {title}"}.get(what, "{title} ({name})")

    def words(one: tuple[str, str]) -> str:
        name, title = one
        shown = name.upper() if what == PARTIES else level_of(name) if what == LEVELS else name
        return shown if title in (name, shown) else told.format(name=shown, title=title)

    return words
