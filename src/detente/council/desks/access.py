"""The access' desk: which passkeys officers have, who signed in and out, what was refused. One's own affair.

Source: design section 4, "Own side": sign-ins and releases are kept in `own`, which is offered to nobody. Whom a party
lets speak stands in its credentials (the officers' desk); a passkey shows only that the person is the one enrolled.

    who               what
    who keeps a node  an officer's passkey, made through a link that was used once; and that it is withdrawn
    the pages         that an officer signed in and how, what was said in a session, that it ended and why, refusals
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from detente.clock import Instant, rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, table_of, text_of
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX, NUMBER_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "access", "Sign-ins"
PASSKEY, WITHDRAWN = "passkey", "passkey-withdrawn"
SIGN_IN, END, SAID, REFUSAL = "sign-in", "session-end", "session-act", "access-refused"
BY_PASSKEY, BY_REHEARSAL = "passkey", "rehearsal"
COUNT_MAX: Final = 100_000_000
"""Signatures of a passkey before it was enrolled; one that had counted more begins here."""
MEANS: Final = (BY_PASSKEY, BY_REHEARSAL)
SIGNED_OUT, REVOKED, WITHOUT_PASSKEY = "signed out", "revoked", "passkey withdrawn"
NO_ONE_CLICK, NOT_ACCREDITED = "one click signs in no more", "officer accredited no more"
ENDS: Final = (SIGNED_OUT, REVOKED, WITHOUT_PASSKEY, NO_ONE_CLICK, NOT_ACCREDITED)
_SESSION: Final = Field("Session", characters_max=32)
_OFFICER: Final = Field("Officer", characters_max=NAME_CHARACTERS_MAX)

KINDS = table_of(
    Kind(
        PASSKEY, "passkey of an officer", Speech.INFORMS, "01",
        {
            "officer": _OFFICER,
            "credential": Field("Id of the passkey", Sort.BYTES),
            "key": Field("Its public half, COSE", Sort.BYTES),
            "site": Field("Site to which it is bound", characters_max=253),
            "count": Field("Signatures that it had counted", Sort.COUNT, required=False, most=COUNT_MAX),
            "model": Field("Model of the authenticator, AAGUID", required=False, characters_max=36),
        },
        place=Place.OWN, made=True, text={"en": "passkey of {officer}"},
    ),
    Kind(
        WITHDRAWN, "withdrawal of a passkey", Speech.INFORMS, "01", {"text": Field("Reason", required=False)},
        place=Place.OWN, needs_re=True, answers=(PASSKEY,), opens=False, text={"en": "passkey {re} withdrawn"},
    ),
    Kind(
        SIGN_IN, "sign-in", Speech.INFORMS, "01",
        {
            "officer": _OFFICER,
            "session": _SESSION,
            "means": Field("By what", choices=MEANS),
            "passkey": Field("Passkey", required=False),
            "until_at": Field("At the latest until", Sort.INSTANT),
        },
        place=Place.OWN, made=True, text={"en": "{officer} signed in, session {session}"},
    ),
    Kind(
        END, "end of a session", Speech.INFORMS, "01",
        {"session": _SESSION, "why": Field("Why", choices=ENDS), "officer": _OFFICER},
        place=Place.OWN, needs_re=True, answers=(SIGN_IN,), opens=False, made=True,
        text={"en": "session {session} ended: {why}"},
    ),
    Kind(
        SAID, "act of a session", Speech.INFORMS, "01",
        {"session": _SESSION, "officer": _OFFICER, "act": Field("The act", characters_max=200)},
        place=Place.OWN, needs_re=True, answers=(SIGN_IN,), opens=False, made=True,
        text={"en": "{officer} said {act} in session {session}"},
    ),
    Kind(
        REFUSAL, "refused access", Speech.INFORMS, "01",
        {
            "code": Field("What was refused, as its code", characters_max=80),
            "text": Field("In words", characters_max=600),
            "officer": Field("In whose name", required=False, characters_max=NAME_CHARACTERS_MAX),
            "more": Field("More of the same since the last entry", Sort.COUNT, required=False, most=NUMBER_MAX),
        },
        place=Place.OWN, made=True, text={"en": "refused: {code}"},
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passkey:
    """An officer's passkey.

    Args:
        ref: of the act that enrolled it.
        credential: the id by which a browser names it.
        key: its public half, COSE.
        site: the name to which it is bound.
        count: how often it had signed when it was enrolled.
    """

    ref: str
    officer: str
    credential: bytes
    key: bytes
    site: str
    count: int = 0
    model: str = ""
    since: Instant = 0


@dataclass(frozen=True, slots=True)
class AccessState:
    """Passkeys, and the entries of a day."""

    passkeys: Mapping[str, Passkey] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    entries: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: a withdrawal holds, whatever else is said."""
        return ()


def begin(charter: Charter) -> AccessState:  # noqa: ARG001  the desk contract
    """Return the state before the first entry."""
    return AccessState()


def may(state: AccessState, act: Said) -> Refused | None:
    """Return why an act does not count: what is withdrawn was enrolled, and was not withdrawn before."""
    if act.kind != WITHDRAWN or (act.re in state.passkeys and act.re not in state.withdrawn):
        return None
    return Refused(
        "passkey-not-standing", expected="a passkey that is enrolled and not withdrawn", got=act.re or "none",
        remedy="detente officer passkeys",
    )  # fmt: skip


def passkey_of(act: Said) -> Passkey:
    """Return the passkey that an act enrols; its body is one that its kind lets pass."""
    body = act.body
    return Passkey(
        act.ref, text_of(body, "officer"), bytes(body["credential"]), bytes(body["key"]), text_of(body, "site"),
        int(body.get("count") or 0), text_of(body, "model"), act.claimed_at,
    )  # fmt: skip


def fold(state: AccessState, act: Said) -> AccessState:
    """Return the state with one more act."""
    if act.kind == PASSKEY:
        return replace(state, passkeys={**state.passkeys, act.ref: passkey_of(act)})
    if act.kind == WITHDRAWN:
        return replace(state, withdrawn=state.withdrawn | {act.re or ""})
    return replace(state, entries={**state.entries, act.ref: act}) if act.kind in KINDS else state


def duties(state: AccessState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: AccessState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: AccessState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return the passkeys that can be withdrawn."""
    return tuple(NextAct(WITHDRAWN, ref) for ref in sorted(state.passkeys) if ref not in state.withdrawn)


def render(state: AccessState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return passkeys and entries for eyes, in the order of the claimed times."""
    entries = sorted(state.entries.values(), key=lambda act: (act.claimed_at, act.ref))
    sections = []
    if state.passkeys:
        lines = tuple(_passkey_line(state, one) for _ref, one in sorted(state.passkeys.items()))
        sections.append(Section("Passkeys", lines, ("Officer", "Site", "Model", "Since", "State")))
    if entries:
        columns = ("At", "What", "Officer", "Remark")
        sections.append(Section("Entries", tuple(map(_entry_line, entries)), columns))
    names = [quoted(name) for name in dict.fromkeys(one.officer for one in state.passkeys.values())]
    day = rfc3339(entries[0].claimed_at)[:10] if entries else ""
    title = f"Passkey of {', '.join(names)}" if names else f"Sign-ins of {day}" if day else TITLE
    standing = state.passkeys.keys() - state.withdrawn
    status = ("enrolled" if standing else "withdrawn") if state.passkeys else "kept for oneself"
    data = {"passkeys": sorted(standing), "entries": len(entries)}
    return Sheet(titled(title), status, sections=tuple(sections), data=data)


def _passkey_line(state: AccessState, one: Passkey) -> Line:
    status = "withdrawn" if one.ref in state.withdrawn else "enrolled"
    return Line((one.officer, one.site, one.model or "not said", rfc3339(one.since), status), one.ref)


_MEANS: Final = {BY_PASSKEY: "by passkey", BY_REHEARSAL: "by one click, in a rehearsal"}


def _entry_line(act: Said) -> Line:
    body: Mapping[str, Any] = act.body
    if act.kind == SIGN_IN:
        what, remark = f"signed in, session {text_of(body, 'session')}", _MEANS.get(text_of(body, "means"), "")
    elif act.kind == END:
        what, remark = f"session {text_of(body, 'session')} ended", text_of(body, "why")
    elif act.kind == SAID:
        what, remark = f"said {text_of(body, 'act')}", f"in session {text_of(body, 'session')}"
    else:
        more = body.get("more")
        what, remark = f"refused: {text_of(body, 'code')}", text_of(body, "text")
        remark += f"; {more} more" if more else ""
    return Line((rfc3339(act.claimed_at), what, text_of(body, "officer"), remark), act.ref)
