"""The officers' desk: whom a party presents as speaking for it, with which rank, where and until when.

Source: design section 4, "Keys" and rows 33 and 35 of the features; accreditation as diplomatic practice knows it, by
notification to those who are to deal with the officer (Vienna Convention on Diplomatic Relations 1961, article 10).

    who                      may
    any party                present an officer or a desk of its own whose name does not stand yet
    the party that did so    present it anew in answer to the credentials that stand: they replace them
    the party that did so    withdraw the credentials that stand
    every other party        note credentials: that it knows of them, not that it recognises anything

A party vouches for its own officers, so no rank is asked for it, and no party has a say in another's. The names of one
party are the same in all dossiers; of concurrent credentials that differ none counts, until an act cites them all.
The depositary, which speaks in no channel of the parties, presents its own in the journal: in clear, for all to read.
"""

from collections.abc import Mapping, Set
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.background import Accreditation, Background
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import (
    Change,
    Field,
    Kind,
    Place,
    Rank,
    Sort,
    Speech,
    instant_of,
    table_of,
    text_of,
    texts_of,
)
from detente.council.register import Register
from detente.council.said import Said
from detente.council.settings import least_rank, table
from detente.council.titles import quoted, titled
from detente.errors import Malformed, Refused
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol.charter import Charter
from detente.protocol.officers import parse_officer_key
from detente.protocol.toml import is_shown
from detente.tlog.notes import parse_vkey

NAME, TITLE = "officers", "Officers"
CREDENTIALS, NOTED, WITHDRAWN = "credentials", "credentials-noted", "credentials-withdrawn"
_REMARK: Final = {"text": Field("Remark", required=False)}

KINDS = table_of(
    Kind(
        CREDENTIALS, "credentials", Speech.INFORMS, "01",
        {
            "name": Field("Name as it will stand in acts", characters_max=NAME_CHARACTERS_MAX),
            "rank": Field("Rank", choices=tuple(Rank)),
            "channels": Field("Channels in which the officer speaks; all where none is named", required=False,
                              many=True, characters_max=32),
            "valid_from_at": Field("Valid from", Sort.INSTANT, required=False),
            "valid_until_at": Field("Valid until", Sort.INSTANT, required=False),
            "key": Field("The officer's own key, a vkey", required=False, characters_max=500),
            "desk": Field("Whether it is a desk or post, and no person", Sort.FLAG, required=False),
            **_REMARK,
        },
        place=Place.JOURNAL, answers=(CREDENTIALS,), survives=True, background=True,
        purpose="Who speaks for you, as what, where and until when.",
        text={"en": "{party} presents {name}, {rank}"},
    ),
    Kind(
        NOTED, "note of credentials", Speech.ANSWERS, "01", _REMARK,
        place=Place.EVERYBODY, needs_re=True, answers=(CREDENTIALS,), opens=False,
        text={"en": "{party} has noted the credentials of {re}"},
    ),
    Kind(
        WITHDRAWN, "withdrawal of credentials", Speech.INFORMS, "01", _REMARK,
        place=Place.JOURNAL, needs_re=True, answers=(CREDENTIALS,), opens=False, survives=True, background=True,
        text={"en": "{party} withdraws the credentials of {re}"}, changes=Change.TAKES_BACK,
    ),
)  # fmt: skip


class Presented(Struct, frozen=True):
    """What credentials say of an officer or a desk.

    Args:
        channels: in which they speak; empty for all.
        key: vkey of the officer's own key, or empty.
        withdrawn: the party has taken them back.
    """

    party: str
    name: str
    rank: Rank
    channels: tuple[str, ...] = ()
    valid_from: Instant = 0
    valid_until: Instant | None = None
    key: str = ""
    desk: bool = False
    withdrawn: bool = False

    @property
    def who(self) -> tuple[str, str]:
        """Return party and name, which one officer has in all dossiers."""
        return self.party, self.name


_NOTHING: Final[Register[Presented]] = Register()


class OfficersState(Struct, frozen=True):
    """Credentials and who noted them.

    Args:
        presented: by the reference of the credentials.
        standing: by party and name, what no later act replaced.
        noted: reference of credentials to the parties that have noted them.
    """

    charter: Charter
    presented: Mapping[str, Presented] = field(default_factory=dict)
    standing: Mapping[tuple[str, str], Register[Presented]] = field(default_factory=dict)
    noted: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return officers of whom concurrent acts say different things."""
        return tuple(
            f"{party.upper()}, {name}: {', '.join(register.refs)} differ"
            for (party, name), register in sorted(self.standing.items())
            if register.conflict
        )

    def stands(self, who: tuple[str, str]) -> tuple[str, ...]:
        """Return the credentials of an officer that are neither replaced nor withdrawn."""
        register = self.standing.get(who, _NOTHING)
        return tuple(ref for ref in register.refs if not register.values[ref].withdrawn)


def begin(charter: Charter) -> OfficersState:
    """Return the state before the first credentials."""
    return OfficersState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: OfficersState, act: Said) -> Refused | None:
    """Return why an act does not count: a party presents its own, one name once, and takes back what stands."""
    answered = state.presented.get(act.re or "")
    if act.kind == NOTED:
        return _noting(act, answered)
    if act.re is not None and (answered is None or answered.party != act.party):
        return Refused(
            "credentials-of-other", expected=f"credentials that {act.party.upper()} presented", got=act.re,
            remedy="a party presents and withdraws its own officers; others' are noted: detente officer note",
        )  # fmt: skip
    if act.kind == WITHDRAWN:
        assert answered is not None, f"{act.ref}: its kind asks for an answer"
        return _standing(state.stands(answered.who), act)
    return _sound(state.charter, act) or _naming(state, act, answered)


def may_in_light(background: Background, act: Said, charter: Charter) -> Refused | None:  # noqa: ARG001  the desk contract
    """Return why credentials do not count beside those that their party presented in other dossiers."""
    if act.kind != CREDENTIALS:
        return None
    presented = presented_by(act)
    known = background.accreditations.get(presented.name)
    if known is not None and act.re != known.ref:
        return _known(presented.name, known.ref)
    held = {parse_vkey(one.key).public: one for one in background.accreditations.values() if one.key}
    other = held.get(parse_vkey(presented.key).public) if presented.key else None
    if other is not None and other.name != presented.name:
        return Refused(
            "credentials-key-taken", expected="a key that no other officer holds", got=f"that of {other.name}",
            remedy="let the officer make a key: detente officer key",
        )  # fmt: skip
    return None


def _noting(act: Said, answered: Presented | None) -> Refused | None:
    if answered is not None and answered.party == act.party:
        return Refused("credentials-own", expected="another party's credentials", got=act.re or "")
    return None


def _standing(stands: tuple[str, ...], act: Said) -> Refused | None:
    if act.re in stands:
        return None
    return Refused(
        "credentials-not-standing",
        expected=f"credentials that stand: {', '.join(stands) or 'none of this officer do'}",
        got=f"{act.re}, replaced or withdrawn",
        remedy="answer those that stand, or present the officer anew; detente officer list",
    )


def _naming(state: OfficersState, act: Said, answered: Presented | None) -> Refused | None:
    presented = presented_by(act)
    if answered is not None and answered.name != presented.name:
        return Refused(
            "credentials-other-name", expected=f"credentials of {answered.name}", got=presented.name,
            remedy="present the other officer without --replaces",
        )  # fmt: skip
    stands = state.stands(presented.who)
    if act.re is not None:
        return _standing(stands, act)
    return _known(presented.name, stands[0]) if stands else None


def _known(name: str, ref: str) -> Refused:
    return Refused(
        "officer-known", expected="a name that the party has not presented yet", got=f"{name}, presented by {ref}",
        remedy=f"replace them with --replaces {ref}, or withdraw them first",
    )  # fmt: skip


def _sound(charter: Charter, act: Said) -> Refused | None:
    """Return why credentials make no sense by themselves."""
    presented = presented_by(act)
    if not is_shown(presented.name):
        return Refused("officer-name", expected="one line whose characters all show", got=repr(presented.name)[:80])
    until = presented.valid_until
    if until is not None and until < presented.valid_from:
        return Refused(
            "credentials-reversed", expected="an end that is not before the beginning",
            got=f"{rfc3339(presented.valid_from)} to {rfc3339(until)}",
        )  # fmt: skip
    if other := next((one for one in presented.channels if one not in charter.channels), None):
        return Refused("channel-unknown", expected=f"one of {', '.join(charter.channels)}", got=other)
    if presented.key:
        try:
            parse_officer_key(presented.key, act.party, taken=[charter.parties[act.party].root.public])
        except Malformed as fault:
            return Refused("credentials-key", expected=fault.expected, got=fault.got, remedy=fault.remedy)
    return None


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: OfficersState, act: Said) -> OfficersState:
    """Return the state with one more act."""
    if act.kind == NOTED and act.re is not None:
        return replace(state, noted={**state.noted, act.re: state.noted.get(act.re, frozenset()) | {act.party}})
    if act.kind == CREDENTIALS:
        value = presented_by(act)
        return _put(replace(state, presented={**state.presented, act.ref: value}), act, value)
    if act.kind == WITHDRAWN:
        return _put(state, act, replace(state.presented[act.re or ""], withdrawn=True))
    return state


def _put(state: OfficersState, act: Said, value: Presented) -> OfficersState:
    register = state.standing.get(value.who, _NOTHING).put(act, value)
    return replace(state, standing={**state.standing, value.who: register})


def presented_by(act: Said) -> Presented:
    """Return what credentials say; the body is one that its kind lets pass."""
    return Presented(
        act.party,
        text_of(act.body, "name"),
        Rank(text_of(act.body, "rank")),
        texts_of(act.body, "channels"),
        instant_of(act.body, "valid_from_at") or 0,
        instant_of(act.body, "valid_until_at"),
        text_of(act.body, "key"),
        act.body.get("desk") is True,
    )


def background(acts: list[Said], charter: Charter) -> Background:
    """Return whom a party accredits, from its own acts of all dossiers in an order of proof.

    Each is judged once more, by those before it: what counts for nothing in its dossier counts for nothing here.
    """
    regular: list[Said] = []
    running = begin(charter)
    for act in acts:
        before = running if all(one.ref in act.past for one in regular) else _fold(charter, regular, act.past)
        if may(before, act) is None and may_in_light(_accredited(before), act, charter) is None:
            regular.append(act)
            running = fold(running, act)
    return _accredited(running)


def _fold(charter: Charter, acts: list[Said], past: Set[str]) -> OfficersState:
    state = begin(charter)
    for act in acts:
        if act.ref in past:
            state = fold(state, act)
    return state


def _accredited(state: OfficersState) -> Background:
    found = {}
    for (_party, name), register in state.standing.items():
        value = register.settled
        if value is not None and not value.withdrawn:
            found[name] = Accreditation(
                name, value.rank, register.refs[0], value.channels, value.valid_from, value.valid_until, value.key
            )
    return Background(found)


def check_charter(charter: Charter) -> None:
    """Be silent where the charter asks for no rank to present an officer: else nobody could present the first.

    Raises:
        Malformed: `charter-setting`.
    """
    asked = table(charter, "levels").table("kinds")
    for kind in (CREDENTIALS, WITHDRAWN):
        rank = least_rank(charter, KINDS[kind])
        if rank is not Rank.WATCH_OFFICER:
            asked.refuse(f"no rank for {kind}, since a party vouches for its own officers", rank.value)


# --- who does what next, and for eyes ---------------------------------------------------------------------------------


def duties(state: OfficersState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: to note credentials is courtesy."""
    return ()


def turn(state: OfficersState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: OfficersState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now with the credentials that stand."""
    found: list[NextAct] = []
    for who in sorted(state.standing):
        for ref in state.stands(who):
            value = state.presented[ref]
            if value.party == party:
                found += [NextAct(CREDENTIALS, ref, body_of(value)), NextAct(WITHDRAWN, ref)]
            elif party not in state.noted.get(ref, frozenset()):
                found.append(NextAct(NOTED, ref))
    return tuple(found)


def body_of(value: Presented) -> dict[str, object]:
    """Return the body of credentials that say this."""
    body = {
        "name": value.name, "rank": value.rank.value, "channels": list(value.channels),
        "valid_from_at": value.valid_from, "valid_until_at": value.valid_until, "key": value.key, "desk": value.desk,
    }  # fmt: skip
    return {name: held for name, held in body.items() if held not in (None, "", [], 0, False)}


def render(state: OfficersState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the credentials for eyes."""
    values = {ref: value for who in sorted(state.standing) for ref, value in state.standing[who].values.items()}
    names = dict.fromkeys(f"{quoted(value.name)} ({value.party.upper()})" for value in state.presented.values())
    standing = [ref for who in state.standing for ref in state.stands(who)]
    status = "conflict" if state.conflicts else "stands" if standing else "withdrawn"
    lines = tuple(
        Line(
            (
                value.party.upper(), value.name, value.rank, ", ".join(value.channels) or "all", _validity(value),
                ", ".join(sorted(one.upper() for one in state.noted.get(ref, ()))) or "–",
                "withdrawn" if value.withdrawn else "stands",
            ),
            ref,
        )
        for ref, value in values.items()
    )  # fmt: skip
    columns = ("Party", "Name", "Rank", "Channels", "Valid", "Noted by", "Status")
    note = "A party vouches for its own officers; to note is not to recognise."
    return Sheet(
        titled(f"Credentials of {', '.join(names)}"),
        status,
        sections=(Section("Officers", lines, columns, note),),
        data={"officers": [_data(state, ref, value) for ref, value in values.items()]},
    )


def _validity(value: Presented) -> str:
    end_time = "" if value.valid_until is None else rfc3339(value.valid_until)
    if not value.valid_from:
        return f"at once, until {end_time}" if end_time else "at once"
    begin_time = rfc3339(value.valid_from)
    return f"from {begin_time} until {end_time}" if end_time else f"from {begin_time}"


def _data(state: OfficersState, ref: str, value: Presented) -> dict[str, object]:
    return {
        "ref": ref,
        "party": value.party,
        "name": value.name,
        "rank": value.rank.value,
        "channels": list(value.channels),
        "valid_from_at": rfc3339(value.valid_from) if value.valid_from else None,
        "valid_until_at": written(value.valid_until),
        "key": value.key,
        "desk": value.desk,
        "withdrawn": value.withdrawn,
        "noted_by": sorted(state.noted.get(ref, ())),
    }
