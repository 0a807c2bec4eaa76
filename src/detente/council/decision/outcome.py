"""How a decision ends: a pure function of its acts and the council's time, the same in every record.

    silence     the first heads timed at or after expiry plus grace close it. What is below them and was claimed not
                after the expiry counts; nothing else ever does, however it is dated. Silence binds a member that held
                the text, or is deemed to have received it, with the reading time left.
    consensus   each member has one word. The first heads below which the words settle the matter close it.
    no heads    in a council without a depositary all members sign one text that says how it ended.

An outcome is *final* when every entry listed up to the closing heads is held here, *provisional* before. Once final it
never changes: later acts stand above the closing heads, and so do receipts that are recorded later.

Source: OSCE Rules of Procedure 2006, annex 1(A); the normative page is docs/council/decisions.md, whose steps are
numbered here.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, field

from detente.clock import Instant, held
from detente.council.decision.silence import Terms
from detente.council.journal import Heads, Journal
from detente.council.kinds import instant_of
from detente.council.said import Said
from detente.protocol.outcomes import SignedOutcome


class Result(StrEnum):
    """How a decision stands; *not adopted* is a result."""

    RUNNING = "running"
    ADOPTED = "adopted"
    NOT_ADOPTED = "not adopted"
    WITHDRAWN = "withdrawn"


class Procedure(Struct, frozen=True):
    """A proposal, and what was said about it.

    Args:
        members: who reads and writes in its channel, the proposer too.
        terms: None for consensus, which has no clock.
        deeming_seconds: after so long with the depositary it counts as received.
        objections: and amendments.
        signed: by party, the outcome that it signed.
    """

    proposal: Said
    members: tuple[str, ...]
    terms: Terms | None = None
    deeming_seconds: int = 0
    objections: tuple[Said, ...] = ()
    lifts: tuple[Said, ...] = ()
    extensions: tuple[Said, ...] = ()
    withdrawals: tuple[Said, ...] = ()
    agreements: tuple[Said, ...] = ()
    signed: Mapping[str, SignedOutcome] = field(default_factory=dict)

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the members whose silence is asked for: all but the proposer."""
        return tuple(party for party in self.members if party != self.proposal.party)


class Binding(Struct, frozen=True):
    """Whether silence binds a member.

    Args:
        since: when it had the text, or None while nothing proves it.
        evidence: `receipt` or `deemed`, whichever is earlier; empty where there is none.
        received_at: its earliest receipt that counts, whatever the other evidence says; `deemed_at` when it is deemed
            to have the text.
    """

    party: str
    bound: bool
    since: Instant | None = None
    evidence: str = ""
    received_at: Instant | None = None
    deemed_at: Instant | None = None


class Outcome(Struct, frozen=True):
    """How a decision stands.

    Args:
        expires_at: the expiry in force; None for consensus.
        closes_at: the second from which heads close it.
        closed_at: the second of the heads that closed it, or None while none did.
        counted: references of the acts that made it so: objections that stand, withdrawals, agreements.
        lifted: references of objections that were lifted in time.
        broken_by: members whose objection or amendment stands.
        bindings: of the members whose silence was asked for, as far as known now.
    """

    result: Result
    final: bool = False
    expires_at: Instant | None = None
    closes_at: Instant | None = None
    closed_at: Instant | None = None
    counted: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    broken_by: tuple[str, ...] = ()
    bindings: tuple[Binding, ...] = ()

    @property
    def not_reached(self) -> tuple[str, ...]:
        """Return the members that silence does not bind."""
        return tuple(one.party for one in self.bindings if not one.bound)

    @property
    def words(self) -> str:
        """Return the outcome in a few words, with the word `provisional` until it is final."""
        if self.result is Result.RUNNING:
            return str(self.result)
        status = str(self.result)
        if self.result is Result.NOT_ADOPTED:
            silence = self.expires_at is not None
            names = _upper(self.broken_by or self.not_reached)
            broken = f" ({'silence broken' if silence else 'objection'} by {names})"
            status += broken if self.broken_by else f": {names} not reached"
        return status if self.final else f"{status}, provisional"


def outcome(procedure: Procedure, journal: Journal) -> Outcome:
    """Return how a decision stands by the acts and the journal that are held."""
    found = _silence(procedure, procedure.terms, journal) if procedure.terms else _consensus(procedure, journal)
    return found if journal.kept or found.final else _signed(procedure, found)


# --- silence ----------------------------------------------------------------------------------------------------------


def _silence(procedure: Procedure, terms: Terms, journal: Journal) -> Outcome:
    expires_at = terms.expires_at
    stages: list[tuple[Instant, tuple[Said, ...]]] = [(expires_at, (procedure.proposal,))]
    while True:
        # Step 1: the heads that close it at this expiry.
        closing = journal.first(held(expires_at + terms.grace_seconds))
        in_time = _InTime(journal, closing, expires_at)
        # Step 2: withdrawals, then objections that nobody lifted.
        withdrawals = in_time.of(procedure.withdrawals)
        lifted = {act.re for act in in_time.of(procedure.lifts)}
        said = in_time.of(procedure.objections)
        objections = [act for act in said if act.ref not in lifted]
        # Step 3: where there are none, an extension said in time moves the expiry for everybody.
        extension = None if withdrawals or objections else _latest(in_time.of(procedure.extensions), expires_at)
        if extension is None:
            break
        expires_at = instant_of(extension.body, "expires_at") or expires_at
        stages.append((expires_at, (*stages[-1][1], extension)))
    # Step 4: whom silence binds.
    bindings = tuple(_binding(party, stages, procedure, terms, journal, closing) for party in procedure.asked)
    # Step 5: the outcome.
    if withdrawals or objections:
        result = Result.WITHDRAWN if withdrawals else Result.NOT_ADOPTED
    elif closing is None:
        result = Result.RUNNING
    else:
        result = Result.ADOPTED if all(one.bound for one in bindings) else Result.NOT_ADOPTED
    return Outcome(
        result,
        final=closing is not None and journal.whole(closing),
        expires_at=expires_at,
        closes_at=held(expires_at + terms.grace_seconds),
        closed_at=closing.at if closing else None,
        counted=_refs((*withdrawals, *objections)),
        lifted=_refs([act for act in said if act.ref in lifted]),
        broken_by=_parties(objections),
        bindings=bindings,
    )


class _InTime(Struct, frozen=True):
    """Which acts count at an expiry: claimed not after it, and below the heads that close it, once there are any."""

    journal: Journal
    closing: Heads | None
    expires_at: Instant

    def of(self, acts: Sequence[Said]) -> list[Said]:
        below = self.closing
        return [
            act
            for act in acts
            if act.claimed_at <= self.expires_at and (below is None or self.journal.below(act, below))
        ]


def _latest(extensions: Sequence[Said], expires_at: Instant) -> Said | None:
    """Return the extension that gives most time, or None where none gives more."""
    longer = [(instant_of(act.body, "expires_at") or 0, act) for act in extensions]
    most = max((at for at, _act in longer), default=0)
    return min((act for at, act in longer if at == most), key=lambda act: act.ref) if most > expires_at else None


def _binding(
    party: str,
    stages: Sequence[tuple[Instant, tuple[Said, ...]]],
    procedure: Procedure,
    terms: Terms,
    journal: Journal,
    closing: Heads | None,
) -> Binding:
    """Return whether a member had the text, and each extension that gave it more time, early enough for an expiry."""
    received_at, deemed_at = _evidence(party, procedure.proposal, procedure, journal, closing)
    found = [(at, word) for at, word in ((received_at, "receipt"), (deemed_at, "deemed")) if at is not None]
    since, evidence = min(found, default=(None, ""))
    bound = any(
        all(
            (at := _had(party, text, procedure, journal, closing)) is not None
            and at <= expires_at - terms.reading_seconds
            for text in texts
        )
        for expires_at, texts in stages
    )
    return Binding(party, bound, since, evidence, received_at, deemed_at)


def _had(party: str, act: Said, procedure: Procedure, journal: Journal, closing: Heads | None) -> Instant | None:
    """Return since when a party had an act, or None while nothing proves it."""
    found = _evidence(party, act, procedure, journal, closing)
    return min((at for at in found if at is not None), default=None)


def _evidence(
    party: str, act: Said, procedure: Procedure, journal: Journal, closing: Heads | None
) -> tuple[Instant | None, Instant | None]:
    """Return since when a party had an act by its receipt, and since when it is deemed to, up to the closing heads."""
    received_at = journal.held_since(act, until=closing).get(party)
    entered = journal.entered(act)
    if entered is None or (closing is not None and entered > closing):
        return received_at, None
    return received_at, held(entered.at + procedure.deeming_seconds)


# --- consensus --------------------------------------------------------------------------------------------------------


def _consensus(procedure: Procedure, journal: Journal) -> Outcome:
    agreed = {act.party for act in procedure.agreements} >= set(procedure.members)
    closing = _settling(procedure, journal, agreed=agreed)
    below = [
        [act for act in acts if closing is None or journal.below(act, closing)]
        for acts in (procedure.withdrawals, procedure.objections, procedure.agreements if agreed else ())
    ]
    withdrawals, objections, agreements = below
    result, counted = Result.RUNNING, agreements
    if withdrawals:
        result, counted = Result.WITHDRAWN, [*withdrawals, *objections]
    elif objections:
        result, counted = Result.NOT_ADOPTED, objections
    elif agreements:
        result = Result.ADOPTED
    # Each member has one word, so where nobody keeps the time only an agreement of all is beyond any change.
    final = journal.whole(closing) if closing is not None else not journal.kept and result is Result.ADOPTED
    return Outcome(
        result,
        final=final,
        closed_at=closing.at if closing else None,
        counted=_refs(counted),
        broken_by=_parties(objections) if result is Result.NOT_ADOPTED else (),
    )


def _settling(procedure: Procedure, journal: Journal, *, agreed: bool) -> Heads | None:
    """Return the first heads that cover a withdrawal, an objection, or the agreement of every member."""
    found = [journal.entered(act) for act in (*procedure.withdrawals, *procedure.objections)]
    entered = [journal.entered(act) for act in procedure.agreements] if agreed else []
    known = [heads for heads in entered if heads is not None]
    if known and len(known) == len(entered):
        found.append(max(known))
    return min((heads for heads in found if heads is not None), default=None)


# --- without a depositary ---------------------------------------------------------------------------------------------


def _signed(procedure: Procedure, claimed: Outcome) -> Outcome:
    """Return what all members signed as final; until then what is signed so far, or what the acts claim."""
    texts = list(procedure.signed.values())
    if not texts or any(one != texts[0] for one in texts):
        return claimed
    text = texts[0]
    whole = procedure.signed.keys() >= set(procedure.members)
    return Outcome(
        Result(text.result),
        final=whole,
        expires_at=text.expires_at,
        broken_by=text.broken_by,
        counted=claimed.counted if not whole else (),
        bindings=tuple(Binding(party, party in procedure.signed, evidence="signed") for party in procedure.asked),
    )


def _parties(acts: Sequence[Said]) -> tuple[str, ...]:
    return tuple(sorted({act.party for act in acts}))


def _refs(acts: Sequence[Said]) -> tuple[str, ...]:
    return tuple(sorted(act.ref for act in acts))


def _upper(parties: Sequence[str]) -> str:
    return ", ".join(party.upper() for party in parties)
