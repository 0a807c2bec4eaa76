"""The lists desk: parties exchange lists at once, so that none shows its own before the others are bound to theirs.

Each party gives a commitment to each item first (`protocol/commitment.py`), and shows what it committed to when all
commitments are in; where the exchange is staged, the next item when the others have shown the one before.

Source: design section 6, the simultaneous exchange; commitments by hash and coin as in Blum 1983, Coin flipping by
telephone; staged, reciprocal release as in features.md row 59. The normative page is docs/council/lists.md.

    who                 may                          when
    everybody           open an exchange             at any time
    who takes part      commit to an item            once for each item
    who takes part      reveal an item               when all have committed to all items; staged: item n when every
                                                     other has revealed item n - 1; once
    who takes part      decline, with a reason       while the item is not revealed by itself

To decline and simply not to reveal are different facts, and shown as such. Whoever declined may still reveal.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty, DutyState, reply_duty
from detente.council.exchange import Exchange, data_of, sections_of, time_of
from detente.council.journal import Journal
from detente.council.kinds import TEXT, Field, Kind, Place, Sort, Speech, instant_of, table_of, text_of, texts_of
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import LIST_ITEMS_MAX, NUMBER_MAX
from detente.protocol.charter import Charter
from detente.protocol.commitment import COMMITMENT_BYTES, SALT_BYTES, Committed, commitment_of

NAME, TITLE = "lists", "Lists"
OPEN, COMMIT, REVEAL, DECLINE, KEPT = "lists-open", "lists-commit", "lists-reveal", "lists-decline", "lists-kept"
_ITEM = Field("Number of the item, from 1", Sort.COUNT, most=NUMBER_MAX)

KINDS = table_of(
    Kind(
        OPEN, "exchange of lists", Speech.ASKS, "03",
        {
            "title": Field("What is exchanged", characters_max=200),
            "items": Field("Title of each list that everybody gives", many=True, characters_max=200),
            "parties": Field(
                "Who takes part", many=True, required=False, characters_max=32, parties=True, names="parties"
            ),
            "staged": Field("Item n only when the others have shown item n - 1", Sort.FLAG, required=False),
            "commit_by_at": Field("By when to commit", Sort.INSTANT),
            "reveal_by_at": Field("By when to reveal", Sort.INSTANT, required=False),
            "text": Field("Remarks", required=False),
        },
        purpose="Lists that each side commits to first and shows afterwards.",
        text={"en": "{party} opens an exchange of lists: {title}"},
    ),
    Kind(
        COMMIT, "commitment to a list", Speech.AGREES, "05",
        {"item": _ITEM, "commitment": Field("SHA-256, 32 bytes", Sort.BYTES)},
        needs_re=True, opens=False, answers=(OPEN,), made=True, takes="The list",
        text={"en": "{party} commits itself to item {item}"}, verb="commit to a list",
    ),
    Kind(
        REVEAL, "revealed list", Speech.ANSWERS, "05",
        {"item": _ITEM, "salt": Field("32 bytes", Sort.BYTES), "text": Field("What was committed to")},
        needs_re=True, opens=False, answers=(OPEN,), made=True, text={"en": "{party} reveals item {item}: {text}"},
        verb="reveal the list",
    ),
    Kind(
        DECLINE, "declining to reveal", Speech.DECLINES, "12",
        {
            "item": Field("Number of the item; none for all", Sort.COUNT, required=False, most=NUMBER_MAX),
            "text": Field("Reason"),
        },
        needs_re=True, opens=False, answers=(OPEN,), text={"en": "{party} declines: {text}"}, verb="decline to reveal",
    ),
    Kind(
        KEPT, "list kept for an exchange", Speech.INFORMS, "01",
        {
            "opening": Field("Reference of the exchange", characters_max=200),
            "item": _ITEM,
            "salt": Field("32 bytes", Sort.BYTES),
            "text": TEXT,
        },
        place=Place.OWN, made=True, text={"en": "kept for {opening}, item {item}"},
    ),
)  # fmt: skip


class ListsState(Struct, frozen=True):
    """The exchanges of a dossier, by the references of the acts that opened them: one, unless somebody erred.

    Args:
        kept: in `own`, what was kept for a commitment, by reference.
    """

    charter: Charter
    exchanges: Mapping[str, Exchange] = field(default_factory=dict)
    kept: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return commitments that stand twice: a copied one can be opened by one party at most."""
        found = []
        for _, exchange in sorted(self.exchanges.items()):
            given: dict[bytes, set[str]] = {}
            for (party, number), acts in sorted(exchange.commitments.items()):
                if len(acts) > 1:
                    found.append(f"{party.upper()} gave {len(acts)} commitments to item {number}")
                for act in acts:
                    given.setdefault(act.body["commitment"], set()).add(f"{party.upper()}, item {number}")
            found += [f"one commitment for {' and '.join(sorted(who))}" for who in given.values() if len(who) > 1]
        return tuple(found)


def begin(charter: Charter) -> ListsState:
    """Return the state in which nothing is exchanged."""
    return ListsState(charter)


# --- who may what -----------------------------------------------------------------------------------------------------


def may(state: ListsState, act: Said) -> Refused | None:
    """Return why an act does not count, or None."""
    if act.kind == OPEN:
        return _may_open(state, act)
    exchange = state.exchanges.get(act.re or "")
    if act.kind == KEPT:
        return None
    if exchange is None:
        return Refused("lists-unknown", expected="an exchange that counts", got=act.re or "none")
    if act.party not in exchange.parties or act.channel != exchange.opening.channel:
        return Refused(
            "lists-not-taking-part",
            expected=f"one of {_names(exchange.parties)}, in {exchange.opening.channel}",
            got=f"{act.party.upper()} in {act.channel}",
        )
    wanted = exchange.numbers if act.kind != DECLINE or "item" in act.body else range(1)
    if act.body.get("item", 0) not in wanted:
        return Refused(
            "lists-item", expected=f"an item from 1 to {len(exchange.items)}", got=str(act.body.get("item", "none"))
        )
    if act.kind == COMMIT:
        return _may_commit(exchange, act)
    return _may_reveal(state, exchange, act) if act.kind == REVEAL else _may_decline(exchange, act)


def _may_open(state: ListsState, act: Said) -> Refused | None:
    readers = state.charter.members_of(act.channel)
    named = texts_of(act.body, "parties")
    if act.past:
        return Refused(
            "lists-inside",
            expected="an exchange that opens a dossier of its own: commitments name it",
            got=f"one within {min(act.past)}",
            remedy="open it without --re and --dossier, and cite what it is about",
        )
    if len(set(named)) != len(named) or not set(named) <= set(readers) or len(named or readers) < 2:
        return Refused(
            "lists-parties", expected=f"two or more of {_names(readers)}, each once", got=_names(named) or "nobody"
        )
    if len(act.body["items"]) > LIST_ITEMS_MAX:
        return Refused("lists-items", expected=f"at most {LIST_ITEMS_MAX} items", got=str(len(act.body["items"])))
    times = (act.claimed_at, instant_of(act.body, "commit_by_at"), instant_of(act.body, "reveal_by_at"))
    known = [one for one in times if one is not None]
    if known != sorted(set(known)):
        shown = ", ".join(map(rfc3339, known[1:]))
        return Refused("lists-times", expected="to commit after now, and to reveal after that", got=shown)
    return None


def _may_commit(exchange: Exchange, act: Said) -> Refused | None:
    given = act.body["commitment"]
    if len(given) != COMMITMENT_BYTES:
        return Refused("lists-commitment-size", expected=f"{COMMITMENT_BYTES} bytes", got=str(len(given)))
    if (act.party, act.body["item"]) in exchange.commitments:
        return Refused("lists-committed", expected="one commitment to an item", got=f"another to {act.body['item']}")
    for (party, number), acts in exchange.commitments.items():
        if any(one.body["commitment"] == given for one in acts):
            return Refused(
                "lists-copied-commitment",
                expected="a commitment of one's own: another's opens to that party alone",
                got=f"the bytes of {acts[0].ref}, {party.upper()} on item {number}",
            )
    return None


def _may_reveal(state: ListsState, exchange: Exchange, act: Said) -> Refused | None:
    place = (act.party, act.body["item"])
    if missing := exchange.uncommitted():
        return Refused(
            "lists-reveal-early",
            expected="the commitments of all who take part, to all items, before any is revealed",
            got="none yet by " + ", ".join(f"{party.upper()} on item {number}" for party, number in missing[:6]),
            remedy="wait for them; detente lists show lists who has committed",
        )
    if place in exchange.reveals:
        return Refused(
            "lists-revealed", expected="an item that is not revealed yet", got=exchange.reveals[place][0].ref
        )
    if waiting := exchange.before(*place):
        return Refused(
            "lists-stage",
            expected=f"item {place[1] - 1} of every other party before item {place[1]}",
            got="none yet by " + _names(party for party, _ in waiting),
            remedy="wait for it; the exchange is staged",
        )
    given = [one.body["commitment"] for one in exchange.commitments[place]]
    made = opened(state.charter, act)
    if made not in given:
        return Refused(
            "lists-mismatch",
            expected=f"the content committed to: {', '.join(one.hex() for one in given)}",
            got=f"one that gives {made.hex() if made else 'none, its salt having other than 32 bytes'}",
            remedy="reveal what was committed to, with its salt",
        )
    return None


def _may_decline(exchange: Exchange, act: Said) -> Refused | None:
    left = [number for number in _declining(exchange, act) if (act.party, number) not in exchange.reveals]
    if not left:
        return Refused("lists-revealed", expected="an item that is not revealed yet", got="revealed ones only")
    return None


def opened(charter: Charter, reveal: Said) -> bytes:
    """Return the commitment that a reveal opens, 32 bytes, or nothing where its salt has another size."""
    salt, content = reveal.body["salt"], text_of(reveal.body, "text").encode()
    if len(salt) != SALT_BYTES:
        return b""
    return commitment_of(Committed(charter.council_id, reveal.re or "", reveal.party, salt, content))


def _declining(exchange: Exchange, act: Said) -> range:
    item = act.body.get("item")
    return exchange.numbers if item is None else range(item, item + 1)


# --- what changes -----------------------------------------------------------------------------------------------------


def fold(state: ListsState, act: Said) -> ListsState:
    """Return the state with one more act."""
    if act.kind == OPEN:
        parties = set(texts_of(act.body, "parties") or state.charter.members_of(act.channel))
        ordered = tuple(party for party in state.charter.parties if party in parties)
        staged = act.body.get("staged") is True
        opened_one = Exchange(act, ordered, texts_of(act.body, "items"), staged)
        return replace(state, exchanges={**state.exchanges, act.ref: opened_one})
    if act.kind == KEPT:
        return replace(state, kept={**state.kept, act.ref: act})
    exchange = state.exchanges.get(act.re or "")
    if exchange is None:
        return state
    if act.kind == COMMIT:
        exchange = exchange.committed(act, act.body["item"])
    elif act.kind == REVEAL:
        exchange = exchange.revealed(act, act.body["item"])
    elif act.kind == DECLINE:
        exchange = exchange.refused(act, _declining(exchange, act))
    return replace(state, exchanges={**state.exchanges, exchange.opening.ref: exchange})


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: ListsState, journal: Journal) -> tuple[Duty, ...]:
    """Return who is to commit by when, and, once all have, who is to reveal or to decline by when."""
    return tuple(duty for exchange in state.exchanges.values() for duty in _duties(state, exchange, journal))


def _duties(state: ListsState, exchange: Exchange, journal: Journal) -> Iterator[Duty]:
    due_at = instant_of(exchange.opening.body, "commit_by_at")
    rule = f"exchange {exchange.opening.ref}: to commit by then"
    for party in exchange.parties:
        acts = [one for number in exchange.numbers for one in exchange.commitments.get((party, number), ())]
        whole = all((party, number) in exchange.commitments for number in exchange.numbers)
        last = [max(acts, key=lambda one: (len(one.past), one.index))] if whole else []
        refusals = [one for (who, _), acts in exchange.declined.items() if who == party for one in acts]
        yield _duty(state, exchange, party, "commit to the lists", [*last, *refusals], due_at, rule, journal)
    due_at = instant_of(exchange.opening.body, "reveal_by_at")
    if due_at is None or exchange.uncommitted():
        return
    rule = f"exchange {exchange.opening.ref}: to reveal by then"
    for number in exchange.numbers:
        for party in exchange.parties:
            if exchange.before(party, number):
                continue
            place = (party, number)
            answers = [*exchange.reveals.get(place, ()), *exchange.declined.get(place, ())]
            what = f"reveal item {number}, or decline it"
            duty = _duty(state, exchange, party, what, answers, due_at, rule, journal, f"item {number}")
            ready_at = _ready_at(exchange, party, number, journal)
            if duty.unanswered and ready_at is not None and ready_at > due_at:
                reason = f"the others were not so far before {rfc3339(ready_at)}"
                duty = replace(duty, state=DutyState.NOT_APPLICABLE, reason=reason)
            yield duty


def _duty(
    state: ListsState, exchange: Exchange, party: str, what: str, answers: list[Said], due_at: Instant | None,
    rule: str, journal: Journal, key: str = "commit",
) -> Duty:  # fmt: skip
    citing = [*answers, *(one for acts in exchange.commitments.values() for one in acts)]
    duty = reply_duty(
        exchange.opening, party, what, citing=citing, answers=answers, journal=journal, charter=state.charter,
        due_at=due_at, rule=rule,
    )  # fmt: skip
    return replace(duty, to_whom=exchange.others(party), key=key)


def _ready_at(exchange: Exchange, party: str, item: int, journal: Journal) -> Instant | None:
    """Return since when, by the council's time, all was there that the party's reveal waits for; None if not shown."""
    waited = [one for acts in exchange.commitments.values() for one in acts]
    if exchange.staged and item > 1:
        waited += [one for other in exchange.others(party) for one in exchange.reveals[other, item - 1]]
    times = [journal.entered(one) for one in waited]
    return None if None in times else max((one.at for one in times if one is not None), default=None)


def turn(state: ListsState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who is to commit; once all have, who could reveal and has neither done so nor declined."""
    waiting: set[str] = set()
    for exchange in state.exchanges.values():
        missing = [place for place in exchange.uncommitted() if not exchange.refuses(place)]
        waiting |= {party for party, _ in missing}
        waiting |= {
            party
            for party in exchange.parties
            for number in exchange.numbers
            if exchange.may_reveal(party, number) and not exchange.refuses((party, number))
        }
    return frozenset(waiting)


def next_acts(state: ListsState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now; to decline comes last."""
    found, declining = [], []
    for ref, exchange in sorted(state.exchanges.items()):
        if party not in exchange.parties:
            continue
        for number in exchange.numbers:
            if (party, number) not in exchange.commitments:
                found.append(NextAct(COMMIT, ref, {"item": number}))
            elif exchange.may_reveal(party, number):
                found.append(NextAct(REVEAL, ref, {"item": number}))
            if (party, number) not in exchange.reveals:
                declining.append(NextAct(DECLINE, ref, {"item": number}))
    return (*found, *declining)


def part(state: ListsState, re: str | None, body: Mapping[str, Any]) -> str:
    """Return the item that an act is about, with its title; empty where it is about all, or none that is there."""
    exchange, item = state.exchanges.get(re or ""), body.get("item")
    if exchange is None or not isinstance(item, int) or item not in exchange.numbers:
        return ""
    return f"{item}. {exchange.items[item - 1]}"


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: ListsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the exchange for eyes: a table of parties and items, and what was revealed."""
    exchanges = [exchange for _, exchange in sorted(state.exchanges.items())]
    if not exchanges:
        names = [f"{text_of(act.body, 'opening')}, item {act.body['item']}" for _, act in sorted(state.kept.items())]
        return Sheet(titled(f"Kept for {'; '.join(names)}"), "kept") if names else Sheet(titled(""), "not opened")
    first = exchanges[0]
    return Sheet(
        title=titled(quoted(text_of(first.opening.body, "title"))),
        status=first.status,
        facts=(
            ("taking part", _names(first.parties)),
            ("staged", "item by item" if first.staged else "no: items in any order"),
            ("commit by", time_of(first, "commit_by_at") or "–"),
            ("reveal by", time_of(first, "reveal_by_at") or "no time is set"),
        ),
        sections=tuple(section for exchange in exchanges for section in sections_of(exchange, journal)),
        data={"exchanges": [data_of(exchange, journal) for exchange in exchanges]},
    )


def _names(parties: Iterable[str]) -> str:
    return ", ".join(one.upper() for one in parties)
