"""A meeting as its acts make it: the acts that count, and everything that follows from them.

The state is nothing but those acts. What they add up to is asked of it: so no order of arrival can leave a trace.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.kinds import instant_of, text_of
from detente.council.meeting.agenda import Item, OnItems, items_of, title_key
from detente.council.meeting.joint_text import JointText, parse_joint_text
from detente.council.papers.minutes import Change, Symbol, parse_symbol
from detente.council.register import Register
from detente.council.said import Said, by_past
from detente.council.settings import table
from detente.protocol.charter import Charter

CONVENE, ACCEPT, DECLINE = "meeting-convene", "meeting-accept", "meeting-decline"
CHANGE, CANCEL, OPEN, CLOSE = "meeting-change", "meeting-cancel", "meeting-open", "meeting-close"
TABLE, WITHDRAW, CONTEST = "item-table", "item-withdraw", "item-contest"
STATE, RESULT, RESULT_CONTEST, LIFT = "item-statement", "item-result", "result-contest", "contest-lift"
FLOOR, GIVE, SUMMARY = "floor-request", "floor-give", "meeting-summary"
MINUTES, TEXT, CHOOSE, SIGN = "meeting-minutes", "text-table", "text-choose", "paper-sign"

PERIOD_MONTHS: Final = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""Periods after which the chair passes on, each beginning with the calendar's."""
ROTATING, CONVENER = "rotating", "convener"
SIGN_DAYS_MAX: Final = 366

Value = TypeVar("Value")


class Terms(Struct, frozen=True):
    """When and where it is held.

    Args:
        place: empty where it is held over the line.
    """

    begins_at: Instant
    ends_at: Instant | None
    place: str


class Paper(Struct, frozen=True):
    """Minutes or a joint text at one version.

    Args:
        act: that gave this version.
        signed: parties that signed it, each with its act.
    """

    act: Said
    signed: Mapping[str, Said] = field(default_factory=dict)

    @property
    def symbol(self) -> Symbol:
        """Return the symbol of minutes."""
        return parse_symbol(text_of(self.act.body, "symbol"))


class MeetingState(Struct, frozen=True):
    """The acts of one meeting that count, by kind and reference."""

    charter: Charter
    acts: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)

    def said(self, *kinds: str) -> tuple[Said, ...]:
        """Return the acts of these kinds in an order that proof allows, the same in every record."""
        found = [act for kind in kinds for act in self.acts.get(kind, {}).values()]
        return tuple(sorted(found, key=by_past))

    def act(self, ref: str | None, *kinds: str) -> Said | None:
        """Return an act of one of these kinds, or None."""
        return next((self.acts[kind][ref] for kind in kinds if ref in self.acts.get(kind, {})), None) if ref else None

    # --- the meeting ------------------------------------------------------------------------------

    @property
    def convening(self) -> Said | None:
        """Return the invitation."""
        return next(iter(self.said(CONVENE)), None)

    @property
    def chair(self) -> str:
        """Return the party in the chair: as the charter says, for the day on which the meeting was convened."""
        return chair_of(self.charter, self.convening) if self.convening is not None else ""

    @property
    def terms(self) -> Register[Terms]:
        """Return when and where it is held; a change says all of it anew."""
        return _register(self.said(CONVENE, CHANGE), _terms)

    @property
    def phase(self) -> Register[str]:
        """Return the act that opened, closed or cancelled it last."""
        return _register(self.said(OPEN, CLOSE, CANCEL), lambda act: act.kind)

    @property
    def is_open(self) -> bool:
        """Say if it is open, for anybody who knows no more than this."""
        return OPEN in self.phase.values.values()

    @property
    def is_over(self) -> bool:
        """Say if it was closed or cancelled, and not opened again."""
        return bool(self.phase.values) and not self.is_open

    @property
    def is_cancelled(self) -> bool:
        """Say if it does not take place."""
        return bool(self.phase.values) and all(kind == CANCEL for kind in self.phase.values.values())

    # --- who takes part ---------------------------------------------------------------------------

    @property
    def invited(self) -> frozenset[str]:
        """Return whom the invitation asks: its addressees, else every other reader; the depositary never."""
        act = self.convening
        if act is None:
            return frozenset()
        asked = act.to or (self.charter.members_of(act.channel) if act.channel in self.charter.channels else ())
        return frozenset(asked) - {act.party, self.charter.depositary}

    def answers(self, party: str) -> Register[str]:
        """Return how a party answers the invitation: the kind of its last answer."""
        return _register([act for act in self.said(ACCEPT, DECLINE) if act.party == party], lambda act: act.kind)

    @property
    def participants(self) -> tuple[str, ...]:
        """Return who sits at the table and is asked to sign, in the order of their numbers."""
        declined = {party for party in self.charter.parties if self.answers(party).settled == DECLINE}
        accepted = {party for party in self.charter.parties if ACCEPT in self.answers(party).values.values()}
        host = {self.convening.party, self.chair} if self.convening is not None else set()
        return tuple(party for party in self.charter.parties if party in accepted | (host - declined))

    def delegation(self, party: str) -> tuple[tuple[str, str], ...]:
        """Return name and rank of those whom a party sends, as its last answer says."""
        convening = self.convening
        acts = [act for act in self.said(ACCEPT) if act.ref in self.answers(party).refs]
        acts += [convening] if convening is not None and convening.party == party else []
        for act in acts:
            if persons := act.body.get("delegation"):
                return tuple((text_of(one, "name"), text_of(one, "rank")) for one in persons)
        return ()

    # --- items ------------------------------------------------------------------------------------

    @property
    def items(self) -> tuple[Item, ...]:
        """Return the agenda, withdrawn items too."""
        lifted = {act.re for act in self.said(LIFT)}
        return items_of(
            self.convening,
            OnItems(
                tabled=self.said(TABLE),
                withdrawn=self.said(WITHDRAW),
                objections=[act for act in self.said(CONTEST) if act.ref not in lifted],
                statements=self.said(STATE),
                results=self.said(RESULT),
                contests=[act for act in self.said(RESULT_CONTEST) if act.ref not in lifted],
            ),
        )

    def item(self, id_: str) -> Item | None:
        """Return an item by its id, or None."""
        return next((item for item in self.items if item.id == id_), None)

    # --- papers -----------------------------------------------------------------------------------

    def signatures(self, ref: str, document: bytes | None = None) -> dict[str, Said]:
        """Return who signed one version of a paper, or only those who signed the document with this hash."""
        signed = [act for act in self.said(SIGN) if act.re == ref]
        return {act.party: act for act in signed if document is None or act.body.get("document") == document}

    @property
    def minutes(self) -> tuple[Paper, ...]:
        """Return all minutes that the chair has put down, earlier versions too."""
        return tuple(Paper(act, self.signatures(act.ref)) for act in self.said(MINUTES))

    @property
    def standing_minutes(self) -> tuple[Paper, ...]:
        """Return the minutes that no revision replaced, one or more for each language."""
        replaced = {(str(one.symbol.before), one.act.language) for one in self.minutes if _revises(one.symbol)}
        return tuple(one for one in self.minutes if (str(one.symbol), one.act.language) not in replaced)

    def root_of(self, act: Said) -> str:
        """Return the reference under which a joint text was tabled first."""
        while (earlier := self.act(act.re, TEXT)) is not None and act.follows(earlier.ref):
            act = earlier
        return act.ref

    @property
    def texts(self) -> Mapping[str, Register[Said]]:
        """Return the joint texts by the reference under which they were tabled first, each with its version."""
        found: dict[str, Register[Said]] = {}
        for act in self.said(TEXT):
            root = self.root_of(act)
            found[root] = found.get(root, Register()).put(act, act)
        return found

    def chosen(self, text: str, bracket: int) -> dict[str, str]:
        """Return the label that each party chose last in a bracket of one version of a text."""
        found: dict[str, str] = {}
        for act in self.said(CHOOSE):
            if act.re == text and act.body.get("bracket") == bracket:
                found[act.party] = text_of(act.body, "option").strip().casefold()
        return found

    def closed(self, act: Said) -> dict[int, str]:
        """Return the brackets of one version in which everybody at the table chose the same."""
        found = {}
        for bracket in joint_text_of(act).brackets:
            chosen = self.chosen(act.ref, bracket.number)
            labels = {chosen.get(party) for party in self.participants}
            if len(labels) == 1 and (label := next(iter(labels))) is not None:
                found[bracket.number] = label
        return found

    # --- what is left open ------------------------------------------------------------------------

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return what concurrent acts left open."""
        found = []
        if len(self.said(CONVENE)) > 1:
            found.append(f"more than one invitation: {_refs(act.ref for act in self.said(CONVENE))}")
        if self.terms.conflict:
            found.append(f"two dates or places: {_refs(self.terms.refs)}")
        if self.phase.conflict:
            found.append(f"opened, closed or cancelled at once: {_refs(self.phase.refs)}")
        answers = {party: self.answers(party) for party in self.charter.parties}
        found += [
            f"two answers of {party.upper()}: {_refs(one.refs)}" for party, one in answers.items() if one.conflict
        ]
        titles: dict[str, list[Item]] = {}
        for item in self.items:
            if not item.withdrawn:
                titles.setdefault(title_key(item.title), []).append(item)
            if item.recorded.conflict:
                found.append(f"two results of item {item.number}: {_refs(item.recorded.refs)}")
        found += [f"tabled twice: {_refs(one.id for one in same)}" for same in titles.values() if len(same) > 1]
        found += [f"two versions of {root}: {_refs(one.refs)}" for root, one in self.texts.items() if one.conflict]
        return tuple(found)

    def before(self, act: Said) -> "MeetingState":
        """Return the state as the author of an act knew it, by proof."""
        known = {kind: {ref: one for ref, one in acts.items() if act.follows(ref)} for kind, acts in self.acts.items()}
        return MeetingState(self.charter, {kind: acts for kind, acts in known.items() if acts})


def chair_of(charter: Charter, convening: Said) -> str:
    """Return who takes the chair of a meeting: the charter's party, the one whose period it is, or who convenes."""
    rule = table(charter, "meetings")
    chair = rule.text("chair", CONVENER)
    if chair == CONVENER:
        return convening.party
    order = rule.texts("order")
    if chair != ROTATING or not order:
        return chair
    months = PERIOD_MONTHS[rule.text("period", "month")]
    begins_at = instant_of(convening.body, "begins_at") or convening.claimed_at
    passed = _month(begins_at) // months - _month(charter.founded_at) // months
    return order[passed % len(order)]


def sign_days(charter: Charter) -> int:
    """Return within how many days minutes are to be signed; 0 where the charter says nothing."""
    return table(charter, "meetings").number("sign_days", 0, SIGN_DAYS_MAX, 0)


def check_meetings(charter: Charter) -> None:
    """Be silent where `[meetings]` can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    rule = table(charter, "meetings")
    sign_days(charter)
    chair, order = rule.text("chair", CONVENER), rule.texts("order")
    seats = [party for party in charter.parties if party != charter.depositary]
    named = order if chair == ROTATING else () if chair == CONVENER else (chair,)
    if (chair == ROTATING and not order) or any(party not in seats for party in named):
        rule.refuse(f"a chair among {', '.join(seats)}, or `{ROTATING}` with an order of them", named or chair)
    if rule.text("period", "month") not in PERIOD_MONTHS:
        rule.refuse(f"one of {', '.join(PERIOD_MONTHS)} as period", rule.text("period"))


def joint_text_of(act: Said) -> JointText:
    """Return a joint text as an act that counts gives it."""
    return parse_joint_text(text_of(act.body, "text"))


def _register(acts: Iterable[Said], value: Callable[[Said], Value]) -> Register[Value]:
    found: Register[Value] = Register()
    for act in acts:
        found = found.put(act, value(act))
    return found


def _terms(act: Said) -> Terms:
    return Terms(instant_of(act.body, "begins_at") or 0, instant_of(act.body, "ends_at"), text_of(act.body, "place"))


def _revises(symbol: Symbol) -> bool:
    return bool(symbol.changes) and symbol.changes[-1][0] is Change.REVISION


def _month(at: Instant) -> int:
    day = datetime.fromtimestamp(at, UTC)
    return day.year * 12 + day.month - 1


def _refs(refs: Iterable[str]) -> str:
    return ", ".join(sorted(refs))
