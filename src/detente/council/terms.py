"""On which terms an act is asked and answered: by which rule, within which time, with which answers, read by whom.

A rule of a regime is found by the form to which it belongs, like `explanation-reply`: numbers of paragraphs are labels.
Where an act names no regime, that of the charter holds which alone has its form; so no rule is left by leaving a
field empty. Where none has it, or several do, or the act says `none`, the charter's own clocks hold: `[clocks.reply]`
for its kind, else `reply_hours`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from detente.clock import Instant, held
from detente.council.agreements import agreements, bound_by, not_here
from detente.council.duty import Duty, clock_start, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import text_of
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.errors import Refused
from detente.protocol.charter import Charter
from detente.regimes.clocks import DueTime, Event, due
from detente.regimes.pack import Does, Pack, Quota, Rule
from detente.regimes.times import Window, events_of

_ANSWERING = frozenset({Does.ANSWER, Does.REPLY, Does.MEET, Does.REPORT, Does.REQUEST, Does.INVITE})


WITHOUT: Final = "none"
"""What an act says that is to stand under no regime, where the charter has one for it."""


class Terms(Struct, frozen=True):
    """What is owed in answer to an act, or what it has to keep to itself.

    Args:
        seconds: of the charter's clock; None where a rule, or nothing, sets the time.
        words: where the time comes from.
    """

    seconds: int | None = None
    words: str = ""
    pack: Pack | None = None
    rule: Rule | None = None

    @property
    def answers(self) -> tuple[str, ...]:
        """Return what the rule takes for an answer; empty where no rule says."""
        return self.rule.answers if self.rule is not None else ()

    @property
    def quota(self) -> Quota | None:
        """Return the quota on which the rule draws, or None."""
        named = self.rule.quota if self.rule is not None else ""
        return self.pack.quotas.get(named) if self.pack is not None and named else None

    @property
    def window(self) -> bool:
        """Say if the rule sets a window: not later, and not sooner."""
        return self.rule is not None and isinstance(self.rule.due, Window)

    def due(self, at: Instant | None, events: Mapping[str, Event] | None = None) -> DueTime | None:
        """Return by when it is due, or None where nothing sets a time, or the event is not there.

        Args:
            at: since when the clock runs; it stands for every event that is not in `events`.
        """
        if self.rule is None or self.pack is None or self.rule.due is None:
            if at is None or self.seconds is None:
                return None
            end = held(at + self.seconds)
            return DueTime(end, end, ())
        known = {} if at is None else dict.fromkeys(events_of(self.rule.due), at)
        return due(self.rule.due, {**known, **(events or {})}, self.pack)


def pack_of(
    charter: Charter,
    regime: str,
    remedy: str = "leave the regime out; the charter's clocks then hold",
    between: Iterable[str] = (),
) -> Pack:
    """Return a regime that the charter names.

    Args:
        remedy: where the charter does not name it.
        between: parties whom it has to bind.

    Raises:
        Refused: `regime-not-in-charter`; `regime-not-bound`; `regime-not-here` where the charter names it and its pack
            cannot be read here. An act under it is judged when it can be, so no record without it calls it wrong.
    """
    known = agreements(charter)
    if regime in known:
        bound = bound_by(charter, regime)
        if others := [one for one in between if one not in bound]:
            raise Refused(
                "regime-not-bound", expected=f"parties whom {regime} binds: {', '.join(bound).upper()}",
                got=", ".join(others).upper(), remedy=f"name another regime, or {WITHOUT}",
            )  # fmt: skip
        return known[regime]
    if regime in not_here(charter):
        raise Refused(
            "regime-not-here", expected=f"the pack of {regime} that the charter names, to read the act by",
            got="a version of this software without it", remedy="install a version that brings it; then start again",
        )  # fmt: skip
    raise Refused(
        "regime-not-in-charter", expected=f"a regime of the charter: {', '.join(known) or 'it names none'}",
        got=regime or "none", remedy=remedy,
    )  # fmt: skip


def regime_in(charter: Charter, body: Mapping[str, Any], *forms: str) -> str:
    """Return the regime under which an act stands: that it names, else the only one with rules for one of the forms.

    Returns nothing where the act says `none`, or no regime of the charter, or more than one, has such a rule.
    """
    if named := text_of(body, "regime"):
        return "" if named == WITHOUT else named
    found = [name for name, pack in agreements(charter).items()
             if any(rule.format in forms for rule in pack.rules.values())]  # fmt: skip
    return found[0] if len(found) == 1 else ""


def terms_of(charter: Charter, kind: str, regime: str = "", form: str = "", rule: str = "") -> Terms:
    """Return on which terms a kind of act is to be answered.

    Args:
        kind: by which `[clocks.reply]` knows it.
        form: of the answer, as the regime's formats name it.
        rule: that the act names; it is taken where it asks for an answer, whatever its form.

    A fold asks this too: where the pack of a regime is not held here, nothing sets a time, and the words say so.
    """
    if regime:
        pack = agreements(charter).get(regime)
        if pack is None:
            return Terms(words=f"{regime} is not held here, so no time is set")
        rules = [rule for rule in pack.rules.values() if form and rule.format == form and rule.does in _ANSWERING]
        if rule in pack.rules and pack.rules[rule].does in (Does.ANSWER, Does.REPLY):
            rules = [pack.rules[rule]]
        if rules:
            return Terms(words=f"{regime} {rules[0].id}: {rules[0].title}", pack=pack, rule=rules[0])
    seconds = reply_seconds(charter, kind)
    return Terms(seconds, "" if seconds is None else clock_rule(seconds))


def owed(
    terms: Terms, act: Said, debtor: str, what: str, *, citing: Iterable[Said], answers: Iterable[Said],
    journal: Journal, charter: Charter, events: Mapping[str, Event] | None = None,
) -> Duty:  # fmt: skip
    """Return what a debtor owes on these terms; arguments as for `reply_duty`.

    Args:
        events: that are known beside the start of the clock, like `departure`.
    """
    citing = tuple(citing)
    start = clock_start(act, debtor, citing, journal, charter)
    found = terms.due(None if start is None else start.at, events)
    return reply_duty(
        act, debtor, what, citing=citing, answers=answers, journal=journal, charter=charter,
        due_at=None if found is None else found.due_at,
        due_strict_at=None if found is None or found.strict_at == found.due_at else found.strict_at,
        steps=() if found is None else found.steps, rule=terms.words,
        regime="" if terms.pack is None else terms.pack.id,
    )  # fmt: skip
