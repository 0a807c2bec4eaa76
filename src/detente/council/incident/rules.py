"""Who may do what when about an incident: the rules behind the table of `desks/incidents.py`."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from detente.clock import rfc3339
from detente.council.incident import lengths
from detente.council.incident.differences import tables
from detente.council.incident.evidence import check_files
from detente.council.incident.state import (
    ACCOUNT,
    CLOSURE,
    CONSENT,
    EVIDENCE,
    FACTS,
    MEASURE,
    OBJECTION,
    PROPOSALS,
    QUESTION,
    REPLY,
    REPORT,
    IncidentState,
)
from detente.council.kinds import instant_of, text_of, texts_of
from detente.council.points import wrong_degrees
from detente.council.said import Said
from detente.council.terms import WITHOUT, pack_of
from detente.errors import Refused, refuse_all

_LOOK: Final = "detente incident list shows incidents; detente incident report opens one"


def check_act(state: IncidentState, act: Said) -> None:
    """Be silent where an act counts in the incident as its author knew it.

    Raises:
        Refused: `incident-unknown`, `incident-closed`, `account-unknown`, `account-of-other`, `incident-not-asked`,
            `incident-not-side`, `incident-own`, `facts-empty`, `length-unreadable`, `length-negative`,
            `latitude-unreadable`, `longitude-unreadable`, `evidence-unnamed`, `evidence-hash`, `evidence-derived`,
            `period-reversed`, `regime-not-in-charter`, `regime-not-bound`, `regime-not-here`.
    """
    if act.kind == REPORT:
        refuse_all(_wrong_when_or_where(act))
        if (regime := text_of(act.body, "regime")) and regime != WITHOUT:
            pack_of(state.charter, regime, between=(act.party,))
        return
    if state.report is None or (act.re is not None and state.act(act.re, *state.acts) is None):
        raise Refused(
            "incident-unknown", expected="an act that counts in the dossier of an incident", got=act.re or "none",
            remedy=_LOOK,
        )  # fmt: skip
    closing = state.closing
    if closing is not None and act.kind in _WHILE_OPEN:
        raise Refused(
            "incident-closed", expected="an incident that is open", got=f"closed by {closing.ref}, to which all agreed",
            remedy="an account, its correction and a reply count at any time; detente incident report opens another",
        )  # fmt: skip
    _CHECKS[act.kind](state, act)


def _wrong_when_or_where(act: Said) -> Iterator[Refused]:
    """Yield what is wrong with time and place of a report or an account, each by itself."""
    occurred, place = act.body.get("occurred"), act.body.get("place")
    if isinstance(occurred, Mapping):
        start, end = instant_of(occurred, "from_at"), instant_of(occurred, "until_at")
        if start is not None and end is not None and end < start:
            yield Refused(
                "period-reversed", expected="an end that is not before the beginning", got="one before it",
                remedy="are the two exchanged?",
            )  # fmt: skip
    if isinstance(place, Mapping) and (text_of(place, "lat") or text_of(place, "lon")):
        yield from wrong_degrees(text_of(place, "lat"), text_of(place, "lon"), "place")


def check_past(act: Said) -> None:
    """Be silent where nothing in a report or an account happened after its own time.

    Raises:
        Refused: `incident-later`.
    """
    occurred = act.body.get("occurred")
    times = [instant_of(occurred, name) for name in ("from_at", "until_at")] if isinstance(occurred, Mapping) else []
    times += [instant_of(one, "at") for name in ("manoeuvres", "signals") for one in tables(act, name)]
    later = [at for at in times if at is not None and at > act.claimed_at]
    if act.kind in (REPORT, ACCOUNT) and later:
        raise Refused(
            "incident-later", expected="times of what happened before it is said", got=rfc3339(max(later)),
            remedy="is the year right, and is the time in UTC?",
        )  # fmt: skip


def _check_account(state: IncidentState, act: Said) -> None:
    refuse_all(_wrong_when_or_where(act))
    lengths.check("closest_distance", act.body.get("closest_distance"))
    lengths.check("closest_height", act.body.get("closest_height"), signed=True)
    listed = act.body.get("distances")
    for number, one in enumerate(listed if isinstance(listed, list | tuple) else (), 1):
        lengths.check(f"distances, item {number}", one)
    _check_evidence(state, act)


def _check_evidence(state: IncidentState, act: Said) -> None:
    check_files(act)
    if named := text_of(act.body, "corrects"):
        _check_correction(state, act, named)


def _check_correction(state: IncidentState, act: Said, named: str) -> None:
    earlier = state.act(named.upper(), act.kind)
    what = "evidence" if act.kind == EVIDENCE else "an account"
    if earlier is None:
        raise Refused(
            "account-unknown", expected=f"{what} of this incident that counts", got=named[:80],
            remedy="detente incident show lists accounts and files",
        )  # fmt: skip
    if state.corrected_by(act) is None:
        raise Refused(
            "account-of-other", expected=f"{what} that {act.party.upper()} gave itself, or gave of the same source",
            got=f"{earlier.ref}, by {earlier.party.upper()}",
            remedy="give one of your own: both stand, and what differs becomes a question",
        )  # fmt: skip


def _check_question(state: IncidentState, act: Said) -> None:
    readers = state.readers(act.channel)
    if not state.asked(act) or not state.asked(act) <= set(readers):
        raise Refused(
            "incident-not-asked", expected=f"another party that reads {act.channel} to ask",
            got=", ".join(act.to) or "nobody", remedy="name it with --to",
        )  # fmt: skip


def _check_reply(state: IncidentState, act: Said) -> None:
    question = state.act(act.re, QUESTION)
    if question is None or act.party not in state.asked(question):
        raise Refused(
            "incident-not-asked", expected=f"a question that is put to {act.party.upper()}", got=act.re or "none",
            remedy="detente incident account says how this party saw it",
        )  # fmt: skip


def _check_side(state: IncidentState, act: Said) -> None:
    sides = state.sides(act)
    if act.party not in sides:
        raise Refused(
            "incident-not-side", expected=f"a party that the incident concerns: {', '.join(sorted(sides)).upper()}",
            got=act.party.upper(), remedy="give an account of your own first: who has one is concerned",
        )  # fmt: skip


def _check_facts(state: IncidentState, act: Said) -> None:
    _check_side(state, act)
    if not any(texts_of(act.body, name) for name in ("agreed", "disputed", "unanswered")):
        raise Refused(
            "facts-empty", expected="something that is agreed, disputed or unanswered", got="nothing",
            remedy="name each fact with --agreed, --disputed or --unanswered",
        )  # fmt: skip


def _check_word(state: IncidentState, act: Said) -> None:
    proposal = state.act(act.re, *PROPOSALS)
    if proposal is not None and proposal.party == act.party:
        raise Refused(
            "incident-own", expected="a proposal of another party", got=proposal.ref,
            remedy="who proposes consents; propose anew what is to be said otherwise",
        )  # fmt: skip
    _check_side(state, act)


_CHECKS: Final[Mapping[str, Callable[[IncidentState, Said], None]]] = {
    ACCOUNT: _check_account,
    EVIDENCE: _check_evidence,
    QUESTION: _check_question,
    REPLY: _check_reply,
    FACTS: _check_facts,
    MEASURE: _check_side,
    CLOSURE: _check_side,
    CONSENT: _check_word,
    OBJECTION: _check_word,
}
_WHILE_OPEN: Final = (QUESTION, FACTS, MEASURE, CLOSURE, CONSENT, OBJECTION)
