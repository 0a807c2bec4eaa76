"""The silences' desk: a party says before that it will be silent, from when until when, in which channels, and why.

Source: lines whose unanswered calls had a plain cause that nobody had been told, as the inter-Korean liaison line in
June 2022 (heavy rain) and its single missed call of 4 October 2022 (docs/silence.md section 1); design section 4.

    who                  may
    any party            announce a silence of its own that begins at once or later, up to a limit
    who announced        announce it anew in answer to its last announcement: another time, or its early end
    every other party    note it, as any act (acknowledge, statement); nothing depends on that

An announcement stops nothing: the line goes on, acts go on to be stored and receipted, and clocks run. Only where the
charter says so (`[line] silence_excuses = true`) are its author's clocks of acknowledging, as far as they fall due
within it and it was proven to be said before, shown as excused.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.background import Announcement, Background
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, instant_of, table_of, text_of, texts_of
from detente.council.register import Register
from detente.council.said import Said
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import SILENCE_SECONDS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "silences", "Announced silence"
ANNOUNCEMENT = "silence-announcement"
READS, RECEIVES = "reads", "receives only"

KINDS = table_of(
    Kind(
        ANNOUNCEMENT, "announcement of silence", Speech.INFORMS, "01",
        {
            "from_at": Field("From when; left out: at once", Sort.INSTANT, required=False),
            "until_at": Field("Until when", Sort.INSTANT),
            "channels": Field("Channels; none named: all", required=False, many=True, characters_max=32),
            "reason": Field("Reason"),
            "meanwhile": Field("What its author does meanwhile with what arrives", choices=(READS, RECEIVES)),
        },
        place=Place.EVERYBODY, answers=(ANNOUNCEMENT,), survives=True, background=True,
        heeded=True, purpose="That you will not answer between two times; others see it and do not worry.",
        text={"en": "{party} will be silent: {reason}"},
    ),
)  # fmt: skip


class SilencesState(Struct, frozen=True):
    """What was announced in one dossier.

    Args:
        authors: of every announcement, by reference.
        announced: by party, the announcements that no later one followed.
    """

    charter: Charter
    authors: Mapping[str, str] = field(default_factory=dict)
    announced: Mapping[str, Register[Announcement]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return announcements of one party of which concurrent acts say different things."""
        return tuple(
            f"{party.upper()}, announced silence: {', '.join(register.refs)} differ"
            for party, register in sorted(self.announced.items())
            if register.conflict
        )


def begin(charter: Charter) -> SilencesState:
    """Return the state before the first announcement."""
    return SilencesState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: SilencesState, act: Said) -> Refused | None:
    """Return why an act does not count: each party announces its own silence, ahead, with an end."""
    if act.re is not None and state.authors.get(act.re) != act.party:
        return Refused("silence-of-other", expected=f"an announcement by {act.party.upper()}", got=act.re)
    since, until = _since(act), instant_of(act.body, "until_at") or 0
    if since < act.claimed_at:
        return Refused(
            "silence-past", expected=f"from_at: {rfc3339(act.claimed_at)} or later", got=rfc3339(since),
            remedy="leave --from out: it then begins at once",
        )  # fmt: skip
    # Its early end is an announcement anew whose end has come.
    least = since if act.re is not None else since + 1
    if not least <= until <= since + SILENCE_SECONDS_MAX:
        days = SILENCE_SECONDS_MAX // 86_400
        return Refused(
            "silence-end", expected=f"until_at: after {rfc3339(since)}, by at most {days} days", got=rfc3339(until),
            remedy="announce it again towards its end; a longer absence is a suspension",
        )  # fmt: skip
    for name in texts_of(act.body, "channels"):
        if name not in state.charter.channels or act.party not in state.charter.members_of(name):
            names = ", ".join(one for one in state.charter.channels if act.party in state.charter.members_of(one))
            return Refused("channel-unknown", expected=f"channels of {act.party.upper()}: {names}", got=name)
    return None


def _since(act: Said) -> Instant:
    given = instant_of(act.body, "from_at")
    return act.claimed_at if given is None else given


# --- what it adds up to -----------------------------------------------------------------------------------------------


def fold(state: SilencesState, act: Said) -> SilencesState:
    """Return the state with one more act."""
    if act.kind != ANNOUNCEMENT:
        return state
    register = state.announced.get(act.party, Register()).put(act, announcement_of(act))
    return replace(
        state,
        authors={**state.authors, act.ref: act.party},
        announced={**state.announced, act.party: register},
    )


def announcement_of(act: Said) -> Announcement:
    """Return what an act announces."""
    return Announcement(
        act.ref,
        act.origin,
        act.index,
        said_at=act.claimed_at,
        since=_since(act),
        until=instant_of(act.body, "until_at") or 0,
        channels=texts_of(act.body, "channels"),
        receives_only=text_of(act.body, "meanwhile") == RECEIVES,
        reason=text_of(act.body, "reason"),
    )


def background(acts: Iterable[Said], charter: Charter) -> Background:
    """Return the silences that a party announced by these acts of its own, in an order that proof allows."""
    dossiers: dict[str, SilencesState] = {}
    for act in acts:
        state = dossiers.get(act.dossier, begin(charter))
        before = {ref: party for ref, party in state.authors.items() if act.follows(ref)}
        if may(replace(state, authors=before), act) is None:
            dossiers[act.dossier] = fold(state, act)
    found = [one for state in dossiers.values() for register in state.announced.values()
             for one in register.values.values()]  # fmt: skip
    return Background(announcements=tuple(sorted(found, key=lambda one: (one.since, one.ref))))


def duties(state: SilencesState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: an announcement asks nobody for anything."""
    return ()


def turn(state: SilencesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: SilencesState, party: str) -> tuple[NextAct, ...]:
    """Return that a party's own announcement can be made anew."""
    own = state.announced.get(party)
    return tuple(NextAct(ANNOUNCEMENT, ref) for ref in (own.refs if own is not None else ()))


# --- for eyes ---------------------------------------------------------------------------------------------------------

_COLUMNS: Final = ("Party", "From", "Until", "Channels", "Meanwhile", "Reason", "Status")


def render(state: SilencesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return announced silences for eyes."""
    found = [(party, one) for party, register in sorted(state.announced.items())
             for _ref, one in sorted(register.values.items())]  # fmt: skip
    told = [_told(party, one, journal) for party, one in found]
    lines = tuple(
        Line((party.upper(), one["from_at"], one["until_at"], ", ".join(one["channels"]) or "all", one["meanwhile"],
              one["reason"], one["status"]), one["ref"])
        for (party, _one), one in zip(found, told, strict=True)
    )  # fmt: skip
    return Sheet(
        titled("; ".join(f"{party.upper()} will be silent" for party in sorted(state.announced))),
        "conflict" if state.conflicts else told[0]["status"] if told else "announced",
        sections=(Section("Announced silence", lines, _COLUMNS, "It stops nothing: the line stays open."),),
        data={"silences": told},
        timed=any(one["status"] != "ended" for one in told),
    )


def _told(party: str, one: Announcement, journal: Journal) -> dict[str, Any]:
    at = journal.as_of
    status = "announced" if at is None or at < one.since else "under way" if at <= one.until else "ended"
    return {
        "ref": one.ref, "party": party, "from_at": rfc3339(one.since), "until_at": rfc3339(one.until),
        "channels": list(one.channels), "meanwhile": RECEIVES if one.receives_only else READS, "reason": one.reason,
        "status": status,
    }  # fmt: skip
