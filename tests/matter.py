"""One matter in a council on paper: who says what, knowing what, when it is entered, and what it adds up to.

No node runs here: desks are pure. What each party knows when it speaks is chosen by the test, so that concurrent acts,
late ones and lies can be written down in a line.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec.structs import replace
from tests.councils import ring_of

from detente.council.background import Background
from detente.council.dossier import Folded, check_next, counting, fold_dossier
from detente.council.duty import Duty
from detente.council.journal import Heads, Journal, Recorded
from detente.council.registry import BACKGROUND, background, desk_of, judged_by
from detente.council.said import Said
from detente.errors import Refused
from detente.protocol.charter import Channel, Charter, Member, parse_charter
from detente.protocol.drafting import draft_charter

FOUNDED_AT = 1_396_310_400
NOON = 1_461_153_600
"""2016-04-20T12:00:00Z."""
NAMES = {"dep": "Depositary", "de": "Germany", "nato": "NATO", "ru": "Russian Federation", "us": "United States"}


def charter_of(
    *parties: str, depositary: str | None = "dep", tables: Mapping[str, Any] | None = None, **channels: Channel
) -> Charter:
    """Return the charter of a council on paper, with a plenary, an experts' and a public channel beside the line."""
    names = parties or ("nato", "ru", "us")
    everybody = (*names, *([depositary] if depositary else []))
    usual = {
        "plenary": Channel(("*",), "ambassadors"),
        "experts": Channel(("*",), "experts"),
        "public": Channel(("*",), public=True, writers=names),
        "pair": Channel(names[:2], "watch"),
    }
    text = draft_charter(
        name="paper-rehearsal",
        title="Council on paper",
        founded_at=FOUNDED_AT,
        depositary=depositary,
        rehearsal=True,
        parties={
            party: Member(number, NAMES.get(party, party), ring_of(party).root)
            for number, party in enumerate(everybody, start=1)
        },
        channels={**usual, **channels},
        tables=tables,
    )
    return parse_charter(text)


@dataclass
class Matter:
    """Acts of one dossier, as its parties say them.

    Args:
        acts: by reference, in the order in which the test said them.
        now: the claimed second of the next act; it grows by a minute with each.
    """

    charter: Charter = field(default_factory=charter_of)
    channel: str = "plenary"
    acts: dict[str, Said] = field(default_factory=dict)
    now: int = NOON
    background: list[Said] = field(default_factory=list)
    """Acts outside the dossier in whose light their authors' acts are judged: credentials, suspensions, mandates."""
    _sizes: dict[str, int] = field(default_factory=dict)
    _heads: list[Heads] = field(default_factory=list)
    _listed: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _receipts: dict[str, list[Recorded]] = field(default_factory=dict)
    _position: int = 0

    # --- saying -----------------------------------------------------------------------------------

    def make(
        self,
        party: str,
        kind: str,
        re: Said | None = None,
        *,
        knows: Iterable[Said] | None = None,
        channel: str = "",
        to: tuple[str, ...] = (),
        officer: str = "",
        claimed_at: int | None = None,
        precedence: int = 0,
        language: str = "en",
        **body: Any,
    ) -> Said:
        """Return an act that is not said yet.

        Args:
            knows: acts that its author cites beside `re`; by default every act said so far. `()` is to know nothing.
            body: fields; `text` is filled in where the kind asks for one and none is given.
        """
        known = list(self.acts.values()) if knows is None else list(knows)
        channel = channel or self.channel
        origin = f"{self.charter.council_id}/{channel}/{party}/1"
        index = self._sizes.get(origin, 1)
        wanted = desk_of(kind).KINDS[kind].fields if kind in desk_of(kind).KINDS else {}
        if "text" in wanted and wanted["text"].required:
            body.setdefault("text", f"{party} says {kind}")
        cites = [*([re.ref] if re is not None else []), *(act.ref for act in known)]
        return Said(
            ref=f"{party}/{channel}/{index}".upper(),
            party=party,
            kind=kind,
            claimed_at=self.now if claimed_at is None else claimed_at,
            origin=origin,
            index=index,
            re=re.ref if re is not None else None,
            to=to,
            cites=tuple(dict.fromkeys(cites)),
            officer=officer,
            body=body,
            language=language,
            precedence=precedence,
        )

    def say(self, party: str, kind: str, re: Said | None = None, **more: Any) -> Said:
        """Return an act that stands in the dossier now, whether it counts or not; arguments as for `make`."""
        act = self.make(party, kind, re, **more)
        self._sizes[act.origin] = act.index + 1
        self.acts[act.ref] = act
        self.now += 60
        return act

    def say_elsewhere(self, party: str, kind: str, **more: Any) -> Said:
        """Return an act of another dossier in whose light its author is judged from now on."""
        act = self.make(party, kind, knows=(), **more)
        assert kind in BACKGROUND, f"{kind} is no kind of which later acts are judged in the light"
        self._sizes[act.origin] = act.index + 1
        self.background.append(act)
        self.now += 60
        return act

    def accredit(self, party: str, officer: str, rank: str, **more: Any) -> Said:
        """Let a party present an officer."""
        return self.say_elsewhere(party, "credentials", name=officer, rank=rank, **more)

    # --- the council's time -----------------------------------------------------------------------

    def receipt(self, party: str, of: Said, at: int) -> None:
        """Let the journal record, before the next heads, that a party held an act at a second."""
        self._position += 1
        recorded = Recorded(self._position, party, of.index + 1, at)
        self._receipts.setdefault(of.origin, []).append(recorded)

    def heads(self, at: int, *, without: Iterable[Said] = ()) -> Heads:
        """Let the depositary enter what has been said so far, but for some acts that have not reached it."""
        self._position += 1
        left_out = list(without)
        for origin, size in self._sizes.items():
            reached = min([size, *(act.index for act in left_out if act.origin == origin)])
            if reached > max((one for _position, one in self._listed.get(origin, [])), default=0):
                self._listed.setdefault(origin, []).append((self._position, reached))
        heads = Heads(self._position, at)
        self._heads.append(heads)
        return heads

    def everybody_holds(self, act: Said, at: int) -> None:
        """Let every other party's receipt of an act be recorded, and enter heads."""
        for party in self.charter.members_of(act.channel):
            if party != act.party:
                self.receipt(party, act, at)
        self.heads(at)

    def journal(self, *, missing: Iterable[Said] = ()) -> Journal:
        """Return the journal as somebody holds it who lacks some acts."""
        held = dict(self._sizes)
        for act in missing:
            held[act.origin] = min(held[act.origin], act.index)
        return Journal(
            tuple(self._heads),
            {origin: tuple(rows) for origin, rows in self._listed.items()},
            {origin: tuple(rows) for origin, rows in self._receipts.items()},
            held,
            kept=self.charter.depositary is not None,
        )

    # --- reading ----------------------------------------------------------------------------------

    @property
    def ref(self) -> str:
        """Return the reference of the dossier."""
        return next(iter(self.acts))

    def background_of(self, act: Said) -> Background:
        """Return what the author of an act had said about itself before it: in other dossiers, here all of it."""
        before = [one for one in self.acts.values() if act.follows(one.ref)]
        known = [one for one in self.background if one.party == act.party or one.ref in act.cites]
        return self._background(act.party, (*known, *before))

    def folded(self, *, missing: Iterable[Said] = (), seed: int | None = None) -> Folded:
        """Return what the dossier adds up to, for somebody who lacks some acts, in an order that a seed draws."""
        gone = {act.ref for act in missing}
        acts = [act for ref, act in self.acts.items() if ref not in gone]
        if seed is None:
            return sound(fold_dossier(self.ref, acts, self.charter, self.background_of))
        dice = random.Random(seed)
        dice.shuffle(acts)
        lot = {act.ref: dice.random() for act in acts}
        return sound(fold_dossier(self.ref, acts, self.charter, self.background_of, lambda act: lot[act.ref]))

    def standing(self, party: str) -> Background:
        """Return what a party has said about itself by now."""
        return self._background(party, (*self.background, *self.acts.values()))

    def _background(self, party: str, said: Iterable[Said]) -> Background:
        mine = [one for one in said if party in judged_by(one.kind, one.party, one.re)]
        return background(counting(mine, self.charter), self.charter)

    def duties(self, what: str = "", **how: Any) -> list[Duty]:
        """Return what is owed, where its words begin so."""
        found = self.folded().duties(self.journal(**how), self.standing, self.now)
        return [duty for duty in found if duty.what.startswith(what)]

    def turn(self) -> frozenset[str]:
        """Return whose turn it is."""
        return self.folded().turn(self.journal())

    def state(self, desk: str = "", **how: Any) -> Any:
        """Return the state of a desk, of the dossier's own where none is named."""
        folded = self.folded(**how)
        return folded.states[desk or folded.desk]

    def why(self, act: Said) -> str:
        """Return the code for which an act counts for nothing, or nothing."""
        reason = self.folded().irregular.get(act.ref)
        return "" if reason is None else reason.code

    def refused(self, party: str, kind: str, re: Said | None = None, **more: Any) -> str:
        """Return the code with which the author's own node would refuse to draft an act now, or nothing."""
        reason = self.refusal(party, kind, re, **more)
        return "" if reason is None else reason.code

    def refusal(self, party: str, kind: str, re: Said | None = None, **more: Any) -> Refused | None:
        """Return with what the author's own node would refuse to draft an act now, or nothing."""
        act = self.make(party, kind, re, **more)
        folded = self.folded() if self.acts else Folded("", self.charter)
        past = frozenset(ref for ref in self.acts if ref not in folded.irregular)
        try:
            check_next(folded, _after(act, past), self.standing(party))
        except Refused as reason:
            return reason
        return None

    def same_in_every_order(self, orders: int = 24) -> Folded:
        """Return what the dossier adds up to, after having seen it come out the same in so many orders of proof."""
        folded = self.folded()
        for seed in range(orders):
            other = self.folded(seed=seed)
            assert other.states == folded.states, f"order {seed} gives another state"
            assert other.irregular.keys() == folded.irregular.keys(), f"order {seed} judges otherwise"
        return folded


def sound(folded: Folded) -> Folded:
    """Return a dossier where every desk could cope with every act; otherwise raise what went wrong."""
    for why in folded.mistakes.values():
        raise why
    return folded


def _after(act: Said, past: frozenset[str]) -> Said:
    return replace(act, ref="", past=past, cites=tuple(sorted(past)))
