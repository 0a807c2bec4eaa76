"""The watches' desk: whom to reach at a party, and which officer has a watch since both signed its handover.

Source: points of contact as agreements on direct lines name them (Vienna Document 2011, paragraph 17; OSCE points of
contact); the handover of a watch as it is written into a log, by who leaves and who takes over.

    who                  may
    any party            set its roster of contact points, and set it anew in answer to its last one
    any party            record a handover that two of its officers signed with their accredited keys
    who has the watch    hand it over; a handover by somebody else in the same dossier counts for nothing

A roster is for everybody. A handover is the party's own affair: it stands in its own channel, or where it wants others
to see it. The note carries both signatures, the background of its author the keys: so whoever reads the act checks it.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.background import Background
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, short, table_of, text_of, texts_of
from detente.council.register import Register
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Malformed, Refused
from detente.protocol.charter import Charter
from detente.protocol.documents import parse_document
from detente.protocol.officers import verify_handover
from detente.protocol.statements import Handover, parse_handover

NAME, TITLE = "watches", "Watches"
ROSTER, HANDOVER = "roster", "watch-handover"
_UNSIGNED_REMEDY: Final = "let both officers sign, and present them with the keys: detente officer present NAME --key"


CONTACT: Final[Mapping[str, Field]] = {
    "role": short("Role", required=True),
    "name": short("Name"),
    "phone": short("Telephone"),
    "languages": Field("Languages, BCP 47", required=False, many=True, characters_max=35, tag=True),
    "hours": short("Hours, with their zone"),
}
"""Fields of one contact point."""

KINDS = table_of(
    Kind(
        ROSTER, "roster of contact points", Speech.INFORMS, "01",
        {"contacts": Field("Contact points", Sort.TABLE, many=True, fields=CONTACT)},
        purpose="Whom to call, in which languages, at which hours.",
        place=Place.JOURNAL, answers=(ROSTER,), survives=True, text={"en": "{party} says whom to reach"},
    ),
    Kind(
        HANDOVER, "handover of a watch", Speech.INFORMS, "01",
        {"note": Field("The handover, signed by both officers", Sort.BYTES)},
        place=Place.ANYWHERE, answers=(HANDOVER,), survives=True, made=True,
        text={"en": "{party}: a watch was handed over"},
    ),
)  # fmt: skip


class Contact(Struct, frozen=True):
    """Whom to reach, in which languages, when."""

    role: str
    name: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()
    hours: str = ""


class WatchesState(Struct, frozen=True):
    """Rosters and watches.

    Args:
        authors: of every roster and handover, by reference.
        rosters: by party.
        watches: by party and watch, the handover that no later one followed.
    """

    charter: Charter
    authors: Mapping[str, str] = field(default_factory=dict)
    rosters: Mapping[str, Register[tuple[Contact, ...]]] = field(default_factory=dict)
    watches: Mapping[tuple[str, str], Register[Handover]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return rosters and watches of which concurrent acts say different things."""
        rosters = [
            f"{party.upper()}, roster: {', '.join(register.refs)} differ"
            for party, register in sorted(self.rosters.items())
            if register.conflict
        ]
        watches = [
            f"{party.upper()}, watch {watch}: {', '.join(register.refs)} differ"
            for (party, watch), register in sorted(self.watches.items())
            if register.conflict
        ]
        return (*rosters, *watches)


def begin(charter: Charter) -> WatchesState:
    """Return the state before the first act."""
    return WatchesState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: WatchesState, act: Said) -> Refused | None:
    """Return why an act does not count: each party has its own, and only who has a watch hands it over."""
    if act.re is not None and state.authors.get(act.re) != act.party:
        return Refused("watch-of-other", expected=f"a roster or handover of {act.party.upper()}", got=act.re)
    if act.kind == ROSTER:
        return None
    try:
        handover = _handover(act)
    except Malformed as fault:
        return Refused("handover-unsound", expected=fault.expected, got=f"{fault.code}: {fault.got}")
    wanted = (state.charter.council_id, act.party)
    if (handover.council, handover.party) != wanted:
        got = f"one of {handover.party} in {handover.council}"
        return Refused("handover-elsewhere", expected=f"a handover of {act.party} in {wanted[0]}", got=got)
    register = state.watches.get((act.party, handover.watch))
    having = sorted({one.taker for one in register.values.values()}) if register is not None else []
    if having and handover.giver not in having:
        return Refused(
            "handover-other-giver", expected=f"a handover by {' or '.join(having)}, who has the watch",
            got=handover.giver, remedy="let the officer hand over who took it last, or begin a new dossier",
        )  # fmt: skip
    return None


def may_in_light(background: Background, act: Said, charter: Charter) -> Refused | None:
    """Return why a handover does not count: both officers sign, with keys that the party had accredited before."""
    if act.kind != HANDOVER:
        return None
    try:
        verify_handover(act.body["note"], charter.council_id, background.keys_at(act.claimed_at))
    except Malformed as fault:
        got = f"{fault.code}: {fault.got}"
        return Refused("handover-unsigned", expected=fault.expected, got=got, remedy=_UNSIGNED_REMEDY)
    return None


def _handover(act: Said) -> Handover:
    return parse_handover(parse_document(act.body["note"]))


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: WatchesState, act: Said) -> WatchesState:
    """Return the state with one more act."""
    if act.kind not in KINDS:
        return state
    state = replace(state, authors={**state.authors, act.ref: act.party})
    if act.kind == ROSTER:
        rosters = state.rosters.get(act.party, Register()).put(act, contacts_of(act.body))
        return replace(state, rosters={**state.rosters, act.party: rosters})
    handover = _handover(act)
    key = (act.party, handover.watch)
    return replace(state, watches={**state.watches, key: state.watches.get(key, Register()).put(act, handover)})


def contacts_of(body: Mapping[str, Any]) -> tuple[Contact, ...]:
    """Return the contact points of a roster."""
    return tuple(
        Contact(text_of(one, "role"), text_of(one, "name"), text_of(one, "phone"), texts_of(one, "languages"),
                text_of(one, "hours"))
        for one in body.get("contacts", ())
    )  # fmt: skip


def duties(state: WatchesState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: WatchesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: WatchesState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    rosters = state.rosters.get(party)
    return tuple(NextAct(ROSTER, ref) for ref in (rosters.refs if rosters is not None else ()))


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: WatchesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return rosters and watches for eyes."""
    rosters = [(party, ref, one) for party, register in sorted(state.rosters.items())
               for ref, one in sorted(register.values.items())]  # fmt: skip
    watches = [(ref, one) for _key, register in sorted(state.watches.items())
               for ref, one in sorted(register.values.items())]  # fmt: skip
    names = [
        *(f"Contact points of {party.upper()}" for party in sorted(state.rosters)),
        *(f"Watch {quoted(watch)} of {party.upper()}" for party, watch in sorted(state.watches)),
    ]
    having = [f"{one.taker} has the watch" for _ref, one in watches]
    sections = (
        Section(
            "Contact points",
            tuple(_contact(party, ref, one) for party, ref, contacts in rosters for one in contacts),
            ("Party", "Role", "Name", "Telephone", "Languages", "Hours"),
        ),
        Section(
            "Watches",
            tuple(_watch(ref, one) for ref, one in watches),
            ("Watch", "From", "To", "At", "Open", "Remarks"),
            "The time is the word of both officers.",
        ),
    )
    return Sheet(
        titled("; ".join(names)),
        "conflict" if state.conflicts else having[0] if having else "stands",
        sections=tuple(one for one in sections if one.lines),
        data={
            "rosters": [{"ref": ref, "party": party, "contacts": [_contact_data(one) for one in contacts]}
                        for party, ref, contacts in rosters],
            "watches": [_watch_data(ref, one) for ref, one in watches],
        },
    )  # fmt: skip


def _contact(party: str, ref: str, one: Contact) -> Line:
    return Line((party.upper(), one.role, one.name, one.phone, ", ".join(one.languages), one.hours), ref)


def _contact_data(one: Contact) -> dict[str, Any]:
    return {
        "role": one.role, "name": one.name, "phone": one.phone, "languages": list(one.languages), "hours": one.hours,
    }  # fmt: skip


def _watch(ref: str, one: Handover) -> Line:
    return Line((one.watch, one.giver, one.taker, rfc3339(one.at), ", ".join(one.open), one.remarks), ref)


def _watch_data(ref: str, one: Handover) -> dict[str, Any]:
    return {
        "ref": ref, "party": one.party, "watch": one.watch, "from": one.giver, "to": one.taker, "at": rfc3339(one.at),
        "open": list(one.open), "remarks": one.remarks,
    }  # fmt: skip
