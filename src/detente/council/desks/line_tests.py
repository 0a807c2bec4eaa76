"""The line tests' desk: a text without meaning goes out, is read back, and what came back is scored and kept.

Source: direct links that are tried whether or not there is anything to say: Washington and Moscow each hour, the
inter-Korean lines at fixed hours (docs/council/line-tests.md section 1). What interval other networks keep was not
found; the charter sets its own.

    who                      may
    any party                send a test on the line to named parties, numbered by its author
    each addressee           read it back, once; or say why it does not
    nobody                   correct what was read back: the next test tells

A test asks, so the charter's reply clock runs (`[clocks] reply = { line-test = 1 }`). It survives every suspension:
so a missed test, a fault of the wire, a refusal, a suspension and silence stay different facts.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty, seconds_to_answer
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, drill_of, table_of, text_of
from detente.council.line_text import Score, score
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds, table
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import LINE_TEXT_CHARACTERS_MAX, NAME_CHARACTERS_MAX, NUMBER_MAX
from detente.protocol.charter import LINE, Charter

NAME, TITLE = "line-tests", "Line tests"
TEST, READING = "line-test", "line-test-reading"
_HOURS_MAX: Final = 8_760

KINDS = table_of(
    Kind(
        TEST, "line test", Speech.ASKS, "02",
        {
            "number": Field("Number of the test, by its author", Sort.COUNT, most=NUMBER_MAX),
            "text": Field("A text without meaning", characters_max=LINE_TEXT_CHARACTERS_MAX),
        },
        purpose="Asks everybody to answer, and scores the answers.",
        place=Place.EVERYBODY, alone=True, survives=True, text={"en": "{party} tests the line, number {number}"},
    ),
    Kind(
        READING, "read-back of a line test", Speech.ANSWERS, "01",
        {
            "text": Field("The text as it was read", required=False, characters_max=LINE_TEXT_CHARACTERS_MAX),
            "reason": Field("Why it is not read back", required=False, characters_max=NAME_CHARACTERS_MAX),
        },
        place=Place.EVERYBODY, needs_re=True, answers=(TEST,), opens=False, survives=True,
        text={"en": "{party} reads back the line test {re}"},
    ),
)  # fmt: skip


class LineTestsState(Struct, frozen=True):
    """One test, and what came back of it.

    Args:
        test: None where the dossier's first act does not count.
        readings: by party, the first that counts; more only where a feed was forked or two say so at once.
    """

    charter: Charter
    test: Said | None = None
    readings: Mapping[str, tuple[Said, ...]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return readings of one party that stand side by side."""
        return tuple(
            f"{party.upper()}, read-back: {', '.join(one.ref for one in given)} differ"
            for party, given in sorted(self.readings.items())
            if len({text_of(one.body, "text") for one in given}) > 1
        )


def begin(charter: Charter) -> LineTestsState:
    """Return the state before the test."""
    return LineTestsState(charter)


def hours_between(charter: Charter) -> int:
    """Return how often each party tests the line, in hours: `[line] test_hours = 24`; 0 where the charter sets none.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "line").number("test_hours", 0, _HOURS_MAX, 0)


def check_charter(charter: Charter) -> None:
    """Be silent where the interval can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    hours_between(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: LineTestsState, act: Said) -> Refused | None:
    """Return why an act does not count: a test is of the line and to somebody; who was asked reads it back, once."""
    if act.channel != LINE:
        return Refused(
            "line-test-elsewhere", expected=f"channel: {LINE}", got=act.channel, remedy="test the line on it"
        )
    if act.kind == TEST:
        if not act.to:
            return Refused("line-test-to-nobody", expected="to: parties that read it back", got="nobody",
                           remedy="detente line test --to PARTY")  # fmt: skip
        return None
    if state.test is not None and act.party not in state.test.to:
        named = ", ".join(state.test.to).upper()
        return Refused(
            "line-test-of-others", expected=f"a party to which the test went: {named}", got=act.party.upper()
        )
    if act.party in state.readings:
        given = state.readings[act.party][0].ref
        return Refused("line-test-read", expected="one read-back by each party", got=f"{given}, given before")
    text, reason = text_of(act.body, "text"), text_of(act.body, "reason")
    if bool(text) == bool(reason):
        return Refused(
            "line-test-text-or-reason", expected="text: what was read; or reason: why it is not read back",
            got="both" if text else "neither", remedy="detente line test read REF --text TEXT",
        )  # fmt: skip
    return None


# --- what it adds up to -----------------------------------------------------------------------------------------------


def fold(state: LineTestsState, act: Said) -> LineTestsState:
    """Return the state with one more act."""
    if act.kind == TEST:
        return replace(state, test=act)
    if act.kind not in KINDS or state.test is None or act.party == state.test.party:
        return state
    given = tuple(sorted((*state.readings.get(act.party, ()), act), key=lambda one: one.ref))
    return replace(state, readings={**state.readings, act.party: given})


def duties(state: LineTestsState, journal: Journal) -> tuple[Duty, ...]:
    """Return the read-backs that are owed where the charter sets a clock."""
    test = state.test
    seconds = reply_seconds(state.charter, TEST)
    if test is None or seconds is None:
        return ()
    answers = [one for given in state.readings.values() for one in given]
    rule = clock_rule(seconds, "line test")
    return tuple(
        reply_duty(test, party, "read back a line test", citing=answers, answers=answers, journal=journal,
                   charter=state.charter, seconds=seconds, rule=rule)
        for party in test.to
    )  # fmt: skip


def turn(state: LineTestsState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who has not read it back yet."""
    return frozenset(state.test.to) - state.readings.keys() if state.test is not None else frozenset()


def next_acts(state: LineTestsState, party: str) -> tuple[NextAct, ...]:
    """Return that an addressee can read it back; a reader types what is read, so the form begins empty."""
    waiting = state.test is not None and party in state.test.to and party not in state.readings
    return (NextAct(READING, state.test.ref),) if waiting and state.test is not None else ()


# --- what came back ---------------------------------------------------------------------------------------------------


class Result(Struct, frozen=True):
    """What one addressee did with a test.

    Args:
        seconds: from its proven arrival to its proven read-back; None while one of them is not proven.
        reason: why it was not read back, in its own words.
    """

    party: str
    ref: str | None = None
    score: Score | None = None
    seconds: int | None = None
    reason: str = ""

    @property
    def word(self) -> str:
        """Return it in a word."""
        if self.ref is None:
            return "not read back"
        return "declined" if self.score is None else "whole" if self.score.whole else "in part"


def results(state: LineTestsState, journal: Journal) -> tuple[Result, ...]:
    """Return what each addressee did with the test, in the order in which they were named."""
    return tuple(_result(state, party, journal) for party in (state.test.to if state.test is not None else ()))


def _result(state: LineTestsState, party: str, journal: Journal) -> Result:
    test = state.test
    given = state.readings.get(party, ())
    if test is None or not given:
        return Result(party)
    reading = given[0]
    if reason := text_of(reading.body, "reason"):
        return Result(party, reading.ref, reason=reason)
    seconds = seconds_to_answer(test, reading, (reading,), journal, state.charter)
    return Result(party, reading.ref, score(text_of(test.body, "text"), text_of(reading.body, "text")), seconds)


# --- for eyes ---------------------------------------------------------------------------------------------------------

_COLUMNS: Final = ("Party", "Result", "Characters", "Missing", "Seconds", "Reason")


def render(state: LineTestsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return a test for eyes."""
    if state.test is None:
        return Sheet(titled("Line test"), "irregular")
    found = results(state, journal)
    lines = tuple(Line(_cells(one), one.ref, mark=_MARKS.get(one.word, "waiting")) for one in found)
    waiting = [one for one in found if one.ref is None]
    note = "Seconds run from the proven arrival to the proven read-back; spaces are not counted."
    return Sheet(
        titled(f"Line test {state.test.body['number']} of {state.test.party.upper()}"),
        "conflict" if state.conflicts else "waiting" if waiting else "read back",
        sections=(Section("What came back", lines, _COLUMNS, note),),
        data={
            "test": state.test.ref,
            "party": state.test.party,
            "number": state.test.body["number"],
            "claimed_at": rfc3339(state.test.claimed_at),
            "drill": drill_of(state.test.body),
            "results": [_data(one) for one in found],
        },
    )


_MARKS: Final = {"whole": "good"}


def _cells(one: Result) -> tuple[str, ...]:
    score = f"{one.score.same} of {one.score.of}" if one.score is not None else "–"
    added = f", {one.score.added} added" if one.score is not None and one.score.added else ""
    missing = one.score.missing if one.score is not None else ""
    seconds = "not proven yet" if one.seconds is None else str(one.seconds)
    return (one.party.upper(), one.word, score + added, missing or "–", seconds if one.score else "–", one.reason)


def _data(one: Result) -> dict[str, Any]:
    scored = {} if one.score is None else {"same": one.score.same, "of": one.score.of, "added": one.score.added}
    return {
        "party": one.party, "result": one.word.replace(" ", "_"), "reading": one.ref,
        "same": None, "of": None, "added": None, **scored,
        "missing": one.score.missing if one.score is not None else "", "seconds": one.seconds, "reason": one.reason,
    }  # fmt: skip
