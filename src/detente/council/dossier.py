"""A dossier: all acts on one matter, judged and folded. The same acts give the same result in every order of proof.

Each act is judged against the acts that are proven to come before it, and against nothing else. Concurrent acts that
exclude each other are therefore both regular; the desk's state then says *conflict*, which an act that cites them
resolves. The normative page is docs/spec/dossiers.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant
from detente.council.background import Announcement, Background
from detente.council.desk import Desk, NextAct, Sheet
from detente.council.desks import line
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.judgement import judge
from detente.council.kinds import NEED_BY, drill_of, text_of
from detente.council.registry import DESKS, background, desk_of, hearing
from detente.council.said import Said, by_claim, in_order, numbered
from detente.council.settings import silence_excuses
from detente.council.titles import practised
from detente.council.wishes import Wish, data_of, next_at, section_of, wishes
from detente.errors import Refused
from detente.limits import DOSSIER_ACTS_MAX
from detente.protocol.charter import Charter

States = Mapping[str, Any]
_ADJUSTING: Mapping[str, Any] = {name: desk for name, desk in DESKS.items() if hasattr(desk, "adjust")}
_STANDING: Mapping[str, Any] = {name: desk for name, desk in DESKS.items() if hasattr(desk, "stands")}


def unproven(announcement: Announcement) -> Instant | None:  # noqa: ARG001  where no journal is at hand
    """Return that nothing proves when a silence was announced."""
    return None


class Folded(Struct, frozen=True):
    """A dossier as its acts add up.

    Args:
        ref: of its first act.
        acts: all of them, in an order that proof allows.
        irregular: reference to the reason for which an act counts for nothing.
        states: by the name of the desk; that of the first act's desk leads.
    """

    ref: str
    charter: Charter
    acts: tuple[Said, ...] = ()
    irregular: Mapping[str, Refused] = field(default_factory=dict)
    states: States = field(default_factory=dict)

    @property
    def desk(self) -> str:
        """Return the name of the desk to which the matter belongs: that of its first act that counts."""
        first = next((act for act in self.acts if act.ref == self.ref and act.ref not in self.irregular), None)
        return desk_of(first.kind).NAME if first is not None else line.NAME

    @property
    def mistakes(self) -> dict[str, Refused]:
        """Return by reference the acts with which a desk of ours could not cope; the cause is what went wrong."""
        return {ref: why for ref, why in self.irregular.items() if why.code == "act-not-understood"}

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return what concurrent acts left open."""
        return tuple(one for state in self.states.values() for one in state.conflicts)

    @property
    def topic(self) -> str:
        """Return the topic of its first act, or nothing."""
        return next((text_of(act.body, "topic") for act in self.acts if act.ref == self.ref), "")

    def state_of(self, desk: str) -> Any:
        """Return the state of a desk, also where no act of its own stands here: of what it hears."""
        if desk in self.states:
            return self.states[desk]
        regular = (act for act in self.acts if act.ref not in self.irregular)
        return _state(self.charter, _fold(self.charter, regular), DESKS[desk])

    @property
    def drill(self) -> str:
        """Return the name of the drill to which the matter belongs, empty for a real one."""
        return next((drill_of(act.body) for act in self.acts if act.ref == self.ref), "")

    def sheet(self, journal: Journal, language: str = "en", duties: Sequence[Duty] | None = None) -> Sheet:
        """Return the dossier for eyes, as its own desk shows it, with what desks say beside every matter.

        A drill says so in its title.

        Args:
            duties: what is owed in it, for desks whose words rest on that; as all desks leave it where it is not given.
        """
        desk: Any = DESKS[self.desk]
        if hasattr(desk, "render_owing"):
            owed = self._owed(journal) if duties is None else duties
            sheet: Sheet = desk.render_owing(self.states[self.desk], owed, journal, language)
        else:
            sheet = desk.render(self.states[self.desk], journal, language)
        for name, state in self.states.items():
            if name != self.desk and getattr(DESKS[name], "BESIDE", False):
                beside = DESKS[name].render(state, journal, language)
                sheet = replace(
                    sheet, sections=(*sheet.sections, *beside.sections), data={**sheet.data, name: dict(beside.data)}
                )
        sheet = self._with_wishes(sheet, journal)
        if not self.drill:
            return sheet
        facts = (("DRILL", f"{self.drill}: practised, and counted in no measure"), *sheet.facts)
        return replace(sheet, title=practised(self.drill, sheet.title), facts=facts)

    def wishes(self, journal: Journal) -> tuple[Wish, ...]:
        """Return the answers that are asked for in it by a time."""
        regular = (act for act in self.acts if act.ref not in self.irregular)
        return wishes(regular, self.charter, lambda: self.turn(journal))

    def _with_wishes(self, sheet: Sheet, journal: Journal) -> Sheet:
        found = self.wishes(journal)
        if not found:
            return sheet
        told = {"wishes": [data_of(one) for one in found], NEED_BY: next_at(found)}
        # A sheet without data is one of which its desk has nothing to say yet.
        data = {**sheet.data, **told} if sheet.data else sheet.data
        return replace(sheet, sections=(*sheet.sections, section_of(found)), data=data)

    def turn(self, journal: Journal) -> frozenset[str]:
        """Return the parties whose turn it is."""
        return frozenset().union(*(DESKS[name].turn(state, journal) for name, state in self.states.items()))

    def stands(self, journal: Journal) -> bool:
        """Say if something in it stands still, in the words of some desk: an assurance, or an item that was shared."""
        return any(_STANDING[name].stands(state, journal) for name, state in self.states.items() if name in _STANDING)

    def next_acts(self, party: str) -> tuple[NextAct, ...]:
        """Return what an officer of the party could do now, the matter's own desk first."""
        names = sorted(self.states, key=lambda name: name != self.desk)
        return tuple(one for name in names for one in DESKS[name].next_acts(self.states[name], party))

    def duties(
        self,
        journal: Journal,
        standing: Callable[[str], Background],
        now: Instant,
        proven_at: Callable[[Announcement], Instant | None] = unproven,
    ) -> tuple[Duty, ...]:
        """Return what is owed, with what was said of it; what its debtor has suspended is excused.

        Where a suspension says that duties go on, nothing is excused by it.

        So is, where the charter says it, what its debtor is to acknowledge within a silence that it had announced.

        Args:
            standing: what a party has said about itself by now.
            now: by which suspensions that end by themselves are looked at.
            proven_at: by when an announcement was there, by evidence; nobody announces a silence afterwards.
        """
        found = (self._excused(duty, standing(duty.who), now, proven_at) for duty in self._owed(journal))
        return tuple(replace(duty, drill=self.drill) if self.drill else duty for duty in found)

    def _owed(self, journal: Journal) -> list[Duty]:
        """Return what is owed as all desks leave it, whatever its debtors have suspended or announced."""
        owed = [duty for name, state in self.states.items() for duty in DESKS[name].duties(state, journal)]
        adjusting = [(desk.adjust, self.states[name]) for name, desk in _ADJUSTING.items() if name in self.states]
        return [reduce(lambda one, pair: pair[0](pair[1], one, journal), adjusting, duty) for duty in owed]

    def _excused(
        self, duty: Duty, debtor: Background, now: Instant, proven_at: Callable[[Announcement], Instant | None]
    ) -> Duty:
        channel = next((act.channel for act in self.acts if act.ref == duty.act), "")
        suspension = debtor.suspension_of(self.charter, channel, self.topic, now)
        if suspension is not None and not suspension.duties:
            return duty.excused(f"suspended by {suspension.ref}")
        if not duty.reading or duty.due_at is None or not silence_excuses(self.charter):
            return duty
        return _excused_by_silence(duty, duty.due_at, channel, debtor, proven_at)


def _excused_by_silence(
    duty: Duty,
    due_at: Instant,
    channel: str,
    debtor: Background,
    proven_at: Callable[[Announcement], Instant | None],
) -> Duty:
    for one in debtor.announcements:
        at = proven_at(one) if one.covers(channel, due_at) else None
        if at is not None and at <= due_at:
            return duty.excused(f"silence announced by {one.ref}")
    return duty


def fold_dossier(
    ref: str,
    acts: Iterable[Said],
    charter: Charter,
    background_of: Callable[[Said], Background],
    first: Callable[[Said], Any] = by_claim,
) -> Folded:
    """Return a dossier, whatever the order in which its acts are given.

    Args:
        ref: of its first act.
        acts: of the channel in which it was opened, and of channels that all of its readers read.
        background_of: what an act's author had said about itself before it, by proof.
        first: as in `in_order`; whatever it says, the result is the same but for the order of `acts`.
    """
    acts = tuple(acts)
    # Each party fills its own share only: nobody's objection is lost under what others say.
    numbers = numbered(acts)
    ordered = in_order(acts, first, frozenset(ref for ref, number in numbers.items() if number <= DOSSIER_ACTS_MAX))
    by_ref = {act.ref: act for act in ordered}
    matter = text_of(by_ref[ref].body, "topic") if ref in by_ref else ""
    drill = drill_of(by_ref[ref].body) if ref in by_ref else None
    irregular: dict[str, Refused] = {}
    known = _Known(charter, ordered, irregular)
    for act in ordered:
        if numbers[act.ref] > DOSSIER_ACTS_MAX:
            irregular[act.ref] = _full(numbers[act.ref])
            continue
        before = known.before(act)
        try:
            reason = _judged(
                act, before, charter, background_of(act), opening=act.ref == ref, answered=by_ref.get(act.re or ""),
                matter=matter if act.follows(ref) else "", drilled=drill if act.follows(ref) else None,
            )  # fmt: skip
            after = before if reason is not None else _with(charter, before, act)
        except Exception as mistake:  # noqa: BLE001  an act that a desk cannot cope with costs itself, not the matter
            reason, after = _not_understood(mistake), before
        if reason is not None:
            irregular[act.ref] = reason
        known.after(act, after)
    regular = [act for act in ordered if act.ref not in irregular]
    return Folded(ref, charter, ordered, irregular, _met(charter, regular))


class _Known:
    """What the author of each act knew: folded on from the newest act of some feed that the author had, not anew.

    Only the last state of each feed is kept: an act knows its own feed's, so each act is folded at most once for each.

    Args:
        irregular: filled while acts are judged, each before those that follow it.
    """

    def __init__(self, charter: Charter, ordered: Iterable[Said], irregular: Mapping[str, Refused]) -> None:
        self._charter = charter
        self._place = {act.ref: (number, act) for number, act in enumerate(ordered)}
        self._irregular = irregular
        self._ends: dict[tuple[str, str], tuple[Said, States]] = {}

    def before(self, act: Said) -> States:
        """Return the states of what is proven to come before an act."""
        ends = [end for end in self._ends.values() if act.follows(end[0].ref)]
        last, states = max(ends, key=lambda end: len(end[0].past), default=(None, {}))
        missing = act.past if last is None else act.past - last.past - {last.ref}
        between = sorted(self._place[ref] for ref in missing - self._irregular.keys())
        return _fold(self._charter, (one for _number, one in between), states)

    def after(self, act: Said, states: States) -> None:
        """Keep what is known from an act on that was judged."""
        self._ends[act.party, act.channel] = act, states


def check_next(folded: Folded, act: Said, background: Background) -> None:
    """Be silent where an act could be added now, with everything that is held before it.

    Raises:
        Refused: what makes it irregular, `dossier-full`, from `judge` or its desk; and what a desk's `may_draft` says,
            where it has one: from others such an act is regular, and its desk says what it is worth.
    """
    mine = sum((one.party, one.channel) == (act.party, act.channel) for one in folded.acts)
    if mine >= DOSSIER_ACTS_MAX:
        raise _full(mine + 1)
    regular = [one for one in folded.acts if one.ref not in folded.irregular]
    states = _fold(folded.charter, regular)
    answered = next((one for one in folded.acts if one.ref == act.re), None)
    reason = _judged(
        act, states, folded.charter, background, opening=not folded.acts, answered=answered, matter=folded.topic,
        drilled=folded.drill if any(one.ref == folded.ref for one in folded.acts) else None,
    )  # fmt: skip
    desk: Any = desk_of(act.kind)
    drafting = getattr(desk, "may_draft", None)
    if reason is None and drafting is not None:
        reason = drafting(_state(folded.charter, states, desk), act)
    if reason is not None:
        raise reason


def check_owing(folded: Folded, act: Said, duties: Sequence[Duty]) -> None:
    """Be silent where its author may say that of a duty: something is owed, by or to it.

    Args:
        duties: of the dossier.

    Raises:
        Refused: what the desk's `may_owing` says, where it has one.
    """
    desk: Any = desk_of(act.kind)
    owing = getattr(desk, "may_owing", None)
    if owing is None:
        return
    reason = owing(folded.state_of(desk.NAME), act, duties)
    if reason is not None:
        raise reason


def counting(acts: Iterable[Said], charter: Charter) -> tuple[Said, ...]:
    """Return those acts that bind a party and count: each is judged in the light of its author's before it.

    Whether one may open a dossier, or answer what it answers, is for its desk to say.

    Args:
        acts: of kinds in `BACKGROUND`, over all dossiers: one party's, and others' that it is bound by.
    """
    found: list[Said] = []
    for act in in_order(acts):
        before = background([one for one in found if one.party == act.party and act.follows(one.ref)], charter)
        try:
            judge(act, charter, before, opening=False, answered=None)
        except Refused:
            continue
        found.append(act)
    return tuple(found)


def _judged(
    act: Said, states: States, charter: Charter, background: Background, *, opening: bool, answered: Said | None,
    matter: str, drilled: str | None,
) -> Refused | None:  # fmt: skip
    try:
        judge(act, charter, background, opening=opening, answered=answered, matter=matter, drilled=drilled)
    except Refused as reason:
        return reason
    desk = desk_of(act.kind)
    # What a desk's acts have to do with those of other dossiers, it reads from the background; few desks do.
    in_light: Any = getattr(desk, "may_in_light", None)
    return desk.may(_state(charter, states, desk), act) or (in_light and in_light(background, act, charter))


def _not_understood(mistake: Exception) -> Refused:
    reason = Refused(
        "act-not-understood", expected="an act that its desk can read", got="a mistake of this software",
        remedy="show the act as it is with detente show, and tell whoever keeps the software",
    )  # fmt: skip
    reason.__cause__ = mistake
    return reason


def _full(number: int) -> Refused:
    most = f"at most {DOSSIER_ACTS_MAX} acts of a party in one channel"
    return Refused("dossier-full", expected=most, got=str(number), remedy="open another matter")


def _state(charter: Charter, states: States, desk: Desk) -> Any:
    return states[desk.NAME] if desk.NAME in states else desk.begin(charter)


def _with(charter: Charter, states: States, act: Said) -> States:
    heard = {desk.NAME: desk.fold(_state(charter, states, desk), act) for desk in hearing(act.kind)}
    return {**states, **heard}


def _fold(charter: Charter, acts: Iterable[Said], states: States = MappingProxyType({})) -> States:
    for act in acts:
        states = _with(charter, states, act)
    return states


def _met(charter: Charter, regular: Sequence[Said]) -> States:
    """Return the states of those desks that have an act in the dossier; the line's desk has every one."""
    states, names = _fold(charter, regular), {line.NAME, *(desk_of(act.kind).NAME for act in regular)}
    return {name: _state(charter, states, desk) for name, desk in DESKS.items() if name in names}
