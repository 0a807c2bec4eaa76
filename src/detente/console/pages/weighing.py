"""Which inputs the assessment's page reads, as which reading, and what a reader sets otherwise."""

import asyncio
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from typing import Any, Final

from detente.assessment.conflict.held import Held, held
from detente.assessment.conflict.question import read_question
from detente.assessment.dependence import changing
from detente.assessment.dependence.changing import Changed, Field
from detente.assessment.dependence.compare import Compared, compare
from detente.assessment.dependence.ledger import AS_SET, Issue, Ledger, Quantity
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import Needs, needs, titled
from detente.assessment.inputs import keeping, library
from detente.assessment.inputs.keeping import KIND
from detente.assessment.reading import parse_file
from detente.console.told.reading import Reader
from detente.errors import DetenteError
from detente.home.calls import Inbox
from detente.languages import gettext as _
from detente.languages import noted, said

KEPT_SHOWN: Final = 20
BESIDE_MAX: Final = 4
"""Kept inputs on the same question that stand beside the chosen ones as readings; the others are one click away."""
ISSUES_MAX: Final = 40
"""Issues up to which a form sets them: seven fields each make an address that every browser takes."""
SET: Final = "set"
"""Name of the field that says of which inputs a form was made; where it does not come, nothing was set."""
TYPED_MAX: Final = 40
QUANTITIES: Final = {
    Quantity.TABLED: noted("On the table: {issue}"),
    Quantity.INTEREST: noted("Interest of {party}, {issue}"),
    Quantity.CONTROL: noted("Control of {party}, {issue}"),
    Quantity.OUTSIDE: noted("Outside option of {party}, {issue}"),
}

__all__ = ["KIND", "Chosen", "Inputs", "body_of", "choose", "graphs", "hashes", "kept", "usual"]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs that come with the software or are kept here.

    Args:
        id: their name, or the reference of the act that keeps them.
    """

    id: str
    data: bytes
    toml: bool
    ledger: Ledger

    @property
    def sha256(self) -> str:
        """Return their hash, in hex."""
        return sha256(self.data).hexdigest()

    @property
    def mark(self) -> str:
        """Return what a form says of which inputs it was made."""
        return self.sha256[:16]


@lru_cache(maxsize=4 * KEPT_SHOWN)
def _inputs(id_: str, data: bytes, toml: bool) -> Inputs:
    return Inputs(id_, data, toml, read_ledger(parse_file(data, toml=toml)))


def usual(parties: Collection[str]) -> Inputs | None:
    """Return the inputs that come along on the question of a council of these parties; None where there are none."""
    name = library.fitting(parties)
    return None if name is None else _inputs(name, library.find(name), True)


async def kept(reader: Reader, council: str) -> dict[str, Inputs]:
    """Return the newest inputs that this party keeps for itself, by reference, the newest first."""
    asked = Inbox(council=council, channel="own", all=True, kinds=(KIND,), newest=True, limit=KEPT_SHOWN)
    listing = await reader.ask(asked)
    found = {}
    for act in listing.items:
        if act.reading == "readable":
            # Another version may have kept what does not read here; its command says why.
            with suppress(DetenteError):
                given = keeping.inputs_in(act.kind, act.body, act.ref)
                found[act.ref] = await asyncio.to_thread(_inputs, act.ref, *given)
    return found


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a page shows.

    Args:
        readings: by id; the one in detail first.
        switches: id and title of every reading that can be chosen, in a fixed order.
        reading: the one from which a form begins.
        changed: what was set; None where nothing was.
        stale: something was set, but in inputs that are no longer these.
        compared: as they were, beside as they were set; None where nothing differs.
        beside: kept inputs on the same question that stand beside as readings.
        lost: inputs, and a reading, that the address names and that are not here; empty where it names none such.
        rows: fields by issue, bypass first; None where there are too many to set in a form.
    """

    inputs: Inputs
    readings: list[tuple[str, Needs]]
    switches: list[tuple[str, str]]
    reading: str
    changed: Changed | None
    stale: bool
    compared: Compared | None
    bypass: tuple[Field, ...]
    rows: list["Row"] | None
    beside: tuple[Inputs, ...] = ()
    lost: tuple[str, str] = ("", "")

    @property
    def typed(self) -> dict[str, str]:
        """Return what the form's address holds."""
        return {} if self.changed is None else {SET: self.inputs.mark, **self.changed.typed}

    @property
    def ledger(self) -> Ledger | None:
        """Return the ledger as it was set; None where nothing was, or where it cannot be."""
        return None if self.changed is None or not self.changed.settings else self.changed.ledger

    def value(self, one: Field) -> str:
        """Return what stands in a field."""
        return one.text if self.changed is None else self.changed.typed.get(one.name, one.text)

    def on(self, one: Field) -> bool:
        """Say if a switch is on."""
        return bool(one.given.value) if self.changed is None else one.name in self.changed.typed

    def error(self, one: Field) -> str:
        """Return what is wrong in a field, in words."""
        return "" if self.changed is None else self.changed.errors.get(one.name, "")

    def named(self, name: str) -> str:
        """Return the field of that name in words, for the list of what does not fit."""
        names = self.readings[0][1].names
        every = (*self.bypass, *(one for row in self.rows or () for one in row.numbers))
        one = next(each for each in every if each.name == name)
        if one.issue is None or self.rows is None:
            return _("Other channels of {party}").format(party=names[one.party or 0])
        told = {"party": names[one.party or 0], "issue": self.rows[one.issue].issue.name}
        return said(QUANTITIES[one.quantity]).format(**told)

    def moved(self, one: Field) -> bool:
        """Say if a field is set otherwise than the inputs have it."""
        settings = () if self.changed is None else self.changed.settings
        return any((each.quantity, each.party, each.issue) == (one.quantity, one.party, one.issue) for each in settings)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one issue: whether it is on the table, and both sides' interest, control and outside option."""

    issue: Issue
    tabled: Field
    numbers: tuple[Field, ...]


def choose(
    known: Mapping[str, Inputs], come: Inputs | None, inputs: str | None, reading: str | None, typed: Mapping[str, str]
) -> Chosen | None:
    """Return what a page shows: of which inputs, as which reading, with what a reader set; None where there are none.

    Args:
        known: those kept here, the newest first.
        come: those that come along, which stand first where none are named.
    """
    every_one = {**({} if come is None else {come.id: come}), **known}
    chosen = every_one.get(inputs or "") or next(iter(every_one.values()), None)
    if chosen is None:
        return None
    found = _readings(chosen)
    beside = _beside(chosen, known)
    found += [(one.id, _of(one.ledger)) for one in beside]
    ids = [id_ for id_, _ in found]
    first = ids.index(reading) if reading in ids else 0
    lost = (inputs if inputs and inputs not in every_one else "", reading if reading and reading not in ids else "")
    switches = [(id_, titled(each.ledger.title) or id_) for id_, each in found]
    base = found[first][1]
    asked = SET in typed
    changed = changing.change(base.ledger, (0, 1), typed) if typed.get(SET) == chosen.mark else None
    ordered = [found[first], *found[:first], *found[first + 1 :]]
    compared = None
    if changed is not None and changed.ledger is not None and changed.settings:
        mine = _of(changed.ledger)
        ordered, compared = [(AS_SET, mine), *ordered], compare(base, mine)
    every = changing.fields(base.ledger, (0, 1))
    return Chosen(
        chosen, ordered, switches, ids[first], changed, asked and changed is None, compared,
        tuple(one for one in every if one.quantity is Quantity.BYPASS), _rows(base.ledger, every),
        tuple(beside), lost,
    )  # fmt: skip


def _beside(chosen: Inputs, known: Mapping[str, Inputs]) -> list[Inputs]:
    """Return kept inputs of the same parties on the same question, the newest ones."""
    names = [party.id for party in chosen.ledger.parties]
    return [
        one
        for one in known.values()
        if one.id != chosen.id
        and one.ledger.question == chosen.ledger.question
        and [party.id for party in one.ledger.parties] == names
    ][:BESIDE_MAX]


def _readings(chosen: Inputs) -> list[tuple[str, Needs]]:
    (_, written), *others = chosen.ledger.every_reading()
    return [(chosen.id, _of(written)), *((id_, _of(each)) for id_, each in others)]


@lru_cache(maxsize=4 * KEPT_SHOWN)
def _of(ledger: Ledger) -> Needs:
    return needs(ledger, 0, 1)


def _rows(ledger: Ledger, every: list[Field]) -> list[Row] | None:
    if len(ledger.issues) > ISSUES_MAX:
        return None
    found = []
    for place, issue in enumerate(ledger.issues):
        own = [one for one in every if one.issue == place]
        found.append(Row(issue, own[0], tuple(own[1:])))
    return found


def body_of(chosen: Chosen, title: str, source: str) -> dict[str, Any]:
    """Return the body of the act that keeps what was set, what it was made from standing beside it.

    Raises:
        Refused: `inputs-too-large`.
    """
    return keeping.body_of(_text(chosen, title, source), toml=False)


def _text(chosen: Chosen, title: str = "", source: str = "") -> bytes:
    """Return what was set as a file of inputs has it."""
    assert chosen.ledger is not None, "something was set"
    base = dict(chosen.readings)[chosen.reading].ledger
    mine = replace(chosen.ledger, title=title or chosen.ledger.title, source=source or chosen.ledger.source)
    return json.dumps(changing.as_inputs(mine, base), ensure_ascii=False, indent=1).encode()


def graphs(chosen: Chosen) -> tuple[list[Held], str]:
    """Return what the graph model says on the same question, where inputs of it come along for these parties."""
    name = _graph_name(chosen)
    return ([], "") if name is None else _graphs(name)


def hashes(chosen: Chosen) -> dict[str, str]:
    """Return the SHA-256 of all inputs that a page rests on, in hex, by name; of what was set, as it would be kept."""
    found = {one.id: one.sha256 for one in (chosen.inputs, *chosen.beside)}
    if chosen.ledger is not None:
        found[titled(f"{chosen.inputs.id}, {AS_SET}")] = sha256(_text(chosen)).hexdigest()
    name = _graph_name(chosen)
    return found if name is None else {**found, name: sha256(library.find(name)).hexdigest()}


def _graph_name(chosen: Chosen) -> str | None:
    ledger = chosen.inputs.ledger
    return library.graph_beside(ledger.id, [party.id for party in ledger.parties])


@cache
def _graphs(name: str) -> tuple[list[Held], str]:
    asked = read_question(parse_file(library.find(name), toml=True))
    return [held(asked, one, None) for one in asked.readings], asked.question
