"""Suspensions between real cores: what proves that an act came after one, and what such an act does at every node."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.parley import Parley

from detente.council.duty import DutyState
from detente.council.kinds import Rank
from detente.errors import DetenteError
from detente.node import sayings
from detente.node.events import Answer, Draft, Submit, Written

TABLES = {
    "levels": {"kinds": {"suspend": "watch officer"}},
    "clocks": {"reply_hours": 48},
    "topics": {"terrorism": "Terrorism"},
}
BODY = {"reason": "Events.", "ground": "None stated"}


def council() -> Parley:
    """Return three parties and a depositary; any officer may suspend, and replies are due within two days."""
    return Parley(parties=4, tables=TABLES)


def suspend(parley: Parley, party: str = "p0", channel: str = "plenary", **scope: Any) -> str:
    return parley.say(party, channel, kind="suspend", body={**BODY, **scope}).ref


def refused(said: Callable[[], object]) -> str:
    """Return the code with which something is refused, or nothing."""
    try:
        said()
    except DetenteError as error:
        return error.code
    return ""


def unchecked(parley: Parley, party: str, channel: str, **fields: Any) -> str:
    """Let a party whose node was tampered with sign an act that its own desk would refuse."""
    folding = parley.cores[party].folding
    check, folding.check_draft = folding.check_draft, lambda _draft, _now: None  # type: ignore[method-assign]
    try:
        return parley.say(party, channel, **fields).ref
    finally:
        folding.check_draft = check  # type: ignore[method-assign]


def irregular(parley: Parley, holder: str, ref: str) -> str:
    """Return the code for which an act counts for nothing at one node, or nothing."""
    row = parley.row(holder, ref)
    why = parley.cores[holder].folding.folded(parley.council, row.dossier).irregular.get(ref)
    return "" if why is None else why.code


def test_the_first_act_in_another_channel_cites_the_suspension_and_the_next_does_not_again() -> None:
    """One citation a channel is the proof for all that follow there; the suspension's own feed needs none."""
    parley = council()
    ref = suspend(parley, channels=["pair"])
    first, second = parley.say("p0"), parley.say("p0")
    assert ref in parley.row("p0", first.ref).cites
    assert ref not in parley.row("p0", second.ref).cites
    assert ref not in parley.row("p0", parley.say("p0", "plenary").ref).cites
    other = parley.say("p1")
    assert ref not in parley.row("p1", other.ref).cites, "nobody cites another's word about itself"


def test_of_several_in_one_feed_the_newest_is_cited_and_proves_those_before_it() -> None:
    """What stands before a cited entry in its feed comes before whatever cites it."""
    parley = council()
    first, second = suspend(parley, channels=["pair"]), suspend(parley, topics=["terrorism"])
    act = unchecked(parley, "p0", "pair")
    assert [ref for ref in parley.row("p0", act).cites if ref in (first, second)] == [second]
    parley.deliver()
    for holder in ("p0", "p1"):
        assert irregular(parley, holder, act) == "scope-suspended"


def test_what_a_party_says_about_itself_has_room_in_each_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first count, whatever comes after; the author's node refuses more, and another channel has room still."""
    parley = council()

    def show(name: str, channel: str) -> str:
        return parley.say("p0", channel, kind="credentials", body={"name": name, "rank": "minister"}).ref

    for name in "ABC":
        show(name, "line")
    parley.deliver()
    monkeypatch.setattr(sayings, "DOSSIER_ACTS_MAX", 2)
    for party in ("p0", "p1"):
        parley.cores[party].folding.forget()
        background = parley.cores[party].folding.standing(parley.council, "p0")
        assert background.rank_of("B", "line", parley.now) is Rank.MINISTER
        assert background.rank_of("C", "line", parley.now) is not Rank.MINISTER
    assert refused(lambda: show("D", "line")) == "background-full"
    assert refused(lambda: show("D", "plenary")) == ""


def test_a_minister_whose_credentials_a_plain_message_had_cited_suspends_at_every_node() -> None:
    """The message took the one citation a channel; what its feed says after it is proven to follow the credentials."""
    parley = Parley(parties=4, tables={"topics": TABLES["topics"]})
    parley.say("p0", kind="credentials", body={"name": "Minister", "rank": "minister"})
    parley.say("p0", "plenary")
    body = {**BODY, "topics": ["terrorism"]}
    ref = parley.say("p0", "plenary", kind="suspend", body=body, officer="Minister").ref
    act = unchecked(parley, "p0", "plenary", kind="message", body={"text": "All the same.", "topic": "terrorism"})
    parley.deliver()
    for holder in ("p0", "p1"):
        assert irregular(parley, holder, ref) == ""
        background = parley.cores[holder].folding.standing(parley.council, "p0")
        assert [one.ref for one in background.suspensions] == [ref]
        assert irregular(parley, holder, act) == "scope-suspended"


def test_a_resumption_is_cited_like_the_suspension() -> None:
    """Without it the other side could not know that the author speaks there again."""
    parley = council()
    ref = suspend(parley, channels=["pair"])
    resumed = parley.say("p0", "plenary", kind="resume", re=ref).ref
    act = parley.say("p0", "pair").ref
    assert resumed in parley.row("p0", act).cites
    parley.deliver()
    assert irregular(parley, "p1", act) == ""


def test_what_is_said_in_ones_suspended_channel_all_the_same_is_kept_and_counts_nowhere() -> None:
    """The author's desk refuses it; where that was cut out, every node that holds it judges alike."""
    parley = council()
    parley.deliver()
    request = parley.say("p1", "plenary", kind="clarification-request", to=("p0",)).ref
    parley.deliver()
    suspend(parley, channels=["plenary"])
    fields = {"kind": "explanation", "re": request, "body": {"text": "word"}}
    assert refused(lambda: parley.say("p0", "plenary", **fields)) == "scope-suspended"
    assert refused(lambda: parley.say("p1", "plenary", kind="message")) == ""
    answer = unchecked(parley, "p0", "plenary", **fields)
    parley.deliver()
    for holder in ("p0", "p1", "p2"):
        assert parley.row(holder, answer).kind == "explanation", "kept"
        assert irregular(parley, holder, answer) == "scope-suspended"
        folding = parley.cores[holder].folding
        (duty,) = folding.duties_of(folding.folded(parley.council, request), parley.now)
        assert (duty.state, duty.answer) == (DutyState.EXCUSED, None), "counted nowhere"


def test_a_suspension_that_nothing_proves_to_come_first_binds_nothing() -> None:
    """A node that cites nothing of it may have said so before: without proof no act is held to be within."""
    parley = council()
    suspend(parley, channels=["pair"])
    parley.cores["p0"].scribe.background = lambda _council, _channel: []
    act = unchecked(parley, "p0", "pair")
    parley.deliver()
    assert irregular(parley, "p1", act) == ""


def test_a_suspension_that_counts_for_nothing_suspends_nothing() -> None:
    """By an officer who may not: kept, marked, and its author takes part and owes as before."""
    parley = Parley(parties=4, tables={"clocks": {"reply_hours": 48}})
    request = parley.say("p1", "plenary", kind="clarification-request", to=("p0",)).ref
    parley.deliver()
    body = {**BODY, "channels": ["plenary"]}
    assert refused(lambda: parley.say("p0", "plenary", kind="suspend", body=body)) == "rank-too-low"
    wrong = unchecked(parley, "p0", "plenary", kind="suspend", body=body)
    assert refused(lambda: parley.say("p0", "plenary", kind="explanation", re=request)) == ""
    parley.deliver()
    for holder in ("p0", "p1"):
        folding = parley.cores[holder].folding
        assert irregular(parley, holder, wrong) == "rank-too-low"
        assert folding.standing(parley.council, "p0").suspensions == ()


def test_lists_know_at_once_what_is_excused_and_what_is_owed_again() -> None:
    """The rows of duties follow the debtor's standing, also in matters in which it never spoke."""
    parley = council()
    request = parley.say("p1", "plenary", kind="clarification-request", to=("p0",)).ref
    parley.deliver()

    def rows(holder: str) -> list[str]:
        store = parley.founded.stores[holder]
        with store.transaction():
            parley.cores[holder].folding.fold(parley.now)
        return [duty.state for duty in store.duties(parley.council, dossier=request)]

    assert rows("p0") == rows("p2") == ["due"]
    ref = suspend(parley, channels=["plenary"])
    parley.deliver()
    assert rows("p0") == rows("p2") == ["excused"]
    parley.say("p0", "plenary", kind="resume", re=ref)
    parley.deliver()
    assert rows("p0") == rows("p2") == ["due"]


def test_two_acts_of_one_matter_in_one_step_are_judged_one_after_the_other() -> None:
    """What the step has written and not stored yet is read too: the second act knows of the first."""
    parley = council()
    parley.say("p0", "plenary")
    drafts = [
        Draft(parley.council, "plenary", "suspend", {**BODY, "channels": ["plenary"]}),
        Draft(parley.council, "plenary", "message", {"text": "word"}),
        Draft(parley.council, "plenary", "resume", {}, re="P0/PLENARY/3"),
        Draft(parley.council, "plenary", "message", {"text": "word"}),
    ]
    effects = parley.step("p0", *(Submit(90 + at, draft) for at, draft in enumerate(drafts)))
    answers = [effect.value for effect in effects if isinstance(effect, Answer)]
    codes = [one.code if isinstance(one, DetenteError) else "" for one in answers]
    assert codes == ["", "scope-suspended", "", ""]
    assert [one.ref for one in answers if isinstance(one, Written)] == ["P0/PLENARY/3", "P0/PLENARY/4", "P0/PLENARY/5"]


def test_a_suspension_stands_by_the_rank_that_its_officer_had() -> None:
    """A minister may; that the party withdraws the credentials later undoes nothing that was said under them."""
    parley = Parley(parties=4, tables={})
    body = {**BODY, "channels": ["plenary"]}
    shown = parley.say("p0", "plenary", kind="credentials", body={"name": "M", "rank": "minister"}).ref
    assert refused(lambda: parley.say("p0", "plenary", kind="suspend", body=body, officer="N")) == "rank-too-low"
    ref = parley.say("p0", "plenary", kind="suspend", body=body, officer="M").ref
    parley.say("p0", "plenary", kind="credentials-withdrawn", re=shown)
    parley.deliver()
    for holder in ("p0", "p1"):
        (found,) = parley.cores[holder].folding.standing(parley.council, "p0").suspensions
        assert found.ref == ref
    assert refused(lambda: parley.say("p0", "plenary")) == "scope-suspended"


def test_what_a_newcomer_cannot_hold_gives_no_rank_where_it_reads() -> None:
    """Nothing is signed here on the strength of credentials that could not be cited: elsewhere it would not count."""
    parley = council()
    shown = {"name": "A", "rank": "minister"}
    parley.say("p0", "plenary", kind="credentials", body=shown)
    sayings_of = parley.cores["p0"].folding.sayings
    assert sayings_of.background_here(parley.council, "line").rank_of("A", "line", parley.now) is Rank.MINISTER
    directory = parley.cores["p0"].context.directory
    holders = directory.holders
    directory.holders = lambda of, channel: holders(of, channel) - ({"p2"} if channel == "plenary" else set())  # type: ignore[method-assign]
    assert sayings_of.background_here(parley.council, "line").rank_of("A", "line", parley.now) is not Rank.MINISTER
    assert sayings_of.background_here(parley.council, "plenary").rank_of("A", "plenary", parley.now) is Rank.MINISTER
