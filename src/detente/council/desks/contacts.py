"""The contacts' desk: contact points are asked to answer, and their answers are timed by evidence.

Source: communication checks of points of contact, with timed answers, in the OSCE's confidence-building measures on
information technology (decisions 1106 of 2013 and 1202 of 2016); the "ping" of the United Nations' directory, first
on 10 June 2024. A directory that nobody tests rots; rates are told in aggregate only (docs/council/line-tests.md).

    who                      may
    any party                ask named parties' contact points to answer, of one role or whoever has the duty
    each addressee           answer, once: who answers, by role
    nobody                   answer for another

A check asks, so the charter's reply clock runs. It survives every suspension.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty, seconds_to_answer
from detente.council.journal import Journal
from detente.council.kinds import Addressed, Kind, Place, Speech, drill_of, short, table_of, text_of
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.protocol.charter import Charter

NAME, TITLE = "contacts", "Contact points"
CHECK, ANSWER = "contact-check", "contact-answer"


KINDS = table_of(
    Kind(
        CHECK, "check of contact points", Speech.ASKS, "02",
        {"role": short("Which contact point; none named: whoever has the duty"), "text": short("Remark")},
        purpose="Asks everybody to confirm their contact points.",
        place=Place.EVERYBODY, addressed=Addressed.SOME, alone=True, survives=True,
        text={"en": "{party} asks contact points to answer"},
    ),
    Kind(
        ANSWER, "answer of a contact point", Speech.ANSWERS, "01",
        {"role": short("Who answers, by role", required=True), "name": short("Name"), "text": short("Remark")},
        place=Place.EVERYBODY, needs_re=True, answers=(CHECK,), opens=False, survives=True,
        text={"en": "{party}: {role} answers {re}"},
    ),
)  # fmt: skip


class ContactsState(Struct, frozen=True):
    """One check, and who answered.

    Args:
        check: None where the dossier's first act does not count.
        answers: by party; more than one only where a feed was forked or two said so at once.
    """

    charter: Charter
    check: Said | None = None
    answers: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: two answers are two answers."""
        return ()


def begin(charter: Charter) -> ContactsState:
    """Return the state before the check."""
    return ContactsState(charter)


def may(state: ContactsState, act: Said) -> Refused | None:
    """Return why an act does not count: somebody is asked, and answers for himself, once."""
    if act.kind == CHECK:
        if act.to:
            return None
        return Refused("contact-check-to-nobody", expected="to: parties whose contact points are asked", got="nobody",
                       remedy="detente line contacts check --to PARTY")  # fmt: skip
    if state.check is not None and act.party not in state.check.to:
        named = ", ".join(state.check.to).upper()
        return Refused("contact-of-others", expected=f"a party that was asked: {named}", got=act.party.upper())
    if act.party in state.answers:
        given = state.answers[act.party][0].ref
        return Refused("contact-answered", expected="one answer by each party", got=f"{given}, given before")
    return None


def fold(state: ContactsState, act: Said) -> ContactsState:
    """Return the state with one more act."""
    if act.kind == CHECK:
        return replace(state, check=act)
    if act.kind not in KINDS or state.check is None or act.party == state.check.party:
        return state
    given = tuple(sorted((*state.answers.get(act.party, ()), act), key=lambda one: one.ref))
    return replace(state, answers={**state.answers, act.party: given})


def duties(state: ContactsState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers that are owed where the charter sets a clock."""
    check, seconds = state.check, reply_seconds(state.charter, CHECK)
    if check is None or seconds is None:
        return ()
    answers = [one for given in state.answers.values() for one in given]
    rule = clock_rule(seconds, "check of contact points")
    return tuple(
        reply_duty(check, party, "answer a check of contact points", citing=answers, answers=answers,
                   journal=journal, charter=state.charter, seconds=seconds, rule=rule)
        for party in check.to
    )  # fmt: skip


def turn(state: ContactsState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who has not answered yet."""
    return frozenset(state.check.to) - state.answers.keys() if state.check is not None else frozenset()


def next_acts(state: ContactsState, party: str) -> tuple[NextAct, ...]:
    """Return that a party that was asked can answer."""
    check = state.check
    if check is None or party not in check.to or party in state.answers:
        return ()
    return (NextAct(ANSWER, check.ref, {"role": text_of(check.body, "role")}),)


_COLUMNS: Final = ("Party", "Who answered", "Name", "Seconds", "Remark")


def render(state: ContactsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return a check for eyes: answers with their times, and how many were asked."""
    check = state.check
    if check is None:
        return Sheet(titled("Check of contact points"), "irregular")
    answered = [(party, state.answers[party][0]) for party in check.to if party in state.answers]
    timed = [seconds_to_answer(check, one, (one,), journal, state.charter) for _party, one in answered]
    lines = tuple(
        Line((party.upper(), text_of(one.body, "role"), text_of(one.body, "name") or "–",
              "not proven yet" if seconds is None else str(seconds), text_of(one.body, "text")), one.ref)
        for (party, one), seconds in zip(answered, timed, strict=True)
    )  # fmt: skip
    note = "Seconds run from the proven arrival of the check to the proven answer."
    whom = text_of(check.body, "role")
    return Sheet(
        titled(f"Check of contact points by {check.party.upper()}{f': {quoted(whom)}' if whom else ''}"),
        "waiting" if len(answered) < len(check.to) else "answered",
        facts=(("asked", str(len(check.to))), ("answered", str(len(answered)))),
        sections=tuple(one for one in (Section("Answers", lines, _COLUMNS, note),) if one.lines),
        data={
            "check": check.ref,
            "party": check.party,
            "claimed_at": rfc3339(check.claimed_at),
            "role": whom,
            "drill": drill_of(check.body),
            "asked": len(check.to),
            "answers": [_data(party, one, seconds) for (party, one), seconds in zip(answered, timed, strict=True)],
        },
    )


def _data(party: str, answer: Said, seconds: int | None) -> dict[str, Any]:
    return {
        "party": party, "ref": answer.ref, "role": text_of(answer.body, "role"), "name": text_of(answer.body, "name"),
        "seconds": seconds,
    }  # fmt: skip
