"""Calls about what is owed: why it is due when it is, what this party says of it, and how much stood how over years."""

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from detente.clock import Instant, rfc3339, written
from detente.council.desks import clocks
from detente.council.desks.clocks import ClocksState
from detente.council.dossier import Folded
from detente.council.duty import Duty, DutyState
from detente.council.kinds import (
    CLARIFICATION_ASKED,
    CLARIFICATION_GIVEN,
    DUTY_DISPUTE,
    EXEMPTION,
    EXTENSION,
    EXTENSION_REQUEST,
    instant_of,
)
from detente.council.ledger import WORDS, ledger
from detente.council.reckoning import times
from detente.council.said import Said
from detente.council.settings import clarifications_most
from detente.errors import Refused
from detente.home.acts import locate, send
from detente.home.asked import party_of, time_of
from detente.home.calls import ExplainDuty, Send, ShowLedger, SpeakOfDuty
from detente.home.dossiers import duty_view
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.duties import DutiesExplained, DutyExplained, LedgerEntry, LedgerView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.owed import owed
from detente.node.sayings import channel_of

CHARTER: Final = "charter"
"""How the ledger names what the charter itself sets."""


async def answer(host: Host, call: ExplainDuty | SpeakOfDuty | ShowLedger) -> Struct:
    """Return the reply to one of these calls.

    Raises:
        Refused, Fault: as the function of the call says.
    """
    await host.fold()
    now = host.clock.now()
    match call:
        case ExplainDuty():
            return await host.read(lambda core: _explain(core, call, now))
        case SpeakOfDuty():
            return await speak(host, call)
        case ShowLedger():
            return await host.read(lambda core: _ledger(core, call, now))


class _Matter(Struct, frozen=True):
    """The dossier of an act, with its duties."""

    council: str
    act: Said
    folded: Folded
    state: ClocksState
    duties: tuple[Duty, ...]
    me: str

    @property
    def source(self) -> Said:
        """Return the act from which the duties come of which the named act may speak."""
        found = self.state.about(self.act) if self.act.kind in clocks.KINDS else None
        if found is None and all(one.act != self.act.ref for one in self.duties):
            met = next((one.act for one in self.duties if one.answer == self.act.ref), "")
            found = self.state.acts.get(met)
        return found if found is not None else self.act


def _matter(core: Core, council: str | None, text: str, now: Instant) -> _Matter:
    """Return the matter of an act that counts.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `duty-act-unknown`.
    """
    council, ref = locate(core, council, text)
    folded = core.folding.matter_of(council, ref)
    act = next((one for one in folded.acts if one.ref == ref and ref not in folded.irregular), None)
    if act is None:
        raise Refused(
            "duty-act-unknown", expected="an act that counts in its dossier", got=ref, remedy="detente duty list"
        )
    state: ClocksState = folded.state_of(clocks.NAME)
    return _Matter(council, act, folded, state, core.folding.duties_of(folded, now), core.context.party)


# --- why --------------------------------------------------------------------------------------------------------------


def _explain(core: Core, call: ExplainDuty, now: Instant) -> DutiesExplained:
    found = _matter(core, call.council, call.ref, now)
    who = party_of(core, call.who)
    ours = [
        one for one in found.duties if found.act.ref in (one.act, one.answer) or found.state.concerns(found.act, one)
    ]
    yearly = core.returns.owed(found.council, now)
    ours += [one for one in yearly if found.folded.ref in (one.act, one.answer)]
    chosen = [one for one in (ours or found.duties) if who in (None, one.who)]
    if not chosen:
        raise Refused(
            "duty-none", expected=f"an act that brings a duty{f' of {who.upper()}' if who else ''}", got=found.act.ref,
            remedy="detente duty list --all",
        )  # fmt: skip
    journal = core.folding.journal_of(found.folded)
    return DutiesExplained(
        as_of=rfc3339(now),
        heads=heads_of(core.context.store.feeds(found.council, channel=channel_of(found.act.ref))),
        time_at=written(journal.as_of),
        council=found.council,
        about=found.act.ref,
        items=[DutyExplained(duty_view(found.council, found.folded.ref, duty), _stops(found, duty)) for duty in chosen],
    )


def _stops(found: _Matter, duty: Duty) -> tuple[str, ...]:
    """Return what would stop the clock of a duty, or settle it."""
    who, creditors = duty.who.upper(), ", ".join(party.upper() for party in found.state.creditors(duty))
    match duty.state:
        case DutyState.MET:
            return (f"nothing more is owed: {duty.answer} met it",)
        case DutyState.EXCUSED:
            return ("it is owed again once its debtor takes part again, on the clock that it had",)
        case DutyState.DISPUTED:
            return ("the party that disputes it takes that back: detente duty dispute REF --withdraw",)
        case DutyState.NOT_APPLICABLE | DutyState.QUOTA_USED | DutyState.FORCE_MAJEURE:
            return (f"{who} may still meet it; {creditors} may dispute it",)
        case _:
            pass
    most = clarifications_most(found.folded.charter)
    lines = [
        f"an act of {who} that meets it, from when {creditors} holds it or heads cover it",
        f"more time by {creditors}"
        + (f": detente duty extend {duty.act} --until TIME" if found.me != duty.who else ""),
        f"a question by {who} about what is asked stops a clock that still runs, {times(most)}",
        f"a ground on which {who} owes nothing: {', '.join(clocks.GROUNDS)}",
    ]
    if duty.state is DutyState.NOT_HEARD:
        lines.append("every entry below the heads timed after the due second has to be here before overdue is said")
    return tuple(lines)


# --- what is said of it -----------------------------------------------------------------------------------------------


async def speak(host: Host, call: SpeakOfDuty) -> Sent:
    """Say something of a duty.

    Raises:
        Refused: `duty-act-unknown`, `question-unknown`, `dispute-unknown`, `time-without-zone`, what the desk refuses.
    """
    return await send(host, await host.read(lambda core: _composed(core, call, host.clock.now())))


def _composed(core: Core, call: SpeakOfDuty, now: Instant) -> Send:
    found = _matter(core, call.council, call.ref, now)
    me, who = found.me, party_of(core, call.who)
    touched = [one for one in found.duties if one.act == found.source.ref and who in (None, one.who)]
    owing = any(one.who == me for one in touched)
    owed = any(me in found.state.creditors(one) for one in touched if one.who != me)
    kind, re, body = _worded(call, found, who, owing=owing or not owed)
    if who is not None and kind in (EXTENSION, DUTY_DISPUTE):
        body["debtor"] = who
    if call.duty:
        body["duty"] = _key(call.duty, touched, found)
    return Send(
        channel=channel_of(re.ref),
        body={name: value for name, value in body.items() if value not in (None, "")},
        kind=kind,
        council=found.council,
        to=_others(found, touched, me),
        re=re.ref,
        officer=call.officer,
        language=call.language,
        wait=call.wait,
        timeout_seconds=call.timeout_seconds,
    )


def _key(words: str, touched: Iterable[Duty], found: _Matter) -> str:
    """Return the key of the one duty that is meant, by it or by how the duty's words begin."""
    touched = list(touched)
    keys = {one.key for one in touched if words == one.key or one.what.startswith(words)}
    if len(keys) == 1:
        return keys.pop()
    raise Refused(
        "duty-none", expected="the beginning of one of: " + "; ".join(dict.fromkeys(one.what for one in touched)),
        got=words, remedy=f"detente duty why {found.source.ref}",
    )  # fmt: skip


_Said = tuple[str, Said, dict[str, Any]]


def _worded(call: SpeakOfDuty, found: _Matter, who: str | None, *, owing: bool) -> _Said:
    """Return kind, answered act and body of what is said."""
    match call.say:
        case "extend":
            return _extended(call, found, owing=owing)
        case "clarify":
            return _clarified(call, found, who, owing=owing)
        case "exempt":
            return EXEMPTION, found.source, {"ground": call.ground or "", "reason": call.text}
        case "dispute":
            return _disputed(call, found)


def _others(found: _Matter, touched: Iterable[Duty], me: str) -> tuple[str, ...]:
    """Return the other side of these duties: creditors of what we owe, debtors of what is owed to us."""
    sides = {party for one in touched for party in (one.who, *found.state.creditors(one)) if me != party}
    concerned = {found.act.party} - {me}
    readers = found.folded.charter.members_of(channel_of(found.source.ref))
    return tuple(party for party in readers if party in (concerned or sides))


def _extended(call: SpeakOfDuty, found: _Matter, *, owing: bool) -> _Said:
    until = time_of(call.until_at) if call.until_at else None
    if found.act.kind == EXTENSION_REQUEST:
        until = until or instant_of(found.act.body, "until_at")
        return EXTENSION, found.act, {"until_at": until, "text": call.text}
    if owing:
        return EXTENSION_REQUEST, found.source, {"until_at": until, "reason": call.text}
    return EXTENSION, found.source, {"until_at": until, "text": call.text}


def _clarified(call: SpeakOfDuty, found: _Matter, who: str | None, *, owing: bool) -> _Said:
    if found.act.kind == CLARIFICATION_ASKED:
        return CLARIFICATION_GIVEN, found.act, {"text": call.text}
    if owing:
        return CLARIFICATION_ASKED, found.source, {"text": call.text}
    answered = {act.re for act in found.state.said(CLARIFICATION_GIVEN)}
    asked = [act for act in found.state.said(CLARIFICATION_ASKED) if found.state.about(act) == found.source]
    waiting = [act for act in asked if act.ref not in answered and who in (None, act.party)]
    if len(waiting) != 1:
        raise Refused(
            "question-unknown", expected="the question that is answered, or an act of which one question waits",
            got=", ".join(act.ref for act in waiting) or f"{found.source.ref}: no question waits",
            remedy=f"detente dossier show {found.folded.ref}",
        )  # fmt: skip
    return CLARIFICATION_GIVEN, waiting[0], {"text": call.text}


def _disputed(call: SpeakOfDuty, found: _Matter) -> _Said:
    if not call.withdrawn:
        named = found.act if found.act.kind in clocks.KINDS else found.source
        return DUTY_DISPUTE, named, {"reason": call.text}
    mine = [act for act in found.state.disputes if act.party == found.me]
    this = [act for act in mine if act.ref == found.act.ref]
    about = this or [act for act in mine if found.state.about(act) == found.source]
    if len(about) != 1:
        raise Refused(
            "dispute-unknown", expected="a dispute of this party that stands",
            got=", ".join(act.ref for act in about) or f"{found.act.ref}: none",
            remedy=f"detente dossier show {found.folded.ref}",
        )  # fmt: skip
    return DUTY_DISPUTE, about[0], {"reason": call.text, "withdrawn": True}


# --- the ledger -------------------------------------------------------------------------------------------------------


def _ledger(core: Core, call: ShowLedger, now: Instant) -> LedgerView:
    council, party = council_of(core, call.council), party_of(core, call.party)
    store = core.context.store
    duties = [one.duty for one in owed(core, council, now, who=party, states=None)]
    regime = {None: None, CHARTER: ""}.get(call.regime, call.regime)
    items = [
        LedgerEntry(one.regime or CHARTER, one.party, one.year, dict(one.counts), one.total)
        for one in ledger(duties)
        if regime in (None, one.regime) and call.year in (None, one.year)
    ]
    time_at = written(store.journal_time(council))
    return LedgerView(rfc3339(now), heads_of(store.feeds(council)), time_at, council, WORDS, items)
