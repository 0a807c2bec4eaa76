"""The standing desk: a party suspends or resumes its own participation, by scope; what stays open is computed.

Source: the suspension of 1 April 2014 ("all practical civilian and military cooperation", with political dialogue at
the level of ambassadors and above kept, and a review in June: `rt-20140401`, `nato-20140408` in docs/sources.md);
design sections 1 and 3.

    who                        may
    any party                  suspend its own part in channels, levels and topics, but never in the line
    who suspended              resume it, whole or in part, also while it is suspended
    every other party          note it, as any act (acknowledge, statement); nothing depends on that

A suspension binds its author alone: what it says in the scope afterwards counts for nothing, and what it owes there is
excused, unless it says that its duties go on. Suspensions that overlap stand beside each other, each with its own
resumption; together they cover what any of them covers. One with a last second ends then by itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.background import Background, Suspension
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Change, Field, Kind, Place, Rank, Sort, Speech, instant_of, table_of, text_of
from detente.council.said import Said
from detente.council.scope import SORTS, Scope, by_title, covers, open_for, scope_of, whole, without, words_of
from detente.council.settings import table
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol.charter import LINE, Charter

NAME, TITLE = "standing", "Standing"
SUSPEND, RESUME = "suspend", "resume"
EXCUSED, GO_ON = "excused", "go on"

_SCOPE: Final = {
    "channels": Field("Channels", required=False, many=True, characters_max=32, names="channels"),
    "levels": Field(
        "Levels of channels", required=False, many=True, characters_max=NAME_CHARACTERS_MAX, names="levels"
    ),
    "topics": Field("Topics, in every channel", required=False, many=True, characters_max=32, names="topics"),
}

KINDS = table_of(
    Kind(
        SUSPEND, "suspension", Speech.SUSPENDS, "16",
        {
            **_SCOPE,
            "reason": Field("Reason"),
            "ground": Field("Legal ground"),
            "until_at": Field("Until when; it ends then by itself", Sort.INSTANT, required=False),
            "review": Field("When and how it will be reviewed", required=False),
            "duties": Field("Duties of its author in the scope", required=False, choices=(EXCUSED, GO_ON)),
        },
        least_rank=Rank.MINISTER, place=Place.EVERYBODY, survives=True, background=True,
        heeded=True, purpose="That you take no part in something for the time being. The line itself stays open.",
        text={"en": "{party} suspends its participation in part ({scope}): {reason}"}, told=("scope",),
    ),
    Kind(
        RESUME, "resumption", Speech.INFORMS, "05", {**_SCOPE, "text": Field("Remark", required=False)},
        place=Place.EVERYBODY, needs_re=True, answers=(SUSPEND,), opens=False, survives=True, background=True,
        heeded=True, text={"en": "{party} resumes what it suspended with {re}"},
        verb="resume it", changes=Change.TAKES_BACK,
    ),
)  # fmt: skip


class StandingState(Struct, frozen=True):
    """What was suspended and resumed in one dossier; more can only be resumed, so no order matters.

    Args:
        suspended: by the reference of the suspension.
        resumed: by the reference of the resumption.
    """

    charter: Charter
    suspended: Mapping[str, Said] = field(default_factory=dict)
    resumed: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: resumptions of the same thing add up."""
        return ()

    def resumptions_of(self, ref: str) -> list[Said]:
        """Return the acts that resumed a suspension or part of it, in the order of their references."""
        return [act for _ref, act in sorted(self.resumed.items()) if act.re == ref]

    def resumed_by(self, resumption: Said) -> Scope:
        """Return what one resumption names; where it names nothing, all that was suspended."""
        return scope_of(resumption.body) or scope_of(self.suspended[resumption.re or ""].body)

    def scope_left(self, ref: str) -> Scope:
        """Return what of a suspension was not resumed."""
        resumed = [self.resumed_by(act) for act in self.resumptions_of(ref)]
        act = self.suspended[ref]
        return without(self.charter, act.party, scope_of(act.body), resumed)

    def suspension(self, ref: str, *, original: bool = False) -> Suspension:
        """Return a suspension as far as it was not resumed, or as it was said."""
        act = self.suspended[ref]
        scope = scope_of(act.body) if original else self.scope_left(ref)
        return Suspension(
            ref,
            channels=tuple(sorted(scope.channels)),
            levels=tuple(sorted(scope.levels)),
            topics=tuple(sorted(scope.topics)),
            reason=text_of(act.body, "reason"),
            ground=text_of(act.body, "ground"),
            since=act.claimed_at,
            until=instant_of(act.body, "until_at"),
            duties=(text_of(act.body, "duties") or usual_duties(self.charter)) == GO_ON,
            review=text_of(act.body, "review"),
        )


def begin(charter: Charter) -> StandingState:
    """Return the state before the first suspension."""
    return StandingState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: StandingState, act: Said) -> Refused | None:
    """Return why an act does not count: only what is one's own is suspended, the line never, and resumed what is so."""
    if act.kind == SUSPEND:
        return _may_suspend(state.charter, act)
    return _may_resume(state, act) if act.kind == RESUME else None


def _may_suspend(charter: Charter, act: Said) -> Refused | None:
    scope, known = scope_of(act.body), whole(charter, act.party)
    if not scope:
        return Refused(
            "scope-empty",
            expected="a channel, level or topic of which the suspension is",
            got="none",
            remedy="give --channel, --level or --topic",
        )
    if act.channel == LINE:
        return Refused(
            "suspend-on-line",
            expected="another channel that every party reads, for a suspension",
            got=LINE,
            remedy="the line carries what is urgent and short: say it with --in CHANNEL",
        )
    line_level = charter.channels[LINE].level
    if LINE in scope.channels or (line_level and line_level in scope.levels - known.levels):
        return Refused(
            "line-suspended",
            expected="channels and levels other than the line, which no act suspends",
            got=scope.words(),
            remedy="leave the line out; " + _known(known),
        )
    for sort in SORTS:
        for name in sorted(scope.named(sort) - known.named(sort)):
            near = get_close_matches(name, sorted(known.named(sort)), n=1, cutoff=0)
            return Refused(
                "scope-unknown",
                expected=f"{sort} in which {act.party.upper()} takes part: {_names(known.named(sort))}",
                got=name,
                remedy=f"did you mean {near[0]}?" if near else _known(known),
            )
    until = instant_of(act.body, "until_at")
    if until is not None and until <= act.claimed_at:
        now = rfc3339(act.claimed_at)
        return Refused("until-past", expected=f"a time after {now}", got=rfc3339(until), remedy="give a later --until")
    return None


def _may_resume(state: StandingState, act: Said) -> Refused | None:
    suspended = state.suspended.get(act.re or "")
    if suspended is None:
        named = act.re or "nothing"
        return Refused("not-suspended", expected="a suspension that stands in this dossier", got=named, remedy=_LOOK)
    if suspended.party != act.party:
        return Refused(
            "suspension-of-other",
            expected=f"a suspension by {act.party.upper()}: a party resumes its own participation",
            got=f"{suspended.ref}, by {suspended.party.upper()}",
            remedy="acknowledge or answer it",
        )
    left, part = state.scope_left(suspended.ref), scope_of(act.body)
    if not left or not covers(state.charter, act.party, left, part):
        return Refused(
            "not-suspended",
            expected=f"what {suspended.ref} still suspends: {left.words()}",
            got=part.words() if part else "all of it",
            remedy=_LOOK,
        )
    until = instant_of(suspended.body, "until_at")
    if until is not None and act.claimed_at > until:
        ended = f"{suspended.ref}, which ended by itself at {rfc3339(until)}"
        return Refused("not-suspended", expected="a suspension in force", got=ended, remedy=_LOOK)
    return None


_LOOK: Final = "detente standing shows what is suspended"


def _known(known: Scope) -> str:
    return "there are " + "; ".join(f"{sort} {_names(known.named(sort))}" for sort in SORTS)


def _names(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


# --- what it adds up to -----------------------------------------------------------------------------------------------


def fold(state: StandingState, act: Said) -> StandingState:
    """Return the state with one more act."""
    if act.kind == SUSPEND:
        return replace(state, suspended={**state.suspended, act.ref: act})
    return replace(state, resumed={**state.resumed, act.ref: act}) if act.kind == RESUME else state


def background(acts: Iterable[Said], charter: Charter) -> Background:
    """Return what a party still suspends by these acts of its own, in an order that proof allows."""
    dossiers: dict[str, StandingState] = {}
    for act in acts:
        state = dossiers.get(act.dossier, begin(charter))
        if may(_before(state, act), act) is None:
            dossiers[act.dossier] = fold(state, act)
    found = [state.suspension(ref) for state in dossiers.values() for ref in state.suspended if state.scope_left(ref)]
    return Background(suspensions=tuple(sorted(found, key=lambda one: (one.since, one.ref))))


def _before(state: StandingState, act: Said) -> StandingState:
    """Return the state of what is proven to come before an act."""
    return replace(
        state,
        suspended={ref: one for ref, one in state.suspended.items() if act.follows(ref)},
        resumed={ref: one for ref, one in state.resumed.items() if act.follows(ref)},
    )


def duties(state: StandingState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: a suspension asks nobody for anything."""
    return ()


def turn(state: StandingState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: StandingState, party: str) -> tuple[NextAct, ...]:
    """Return that what the party itself suspended can be resumed."""
    own = [ref for ref, act in sorted(state.suspended.items()) if act.party == party]
    return tuple(NextAct(RESUME, ref) for ref in own if state.scope_left(ref))


def unsaid(state: StandingState, kind: str, now: Instant) -> Iterator[str]:  # noqa: ARG001  the desk contract
    """Yield before a suspension that the line stays open, also where the level is named at which it meets.

    And what becomes of duties of which nothing is said.
    """
    if kind != SUSPEND:
        return
    yield "The line stays open, whatever is suspended: no act suspends it."
    if usual_duties(state.charter) == GO_ON:
        yield "Where nothing is stated of its author's duties within the scope, they go on, as the charter has it."
    else:
        yield "Where nothing is stated of its author's duties within the scope, they are excused while it stands."
    level = state.charter.channels[LINE].level
    beside = frozenset(name for name, one in state.charter.channels.items() if one.level == level and name != LINE)
    if level and beside:
        channels = ", ".join(by_title(state.charter, Scope(beside))["channels"])
        yield f"Who suspends the level {level} suspends its other channels alone: {channels}."


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: StandingState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the suspensions of a dossier for eyes: the facts of its first, and every one in a table."""
    ordered = sorted(state.suspended, key=lambda ref: (len(state.suspended[ref].past), ref))
    first, seen = state.suspended[ordered[0]], [_told(state, ref, journal) for ref in ordered]
    said = seen[0]
    covered = scope_of(first.body)
    scope, named = _titled(state, covered), by_title(state.charter, covered, ids=True)
    return Sheet(
        titled(f"suspended by {first.party.upper()}: {scope}"),
        said["status"],
        facts=(
            ("by", first.party.upper()),
            ("covers", words_of(named)),
            ("reason", said["reason"]),
            ("legal ground", said["ground"]),
            ("since, as its author says", said["since_at"]),
            ("until", said["until_at"] or "not said"),
            ("review", said["review"] or "not said"),
            ("duties within", f"what {first.party.upper()} owes: {said['duties']}"),
        ),
        sections=tuple(one for one in _sections(state, ordered, seen) if one.lines),
        data={"suspensions": seen},
        timed=any(one["until_at"] and one["status"] != "ended" and one["left"] for one in seen),
    )


def _told(state: StandingState, ref: str, journal: Journal) -> dict[str, Any]:
    """Return one suspension in words that programs read too; `left` is empty where all of it was resumed."""
    act, said, now = state.suspended[ref], state.suspension(ref, original=True), state.suspension(ref)
    left, resumptions = state.scope_left(ref), state.resumptions_of(ref)
    ended = said.until is not None and journal.as_of is not None and journal.as_of > said.until
    opened = open_for(state.charter, act.party, [now], act.claimed_at)
    return {
        "ref": ref,
        "party": act.party,
        **_named(scope_of(act.body)),
        "reason": said.reason,
        "ground": said.ground,
        "since_at": rfc3339(said.since),
        "until_at": written(said.until),
        "review": text_of(act.body, "review"),
        "duties": GO_ON if said.duties else EXCUSED,
        "status": "resumed" if not left else "ended" if ended else "resumed in part" if resumptions else "in force",
        "left": _named(left) if left else {},
        "open": {"channels": opened.channels, "levels": opened.levels, "topics": opened.topics},
        "resumed": [
            {"ref": one.ref, "claimed_at": rfc3339(one.claimed_at), **_named(state.resumed_by(one))}
            for one in resumptions
        ],
    }


def _named(scope: Scope) -> dict[str, list[str]]:
    return {sort: sorted(scope.named(sort)) for sort in SORTS}


def _titled(state: StandingState, scope: Scope) -> str:
    return words_of(by_title(state.charter, scope))


def _sections(state: StandingState, refs: list[str], seen: list[dict[str, Any]]) -> tuple[Section, ...]:
    suspended = tuple(
        Line(
            (one["ref"], _titled(state, state.scope_left(ref)), one["until_at"] or "–", one["duties"], one["status"]),
            ref,
        )
        for ref, one in zip(refs, seen, strict=True)
    )
    opened = tuple(Line((one["party"].upper(), words_of(one["open"])), one["ref"]) for one in seen)
    resumed = tuple(
        Line((one.re or "", _titled(state, state.resumed_by(one)), rfc3339(one.claimed_at), text_of(one.body, "text")),
             ref, one.language)
        for ref, one in sorted(state.resumed.items())
    )  # fmt: skip
    return (
        Section("Suspended", suspended, ("Suspension", "Still suspended", "Until", "Duties within", "Status")),
        Section(
            "What stays open", opened, ("For", "Open"),
            "As far as this matter goes; detente standing counts all suspensions together. No act suspends the line.",
        ),
        Section("Resumed", resumed, ("Suspension", "What", "As its author says at", "Remark")),
    )  # fmt: skip


# --- the charter ------------------------------------------------------------------------------------------------------


def usual_duties(charter: Charter) -> str:
    """Return what becomes of duties within a suspension that does not say it: `[standing] duties`, else excused.

    Raises:
        Malformed: `charter-setting`.
    """
    found = table(charter, "standing")
    text = found.text("duties", EXCUSED)
    return text if text in (EXCUSED, GO_ON) else str(found.refuse(f"{EXCUSED} or {GO_ON} as duties", text))


def check_charter(charter: Charter) -> None:
    """Be silent where `[standing]` can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    usual_duties(charter)
